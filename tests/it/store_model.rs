//! Any interleaving of what requests and workers do to a store, held against a plain model of it.
//!
//! Requests do not run one after the other here: each step may use a ticket, a revision or a delivery that was taken any
//! number of steps before, and that somebody else may have taken since.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::{AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, Quote};
use agentic_commerce::signature::Fingerprint;
use agentic_commerce::store::{
    Answer, Commit, CommitError, Completion, Delivery, EventTicket, IdempotencyKey, MemoryStore, OrderEvent,
    RecoveryPoint, Reservation, ReserveRequest, Session, Store, Ticket,
};
use agentic_commerce::types::{ApiVersion, CheckoutId, Currency, EventId, OrderId, Principal, Timestamp, Uri};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::database;

const LEASE: u64 = 30;
const RETENTION: u64 = 60;

#[derive(Debug, Clone)]
enum Step {
    /// Takes one of two keys, for one of two bodies.
    Reserve(u8, u8),
    /// Gives back what was taken then.
    Release(Index),
    /// Reads one of two sessions.
    Read(u8),
    /// Writes the session as it was read then, the answer for what was taken then, and an event of one of two orders.
    Commit {
        read: Option<Index>,
        ticket: Option<Index>,
        event: Option<u8>,
        held: bool,
    },
    Purge(u8),
    Sweep,
    Claim(u8),
    /// Says of a delivery that was taken then: arrived, later, never, given up.
    Settle(Index, u8),
    /// Puts an event back that was set aside.
    Revive(Index),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let index = any::<Index>;
    let commit = (prop::option::weighted(0.7, index()), prop::option::weighted(0.6, index()));
    let commit = (commit, prop::option::weighted(0.5, 0..2_u8), any::<bool>())
        .prop_map(|((read, ticket), event, held)| Step::Commit { read, ticket, event, held });
    let step = prop_oneof![
        4 => (0..2_u8, 0..2_u8).prop_map(|(key, body)| Step::Reserve(key, body)),
        1 => index().prop_map(Step::Release),
        3 => (0..2_u8).prop_map(Step::Read),
        6 => commit,
        1 => (0..3_u8).prop_map(Step::Purge),
        1 => Just(Step::Sweep),
        2 => (1..3_u8).prop_map(Step::Claim),
        2 => (index(), 0..4_u8).prop_map(|(claim, end)| Step::Settle(claim, end)),
        1 => index().prop_map(Step::Revive),
        2 => prop::sample::select(vec![1, LEASE - 1, LEASE, RETENTION]).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..60)
}

/// What is known of a key: for which body, by which reservation, and whether it is answered.
#[derive(Debug, Clone)]
struct Key {
    body: u8,
    holder: usize,
    answered: Option<u64>,
    /// When the lease or the retention is over.
    until: u64,
}

/// The events of one order that have not arrived, and who has the first.
#[derive(Debug, Clone, Default)]
struct Queue {
    waiting: Vec<u64>,
    due: u64,
    attempts: u32,
    claim: Option<usize>,
}

/// The store as it should be, and what requests and workers have in hand.
#[derive(Debug, Default)]
struct World {
    now: u64,
    keys: BTreeMap<u8, Key>,
    sessions: BTreeMap<u8, (Arc<Session>, Option<u64>)>,
    queues: BTreeMap<u8, Queue>,
    happened: BTreeMap<u64, u64>,
    /// Events that were set aside, and their orders.
    dead: Vec<(u64, u8)>,
    /// Every taking of an event: which one of which order, and whether its receiver may have kept it.
    sent: Vec<(u64, u8, bool)>,
    tickets: Vec<(u8, Ticket)>,
    reads: Vec<(u8, Option<u64>)>,
    claims: Vec<(u8, EventTicket)>,
    made: u64,
}

fn time(seconds: u64) -> Timestamp {
    Timestamp::parse("2026-04-17T12:00:00Z").unwrap().saturating_add(Duration::from_secs(seconds))
}

