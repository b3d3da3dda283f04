//! Giving a session up.

use std::sync::Arc;

use super::lifecycle::Action;
use super::{Caller, Engine, EngineError, Outcome, check, context, succeed};
use crate::backend::{CancelRequest, CommerceBackend};
use crate::model::{Cancel, CheckoutStatus, IntentTrace};
use crate::store::{Completion, RecoveryPoint, Session};
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
}

/// The session, held to be given up.
fn take(session: &Session, cancel: &Cancel, now: Timestamp, lease_until: Timestamp) -> Session {
    let mut next = succeed(session);
    let point = match next.completion.take() {
        // Another request left it: its reason stands.
        Some(Completion { point: point @ RecoveryPoint::Canceling { .. }, .. }) => point,
        Some(Completion { point: RecoveryPoint::Waiting { reference }, .. }) => {
            RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: Some(reference) }
        }
        _ => RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: None },
    };
    next.completion = Some(Completion::new(point, lease_until));
    Arc::make_mut(&mut next.checkout).updated_at = now;
    next
}
