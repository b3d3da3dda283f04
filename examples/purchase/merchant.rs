//! The store: what a merchant does, apart from having something to sell.

use std::error::Error;
use std::io;
use std::sync::Arc;

use agentic_commerce::engine::{Engine, OrderChangeError};
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::model::{FulfillmentKind, OrderError, OrderFulfillment, ReasonCode};
use agentic_commerce::router::router;
use agentic_commerce::sample::{LedgerEntry, SampleShop};
use agentic_commerce::signature::{HmacVerifier, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::types::{CheckoutId, Clock, Money, OrderId, SystemClock, Uri};
use agentic_commerce::webhook::{Endpoint, Endpoints, Worker};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::report::Report;

/// The id of the only parcel.
const PARCEL: &str = "parcel_1";

/// A store that is open.
#[derive(Debug)]
pub(crate) struct Merchant {
    /// The shop itself, to look into its books.
    pub(crate) shop: Arc<SampleShop>,
    pipeline: Arc<Pipeline<Arc<SampleShop>>>,
    worker: Worker,
    url: String,
    closing: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl Merchant {
    /// Opens that shop on a free port of this machine. Requests need the key, and a signature made with the secret;
    /// order events go to the webhook, signed with the other secret.
    pub(crate) async fn open(
        shop: SampleShop,
        api_key: &str,
        signing_secret: &str,
        webhook: &Uri,
        webhook_secret: &str,
    ) -> Result<Self, Box<dyn Error>> {
        let shop = Arc::new(shop);
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(Arc::clone(&shop), Arc::clone(&store) as _);
        let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", api_key))
            .with_verifier(HmacVerifier::new([SigningSecret::new(signing_secret)?]));
        let pipeline = Arc::new(pipeline);
        let app = Router::new().nest("/acp", router(Arc::clone(&pipeline)));
        // The platform is on this very machine; for one elsewhere it is `ReqwestTransport::public`.
        let endpoints = Endpoints::new().for_everyone(Endpoint::new(webhook, SigningSecret::new(webhook_secret)?)?);
        let worker = Worker::new(store, Arc::new(ReqwestTransport::new()?), endpoints);

        // From here on connections are taken, so whoever knows the address need not wait for the server.
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/acp", listener.local_addr()?);
        let (closing, closed) = oneshot::channel();
        let server = axum::serve(listener, app).with_graceful_shutdown(async {
            let _ = closed.await; // an error says that nobody is left to close it, which is as good
        });
        Ok(Self { shop, pipeline, worker, url, closing, server: tokio::spawn(server.into_future()) })
    }

    /// Where agents reach it.
    pub(crate) fn url(&self) -> Result<Uri, agentic_commerce::types::UriError> {
        Uri::new(&self.url)
    }

    /// Everything is in one parcel, and the parcel on its way.
    pub(crate) async fn ship(&self, order: &OrderId) -> Result<(), OrderChangeError> {
        let now = SystemClock::default().now();
        let change = self.pipeline.engine().change_order(order, |order| {
            let mut parcel = OrderFulfillment::new(PARCEL, FulfillmentKind::Shipping);
            parcel.lines = order.open_lines();
            parcel.carrier = Some("USPS".to_owned());
            parcel.tracking_number = Some("9400111899223344556677".to_owned());
            order.ship(parcel, now)
        });
        change.await.map(drop)
    }

    /// The parcel arrived.
    pub(crate) async fn deliver(&self, order: &OrderId) -> Result<(), OrderChangeError> {
        let now = SystemClock::default().now();
        self.pipeline.engine().change_order(order, |order| order.deliver(PARCEL, now)).await.map(drop)
    }

    /// So many cents go back.
    pub(crate) async fn refund(&self, order: &OrderId, cents: i64) -> Result<(), OrderChangeError> {
        let now = SystemClock::default().now();
        let change = self.pipeline.engine().change_order(order, |order| {
            let currency = order.charged().map(|charged| charged.currency).ok_or(OrderError::NotPositive)?;
            order.refund("refund_1", Money::new(cents, currency), now)
        });
        change.await.map(drop)
    }

    /// Tells what there is to tell: one event, and it arrives. A store that stays open leaves that to `Worker::run`.
    pub(crate) async fn tell(&self, report: &mut Report) -> Result<(), Box<dyn Error>> {
        let deliveries = self.worker.deliver_due().await?;
        report.expect("events that arrived", deliveries.arrived, 1);
        Ok(())
    }

    /// Checks what the shop wrote down of a session: so many charges, and as many orders.
    pub(crate) fn expect_books(&self, id: &CheckoutId, purchases: usize, report: &mut Report) {
        let tally = self.shop.ledger().tally(id);
        report.expect("charges in the books", tally.authorized, purchases);
        report.expect("orders in the books", tally.orders, purchases);
    }

    /// Checks that the shop wrote down once that a session was given up, and why.
    pub(crate) fn expect_given_up(&self, id: &CheckoutId, reason: Option<&ReasonCode>, report: &mut Report) {
        let word = |reason: Option<&ReasonCode>| reason.map_or_else(|| "not told".to_owned(), ToString::to_string);
        let ledger = self.shop.ledger();
        let found: Vec<_> = ledger
            .of(id)
            .map(|entry| match entry {
                LedgerEntry::Canceled { reason, .. } => word(reason.as_ref()),
                other => format!("{other:?}"),
            })
            .collect();
        report.expect("why, in the books", found.join(", ").as_str(), word(reason).as_str());
    }

    /// Closes it, once every request is answered.
    pub(crate) async fn close(self) -> Result<(), Box<dyn Error>> {
        let Self { closing, server, .. } = self;
        drop(closing);
        server.await??;
        Ok(())
    }
}
