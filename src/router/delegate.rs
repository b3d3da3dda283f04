//! The provider's side.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::any;

use super::road::handle;
use crate::payment::authentication::DelegateAuthentication;
use crate::payment::delegate::DelegatePayment;

/// `POST /agentic_commerce/delegate_payment`, relative to where it is mounted: for payment providers, not for shops.
///
/// ```
/// use std::sync::Arc;
/// use agentic_commerce::inbound::ApiKeys;
/// use agentic_commerce::payment::delegate::{DelegatePayment, MemoryVault};
/// use agentic_commerce::router::delegate_payment;
/// use agentic_commerce::signature::SigningSecret;
/// use agentic_commerce::store::MemoryStore;
///
/// let vault = Arc::new(MemoryVault::new(SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?));
/// let agents = ApiKeys::new().with_key("my-agent", "sk_test_123");
/// let service = DelegatePayment::new(vault, agents, Arc::new(MemoryStore::new()));
/// let app: axum::Router = delegate_payment(Arc::new(service));
/// # Ok::<(), agentic_commerce::signature::EmptySecret>(())
/// ```
pub fn delegate_payment(service: Arc<DelegatePayment>) -> Router {
    let limit = DefaultBodyLimit::max(service.config().largest_body);
    Router::new().route(DelegatePayment::PATH, any(handle::<DelegatePayment>)).layer(limit).with_state(service)
}

/// `/delegate_authentication` and what lies below it, relative to where it is mounted: for services of 3-D Secure, not for
/// shops.
///
/// ```
/// use std::sync::Arc;
/// use agentic_commerce::inbound::ApiKeys;
/// use agentic_commerce::payment::authentication::{DelegateAuthentication, MemoryAuthentication};
/// use agentic_commerce::router::delegate_authentication;
/// use agentic_commerce::signature::SigningSecret;
/// use agentic_commerce::store::MemoryStore;
/// use agentic_commerce::types::Uri;
///
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let bank = Arc::new(MemoryAuthentication::new(secret, Uri::new("https://acs.example")?));
/// let agents = ApiKeys::new().with_key("my-agent", "sk_test_123");
/// let service = DelegateAuthentication::new(bank, agents, Arc::new(MemoryStore::new()));
/// let app: axum::Router = delegate_authentication(Arc::new(service));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn delegate_authentication(service: Arc<DelegateAuthentication>) -> Router {
    let limit = DefaultBodyLimit::max(service.config().largest_body);
    let below = format!("{}/{{*rest}}", DelegateAuthentication::PATH);
    Router::new()
        .route(DelegateAuthentication::PATH, any(handle::<DelegateAuthentication>))
        .route(&below, any(handle::<DelegateAuthentication>))
        .layer(limit)
        .with_state(service)
}
