//! What must not be lost.
//!
//! A [`Store`] keeps sessions, the answers that were given to idempotency keys, and the order events that wait to be
//! told. The three change together: [`Store::commit`] is one atomic step with an expected revision, and
//! [`Store::reserve`] is one atomic step as well, so that no two requests ever believe that they are the first.
//!
//! [`MemoryStore`] keeps everything in memory: for tests, for trying out, for a shop that may forget on restart.
//!
//! ```
//! use std::sync::Arc;
//! use agentic_commerce::store::{MemoryStore, Store};
//!
//! let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
//! ```

mod answer;
mod commit;
mod error;
mod event;
mod memory;
#[cfg(feature = "postgres")]
mod postgres;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod record;
mod reservation;
mod session;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod setup;
#[cfg(feature = "sqlite")]
mod sqlite;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;

pub use answer::Answer;
pub use commit::{Commit, SessionWrite};
pub use error::{CommitError, StoreError};
pub use event::{ClaimedEvent, DeadEvent, Delivery, EventTicket, OrderEvent};
pub use memory::MemoryStore;
#[cfg(feature = "postgres")]
pub use postgres::PostgresStore;
pub use reservation::{IdempotencyKey, RequestMark, Reservation, ReserveRequest, Ticket};
pub use session::{Completion, RecoveryPoint, Session};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use setup::SetupError;
#[cfg(feature = "sqlite")]
pub use sqlite::SqliteStore;

use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};

/// Where sessions, answers and events are kept.
///
/// Implementations must be safe to share between threads and, if their data outlive the process, between processes.
#[async_trait]
pub trait Store: Debug + Send + Sync + 'static {
    /// The session, if it exists and belongs to `principal` (ACP-AUTH-05).
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError>;

    /// Takes an idempotency key for a request, or says what is known of it. One atomic step: of any number of equal
    /// requests at one time, exactly one is [`Reservation::Fresh`].
    ///
    /// A reservation whose lease is over is taken anew; an answer past its retention is forgotten (ACP-IDEM-24).
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written. Then nothing may run.
    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError>;

    /// Gives a key back: the request left no answer that may be replayed (ACP-IDEM-20). Nothing happens when the
    /// ticket is no longer the valid one.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written. The key then comes free when its lease is over.
    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError>;

    /// Writes a session, an answer and order events: all of it or nothing.
    ///
    /// # Errors
    ///
    /// [`CommitError::Raced`] when the session is not at the expected revision, [`CommitError::TicketLost`] when the
    /// key was taken by another request meanwhile, [`CommitError::Store`] when the store cannot be written. Nothing is
    /// written in any of these cases.
    async fn commit(&self, commit: Commit) -> Result<(), CommitError>;

    /// Forgets answers that are past their retention, at most `limit` of them, and says how many they were.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written.
    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Forgets sessions that nobody changed since, at most `limit` of them, and says how many they were. One in the
    /// middle of a completion stays.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written.
    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError>;

    /// Sessions in the middle of something that nobody works on any more ([`Session::recover_at`]), at most `limit` of
    /// them, the longest abandoned first.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError>;

    /// The session that an order came from.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError>;

    /// Takes events to be delivered, at most `limit` of them: of each order the oldest that has not arrived, when it is
    /// due and nobody else has it. One atomic step. A lease that is over makes them due again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written. Then nothing is taken.
    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError>;

    /// Writes down what became of a delivery, and says whether the ticket was still good for that.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written. Then the event is delivered again.
    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError>;

    /// Events that were set aside, the oldest first, at most `limit` of them, from after that one on.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read.
    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError>;

    /// Puts an event that was set aside back to be delivered from now on, and says whether it did.
    ///
    /// It stays where something later of its order has arrived or may have: the agent would take the older state for the
    /// newer. A later event may have arrived once it was taken to be delivered, unless its very first delivery ended with
    /// [`Delivery::Never`]. So what a receiver refused one after the other goes back one after the other, in any order, and
    /// is told in its own.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be written.
    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError>;
}
