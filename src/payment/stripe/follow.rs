//! From Stripe's events to changes of an order.

use super::object::{List, RefundObject};
use super::{StripeError, StripeEvent, StripeEventKind, StripeProvider, is_id};
use crate::backend::{BackendError, CommerceBackend};
use crate::engine::{Engine, OrderChangeError};
use crate::model::{Order, OrderError};
use crate::payment::{Refund, RefundState};
use crate::types::{OrderId, Timestamp};

/// Why an order does not follow an event. Answer it with a 500: Stripe then sends the event again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// The change was not written. [`OrderError::TooMuch`] may pass: the failure of an earlier refund is not told yet.
    #[error(transparent)]
    Order(#[from] OrderChangeError),
    /// Stripe did not say which refunds there are.
    #[error(transparent)]
    Stripe(#[from] BackendError),
}

impl StripeProvider {
    /// Has an order follow what Stripe tells of its payment, and the agent's platform told of it: refunds and disputes
    /// become adjustments, in one commit ([`Engine::change_order`]). Returns the order as it then is, or nothing when the
    /// event is about something else.
    ///
    /// It may be called with every event that Stripe sends, as often as it sends it and in whatever order: each refund is
    /// written down once, by Stripe's id of it, and an earlier state never takes the place of a later one. A `charge.refunded`
    /// does not say which refunds it is about; then Stripe is asked for them.
    ///
    /// The shop knows which order was paid by a payment ([`StripeEvent::payment`]): that is the
    /// [reference](crate::model::Authorized::reference) that it placed the order with.
    ///
    /// ```
    /// use agentic_commerce::backend::CommerceBackend;
    /// use agentic_commerce::engine::Engine;
    /// use agentic_commerce::payment::stripe::{StripeProvider, StripeWebhook};
    /// use agentic_commerce::types::{Clock, OrderId};
    ///
    /// /// What a route at `/stripe/events` does, and the status that it answers with.
    /// async fn told<B: CommerceBackend>(
    ///     (webhook, stripe, engine): (&StripeWebhook, &StripeProvider, &Engine<B>),
    ///     order_of: impl Fn(&str) -> Option<OrderId>,
    ///     (signature, body): (&str, &[u8]),
    /// ) -> u16 {
    ///     let Ok(event) = webhook.read(signature, body, engine.clock().now()) else { return 400 };
    ///     let Some(order) = event.payment().and_then(order_of) else { return 200 };
    ///     match stripe.follow(engine, &order, &event).await {
    ///         Ok(_) => 200,
    ///         Err(_) => 500, // Stripe sends it again
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`FollowError`]. Nothing is written then.
    pub async fn follow<B: CommerceBackend>(
        &self,
        engine: &Engine<B>,
        order: &OrderId,
        event: &StripeEvent,
    ) -> Result<Option<Order>, FollowError> {
        let refunds = match &event.kind {
            StripeEventKind::Refund(refund) => vec![refund.clone()],
            StripeEventKind::Refunded { refunds: Some(refunds), .. } => refunds.clone(),
            StripeEventKind::Refunded { payment: Some(payment), refunds: None, .. } => self.refunds(payment).await?,
            StripeEventKind::Dispute { dispute, .. } => {
                let change = engine.change_order(order, |order| dispute.adjust(order, event.created));
                return Ok(Some(change.await?));
            }
            _ => return Ok(None),
        };
        let change = engine.change_order(order, |order| adjust(order, &refunds, event.created));
        Ok(Some(change.await?))
    }

    /// Every refund of a payment, as it is now.
    ///
    /// # Errors
    ///
    /// [`BackendError`] as of every call.
    pub async fn refunds(&self, payment: &str) -> Result<Vec<Refund>, BackendError> {
        if !is_id(payment) {
            return Err(StripeError::NoSuchPayment.into());
        }
        let mut refunds = Vec::new();
        let mut after = String::new();
        loop {
            let reply = self.get(&format!("/v1/refunds?payment_intent={payment}&limit=100{after}")).await?;
            let page: List<RefundObject> = reply.object()?;
            let last = page.data.last().map(|refund| refund.id.clone()).filter(|id| is_id(id));
            for refund in page.data {
                refunds.push(refund.refund()?);
            }
            match last {
                Some(last) if page.has_more => after = format!("&starting_after={last}"),
                _ => return Ok(refunds),
            }
        }
    }
}

/// What failed makes room for what did not.
fn adjust(order: &mut Order, refunds: &[Refund], at: Timestamp) -> Result<(), OrderError> {
    let (failed, others): (Vec<_>, Vec<_>) = refunds.iter().partition(|refund| refund.state == RefundState::Failed);
    failed.into_iter().chain(others).try_for_each(|refund| refund.adjust(order, at))
}
