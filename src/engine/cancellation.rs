//! Giving a session up, or an attempt to pay for it.

use std::sync::Arc;

use super::lifecycle::Action;
use super::{Caller, Engine, EngineError, Outcome, check, context, succeed};
use crate::backend::{AbandonRequest, CancelRequest, CommerceBackend};
use crate::model::{Cancel, CheckoutStatus, IntentTrace};
use crate::store::{Commit, Completion, RecoveryPoint, Session};
use crate::types::{CheckoutId, Timestamp};

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
        let claimed = self
            .claim(caller, id, Action::Cancel, |session, now, lease_until| Ok(take(session, cancel, now, lease_until)));
        let claimed = claimed.await?;
        let now = claimed.checkout.updated_at;
        let (intent, abandons) = match &claimed.completion {
            Some(Completion { point: RecoveryPoint::Canceling { intent, abandons }, .. }) => {
                (intent.clone(), abandons.as_deref())
            }
            _ => (None, None),
        };
        let context = context(caller, id, "cancel", &claimed.agent, now);
        let request = CancelRequest { abandons, ..CancelRequest::new(&claimed.checkout, intent.as_ref()) };
        if let Err(error) = self.backend.cancel(&context, request).await {
            self.park(&claimed).await;
            return Err(error.into());
        }
        let mut next = succeed(&claimed);
        next.completion = None;
        // The shop has the rest, and it alone may keep what people wrote (ACP-INT-10, ACP-AFF-18).
        next.intent = intent.map(|intent| IntentTrace::new(intent.reason_code));
        next.attributions.clear();
        let checkout = Arc::make_mut(&mut next.checkout);
        checkout.status = CheckoutStatus::Canceled;
        checkout.authentication = None;
        checkout.messages.clear();
        checkout.updated_at = now;
        Ok(Outcome::new(next, Some(claimed.revision)))
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
        claimed.completion = Some(Completion::new(point, now.saturating_add(self.config.completion_lease)));
        let claimed = Arc::new(claimed);
        self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await?;
        let effect = format!("abandon:{}", session.attempts);
        let context = context(caller, &session.checkout.id, &effect, &session.agent, now);
        let request = AbandonRequest::new(&session.checkout, &reference);
        if let Err(error) = self.backend.abandon(&context, request).await {
            self.park(&claimed).await;
            return Err(error.into());
        }
        Ok(claimed)
    }
}

/// The session, held to be given up.
fn take(session: &Session, cancel: &Cancel, now: Timestamp, lease_until: Timestamp) -> Session {
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
    next.completion = Some(Completion::new(point, lease_until));
    Arc::make_mut(&mut next.checkout).updated_at = now;
    next
}
