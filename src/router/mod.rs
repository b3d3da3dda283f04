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

mod detached;
mod discovery;
mod webhook;

use std::mem;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{self, DefaultBodyLimit, FromRequest, State};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use http::Request;

use crate::backend::CommerceBackend;
use crate::inbound::{Pipeline, Unreadable};
use detached::{Detached, Panicked};

pub use discovery::discovery;
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
    finish(routes().fallback(handle::<B>), pipeline)
}

fn routes<B: CommerceBackend>() -> Router<Arc<Pipeline<B>>> {
    Router::new().route("/checkout_sessions", any(handle::<B>)).route("/checkout_sessions/{*rest}", any(handle::<B>))
}

fn finish<B: CommerceBackend>(routes: Router<Arc<Pipeline<B>>>, pipeline: Arc<Pipeline<B>>) -> Router {
    let limit = DefaultBodyLimit::max(pipeline.config().largest_body);
    routes.layer(limit).with_state(pipeline)
}

async fn handle<B: CommerceBackend>(
    State(pipeline): State<Arc<Pipeline<B>>>,
    mut request: extract::Request,
) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    // The body is read without its headers: they are ours to move.
    let headers = mem::take(request.headers_mut());
    let response = match Bytes::from_request(request, &()).await {
        Ok(body) => {
            let mut request = Request::new(body);
            *request.method_mut() = method;
            *request.uri_mut() = uri;
            *request.headers_mut() = headers.clone();
            let worker = Arc::clone(&pipeline);
            let work = in_current_span(async move { worker.handle(request).await });
            Detached::new(work).await.unwrap_or_else(|Panicked| pipeline.refuse(&headers, Unreadable::Lost))
        }
        Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            pipeline.refuse(&headers, Unreadable::TooLarge)
        }
        Err(_) => pipeline.refuse(&headers, Unreadable::Broken),
    };
    response.map(Body::from)
}

/// A task of its own would leave the span that the server opened for the request.
#[cfg(feature = "tracing")]
fn in_current_span<F: Future>(work: F) -> impl Future<Output = F::Output> {
    tracing::Instrument::in_current_span(work)
}

#[cfg(not(feature = "tracing"))]
const fn in_current_span<F: Future>(work: F) -> F {
    work
}
