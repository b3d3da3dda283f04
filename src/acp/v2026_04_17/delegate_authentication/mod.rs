//! Delegated authentication: the agent has a service of 3-D Secure authenticate the buyer.
//!
//! The agent opens a session with the card and the amount, does what the session's [`Action`] asks for in the buyer's
//! browser (a fingerprint, then perhaps a challenge), and reads the result, which it passes on when it completes the
//! checkout. The merchant takes no part.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.delegate_authentication.json`).
//! Reading ignores unknown fields and refuses `null`. It checks kinds, addresses of pages and currencies; lengths and
//! patterns, which are named at the fields, are for the service to check. Cards and cryptograms do not print, and are wiped
//! from memory when they are dropped.
//!
//! ```
//! use agentic_commerce::acp::v2026_04_17::delegate_authentication::{
//!     Amount, DelegateAuthenticationCreateRequest, PaymentMethod,
//! };
//! use agentic_commerce::types::Currency;
//!
//! let card = PaymentMethod::new("4917610000000000", "03", "2030", "Jane Doe");
//! let create = DelegateAuthenticationCreateRequest::new("merchant_1", card, Amount::new(1_000, Currency::new("eur")?));
//! assert!(!format!("{create:?}").contains("491761"));
//! // Unlike the checkout, this API writes currencies in upper case.
//! assert!(serde_json::to_string(&create)?.contains(r#""amount":{"value":1000,"currency":"EUR"}"#));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod payment_method;
mod request;
mod session;

pub use super::{AcquirerDetails, ChallengePreference, ChallengeType, FlowType};
pub use crate::acp::v2025_09_29::delegate_payment::{Address, ErrorType, PaymentMethodType};
pub use crate::acp::v2025_12_12::{Browser as BrowserInfo, Channel, ChannelType};

pub use error::{Error, ErrorCode};
pub use payment_method::{Amount, PaymentMethod};
pub use request::{
    DelegateAuthenticationAuthenticateRequest, DelegateAuthenticationCreateRequest, FingerprintCompletion,
    FlowPreference, FrictionlessFlow, ShopperDetails,
};
pub use session::{
    Action, ActionType, AuthenticationResult, ChallengeAction, DelegateAuthenticationSession,
    DelegateAuthenticationSessionWithResult, FingerprintAction, SessionStatus,
};
