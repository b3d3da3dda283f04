//! Eleven statuses and six.

use crate::acp::v2025_09_29::convert::{note::Notes, status as first_release};
use crate::acp::v2025_09_29::{self, Message};
use crate::acp::v2025_12_12::CheckoutSessionStatus;
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model::{Checkout, CheckoutStatus};

/// Notes on the session, on the status that the first release would tell: a session that waits for an authentication
/// is one that cannot be paid yet, and needs no words for it here (ACP-LIFE-03).
pub(super) fn notes(checkout: &Checkout) -> Notes {
    if checkout.status == CheckoutStatus::AuthenticationRequired {
        return Notes::on(v2025_09_29::CheckoutSessionStatus::NotReadyForPayment);
    }
    first_release::from_model(checkout)
}

/// The status in this release, after everything was noted. What keeps the agent from paying comes before the bank.
pub(super) fn from_model(
    checkout: &Checkout,
    first: &v2025_09_29::CheckoutSessionStatus,
    notes: &[Message],
) -> CheckoutSessionStatus {
    let stopped = notes.iter().any(|note| matches!(note, Message::Error(_)));
    if checkout.status == CheckoutStatus::AuthenticationRequired && !stopped {
        return CheckoutSessionStatus::AuthenticationRequired;
    }
    CheckoutSessionStatus::from(first.as_str())
}

/// The model's status of that name. One that this release does not list may come from a merchant who speaks a later one.
pub(super) fn into_model(status: &CheckoutSessionStatus) -> Result<CheckoutStatus, DecodeError> {
    let named = CheckoutStatus::ALL.iter().copied().find(|known| known.as_str() == status.as_str());
    named.ok_or_else(|| DecodeError {
        path: JsonPath::root().field("status"),
        problem: Problem::Invalid(format!("expected one of {}", CheckoutSessionStatus::LISTED.join(", "))),
    })
}
