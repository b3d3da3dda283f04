//! What every call into the shop is told.

use std::sync::Arc;

use crate::model::AgentCapabilities;
use crate::types::{ApiVersion, CheckoutId, Principal, RequestId, Shared, Timestamp};

/// What every call into the shop is told.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Context {
    /// Who calls.
    pub principal: Principal,
    /// The release that the agent speaks. A shop need not care; it may want to log it.
    pub version: ApiVersion,
    /// The session.
    pub checkout_id: CheckoutId,
    /// Names this very effect: the same for every repetition of it, another for any other. Hand it to whatever must not
    /// happen twice.
    pub idempotency_token: String,
    /// Correlation id of the request.
    pub request_id: Option<RequestId>,
    /// Languages that the agent asked for, as the `Accept-Language` header says it.
    pub accept_language: Option<Arc<str>>,
    /// What the agent can do.
    pub capabilities: Shared<AgentCapabilities>,
    /// The time of the request.
    pub now: Timestamp,
}

impl Context {
    /// The context of a call, for tests of a shop.
    #[must_use]
    pub fn new(
        principal: Principal,
        version: ApiVersion,
        checkout_id: CheckoutId,
        idempotency_token: impl Into<String>,
        now: Timestamp,
    ) -> Self {
        Self {
            principal,
            version,
            checkout_id,
            idempotency_token: idempotency_token.into(),
            request_id: None,
            accept_language: None,
            capabilities: Shared::default(),
            now,
        }
    }
}
