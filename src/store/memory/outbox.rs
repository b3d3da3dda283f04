//! Events that wait to be told, and those that never will be.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::store::{ClaimedEvent, DeadEvent, Delivery, EventTicket, OrderEvent};
use crate::types::{EventId, OrderId, Principal, Timestamp};

/// Whose order.
type OrderKey = (Principal, OrderId);

/// Events by order: one of each is told at a time, in the order in which they happened.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    queues: BTreeMap<OrderKey, Queue>,
    /// Exactly the orders of which something waits, by when it is due.
    due: BTreeSet<(Timestamp, OrderKey)>,
    /// In the order in which they happened.
    dead: BTreeMap<u64, DeadEvent>,
    events: u64,
    claims: u64,
}

#[derive(Debug)]
struct Queue {
    waiting: VecDeque<(u64, OrderEvent)>,
    due_at: Timestamp,
    attempts: u32,
    claim: Option<u64>,
    /// The last event that arrived, or may have.
    told: u64,
}

impl Outbox {
    /// What waits, the oldest first.
    pub(super) fn waiting(&self) -> Vec<OrderEvent> {
        let mut events: Vec<_> = self.queues.values().flat_map(|queue| &queue.waiting).collect();
        events.sort_unstable_by_key(|(number, _)| *number);
        events.into_iter().map(|(_, event)| event.clone()).collect()
    }

    pub(super) fn push(&mut self, event: OrderEvent) {
        self.events += 1;
        let number = self.events;
        let at = event.occurred_at;
        let order = (event.principal.clone(), event.order.id.clone());
        self.wait(order, at, |waiting| waiting.push_back((number, event)));
    }

    pub(super) fn claim(&mut self, now: Timestamp, lease: Duration, limit: usize) -> Vec<ClaimedEvent> {
        let orders: Vec<OrderKey> =
            self.due.iter().take_while(|(at, _)| *at <= now).take(limit).map(|(_, order)| order.clone()).collect();
        orders.into_iter().filter_map(|order| self.take(order, now.saturating_add(lease))).collect()
    }

    fn take(&mut self, order: OrderKey, until: Timestamp) -> Option<ClaimedEvent> {
        let queue = self.queues.get_mut(&order)?;
        let event = queue.waiting.front()?.1.clone();
        self.claims += 1;
        queue.claim = Some(self.claims);
        queue.attempts = queue.attempts.saturating_add(1);
        let attempts = queue.attempts;
        self.due.remove(&(queue.due_at, order.clone()));
        queue.due_at = until;
        self.due.insert((until, order.clone()));
        Some(ClaimedEvent::new(event, attempts, EventTicket::new(order.0, order.1, self.claims)))
    }

    pub(super) fn settle(&mut self, ticket: &EventTicket, delivery: Delivery) -> bool {
        let order = (ticket.principal.clone(), ticket.order.clone());
        let Some(queue) = self.queues.get_mut(&order).filter(|queue| queue.claim == Some(ticket.number)) else {
            return false;
        };
        queue.claim = None;
        self.due.remove(&(queue.due_at, order.clone()));
        let refused_at_once = matches!(delivery, Delivery::Never(_)) && queue.attempts <= 1;
        if let Some((number, _)) = queue.waiting.front().filter(|_| !refused_at_once) {
            queue.told = queue.told.max(*number);
        }
        let next = match delivery {
            Delivery::Later(at) => Some(at),
            Delivery::Done | Delivery::Never(_) | Delivery::GivenUp(_) => {
                let told = queue.waiting.pop_front();
                if let (Some((number, event)), Delivery::Never(reason) | Delivery::GivenUp(reason)) = (told, delivery) {
                    self.dead.insert(number, DeadEvent::new(event, reason));
                }
                queue.attempts = 0;
                queue.waiting.front().map(|(_, event)| event.occurred_at)
            }
        };
        if let Some(at) = next {
            queue.due_at = at;
            self.due.insert((at, order));
        }
        true
    }

    pub(super) fn dead(&self, after: Option<&EventId>, limit: usize) -> Vec<DeadEvent> {
        let from =
            after.and_then(|id| self.dead.iter().find(|(_, dead)| dead.event.id == *id)).map(|(number, _)| *number);
        self.dead.range(from.map_or(0, |number| number + 1)..).take(limit).map(|(_, dead)| dead.clone()).collect()
    }

    pub(super) fn revive(&mut self, id: &EventId, now: Timestamp) -> bool {
        let Some((&number, dead)) = self.dead.iter().find(|(_, dead)| dead.event.id == *id) else { return false };
        let order = (dead.event.principal.clone(), dead.event.order.id.clone());
        let later = |queue: &Queue| {
            let telling = queue.claim.and(queue.waiting.front()).map_or(0, |(number, _)| *number);
            queue.told > number || telling > number
        };
        if self.queues.get(&order).is_some_and(later) {
            return false;
        }
        if let Some(DeadEvent { event, .. }) = self.dead.remove(&number) {
            self.wait(order, now, |waiting| {
                let place = waiting.partition_point(|(other, _)| *other < number);
                waiting.insert(place, (number, event));
            });
        }
        true
    }

    /// Puts something into an order's queue, which is due from then on unless it is already.
    fn wait(&mut self, order: OrderKey, at: Timestamp, put: impl FnOnce(&mut VecDeque<(u64, OrderEvent)>)) {
        let queue = self.queues.entry(order.clone()).or_insert_with(|| Queue {
            waiting: VecDeque::new(),
            due_at: at,
            attempts: 0,
            claim: None,
            told: 0,
        });
        if queue.waiting.is_empty() {
            queue.due_at = at;
            self.due.insert((at, order));
        }
        put(&mut queue.waiting);
    }
}
