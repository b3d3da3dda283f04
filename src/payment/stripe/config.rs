//! Settings of the adapter.

use std::time::Duration;

use crate::model::AcquirerDetails;

/// Settings of the adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StripeConfig {
    /// Where Stripe is: `https://api.stripe.com`.
    pub base_url: String,
    /// The `Stripe-Version` header: `2026-04-22.preview`, the first with today's name of the token's parameter.
    pub version: String,
    /// The `Stripe-Account` header, for direct charges on a connected account.
    pub account: Option<String>,
    /// Whether the money is taken at once.
    pub capture: Capture,
    /// What the parameter with the token is called.
    pub token_parameter: TokenParameter,
    /// Whether the token is read before it is charged, so that one in another currency or below the amount is refused
    /// without a charge. One more request.
    pub check_token: bool,
    /// How often a request is made again, with the same key, when its outcome is not known: twice.
    ///
    /// All tries together must be over within
    /// [`EngineConfig::completion_lease`](crate::engine::EngineConfig::completion_lease): give the transport a time-out
    /// of eight seconds or so.
    pub retries: u32,
    /// How long it waits before the first repetition, and twice as long before each one after: half a second.
    pub first_wait: Duration,
    /// The merchant's acquirer, without which no buyer can be sent to authenticate: the session then stays open with the
    /// error `requires_3ds`, and the agent has to bring another card.
    pub acquirer: Option<AcquirerDetails>,
}

impl Default for StripeConfig {
    fn default() -> Self {
        Self {
            base_url: "https://api.stripe.com".to_owned(),
            version: "2026-04-22.preview".to_owned(),
            account: None,
            capture: Capture::Automatic,
            token_parameter: TokenParameter::PaymentMethodData,
            check_token: true,
            retries: 2,
            first_wait: Duration::from_millis(500),
            acquirer: None,
        }
    }
}

/// When money is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Capture {
    /// With the charge.
    Automatic,
    /// Later, by [`PaymentProvider::capture`](crate::payment::PaymentProvider::capture): until then it is set aside.
    Manual,
}

/// What the parameter with the token is called. Stripe has renamed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenParameter {
    /// `payment_method_data[shared_payment_granted_token]`, since 2026-04-22.
    PaymentMethodData,
    /// `shared_payment_granted_token`, before.
    TopLevel,
}

impl TokenParameter {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PaymentMethodData => "payment_method_data[shared_payment_granted_token]",
            Self::TopLevel => "shared_payment_granted_token",
        }
    }
}
