//! The store: what a merchant does, apart from having something to sell.

use std::error::Error;
use std::io;
use std::sync::Arc;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::model::ReasonCode;
use agentic_commerce::router::router;
use agentic_commerce::sample::{LedgerEntry, SampleShop};
use agentic_commerce::signature::{HmacVerifier, SigningSecret};
use agentic_commerce::store::MemoryStore;
use agentic_commerce::types::{CheckoutId, Uri};
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::report::Report;

/// A store that is open.
#[derive(Debug)]
pub(crate) struct Merchant {
    /// The shop itself, to look into its books.
    pub(crate) shop: Arc<SampleShop>,
    url: String,
    closing: oneshot::Sender<()>,
    server: JoinHandle<io::Result<()>>,
}

impl Merchant {
    /// Opens the sample shop on a free port of this machine. Requests need the key, and a signature made with the secret.
    pub(crate) async fn open(api_key: &str, signing_secret: &str) -> Result<Self, Box<dyn Error>> {
        let shop = Arc::new(SampleShop::builtin()); // a shop of your own goes here
        let engine = Engine::new(Arc::clone(&shop), Arc::new(MemoryStore::new()));
        let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", api_key))
            .with_verifier(HmacVerifier::new([SigningSecret::new(signing_secret)?]));
        let app = Router::new().nest("/acp", router(Arc::new(pipeline)));

        // From here on connections are taken, so whoever knows the address need not wait for the server.
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/acp", listener.local_addr()?);
        let (closing, closed) = oneshot::channel();
        let server = axum::serve(listener, app).with_graceful_shutdown(async {
            let _ = closed.await; // an error says that nobody is left to close it, which is as good
        });
        Ok(Self { shop, url, closing, server: tokio::spawn(server.into_future()) })
    }

    /// Where agents reach it.
    pub(crate) fn url(&self) -> Result<Uri, agentic_commerce::types::UriError> {
        Uri::new(&self.url)
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
