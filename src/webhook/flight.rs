//! Deliveries on their way.

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};

use super::worker::{Told, Worker};
use crate::store::{ClaimedEvent, StoreError};

/// How an event is told.
type Deliver<'a> = fn(&'a Worker, ClaimedEvent) -> BoxFuture<'a, Result<Told, StoreError>>;

/// Deliveries on their way, and the look into the store for more of them.
///
/// The two go on side by side: a look that kept deliveries waiting could wait for a lock or a connection that one of them
/// holds.
pub(super) struct Flight<'a> {
    worker: &'a Worker,
    deliver: Deliver<'a>,
    steps: FuturesUnordered<BoxFuture<'a, Step>>,
    told_of: usize,
    looking: bool,
}

/// What happened.
enum Step {
    Found(Result<Vec<ClaimedEvent>, StoreError>),
    Told(Result<Told, StoreError>),
}

/// What happened, for whoever counts.
pub(super) enum Landing {
    /// The store has nothing more that is due.
    Nothing,
    /// Events were found, and are on their way.
    Found,
    /// An event was told.
    Told(Told),
}

impl<'a> Flight<'a> {
    pub(super) fn new(worker: &'a Worker, deliver: Deliver<'a>) -> Self {
        Self { worker, deliver, steps: FuturesUnordered::new(), told_of: 0, looking: false }
    }

    /// Looks for as many events as there is room for, unless it does already.
    pub(super) fn look(&mut self) {
        let free = self.worker.config.at_once.max(1).saturating_sub(self.told_of);
        if !self.looking && free > 0 {
            self.looking = true;
            let worker = self.worker;
            self.steps.push(Box::pin(async move {
                Step::Found(worker.store.claim_events(worker.clock.now(), worker.config.lease, free).await)
            }));
        }
    }

    /// Waits until something happens; `None` when there is nothing to wait for.
    pub(super) async fn next(&mut self) -> Option<Result<Landing, StoreError>> {
        Some(match self.steps.next().await? {
            Step::Found(found) => {
                self.looking = false;
                found.map(|events| self.send(events))
            }
            Step::Told(told) => {
                self.told_of = self.told_of.saturating_sub(1);
                told.map(Landing::Told)
            }
        })
    }

    fn send(&mut self, events: Vec<ClaimedEvent>) -> Landing {
        if events.is_empty() {
            return Landing::Nothing;
        }
        for event in events {
            self.told_of += 1;
            let told = (self.deliver)(self.worker, event);
            self.steps.push(Box::pin(async move { Step::Told(told.await) }));
        }
        Landing::Found
    }
}
