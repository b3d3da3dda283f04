//! How a release is spoken.

use super::{EncodeError, ErrorDocument, Operation, VersionRules, chatgpt, release};
use crate::model::{Cancel, Checkout, Complete, Create, Order, OrderEventKind, Update};
use crate::types::{ApiVersion, Currency};

/// How a release is spoken: as it is published, or as a platform documents it.
///
/// # ChatGPT
///
/// OpenAI's pages for merchants (developers.openai.com/commerce, July 2026) ask for `API-Version: 2025-09-12`, a date
/// that no release bears. What they describe is 2025-09-29 but for this:
///
/// | | 2025-09-29 | ChatGPT |
/// | --- | --- | --- |
/// | the buyer | `first_name` and `last_name` | one `name` |
/// | `payment_provider` | Stripe | Stripe, Adyen, Braintree |
/// | an info | `param` if it has one | always; `$`, the whole session, where it has none |
/// | an update or a complete that went well | 200 | 201 |
/// | the `type` of an error | says whose fault it is | `invalid_request`; the status says whose fault it is |
/// | a key that was used for another request | 409 `idempotency_conflict` | 409 `request_not_idempotent` |
/// | an order event | `order_create`, `order_update` | `order_created`, `order_updated` |
///
/// The pages require a subtitle, a carrier and both times of every shipping option. They are the shop's to give, and
/// left out where it does not. Of the code of a conflict they say two things: `request_not_idempotent` in the table
/// of errors, `idempotency_conflict` in the launch checklist.
///
/// Whatever the dialect, both ways of writing are read, so that nobody need agree on one: one name or two, `path` for
/// `param`, a currency in capitals, the amounts of an option as text.
///
/// ```
/// use agentic_commerce::acp::Dialect;
/// use agentic_commerce::types::ApiVersion;
///
/// assert_eq!(Dialect::ChatGpt.as_str(), "2025-09-12");
/// assert_eq!(Dialect::ChatGpt.version(), ApiVersion::V2025_09_29);
/// assert_eq!(Dialect::from(ApiVersion::LATEST).as_str(), "2026-04-17");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Dialect {
    /// The release as it is published.
    Release(ApiVersion),
    /// 2025-09-29, as ChatGPT documents it.
    ChatGpt,
}

impl Dialect {
    /// The release that is spoken.
    #[must_use]
    pub const fn version(self) -> ApiVersion {
        match self {
            Self::Release(version) => version,
            Self::ChatGpt => ApiVersion::V2025_09_29,
        }
    }

    /// What the `API-Version` header says.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Release(version) => version.as_str(),
            Self::ChatGpt => "2025-09-12",
        }
    }

    /// The rules that are not shapes.
    #[must_use]
    pub const fn rules(self) -> &'static VersionRules {
        match self {
            Self::Release(version) => VersionRules::of(version),
            Self::ChatGpt => &VersionRules::CHATGPT,
        }
    }

    /// Writes a session as the answer to an operation.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the release cannot say it.
    pub fn encode_checkout(self, operation: Operation, checkout: &Checkout) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Release(version) => release::encode_checkout(version, operation, checkout),
            Self::ChatGpt => release::write(self.version(), chatgpt::session(checkout, operation)),
        }
    }

    /// Writes an error.
    #[must_use]
    pub fn encode_error(self, error: &ErrorDocument) -> Vec<u8> {
        match self {
            Self::Release(version) => release::encode_error(version, error),
            // Text is always writable.
            Self::ChatGpt => release::write(self.version(), Ok(chatgpt::error(error))).unwrap_or_default(),
        }
    }

    /// Writes what the agent's platform is told of an order. The pages call events `order_created` and `order_updated`.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when an amount is in another currency.
    pub fn encode_event(self, kind: OrderEventKind, order: &Order, currency: Currency) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Release(version) => release::encode_event(version, kind, order, currency),
            Self::ChatGpt => release::write(self.version(), Ok(chatgpt::event(kind, order))),
        }
    }

    /// Writes the body of a create, as an agent sends it.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the release cannot say it.
    pub fn encode_create(self, create: &Create) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Release(version) => release::encode_create(version, create),
            Self::ChatGpt => release::write(self.version(), chatgpt::create(create)),
        }
    }

    /// Writes the body of an update.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the release cannot say it.
    pub fn encode_update(self, update: &Update) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Release(version) => release::encode_update(version, update),
            Self::ChatGpt => release::write(self.version(), chatgpt::update(update)),
        }
    }

    /// Writes the body of a complete.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the release cannot say it.
    pub fn encode_complete(self, complete: &Complete) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Release(version) => release::encode_complete(version, complete),
            Self::ChatGpt => release::write(self.version(), chatgpt::complete(complete)),
        }
    }

    /// Writes the body of a cancel; none where there is none.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the release cannot say it.
    pub fn encode_cancel(self, cancel: &Cancel) -> Result<Option<Vec<u8>>, EncodeError> {
        release::encode_cancel(self.version(), cancel)
    }
}

impl From<ApiVersion> for Dialect {
    fn from(version: ApiVersion) -> Self {
        Self::Release(version)
    }
}
