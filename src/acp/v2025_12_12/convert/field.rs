//! Parts of requests and sessions, as JSONPaths (RFC 9535).

use crate::acp::{Operation, v2025_09_29::convert::field as first_release};
use crate::model::{Checkout, Field};

/// What the body of an operation can hold beyond what it holds in 2025-09-29.
const fn members(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::Create => &["fulfillment_details", "affiliate_attribution"],
        Operation::Update => &["fulfillment_details", "selected_fulfillment_options"],
        Operation::Complete => &["authentication_result", "affiliate_attribution"],
        Operation::Cancel => &["intent_trace"],
        Operation::Retrieve => &[],
    }
}

/// Where a field stands in the body of a request (ACP-ERR-05); the whole body where it has no place of its own.
pub(crate) fn request_path(operation: Operation, field: &Field) -> String {
    let (member, below) = match field {
        Field::Destination => ("fulfillment_details", String::new()),
        Field::DestinationEmail => ("fulfillment_details", ".email".to_owned()),
        Field::Address => ("fulfillment_details", ".address".to_owned()),
        Field::Country => ("fulfillment_details", ".address.country".to_owned()),
        Field::Selections => ("selected_fulfillment_options", String::new()),
        Field::Selection(index) => ("selected_fulfillment_options", format!("[{index}]")),
        Field::AuthenticationResult => ("authentication_result", String::new()),
        Field::AffiliateAttribution => ("affiliate_attribution", String::new()),
        Field::IntentTrace => ("intent_trace", String::new()),
        shared => return first_release::request_path(operation, shared),
    };
    if members(operation).contains(&member) { format!("$.{member}{below}") } else { "$".to_owned() }
}

/// Where a field stands in the session (ACP-MSG-13); `None` for one that the session does not hold. A selection is among
/// all of them: some may have no place in the session.
pub(super) fn session_path(field: &Field, checkout: &Checkout) -> Option<String> {
    let path = match field {
        Field::Destination => DETAILS,
        Field::DestinationEmail => EMAIL,
        Field::Address => ADDRESS,
        Field::Country => COUNTRY,
        Field::Selections | Field::Selection(_) => SELECTIONS,
        shared => return first_release::session_path(shared, checkout),
    };
    Some(path.to_owned())
}

/// The field that a path of a session means; the path itself where it means none that has a name.
pub(super) fn field(path: String) -> Field {
    match path.as_str() {
        DETAILS => Field::Destination,
        EMAIL => Field::DestinationEmail,
        ADDRESS => Field::Address,
        COUNTRY => Field::Country,
        SELECTIONS => Field::Selections,
        _ => first_release::field(path),
    }
}

pub(super) const ADDRESS: &str = "$.fulfillment_details.address";
pub(super) const SELECTIONS: &str = "$.selected_fulfillment_options";

const DETAILS: &str = "$.fulfillment_details";
const EMAIL: &str = "$.fulfillment_details.email";
const COUNTRY: &str = "$.fulfillment_details.address.country";