fn principal() -> Principal {
    Principal::from("agent")
}

fn pick<T: Clone>(list: &[T], index: Index) -> Option<(usize, T)> {
    (!list.is_empty()).then(|| index.index(list.len())).map(|at| (at, list[at].clone()))
}

impl World {
    async fn take(&mut self, store: &dyn Store, step: &Step) {
        match step {
            Step::Reserve(key, body) => self.reserve(store, *key, *body).await,
            Step::Release(index) => {
                let Some((holder, (key, ticket))) = pick(&self.tickets, *index) else { return };
                store.release(&ticket).await.unwrap();
                if self.holds(key, holder) {
                    self.keys.remove(&key);
                }
            }
            Step::Read(session) => {
                let id = CheckoutId::new(format!("cs_{session}"));
                let found = store.session(&principal(), &id).await.unwrap();
                assert_eq!(found, self.sessions.get(session).map(|(session, _)| Arc::clone(session)));
                self.reads.push((*session, found.map(|session| session.revision)));
            }
            Step::Commit { read, ticket, event, held } => {
                let read = read.as_ref().and_then(|index| pick(&self.reads, *index));
                let ticket = ticket.as_ref().and_then(|index| pick(&self.tickets, *index));
                self.commit(store, read.map(|(_, read)| read), ticket, *event, *held).await;
            }
            Step::Purge(limit) => {
                store.purge(time(self.now), usize::from(*limit)).await.unwrap();
                // Which are forgotten is the store's business; that none is given again is seen by `reserve`.
                let gone = store.purge(time(self.now), 9).await.unwrap();
                assert!(gone <= 2);
                self.keys.retain(|_, key| key.answered.is_none() || key.until > self.now);
            }
            Step::Sweep => {
                let found = store.abandoned(time(self.now), 9).await.unwrap();
                let found: BTreeSet<_> = found.iter().map(|session| session.checkout.id.to_string()).collect();
                let due = self.sessions.iter().filter(|(_, (_, at))| at.is_some_and(|at| at <= self.now));
                assert_eq!(found, due.map(|(number, _)| format!("cs_{number}")).collect());
            }
            Step::Claim(limit) => self.claim(store, usize::from(*limit)).await,
            Step::Settle(index, end) => self.settle(store, *index, *end).await,
            Step::Revive(index) => self.revive(store, *index).await,
            Step::Wait(seconds) => self.now += seconds,
        }
    }

    fn holds(&self, key: u8, holder: usize) -> bool {
        self.keys.get(&key).is_some_and(|known| known.holder == holder && known.answered.is_none())
    }

