//! The contract of a store, over every store there is, and what the contract cannot see from outside.

use std::sync::{Arc, Barrier};
use std::time::Duration;

use crate::database;
use agentic_commerce::model::{AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, Quote};
use agentic_commerce::signature::Fingerprint;
use agentic_commerce::store::{
    Answer, Commit, CommitError, IdempotencyKey, MemoryStore, OrderEvent, Reservation, ReserveRequest, Session, Store,
    Ticket,
};
use agentic_commerce::testing::store_contract as contract;
use agentic_commerce::types::{ApiVersion, CheckoutId, Currency, Principal, Timestamp, Uri};

/// A test for each property, over a store of its own of each kind.
macro_rules! properties {
    ($($(#[$meta:meta])* $property:ident,)+) => {
        mod memory {
            use super::*;
            $(
                $(#[$meta])*
                #[tokio::test]
                async fn $property() {
                    contract::$property(&MemoryStore::new()).await;
                }
            )+
        }

        mod sqlite {
            use super::*;
            $(
                $(#[$meta])*
                #[tokio::test]
                async fn $property() {
                    let (store, _folder) = database::sqlite().await;
                    contract::$property(&store).await;
                }
            )+
        }

        mod postgres {
            use super::*;
            $(
                $(#[$meta])*
                #[tokio::test]
                async fn $property() {
                    let Some(schema) = database::Schema::new().await else { return };
                    let store = schema.store().await;
                    contract::$property(&store).await;
                    store.pool().close().await;
                    schema.drop().await;
                }
            )+
        }
    };
}

properties! {
    // ACP-ERR-14
    a_key_in_flight_is_not_taken_twice,
    // ACP-IDEM-14
    an_answer_is_given_again,
    // ACP-ERR-13, ACP-ERR-15
    a_key_takes_one_request_only,
    // ACP-IDEM-05
    a_key_belongs_to_its_principal_and_path,
    // ACP-IDEM-20, ACP-IDEM-21
    a_released_key_is_free,
    a_lease_that_is_over_is_taken_anew,
    a_stale_ticket_is_worth_nothing,
    a_late_holder_may_answer_while_nobody_else_came,
    an_answer_stands,
    // ACP-IDEM-24
    an_answer_past_its_retention_is_forgotten,
    purging_forgets_what_is_over_and_no_more_than_asked,
    a_session_is_read_as_it_was_written,
    // ACP-AUTH-05
    a_session_is_visible_to_its_principal_only,
    a_session_is_written_at_the_expected_revision_only,
    // ACP-IDEM-27
    session_and_answer_are_written_together,
    // ACP-IDEM-27
    a_raced_session_takes_the_answer_with_it,
    // ACP-IDEM-27
    a_lost_ticket_takes_the_session_with_it,
    of_many_equal_requests_one_is_fresh,
    of_many_writers_one_wins,
    events_of_an_order_are_told_in_their_order,
    an_event_is_due_when_it_happened,
    no_more_events_are_taken_than_asked,
    a_taken_event_is_held_until_its_lease_is_over,
    an_event_that_did_not_arrive_is_told_later,
    an_event_set_aside_can_be_put_back,
    // ACP-WH-22
    events_refused_one_after_the_other_are_told_in_their_order,
    // ACP-WH-22
    an_event_set_aside_stays_once_a_later_one_may_have_arrived,
    events_set_aside_are_listed_in_pages,
    // ACP-IDEM-27
    a_raced_session_takes_its_events_with_it,
    of_many_takers_one_gets_the_event,
    an_abandoned_completion_is_found,
    a_completion_that_waits_is_found_when_its_session_is_over,
    old_sessions_are_forgotten,
    a_session_is_found_by_its_order,
}

#[tokio::test]
async fn every_property_holds_over_one_store() {
    let store = MemoryStore::new();
    contract::every_property(&store).await;
    contract::every_property(&store).await;
}

/// Something on which threads can wait for each other, and a runtime for each.
fn on_threads<T: Send>(count: usize, work: impl Fn(&tokio::runtime::Runtime) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|_| {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    barrier.wait();
                    work(&runtime)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn of_many_threads_one_takes_the_key() {
    let store = MemoryStore::new();
    let outcomes = on_threads(64, |runtime| runtime.block_on(store.reserve(request("k"))).unwrap());
    let fresh = outcomes.iter().filter(|outcome| matches!(outcome, Reservation::Fresh(_))).count();
    let waiting = outcomes.iter().filter(|outcome| matches!(outcome, Reservation::InFlight)).count();
    assert_eq!((fresh, waiting), (1, 63));
}

#[test]
fn of_many_threads_one_writes_the_session() {
    let store = MemoryStore::new();
    let session = Arc::new(session());
    let outcomes = on_threads(64, |runtime| {
        runtime.block_on(store.commit(Commit::of_session(Arc::clone(&session), None).with_events(vec![event()])))
    });
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(store.events().len(), 1);
    assert_eq!(store.session_count(), 1);
}

// ACP-IDEM-27: events are written with the session and the answer, or not at all.
#[tokio::test]
async fn events_are_part_of_the_commit() {
    let store = MemoryStore::new();
    let stale = take_as(&store, request("k")).await;
    let mut over = request("k");
    over.now = now().saturating_add(LEASE);
    let ticket = take_as(&store, over).await;

    let commit = |expected, ticket: &Ticket| {
        Commit::of_session(Arc::new(session()), expected)
            .with_answer(ticket.clone(), Answer::new(http::StatusCode::OK, "{}".into()), now())
            .with_events(vec![event()])
    };
    assert!(matches!(store.commit(commit(Some(3), &ticket)).await, Err(CommitError::Raced)));
    assert!(matches!(store.commit(commit(None, &stale)).await, Err(CommitError::TicketLost)));
    assert_eq!(store.events(), []);
    store.commit(commit(None, &ticket)).await.unwrap();
    assert_eq!(store.events(), [event()]);
}

const LEASE: Duration = Duration::from_mins(1);

pub(crate) fn now() -> Timestamp {
    Timestamp::parse("2026-04-17T12:00:00Z").unwrap()
}

pub(crate) fn request(key: &str) -> ReserveRequest {
    let key = IdempotencyKey::new(Principal::from("agent"), "/checkout_sessions", key);
    ReserveRequest::new(key, Fingerprint::EMPTY, now(), LEASE)
}

/// Takes a key that must be free.
pub(crate) async fn take(store: &dyn Store, key: &str) -> Ticket {
    match store.reserve(request(key)).await.unwrap() {
        Reservation::Fresh(ticket) => ticket,
        other => panic!("{other:?}"),
    }
}

async fn take_as(store: &MemoryStore, request: ReserveRequest) -> Ticket {
    match store.reserve(request).await.unwrap() {
        Reservation::Fresh(ticket) => ticket,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn session() -> Session {
    session_with("cs_1")
}

pub(crate) fn session_with(id: &str) -> Session {
    let quote = Quote::new(Currency::new("usd").unwrap(), Vec::new(), Vec::new());
    let id = CheckoutId::from(id);
    let checkout = Checkout::new(id, CheckoutStatus::ReadyForPayment, Cart::default(), quote, now());
    Session::new(Principal::from("agent"), checkout, AgentCapabilities::default())
}

pub(crate) fn event() -> OrderEvent {
    let page = Uri::new("https://shop.example/orders/1").unwrap();
    let order = Order::new("ord_1", CheckoutId::from("cs_1"), page);
    OrderEvent::created(
        "evt_1",
        Principal::from("agent"),
        order,
        Currency::new("usd").unwrap(),
        ApiVersion::LATEST,
        now(),
    )
}
