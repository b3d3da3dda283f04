//! Sessions that somebody must look after, and those that may go.

use std::sync::Arc;
use std::time::Duration;

use super::{fresh_session, read, write};
use crate::model::{CheckoutStatus, Order};
use crate::store::{Completion, RecoveryPoint, Session, Store};
use crate::types::{ApiVersion, Timestamp, Uri};

/// A session in the middle of a completion is found when nobody works on it any more, and not a moment before.
pub async fn an_abandoned_completion_is_found(store: &dyn Store) {
    let lease_until = begun().saturating_add(Duration::from_mins(1));
    let mut session = fresh_session();
    session.completion =
        Some(Completion::new(RecoveryPoint::Authorizing { resumes: None }, ApiVersion::LATEST, lease_until));
    let session = Arc::new(session);
    write(store, &session, None).await.expect("a new session");
    assert!(!found(store, &session, before(lease_until)).await, "somebody works on it");
    assert!(found(store, &session, lease_until).await);

    let mut parked = (*session).clone();
    parked.revision += 1;
    let later = lease_until.saturating_add(Duration::from_mins(1));
    parked.completion = Some(Completion::new(RecoveryPoint::Authorizing { resumes: None }, ApiVersion::LATEST, later));
    let parked = Arc::new(parked);
    write(store, &parked, Some(session.revision)).await.expect("the next revision");
    assert!(!found(store, &parked, lease_until).await, "somebody took it up");
    assert!(found(store, &parked, later).await);

    let ended = Arc::new(Session { revision: parked.revision + 1, completion: None, ..(*parked).clone() });
    write(store, &ended, Some(parked.revision)).await.expect("the next revision");
    assert!(!found(store, &ended, later).await, "it came to its end");
}

/// A completion that waits for the buyer is in order as long as the session lives.
pub async fn a_completion_that_waits_is_found_when_its_session_is_over(store: &dyn Store) {
    let mut session = fresh_session();
    let over = begun().saturating_add(Duration::from_hours(6));
    let checkout = Arc::make_mut(&mut session.checkout);
    checkout.status = CheckoutStatus::AuthenticationRequired;
    checkout.expires_at = over;
    let waiting = RecoveryPoint::Waiting { reference: "pi_1".to_owned() };
    session.completion = Some(Completion::new(waiting, ApiVersion::LATEST, begun()));
    let session = Arc::new(session);
    write(store, &session, None).await.expect("a new session");
    assert!(!found(store, &session, before(over)).await, "the buyer has time");
    assert!(found(store, &session, over).await);
    let ended = Arc::new(Session { revision: 2, completion: None, ..(*session).clone() });
    write(store, &ended, Some(1)).await.expect("the next revision");
}

/// Sessions that nobody changed for long are forgotten, no more of them than asked, and none in the middle of something.
pub async fn old_sessions_are_forgotten(store: &dyn Store) {
    let mut sessions = Vec::new();
    for minute in 0..4 {
        let mut session = fresh_session();
        Arc::make_mut(&mut session.checkout).updated_at = begun().saturating_add(Duration::from_mins(minute));
        if minute == 0 {
            let lease_until = begun().saturating_add(Duration::from_hours(1_000_000));
            session.completion =
                Some(Completion::new(RecoveryPoint::Authorizing { resumes: None }, ApiVersion::LATEST, lease_until));
        }
        let session = Arc::new(session);
        write(store, &session, None).await.expect("a new session");
        sessions.push(session);
    }
    let purge = async |minute, limit| {
        let since = begun().saturating_add(Duration::from_mins(minute));
        store.purge_sessions(since, limit).await.expect("a purge")
    };
    assert_eq!(purge(1, 9).await, 0, "the only one that is old enough is in the middle of something");
    assert_eq!(purge(3, 1).await, 1);
    assert_eq!(purge(3, 9).await, 1);
    assert_eq!(purge(3, 9).await, 0);
    let mut kept = Vec::new();
    for session in &sessions {
        kept.push(read(store, session).await.is_some());
    }
    assert_eq!(kept, [true, false, false, true]);
    purge(4, 9).await;
}

/// An order leads to its session.
pub async fn a_session_is_found_by_its_order(store: &dyn Store) {
    let mut session = fresh_session();
    let id = session.checkout.id.clone();
    let page = Uri::new("https://shop.example/orders/1").expect("an address");
    let order = Order::new(format!("order of {id}"), id, page);
    let number = order.id.clone();
    assert_eq!(store.session_of_order(&number).await.expect("a read"), None);
    Arc::make_mut(&mut session.checkout).order = Some(order.into());
    let session = Arc::new(session);
    write(store, &session, None).await.expect("a new session");
    assert_eq!(store.session_of_order(&number).await.expect("a read").as_deref(), Some(&*session));
}

fn before(time: Timestamp) -> Timestamp {
    Timestamp::from_unix_millis(time.unix_millis() - 1).unwrap_or(Timestamp::UNIX_EPOCH)
}

async fn found(store: &dyn Store, session: &Session, now: Timestamp) -> bool {
    let abandoned = store.abandoned(now, 100).await.expect("a read");
    abandoned.iter().any(|other| **other == *session)
}

/// The year 2001: whatever else is in the store is younger.
fn begun() -> Timestamp {
    Timestamp::from_unix_millis(1_000_000_000_000).unwrap_or(Timestamp::UNIX_EPOCH)
}
