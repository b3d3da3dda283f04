//! Holding a session against other requests, for what must not happen twice.

use std::sync::Arc;

use super::lifecycle::{self, Action};
use super::{Caller, Engine, EngineError, Outcome, succeed};
use crate::backend::CommerceBackend;
use crate::store::{Commit, CommitError, Session};
use crate::types::{CheckoutId, Timestamp};

/// How often a session is claimed anew when other requests change it meanwhile.
const ATTEMPTS: usize = 8;

/// How many requests that left a session without an answer are remembered.
const UNANSWERED: usize = 8;

/// What a request finds that wants a session for itself.
#[derive(Debug)]
pub(super) enum Claim {
    /// The session, held by this request alone.
    Held(Arc<Session>),
    /// What this very request was to bring about and somebody else did, while it had no answer.
    Done(Outcome),
}

impl<B: CommerceBackend> Engine<B> {
    /// The session as `take` makes it, held by this request alone until the lease is over. `take` is told the time and
    /// the end of the lease.
    ///
    /// Whoever was faster decides: what the status then allows is found out by trying again.
    pub(super) async fn claim(
        &self,
        caller: &Caller,
        id: &CheckoutId,
        action: Action,
        take: impl Fn(&Session, Timestamp, Timestamp) -> Result<Session, EngineError> + Send + Sync,
    ) -> Result<Claim, EngineError> {
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let session = self.load(caller, id, now).await?;
            if let Some(outcome) = brought_about(caller, &session) {
                return Ok(Claim::Done(outcome));
            }
            lifecycle::admit(&session, action, now)?;
            let lease_until = now.saturating_add(self.config.completion_lease);
            let mut next = take(&session, now, lease_until)?;
            remember(caller, &session, &mut next);
            let claimed = Arc::new(next);
            match self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await {
                Ok(()) => return Ok(Claim::Held(claimed)),
                Err(CommitError::Raced) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(EngineError::Contended)
    }

    /// Lets go of a claim after a failure, so that a retry need not wait for the lease to end. A recovery sweep gives the
    /// agent that long to come first. When even that fails, the lease ends by itself.
    pub(super) async fn park(&self, claimed: &Session) {
        let mut parked = succeed(claimed);
        if let Some(completion) = &mut parked.completion {
            let now = self.clock.now();
            completion.park(now, now.saturating_add(self.config.completion_lease));
        }
        let commit = Commit::of_session(Arc::new(parked), Some(claimed.revision));
        if let Err(error) = self.store.commit(commit).await {
            crate::log::claim_not_parked(&claimed.checkout.id, &error);
        }
    }
}

/// What this request was to bring about, where a recovery sweep or another request did after it was lost: a crash or a lost
/// lease is no reason to tell its agent less than the first try would have (ACP-IDEM-28, ACP-IDEM-31).
fn brought_about(caller: &Caller, session: &Session) -> Option<Outcome> {
    let mark = caller.mark?;
    let decided = lifecycle::held(session).is_none() && session.unanswered.contains(&mark);
    decided.then(|| Outcome::new(succeed(session), Some(session.revision)).told_to(caller))
}

/// Notes that the request has no answer so far. Those that had hold of the same attempt before it stay noted.
fn remember(caller: &Caller, before: &Session, next: &mut Session) {
    if lifecycle::held(before).is_none() {
        next.unanswered.clear();
    }
    let Some(mark) = caller.mark else { return };
    next.unanswered.retain(|other| *other != mark);
    if next.unanswered.len() >= UNANSWERED {
        next.unanswered.remove(0);
    }
    next.unanswered.push(mark);
}
