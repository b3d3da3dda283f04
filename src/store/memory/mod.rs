//! A store that forgets on restart.

mod outbox;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::signature::Fingerprint;
use crate::store::{
    Answer, ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, IdempotencyKey, OrderEvent,
    Reservation, ReserveRequest, Session, Store, StoreError, Ticket,
};
use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};
use outbox::Outbox;

/// Keeps everything in memory, behind one lock: a commit is atomic because nobody else looks meanwhile.
///
/// Sessions stay until they are purged; answers go when their retention is over.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    sessions: HashMap<CheckoutId, Arc<Session>>,
    /// Exactly the sessions in the middle of something, by when somebody must take them up.
    unfinished: BTreeSet<(Timestamp, CheckoutId)>,
    orders: HashMap<OrderId, CheckoutId>,
    keys: HashMap<IdempotencyKey, KeyRecord>,
    /// Exactly the keys that are answered, by the time at which they may be forgotten and their ticket.
    retained: BTreeMap<(Timestamp, u64), IdempotencyKey>,
    outbox: Outbox,
    tickets: u64,
}

#[derive(Debug)]
struct KeyRecord {
    fingerprint: Fingerprint,
    ticket: u64,
    state: KeyState,
}

#[derive(Debug)]
enum KeyState {
    InFlight { lease_until: Timestamp },
    Answered { answer: Box<Answer>, keep_until: Timestamp },
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The order events that wait to be told, oldest first.
    #[must_use]
    pub fn events(&self) -> Vec<OrderEvent> {
        self.lock().outbox.waiting()
    }

    /// How many sessions there are.
    #[must_use]
    pub fn session_count(&self) -> usize {
        self.lock().sessions.len()
    }

    /// The state is consistent after each statement, so a panic elsewhere under the lock cannot have torn it.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reserve(&mut self, request: ReserveRequest) -> Reservation {
        // Each reservation forgets up to two old answers, so the store needs no housekeeping of its own.
        self.purge(request.now, 2);
        if let Some(record) = self.keys.get(&request.key) {
            match &record.state {
                KeyState::Answered { keep_until, .. } if *keep_until <= request.now => {}
                KeyState::InFlight { lease_until } if *lease_until <= request.now => {}
                _ if record.fingerprint != request.fingerprint => return Reservation::Conflict,
                KeyState::Answered { answer, .. } => return Reservation::Replay(Answer::clone(answer)),
                KeyState::InFlight { .. } => return Reservation::InFlight,
            }
        }
        self.tickets += 1;
        let lease_until = request.now.saturating_add(request.lease);
        let record = KeyRecord {
            fingerprint: request.fingerprint,
            ticket: self.tickets,
            state: KeyState::InFlight { lease_until },
        };
        let before = self.keys.insert(request.key.clone(), record);
        if let Some(KeyRecord { state: KeyState::Answered { keep_until, .. }, ticket, .. }) = before {
            self.retained.remove(&(keep_until, ticket));
        }
        Reservation::Fresh(Ticket::new(request.key, self.tickets))
    }

    fn holds(&self, ticket: &Ticket) -> bool {
        self.keys
            .get(&ticket.key)
            .is_some_and(|record| record.ticket == ticket.number && matches!(record.state, KeyState::InFlight { .. }))
    }

    fn commit(&mut self, commit: Commit) -> Result<(), CommitError> {
        if let Some(write) = &commit.session {
            let current = self.sessions.get(&write.session.checkout.id).map(|session| session.revision);
            if current != write.expected {
                return Err(CommitError::Raced);
            }
        }
        if let Some((ticket, ..)) = &commit.answer
            && !self.holds(ticket)
        {
            return Err(CommitError::TicketLost);
        }
        if let Some(write) = commit.session {
            self.write(write.session);
        }
        if let Some((ticket, answer, keep_until)) = commit.answer {
            if let Some(record) = self.keys.get_mut(&ticket.key) {
                record.state = KeyState::Answered { answer: Box::new(answer), keep_until };
            }
            self.retained.insert((keep_until, ticket.number), ticket.key);
        }
        for event in commit.events {
            self.outbox.push(event);
        }
        Ok(())
    }

    fn write(&mut self, session: Arc<Session>) {
        let id = session.checkout.id.clone();
        if let Some(order) = &session.checkout.order {
            self.orders.insert(order.id.clone(), id.clone());
        }
        let after = session.recover_at();
        if let Some(at) = self.sessions.insert(id.clone(), session).and_then(|before| before.recover_at()) {
            self.unfinished.remove(&(at, id.clone()));
        }
        if let Some(at) = after {
            self.unfinished.insert((at, id));
        }
    }

    fn purge_sessions(&mut self, unchanged_since: Timestamp, limit: usize) -> usize {
        let over = |session: &Session| session.completion.is_none() && session.checkout.updated_at < unchanged_since;
        let ids: Vec<_> =
            self.sessions.iter().filter(|(_, session)| over(session)).map(|(id, _)| id.clone()).take(limit).collect();
        for id in &ids {
            if let Some(order) = self.sessions.remove(id).and_then(|session| session.checkout.order.clone()) {
                self.orders.remove(&order.id);
            }
        }
        ids.len()
    }

    fn abandoned(&self, now: Timestamp, limit: usize) -> Vec<Arc<Session>> {
        let due = self.unfinished.iter().take_while(|(at, _)| *at <= now);
        due.filter_map(|(_, id)| self.sessions.get(id).cloned()).take(limit).collect()
    }

    fn purge(&mut self, now: Timestamp, limit: usize) -> usize {
        let mut forgotten = 0;
        while forgotten < limit
            && self.retained.first_key_value().is_some_and(|((keep_until, _), _)| *keep_until <= now)
        {
            let Some((_, key)) = self.retained.pop_first() else { break };
            self.keys.remove(&key);
            forgotten += 1;
        }
        forgotten
    }
}

#[async_trait]
impl Store for MemoryStore {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        let session = self.lock().sessions.get(id).cloned();
        Ok(session.filter(|session| session.principal == *principal))
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        Ok(self.lock().reserve(request))
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        let mut state = self.lock();
        if state.holds(ticket) {
            state.keys.remove(&ticket.key);
        }
        Ok(())
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        self.lock().commit(commit)
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.lock().purge(now, limit))
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        Ok(self.lock().purge_sessions(unchanged_since, limit))
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        Ok(self.lock().abandoned(now, limit))
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        let state = self.lock();
        Ok(state.orders.get(order).and_then(|id| state.sessions.get(id)).cloned())
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        Ok(self.lock().outbox.claim(now, lease, limit))
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        Ok(self.lock().outbox.settle(ticket, delivery))
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        Ok(self.lock().outbox.dead(after, limit))
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.lock().outbox.revive(event, now))
    }
}
