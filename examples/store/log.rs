//! One line per request, to stderr.
//!
//! The crate itself says of each request which operation it was, in which release, and how it ended: the event
//! `request.answered`. It knows nothing of the server around it, so a span adds method and path, and what is beside the
//! checkout has a line of its own. None ever holds a body, a key or an address.

use std::io::{self, IsTerminal};

use agentic_commerce::inbound::Discovery;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Sends events to stderr: all of the crate and of this program, and warnings of whatever else runs.
pub(crate) fn open() {
    let lines = tracing_subscriber::fmt::layer()
        .compact()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    let filter = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("agentic_commerce", LevelFilter::INFO)
        .with_target(env!("CARGO_CRATE_NAME"), LevelFilter::INFO);
    tracing_subscriber::registry().with(lines).with(filter).init();
}

/// Runs a request in a span with its method and path.
pub(crate) async fn span(request: Request, next: Next) -> Response {
    let span = tracing::info_span!("request", method = %request.method(), path = request.uri().path());
    let aside = match request.uri().path() {
        "/" => Some("not a request of the protocol"),
        Discovery::PATH => Some("discovery"),
        _ => None,
    };
    async {
        let response = next.run(request).await;
        if let Some(what) = aside {
            tracing::info!(status = response.status().as_u16(), "{what}");
        }
        response
    }
    .instrument(span)
    .await
}
