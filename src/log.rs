//! What the crate tells the operator: events with stable names, never with secrets or addresses.
//!
//! With the feature `tracing` they are events of that crate; without it they are nothing.

use std::error::Error;

use crate::types::{CheckoutId, EventId};

#[cfg(feature = "tracing")]
macro_rules! event {
    ($level:ident, $name:literal, { $($key:ident = $value:expr),* $(,)? }) => {
        tracing::$level!(target: "agentic_commerce", event = $name, $($key = $value),*)
    };
}

#[cfg(not(feature = "tracing"))]
macro_rules! event {
    ($level:ident, $name:literal, { $($key:ident = $value:expr),* $(,)? }) => {
        $( let _ = &$value; )*
    };
}

/// A claim could not be given back after a failure; its lease will end by itself.
pub(crate) fn claim_not_parked(checkout: &CheckoutId, error: &dyn Error) {
    event!(warn, "checkout.claim_not_parked", { checkout = checkout.as_str(), error = chain(error) });
}

/// What nobody worked on any more was brought to its end.
pub(crate) fn recovered(checkout: &CheckoutId, status: &'static str) {
    event!(info, "recovery.finished", { checkout = checkout.as_str(), status = status });
}

/// What nobody works on any more could not be brought to its end; it is tried again later.
pub(crate) fn not_recovered(checkout: &CheckoutId, error: &dyn Error) {
    event!(warn, "recovery.left", { checkout = checkout.as_str(), error = chain(error) });
}

/// The shop answered something that cannot be true.
pub(crate) fn violation(violation: &dyn Error) {
    event!(error, "shop.violation", { error = chain(violation) });
}

/// A text of the shop goes out as plain text because there is raw HTML in its Markdown.
pub(crate) fn raw_html(of: &'static str) {
    event!(warn, "shop.raw_html", { of = of });
}

/// A payment was above what the buyer had authorized: totals have changed since the token was granted.
#[cfg(feature = "stripe")]
pub(crate) fn over_limit(checkout: &CheckoutId) {
    event!(error, "payment.over_limit", { checkout = checkout.as_str() });
}

/// A request ended in a 5xx.
pub(crate) fn failure(operation: &'static str, error: &dyn Error) {
    event!(error, "request.failure", { operation = operation, error = chain(error) });
}

/// A key could not be given back; its lease will end by itself.
pub(crate) fn key_not_released(error: &dyn Error) {
    event!(warn, "idempotency.key_not_released", { error = chain(error) });
}

/// A request was answered.
pub(crate) fn answered(operation: &'static str, version: &'static str, status: u16, replayed: bool, millis: u64) {
    event!(info, "request.answered", {
        operation = operation,
        version = version,
        status = status,
        replayed = replayed,
        millis = millis,
    });
}

/// An order event was told, or was not.
pub(crate) fn event_told(id: &EventId, attempt: u32, outcome: &'static str) {
    event!(info, "webhook.told", { id = id.as_str(), attempt = attempt, outcome = outcome });
}

/// A run of a feed has ended well.
#[cfg(feature = "feed")]
pub(crate) fn feed_published(feed: &str, outcome: &'static str) {
    event!(info, "feed.published", { feed = feed, outcome = outcome });
}

/// A run of a feed has failed.
#[cfg(feature = "feed")]
pub(crate) fn feed_not_published(feed: &str, error: &dyn Error) {
    event!(error, "feed.not_published", { feed = feed, error = chain(error) });
}

/// An error with all its causes, on one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
