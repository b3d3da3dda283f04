//! Databases that fail: what is told, what is left, and that it goes on once they are back.

mod postgres;
mod sqlite;

use agentic_commerce::store::{Answer, Commit, Session, StoreError, Ticket};
use http::StatusCode;
use serde_json::json;

use crate::agent::{Reply, body};
use crate::fault::{Market, V5};

/// A failure as an agent is told it: to come back with the same request, and when.
fn is_told(reply: &Reply) {
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{:#}", reply.body);
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert_eq!(reply.body["type"], json!("service_unavailable"), "{:#}", reply.body);
    assert!(reply.header("idempotent-replayed").is_none());
}

impl Market {
    /// A session that can be paid, and where it is completed.
    async fn payable(&mut self) -> (String, String) {
        let id = self.insist("/checkout_sessions", "create", &body::create(V5, "mug", 1)).await.expect(201).id();
        let path = format!("/checkout_sessions/{id}");
        self.insist(&path, "update", &body::destination(V5)).await.expect(200);
        (id, format!("{path}/complete"))
    }

    /// What the shop did: charges, voids and orders.
    fn did(&self, id: &str) -> (usize, usize, usize) {
        let tally = self.shop.ledger().tally(&id.into());
        (tally.authorized, tally.voided, tally.orders)
    }

    /// Comes back with the same request, and again: one charge, one order, one answer.
    async fn ends_well(&mut self, id: &str, path: &str, case: &str) {
        let pay = body::pay(V5, "spt_test_success");
        let paid = self.insist(path, "pay", &pay).await.expect(200);
        assert_eq!(paid.session_status(), "completed", "{case}");
        let again = self.insist(path, "pay", &pay).await;
        assert_eq!((&again.bytes, again.header("idempotent-replayed").is_some()), (&paid.bytes, true), "{case}");
        assert_eq!(self.did(id), (1, 0, 1), "{case}");
    }
}

/// An error with its causes, on one line.
fn causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn is_store_error<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    causes(&result.expect_err("a failure"))
}

/// A session and an answer of so many bytes.
fn large(session: &std::sync::Arc<Session>, ticket: &Ticket, bytes: usize) -> Commit {
    let answer = Answer::new(StatusCode::CREATED, vec![b' '; bytes].into());
    Commit::of_session(std::sync::Arc::clone(session), None).with_answer(ticket.clone(), answer, crate::store::now())
}
