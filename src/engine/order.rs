//! What becomes of an order after the purchase, as the merchant reports it.

use std::sync::Arc;

use super::{Engine, succeed};
use crate::backend::CommerceBackend;
use crate::model::{Order, OrderError};
use crate::store::{Commit, CommitError, OrderEvent, Session, StoreError};
use crate::types::{ApiVersion, OrderId, Shared};

/// How often a change is made anew when somebody else changes the session meanwhile.
const ATTEMPTS: usize = 8;

/// Why a change of an order was not written. The order is as it was, and nobody is told of anything.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OrderChangeError {
    /// The store knows no such order, or its session was purged.
    #[error("there is no order `{0}`")]
    Unknown(OrderId),
    /// The order does not take the change.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The order changed again and again meanwhile.
    #[error("the order is changing too fast")]
    Contended,
    /// The store could not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<B: CommerceBackend> Engine<B> {
    /// Changes an order, and has the agent's platform told of it: the order and an event with the whole of it are
    /// written in one commit (ACP-WH-01). A change that changes nothing is not told. Returns the order as it then is.
    ///
    /// `change` is called again with a fresh order when somebody else was faster, so it should do nothing but change the
    /// order that it is given. Whatever it does, what [`Order::replace`] holds fast stays as it was.
    ///
    /// ```
    /// # use agentic_commerce::backend::CommerceBackend;
    /// # use agentic_commerce::engine::{Engine, OrderChangeError};
    /// use agentic_commerce::model::{FulfillmentKind, OrderFulfillment};
    /// use agentic_commerce::types::{Clock, OrderId};
    ///
    /// async fn left<B: CommerceBackend>(engine: &Engine<B>, order: &OrderId) -> Result<(), OrderChangeError> {
    ///     let now = engine.clock().now();
    ///     let change = engine.change_order(order, |order| {
    ///         let mut parcel = OrderFulfillment::new("parcel_1", FulfillmentKind::Shipping);
    ///         parcel.lines = order.open_lines();
    ///         parcel.tracking_number = Some("1Z999AA10123456784".to_owned());
    ///         order.ship(parcel, now)
    ///     });
    ///     change.await.map(drop)
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// [`OrderChangeError`]. Nothing is written then.
    pub async fn change_order(
        &self,
        order: &OrderId,
        change: impl Fn(&mut Order) -> Result<(), OrderError> + Send + Sync,
    ) -> Result<Order, OrderChangeError> {
        let unknown = || OrderChangeError::Unknown(order.clone());
        for _ in 0..ATTEMPTS {
            let session = self.store.session_of_order(order).await?.ok_or_else(unknown)?;
            let before = session.checkout.order.as_deref().ok_or_else(unknown)?;
            let mut wanted = before.clone();
            change(&mut wanted)?;
            let mut after = before.clone();
            after.replace(wanted)?;
            if after == *before {
                return Ok(after);
            }
            let after = Shared::new(after);
            match self.store.commit(self.changed(&session, after.clone())).await {
                Ok(()) => return Ok(after.into_inner()),
                Err(CommitError::Raced | CommitError::TicketLost) => {}
                Err(CommitError::Store(error)) => return Err(error.into()),
            }
        }
        Err(OrderChangeError::Contended)
    }

    /// Puts a snapshot in the place of an order, for a merchant whose own system knows how it stands, and has the
    /// agent's platform told of it as [`change_order`](Self::change_order) does.
    ///
    /// # Errors
    ///
    /// [`OrderChangeError`]. Nothing is written then.
    pub async fn replace_order(&self, snapshot: &Order) -> Result<Order, OrderChangeError> {
        self.change_order(&snapshot.id, |order| order.replace(snapshot.clone())).await
    }

    /// The session with the order as it is now, and the event that tells of it.
    fn changed(&self, session: &Session, order: Shared<Order>) -> Commit {
        let now = self.clock.now();
        let event = OrderEvent::updated(
            self.ids.event_id(now),
            session.principal.clone(),
            order.clone(),
            session.checkout.quote.currency,
            session.completed_in.unwrap_or(ApiVersion::LATEST),
            now,
        );
        let mut next = succeed(session);
        let checkout = Arc::make_mut(&mut next.checkout);
        checkout.order = Some(order);
        checkout.updated_at = now;
        Commit::of_session(Arc::new(next), Some(session.revision)).with_events(vec![event])
    }
}
