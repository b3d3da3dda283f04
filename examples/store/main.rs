//! A store to keep running: the sample shop behind the checkout API, with keys, signatures and a log.
//!
//! ```sh
//! cargo run --example store --features demo -- --port 8080 --api-key agent=sk_test_123
//! ```

mod arguments;
mod commands;
mod log;
mod signal;

use std::future::IntoFuture;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, DiscoveryError, Pipeline};
use agentic_commerce::router::{discovery, standalone};
use agentic_commerce::sample::{Catalog, CatalogError, SampleShop};
use agentic_commerce::signature::HmacVerifier;
use agentic_commerce::store::MemoryStore;
use agentic_commerce::transport::{ReqwestTransport, TransportError};
use agentic_commerce::types::{ApiVersion, Uri, UriError};
use agentic_commerce::webhook::{Endpoint, EndpointError, Endpoints, Worker};
use axum::Router;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::Notify;

use arguments::{ApiKey, Arguments};
use commands::Commands;

/// How long requests in flight may take to end once the store is to stop.
const GRACE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> ExitCode {
    match run(Arguments::read()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

async fn run(mut arguments: Arguments) -> Result<(), Failure> {
    let stop = signal::stop().map_err(Failure::Signals)?;
    log::open();

    let catalog = match &arguments.catalog {
        Some(path) => read_catalog(path)?,
        None => Catalog::builtin(),
    };
    if arguments.api_keys.is_empty() {
        arguments.api_keys.push(ApiKey::of_demo());
        tracing::warn!("no --api-key given: whoever knows the key sk_test_agent of the manual gets in");
    }

    let address = SocketAddr::new(arguments.listen, arguments.port);
    let listener = TcpListener::bind(address).await.map_err(|source| Failure::Listen { address, source })?;
    let address = listener.local_addr().map_err(|source| Failure::Listen { address, source })?;
    let url = Uri::new(format!("http://{}", commands::reachable(address)))?;
    let store = Arc::new(MemoryStore::new());
    let worker = worker(&store, &arguments)?;
    let commands = Commands::new(&url, &arguments, &catalog);
    // Whoever started the store may have closed its output, which is no reason not to sell.
    let _ = write!(io::stdout(), "{commands}");

    let stopping = Arc::new(Notify::new());
    let stopped = Arc::clone(&stopping);
    let telling = worker.map(|worker| tokio::spawn(async move { worker.run(stopped.notified()).await }));
    let served = serve(listener, open(catalog, store, arguments, &url)?, stop).await.map_err(Failure::Serve);
    // What is on its way arrives; what is not yet is told by nobody, for this store forgets.
    stopping.notify_one();
    if let Some(telling) = telling {
        let _ = tokio::time::timeout(GRACE, telling).await;
    }
    served
}

/// Who tells the agent's platform of orders, if anybody does.
fn worker(store: &Arc<MemoryStore>, arguments: &Arguments) -> Result<Option<Worker>, Failure> {
    let (Some(url), Some(secret)) = (&arguments.webhook, &arguments.webhook_secret) else { return Ok(None) };
    let endpoint = Endpoint::new(&Uri::new(url).map_err(Failure::BadWebhook)?, secret.clone())?;
    // Elsewhere than on this machine it would be `ReqwestTransport::public`, with a TLS backend.
    let transport = ReqwestTransport::new().map_err(Failure::Transport)?;
    Ok(Some(Worker::new(Arc::clone(store) as _, Arc::new(transport), Endpoints::new().for_everyone(endpoint))))
}

/// The whole store: a shop, an engine that knows the protocol, a road to it, and a router at its end.
fn open(catalog: Catalog, store: Arc<MemoryStore>, arguments: Arguments, url: &Uri) -> Result<Router, Failure> {
    let engine = Engine::new(SampleShop::new(catalog), store);
    let mut keys = ApiKeys::new();
    for ApiKey { principal, key } in arguments.api_keys {
        keys = keys.with_key(principal, key);
    }
    let mut pipeline = Pipeline::new(engine, keys);
    if !arguments.signing_secrets.is_empty() {
        pipeline = pipeline.with_verifier(HmacVerifier::new(arguments.signing_secrets));
    }
    let app =
        Router::new().route("/", get(about)).merge(discovery(&pipeline, url)?).merge(standalone(Arc::new(pipeline)));
    Ok(app.layer(axum::middleware::from_fn(log::span)))
}

/// What a person sees who opens the store in a browser.
async fn about() -> String {
    let releases: Vec<_> = ApiVersion::ALL.iter().map(|version| version.as_str()).collect();
    format!(
        "A sample store for the Agentic Commerce Protocol. Agents buy here at /checkout_sessions.\n\
         API-Version: {}\n",
        releases.join(" or ")
    )
}

/// Serves until it is to stop, and until what is in flight by then is answered.
async fn serve(listener: TcpListener, app: Router, stop: impl Future<Output = ()>) -> io::Result<()> {
    let stopping = Arc::new(Notify::new());
    let stopped = Arc::clone(&stopping);
    let server = axum::serve(listener, app).with_graceful_shutdown(async move { stopped.notified().await });
    let mut server = std::pin::pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        () = stop => {}
    }
    tracing::info!("stopping");
    stopping.notify_one();
    if let Ok(ended) = tokio::time::timeout(GRACE, server).await {
        return ended;
    }
    tracing::warn!("stopped with requests that did not end");
    Ok(())
}

fn read_catalog(path: &Path) -> Result<Catalog, Failure> {
    let json = std::fs::read_to_string(path).map_err(|source| Failure::NoCatalog { path: path.into(), source })?;
    Catalog::from_json(&json).map_err(|source| Failure::BadCatalog { path: path.into(), source })
}

/// Why the store did not open, or closed by itself.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{}: {source}", path.display())]
    NoCatalog { path: PathBuf, source: io::Error },
    #[error("{}: {source}", path.display())]
    BadCatalog { path: PathBuf, source: CatalogError },
    #[error("{address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{0}")]
    Address(#[from] UriError),
    #[error("--webhook: {0}")]
    BadWebhook(#[source] UriError),
    #[error("--webhook: {0}")]
    Webhook(#[from] EndpointError),
    #[error("{0}")]
    Transport(#[source] TransportError),
    #[error("{0}")]
    Discovery(#[from] DiscoveryError),
    #[error("signals: {0}")]
    Signals(#[source] io::Error),
    #[error("{0}")]
    Serve(#[source] io::Error),
}

impl Failure {
    /// 2 for what was given wrong, as for the flags; 1 for what went wrong.
    const fn exit_code(&self) -> u8 {
        match self {
            Self::NoCatalog { .. } | Self::BadCatalog { .. } | Self::BadWebhook(_) | Self::Webhook(_) => 2,
            Self::Listen { .. }
            | Self::Address(_)
            | Self::Transport(_)
            | Self::Discovery(_)
            | Self::Signals(_)
            | Self::Serve(_) => 1,
        }
    }
}
