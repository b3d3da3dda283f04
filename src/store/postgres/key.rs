//! Idempotency keys in PostgreSQL.

use sqlx::PgConnection;

use super::PostgresStore;
use crate::store::{Answer, CommitError, Reservation, ReserveRequest, StoreError, Ticket, record};
use crate::types::Timestamp;

/// How often a key that comes free between two looks is looked at again.
const LOOKS: usize = 8;

/// Fingerprint, status, headers and body; the last three once it is answered.
type Row = (Vec<u8>, Option<i16>, Option<String>, Option<Vec<u8>>);

/// Writes an answer for the key that the ticket holds.
pub(super) async fn answer(
    connection: &mut PgConnection,
    ticket: &Ticket,
    answer: &Answer,
    keep_until: Timestamp,
) -> Result<(), CommitError> {
    let (status, headers, body) = record::write_answer(answer)?;
    let written = sqlx::query(
        "UPDATE acp_key SET status = $1, headers = $2, body = $3, keep_until = $4 \
             WHERE principal = $5 AND path = $6 AND key = $7 AND ticket = $8 AND status IS NULL",
    )
    .bind(status)
    .bind(headers)
    .bind(body)
    .bind(keep_until.unix_millis())
    .bind(ticket.key.principal.as_str())
    .bind(&*ticket.key.path)
    .bind(&*ticket.key.key)
    .bind(ticket.number.cast_signed())
    .execute(connection)
    .await?;
    if written.rows_affected() == 0 {
        return Err(CommitError::TicketLost);
    }
    Ok(())
}

impl PostgresStore {
    pub(super) async fn take_key(&self, request: &ReserveRequest) -> Result<Reservation, StoreError> {
        for _ in 0..LOOKS {
            if let Some(number) = self.insert_key(request).await? {
                return Ok(Reservation::Fresh(Ticket::new(request.key.clone(), number.cast_unsigned())));
            }
            // Between the two statements the key may have come free: then it is tried again.
            let found: Option<Row> = sqlx::query_as(
                "SELECT fingerprint, status, headers, body FROM acp_key \
                 WHERE principal = $1 AND path = $2 AND key = $3",
            )
            .bind(request.key.principal.as_str())
            .bind(&*request.key.path)
            .bind(&*request.key.key)
            .fetch_optional(&self.pool)
            .await?;
            match found {
                None => {}
                Some((fingerprint, ..)) if fingerprint != request.fingerprint.as_bytes() => {
                    return Ok(Reservation::Conflict);
                }
                Some((_, Some(status), headers, body)) => {
                    let (headers, body) = (headers.unwrap_or_default(), body.unwrap_or_default());
                    return record::read_answer(status, &headers, body).map(Reservation::Replay);
                }
                Some(_) => return Ok(Reservation::InFlight),
            }
        }
        Ok(Reservation::InFlight)
    }

    /// One statement: it takes the key if it is new, or if nobody has it any more.
    async fn insert_key(&self, request: &ReserveRequest) -> Result<Option<i64>, StoreError> {
        let lease_until = request.now.saturating_add(request.lease);
        let number = sqlx::query_scalar(
            "INSERT INTO acp_key (principal, path, key, fingerprint, ticket, lease_until, keep_until) \
             VALUES ($1, $2, $3, $4, nextval('acp_ticket'), $5, $6) \
             ON CONFLICT (principal, path, key) DO UPDATE SET fingerprint = excluded.fingerprint, \
             ticket = excluded.ticket, lease_until = excluded.lease_until, keep_until = excluded.keep_until, \
             status = NULL, headers = NULL, body = NULL \
             WHERE CASE WHEN acp_key.status IS NULL THEN acp_key.lease_until ELSE acp_key.keep_until END <= $7 \
             RETURNING ticket",
        )
        .bind(request.key.principal.as_str())
        .bind(&*request.key.path)
        .bind(&*request.key.key)
        .bind(&request.fingerprint.as_bytes()[..])
        .bind(lease_until.unix_millis())
        .bind(record::keep_in_flight(lease_until))
        .bind(request.now.unix_millis())
        .fetch_optional(&self.pool)
        .await?;
        Ok(number)
    }

    pub(super) async fn release_key(&self, ticket: &Ticket) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM acp_key \
             WHERE principal = $1 AND path = $2 AND key = $3 AND ticket = $4 AND status IS NULL",
        )
        .bind(ticket.key.principal.as_str())
        .bind(&*ticket.key.path)
        .bind(&*ticket.key.key)
        .bind(ticket.number.cast_signed())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub(super) async fn forget(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        // In the order of the index: else, where nothing is over, PostgreSQL may look through the whole table for it.
        let forgotten = sqlx::query(
            "DELETE FROM acp_key WHERE ctid IN \
             (SELECT ctid FROM acp_key WHERE keep_until <= $1 ORDER BY keep_until LIMIT $2)",
        )
        .bind(now.unix_millis())
        .bind(record::limit(limit))
        .execute(&self.pool)
        .await?;
        Ok(usize::try_from(forgotten.rows_affected()).unwrap_or(usize::MAX))
    }
}
