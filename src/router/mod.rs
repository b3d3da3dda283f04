//! The axum door.
//!
//! [`router`] turns a [`Pipeline`] into an [`axum::Router`] that can be merged into a merchant's own, or nested under
//! any prefix. On the side of an agent's platform [`SignedEvent`] takes order events in.
//!
//! ```
//! # #[cfg(feature = "sample")] {
//! use std::sync::Arc;
//! use agentic_commerce::engine::Engine;
//! use agentic_commerce::inbound::{ApiKeys, Pipeline};
//! use agentic_commerce::router::router;
//! use agentic_commerce::sample::SampleShop;
//! use agentic_commerce::store::MemoryStore;
//!
//! let engine = Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new()));
//! let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", "sk_test"));
//! let app: axum::Router = axum::Router::new().nest("/acp", router(Arc::new(pipeline)));
//! # }
//! ```

mod delegate;
mod detached;
mod discovery;
#[cfg(feature = "feed")]
mod feed;
mod road;
mod webhook;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;

use crate::backend::CommerceBackend;
use crate::inbound::Pipeline;
use road::handle;

pub use delegate::{delegate_authentication, delegate_payment};
pub use discovery::discovery;
#[cfg(feature = "feed")]
pub use feed::feeds;
pub use webhook::SignedEvent;

/// The checkout API, relative to where it is mounted.
///
/// A request outlives its connection: when the agent hangs up, a completion that has begun still reaches its end, in a
/// task of its own, and the answer waits under its idempotency key. With the feature `tracing` that task is in the span
/// of the request, if the server opens one.
///
/// Other paths are left to whatever it is mounted in; see [`standalone`].
pub fn router<B: CommerceBackend>(pipeline: Arc<Pipeline<B>>) -> Router {
    finish(routes(), pipeline)
}

/// [`router`] for a prefix of its own, or a whole origin: every path that the protocol does not know answers with an
/// error of the protocol instead of axum's empty 404.
///
/// It has a fallback, and so can be merged only into a router that has none; below a prefix it answers for that prefix
/// alone.
pub fn standalone<B: CommerceBackend>(pipeline: Arc<Pipeline<B>>) -> Router {
    finish(routes().fallback(handle::<Pipeline<B>>), pipeline)
}

fn routes<B: CommerceBackend>() -> Router<Arc<Pipeline<B>>> {
    Router::new()
        .route("/checkout_sessions", any(handle::<Pipeline<B>>))
        .route("/checkout_sessions/{*rest}", any(handle::<Pipeline<B>>))
}

fn finish<B: CommerceBackend>(routes: Router<Arc<Pipeline<B>>>, pipeline: Arc<Pipeline<B>>) -> Router {
    let limit = DefaultBodyLimit::max(pipeline.config().largest_body);
    routes.layer(limit).with_state(pipeline)
}
