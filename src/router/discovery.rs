//! The discovery document at the root of the origin.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::Response;
use axum::routing::any;
use http::{HeaderMap, Method};

use crate::backend::CommerceBackend;
use crate::inbound::{Discovery, DiscoveryError, Pipeline};
use crate::types::Uri;

/// `/.well-known/acp.json`, for everyone. Merge it at the root of the origin, outside of any nesting and of whatever asks
/// for keys; `api_base_url` says where the API itself is ([`Discovery::new`]).
///
/// ```
/// # #[cfg(feature = "sample")] {
/// # use std::sync::Arc;
/// # use agentic_commerce::engine::Engine;
/// # use agentic_commerce::inbound::{ApiKeys, Pipeline};
/// # use agentic_commerce::sample::SampleShop;
/// # use agentic_commerce::store::MemoryStore;
/// use agentic_commerce::router::{discovery, router};
/// use agentic_commerce::types::Uri;
///
/// # let engine = Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new()));
/// # let pipeline = Arc::new(Pipeline::new(engine, ApiKeys::new().with_key("agent", "sk_test")));
/// let discovery = discovery(&pipeline, &Uri::new("https://shop.example/acp")?)?;
/// let app: axum::Router = discovery.nest("/acp", router(pipeline));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`DiscoveryError`] when the address is no base of an API, or the pipeline speaks no release.
pub fn discovery<B: CommerceBackend>(pipeline: &Pipeline<B>, api_base_url: &Uri) -> Result<Router, DiscoveryError> {
    let discovery = Arc::new(Discovery::new(pipeline, api_base_url)?);
    Ok(Router::new().route(Discovery::PATH, any(answer)).with_state(discovery))
}

async fn answer(State(discovery): State<Arc<Discovery>>, method: Method, headers: HeaderMap) -> Response {
    discovery.answer(&method, &headers).map(Body::from)
}
