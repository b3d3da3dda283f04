//! 2025-12-12: a recipient, several ways to deliver, attribution, intent traces and 3-D Secure.
//!
//! What it says, compared with [2025-09-29](super::v2025_09_29):
//!
//! - `fulfillment_details` (name, telephone, e-mail, address) take the place of the address.
//! - Several ways to deliver can be selected, each for some of the lines: `selected_fulfillment_options`, nested by kind,
//!   take the place of the one option's id. An option need not say its price without tax and its tax.
//! - A quantity is a whole number again.
//! - A line shows its product: name, description, pictures, price of one piece, facts, disclosures, the seller on a
//!   marketplace. A total can have a description.
//! - The provider's methods of payment are objects: cards, of the networks that are listed. Payment data stay a token.
//! - The buyer's bank can be asked to authenticate: the status `authentication_required`, the metadata for it in the
//!   session, and the result in the completion. The outcomes are ten; later releases keep them, 2026-01-16 aside.
//! - A create and a completion can say who brought the buyer; a cancel can say why the buyer did not buy.
//! - Links gain `return_policy` and lose `seller_shop_policies`.
//! - The session declares its order, which 2025-09-29 demands without declaring it: every answer can carry it.
//!
//! Everything else is that of 2025-09-29 and re-exported from there. What came with this release and is still the same
//! in [2026-04-17](super::v2026_04_17) is re-exported from there: attribution, intent traces, disclosures, results of
//! authentications.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.agentic_checkout.json`).
//! Reading ignores unknown fields and refuses `null` where the schema does not allow it, except in an update, where it
//! clears. Amounts are integers in minor units of the session's currency.
//!
//! ```
//! use agentic_commerce::acp::v2025_12_12::{SelectedFulfillmentOption, SelectedShippingFulfillmentOption};
//!
//! let body = r#"{"type":"shipping","shipping":{"option_id":"express","item_ids":["mug"]}}"#;
//! let selected: SelectedFulfillmentOption = serde_json::from_str(body)?;
//! let express = SelectedShippingFulfillmentOption::new("express", vec!["mug".to_owned()]);
//! assert_eq!(selected, SelectedFulfillmentOption::shipping(express));
//! assert_eq!(serde_json::to_string(&selected)?, body);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod authentication;
mod checkout;
pub(crate) mod convert;
pub mod delegate_payment;
mod fulfillment;
mod line_item;
mod link;
mod payment;
mod selection;
mod total;

pub use super::v2025_09_29::{
    Address, Buyer, ContentType, Error, ErrorType, EventDataOrder, EventDataType, EventOrderStatus, Message,
    MessageError, MessageErrorCode, MessageInfo, Order, PaymentData, PaymentProviderName, Refund, RefundType,
    SupportedPaymentMethod, TotalType, WebhookEvent, WebhookEventType,
};
pub use super::v2026_04_17::{
    AcquirerDetails, AffiliateAttribution, AffiliateAttributionSource, AttributionSourceType, AuthenticationOutcome,
    AuthenticationResult, CancelSessionRequest, ChallengePreference, ChallengeType, CustomAttribute, DirectoryServer,
    Disclosure, DisclosureType, ElectronicCommerceIndicator, FlowPreference, FlowType, FrictionlessPreference,
    FrictionlessType, IntentTrace, MarketplaceSellerDetails, OutcomeDetails, ReasonCode, Touchpoint,
};

pub use authentication::{AuthenticationMetadata, Browser, Channel, ChannelType};
pub use checkout::{
    CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionStatus,
    CheckoutSessionUpdateRequest,
};
pub(crate) use convert::request_path;
pub use fulfillment::{FulfillmentDetails, FulfillmentOption, FulfillmentOptionDigital, FulfillmentOptionShipping};
pub use line_item::{Item, LineItem};
pub use link::{Link, LinkType};
pub use payment::{CardNetwork, PaymentMethod, PaymentProvider};
pub use selection::{
    FulfillmentType, SelectedDigitalFulfillmentOption, SelectedFulfillmentOption, SelectedShippingFulfillmentOption,
};
pub use total::Total;
