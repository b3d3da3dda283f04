//! What becomes of a payment after the purchase, as a change of the order.
//!
//! Providers tell what happened at least once, and in any order. So what is written down goes by the provider's own id,
//! and an earlier state never takes the place of a later one.

use super::{Dispute, DisputeState, Refund, RefundState};
use crate::model::{Adjustment, AdjustmentKind, AdjustmentStatus, Order, OrderError};
use crate::types::Timestamp;

/// Why a refund is not one any more. What a bank says of it may say too much of the card.
const REFUND_FAILED: &str = "refund_failed";

impl Refund {
    /// Writes the refund into its order, as an adjustment that bears its [`reference`](Self::reference) as its id
    /// (ACP-WH-16), or brings the one that is there up to date. What is out of date or known changes nothing.
    ///
    /// A shop that asks for a refund itself writes the answer down in the same way, so that what the provider tells of it
    /// later is known:
    ///
    /// ```
    /// # use agentic_commerce::backend::CommerceBackend;
    /// # use agentic_commerce::engine::{Engine, OrderChangeError};
    /// # use agentic_commerce::payment::Refund;
    /// # use agentic_commerce::types::{Clock, OrderId};
    /// // `refund` is what `PaymentProvider::refund` answered.
    /// async fn refunded<B: CommerceBackend>(
    ///     engine: &Engine<B>,
    ///     order: &OrderId,
    ///     refund: &Refund,
    /// ) -> Result<(), OrderChangeError> {
    ///     let now = engine.clock().now();
    ///     engine.change_order(order, |order| refund.adjust(order, now)).await.map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OrderError`] when more would go back than was charged, or it is in another currency. Of two refunds, one of which
    /// failed, the order may hear in the wrong order: then it takes the second one once it has heard of the failure.
    pub fn adjust(&self, order: &mut Order, now: Timestamp) -> Result<(), OrderError> {
        let status = match self.state {
            RefundState::Succeeded => AdjustmentStatus::Completed,
            RefundState::Pending => AdjustmentStatus::Pending,
            RefundState::Failed => AdjustmentStatus::Failed,
        };
        match known(order, &self.reference, &AdjustmentKind::Refund)? {
            None => {
                let at = self.made_at.unwrap_or(now);
                let mut adjustment = Adjustment::new(&*self.reference, AdjustmentKind::Refund, status, at);
                adjustment.amount = Some(self.amount);
                if self.state == RefundState::Failed {
                    adjustment.reason = Some(REFUND_FAILED.to_owned());
                }
                order.adjust(adjustment)
            }
            Some(AdjustmentStatus::Pending | AdjustmentStatus::Completed) if self.state == RefundState::Failed => {
                order.fail_refund(&self.reference, REFUND_FAILED)
            }
            Some(AdjustmentStatus::Pending) if self.state == RefundState::Succeeded => {
                order.settle_adjustment(&self.reference, status)
            }
            Some(_) => Ok(()),
        }
    }
}

impl Dispute {
    /// Writes the dispute into its order, as an adjustment that bears its [`reference`](Self::reference) as its id
    /// (ACP-SBP-12), or brings the one that is there up to date: pending while it is open, completed when the buyer has
    /// the money back, failed when the merchant keeps it. It is no refund, and does not count as one (ACP-ORD-14).
    ///
    /// # Errors
    ///
    /// [`OrderError`] when the id is that of something else.
    pub fn adjust(&self, order: &mut Order, now: Timestamp) -> Result<(), OrderError> {
        let status = match self.state {
            DisputeState::Open => AdjustmentStatus::Pending,
            DisputeState::Lost => AdjustmentStatus::Completed,
            DisputeState::Won => AdjustmentStatus::Failed,
        };
        match known(order, &self.reference, &AdjustmentKind::Dispute)? {
            None => {
                let at = self.made_at.unwrap_or(now);
                let mut adjustment = Adjustment::new(&*self.reference, AdjustmentKind::Dispute, status, at);
                // A bank may count in its own currency; an order cannot.
                let fits = self.amount.minor > 0
                    && order.charged().is_none_or(|charged| charged.currency == self.amount.currency);
                adjustment.amount = Some(self.amount).filter(|_| fits);
                order.adjust(adjustment)
            }
            Some(AdjustmentStatus::Pending) if self.state != DisputeState::Open => {
                order.settle_adjustment(&self.reference, status)
            }
            Some(_) => Ok(()),
        }
    }
}

/// Where an adjustment of that id stands, if the order has it.
fn known(order: &Order, id: &str, kind: &AdjustmentKind) -> Result<Option<AdjustmentStatus>, OrderError> {
    match order.adjustments.iter().find(|other| other.id == id) {
        Some(other) if other.kind != *kind => Err(OrderError::Duplicate(id.to_owned())),
        other => Ok(other.map(|other| other.status.clone())),
    }
}
