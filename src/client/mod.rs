//! The agent's side: typed calls to a merchant.
//!
//! A [`Client`] speaks one release to one merchant. It takes the same commands that the merchant's engine carries out
//! ([`model`](crate::model)) and gives back the session that they led to.
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::client::{Client, ClientError};
//! use agentic_commerce::transport::{HttpTransport, TransportError};
//! use agentic_commerce::types::{ApiVersion, CheckoutId, Uri};
//! # use async_trait::async_trait;
//! # use bytes::Bytes;
//! # use http::{Request, Response};
//!
//! /// Stands in for a merchant that does not know the session. `ReqwestTransport` reaches a real one.
//! #[derive(Debug)]
//! struct Merchant;
//!
//! #[async_trait]
//! impl HttpTransport for Merchant {
//!     async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
//!         assert_eq!(request.uri(), "https://shop.example/acp/checkout_sessions/cs_1");
//!         assert_eq!(request.headers()["api-version"], "2026-04-17");
//!         let body = r#"{"type":"invalid_request","code":"session_not_found","message":"no such session"}"#;
//!         let mut response = Response::new(Bytes::from_static(body.as_bytes()));
//!         *response.status_mut() = http::StatusCode::NOT_FOUND;
//!         Ok(response)
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let base = Uri::new("https://shop.example/acp")?;
//! let client = Client::new(Arc::new(Merchant), base, "sk_live_1", ApiVersion::LATEST)?;
//! match client.retrieve(&CheckoutId::from("cs_1")).await {
//!     Ok(reply) => println!("{}: {}", reply.checkout.id, reply.checkout.status),
//!     Err(ClientError::Api { error, .. }) => assert_eq!(error.code, "session_not_found"),
//!     Err(other) => return Err(other.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Trying again
//!
//! Nothing is sent twice by itself: whether a purchase is worth another attempt, and when, is for the agent to say. But
//! nothing stands in its way. Every POST carries an idempotency key, a random one unless it is given
//! ([`Client::keyed`]), and the merchant carries out a key once. So after an error that
//! [`is_retryable`](ClientError::is_retryable), wait for [`retry_after`](ClientError::retry_after) and send the same
//! command under the same key, even when the answer to a completion was lost: if it went through, the answer comes again
//! ([`Reply::replayed`]), and nobody pays twice.
//!
//! ```
//! # use std::time::Duration;
//! # use agentic_commerce::client::{Client, ClientError, Reply};
//! # use agentic_commerce::model::Complete;
//! # use agentic_commerce::types::CheckoutId;
//! async fn pay(client: &Client, id: &CheckoutId, complete: &Complete, key: &str) -> Result<Reply, ClientError> {
//!     for _ in 0..5 {
//!         match client.keyed(key).complete(id, complete).await {
//!             Err(error) if error.is_retryable() => {
//!                 tokio::time::sleep(error.retry_after().unwrap_or(Duration::from_secs(2))).await;
//!             }
//!             result => return result,
//!         }
//!     }
//!     client.keyed(key).complete(id, complete).await
//! }
//! ```
//!
//! The next attempt after a *declined* payment is another one: it wants a key of its own. A decline is no error but a
//! session whose messages say so.
//!
//! # Without a network
//!
//! [`PipelineTransport`] puts a merchant's [`Pipeline`](crate::inbound::Pipeline) behind the client, so that a test of a
//! shop can buy from it as an agent would.
//!
//! ```
//! # #[cfg(feature = "sample")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use agentic_commerce::client::{Client, PipelineTransport};
//! use agentic_commerce::engine::Engine;
//! use agentic_commerce::inbound::{ApiKeys, Pipeline};
//! use agentic_commerce::model::{Create, ItemRequest};
//! use agentic_commerce::sample::SampleShop;
//! use agentic_commerce::store::MemoryStore;
//! use agentic_commerce::types::{ApiVersion, Quantity, Uri};
//!
//! let engine = Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new()));
//! let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", "sk_test"));
//! let transport = PipelineTransport::new(Arc::new(pipeline)).mounted_at("/acp");
//!
//! let base = Uri::new("https://shop.example/acp")?;
//! let client = Client::new(Arc::new(transport), base, "sk_test", ApiVersion::V2025_09_29)?;
//! let reply = client.create(&Create::new(vec![ItemRequest::new("ebook", Quantity::new(2)?)])).await?;
//! // 2 × 9.99 = 19.98, plus 8.25 % tax (1.64835, so 1.65) = 21.63.
//! assert_eq!(reply.checkout.quote.total().map(|total| total.minor), Some(2_163));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "sample"))]
//! # fn main() {}
//! ```

mod answer;
mod api_error;
mod call;
mod error;
mod key;
mod pipeline;
mod reply;
mod request;
mod retry_after;
mod setup;

#[cfg(test)]
mod tests;

pub use answer::{AnswerProblem, NotProtocol};
pub use api_error::ApiError;
pub use call::Call;
pub use error::ClientError;
pub use key::{KeySource, RandomKeys};
pub use pipeline::PipelineTransport;
pub use reply::{Attempt, Reply};
pub use setup::{Client, SetupError};
