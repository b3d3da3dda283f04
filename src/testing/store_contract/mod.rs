//! What every [`Store`] must hold: one function for each property.
//!
//! Run [`every_property`] over a store of your own, or the properties one by one, to see which one fails; and
//! [`every_property_despite_a_fault`], to see what a call leaves that fails half-way. Each takes
//! principals, keys and sessions that nobody had before, so they run in any order and again over the same data;
//! those about events and old sessions take whatever the store holds of the year 2001, so one at a time. They need no
//! particular runtime.
//!
//! ```
//! use agentic_commerce::store::MemoryStore;
//! use agentic_commerce::testing::store_contract;
//!
//! # fn block_on<T>(future: impl Future<Output = T>) -> T {
//! #     let mut future = std::pin::pin!(future);
//! #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! #     loop {
//! #         if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) { return value; }
//! #     }
//! # }
//! # block_on(async {
//! let store = MemoryStore::new();
//! store_contract::every_property(&store).await;
//! # });
//! ```
//!
//! # Panics
//!
//! Every function here panics when the store breaks its property, or fails.
#![expect(clippy::panic, clippy::expect_used, reason = "a contract fails as a test does")]
#![expect(clippy::missing_panics_doc, reason = "the module says it once for all")]

mod event;
mod fault;
mod upkeep;

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, StatusCode};

pub use event::*;
pub use fault::every_property_despite_a_fault;
pub use upkeep::*;

use crate::engine::{IdSource, RandomIds};
use crate::model::{AffiliateAttribution, AgentCapabilities, Authorized, Cart, Checkout, CheckoutStatus, Quote};
use crate::signature::Fingerprint;
use crate::store::{
    Answer, Commit, CommitError, Completion, IdempotencyKey, RecoveryPoint, Reservation, ReserveRequest, Session,
    Store, Ticket,
};
use crate::types::{ApiVersion, CheckoutId, Clock, Currency, Money, Principal, SystemClock, Timestamp};

const LEASE: Duration = Duration::from_mins(1);
const RETENTION: Duration = Duration::from_hours(24);
const MILLISECOND: Duration = Duration::from_millis(1);

/// What a request says.
const THIS: Fingerprint = Fingerprint::from_bytes([1; 32]);
/// What another request says.
const THAT: Fingerprint = Fingerprint::from_bytes([2; 32]);

/// How many requests come at one time.
const MANY: usize = 64;

/// A property, to be asked of a store.
pub type Property = for<'a> fn(&'a dyn Store) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

macro_rules! properties {
    ($($property:ident,)+) => {
        /// Every property, by its name.
        pub const PROPERTIES: &[(&str, Property)] = &[
            $((stringify!($property), |store| Box::pin($property(store))),)+
        ];
    };
}

properties! {
    a_key_in_flight_is_not_taken_twice,
    an_answer_is_given_again,
    a_key_takes_one_request_only,
    a_key_belongs_to_its_principal_and_path,
    a_released_key_is_free,
    a_lease_that_is_over_is_taken_anew,
    a_stale_ticket_is_worth_nothing,
    a_late_holder_may_answer_while_nobody_else_came,
    an_answer_stands,
    an_answer_past_its_retention_is_forgotten,
    purging_forgets_what_is_over_and_no_more_than_asked,
    a_session_is_read_as_it_was_written,
    a_session_is_visible_to_its_principal_only,
    a_session_is_written_at_the_expected_revision_only,
    session_and_answer_are_written_together,
    a_raced_session_takes_the_answer_with_it,
    a_lost_ticket_takes_the_session_with_it,
    of_many_equal_requests_one_is_fresh,
    of_many_writers_one_wins,
    events_of_an_order_are_told_in_their_order,
    an_event_is_due_when_it_happened,
    no_more_events_are_taken_than_asked,
    a_taken_event_is_held_until_its_lease_is_over,
    an_event_that_did_not_arrive_is_told_later,
    an_event_set_aside_can_be_put_back,
    events_refused_one_after_the_other_are_told_in_their_order,
    an_event_set_aside_stays_once_a_later_one_may_have_arrived,
    events_set_aside_are_listed_in_pages,
    a_raced_session_takes_its_events_with_it,
    of_many_takers_one_gets_the_event,
    an_abandoned_completion_is_found,
    a_completion_that_waits_is_found_when_its_session_is_over,
    old_sessions_are_forgotten,
    a_session_is_found_by_its_order,
}

