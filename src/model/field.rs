//! Which part of a request or a session is meant.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A part of a request or a session, named without the JSON of any release.
///
/// Each release prints it as a JSONPath of its own: the address is `$.fulfillment_address` in 2025-09-29 and
/// `$.fulfillment_details.address` in 2026-04-17.
///
/// Indices count from zero. Lines are counted as the cart has them; in an allocation of a discount, as the quote has
/// them. A session shows priced lines only, so a release prints where the line stands among those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Field {
    /// All lines.
    LineItems,
    /// One line, counted from zero.
    LineItem(usize),
    /// The item on a line.
    LineItemId(usize),
    /// The quantity of a line.
    Quantity(usize),
    /// The buyer.
    Buyer,
    /// The buyer's e-mail address.
    BuyerEmail,
    /// Where the goods go and whom to tell.
    Destination,
    /// E-mail address of the recipient.
    DestinationEmail,
    /// The postal address.
    Address,
    /// Country of the postal address.
    Country,
    /// All chosen options.
    Selections,
    /// One chosen option, counted from zero.
    Selection(usize),
    /// One group of lines, counted from zero.
    FulfillmentGroup(usize),
    /// All discount codes.
    DiscountCodes,
    /// One discount code, counted from zero.
    DiscountCode(usize),
    /// The currency.
    Currency,
    /// What the agent can do.
    Capabilities,
    /// The payment.
    PaymentData,
    /// The token of the payment.
    PaymentToken,
    /// The handler of the payment.
    PaymentHandler,
    /// What became of the buyer's authentication.
    AuthenticationResult,
    /// Where the buyer came from.
    AffiliateAttribution,
    /// Why the session is cancelled.
    IntentTrace,
    /// Notes on the order.
    OrderNotes,
    /// The totals.
    Totals,
    /// A place that has no name here: the JSONPath as another implementation wrote it.
    Other(String),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LineItems => f.write_str("line items"),
            Self::LineItem(index) => write!(f, "line item {index}"),
            Self::LineItemId(index) => write!(f, "item of line {index}"),
            Self::Quantity(index) => write!(f, "quantity of line {index}"),
            Self::Buyer => f.write_str("buyer"),
            Self::BuyerEmail => f.write_str("e-mail address of the buyer"),
            Self::Destination => f.write_str("destination"),
            Self::DestinationEmail => f.write_str("e-mail address of the recipient"),
            Self::Address => f.write_str("address"),
            Self::Country => f.write_str("country"),
            Self::Selections => f.write_str("fulfillment options"),
            Self::Selection(index) => write!(f, "fulfillment option {index}"),
            Self::FulfillmentGroup(index) => write!(f, "fulfillment group {index}"),
            Self::DiscountCodes => f.write_str("discount codes"),
            Self::DiscountCode(index) => write!(f, "discount code {index}"),
            Self::Currency => f.write_str("currency"),
            Self::Capabilities => f.write_str("capabilities"),
            Self::PaymentData => f.write_str("payment"),
            Self::PaymentToken => f.write_str("payment token"),
            Self::PaymentHandler => f.write_str("payment handler"),
            Self::AuthenticationResult => f.write_str("authentication result"),
            Self::AffiliateAttribution => f.write_str("affiliate attribution"),
            Self::IntentTrace => f.write_str("intent trace"),
            Self::OrderNotes => f.write_str("order notes"),
            Self::Totals => f.write_str("totals"),
            Self::Other(path) => f.write_str(path),
        }
    }
}
