//! A checkout session.

use serde::{Deserialize, Serialize};

use super::{AuthenticationMetadata, Cart, ExtensionDeclaration, Interventions, Link, Message, Order, Quote};
use crate::types::{CheckoutId, Shared, Timestamp};

/// A checkout session: what the buyer wants, what the merchant answered, and how far it has come.
///
/// Its larger parts are [`Shared`]: what one revision leaves as it was, the next one does not copy.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Checkout {
    /// Its id.
    pub id: CheckoutId,
    /// How far it has come.
    pub status: CheckoutStatus,
    /// What the buyer wants.
    pub cart: Shared<Cart>,
    /// What the merchant answered.
    pub quote: Shared<Quote>,
    /// What the agent and the buyer should know: the engine's messages and the merchant's.
    pub messages: Vec<Message>,
    /// Pages of the merchant.
    pub links: Shared<Vec<Link>>,
    /// What both sides can do, and what must be done.
    pub interventions: Interventions,
    /// Extensions that both sides speak (2026-01-30 on).
    pub extensions: Vec<ExtensionDeclaration>,
    /// What the agent needs while an authentication is required.
    pub authentication: Option<AuthenticationMetadata>,
    /// The order, once there is one.
    pub order: Option<Shared<Order>>,
    /// When the session began.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl Checkout {
    /// A session with a cart and its quote, and nothing more to say.
    #[must_use]
    pub fn new(
        id: CheckoutId,
        status: CheckoutStatus,
        cart: impl Into<Shared<Cart>>,
        quote: impl Into<Shared<Quote>>,
        created_at: Timestamp,
    ) -> Self {
        Self {
            id,
            status,
            cart: cart.into(),
            quote: quote.into(),
            messages: Vec::new(),
            links: Shared::default(),
            interventions: Interventions::default(),
            extensions: Vec::new(),
            authentication: None,
            order: None,
            created_at,
            updated_at: created_at,
            expires_at: created_at,
        }
    }
}

closed_enum! {
    /// How far a session has come: the eleven statuses of 2026-01-30 and later.
    ///
    /// The specification defines some of them by name only; they are read as C-LIFE-01 groups them.
    pub enum CheckoutStatus {
        /// Collecting: information is missing.
        Incomplete = "incomplete",
        /// Collecting: something stands in the way of paying; messages say what.
        NotReadyForPayment = "not_ready_for_payment",
        /// Blocked: a person must go on at the merchant's page.
        RequiresEscalation = "requires_escalation",
        /// Blocked: the issuer wants to authenticate the buyer.
        AuthenticationRequired = "authentication_required",
        /// Payable.
        ReadyForPayment = "ready_for_payment",
        /// Blocked: somebody must approve.
        PendingApproval = "pending_approval",
        /// Working: the completion is under way.
        CompleteInProgress = "complete_in_progress",
        /// Terminal: bought.
        Completed = "completed",
        /// Terminal: given up.
        Canceled = "canceled",
        /// Working, as older releases say it.
        InProgress = "in_progress",
        /// Terminal: ended by time.
        Expired = "expired",
    }
}

impl CheckoutStatus {
    /// Whether nothing can change the session any more.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Canceled | Self::Expired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // ACP-LIFE-04, ACP-LIFE-12
    #[test]
    fn the_eleven_statuses_and_the_three_that_end() {
        let all: Vec<_> = CheckoutStatus::ALL.iter().map(|status| (status.as_str(), status.is_terminal())).collect();
        assert_eq!(
            all,
            [
                ("incomplete", false),
                ("not_ready_for_payment", false),
                ("requires_escalation", false),
                ("authentication_required", false),
                ("ready_for_payment", false),
                ("pending_approval", false),
                ("complete_in_progress", false),
                ("completed", true),
                ("canceled", true),
                ("in_progress", false),
                ("expired", true),
            ]
        );
    }
}