/// Runs every property of this module, one after the other.
pub async fn every_property(store: &dyn Store) {
    for (_, property) in PROPERTIES {
        property(store).await;
    }
}

/// A reservation holds the key: equal requests meanwhile are told that it is in flight (ACP-ERR-14).
pub async fn a_key_in_flight_is_not_taken_twice(store: &dyn Store) {
    let key = fresh_key();
    take(store, &key, THIS, start()).await;
    for now in [start(), start().saturating_add(LEASE.saturating_sub(MILLISECOND))] {
        let again = reserve(store, &key, THIS, now).await;
        assert!(matches!(again, Reservation::InFlight), "an equal request while the first one runs: {again:?}");
    }
}

/// An equal request gets the answer again: status, headers and body, letter by letter (ACP-IDEM-14).
pub async fn an_answer_is_given_again(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    let mut given = answer("{ \"id\":\u{20}\"ä\" }");
    given.headers = HeaderMap::from_iter([(http::header::ALLOW, HeaderValue::from_static("GET, POST"))]);
    settle(store, ticket, given.clone(), start()).await;
    for now in [start(), start().saturating_add(RETENTION.saturating_sub(MILLISECOND))] {
        assert_eq!(replayed(store, &key, now).await, given);
    }
}

/// A key that was used for one request is refused to another, while the first runs and after it was answered
/// (ACP-ERR-13, ACP-ERR-15).
pub async fn a_key_takes_one_request_only(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    let running = reserve(store, &key, THAT, start()).await;
    assert!(matches!(running, Reservation::Conflict), "another request while the first one runs: {running:?}");
    settle(store, ticket, answer("{}"), start()).await;
    let answered = reserve(store, &key, THAT, start()).await;
    assert!(matches!(answered, Reservation::Conflict), "another request after the first one: {answered:?}");
    assert_eq!(replayed(store, &key, start()).await, answer("{}"), "a refused request changes nothing");
}

/// The same text is another key for another principal, on another path, or in other letters (ACP-IDEM-05).
pub async fn a_key_belongs_to_its_principal_and_path(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    settle(store, ticket, answer("{}"), start()).await;
    let others = [
        IdempotencyKey { principal: fresh_principal(), ..key.clone() },
        IdempotencyKey { path: "/checkout_sessions/cs_1".into(), ..key.clone() },
        IdempotencyKey { key: key.key.to_uppercase().into(), ..key.clone() },
    ];
    for other in &others {
        take(store, other, THAT, start()).await;
    }
    assert_eq!(replayed(store, &key, start()).await, answer("{}"));
}

/// A key that was given back is free for whatever comes next (ACP-IDEM-20, ACP-IDEM-21).
pub async fn a_released_key_is_free(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    store.release(&ticket).await.expect("a release");
    let next = take(store, &key, THAT, start()).await;
    assert!(matches!(give(store, &ticket, "{}", start()).await, Err(CommitError::TicketLost)), "it was given back");
    settle(store, next, answer("[]"), start()).await;
}

/// A request that never answers holds the key until its lease is over, not longer.
pub async fn a_lease_that_is_over_is_taken_anew(store: &dyn Store) {
    let key = fresh_key();
    take(store, &key, THIS, start()).await;
    let over = start().saturating_add(LEASE);
    let early = reserve(store, &key, THAT, start().saturating_add(LEASE.saturating_sub(MILLISECOND))).await;
    assert!(matches!(early, Reservation::Conflict), "{early:?}");
    // Whatever the request was that never answered: another one may have the key.
    take(store, &key, THAT, over).await;
    let next = reserve(store, &key, THAT, over).await;
    assert!(matches!(next, Reservation::InFlight), "the lease begins anew: {next:?}");
}

/// Whoever lost the key to another request can neither answer for it nor give it back.
pub async fn a_stale_ticket_is_worth_nothing(store: &dyn Store) {
    let key = fresh_key();
    let stale = take(store, &key, THIS, start()).await;
    let over = start().saturating_add(LEASE);
    let valid = take(store, &key, THIS, over).await;
    assert_ne!(stale, valid, "two reservations of one key have the same ticket");

    assert!(matches!(give(store, &stale, "stale", over).await, Err(CommitError::TicketLost)));
    store.release(&stale).await.expect("a release that does nothing");
    let held = reserve(store, &key, THIS, over).await;
    assert!(matches!(held, Reservation::InFlight), "the stale ticket gave the key back: {held:?}");
    settle(store, valid, answer("valid"), over).await;
    assert_eq!(replayed(store, &key, over).await, answer("valid"));
}

