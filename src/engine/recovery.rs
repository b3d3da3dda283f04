//! Bringing to its end what no agent comes back for.

use std::sync::Arc;

use super::completion::{Step, accept};
use super::{Caller, Engine, EngineError, Violation, readiness, succeed};
use crate::backend::{AbandonRequest, BackendError, CommerceBackend, Finding, LookUpRequest};
use crate::model::CheckoutStatus;
use crate::store::{Commit, CommitError, RecoveryPoint, Session, StoreError};
use crate::types::Timestamp;

/// What became of sessions that nobody worked on any more. Those that an agent or another sweep took up meanwhile are in
/// neither number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovered {
    /// Brought to their end: ordered, given up, expired, or payable again.
    pub finished: usize,
    /// Left where they stood, because the shop cannot or does not know: the log says why. They are taken up again after
    /// another [`EngineConfig::completion_lease`](super::EngineConfig::completion_lease), unless the agent comes first.
    pub left: usize,
}

impl<B: CommerceBackend> Engine<B> {
    /// Takes up sessions in the middle of something that nobody works on any more, at most `limit` of them: after a crash,
    /// or when an agent never came back (ACP-IDEM-28). Call it every few seconds; any number of processes may.
    ///
    /// - Money that was set aside ends as an order, or is let go of where the order was refused.
    /// - An attempt to set money aside whose answer never came is
    ///   [looked up](CommerceBackend::look_up_authorization) by its own token. What the shop does not know stays for the
    ///   agent to try again.
    /// - What the shop reserved for a session that is being given up is released.
    /// - An attempt that waited for the buyer until the session was over is let go of, and the session expires.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails. What was done by then is found again, by the same tokens.
    pub async fn recover(&self, limit: usize) -> Result<Recovered, StoreError> {
        let mut recovered = Recovered::default();
        for session in self.store.abandoned(self.clock.now(), limit).await? {
            let id = session.checkout.id.clone();
            match self.bring_to_its_end(&session).await {
                Ok(Some(status)) => {
                    crate::log::recovered(&id, status.as_str());
                    recovered.finished += 1;
                }
                Ok(None) | Err(EngineError::Contended) => {}
                Err(EngineError::Store(error)) => return Err(error),
                Err(error) => {
                    crate::log::not_recovered(&id, &error);
                    recovered.left += 1;
                }
            }
        }
        Ok(recovered)
    }

    /// The status in which it ended, or `None` when somebody else was faster.
    async fn bring_to_its_end(&self, session: &Session) -> Result<Option<CheckoutStatus>, EngineError> {
        let Some(completion) = &session.completion else { return Ok(None) };
        let caller = Caller::new(session.principal.clone(), completion.version);
        let mut next = succeed(session);
        if let Some(completion) = &mut next.completion {
            completion.hold(self.clock.now().saturating_add(self.config.completion_lease));
            if let RecoveryPoint::Waiting { reference } = &completion.point {
                completion.point = RecoveryPoint::Abandoning { reference: reference.clone() };
                next.unanswered.clear();
            }
        }
        let claimed = Arc::new(next);
        match self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await {
            Ok(()) => {}
            Err(CommitError::Raced) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let outcome = self.carry_out(&caller, claimed, None).await?;
        let status = outcome.checkout().status;
        self.settle(outcome, None).await?;
        Ok(Some(status))
    }

    /// Asks the shop what became of an attempt to set money aside.
    pub(super) async fn look_up(
        &self,
        caller: &Caller,
        session: &Session,
        resumes: Option<String>,
    ) -> Result<Step, EngineError> {
        let checkout = &session.checkout;
        let amount = checkout.quote.total().ok_or(Violation::NoTotal)?;
        let context = self.completion_context(caller, session, "authorize");
        let request = LookUpRequest { resumes: resumes.as_deref(), ..LookUpRequest::new(checkout, amount) };
        match self.backend.look_up_authorization(&context, request).await? {
            Finding::Authorized(authorized) => Ok(accept(authorized, amount)),
            Finding::NothingTaken => Ok(match resumes {
                Some(reference) => Step::Reached(RecoveryPoint::Abandoning { reference }),
                None => self.open_again(session, context.now),
            }),
            Finding::Unknown => {
                Err(BackendError::unavailable("the shop does not know what became of the payment").into())
            }
        }
    }

    /// Lets go of an attempt to pay that waited, and that nobody will resume.
    pub(super) async fn let_go(
        &self,
        caller: &Caller,
        session: &Session,
        reference: &str,
    ) -> Result<Step, EngineError> {
        let context = self.completion_context(caller, session, "abandon");
        self.backend.abandon(&context, AbandonRequest::new(&session.checkout, reference)).await?;
        Ok(self.open_again(session, context.now))
    }

    /// The session can be paid again, unless it is over (ACP-LIFE-19). Nothing came of the request that was lost, so its
    /// retry is a first try.
    fn open_again(&self, session: &Session, now: Timestamp) -> Step {
        let mut step = self.decide(session, |checkout| {
            readiness::reopen(checkout, Vec::new());
            if checkout.expires_at <= now {
                checkout.status = CheckoutStatus::Expired;
            }
        });
        if let Step::Decided(outcome) = &mut step {
            Arc::make_mut(&mut outcome.session).unanswered.clear();
        }
        step
    }
}