    async fn reserve(&mut self, store: &dyn Store, key: u8, body: u8) {
        let json = [r#"{"a":1}"#, r#"{"a":2}"#][usize::from(body)];
        let fingerprint = Fingerprint::of(&agentic_commerce::json::parse(json.as_bytes()).unwrap());
        let name = IdempotencyKey::new(principal(), "/checkout_sessions", format!("k{key}"));
        let request = ReserveRequest::new(name, fingerprint, time(self.now), Duration::from_secs(LEASE));
        let known = self.keys.get(&key).filter(|known| known.until > self.now);
        match (store.reserve(request).await.unwrap(), known) {
            (Reservation::Fresh(ticket), None) => {
                let holder = self.tickets.len();
                assert!(self.tickets.iter().all(|(_, other)| *other != ticket), "a ticket of its own");
                self.tickets.push((key, ticket));
                self.keys.insert(key, Key { body, holder, answered: None, until: self.now + LEASE });
            }
            (Reservation::Conflict, Some(known)) => assert_ne!(known.body, body),
            (Reservation::InFlight, Some(known)) => assert_eq!((known.body, known.answered), (body, None)),
            (Reservation::Replay(answer), Some(known)) => {
                assert_eq!((known.body, known.answered), (body, Some(number_of(&answer))));
            }
            (found, known) => panic!("{found:?}, not {known:?}"),
        }
    }

    async fn commit(
        &mut self,
        store: &dyn Store,
        read: Option<(u8, Option<u64>)>,
        ticket: Option<(usize, (u8, Ticket))>,
        event: Option<u8>,
        held: bool,
    ) {
        self.made += 1;
        let made = self.made;
        let session = read.map(|(number, expected)| {
            let mut session = session(number, expected.unwrap_or(0) + 1);
            // Tells this writing from every other.
            session.attempts = u32::try_from(made).unwrap();
            let until = self.now + LEASE;
            session.completion = held.then(|| {
                Completion::new(RecoveryPoint::Authorizing { resumes: None }, ApiVersion::LATEST, time(until))
            });
            (number, expected, Arc::new(session), held.then_some(until))
        });
        let answer = Answer::new(http::StatusCode::OK, made.to_string().into());
        let events: Vec<_> = event.map(|order| told(made, order, time(self.now))).into_iter().collect();
        let keep_until = time(self.now + RETENTION);
        let commit = match (&session, &ticket) {
            (Some((_, expected, session, _)), _) => Commit::of_session(Arc::clone(session), *expected),
            (None, Some((_, (_, ticket)))) => Commit::of_answer(ticket.clone(), answer.clone(), keep_until),
            (None, None) => return,
        };
        let commit = match &ticket {
            Some((_, (_, ticket))) => commit.with_answer(ticket.clone(), answer, keep_until),
            None => commit,
        };
        let written = store.commit(commit.with_events(events)).await;

        let raced = session.as_ref().is_some_and(|(number, expected, ..)| {
            self.sessions.get(number).map(|(session, _)| session.revision) != *expected
        });
        let lost = ticket.as_ref().is_some_and(|(holder, (key, _))| !self.holds(*key, *holder));
        match written {
            Err(CommitError::Raced) => assert!(raced),
            Err(CommitError::TicketLost) => assert!(lost && !raced),
            Err(error) => panic!("{error:?}"),
            Ok(()) => {
                assert!(!raced && !lost);
                if let Some((number, _, session, recover_at)) = session {
                    self.sessions.insert(number, (session, recover_at));
                }
                if let Some((_, (key, _))) = ticket {
                    let known = self.keys.get_mut(&key).unwrap();
                    known.answered = Some(made);
                    known.until = self.now + RETENTION;
                }
                if let Some(order) = event {
                    let queue = self.queues.entry(order).or_default();
                    if queue.waiting.is_empty() {
                        queue.due = self.now;
                    }
                    queue.waiting.push(made);
                    self.happened.insert(made, self.now);
                }
            }
        }
    }

    async fn claim(&mut self, store: &dyn Store, limit: usize) {
        let taken = store.claim_events(time(self.now), Duration::from_secs(LEASE), limit).await.unwrap();
        let due = self.queues.values().filter(|queue| !queue.waiting.is_empty() && queue.due <= self.now).count();
        assert_eq!(taken.len(), due.min(limit));
        for claimed in taken {
            let order = u8::from(claimed.event.order.id.as_str() == "ord_1");
            let queue = self.queues.get_mut(&order).unwrap();
            assert!(queue.due <= self.now, "it was due, and taken once");
            queue.attempts += 1;
            assert_eq!(
                (claimed.event.id.to_string(), claimed.attempt),
                (format!("evt_{}", queue.waiting[0]), queue.attempts)
            );
            queue.due = self.now + LEASE;
            queue.claim = Some(self.claims.len());
            self.claims.push((order, claimed.ticket));
            self.sent.push((queue.waiting[0], order, true));
        }
    }

    async fn settle(&mut self, store: &dyn Store, index: Index, end: u8) {
        let Some((number, (order, ticket))) = pick(&self.claims, index) else { return };
        let later = self.now + LEASE;
        let delivery = match end {
            0 => Delivery::Done,
            1 => Delivery::Later(time(later)),
            2 => Delivery::Never("no".to_owned()),
            _ => Delivery::GivenUp("no answer".to_owned()),
        };
        let counted = store.settle_event(&ticket, delivery).await.unwrap();
        let queue = self.queues.get_mut(&order).unwrap();
        assert_eq!(counted, queue.claim == Some(number));
        if !counted {
            return;
        }
        queue.claim = None;
        // The claims and what was sent are the same list.
        self.sent[number].2 = end != 2;
        if end == 1 {
            queue.due = later;
            return;
        }
        let event = queue.waiting.remove(0);
        queue.attempts = 0;
        queue.due = queue.waiting.first().map_or(0, |next| self.happened[next]);
        if end >= 2 {
            self.dead.push((event, order));
        }
    }

    /// It goes back unless something later of its order may have arrived.
    async fn revive(&mut self, store: &dyn Store, index: Index) {
        let Some((at, (event, order))) = pick(&self.dead, index) else { return };
        let id = EventId::new(format!("evt_{event}"));
        let revived = store.revive_event(&id, time(self.now)).await.unwrap();
        let later = |sent: &&(u64, u8, bool)| sent.1 == order && sent.0 > event && sent.2;
        assert_eq!(revived, self.sent.iter().find(later).is_none(), "{id}: {:?}", self.sent);
        if revived {
            self.dead.remove(at);
            let queue = self.queues.get_mut(&order).unwrap();
            if queue.waiting.is_empty() {
                queue.due = self.now;
            }
            let place = queue.waiting.partition_point(|other| *other < event);
            queue.waiting.insert(place, event);
        }
    }

    async fn check(&self, store: &dyn Store) {
        for (number, (session, _)) in &self.sessions {
            let found = store.session(&principal(), &CheckoutId::new(format!("cs_{number}"))).await.unwrap();
            assert_eq!(found.as_ref(), Some(session));
        }
        let dead = store.dead_events(None, 99).await.unwrap();
        let dead: BTreeSet<_> = dead.into_iter().map(|dead| dead.event.id).collect();
        assert_eq!(dead, self.dead.iter().map(|(number, _)| EventId::new(format!("evt_{number}"))).collect());
    }
}

fn number_of(answer: &Answer) -> u64 {
    std::str::from_utf8(&answer.body).unwrap().parse().unwrap()
}

fn session(number: u8, revision: u64) -> Session {
    let quote = Quote::new(Currency::new("usd").unwrap(), Vec::new(), Vec::new());
    let id = CheckoutId::new(format!("cs_{number}"));
    let checkout = Checkout::new(id, CheckoutStatus::ReadyForPayment, Cart::default(), quote, time(0));
    let mut session = Session::new(principal(), checkout, AgentCapabilities::default());
    session.revision = revision;
    session
}

fn told(number: u64, order: u8, at: Timestamp) -> OrderEvent {
    let page = Uri::new("https://shop.example/orders/1").unwrap();
    let order = Order::new(OrderId::new(format!("ord_{order}")), CheckoutId::from("cs_0"), page);
    let usd = Currency::new("usd").unwrap();
    OrderEvent::created(format!("evt_{number}"), principal(), order, usd, ApiVersion::LATEST, at)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

async fn follow(store: &dyn Store, steps: &[Step]) {
    let mut world = World::default();
    for step in steps {
        world.take(store, step).await;
    }
    world.check(store).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    // ACP-IDEM-14, ACP-IDEM-24, ACP-IDEM-27
    #[test]
    fn any_interleaving_in_memory(steps in steps()) {
        runtime().block_on(follow(&MemoryStore::new(), &steps));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    // ACP-IDEM-14, ACP-IDEM-24, ACP-IDEM-27
    #[test]
    fn any_interleaving_in_sqlite(steps in steps()) {
        runtime().block_on(async {
            let (store, _folder) = database::sqlite().await;
            follow(&store, &steps).await;
        });
    }
}
