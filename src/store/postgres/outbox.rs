//! Order events in PostgreSQL.

use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::PostgresStore;
use crate::store::{ClaimedEvent, CommitError, DeadEvent, Delivery, EventTicket, OrderEvent, StoreError, record};
use crate::types::{EventId, Timestamp};

/// Of each order one: the index of what is due gives the orders, that of what waits the event of each.
pub(super) const TAKE: &str = "\
    UPDATE acp_delivery SET due_at = $2, attempts = attempts + 1, ticket = nextval('acp_ticket'), \
    telling = (SELECT MIN(sequence) FROM acp_event AS event WHERE event.principal = acp_delivery.principal \
    AND event.order_id = acp_delivery.order_id AND event.dead_reason IS NULL) \
    WHERE (principal, order_id) IN (SELECT principal, order_id FROM acp_delivery WHERE due_at <= $1 \
    ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED) \
    RETURNING principal, order_id, attempts, ticket, telling";

/// What is told next of the order, and what was told.
pub(super) const END: &str = "\
    UPDATE acp_delivery SET ticket = NULL, telling = NULL, attempts = 0, \
    told = CASE WHEN $3 THEN GREATEST(told, $4) ELSE told END, \
    due_at = (SELECT occurred_at FROM acp_event WHERE principal = $1 AND order_id = $2 \
    AND dead_reason IS NULL ORDER BY sequence LIMIT 1) \
    WHERE principal = $1 AND order_id = $2";

/// A page of what was set aside.
pub(super) const DEAD: &str = "\
    SELECT document, dead_reason FROM acp_event WHERE dead_reason IS NOT NULL \
    AND sequence > COALESCE((SELECT sequence FROM acp_event WHERE id = $1), 0) ORDER BY sequence LIMIT $2";

/// Writes an event that waits to be told.
pub(super) async fn write(connection: &mut PgConnection, event: &OrderEvent) -> Result<(), CommitError> {
    let (principal, order, at) = (event.principal.as_str(), event.order.id.as_str(), event.occurred_at.unix_millis());
    sqlx::query("INSERT INTO acp_event (id, principal, order_id, occurred_at, document) VALUES ($1, $2, $3, $4, $5)")
        .bind(event.id.as_str())
        .bind(principal)
        .bind(order)
        .bind(at)
        .bind(record::write(event)?)
        .execute(&mut *connection)
        .await?;
    sqlx::query(
        "INSERT INTO acp_delivery (principal, order_id, due_at) VALUES ($1, $2, $3) \
         ON CONFLICT (principal, order_id) DO UPDATE SET due_at = COALESCE(acp_delivery.due_at, excluded.due_at)",
    )
    .bind(principal)
    .bind(order)
    .bind(at)
    .execute(connection)
    .await?;
    Ok(())
}

impl PostgresStore {
    pub(super) async fn take_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        let taken: Vec<(String, String, i64, i64, Option<i64>)> = sqlx::query_as(TAKE)
            .bind(now.unix_millis())
            .bind(now.saturating_add(lease).unix_millis())
            .bind(record::limit(limit))
            .fetch_all(&mut *transaction)
            .await?;
        let mut claimed = Vec::with_capacity(taken.len());
        for (principal, order, attempts, number, telling) in taken {
            let document: Option<String> = sqlx::query_scalar("SELECT document FROM acp_event WHERE sequence = $1")
                .bind(telling)
                .fetch_optional(&mut *transaction)
                .await?;
            if let Some(document) = document {
                let ticket = EventTicket::new(principal.into(), order.into(), number.cast_unsigned());
                let attempt = u32::try_from(attempts).unwrap_or(u32::MAX);
                claimed.push(ClaimedEvent::new(record::read(&document)?, attempt, ticket));
            }
        }
        transaction.commit().await?;
        Ok(claimed)
    }

    pub(super) async fn end_delivery(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        let (principal, order) = (ticket.principal.as_str(), ticket.order.as_str());
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        let found: Option<(Option<i64>, i64)> = sqlx::query_as(
            "SELECT telling, attempts FROM acp_delivery WHERE principal = $1 AND order_id = $2 AND ticket = $3 \
             FOR UPDATE",
        )
        .bind(principal)
        .bind(order)
        .bind(ticket.number.cast_signed())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((Some(telling), attempts)) = found else {
            transaction.rollback().await?;
            return Ok(false);
        };
        // Refused the first time that it was sent, it has not arrived.
        let told = !matches!(delivery, Delivery::Never(_)) || attempts > 1;
        match delivery {
            Delivery::Later(at) => {
                sqlx::query(
                    "UPDATE acp_delivery SET due_at = $3, ticket = NULL, telling = NULL, told = GREATEST(told, telling) \
                     WHERE principal = $1 AND order_id = $2",
                )
                .bind(principal)
                .bind(order)
                .bind(at.unix_millis())
                .execute(&mut *transaction)
                .await?;
                transaction.commit().await?;
                return Ok(true);
            }
            Delivery::Never(reason) | Delivery::GivenUp(reason) => {
                sqlx::query("UPDATE acp_event SET dead_reason = $2 WHERE sequence = $1")
                    .bind(telling)
                    .bind(reason)
                    .execute(&mut *transaction)
                    .await?;
            }
            Delivery::Done => {
                sqlx::query("DELETE FROM acp_event WHERE sequence = $1")
                    .bind(telling)
                    .execute(&mut *transaction)
                    .await?;
            }
        }
        sqlx::query(END).bind(principal).bind(order).bind(told).bind(telling).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }

    pub(super) async fn find_dead(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(DEAD)
            .bind(after.map(EventId::as_str))
            .bind(record::limit(limit))
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(|(document, reason)| Ok(DeadEvent::new(record::read(&document)?, reason))).collect()
    }

    pub(super) async fn revive(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut transaction = connection.begin().await?;
        let found: Option<(i64, String, String)> = sqlx::query_as(
            "SELECT sequence, principal, order_id FROM acp_event WHERE id = $1 AND dead_reason IS NOT NULL",
        )
        .bind(event.as_str())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some((sequence, principal, order)) = found else { return Ok(false) };
        let newest: Option<i64> = sqlx::query_scalar(
            "SELECT GREATEST(told, COALESCE(telling, 0)) FROM acp_delivery WHERE principal = $1 AND order_id = $2 \
             FOR UPDATE",
        )
        .bind(&principal)
        .bind(&order)
        .fetch_optional(&mut *transaction)
        .await?;
        if newest.is_some_and(|newest| newest > sequence) {
            // A transaction that is only dropped holds its lock a moment longer, and whoever takes events passes it over.
            transaction.rollback().await?;
            return Ok(false);
        }
        sqlx::query("UPDATE acp_event SET dead_reason = NULL WHERE sequence = $1")
            .bind(sequence)
            .execute(&mut *transaction)
            .await?;
        sqlx::query("UPDATE acp_delivery SET due_at = COALESCE(due_at, $3) WHERE principal = $1 AND order_id = $2")
            .bind(&principal)
            .bind(&order)
            .bind(now.unix_millis())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }
}
