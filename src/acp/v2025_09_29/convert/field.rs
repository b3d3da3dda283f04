//! Parts of requests and sessions, as JSONPaths (RFC 9535).

use crate::acp::Operation;
use crate::model::{Checkout, Field};

/// What the body of an operation can hold.
const fn members(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::Create => &["buyer", "items", "fulfillment_address"],
        Operation::Update => &["buyer", "items", "fulfillment_address", "fulfillment_option_id"],
        Operation::Complete => &["buyer", "payment_data"],
        Operation::Retrieve | Operation::Cancel => &[],
    }
}

/// Where a field stands in the body of a request (ACP-ERR-05); the whole body where it has no place of its own.
pub(crate) fn request_path(operation: Operation, field: &Field) -> String {
    let (member, below) = match field {
        Field::LineItems => ("items", String::new()),
        Field::LineItem(index) => ("items", format!("[{index}]")),
        Field::LineItemId(index) => ("items", format!("[{index}].id")),
        Field::Quantity(index) => ("items", format!("[{index}].quantity")),
        Field::Buyer => ("buyer", String::new()),
        Field::BuyerEmail => ("buyer", ".email".to_owned()),
        Field::Destination | Field::DestinationEmail | Field::Address => ("fulfillment_address", String::new()),
        Field::Country => ("fulfillment_address", ".country".to_owned()),
        Field::Selections | Field::Selection(_) => ("fulfillment_option_id", String::new()),
        Field::PaymentData => ("payment_data", String::new()),
        Field::PaymentToken => ("payment_data", ".token".to_owned()),
        Field::PaymentHandler => ("payment_data", ".provider".to_owned()),
        Field::FulfillmentGroup(_)
        | Field::DiscountCodes
        | Field::DiscountCode(_)
        | Field::Currency
        | Field::Capabilities
        | Field::AuthenticationResult
        | Field::AffiliateAttribution
        | Field::IntentTrace
        | Field::OrderNotes
        | Field::Totals => return "$".to_owned(),
        Field::Other(path) => return path.clone(),
    };
    if members(operation).contains(&member) { format!("$.{member}{below}") } else { "$".to_owned() }
}

/// Where a field stands in the session (ACP-MSG-13); `None` for one that the session does not hold.
///
/// The model counts the lines of the cart. A session shows those that have a price: one without is among all of them.
pub(crate) fn session_path(field: &Field, checkout: &Checkout) -> Option<String> {
    let line = |index: usize, below: &str| match place(index, checkout) {
        Some(place) => format!("$.line_items[{place}]{below}"),
        None => LINE_ITEMS.to_owned(),
    };
    let path = match field {
        Field::LineItems => LINE_ITEMS,
        Field::LineItem(index) => return Some(line(*index, "")),
        Field::LineItemId(index) => return Some(line(*index, ITEM_ID)),
        Field::Quantity(index) => return Some(line(*index, ITEM_QUANTITY)),
        Field::Buyer => BUYER,
        Field::BuyerEmail => BUYER_EMAIL,
        Field::Destination | Field::DestinationEmail | Field::Address => ADDRESS,
        Field::Country => COUNTRY,
        Field::Selections | Field::Selection(_) => SELECTION,
        Field::Currency => CURRENCY,
        Field::PaymentHandler => PAYMENT_PROVIDER,
        Field::Totals => TOTALS,
        Field::FulfillmentGroup(_)
        | Field::DiscountCodes
        | Field::DiscountCode(_)
        | Field::Capabilities
        | Field::PaymentData
        | Field::PaymentToken
        | Field::AuthenticationResult
        | Field::AffiliateAttribution
        | Field::IntentTrace
        | Field::OrderNotes => return None,
        Field::Other(path) => path,
    };
    Some(path.to_owned())
}

/// Where a line of the cart stands among the lines of the session.
fn place(index: usize, checkout: &Checkout) -> Option<usize> {
    let wanted = checkout.cart.lines.get(index)?;
    checkout.quote.lines.iter().position(|line| line.id == wanted.id)
}

/// The field that a path of a session means; the path itself where it means none that has a name.
pub(crate) fn field(path: String) -> Field {
    match path.as_str() {
        LINE_ITEMS => Field::LineItems,
        BUYER => Field::Buyer,
        BUYER_EMAIL => Field::BuyerEmail,
        ADDRESS => Field::Address,
        COUNTRY => Field::Country,
        SELECTION => Field::Selections,
        CURRENCY => Field::Currency,
        PAYMENT_PROVIDER => Field::PaymentHandler,
        TOTALS => Field::Totals,
        other => line_field(other).unwrap_or(Field::Other(path)),
    }
}

fn line_field(path: &str) -> Option<Field> {
    let (index, below) = path.strip_prefix(LINE_ITEMS)?.strip_prefix('[')?.split_once(']')?;
    let number: usize = index.parse().ok()?;
    // `01` and `+1` are numbers for Rust alone.
    if number.to_string() != index {
        return None;
    }
    match below {
        "" => Some(Field::LineItem(number)),
        ITEM_ID => Some(Field::LineItemId(number)),
        ITEM_QUANTITY => Some(Field::Quantity(number)),
        _ => None,
    }
}

pub(super) const LINE_ITEMS: &str = "$.line_items";
pub(super) const ADDRESS: &str = "$.fulfillment_address";
pub(super) const OPTIONS: &str = "$.fulfillment_options";
pub(super) const SELECTION: &str = "$.fulfillment_option_id";
const ITEM_ID: &str = ".item.id";
const ITEM_QUANTITY: &str = ".item.quantity";
const BUYER: &str = "$.buyer";
const BUYER_EMAIL: &str = "$.buyer.email";
const COUNTRY: &str = "$.fulfillment_address.country";
const CURRENCY: &str = "$.currency";
const PAYMENT_PROVIDER: &str = "$.payment_provider";
const TOTALS: &str = "$.totals";
