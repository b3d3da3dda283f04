//! Giving a session up.

use std::sync::Arc;

use super::lifecycle::{self, Action};
use super::{CLAIM_ATTEMPTS, Caller, Engine, EngineError, Outcome, check, context, succeed};
use crate::backend::{CancelRequest, CommerceBackend};
use crate::model::{Cancel, CheckoutStatus};
use crate::store::{Commit, CommitError, Completion, RecoveryPoint, Session};
use crate::types::CheckoutId;

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
        let claimed = self.claim_cancellation(caller, id, cancel).await?;
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
        next.intent = intent;
        let checkout = Arc::make_mut(&mut next.checkout);
        checkout.status = CheckoutStatus::Canceled;
        checkout.authentication = None;
        checkout.messages.clear();
        checkout.updated_at = now;
        Ok(Outcome::new(next, Some(claimed.revision)))
    }

    /// The session, held by this request alone. Whoever was faster decides: what the status then allows is found out
    /// by trying again.
    async fn claim_cancellation(
        &self,
        caller: &Caller,
        id: &CheckoutId,
        cancel: &Cancel,
    ) -> Result<Arc<Session>, EngineError> {
        for _ in 0..CLAIM_ATTEMPTS {
            let now = self.clock.now();
            let session = self.load(caller, id, now).await?;
            lifecycle::admit(&session, Action::Cancel, now)?;
            let mut claimed = succeed(&session);
            let point = match claimed.completion.take() {
                // Another request left it: its reason stands.
                Some(Completion { point: point @ RecoveryPoint::Canceling { .. }, .. }) => point,
                Some(Completion { point: RecoveryPoint::Waiting { reference }, .. }) => {
                    RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: Some(reference) }
                }
                _ => RecoveryPoint::Canceling { intent: cancel.intent.clone(), abandons: None },
            };
            let lease_until = now.saturating_add(self.config.completion_lease);
            claimed.completion = Some(Completion::new(point, lease_until));
            Arc::make_mut(&mut claimed.checkout).updated_at = now;
            let claimed = Arc::new(claimed);
            match self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await {
                Ok(()) => return Ok(claimed),
                Err(CommitError::Raced) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(EngineError::Contended)
    }

    /// Lets go of a claim after a failure, so that a retry need not wait for the lease to end. When even that fails,
    /// the lease ends by itself.
    pub(super) async fn park(&self, claimed: &Session) {
        let mut parked = succeed(claimed);
        if let Some(completion) = &mut parked.completion {
            completion.lease_until = self.clock.now();
        }
        let commit = Commit::of_session(Arc::new(parked), Some(claimed.revision));
        if let Err(error) = self.store.commit(commit).await {
            crate::log::claim_not_parked(&claimed.checkout.id, &error);
        }
    }
}
