//! A store in PostgreSQL.

mod key;
mod outbox;
mod session;
#[cfg(test)]
mod tests;

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Connection, PgConnection, PgPool};
use tokio::time::timeout;

use super::setup::{self, Migration, SetupError};
use super::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, Reservation, ReserveRequest, Session,
    SessionWrite, Store, StoreError, Ticket,
};
use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};

const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, sql: include_str!("../migration/postgres/0001_sessions_keys_events.sql") }];

/// How long one step may take, waiting for its turn included.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often something is done anew that PostgreSQL undid to let another transaction pass.
const ATTEMPTS: usize = 4;

/// Any number, as long as nothing else in the database locks by it.
const MIGRATION_LOCK: i64 = 0x0061_6370;

/// Keeps everything in PostgreSQL: nothing is lost when a process is killed, and several processes may serve the same
/// shop at once.
///
/// ```no_run
/// use agentic_commerce::store::PostgresStore;
///
/// # async fn open() -> Result<(), Box<dyn std::error::Error>> {
/// let store = PostgresStore::open("postgres://shop@127.0.0.1/shop").await?; // makes the tables if they are not there
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PostgresStore {
    pool: PgPool,
}

impl PostgresStore {
    /// Connects to that database and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the database cannot be reached or written, or was set up by a newer version of the crate.
    pub async fn open(url: &str) -> Result<Self, SetupError> {
        let options: PgConnectOptions = url.parse()?;
        let pool = match PgPoolOptions::new().acquire_timeout(PATIENCE).connect_with(options.clone()).await {
            Ok(pool) => pool,
            Err(error @ sqlx::Error::PoolTimedOut) => {
                // A pool says only that it waited; a connection says what for.
                let why = timeout(PATIENCE, PgConnection::connect_with(&options)).await;
                return Err(why.ok().and_then(Result::err).unwrap_or(error).into());
            }
            Err(error) => return Err(error.into()),
        };
        let store = Self::new(pool);
        store.migrate().await?;
        Ok(store)
    }

    /// A store over a pool of the merchant's own. Its tables all begin with `acp_`. Call [`migrate`](Self::migrate) or
    /// [`check`](Self::check) before it is used.
    #[must_use]
    pub const fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// The pool.
    #[must_use]
    pub const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Makes the tables, or brings them up to date. Doing it again does nothing, and several processes may do it at once.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the database fails or its tables are newer than this version of the crate.
    pub async fn migrate(&self) -> Result<(), SetupError> {
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        // Held until the transaction ends: whoever comes second finds the work done.
        sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(MIGRATION_LOCK).execute(&mut *transaction).await?;
        sqlx::query("CREATE TABLE IF NOT EXISTS acp_migration (version BIGINT NOT NULL PRIMARY KEY)")
            .execute(&mut *transaction)
            .await?;
        let at = version(&mut transaction).await?;
        for migration in MIGRATIONS.iter().filter(|migration| migration.version > at) {
            sqlx::raw_sql(migration.sql).execute(&mut *transaction).await?;
            sqlx::query("INSERT INTO acp_migration (version) VALUES ($1)")
                .bind(migration.version)
                .execute(&mut *transaction)
                .await?;
        }
        setup::check(version(&mut transaction).await?)?;
        transaction.commit().await?;
        Ok(())
    }

    /// Whether the tables are those that this version of the crate works with.
    ///
    /// # Errors
    ///
    /// [`SetupError`] which says how they differ.
    pub async fn check(&self) -> Result<(), SetupError> {
        let mut connection = self.pool.acquire().await?;
        let known = sqlx::query_scalar::<_, bool>("SELECT to_regclass('acp_migration') IS NOT NULL")
            .fetch_one(&mut *connection)
            .await?;
        setup::check(if known { version(&mut connection).await? } else { 0 })
    }

    /// Writes a commit as part of a transaction of the merchant's own, so that both stand or fall together. After an
    /// error roll the transaction back.
    ///
    /// # Errors
    ///
    /// As [`Store::commit`].
    pub async fn commit_in(&self, transaction: &mut PgConnection, commit: Commit) -> Result<(), CommitError> {
        if let Some(SessionWrite { session, expected }) = &commit.session {
            session::write(transaction, session, *expected).await?;
        }
        if let Some((ticket, answer, keep_until)) = &commit.answer {
            key::answer(transaction, ticket, answer, *keep_until).await?;
        }
        for event in &commit.events {
            outbox::write(transaction, event).await?;
        }
        Ok(())
    }

    async fn write(&self, commit: Commit) -> Result<(), CommitError> {
        let mut transaction = self.pool.begin().await?;
        self.commit_in(&mut transaction, commit).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn version(connection: &mut PgConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM acp_migration").fetch_one(connection).await
}

/// Whether PostgreSQL undid the whole transaction because of another one: a deadlock, or two that cannot be put in order.
/// After any other failure it may have been written, and only reading tells: whoever asked repeats the request, and its key
/// or the session's revision says what became of the first try.
fn undone(error: &StoreError) -> bool {
    let cause = error.source().and_then(|source| source.downcast_ref::<sqlx::Error>());
    let code = cause.and_then(sqlx::Error::as_database_error).and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == "40001" || code == "40P01")
}

/// Does it, and again when PostgreSQL undid it because of another transaction.
async fn anew<T, E, F>(undone: impl Fn(&E) -> bool + Send, work: impl Fn() -> F + Send) -> Result<T, E>
where
    F: Future<Output = Result<T, E>> + Send,
{
    for _ in 1..ATTEMPTS {
        match work().await {
            Err(error) if undone(&error) => {}
            result => return result,
        }
    }
    work().await
}

/// A database that does not answer in time is one that does not answer.
async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
    timeout(PATIENCE, work).await.map_err(StoreError::new)?
}

#[async_trait]
impl Store for PostgresStore {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        in_time(anew(undone, || self.read(principal, id))).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        in_time(anew(undone, || self.take_key(&request))).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        in_time(anew(undone, || self.release_key(ticket))).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        let undone = |error: &CommitError| matches!(error, CommitError::Store(error) if undone(error));
        timeout(PATIENCE, anew(undone, || self.write(commit.clone()))).await.map_err(StoreError::new)?
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        in_time(anew(undone, || self.forget(now, limit))).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        in_time(anew(undone, || self.forget_sessions(unchanged_since, limit))).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        in_time(anew(undone, || self.find_abandoned(now, limit))).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        in_time(anew(undone, || self.find_by_order(order))).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        in_time(anew(undone, || self.take_events(now, lease, limit))).await
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        in_time(anew(undone, || self.end_delivery(ticket, delivery.clone()))).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        in_time(anew(undone, || self.find_dead(after, limit))).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        in_time(anew(undone, || self.revive(event, now))).await
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore").finish_non_exhaustive()
    }
}
