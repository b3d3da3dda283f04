//! Delegated payment: the agent hands a card to the payment service provider, and gets a token that the merchant can
//! charge once.
//!
//! `POST /agentic_commerce/delegate_payment` goes to the provider, not to the merchant. The token has an [`Allowance`]:
//! so much at most, in that currency, by that merchant, for that session, until then. The agent passes it on as the
//! token of the payment data when it completes the session.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.delegate_payment.json`).
//! Reading ignores unknown fields and refuses `null`. It checks kinds, dates and currencies; lengths and patterns,
//! which are named at the fields, are for the provider to check. What a card can be charged with prints nowhere,
//! and is wiped from memory when the card is dropped:
//!
//! ```
//! use agentic_commerce::acp::v2025_09_29::delegate_payment::{
//!     CardFundingType, CardNumberType, DelegatePaymentResponse, PaymentMethodCard,
//! };
//!
//! let card = PaymentMethodCard::new(CardNumberType::Fpan, "4242424242424242", CardFundingType::Credit);
//! assert!(!format!("{card:?}").contains("4242"));
//! assert!(serde_json::to_string(&card)?.contains(r#""number":"4242424242424242""#));
//!
//! let body = r#"{ "id": "vt_123", "created": "2025-09-29T11:00:00Z", "metadata": { "source": "agent_checkout" } }"#;
//! let answer: DelegatePaymentResponse = serde_json::from_str(body)?;
//! assert_eq!(answer.id.expose(), "vt_123");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod card;
mod error;
mod request;
mod response;

pub use super::Address;

pub use card::{CardCheck, CardFundingType, CardNumberType, PaymentMethodCard, PaymentMethodType};
pub use error::{Error, ErrorCode, ErrorType};
pub use request::{Allowance, AllowanceReason, DelegatePaymentRequest, RiskAction, RiskSignal, RiskSignalType};
pub use response::DelegatePaymentResponse;
