//! Holding a session against other requests, for what must not happen twice.

use std::sync::Arc;

use super::lifecycle::{self, Action};
use super::{Caller, Engine, EngineError, succeed};
use crate::backend::CommerceBackend;
use crate::store::{Commit, CommitError, Session};
use crate::types::{CheckoutId, Timestamp};

/// How often a session is claimed anew when other requests change it meanwhile.
const ATTEMPTS: usize = 8;

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
    ) -> Result<Arc<Session>, EngineError> {
        for _ in 0..ATTEMPTS {
            let now = self.clock.now();
            let session = self.load(caller, id, now).await?;
            lifecycle::admit(&session, action, now)?;
            let lease_until = now.saturating_add(self.config.completion_lease);
            let claimed = Arc::new(take(&session, now, lease_until)?);
            match self.store.commit(Commit::of_session(Arc::clone(&claimed), Some(session.revision))).await {
                Ok(()) => return Ok(claimed),
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
