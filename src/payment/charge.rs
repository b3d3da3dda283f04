//! What a payment provider is asked for.

use std::collections::BTreeMap;

use crate::backend::{AuthorizeRequest, Context};
use crate::model::{AuthenticationResult, Credential};
use crate::types::{CheckoutId, Money};

/// Set this much aside, from that.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Charge<'a> {
    /// Names this very attempt: the same when it is made again after a crash or a lost answer, another for any other.
    pub idempotency_token: &'a str,
    /// The session that is paid for.
    pub checkout_id: &'a CheckoutId,
    /// How much.
    pub amount: Money,
    /// What is paid with.
    pub credential: &'a Credential,
    /// The provider's id of the attempt that this one goes on with: it waited for an authentication, or was still being
    /// processed.
    pub resumes: Option<&'a str>,
    /// What became of the buyer's authentication.
    pub authentication: Option<&'a AuthenticationResult>,
    /// What the provider keeps with the payment, for whoever looks it up there. Equal for every repetition of the
    /// attempt, so nothing of one request belongs in it; and nothing secret.
    pub metadata: BTreeMap<String, String>,
}

impl<'a> Charge<'a> {
    /// Set `amount` aside for the session, from `credential`.
    #[must_use]
    pub const fn new(
        idempotency_token: &'a str,
        checkout_id: &'a CheckoutId,
        amount: Money,
        credential: &'a Credential,
    ) -> Self {
        Self {
            idempotency_token,
            checkout_id,
            amount,
            credential,
            resumes: None,
            authentication: None,
            metadata: BTreeMap::new(),
        }
    }

    /// What a shop is asked for, as a provider is asked. `None` when there is no credential to charge: a purchase order.
    #[must_use]
    pub fn of(context: &'a Context, request: &AuthorizeRequest<'a>) -> Option<Self> {
        let credential = &request.payment.instrument.as_ref()?.credential;
        Some(Self {
            resumes: request.resumes,
            authentication: request.authentication,
            ..Self::new(&context.idempotency_token, &context.checkout_id, request.amount, credential)
        })
    }
}