/// A request that took longer than its lease still answers, as long as no other took the key meanwhile.
pub async fn a_late_holder_may_answer_while_nobody_else_came(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    let late = start().saturating_add(LEASE * 2);
    settle(store, ticket, answer("late"), late).await;
    assert_eq!(replayed(store, &key, late).await, answer("late"));
}

/// An answer is given once: neither a second one nor a release takes its place.
pub async fn an_answer_stands(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    settle(store, ticket.clone(), answer("first"), start()).await;
    assert!(matches!(give(store, &ticket, "second", start()).await, Err(CommitError::TicketLost)));
    store.release(&ticket).await.expect("a release that does nothing");
    assert_eq!(replayed(store, &key, start()).await, answer("first"));
}

/// Past its retention a key is as if it had never been used, whatever the next request says (ACP-IDEM-24).
pub async fn an_answer_past_its_retention_is_forgotten(store: &dyn Store) {
    for next in [THIS, THAT] {
        let key = fresh_key();
        let ticket = take(store, &key, THIS, start()).await;
        settle(store, ticket, answer("old"), start()).await;
        let over = start().saturating_add(RETENTION);
        let ticket = take(store, &key, next, over).await;
        settle(store, ticket, answer("new"), over).await;
        // The old retention has no say in the new answer.
        assert_eq!(reserve_as(store, &key, next, over.saturating_add(LEASE)).await, answer("new"));
        store.purge(over, usize::MAX).await.expect("a purge");
        assert_eq!(reserve_as(store, &key, next, over.saturating_add(LEASE)).await, answer("new"));
    }
}

/// [`Store::purge`] forgets what is past its retention, at most so many at a time, and says how many they were.
///
/// Its answers are of the year 2001, so that those of the other properties stay out of the count.
pub async fn purging_forgets_what_is_over_and_no_more_than_asked(store: &dyn Store) {
    let begun = Timestamp::from_unix_millis(1_000_000_000_000).unwrap_or(Timestamp::UNIX_EPOCH);
    let hours = |hours| begun.saturating_add(Duration::from_hours(hours));
    let mut keys = Vec::new();
    // Not in the order in which they end.
    for keep_hours in [30, 24, 26, 25, 48] {
        let key = fresh_key();
        let ticket = take(store, &key, THIS, begun).await;
        let commit = Commit::of_answer(ticket, answer("{}"), hours(keep_hours));
        store.commit(commit).await.expect("a commit");
        keys.push(key);
    }
    let purge = async |now, limit| store.purge(now, limit).await.expect("a purge");
    assert_eq!(purge(begun.saturating_add(RETENTION.saturating_sub(MILLISECOND)), 10).await, 0, "nothing is over yet");
    assert_eq!(purge(hours(30), 0).await, 0, "nothing was asked for");
    assert_eq!(purge(hours(30), 3).await, 3);
    assert_eq!(purge(hours(30), 3).await, 1);
    assert_eq!(purge(hours(30), 3).await, 0);
    let kept = keys.last().expect("five keys");
    assert_eq!(replayed(store, kept, hours(30)).await, answer("{}"), "an answer within its retention is kept");
    assert_eq!(purge(hours(48), 3).await, 1);
}

/// A session comes back as it was written, with everything that the agent does not see.
pub async fn a_session_is_read_as_it_was_written(store: &dyn Store) {
    let mut session = fresh_session();
    session.attributions = vec![AffiliateAttribution::new("impact.com")];
    session.lines_made = 3;
    session.attempts = 2;
    let authorized = Authorized::new("pi_1", Money::new(i64::MAX, session.checkout.quote.currency));
    session.completion = Some(Completion::new(RecoveryPoint::Authorized(authorized), ApiVersion::LATEST, start()));
    let session = Arc::new(session);
    write(store, &session, None).await.expect("a new session");
    assert_eq!(read(store, &session).await.as_deref(), Some(&*session));
}

