//! The commerce model, free of any protocol.
//!
//! A [`Cart`] is what the buyer wants. A [`Quote`] is what the merchant answers: priced lines, ways to deliver, totals.
//! A [`Checkout`] joins the two with a status. What an agent asks for arrives as a command ([`Create`], [`Update`],
//! [`Complete`], [`Cancel`]); what becomes of a purchase is an [`Order`]. Each release of the protocol has its own JSON
//! for these, in [`acp`](crate::acp); the merchant's code never sees it.
//!
//! ```
//! use agentic_commerce::model::{LineItem, Total, TotalKind, Totals};
//! use agentic_commerce::types::{Currency, Money, Quantity};
//!
//! let usd = Currency::new("usd")?;
//! // Two mugs at $12.50, $5 off, 8 % tax on what is left: 20.00 + 1.60.
//! let mugs = LineItem::new("li_1", "mug", Quantity::new(2)?, Money::new(1_250, usd))?
//!     .with_discount(Money::new(500, usd))?
//!     .with_tax(Money::new(160, usd))?;
//! assert_eq!(mugs.total, Money::new(2_160, usd));
//!
//! let totals = Totals::of_lines(usd, &[mugs])?.fulfillment(Money::new(700, usd)).build()?;
//! assert_eq!(totals.last(), Some(&Total::new(TotalKind::Total, Money::new(2_860, usd))));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod attribution;
mod authentication;
mod buyer;
mod capability;
mod cart;
mod catalog;
mod checkout;
mod command;
mod consent;
mod discount;
mod extension;
mod field;
mod fulfillment;
mod handler;
mod intent;
mod line_item;
mod link;
mod markdown;
mod message;
mod order;
mod payment;
mod product;
mod promotion;
mod quote;
mod seller_backed;
mod total;

pub use address::Address;
pub use attribution::{AffiliateAttribution, AttributionSource, AttributionSourceKind, Touchpoint};
pub use authentication::{
    AcquirerDetails, AuthenticationMetadata, AuthenticationOutcome, AuthenticationProof, AuthenticationResult,
    BrowserChannel, DirectoryServer, FlowPreference,
};
pub use buyer::{AccountType, Buyer, BuyerAuthentication, Company, Loyalty, TaxCertificate, TaxExemption};
pub use capability::{
    AgentCapabilities, DisplayContext, Enforcement, ExtensionDeclaration, Intervention, Interventions, RedirectContext,
};
pub use cart::{Cart, CartLine, Metadata};
pub use catalog::{
    AgeGroup, Category, Condition, Description, Gender, Media, MediaKind, Product, Rating, Returns, Seller,
    ShippingRate, UnitPrice, Variant,
};
pub use checkout::{Checkout, CheckoutStatus};
pub use command::{Cancel, Complete, Create, ItemRequest, SelectionRequest, Update};
pub use consent::{MarketingConsent, MarketingConsentOption};
pub use discount::{
    AllocationMethod, AppliedDiscount, Coupon, CouponDuration, DiscountAllocation, DiscountRejection, Discounts,
    RejectedDiscount,
};
pub use extension::ExtensionError;
pub use field::Field;
pub use fulfillment::{
    Destination, FulfillmentDetail, FulfillmentGroup, FulfillmentKind, FulfillmentOption, NamedBy, PickupLocation,
    PickupType, Selection, ServiceArea, TimeWindow,
};
pub use handler::{HandlerError, PaymentHandler};
pub use intent::{IntentTrace, ReasonCode};
pub use line_item::LineItem;
pub use link::{Link, LinkKind};
pub use message::{ErrorCode, Message, MessageKind, Resolution, Severity, Text, WarningCode};
pub use order::{
    Adjustment, AdjustmentKind, AdjustmentStatus, DigitalDelivery, EstimatedDelivery, FulfillmentEvent,
    FulfillmentEventKind, FulfillmentStatus, LineReference, Order, OrderConfirmation, OrderError, OrderEventKind,
    OrderFulfillment, OrderLine, OrderLineStatus, OrderQuantity, OrderStatus, Support,
};
pub use payment::{
    Authorization, Authorized, Challenge, Credential, Decline, Instrument, PaymentData, PaymentTerms, RiskSignals,
};
pub use product::{
    Availability, CustomAttribute, Dimensions, Disclosure, DiscountDetail, DiscountKind, DiscountSource, LengthUnit,
    ProductDetails, VariantOption, Weight, WeightUnit,
};
pub use promotion::{Benefit, Promotion, PromotionStatus, PromotionTarget};
pub use quote::{ItemProblem, Presentment, Quote, UnavailableItem};
pub use seller_backed::{InputField, InputKind, SellerBacked};
pub(crate) use total::total_of_parts;
pub use total::{TaxBreakdown, Total, TotalKind, Totals};
