//! 2026-04-17: strict idempotency, rich orders, consent, discovery.
//!
//! What it says, compared with [2026-01-30](super::v2026_01_30):
//!
//! - Orders tell what was ordered, how it is delivered and what changed afterwards. The model was replaced on
//!   2026-05-01 without a new date: both editions are read, the newer is written. A new kind of total, amount refunded,
//!   belongs to them.
//! - New: marketing consent, order notes, the company in an address, who resolves what a message says, how a payment
//!   handler is shown; the discovery document.
//! - The metadata of an authentication no longer hold the buyer's browser.
//! - `request_not_idempotent` is gone from the types of errors; an error about the version lists the versions.
//! - Every POST needs an idempotency key ([`VersionRules`](super::VersionRules)), that of [`delegate_payment`] too.
//! - [`delegate_authentication`] is new.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.agentic_checkout.json`); four
//! definitions that nothing there refers to are left out. Reading ignores unknown fields and refuses `null` where the
//! schema does not allow it, except in an update, where it clears. Amounts are integers in minor units of the session's
//! currency.
//!
//! ```
//! use agentic_commerce::acp::v2026_04_17::{FulfillmentType, SelectedFulfillmentOption};
//!
//! let body = r#"{ "type": "shipping", "option_id": "express", "item_ids": ["line_1"] }"#;
//! let selected: SelectedFulfillmentOption = serde_json::from_str(body)?;
//! assert_eq!(selected.kind, Some(FulfillmentType::Shipping));
//! assert_eq!(serde_json::to_string(&selected)?, r#"{"type":"shipping","option_id":"express","item_ids":["line_1"]}"#);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod address;
mod attribution;
mod authentication;
mod buyer;
mod capability;
mod checkout;
mod consent;
pub(crate) mod convert;
pub mod delegate_authentication;
pub mod delegate_payment;
mod discount;
mod discovery;
mod error;
mod extension;
mod fulfillment;
mod intent;
mod line_item;
mod link;
mod message;
mod order;
mod payment;
mod total;
mod webhook;

pub use super::v2025_09_29::ContentType;

pub use address::Address;
pub use attribution::{AffiliateAttribution, AffiliateAttributionSource, AttributionSourceType, Touchpoint};
pub use authentication::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationOutcome, AuthenticationResult, ChallengePreference,
    ChallengeType, DirectoryServer, ElectronicCommerceIndicator, FlowPreference, FlowType, FrictionlessPreference,
    FrictionlessType, OutcomeDetails,
};
pub use buyer::{AccountType, AuthenticationStatus, Buyer, CertificateType, CompanyInfo, LoyaltyInfo, TaxExemption};
pub use capability::{
    Capabilities, DisplayContext, Enforcement, InterventionCapabilities, InterventionType, RedirectContext,
};
pub use checkout::{
    CancelSessionRequest, CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest,
    CheckoutSessionStatus, CheckoutSessionUpdateRequest, ProtocolVersion,
};
pub use consent::{MarketingConsent, MarketingConsentOption};
pub(crate) use convert::request_path;
pub use discount::{
    AppliedDiscount, Coupon, CouponDuration, DiscountAllocation, DiscountDetail, DiscountDetailType, DiscountErrorCode,
    DiscountMethod, DiscountSource, DiscountsRequest, DiscountsResponse, RejectedDiscount,
};
pub use discovery::{
    DiscoveryCapabilities, DiscoveryExtension, DiscoveryProtocol, DiscoveryResponse, ProtocolName, Service, Transport,
};
pub use error::{Error, ErrorType};
pub use extension::{Extension, ExtensionDeclaration};
pub use fulfillment::{
    DeliveryWindow, FulfillmentDetails, FulfillmentGroup, FulfillmentOption, FulfillmentOptionDigital,
    FulfillmentOptionLocalDelivery, FulfillmentOptionPickup, FulfillmentOptionShipping, FulfillmentType,
    PickupLocation, PickupType, SelectedFulfillmentOption, ServiceArea,
};
pub use intent::{IntentTrace, ReasonCode};
pub use line_item::{
    AvailabilityStatus, CustomAttribute, DimensionsInfo, Disclosure, DisclosureType, Item, LengthUnit, LineItem,
    MarketplaceSellerDetails, VariantOption, WeightInfo, WeightUnit,
};
pub use link::{Link, LinkType};
pub use message::{
    Message, MessageError, MessageErrorCode, MessageInfo, MessageWarning, MessageWarningCode, Resolution, Severity,
};
pub use order::{
    Adjustment, AdjustmentStatus, AdjustmentType, DigitalDelivery, EstimatedDelivery, Fulfillment, FulfillmentEvent,
    FulfillmentEventType, FulfillmentMethod, FulfillmentStatus, LineItemReference, Order, OrderConfirmation,
    OrderLineItem, OrderLineItemQuantity, OrderLineItemStatus, OrderObject, OrderStatus, SupportInfo,
};
pub use payment::{
    Payment, PaymentCredential, PaymentData, PaymentHandler, PaymentInstrument, PaymentTerms, RiskSignals,
};
pub use total::{TaxBreakdownItem, Total, TotalType};
pub use webhook::{WebhookEvent, WebhookEventType};
