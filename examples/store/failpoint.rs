//! Where tests of the crate stop the store, to kill it there. Not in release builds.
//!
//! `STORE_FAILPOINT=place_order:after` makes the store say so on its output, once it has placed an order, and then go no
//! further with that request until a line comes on its input. `settle_event:before:5` lets the first four pass.

use std::future::{Future, pending};
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentic_commerce::backend::{
    AbandonRequest, AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, Finding, LookUpRequest,
    OrderRequest, Placement, Profile, VoidRequest,
};
use agentic_commerce::model::{Authorization, Cart, Quote};
use agentic_commerce::store::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, RecoveryPoint, Reservation, ReserveRequest,
    Session, Store, StoreError, Ticket,
};
use agentic_commerce::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};
use async_trait::async_trait;

/// The point, if there is one.
#[derive(Debug, Clone)]
pub(crate) struct Failpoint(Option<Arc<Point>>);

#[derive(Debug)]
struct Point {
    name: String,
    side: String,
    /// How often it is passed before it is reached.
    left: AtomicUsize,
}

impl Failpoint {
    pub(crate) fn read() -> Self {
        let text = std::env::var("STORE_FAILPOINT").unwrap_or_default();
        let mut parts = text.split(':');
        let point = parts.next().zip(parts.next()).map(|(name, side)| {
            let times: usize = parts.next().and_then(|times| times.parse().ok()).unwrap_or(1);
            let left = AtomicUsize::new(times.saturating_sub(1));
            Arc::new(Point { name: name.to_owned(), side: side.to_owned(), left })
        });
        Self(point)
    }

    async fn reach(&self, name: &str, side: &str) {
        let Some(point) = self.0.as_deref().filter(|point| point.name == name && point.side == side) else { return };
        let left = point.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if left.is_err() {
            let _ = writeln!(io::stdout(), "reached {name}:{side}");
            let _ = io::stdout().flush();
            let line = tokio::task::spawn_blocking(|| io::stdin().read_line(&mut String::new())).await;
            if !matches!(line, Ok(Ok(1..))) {
                pending::<()>().await;
            }
        }
    }

    async fn around<T>(&self, name: &str, work: impl Future<Output = T>) -> T {
        self.reach(name, "before").await;
        let output = work.await;
        self.reach(name, "after").await;
        output
    }
}

/// A shop that stops there.
pub(crate) struct Stopping<B> {
    pub(crate) shop: B,
    pub(crate) at: Failpoint,
}

impl<B: CommerceBackend> CommerceBackend for Stopping<B> {
    fn profile(&self) -> &Profile {
        self.shop.profile()
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        self.shop.quote(context, cart).await
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        self.at.around("authorize", self.shop.authorize(context, request)).await
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        self.shop.look_up_authorization(context, request).await
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        self.at.around("void", self.shop.void(context, request)).await
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        self.shop.abandon(context, request).await
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        self.at.around("place_order", self.shop.place_order(context, request)).await
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.at.around("cancel", self.shop.cancel(context, request)).await
    }
}

/// A store that stops there: `commit-` and what the session then stands at.
#[derive(Debug)]
pub(crate) struct StoppingStore {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) at: Failpoint,
}

/// What a commit brings a session to: a recovery point, or the status in which a request leaves it.
fn name(commit: &Commit) -> &'static str {
    let Some(write) = &commit.session else { return "commit-answer" };
    match write.session.completion.as_ref().map(|completion| &completion.point) {
        Some(RecoveryPoint::Authorizing { .. }) => "commit-authorizing",
        Some(RecoveryPoint::Authorized(_)) => "commit-authorized",
        Some(RecoveryPoint::Voiding { .. }) => "commit-voiding",
        Some(RecoveryPoint::Canceling { .. }) => "commit-canceling",
        Some(_) => "commit-other",
        None if write.session.attempts > 0 => "commit-decided",
        None if write.session.checkout.status.is_terminal() => "commit-canceled",
        None => "commit-quoted",
    }
}

#[async_trait]
impl Store for StoppingStore {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        self.store.session(principal, id).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        let completes = request.key.path.ends_with("/complete");
        let name = if completes { "reserve-complete" } else { "reserve-other" };
        self.at.around(name, self.store.reserve(request)).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        self.store.release(ticket).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.at.around(name(&commit), self.store.commit(commit)).await
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.purge(now, limit).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.purge_sessions(unchanged_since, limit).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        self.store.abandoned(now, limit).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        self.store.session_of_order(order).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        // A worker that finds nothing looks again and again: that is no point to stop at.
        let taken = self.store.claim_events(now, lease, limit).await?;
        if !taken.is_empty() {
            self.at.reach("claim_events", "after").await;
        }
        Ok(taken)
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        self.at.around("settle_event", self.store.settle_event(ticket, delivery)).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        self.store.dead_events(after, limit).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        self.store.revive_event(event, now).await
    }
}
