//! Order events: told one at a time, in their order, until they arrive.

#![expect(clippy::indexing_slicing, reason = "a contract fails as a test does")]

use std::sync::Arc;
use std::time::Duration;

use super::{LEASE, MILLISECOND, fresh_id, fresh_session, raced, together};
use crate::model::Order;
use crate::store::{ClaimedEvent, Commit, Delivery, OrderEvent, Session, Store};
use crate::types::{ApiVersion, Timestamp, Uri};

const MANY: usize = 16;

/// Of each order the oldest event is told, and the next one when it has arrived.
pub async fn events_of_an_order_are_told_in_their_order(store: &dyn Store) {
    let (session, other) = (fresh_session(), fresh_session());
    let [first, second] = [event(&session, begun()), event(&session, begun())];
    let lone = event(&other, later(MILLISECOND));
    commit(store, session, vec![first.clone(), second.clone()]).await;
    commit(store, other, vec![lone.clone()]).await;

    let taken = claim(store, later(MILLISECOND)).await;
    assert_eq!(told(&taken), [&first, &lone], "the oldest of each, the longest due first");
    assert!(taken.iter().all(|taken| taken.attempt == 1), "{taken:?}");
    settle(store, &taken[1], Delivery::Done).await;
    assert_eq!(claim(store, later(MILLISECOND)).await, [], "the second one waits for the first");
    settle(store, &taken[0], Delivery::Done).await;
    let taken = claim(store, later(MILLISECOND)).await;
    assert_eq!(told(&taken), [&second]);
    settle(store, &taken[0], Delivery::Done).await;
    assert_eq!(claim(store, later(LEASE * 9)).await, [], "everything has arrived");
}

/// Nothing is told before it happened.
pub async fn an_event_is_due_when_it_happened(store: &dyn Store) {
    let session = fresh_session();
    let event = event(&session, later(LEASE));
    commit(store, session, vec![event.clone()]).await;
    assert_eq!(claim(store, later(LEASE.saturating_sub(MILLISECOND))).await, []);
    let taken = claim(store, later(LEASE)).await;
    assert_eq!(told(&taken), [&event]);
    settle(store, &taken[0], Delivery::Done).await;
}

/// No more are taken than were asked for.
pub async fn no_more_events_are_taken_than_asked(store: &dyn Store) {
    for _ in 0..3 {
        let session = fresh_session();
        let event = event(&session, begun());
        commit(store, session, vec![event]).await;
    }
    let mut sizes = Vec::new();
    for _ in 0..3 {
        let taken = store.claim_events(begun(), LEASE, 2).await.expect("a claim");
        for taken in &taken {
            settle(store, taken, Delivery::Done).await;
        }
        sizes.push(taken.len());
    }
    assert_eq!(sizes, [2, 1, 0]);
}

/// An event that was taken is nobody else's until the lease is over; then the older taking is worth nothing.
pub async fn a_taken_event_is_held_until_its_lease_is_over(store: &dyn Store) {
    let session = fresh_session();
    commit(store, session.clone(), vec![event(&session, begun())]).await;
    let stale = claim(store, begun()).await;
    assert_eq!(claim(store, later(LEASE.saturating_sub(MILLISECOND))).await, []);
    let taken = claim(store, later(LEASE)).await;
    assert_eq!(told(&taken), told(&stale));
    assert_eq!(taken[0].attempt, 2);
    let late = store.settle_event(&stale[0].ticket, Delivery::Done).await.expect("a settling");
    assert!(!late, "an older taking settled the delivery of a newer one");
    settle(store, &taken[0], Delivery::Done).await;
    let again = store.settle_event(&taken[0].ticket, Delivery::Done).await.expect("a settling");
    assert!(!again, "a delivery is settled once");
}

/// An event that did not arrive waits until the time that was set, and so do the later ones of its order.
pub async fn an_event_that_did_not_arrive_is_told_later(store: &dyn Store) {
    let session = fresh_session();
    let [first, second] = [event(&session, begun()), event(&session, begun())];
    commit(store, session, vec![first.clone(), second.clone()]).await;
    let taken = claim(store, begun()).await;
    let at = later(LEASE * 3);
    settle(store, &taken[0], Delivery::Later(at)).await;
    assert_eq!(claim(store, later(LEASE * 2)).await, []);
    let taken = claim(store, at).await;
    assert_eq!(told(&taken), [&first]);
    assert_eq!(taken[0].attempt, 2);
    settle(store, &taken[0], Delivery::Done).await;
    let taken = claim(store, at).await;
    assert_eq!(told(&taken), [&second]);
    assert_eq!(taken[0].attempt, 1, "each event counts its own attempts");
    settle(store, &taken[0], Delivery::Done).await;
}