/// A session of somebody else is no session (ACP-AUTH-05).
pub async fn a_session_is_visible_to_its_principal_only(store: &dyn Store) {
    let session = Arc::new(fresh_session());
    let id = &session.checkout.id;
    assert_eq!(read(store, &session).await, None, "it is not there yet");
    write(store, &session, None).await.expect("a new session");
    assert!(read(store, &session).await.is_some());
    let other = store.session(&fresh_principal(), id).await.expect("a read");
    assert_eq!(other, None, "somebody else sees it");
    let unknown = store.session(&session.principal, &fresh_id()).await.expect("a read");
    assert_eq!(unknown, None);
}

/// Whoever read an older revision writes nothing.
pub async fn a_session_is_written_at_the_expected_revision_only(store: &dyn Store) {
    let first = Arc::new(fresh_session());
    assert!(raced(&write(store, &first, Some(1)).await), "a session that is not there is no revision 1");
    write(store, &first, None).await.expect("a new session");
    assert!(raced(&write(store, &first, None).await), "it is not new any more");

    let second = revised(&first);
    for wrong in [Some(0), Some(2), None] {
        assert!(raced(&write(store, &second, wrong).await), "expected {wrong:?}");
    }
    assert_eq!(read(store, &first).await.map(|session| session.revision), Some(1), "nothing was written");
    write(store, &second, Some(1)).await.expect("the next revision");
    assert!(raced(&write(store, &second, Some(1)).await), "it is at revision 2");
    assert_eq!(read(store, &first).await.as_deref(), Some(&*second));
}

/// What belongs to one request is there at once.
pub async fn session_and_answer_are_written_together(store: &dyn Store) {
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    let session = Arc::new(fresh_session());
    let commit = Commit::of_session(Arc::clone(&session), None);
    let commit = commit.with_answer(ticket, answer("{}"), start().saturating_add(RETENTION));
    store.commit(commit).await.expect("a commit");
    assert!(read(store, &session).await.is_some());
    assert_eq!(replayed(store, &key, start()).await, answer("{}"));
}

/// When the session changed meanwhile, the answer that tells of it is not written. The key stays with its holder, who
/// may try again.
pub async fn a_raced_session_takes_the_answer_with_it(store: &dyn Store) {
    let first = Arc::new(fresh_session());
    write(store, &first, None).await.expect("a new session");
    let key = fresh_key();
    let ticket = take(store, &key, THIS, start()).await;
    let keep_until = start().saturating_add(RETENTION);
    let commit =
        |expected| Commit::of_session(revised(&first), expected).with_answer(ticket.clone(), answer("{}"), keep_until);
    assert!(raced(&store.commit(commit(Some(7))).await));
    let held = reserve(store, &key, THIS, start()).await;
    assert!(matches!(held, Reservation::InFlight), "the answer of a session that was not written: {held:?}");
    assert_eq!(read(store, &first).await.map(|session| session.revision), Some(1));
    store.commit(commit(Some(1))).await.expect("a commit");
    assert_eq!(replayed(store, &key, start()).await, answer("{}"));
}

/// When the key was lost to another request, the session is not written.
pub async fn a_lost_ticket_takes_the_session_with_it(store: &dyn Store) {
    let key = fresh_key();
    let lost = take(store, &key, THIS, start()).await;
    let over = start().saturating_add(LEASE);
    take(store, &key, THIS, over).await;
    let session = Arc::new(fresh_session());
    let commit = Commit::of_session(Arc::clone(&session), None);
    let result = store.commit(commit.with_answer(lost, answer("{}"), over.saturating_add(RETENTION))).await;
    assert!(matches!(result, Err(CommitError::TicketLost)), "{result:?}");
    assert_eq!(read(store, &session).await, None, "the session of an answer that was not written");
}

/// Of any number of equal requests at one time, exactly one runs.
pub async fn of_many_equal_requests_one_is_fresh(store: &dyn Store) {
    let key = fresh_key();
    let outcomes = together((0..MANY).map(|_| reserve(store, &key, THIS, start()))).await;
    let fresh = outcomes.iter().filter(|outcome| matches!(outcome, Reservation::Fresh(_))).count();
    let waiting = outcomes.iter().filter(|outcome| matches!(outcome, Reservation::InFlight)).count();
    assert_eq!((fresh, waiting), (1, MANY - 1));
}

