//! A store that fails when it is told to.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::store::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, Reservation, ReserveRequest, Session, Store,
    StoreError, Ticket,
};
use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};

/// A store of which one call fails: before it has its effect, or after it, which whoever called cannot tell apart.
///
/// ```
/// use agentic_commerce::store::{MemoryStore, Store};
/// use agentic_commerce::testing::{Fault, FaultyStore};
/// use agentic_commerce::types::Timestamp;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let store = FaultyStore::new(MemoryStore::new());
/// store.fail_at(2, Fault::Before);
/// assert!(store.purge(Timestamp::UNIX_EPOCH, 1).await.is_ok());
/// assert!(store.purge(Timestamp::UNIX_EPOCH, 1).await.is_err());
/// assert!(store.purge(Timestamp::UNIX_EPOCH, 1).await.is_ok());
/// # }
/// ```
#[derive(Debug)]
pub struct FaultyStore<S> {
    store: S,
    calls: AtomicUsize,
    fault: Mutex<Option<(usize, Fault)>>,
}

/// On which side of its effect a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It has none.
    Before,
    /// It has it: the answer was lost.
    After,
}

impl<S> FaultyStore<S> {
    /// That store, without a fault so far.
    #[must_use]
    pub const fn new(store: S) -> Self {
        Self { store, calls: AtomicUsize::new(0), fault: Mutex::new(None) }
    }

    /// Counts calls anew, and lets the `call`th fail on that side; the first is 1.
    pub fn fail_at(&self, call: usize, fault: Fault) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some((call, fault));
        self.calls.store(0, Ordering::SeqCst);
    }

    /// How many calls there were since they were counted anew.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::SeqCst)
    }

    /// The store behind it, which does not fail.
    #[must_use]
    pub const fn store(&self) -> &S {
        &self.store
    }

    async fn call<T, E: From<StoreError>>(&self, work: impl Future<Output = Result<T, E>> + Send) -> Result<T, E> {
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fault = *self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        let broken = || StoreError::new(io::Error::other("the fault of a test")).into();
        match fault.filter(|(at, _)| *at == call) {
            None => work.await,
            Some((_, Fault::Before)) => Err(broken()),
            Some((_, Fault::After)) => work.await.and_then(|_| Err(broken())),
        }
    }
}

#[async_trait]
impl<S: Store> Store for FaultyStore<S> {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        self.call(self.store.session(principal, id)).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        self.call(self.store.reserve(request)).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        self.call(self.store.release(ticket)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.call(self.store.commit(commit)).await
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.call(self.store.purge(now, limit)).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.call(self.store.purge_sessions(unchanged_since, limit)).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        self.call(self.store.abandoned(now, limit)).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        self.call(self.store.session_of_order(order)).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        self.call(self.store.claim_events(now, lease, limit)).await
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        self.call(self.store.settle_event(ticket, delivery)).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        self.call(self.store.dead_events(after, limit)).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        self.call(self.store.revive_event(event, now)).await
    }
}