/// An event that never will arrive is set aside, and the next one goes. It can be put back as long as nothing later was
/// told.
pub async fn an_event_set_aside_can_be_put_back(store: &dyn Store) {
    let session = fresh_session();
    let [first, second] = [event(&session, begun()), event(&session, begun())];
    commit(store, session, vec![first.clone(), second.clone()]).await;
    let taken = claim(store, begun()).await;
    settle(store, &taken[0], Delivery::Never("410 Gone".to_owned())).await;
    let dead = store.dead_events(None, usize::MAX).await.expect("a list");
    let ours = dead.iter().find(|dead| dead.event == first).expect("the event that was set aside");
    assert_eq!(ours.reason, "410 Gone");

    assert!(store.revive_event(&first.id, begun()).await.expect("a revival"));
    assert!(!store.revive_event(&first.id, begun()).await.expect("a revival"), "it is not set aside any more");
    let taken = claim(store, begun()).await;
    assert_eq!(told(&taken), [&first], "it stands before the later one again");
    settle(store, &taken[0], Delivery::Never("410 Gone".to_owned())).await;

    let taken = claim(store, begun()).await;
    assert_eq!(told(&taken), [&second]);
    assert!(!store.revive_event(&first.id, begun()).await.expect("a revival"), "something later is being told");
    settle(store, &taken[0], Delivery::Done).await;
    assert!(!store.revive_event(&first.id, begun()).await.expect("a revival"), "something later was told");
    assert_eq!(claim(store, later(LEASE * 9)).await, []);
}

/// What was refused one after the other goes back in any order, and is told in its own.
pub async fn events_refused_one_after_the_other_are_told_in_their_order(store: &dyn Store) {
    let session = fresh_session();
    let events = [event(&session, begun()), event(&session, begun()), event(&session, begun())];
    commit(store, session, events.to_vec()).await;
    for event in &events {
        let taken = claim(store, begun()).await;
        assert_eq!(told(&taken), [event]);
        settle(store, &taken[0], Delivery::Never("404 Not Found".to_owned())).await;
    }
    for event in [&events[2], &events[0], &events[1]] {
        assert!(store.revive_event(&event.id, begun()).await.expect("a revival"), "none of them was taken");
    }
    for event in &events {
        let taken = claim(store, begun()).await;
        assert_eq!(told(&taken), [event]);
        assert_eq!(taken[0].attempt, 1, "it begins anew");
        settle(store, &taken[0], Delivery::Done).await;
    }
    assert_eq!(claim(store, later(LEASE * 9)).await, []);
}

/// An event that was set aside stays so once a later one of its order may have arrived: it was put off, given up, lost by
/// whoever told it, or refused after any of these.
pub async fn an_event_set_aside_stays_once_a_later_one_may_have_arrived(store: &dyn Store) {
    let never = || Delivery::Never("410 Gone".to_owned());
    let given_up = || Delivery::GivenUp("no answer".to_owned());
    let at = later(LEASE * 2);
    let ends: [(&str, &[Option<Delivery>]); 5] = [
        ("put off", &[Some(Delivery::Later(at))]),
        ("given up", &[Some(given_up())]),
        ("lost", &[None]),
        ("put off and refused", &[Some(Delivery::Later(at)), Some(never())]),
        ("lost and refused", &[None, Some(never())]),
    ];
    for (name, ends) in ends {
        let session = fresh_session();
        let [first, second, third] = [event(&session, begun()), event(&session, begun()), event(&session, begun())];
        commit(store, session, vec![first.clone(), second.clone(), third.clone()]).await;
        let taken = claim(store, begun()).await;
        settle(store, &taken[0], never()).await;
        let mut now = begun();
        for end in ends {
            let taken = claim(store, now).await;
            assert_eq!(told(&taken), [&second], "{name}");
            if let Some(delivery) = end {
                settle(store, &taken[0], delivery.clone()).await;
            }
            now = at;
        }
        assert!(!store.revive_event(&first.id, now).await.expect("a revival"), "the later one was {name}");
        // What may have arrived may be told again itself, as long as nothing later was.
        let dead = store.dead_events(None, usize::MAX).await.expect("a list");
        let is_dead = |event: &OrderEvent| dead.iter().any(|dead| dead.event.id == event.id);
        assert!(is_dead(&first), "{name}: it stays where it was");
        if is_dead(&second) {
            assert!(store.revive_event(&second.id, now).await.expect("a revival"), "{name}");
        }
        for event in [&second, &third] {
            let taken = claim(store, at).await;
            assert_eq!(told(&taken), [event], "{name}");
            settle(store, &taken[0], Delivery::Done).await;
        }
        assert!(!store.revive_event(&first.id, now).await.expect("a revival"), "{name}");
        assert_eq!(claim(store, later(LEASE * 9)).await, [], "{name}");
    }
}