/// Of any number of writers that read the same revision, exactly one writes.
pub async fn of_many_writers_one_wins(store: &dyn Store) {
    let first = Arc::new(fresh_session());
    write(store, &first, None).await.expect("a new session");
    let next = revised(&first);
    let outcomes = together((0..MANY).map(|_| write(store, &next, Some(1)))).await;
    let written = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_eq!(written, 1);
    assert!(outcomes.iter().filter(|outcome| outcome.is_err()).all(raced), "a failure that is no race");
}

/// When the properties take place: 2026-04-17, noon.
fn start() -> Timestamp {
    Timestamp::from_unix_millis(1_776_427_200_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn fresh_id() -> CheckoutId {
    RandomIds::default().checkout_id(SystemClock::default().now())
}

fn fresh_principal() -> Principal {
    Principal::from(format!("principal of {}", fresh_id()))
}

fn fresh_key() -> IdempotencyKey {
    IdempotencyKey::new(fresh_principal(), "/checkout_sessions", "key")
}

fn fresh_session() -> Session {
    let currency = Currency::new("usd").expect("the dollar");
    let quote = Quote::new(currency, Vec::new(), Vec::new());
    let checkout = Checkout::new(fresh_id(), CheckoutStatus::NotReadyForPayment, Cart::default(), quote, start());
    Session::new(fresh_principal(), checkout, AgentCapabilities::default())
}

fn revised(session: &Session) -> Arc<Session> {
    Arc::new(Session { revision: session.revision + 1, lines_made: 9, ..session.clone() })
}

fn answer(body: &'static str) -> Answer {
    Answer::new(StatusCode::CREATED, Bytes::from_static(body.as_bytes()))
}

async fn reserve(store: &dyn Store, key: &IdempotencyKey, says: Fingerprint, now: Timestamp) -> Reservation {
    store.reserve(ReserveRequest::new(key.clone(), says, now, LEASE)).await.expect("a reservation")
}

/// Reserves a key that must be free.
async fn take(store: &dyn Store, key: &IdempotencyKey, says: Fingerprint, now: Timestamp) -> Ticket {
    match reserve(store, key, says, now).await {
        Reservation::Fresh(ticket) => ticket,
        other => panic!("the key should be free, found {other:?}"),
    }
}

/// Reserves a key that must be answered.
async fn replayed(store: &dyn Store, key: &IdempotencyKey, now: Timestamp) -> Answer {
    reserve_as(store, key, THIS, now).await
}

async fn reserve_as(store: &dyn Store, key: &IdempotencyKey, says: Fingerprint, now: Timestamp) -> Answer {
    match reserve(store, key, says, now).await {
        Reservation::Replay(answer) => answer,
        other => panic!("the key should be answered, found {other:?}"),
    }
}

/// Answers for a ticket that must be valid.
async fn settle(store: &dyn Store, ticket: Ticket, answer: Answer, now: Timestamp) {
    let commit = Commit::of_answer(ticket, answer, now.saturating_add(RETENTION));
    store.commit(commit).await.expect("an answer");
}

async fn give(store: &dyn Store, ticket: &Ticket, body: &'static str, now: Timestamp) -> Result<(), CommitError> {
    store.commit(Commit::of_answer(ticket.clone(), answer(body), now.saturating_add(RETENTION))).await
}

async fn write(store: &dyn Store, session: &Arc<Session>, expected: Option<u64>) -> Result<(), CommitError> {
    store.commit(Commit::of_session(Arc::clone(session), expected)).await
}

async fn read(store: &dyn Store, session: &Session) -> Option<Arc<Session>> {
    store.session(&session.principal, &session.checkout.id).await.expect("a read")
}

fn raced(result: &Result<(), CommitError>) -> bool {
    matches!(result, Err(CommitError::Raced))
}

/// Runs all of them at the same time, each as far as it comes. Where one of them fails, it is told when the others have ended:
/// what is broken off may still have its effect.
async fn together<F: Future>(work: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<_> = work.map(|work| Box::pin(AssertUnwindSafe(work).catch_unwind())).collect();
    let mut done = Vec::with_capacity(running.len());
    poll_fn(|context| {
        running.retain_mut(|future| match future.as_mut().poll(context) {
            Poll::Ready(output) => {
                done.push(output);
                false
            }
            Poll::Pending => true,
        });
        if running.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().map(|end| end.unwrap_or_else(|failure| resume_unwind(failure))).collect()
}
