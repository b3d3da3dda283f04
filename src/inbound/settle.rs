//! Step 8: session, answer and events are written in one commit.

use super::refusal::Problem;
use super::{Pipeline, encode};
use crate::acp::{Dialect, Operation};
use crate::backend::CommerceBackend;
use crate::engine::{Caller, Command, EngineError};
use crate::store::{Answer, Commit, CommitError, Store, Ticket};
use crate::types::Timestamp;

/// How often a command is carried out anew when other requests change the session meanwhile.
const ATTEMPTS: usize = 8;

impl<B: CommerceBackend> Pipeline<B> {
    /// Carries a command out, encodes what became of it and writes both down.
    pub(super) async fn carry_out(
        &self,
        caller: &Caller,
        dialect: Dialect,
        operation: Operation,
        command: &Command,
        ticket: Option<Ticket>,
    ) -> Result<Answer, Problem> {
        let version = caller.version;
        for _ in 0..ATTEMPTS {
            let outcome = self.engine.execute(caller, command).await;
            let outcome = outcome.map_err(|error| Problem::of_engine(error, version, operation))?;
            let answer = encode::encode(dialect, operation, outcome.checkout())?;
            let kept = ticket.clone().map(|ticket| (ticket, answer.clone(), self.keep_until()));
            match self.engine.settle(outcome, kept).await {
                Ok(()) => return Ok(answer),
                // A completion or cancellation held the session: it was taken over, so it must not run again here.
                Err(CommitError::Raced) if matches!(operation, Operation::Create | Operation::Update) => {}
                Err(CommitError::Raced) => break,
                Err(CommitError::TicketLost) => return Err(Problem::key_in_flight()),
                Err(CommitError::Store(error)) => return Err(Problem::of_store(&error)),
            }
        }
        Err(Problem::of_engine(EngineError::Contended, version, operation))
    }

    pub(super) fn keep_until(&self) -> Timestamp {
        self.engine.clock().now().saturating_add(self.config.key_retention)
    }
}

/// Keeps a refusal for its key, to be given again; gives the key back where a retry may end otherwise.
///
/// Every outcome after the reservation is kept but 5xx and what is worth a retry (ACP-IDEM-20, ACP-IDEM-22,
/// C-IDEM-05).
pub(super) async fn settle_problem(
    store: &dyn Store,
    problem: Problem,
    dialect: Dialect,
    ticket: Option<Ticket>,
    keep_until: Timestamp,
) -> Problem {
    let Some(ticket) = ticket else { return problem };
    if problem.is_final() {
        let answer = problem.answer(Some(dialect));
        match store.commit(Commit::of_answer(ticket.clone(), answer, keep_until)).await {
            Ok(()) => return problem,
            Err(CommitError::TicketLost) => return Problem::key_in_flight(),
            Err(error) => crate::log::failure("settle", &error),
        }
    }
    if let Err(error) = store.release(&ticket).await {
        crate::log::key_not_released(&error);
    }
    problem
}
