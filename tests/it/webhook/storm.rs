//! Many events, and everything that can go wrong at once.

use std::collections::{BTreeMap, BTreeSet};
use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use agentic_commerce::store::Store;
use agentic_commerce::testing::ManualClock;
use agentic_commerce::transport::{HttpTransport, TransportError, TransportErrorKind};
use agentic_commerce::types::{Clock, Timestamp};
use agentic_commerce::webhook::{Deliveries, Event, Verifier, Worker};
use bytes::Bytes;
use http::{Request, Response, StatusCode};
use tokio::sync::Notify;

use super::{URL, clock, everyone, noon, place, verifier};
use crate::database;

/// A receiver at which everything goes wrong now and then. It refuses some events for good, always the same ones.
#[derive(Debug)]
struct Receiver {
    clock: Arc<ManualClock>,
    verifier: Verifier,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    random: u64,
    /// What arrived, in its order, by order: the numbers that the order bore.
    heard: BTreeMap<String, Vec<u64>>,
    ids: BTreeSet<String>,
    refused: BTreeSet<String>,
    quiet_until: BTreeMap<String, Timestamp>,
    killed_at: Option<Timestamp>,
    faults: BTreeMap<&'static str, usize>,
    running: usize,
    most_running: usize,
}

impl State {
    /// xorshift64*: the same storm each time.
    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random >> 12;
        self.random ^= self.random << 25;
        self.random ^= self.random >> 27;
        self.random.wrapping_mul(0x2545_F491_4F6C_DD1D) % below
    }

    fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }
}

/// One in fifty, by the event alone: FNV-1a.
fn is_refused(id: &str) -> bool {
    let hash =
        id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    hash % 50 == 0
}

fn broken(kind: TransportErrorKind) -> Result<Response<Bytes>, TransportError> {
    Err(TransportError::new(kind, "as the storm has it"))
}

fn answer(status: u16) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

impl Receiver {
    fn new(clock: &Arc<ManualClock>, seed: u64) -> Self {
        let state = Mutex::new(State { random: seed, ..State::default() });
        Self { clock: Arc::clone(clock), verifier: verifier(), state }
    }

    fn take(&self, request: &Request<Bytes>) -> (Result<Response<Bytes>, TransportError>, bool) {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap();
        // Away from the second to the thirtieth minute: so early that hardly an order has told everything by then.
        let minutes = (now.unix_seconds() - noon().unix_seconds()) / 60;
        if (2..30).contains(&minutes) {
            state.fault("nobody there");
            return (broken(TransportErrorKind::Connect), false);
        }
        let received = self.verifier.receive(request.headers(), request.body(), now).expect("a signed event");
        let id = received.request_id.expect("an id");
        let Event::Order(event) = received.event else { panic!("of 2026-04-17") };
        let number: u64 = event.data.order_number.as_deref().unwrap().parse().unwrap();
        if let Some(until) = state.quiet_until.get(&id) {
            assert!(now >= *until, "{id} came before the receiver wanted it");
        }
        if is_refused(&id) {
            state.fault("refused for good");
            state.refused.insert(id);
            let status = [307, 400, 401, 404, 410][usize::try_from(state.random(5)).unwrap()];
            return (Ok(answer(status)), false);
        }
        match state.random(20) {
            0 => {
                state.fault("500 before it was kept");
                return (Ok(answer(500)), false);
            }
            1 => {
                state.fault("429");
                if state.killed_at != Some(now) {
                    state.quiet_until.insert(id, now.saturating_add(Duration::from_secs(90)));
                }
                let mut busy = answer(429);
                busy.headers_mut().insert("retry-after", "90".parse().unwrap());
                return (Ok(busy), false);
            }
            2 => {
                state.fault("silence before it was kept");
                return (broken(TransportErrorKind::Timeout), false);
            }
            _ => {}
        }
        state.heard.entry(event.data.id.to_string()).or_default().push(number);
        state.ids.insert(id);
        match state.random(20) {
            0 => {
                state.fault("500 after it was kept");
                (Ok(answer(500)), false)
            }
            1 => {
                state.fault("silence after it was kept");
                (broken(TransportErrorKind::Timeout), false)
            }
            2 => {
                state.fault("answer broken off");
                (broken(TransportErrorKind::Other), false)
            }
            3 if state.random(2) == 0 => {
                state.fault("worker killed before it wrote that down");
                // Nor did it write down what others asked of it a moment ago.
                let wish = now.saturating_add(Duration::from_secs(90));
                state.quiet_until.retain(|_, until| *until != wish);
                state.killed_at = Some(now);
                (Ok(answer(200)), true)
            }
            _ => (Ok(answer(200)), false),
        }
    }
}

/// A worker's own way to the receiver.
#[derive(Debug)]
struct Line(Arc<Receiver>, Arc<Notify>);

