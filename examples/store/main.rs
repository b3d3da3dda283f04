//! A store to keep running: the sample shop behind the checkout API, with keys, signatures and a log.
//!
//! ```sh
//! cargo run --example store --features demo -- --port 8080 --api-key agent=sk_test_123
//! ```

mod arguments;
mod commands;
mod database;
#[cfg(debug_assertions)]
mod failpoint;
mod log;
mod signal;
mod upkeep;

use std::future::IntoFuture;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::backend::{CommerceBackend, Patience};
use agentic_commerce::engine::{Engine, EngineConfig};
use agentic_commerce::inbound::{ApiKeys, DiscoveryError, Pipeline, PipelineConfig};
use agentic_commerce::payment::stripe::{StripeConfig, StripeProvider};
use agentic_commerce::router::{discovery, standalone};
use agentic_commerce::sample::{Catalog, CatalogError, SampleShop};
use agentic_commerce::signature::HmacVerifier;
use agentic_commerce::store::{SetupError, Store};
use agentic_commerce::transport::{ReqwestTransport, TransportError};
use agentic_commerce::types::{ApiVersion, Uri, UriError};
use agentic_commerce::webhook::{Endpoint, EndpointError, Endpoints, Worker, WorkerConfig};
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};

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
    let end = signal::stop().map_err(Failure::Signals)?;
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
    let commands = Commands::new(&url, &arguments, &catalog);
    let shop = SampleShop::new(catalog);
    let shop = match &arguments.ledger {
        Some(file) => shop.with_ledger_file(file).map_err(|source| Failure::Ledger { path: file.clone(), source })?,
        None => shop,
    };
    let shop = match stripe(&arguments)? {
        Some(stripe) => shop.with_payments(Arc::new(stripe)),
        None => shop,
    };
    let opened = arguments.database.open().await;
    let store = opened.map_err(|source| Failure::Database { name: arguments.database.to_string(), source })?;
    #[cfg(debug_assertions)]
    let (shop, store) = {
        let at = failpoint::Failpoint::read();
        let store: Arc<dyn Store> = Arc::new(failpoint::StoppingStore { store, at: at.clone() });
        (failpoint::Stopping { shop, at }, store)
    };
    let worker = worker(&store, &arguments)?;
    let pipeline = Arc::new(open(shop, Arc::clone(&store), arguments));
    let app = mount(&pipeline, store, &url)?;
    // Whoever started the store may have closed its output, which is no reason not to sell.
    let _ = write!(io::stdout(), "{commands}");
    let _ = io::stdout().flush();

    let stopping = Arc::new(Notify::new());
    let stopped = Arc::clone(&stopping);
    let telling = worker.map(|worker| tokio::spawn(async move { worker.run(stopped.notified()).await }));
    let served = serve(listener, app, pipeline, end).await.map_err(Failure::Serve);
    // What is on its way arrives; what is not yet waits in the database, or is told by nobody.
    stopping.notify_one();
    if let Some(telling) = telling {
        let _ = tokio::time::timeout(GRACE, telling).await;
    }
    served
}

/// Who charges cards, if the shop does not play that itself.
fn stripe(arguments: &Arguments) -> Result<Option<StripeProvider>, Failure> {
    let (Some(url), Some(key)) = (&arguments.stripe, &arguments.stripe_key) else { return Ok(None) };
    // Three tries of a charge, and the waits between them, fit into the half of the lease that the shop has for an answer.
    let lease = Duration::from_secs(arguments.lease);
    let transport = ReqwestTransport::new().map_err(Failure::Transport)?.with_timeout(lease / 7);
    let mut config = StripeConfig::default();
    config.first_wait = lease / 60;
    Uri::new(url).map_err(Failure::BadStripe)?.as_str().trim_end_matches('/').clone_into(&mut config.base_url);
    Ok(Some(StripeProvider::new(key.clone(), Arc::new(transport)).with_config(config)))
}

