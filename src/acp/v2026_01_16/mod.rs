//! 2026-01-16: what a way to deliver costs as a list of sums, the merchant's account with the provider.
//!
//! What it says, compared with [2025-12-12](super::v2025_12_12):
//!
//! - A way to deliver has `totals` in place of its three amounts, and its second line is called `description`.
//! - `payment_provider` names the merchant's account with the provider: `merchant_id`. Beside it stands
//!   `authentication_provider`, who runs 3-D Secure; no other release has it.
//! - The outcomes of an authentication are five, which no other release has either. The indicator of electronic commerce
//!   is any text, and a browser in which scripts run need not tell more than another one. The metadata are closed, while
//!   the preferences of a course are open.
//!
//! Everything else is that of 2025-12-12 and re-exported from there.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.agentic_checkout.json`).
//! Reading ignores unknown fields and refuses `null` where the schema does not allow it, except in an update, where it
//! clears. Amounts are integers in minor units of the session's currency.
//!
//! ```
//! use agentic_commerce::acp::v2026_01_16::{FulfillmentOption, FulfillmentOptionDigital, Total, TotalType};
//!
//! let body = r#"{"type":"digital","id":"d","title":"Download","totals":[{"type":"total","display_text":"Free","amount":0}]}"#;
//! let option: FulfillmentOption = serde_json::from_str(body)?;
//! let free = Total::new(TotalType::Total, "Free", 0);
//! assert_eq!(option, FulfillmentOption::Digital(FulfillmentOptionDigital::new("d", "Download", vec![free])));
//! assert_eq!(serde_json::to_string(&option)?, body);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod authentication;
mod checkout;
mod convert;
pub mod delegate_payment;
mod fulfillment;
mod payment;

pub use super::v2025_12_12::{
    AcquirerDetails, Address, AffiliateAttribution, AffiliateAttributionSource, AttributionSourceType, Browser, Buyer,
    CancelSessionRequest, CardNetwork, Channel, ChannelType, CheckoutSessionCreateRequest, CheckoutSessionStatus,
    CheckoutSessionUpdateRequest, ContentType, CustomAttribute, DirectoryServer, Disclosure, DisclosureType, Error,
    ErrorType, EventDataOrder, EventDataType, EventOrderStatus, FlowType, FulfillmentDetails, FulfillmentType,
    IntentTrace, Item, LineItem, Link, LinkType, MarketplaceSellerDetails, Message, MessageError, MessageErrorCode,
    MessageInfo, Order, PaymentData, PaymentMethod, PaymentProviderName, ReasonCode, Refund, RefundType,
    SelectedDigitalFulfillmentOption, SelectedFulfillmentOption, SelectedShippingFulfillmentOption,
    SupportedPaymentMethod, Total, TotalType, Touchpoint, WebhookEvent, WebhookEventType,
};

pub use authentication::{
    AuthenticationMetadata, AuthenticationMethod, AuthenticationOutcome, AuthenticationProvider,
    AuthenticationProviderName, AuthenticationResult, FlowPreference, OutcomeDetails,
};
pub use checkout::{CheckoutSession, CheckoutSessionCompleteRequest};
pub(crate) use convert::request_path;
pub use fulfillment::{FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping};
pub use payment::PaymentProvider;
