//! A store that charges through Stripe, and an agent that buys from it.
//!
//! Afterwards the shop gives some of the money back, and one refund fails: what Stripe tells of it at `/stripe/events`
//! becomes changes of the order, of which the agent's platform is told.
//!
//! By default Stripe is played by a local one. With a key of the test mode it is the real one, which needs TLS, and finds
//! its way to a machine at home through its own command line tool alone:
//!
//! ```sh
//! cargo run --example stripe_store --features demo
//! STRIPE_API_KEY=sk_test_… cargo run --example stripe_store --features demo,reqwest/rustls
//! ```

use std::error::Error;
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::client::Client;
use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::model::{
    Address, Buyer, CheckoutStatus, Complete, Create, Destination, Instrument, ItemRequest, PaymentData,
};
use agentic_commerce::payment::PaymentProvider;
use agentic_commerce::payment::stripe::{StripeConfig, StripeProvider, StripeWebhook};
use agentic_commerce::router::router;
use agentic_commerce::sample::{LedgerEntry, SampleShop};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::store::MemoryStore;
use agentic_commerce::testing::stripe_mock::{Fault, StripeMock};
use agentic_commerce::transport::{HttpTransport, ReqwestTransport};
use agentic_commerce::types::{ApiVersion, Currency, Money, Quantity, Uri};
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use tokio::net::TcpListener;

/// What lets the agent in.
const API_KEY: &str = "sk_test_agent";

/// What Stripe signs its events with.
const WEBHOOK_SECRET: &str = "whsec_local";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let transport: Arc<dyn HttpTransport> = Arc::new(ReqwestTransport::new()?.with_timeout(Duration::from_secs(8)));
    let mut config = StripeConfig::default();
    let (key, mock) = match std::env::var("STRIPE_API_KEY") {
        Ok(key) if key.starts_with("sk_test_") => (key, None),
        Ok(_) => return Err("STRIPE_API_KEY must be a key of the test mode, sk_test_…".into()),
        Err(_) => {
            let mock = StripeMock::new("sk_test_local");
            config.base_url = serve(mock.router()).await?;
            ("sk_test_local".to_owned(), Some(mock))
        }
    };
    say(format_args!("Stripe is at {}.", config.base_url))?;

    // The store: the shop charges through Stripe, and everything else is as in any other.
    let stripe = StripeProvider::new(key.as_str(), Arc::clone(&transport)).with_config(config.clone());
    let shop = SampleShop::builtin().with_payments(Arc::new(stripe.clone())); // a shop of your own goes here
    let shop = Arc::new(shop);
    let events = Arc::new(MemoryStore::new());
    let engine = Engine::new(Arc::clone(&shop), Arc::clone(&events) as _);
    let pipeline = Arc::new(Pipeline::new(engine, ApiKeys::new().with_key("agent", API_KEY)));
    let secret =
        SigningSecret::new(std::env::var("STRIPE_WEBHOOK_SECRET").unwrap_or_else(|_| WEBHOOK_SECRET.to_owned()))?;
    let desk = Desk {
        webhook: StripeWebhook::new(secret.clone()),
        stripe: stripe.clone(),
        shop: Arc::clone(&shop),
        pipeline: Arc::clone(&pipeline),
    };
    let stripe_events = Router::new().route("/stripe/events", post(take)).with_state(Arc::new(desk));
    let store = serve(router(pipeline).merge(stripe_events)).await?;

    // The agent: two mugs, to San Francisco.
    let client = Client::new(Arc::clone(&transport), Uri::new(&store)?, API_KEY, ApiVersion::LATEST)?;
    let mut create = Create::new(vec![ItemRequest::new("mug", Quantity::new(2)?)]);
    create.currency = Some(Currency::new("usd")?);
    let address = Address::new("Ada Lovelace", "1 Market Street", "San Francisco", "CA", "US", "94105");
    create.destination = Some(Destination::at(address));
    create.buyer = Some(Buyer::new("ada@example.com"));
    let session = client.create(&create).await?.checkout;
    let total = session.quote.total().ok_or("a session without a total")?;
    say(format_args!("The agent put two mugs into session {}: {} cents.", session.id, total.minor))?;

    for (method, what) in [("pm_card_chargeDeclined", "a card that is declined"), ("pm_card_visa", "a good card")] {
        if let Some(mock) = &mock {
            mock.fail(Fault::ServerErrorAfterCommit, 1); // charged, and the answer lost
        }
        let token = grant(&*transport, &config, &key, method, total.minor).await?;
        let payment = PaymentData::with_instrument(Instrument::card_token(token));
        let mut complete = Complete::new(payment);
        complete.payment.handler = session.quote.payment_handlers.first().map(|handler| handler.id.clone());
        let paid = client.complete(&session.id, &complete).await?.checkout;
        say(format_args!("With {what} the session is {}.", paid.status.as_str()))?;
        for message in &paid.messages {
            say(format_args!("  {}", message.text.as_str()))?;
        }
        if method == "pm_card_visa" && paid.status != CheckoutStatus::Completed {
            return Err("the purchase did not end well".into());
        }
    }

    // Afterwards: five dollars back, and three, which do not arrive. Stripe tells what it did.
    let paid = |entry: &LedgerEntry| match entry {
        LedgerEntry::Authorized { reference, .. } => Some(reference.clone()),
        _ => None,
    };
    let payment = shop.ledger().of(&session.id).find_map(paid).ok_or("a purchase without a payment")?;
    stripe.refund("refund 1", &payment, Money::new(500, total.currency)).await?;
    let lost = stripe.refund("refund 2", &payment, Money::new(300, total.currency)).await?;
    if let Some(mock) = &mock {
        let address = format!("{store}/stripe/events");
        let mut told = mock.tell(&*transport, &address, &secret).await;
        mock.settle_refund(&lost.reference, false);
        told += mock.tell(&*transport, &address, &secret).await;
        say(format_args!("Stripe told the store {told} events."))?;
    }
    for event in events.events() {
        let adjustments = event.order.adjustments.iter();
        let told: Vec<String> = adjustments
            .map(|other| {
                let amount = other.amount.map_or(0, |amount| amount.minor);
                format!("{} of {amount} {}", other.kind.as_str(), other.status.as_str())
            })
            .collect();
        say(format_args!("The platform hears of order {}: {}", event.order.id, told.join(", ")))?;
    }
    for entry in mock.iter().flat_map(StripeMock::ledger) {
        say(format_args!("In Stripe's books: {entry:?}"))?;
    }
    Ok(())
}

