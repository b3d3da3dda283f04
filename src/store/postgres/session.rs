//! Sessions in PostgreSQL.

use std::sync::Arc;

use sqlx::PgConnection;

use super::PostgresStore;
use crate::store::{CommitError, Session, StoreError, record};
use crate::types::{CheckoutId, OrderId, Principal, Timestamp};

/// Writes a session that is at the expected revision.
pub(super) async fn write(
    connection: &mut PgConnection,
    session: &Session,
    expected: Option<u64>,
) -> Result<(), CommitError> {
    let query = match expected {
        None => sqlx::query(
            "INSERT INTO acp_session (id, principal, revision, document, order_id, updated_at, recover_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        ),
        Some(_) => sqlx::query(
            "UPDATE acp_session SET principal = $2, revision = $3, document = $4, order_id = $5, updated_at = $6, \
             recover_at = $7 WHERE id = $1 AND revision = $8",
        ),
    };
    let query = query
        .bind(session.checkout.id.as_str())
        .bind(session.principal.as_str())
        .bind(record::revision(session.revision)?)
        .bind(record::write(session)?)
        .bind(session.checkout.order.as_ref().map(|order| order.id.as_str()))
        .bind(session.checkout.updated_at.unix_millis())
        .bind(session.recover_at().map(Timestamp::unix_millis));
    let query = match expected {
        None => query,
        Some(expected) => query.bind(record::revision(expected)?),
    };
    let written = query.execute(connection).await?;
    if written.rows_affected() == 0 { Err(CommitError::Raced) } else { Ok(()) }
}

impl PostgresStore {
    pub(super) async fn read(
        &self,
        principal: &Principal,
        id: &CheckoutId,
    ) -> Result<Option<Arc<Session>>, StoreError> {
        let document: Option<String> =
            sqlx::query_scalar("SELECT document FROM acp_session WHERE id = $1 AND principal = $2")
                .bind(id.as_str())
                .bind(principal.as_str())
                .fetch_optional(&self.pool)
                .await?;
        document.as_deref().map(record::read_session).transpose()
    }

    pub(super) async fn find_by_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        let document: Option<String> = sqlx::query_scalar("SELECT document FROM acp_session WHERE order_id = $1")
            .bind(order.as_str())
            .fetch_optional(&self.pool)
            .await?;
        document.as_deref().map(record::read_session).transpose()
    }

    pub(super) async fn find_abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        let documents: Vec<String> =
            sqlx::query_scalar("SELECT document FROM acp_session WHERE recover_at <= $1 ORDER BY recover_at LIMIT $2")
                .bind(now.unix_millis())
                .bind(record::limit(limit))
                .fetch_all(&self.pool)
                .await?;
        documents.iter().map(|document| record::read_session(document)).collect()
    }

    pub(super) async fn forget_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        let forgotten = sqlx::query(
            "DELETE FROM acp_session WHERE ctid IN \
             (SELECT ctid FROM acp_session WHERE updated_at < $1 AND recover_at IS NULL \
             ORDER BY updated_at LIMIT $2)",
        )
        .bind(unchanged_since.unix_millis())
        .bind(record::limit(limit))
        .execute(&self.pool)
        .await?;
        Ok(usize::try_from(forgotten.rows_affected()).unwrap_or(usize::MAX))
    }
}
