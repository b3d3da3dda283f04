//! An agent platform's end of the wire: takes order events, checks who signed them, and prints what became of each order.
//!
//! ```sh
//! cargo run --example webhook_receiver --features demo -- --port 9090 --secret q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo
//! cargo run --example store --features demo -- \
//!     --webhook http://127.0.0.1:9090/agentic_checkout/webhooks/order_events \
//!     --webhook-secret q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo
//! ```

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use agentic_commerce::router::SignedEvent;
use agentic_commerce::signature::{EventVerifier, SigningSecret};
use agentic_commerce::webhook::{Event, Received, Verifier};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use clap::Parser;
use tokio::net::TcpListener;

/// Takes order events, checks who signed them, and prints what became of each order.
#[derive(Debug, Parser)]
#[command(name = "webhook_receiver")]
struct Arguments {
    /// Port to listen at, on this machine alone; 0 takes a free one
    #[arg(long, default_value_t = 9090)]
    port: u16,

    /// A secret that events may be signed with. Repeat it while secrets are being changed
    #[arg(long = "secret", required = true, value_parser = |text: &str| SigningSecret::new(text))]
    secrets: Vec<SigningSecret>,
}

/// What the receiver knows.
#[derive(Clone, FromRef)]
struct Desk {
    verifier: Arc<Verifier>,
    /// Ids of the events that were dealt with. A platform keeps them beside its orders, in one transaction.
    dealt_with: Arc<Mutex<BTreeSet<String>>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { port, secrets } = Arguments::parse();
    let verifier = Arc::new(Verifier::new(EventVerifier::new(secrets)));
    let app = Router::new()
        .route("/agentic_checkout/webhooks/order_events", post(take))
        .with_state(Desk { verifier, dealt_with: Arc::default() });
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    say(&format!("http://{}/agentic_checkout/webhooks/order_events", listener.local_addr()?));
    Ok(axum::serve(listener, app).await?)
}

/// An event: whatever is not signed as it must be never comes here.
async fn take(State(desk): State<Desk>, SignedEvent(received): SignedEvent) -> Received {
    // An event comes at least once: the second time it is acknowledged, and nothing else.
    let known = received.request_id.clone().is_some_and(|id| {
        let mut dealt_with = desk.dealt_with.lock().unwrap_or_else(PoisonError::into_inner);
        !dealt_with.insert(id)
    });
    if received.replayed || known {
        say("an event that came before");
    } else {
        say(&line(&received.event));
    }
    received
}

/// What the event says, on one line.
fn line(event: &Event) -> String {
    match event {
        Event::Order(event) => {
            let status = event.data.status.as_ref().map_or("", |status| status.as_str());
            let adjustments = event.data.adjustments.iter().flatten();
            let more: Vec<String> = adjustments
                .map(|adjustment| format!(", {} {}", adjustment.kind, adjustment.amount.unwrap_or_default()))
                .collect();
            format!("{} {}: {status}{}", event.kind, event.data.id, more.concat())
        }
        Event::Status(event) => {
            let refunds = event.data.refunds.iter();
            let more: Vec<String> = refunds.map(|refund| format!(", {} {}", refund.kind, refund.amount)).collect();
            format!("{} {}: {}{}", event.kind, event.data.checkout_session_id, event.data.status, more.concat())
        }
        _ => "an event of a release that this program does not know".to_owned(),
    }
}

/// Prints a line. Whoever reads may stop reading, which is no reason to stop listening.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}