#[async_trait::async_trait]
impl HttpTransport for Line {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let Self(receiver, killed) = self;
        {
            let mut state = receiver.state.lock().unwrap();
            state.running += 1;
            state.most_running = state.most_running.max(state.running);
        }
        let guard = Running(receiver);
        tokio::task::yield_now().await;
        let (result, kill) = receiver.take(&request);
        if kill {
            killed.notify_one();
            pending::<()>().await;
        }
        tokio::task::yield_now().await;
        drop(guard);
        result
    }
}

struct Running<'a>(&'a Receiver);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
    }
}

fn add(sum: &mut Deliveries, more: Deliveries) {
    sum.arrived += more.arrived;
    sum.put_off += more.put_off;
    sum.set_aside += more.set_aside;
    sum.lost += more.lost;
}

/// Tells everything that is due; when it is killed, another takes its place.
async fn work(store: &Arc<dyn Store>, receiver: &Arc<Receiver>, sum: &Mutex<Deliveries>) {
    loop {
        let killed = Arc::new(Notify::new());
        let line = Arc::new(Line(Arc::clone(receiver), Arc::clone(&killed)));
        let worker = Worker::new(Arc::clone(store), line, everyone(URL)).with_clock(Arc::clone(&receiver.clock) as _);
        tokio::select! {
            biased;
            () = killed.notified() => {}
            deliveries = worker.deliver_due() => return add(&mut sum.lock().unwrap(), deliveries.unwrap()),
        }
    }
}

// ACP-WH-22: every event at least once but for those that are refused for good, which are set aside; of each order in
// its order; and nothing is left behind.
async fn storm(store: Arc<dyn Store>, orders: usize, events: usize, seed: u64) {
    let clock = clock();
    let receiver = Arc::new(Receiver::new(&clock, seed));
    let mut all = BTreeSet::new();
    for order in 0..orders {
        let placed = place(&*store, &format!("ord_{order}"), events).await;
        all.extend(placed.into_iter().map(|event| event.id.to_string()));
    }
    let sum = Mutex::new(Deliveries::default());
    let far = Duration::from_hours(24 * 365);
    let mut rounds = 0;
    loop {
        tokio::join!(work(&store, &receiver, &sum), work(&store, &receiver, &sum));
        clock.advance(Duration::from_secs(30));
        rounds += 1;
        // Whatever is left is due in a year; taking it would be a delivery, so it is looked for seldom.
        let done = {
            let state = receiver.state.lock().unwrap();
            state.ids.len() + state.refused.len() == all.len()
        };
        if done && rounds % 240 == 0 {
            break;
        }
        assert!(rounds < 20_000, "the storm does not end: {:?}", receiver.state.lock().unwrap().faults);
    }
    let left = store.claim_events(clock.now().saturating_add(far), Duration::from_secs(1), 9).await.unwrap();
    assert!(left.is_empty(), "left behind: {left:?}");

    let dead = store.dead_events(None, usize::MAX).await.unwrap();
    let dead: BTreeSet<String> = dead.into_iter().map(|dead| dead.event.id.to_string()).collect();
    let state = receiver.state.lock().unwrap();
    let refused: BTreeSet<String> = all.iter().filter(|id| is_refused(id)).cloned().collect();
    assert_eq!(dead, refused, "dead letters are exactly those that are refused for good");
    let arrived: BTreeSet<String> = all.difference(&refused).cloned().collect();
    assert_eq!(state.ids, arrived);
    for (order, numbers) in &state.heard {
        assert!(numbers.is_sorted(), "{order} went backwards: {numbers:?}");
    }
    let heard: usize = state.heard.values().map(Vec::len).sum();
    let sum = *sum.lock().unwrap();
    assert!(state.most_running <= 32, "{} at once by two workers of 16", state.most_running);
    assert_eq!(state.faults.len(), 9, "every fault happened: {:?}", state.faults);
    println!(
        "{} events of {orders} orders: {} arrived, {heard} times in all; {} set aside; {rounds} rounds; at most {} at \
         once; {sum:?}; faults {:#?}",
        all.len(),
        arrived.len(),
        dead.len(),
        state.most_running,
        state.faults,
    );
}

#[tokio::test]
async fn ten_thousand_events_in_a_storm() {
    storm(Arc::new(agentic_commerce::store::MemoryStore::new()), 500, 20, 0x9E37_79B9_7F4A_7C15).await;
}

#[tokio::test]
async fn a_smaller_storm_over_sqlite() {
    let (store, _folder) = database::sqlite().await;
    storm(Arc::new(store), 40, 15, 0xD1B5_4A32_D192_ED03).await;
}

#[tokio::test]
async fn a_smaller_storm_over_postgres() {
    let Some(schema) = database::Schema::new().await else { return };
    let store = schema.store().await;
    storm(Arc::new(store.clone()), 40, 15, 0xD1B5_4A32_D192_ED03).await;
    store.pool().close().await;
    schema.drop().await;
}
