//! One atomic step.

use std::sync::Arc;

use super::{Answer, OrderEvent, Session, Ticket};
use crate::types::Timestamp;

/// What is written in one atomic step.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Commit {
    /// The session, if it changed.
    pub session: Option<SessionWrite>,
    /// The answer, for the key that the ticket holds, and until when it is kept (ACP-IDEM-23).
    pub answer: Option<(Ticket, Answer, Timestamp)>,
    /// Events that the agent's platform is to be told.
    pub events: Vec<OrderEvent>,
}

impl Commit {
    /// Writes a session.
    #[must_use]
    pub const fn of_session(session: Arc<Session>, expected: Option<u64>) -> Self {
        Self { session: Some(SessionWrite { session, expected }), answer: None, events: Vec::new() }
    }

    /// Writes an answer only.
    #[must_use]
    pub const fn of_answer(ticket: Ticket, answer: Answer, keep_until: Timestamp) -> Self {
        Self { session: None, answer: Some((ticket, answer, keep_until)), events: Vec::new() }
    }

    /// Writes the answer as well.
    #[must_use]
    pub fn with_answer(mut self, ticket: Ticket, answer: Answer, keep_until: Timestamp) -> Self {
        self.answer = Some((ticket, answer, keep_until));
        self
    }

    /// Writes the events as well.
    #[must_use]
    pub fn with_events(mut self, events: Vec<OrderEvent>) -> Self {
        self.events = events;
        self
    }
}

/// A session to be written.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SessionWrite {
    /// The session as it shall be.
    pub session: Arc<Session>,
    /// The revision that it must be at, `None` when it must not exist yet.
    pub expected: Option<u64>,
}