/// Events that were set aside are listed in their order, a page at a time.
pub async fn events_set_aside_are_listed_in_pages(store: &dyn Store) {
    let mut set_aside = Vec::new();
    for _ in 0..3 {
        let session = fresh_session();
        let event = event(&session, begun());
        commit(store, session, vec![event.clone()]).await;
        let taken = claim(store, begun()).await;
        settle(store, &taken[0], Delivery::Never("404 Not Found".to_owned())).await;
        set_aside.push(event);
    }
    let page = async |after: &OrderEvent, limit| -> Vec<OrderEvent> {
        let page = store.dead_events(Some(&after.id), limit).await.expect("a list");
        page.into_iter().map(|dead| dead.event).collect()
    };
    assert_eq!(page(&set_aside[0], 1).await, set_aside[1..2]);
    assert_eq!(page(&set_aside[0], 9).await, set_aside[1..]);
    assert_eq!(page(&set_aside[2], 9).await, []);
}

/// The events of a commit that was not written are not told.
pub async fn a_raced_session_takes_its_events_with_it(store: &dyn Store) {
    let session = fresh_session();
    let event = event(&session, begun());
    let late = Commit::of_session(Arc::new(session), Some(7)).with_events(vec![event]);
    assert!(raced(&store.commit(late).await));
    assert_eq!(claim(store, later(LEASE)).await, []);
}

/// Of any number of takers at one time, one gets the event.
pub async fn of_many_takers_one_gets_the_event(store: &dyn Store) {
    let session = fresh_session();
    let event = event(&session, begun());
    commit(store, session, vec![event.clone()]).await;
    let taken = together((0..MANY).map(|_| claim(store, begun()))).await.concat();
    assert_eq!(told(&taken), [&event]);
    settle(store, &taken[0], Delivery::Done).await;
}

/// The events of these properties are of the year 2001: nothing else is due then.
fn begun() -> Timestamp {
    Timestamp::from_unix_millis(1_000_000_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn later(span: Duration) -> Timestamp {
    begun().saturating_add(span)
}

fn event(session: &Session, at: Timestamp) -> OrderEvent {
    let page = Uri::new("https://shop.example/orders/1").expect("an address");
    let order = Order::new(format!("order of {}", session.checkout.id), session.checkout.id.clone(), page);
    let id = format!("event {}", fresh_id());
    let currency = session.checkout.quote.currency;
    OrderEvent::created(id, session.principal.clone(), order, currency, ApiVersion::LATEST, at)
}

async fn commit(store: &dyn Store, session: Session, events: Vec<OrderEvent>) {
    let commit = Commit::of_session(Arc::new(session), None).with_events(events);
    store.commit(commit).await.expect("a commit");
}

async fn claim(store: &dyn Store, now: Timestamp) -> Vec<ClaimedEvent> {
    store.claim_events(now, LEASE, 100).await.expect("a claim")
}

async fn settle(store: &dyn Store, taken: &ClaimedEvent, delivery: Delivery) {
    assert!(store.settle_event(&taken.ticket, delivery).await.expect("a settling"), "the ticket is good");
}

fn told(taken: &[ClaimedEvent]) -> Vec<&OrderEvent> {
    taken.iter().map(|taken| &taken.event).collect()
}