/// Where Stripe's events come in.
struct Desk {
    webhook: StripeWebhook,
    stripe: StripeProvider,
    shop: Arc<SampleShop>,
    pipeline: Arc<Pipeline<Arc<SampleShop>>>,
}

/// Takes an event of Stripe's. What is not answered with success Stripe sends again.
async fn take(State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let engine = desk.pipeline.engine();
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Ok(event) = desk.webhook.read(signature, &body, engine.clock().now()) else { return StatusCode::BAD_REQUEST };
    let ledger = desk.shop.ledger();
    // A payment that no order came of is nobody's.
    let Some(order) = event.payment().and_then(|payment| ledger.order_of(payment)) else { return StatusCode::OK };
    match desk.stripe.follow(engine, order, &event).await {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Has Stripe grant a token, as it would after an agent had delegated a card.
async fn grant(
    transport: &dyn HttpTransport,
    config: &StripeConfig,
    key: &str,
    method: &str,
    limit: i64,
) -> Result<String, Box<dyn Error>> {
    let form = format!("payment_method={method}&usage_limits[currency]=usd&usage_limits[max_amount]={limit}");
    let request = Request::post(format!("{}/v1/test_helpers/shared_payment/granted_tokens", config.base_url))
        .header("authorization", format!("Bearer {key}"))
        .header("stripe-version", &config.version)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(form))?;
    let answer = transport.send(request).await?;
    let granted: serde_json::Value = serde_json::from_slice(answer.body())?;
    let token = granted.get("id").and_then(serde_json::Value::as_str);
    Ok(token.ok_or("Stripe granted no token")?.to_owned())
}

/// Serves on a free port of this machine, and says where.
async fn serve(app: axum::Router) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(axum::serve(listener, app).into_future());
    Ok(url)
}

fn say(line: std::fmt::Arguments<'_>) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
