//! Giving a session up, or an attempt to pay for it.

use std::sync::Arc;

use super::claim::Claim;
use super::completion::Step;
use super::lifecycle::Action;
use super::{Caller, Engine, EngineError, Outcome, check, context, succeed};
use crate::backend::{AbandonRequest, CancelRequest, CommerceBackend};
use crate::model::{Cancel, CheckoutStatus, IntentTrace};
use crate::store::{Commit, Completion, RecoveryPoint, Session};
use crate::types::{ApiVersion, CheckoutId, Timestamp};

impl<B: CommerceBackend> Engine<B> {
    /// Gives a session up. The session is claimed first, so that the shop never releases what another request is
    /// paying for at the same time.
    pub(super) async fn cancel(
        &self,
        caller: &Caller,
        id: &CheckoutId,
        cancel: &Cancel,
    ) -> Result<Outcome, EngineError> {
        check::cancel(cancel)?;
        let claimed = self.claim(caller, id, Action::Cancel, |session, now, lease_until| {
            Ok(take(session, cancel, caller.version, now, lease_until))
        });
        match claimed.await? {
            Claim::Held(session) => self.carry_out(caller, session, None).await,
            Claim::Done(outcome) => Ok(outcome),
        }
    }

    /// Has the shop release what it reserved.
    pub(super) async fn give_up(
        &self,
        caller: &Caller,
        claimed: &Session,
        intent: Option<IntentTrace>,
        abandons: Option<&str>,
    ) -> Result<Step, EngineError> {
        let now = self.clock.now();
        let context = context(caller, &claimed.checkout.id, "cancel", &claimed.agent, now);
        let request = CancelRequest { abandons, ..CancelRequest::new(&claimed.checkout, intent.as_ref()) };
        self.backend.cancel(&context, request).await?;
        let mut next = succeed(claimed);
        next.completion = None;
        // The shop has the rest, and it alone may keep what people wrote (ACP-INT-10, ACP-AFF-18).
        next.intent = intent.map(|intent| IntentTrace::new(intent.reason_code));
        next.attributions.clear();
        let checkout = Arc::make_mut(&mut next.checkout);
        checkout.status = CheckoutStatus::Canceled;
        checkout.authentication = None;
        checkout.messages.clear();
        checkout.updated_at = now;
        Ok(Step::Decided(Outcome::new(next, Some(claimed.revision))))
    }

    /// Lets go of an attempt to pay that waits for somebody: it was for another cart. The session is claimed first, so that
    /// nobody resumes meanwhile what is being let go of.
    pub(super) async fn abandon(&self, caller: &Caller, session: Arc<Session>) -> Result<Arc<Session>, EngineError> {
        let reference = match &session.completion {
            // Another request left it where it is abandoned already.
            Some(Completion {
                point: RecoveryPoint::Waiting { reference } | RecoveryPoint::Abandoning { reference },
                ..
            }) => reference.clone(),
            _ => return Ok(session),
        };
        let now = self.clock.now();
        let mut claimed = succeed(&session);
        let point = RecoveryPoint::Abandoning { reference: reference.clone() };
        let lease_until = now.saturating_add(self.config.completion_lease);
        claimed.completion = Some(Completion::new(point, caller.version, lease_until));
        claimed.unanswered.clear();
        let claimed = Arc::new(claimed);
        self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await?;
        let context = self.completion_context(caller, &session, "abandon");
        let request = AbandonRequest::new(&session.checkout, &reference);
        if let Err(error) = self.backend.abandon(&context, request).await {
            self.park(&claimed).await;
            return Err(error.into());
        }
        Ok(claimed)
    }
}

/// The session, held to be given up.
fn take(session: &Session, cancel: &Cancel, version: ApiVersion, now: Timestamp, lease_until: Timestamp) -> Session {
    let mut next = succeed(session);
    let point = match next.completion.take() {
        // Another request left it: its reason stands.
        Some(Completion { point: point @ RecoveryPoint::Canceling { .. }, .. }) => point,
        Some(Completion {
            point: RecoveryPoint::Waiting { reference } | RecoveryPoint::Abandoning { reference },
            ..
        }) => RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: Some(reference) },
        _ => RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: None },
    };
    next.completion = Some(Completion::new(point, version, lease_until));
    Arc::make_mut(&mut next.checkout).updated_at = now;
    next
}
