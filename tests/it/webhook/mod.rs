//! What the agent's platform is told of an order, and how it gets there.

mod body;
mod fault;
mod kill;
mod receiver;
mod request;
mod storm;

use std::sync::Arc;

use agentic_commerce::model::{AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, Quote};
use agentic_commerce::signature::{EventVerifier, SigningSecret};
use agentic_commerce::store::{Commit, OrderEvent, Session, Store};
use agentic_commerce::testing::ManualClock;
use agentic_commerce::types::{ApiVersion, CheckoutId, Currency, Principal, Timestamp, Uri};
use agentic_commerce::webhook::{Endpoint, Endpoints, Verifier};

const SECRET: &str = "q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo";
const URL: &str = "https://agent.example/agentic_checkout/webhooks/order_events";

fn noon() -> Timestamp {
    Timestamp::parse("2026-04-17T12:00:00Z").unwrap()
}

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(noon()))
}

fn secret() -> SigningSecret {
    SigningSecret::new(SECRET).unwrap()
}

fn endpoint(url: &str) -> Endpoint {
    Endpoint::new(&Uri::new(url).unwrap(), secret()).unwrap()
}

fn everyone(url: &str) -> Endpoints {
    Endpoints::new().for_everyone(endpoint(url))
}

fn verifier() -> Verifier {
    Verifier::new(EventVerifier::new([secret()]))
}

/// Writes an order with so many events, whose numbers the order bears.
async fn place(store: &dyn Store, name: &str, events: usize) -> Vec<OrderEvent> {
    let usd = Currency::new("usd").unwrap();
    let agent = Principal::from("agent");
    let id = CheckoutId::from(format!("cs_{name}"));
    let mut order = Order::new(name, id.clone(), Uri::new("https://shop.example/orders/1").unwrap());
    let told: Vec<_> = (1..=events)
        .map(|number| {
            order.number = Some(number.to_string());
            let (id, release) = (format!("evt_{name}_{number}"), ApiVersion::V2026_04_17);
            match number {
                1 => OrderEvent::created(id, agent.clone(), order.clone(), usd, release, noon()),
                _ => OrderEvent::updated(id, agent.clone(), order.clone(), usd, release, noon()),
            }
        })
        .collect();
    let quote = Quote::new(usd, Vec::new(), Vec::new());
    let mut checkout = Checkout::new(id, CheckoutStatus::Completed, Cart::default(), quote, noon());
    checkout.order = Some(order.into());
    let session = Session::new(agent, checkout, AgentCapabilities::default());
    store.commit(Commit::of_session(Arc::new(session), None).with_events(told.clone())).await.unwrap();
    told
}
