//! The agent's platform: where it hears what became of its orders.

use std::error::Error;
use std::io;
use std::sync::Arc;

use agentic_commerce::router::SignedEvent;
use agentic_commerce::signature::{EventVerifier, SigningSecret};
use agentic_commerce::types::Uri;
use agentic_commerce::webhook::{Event, Received, Verifier};
use axum::Router;
use axum::extract::{FromRef, State};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::report::Report;

/// A receiver of order events.
#[derive(Debug)]
pub(crate) struct Platform {
    url: String,
    events: mpsc::UnboundedReceiver<Event>,
    server: JoinHandle<io::Result<()>>,
}

#[derive(Clone, FromRef)]
struct Desk {
    verifier: Arc<Verifier>,
    events: mpsc::UnboundedSender<Event>,
}

/// Whatever is not signed with the secret never comes here.
async fn take(State(desk): State<Desk>, SignedEvent(received): SignedEvent) -> Received {
    let _ = desk.events.send(received.event.clone()); // nobody listens once the purchase has ended
    received
}

impl Platform {
    /// Listens on a free port of this machine. Events must be signed with the secret.
    pub(crate) async fn open(secret: &str) -> Result<Self, Box<dyn Error>> {
        let (sender, events) = mpsc::unbounded_channel();
        let verifier = Arc::new(Verifier::new(EventVerifier::new([SigningSecret::new(secret)?])));
        let app = Router::new()
            .route("/agentic_checkout/webhooks/order_events", post(take))
            .with_state(Desk { verifier, events: sender });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/agentic_checkout/webhooks/order_events", listener.local_addr()?);
        Ok(Self { url, events, server: tokio::spawn(axum::serve(listener, app).into_future()) })
    }

    /// Where events are to be sent.
    pub(crate) fn url(&self) -> Result<Uri, agentic_commerce::types::UriError> {
        Uri::new(&self.url)
    }

    /// Checks the event that came last: its name, where the order stands (in the words of 2026-04-17 and of the releases
    /// before), and what was paid back so far, in cents.
    pub(crate) fn expect_event(
        &mut self,
        title: &str,
        kind: &str,
        status: [&str; 2],
        refunded: i64,
        report: &mut Report,
    ) {
        let Ok(event) = self.events.try_recv() else {
            report.event(title, "nothing came");
            report.expect("event", "none", kind);
            return;
        };
        let (found, stands, paid_back, new) = match &event {
            Event::Order(event) => {
                let adjustments = event.data.adjustments.iter().flatten();
                let paid_back: i64 = adjustments.filter_map(|adjustment| adjustment.amount).sum();
                let status = event.data.status.as_ref().map_or("none", |status| status.as_str());
                (event.kind.as_str(), status, paid_back, true)
            }
            Event::Status(event) => {
                let paid_back: i64 = event.data.refunds.iter().map(|refund| refund.amount).sum();
                (event.kind.as_str(), event.data.status.as_str(), paid_back, false)
            }
            _ => ("unknown", "unknown", 0, true),
        };
        let [newest, before] = status;
        report.event(title, &format!("{found}, order {stands}, {paid_back} cents paid back"));
        report.expect("event", found, kind);
        report.expect("order", stands, if new { newest } else { before });
        report.expect("paid back, in cents", paid_back, refunded);
    }

    /// Checks that nothing else came, and hangs up.
    pub(crate) fn close(mut self, report: &mut Report) {
        report.expect("events that nobody expected", usize::from(self.events.try_recv().is_ok()), 0);
        self.server.abort();
    }
}
