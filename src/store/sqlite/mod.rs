//! A store in one SQLite file.

mod key;
mod outbox;
mod session;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::pool::PoolConnection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::setup::{self, Migration, SetupError};
use super::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, Reservation, ReserveRequest, Session,
    SessionWrite, Store, StoreError, Ticket,
};
use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};

const MIGRATIONS: &[Migration] =
    &[Migration { version: 1, sql: include_str!("../migration/sqlite/0001_sessions_keys_events.sql") }];

/// How long one step may take, waiting for its turn included.
const PATIENCE: Duration = Duration::from_secs(5);

/// Keeps everything in one SQLite file: nothing is lost when the process is killed, or the machine.
///
/// One process at a time writes quickly; several may share the file of one machine, and then wait for each other. For
/// more machines than one take PostgreSQL.
///
/// ```
/// use agentic_commerce::store::SqliteStore;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// # let folder = std::env::temp_dir().join(format!("acp-doc-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # let file = folder.join("store.db");
/// let store = SqliteStore::open(&file).await?; // makes the file and its tables when they are not there yet
/// # drop(store);
/// # std::fs::remove_dir_all(&folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SqliteStore {
    pool: SqlitePool,
    /// SQLite has one writer at a time. In here writers wait in line instead of asking the file again and again.
    writing: Arc<Mutex<()>>,
}

impl SqliteStore {
    /// Opens that file, makes it if it is not there, and brings its tables up to date.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the file cannot be opened or written, or was made by a newer version of the crate.
    pub async fn open(file: impl AsRef<std::path::Path>) -> Result<Self, SetupError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An answer that was given must outlive a power cut as well.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(PATIENCE);
        let pool = SqlitePoolOptions::new().acquire_timeout(PATIENCE).connect_with(options).await?;
        let store = Self::new(pool);
        store.migrate().await?;
        Ok(store)
    }

    /// A store over a pool of the merchant's own. Its tables all begin with `acp_`. Call [`migrate`](Self::migrate) or
    /// [`check`](Self::check) before it is used.
    #[must_use]
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool, writing: Arc::default() }
    }

    /// The pool.
    #[must_use]
    pub const fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// Makes the tables, or brings them up to date. Doing it again does nothing, and several processes may do it at once.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the database fails or its tables are newer than this version of the crate.
    pub async fn migrate(&self) -> Result<(), SetupError> {
        let _turn = self.writing.lock().await;
        let mut connection = self.connect().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("CREATE TABLE IF NOT EXISTS acp_migration (version INTEGER NOT NULL PRIMARY KEY) STRICT")
            .execute(&mut *transaction)
            .await?;
        let at = version(&mut transaction).await?;
        for migration in MIGRATIONS.iter().filter(|migration| migration.version > at) {
            sqlx::raw_sql(migration.sql).execute(&mut *transaction).await?;
            sqlx::query("INSERT INTO acp_migration (version) VALUES (?1)")
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
        let known = sqlx::query_scalar::<_, i64>("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'acp_migration'")
            .fetch_one(&mut *connection)
            .await?;
        setup::check(if known == 0 { 0 } else { version(&mut connection).await? })
    }

    /// Writes a commit as part of a transaction of the merchant's own, so that both stand or fall together. After an
    /// error roll the transaction back.
    ///
    /// # Errors
    ///
    /// As [`Store::commit`].
    pub async fn commit_in(&self, transaction: &mut SqliteConnection, commit: Commit) -> Result<(), CommitError> {
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

    /// A connection that can begin a transaction.
    ///
    /// Some failures, a full disk among them, make SQLite roll back by itself. The connection takes itself for being in that
    /// transaction ever after and cannot begin another, so it is of no use any more.
    async fn connect(&self) -> Result<PoolConnection<Sqlite>, sqlx::Error> {
        loop {
            let connection = self.pool.acquire().await?;
            if !connection.is_in_transaction() {
                return Ok(connection);
            }
            connection.close().await?;
        }
    }

    async fn write(&self, commit: Commit) -> Result<(), CommitError> {
        let _turn = self.writing.lock().await;
        let mut connection = self.connect().await?;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        self.commit_in(&mut transaction, commit).await?;
        transaction.commit().await?;
        Ok(())
    }
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("SELECT COALESCE(MAX(version), 0) FROM acp_migration").fetch_one(connection).await
}

/// A database that does not answer in time is one that does not answer.
async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>> + Send) -> Result<T, StoreError> {
    timeout(PATIENCE, work).await.map_err(StoreError::new)?
}

#[async_trait]
impl Store for SqliteStore {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        in_time(self.read(principal, id)).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        in_time(self.take_key(&request)).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        in_time(self.release_key(ticket)).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        timeout(PATIENCE, self.write(commit)).await.map_err(StoreError::new)?
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        in_time(self.forget(now, limit)).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        in_time(self.forget_sessions(unchanged_since, limit)).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        in_time(self.find_abandoned(now, limit)).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        in_time(self.find_by_order(order)).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        in_time(self.take_events(now, lease, limit)).await
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        in_time(self.end_delivery(ticket, delivery)).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        in_time(self.find_dead(after, limit)).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        in_time(self.revive(event, now)).await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}