/// Who tells the agent's platform of orders, if anybody does.
fn worker(store: &Arc<dyn Store>, arguments: &Arguments) -> Result<Option<Worker>, Failure> {
    let (Some(url), Some(secret)) = (&arguments.webhook, &arguments.webhook_secret) else { return Ok(None) };
    let endpoint = Endpoint::new(&Uri::new(url).map_err(Failure::BadWebhook)?, secret.clone())?;
    // Elsewhere than on this machine it would be `ReqwestTransport::public`, with a TLS backend.
    let transport = ReqwestTransport::new().map_err(Failure::Transport)?;
    let mut config = WorkerConfig::default();
    config.lease = Duration::from_secs(arguments.lease) * 2;
    let worker = Worker::new(Arc::clone(store), Arc::new(transport), Endpoints::new().for_everyone(endpoint));
    Ok(Some(worker.with_config(config)))
}

/// A shop, an engine that knows the protocol, and a road to it.
fn open<B: CommerceBackend>(shop: B, store: Arc<dyn Store>, arguments: Arguments) -> Pipeline<Patience<B>> {
    let lease = Duration::from_secs(arguments.lease);
    let mut config = EngineConfig::default();
    config.completion_lease = lease;
    let engine = Engine::new(Patience::new(shop, lease / 2), store).with_config(config);
    let mut config = PipelineConfig::default();
    config.key_lease = lease * 2;
    let mut keys = ApiKeys::new();
    for ApiKey { principal, key } in arguments.api_keys {
        keys = keys.with_key(principal, key);
    }
    let mut pipeline = Pipeline::new(engine, keys).with_config(config);
    if !arguments.signing_secrets.is_empty() {
        pipeline = pipeline.with_verifier(HmacVerifier::new(arguments.signing_secrets));
    }
    pipeline
}

/// A router at the end of the road, and what is beside it.
fn mount<B: CommerceBackend>(pipeline: &Arc<Pipeline<B>>, store: Arc<dyn Store>, url: &Uri) -> Result<Router, Failure> {
    let readiness = async move || {
        if database::answers(&*store).await {
            (StatusCode::OK, "ready")
        } else {
            (StatusCode::SERVICE_UNAVAILABLE, "no database")
        }
    };
    let app = Router::new()
        .route("/", get(about))
        .merge(discovery(pipeline, url)?)
        .merge(standalone(Arc::clone(pipeline)))
        .layer(axum::middleware::from_fn(log::span));
    Ok(app.route("/healthz", get(async || "alive")).route("/readyz", get(readiness)))
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
async fn serve<B: CommerceBackend>(
    listener: TcpListener,
    app: Router,
    pipeline: Arc<Pipeline<B>>,
    stop: impl Future<Output = ()>,
) -> io::Result<()> {
    let (stopping, _) = watch::channel(());
    let stopped = || {
        let mut stopped = stopping.subscribe();
        // The other end is dropped at the end of this very function.
        async move { drop(stopped.changed().await) }
    };
    let server = axum::serve(listener, app).with_graceful_shutdown(stopped());
    let upkeep = tokio::spawn(upkeep::run(pipeline, stopped()));
    let mut server = std::pin::pin!(server.into_future());
    tokio::select! {
        ended = &mut server => return ended,
        () = stop => {}
    }
    tracing::info!("stopping");
    stopping.send_replace(());
    let ended = tokio::time::timeout(GRACE, async {
        let ended = server.await;
        // It ends by itself, and a panic of its own has been told.
        drop(upkeep.await);
        ended
    });
    if let Ok(ended) = ended.await {
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
    #[error("{}: {source}", path.display())]
    Ledger { path: PathBuf, source: io::Error },
    #[error("{name}: {}", causes(source))]
    Database { name: String, source: SetupError },
    #[error("{address}: {source}")]
    Listen { address: SocketAddr, source: io::Error },
    #[error("{0}")]
    Address(#[from] UriError),
    #[error("--stripe: {0}")]
    BadStripe(#[source] UriError),
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

/// An error and what caused it, on one line.
fn causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

impl Failure {
    /// 2 for what was given wrong, as for the flags; 1 for what went wrong.
    const fn exit_code(&self) -> u8 {
        match self {
            Self::NoCatalog { .. }
            | Self::BadCatalog { .. }
            | Self::BadStripe(_)
            | Self::BadWebhook(_)
            | Self::Webhook(_) => 2,
            Self::Ledger { .. }
            | Self::Database { .. }
            | Self::Listen { .. }
            | Self::Address(_)
            | Self::Transport(_)
            | Self::Discovery(_)
            | Self::Signals(_)
            | Self::Serve(_) => 1,
        }
    }
}
