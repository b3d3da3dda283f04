//! Eleven statuses and five.

use super::note::Notes;
use crate::acp::v2025_09_29::{CheckoutSessionStatus, MessageErrorCode};
use crate::json::{DecodeError, JsonPath, Problem};
use crate::model::{Checkout, CheckoutStatus, ErrorCode, MessageKind};

/// The status in this release (ACP-LIFE-02), with a note wherever it says less than the truth.
pub(crate) fn from_model(checkout: &Checkout) -> Notes {
    use CheckoutSessionStatus::{Canceled, Completed, InProgress, NotReadyForPayment, ReadyForPayment};
    let told = |status, text: &str| {
        let mut notes = Notes::on(status);
        notes.tell(None, text);
        notes
    };
    match checkout.status {
        CheckoutStatus::NotReadyForPayment => Notes::on(NotReadyForPayment),
        CheckoutStatus::ReadyForPayment => Notes::on(ReadyForPayment),
        CheckoutStatus::Completed => Notes::on(Completed),
        CheckoutStatus::Canceled => Notes::on(Canceled),
        CheckoutStatus::InProgress => Notes::on(InProgress),
        CheckoutStatus::Incomplete => told(NotReadyForPayment, "The checkout session is incomplete."),
        CheckoutStatus::PendingApproval => told(InProgress, "The purchase is pending approval."),
        CheckoutStatus::CompleteInProgress => told(InProgress, "The purchase is being completed."),
        CheckoutStatus::Expired => told(Canceled, "The checkout session has expired."),
        CheckoutStatus::RequiresEscalation => match &checkout.quote.escalation {
            Some(page) => told(NotReadyForPayment, &format!("The buyer must go on at the merchant's page: {page}")),
            None => told(NotReadyForPayment, "The buyer must go on at the merchant's page."),
        },
        CheckoutStatus::AuthenticationRequired => {
            let mut notes = Notes::on(NotReadyForPayment);
            if !checkout.messages.iter().any(|message| message.kind == MessageKind::Error(ErrorCode::Requires3ds)) {
                notes.stop(
                    MessageErrorCode::Requires3ds,
                    None,
                    "The buyer's bank requires authentication by 3-D Secure.",
                    "Pay by other means.",
                );
            }
            notes
        }
    }
}

/// The model's status of that name. One that this release does not list may come from a merchant who speaks a later one.
pub(super) fn into_model(status: &CheckoutSessionStatus) -> Result<CheckoutStatus, DecodeError> {
    let named = CheckoutStatus::ALL.iter().copied().find(|known| known.as_str() == status.as_str());
    named.ok_or_else(|| DecodeError {
        path: JsonPath::root().field("status"),
        problem: Problem::Invalid(format!("expected one of {}", CheckoutSessionStatus::LISTED.join(", "))),
    })
}
