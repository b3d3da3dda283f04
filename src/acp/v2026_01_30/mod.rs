//! 2026-01-30: line items, capabilities, payment handlers, discounts.
//!
//! What it says, compared with [2026-01-16](super::v2026_01_16):
//!
//! - A session is created from `line_items`, a currency and the capabilities of the agent; every answer carries the
//!   capabilities of the merchant. Items have no quantity in the schema, although every agent sends one.
//! - A line has `totals` in place of its five amounts, and tells much more of its product.
//! - Payment goes through handlers that the merchant offers: `payment_provider` and `authentication_provider` are gone.
//!   Payment data are an instrument of a handler, or a purchase order.
//! - Selected options are flat. Lines can be grouped by where they go. New ways: pickup and local delivery.
//! - Five new states of a session, warnings, fifteen new codes of errors, the severity of messages.
//! - Discounts and other extensions. New kinds of totals: gift wrap, tip, store credit.
//! - A buyer needs no name. Links gain titles and five kinds.
//! - An order can tell its number, its status and how it was confirmed.
//! - The outcomes of an authentication are the ten of 2025-12-12 again.
//!
//! [2026-04-17](super::v2026_04_17) says nearly the same, so most is re-exported from there, and converts through it. What
//! it has and this release has not: the company in an address, `resolution` of messages, `display_name` and
//! `display_order` of payment handlers, marketing consent, order notes, the lines, deliveries, adjustments and totals of
//! an order. What this release has and that has not: the buyer's browser in the metadata of an authentication, which is
//! that of [2025-12-12](super::v2025_12_12). [`TotalType`] lists one word that is not of this release, `amount_refunded`:
//! it belongs to the totals of orders, and is never written here.
//!
//! Every type here bears the name that it has in the JSON Schema of the release (`schema.agentic_checkout.json`); four
//! definitions that nothing there refers to are left out. Reading ignores unknown fields and refuses `null` where the
//! schema does not allow it, except in an update, where it clears. Amounts are integers in minor units of the session's
//! currency.
//!
//! ```
//! use agentic_commerce::acp::v2026_01_30::{Order, OrderStatus};
//!
//! let body = r#"{"id":"o_1","checkout_session_id":"cs_1","permalink_url":"https://shop.example/o/1","status":"delivered"}"#;
//! let order: Order = serde_json::from_str(body)?;
//! assert_eq!(order.status, Some(OrderStatus::Delivered));
//! assert_eq!(serde_json::to_string(&order)?, body);
//! # Ok::<(), serde_json::Error>(())
//! ```

mod capability;
mod checkout;
mod convert;
pub mod delegate_payment;
mod fulfillment;
mod message;
mod order;
mod payment;

pub use super::v2025_09_29::{
    Address, ContentType, Error, ErrorType, EventDataOrder, EventDataType, EventOrderStatus, Refund, RefundType,
    WebhookEvent, WebhookEventType,
};
pub use super::v2025_12_12::{AuthenticationMetadata, Browser, Channel, ChannelType, FulfillmentDetails};
pub use super::v2026_04_17::{
    AccountType, AcquirerDetails, AffiliateAttribution, AffiliateAttributionSource, AppliedDiscount,
    AttributionSourceType, AuthenticationOutcome, AuthenticationResult, AuthenticationStatus, AvailabilityStatus,
    Buyer, CancelSessionRequest, CertificateType, ChallengePreference, ChallengeType, CheckoutSessionStatus,
    CompanyInfo, Coupon, CouponDuration, CustomAttribute, DeliveryWindow, DimensionsInfo, DirectoryServer, Disclosure,
    DisclosureType, DiscountAllocation, DiscountDetail, DiscountDetailType, DiscountErrorCode, DiscountMethod,
    DiscountSource, DiscountsRequest, DiscountsResponse, DisplayContext, ElectronicCommerceIndicator, Enforcement,
    EstimatedDelivery, Extension, ExtensionDeclaration, FlowPreference, FlowType, FrictionlessPreference,
    FrictionlessType, FulfillmentOptionDigital, FulfillmentOptionLocalDelivery, FulfillmentOptionShipping,
    FulfillmentType, IntentTrace, InterventionCapabilities, InterventionType, Item, LengthUnit, LineItem, Link,
    LinkType, LoyaltyInfo, MarketplaceSellerDetails, MessageErrorCode, MessageWarningCode, OutcomeDetails,
    PaymentCredential, PaymentInstrument, PaymentTerms, PickupType, ProtocolVersion, ReasonCode, RedirectContext,
    RejectedDiscount, RiskSignals, SelectedFulfillmentOption, ServiceArea, Severity, SupportInfo, TaxBreakdownItem,
    TaxExemption, Total, TotalType, Touchpoint, VariantOption, WeightInfo, WeightUnit,
};

pub use capability::Capabilities;
pub use checkout::{
    CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest,
};
pub(crate) use convert::request_path;
pub use fulfillment::{FulfillmentGroup, FulfillmentOption, FulfillmentOptionPickup, PickupLocation};
pub use message::{Message, MessageError, MessageInfo, MessageWarning};
pub use order::{Order, OrderConfirmation, OrderStatus};
pub use payment::{Payment, PaymentData, PaymentHandler};
