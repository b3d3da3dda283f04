//! Order events out, and in.
//!
//! When an order is placed or changes, the engine writes an event into the store, in the same commit as the change. A
//! [`Worker`] takes it from there and tells it to the agent's platform, signed, in the shape that the platform's
//! [`Endpoint`] asks for, until it has arrived. On the other side a [`Verifier`] checks and reads it; with the feature
//! `axum` it stands before a handler (`router::SignedEvent`).
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::signature::SigningSecret;
//! use agentic_commerce::store::{MemoryStore, Store};
//! use agentic_commerce::transport::HttpTransport;
//! use agentic_commerce::types::Uri;
//! use agentic_commerce::webhook::{Endpoint, Endpoints, Worker};
//!
//! // With the feature `reqwest`, `ReqwestTransport::public` goes to no address of your own network.
//! fn worker(store: Arc<dyn Store>, transport: Arc<dyn HttpTransport>) -> Result<Worker, Box<dyn std::error::Error>> {
//!     let url = Uri::new("https://agent.example/agentic_checkout/webhooks/order_events")?;
//!     let secret = SigningSecret::new(std::env::var("WEBHOOK_SECRET")?)?;
//!     let endpoints = Endpoints::new().for_everyone(Endpoint::new(&url, secret)?);
//!     Ok(Worker::new(store, transport, endpoints))
//! }
//! ```
//!
//! # What a receiver can count on
//!
//! - Each event comes at least once, with the same `Request-Id` each time; take the second one for the first.
//! - The events of an order come in the order in which they happened, and each holds the whole order.
//! - The signature is of the bytes that came and of the second in which they were sent.

mod endpoint;
mod flight;
mod retry;
mod verifier;
mod worker;

pub use endpoint::{Endpoint, EndpointError, Endpoints};
pub use retry::Backoff;
pub use verifier::{Event, ReceiveError, Received, Verifier};
pub use worker::{Deliveries, Worker, WorkerConfig};
