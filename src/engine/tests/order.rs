//! What becomes of an order.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;

use super::shop::{World, noon, order, pay};
use crate::engine::OrderChangeError;
use crate::model::{Order, OrderError, OrderEventKind, OrderStatus};
use crate::types::{ApiVersion, CheckoutId, OrderId};

async fn placed(world: &World) -> (CheckoutId, OrderId) {
    let id = world.ready().await;
    world.complete(&id, pay()).await.unwrap();
    let order = order(&id).id;
    (id, order)
}

#[expect(clippy::unnecessary_wraps, reason = "it is a change")]
fn confirm(order: &mut Order) -> Result<(), OrderError> {
    order.confirm();
    Ok(())
}

// ACP-WH-01, ACP-WH-13: the whole order, in the session and in the event.
#[tokio::test]
async fn a_change_is_written_and_told_in_one() {
    let world = World::new();
    let (id, name) = placed(&world).await;
    let before = world.see(&id).await;
    world.wait(Duration::from_mins(5));
    let now = noon().saturating_add(Duration::from_mins(5));

    let changed = world.engine.change_order(&name, confirm).await.unwrap();
    assert_eq!(changed.status, Some(OrderStatus::Confirmed));
    let after = world.see(&id).await;
    assert_eq!(after.checkout.order.as_deref(), Some(&changed));
    assert_eq!(after.revision, before.revision + 1);
    assert_eq!(after.checkout.updated_at, now);
    let events = world.events();
    let kinds: Vec<_> = events.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [OrderEventKind::Created, OrderEventKind::Updated]);
    assert_eq!(events[0].order.status, None, "as it was when it was placed");
    assert_eq!(events[1].order, changed);
    assert_eq!(events[1].occurred_at, now);
    assert_eq!(events[1].principal, world.caller.principal);
    assert_ne!(events[0].id, events[1].id);
}

#[tokio::test]
async fn nothing_new_is_not_told() {
    let world = World::new();
    let (id, name) = placed(&world).await;
    world.engine.change_order(&name, confirm).await.unwrap();
    let before = world.see(&id).await;
    world.engine.change_order(&name, confirm).await.unwrap();
    assert_eq!(world.see(&id).await, before);
    assert_eq!(world.events().len(), 2);
}

#[tokio::test]
async fn what_the_order_does_not_take_leaves_no_trace() {
    let world = World::new();
    let (id, name) = placed(&world).await;
    let before = world.see(&id).await;
    let unknown = world.engine.change_order(&name, |order| {
        order.confirm();
        order.deliver("ful_1", noon())
    });
    let error = unknown.await.unwrap_err();
    assert!(
        matches!(&error, OrderChangeError::Order(OrderError::UnknownFulfillment(id)) if id == "ful_1"),
        "{error:?}"
    );
    // Nor does it take by hand what it does not take otherwise.
    let forged = world.engine.change_order(&name, |order| {
        order.checkout_id = "cs_other".into();
        Ok(())
    });
    let error = forged.await.unwrap_err();
    assert!(matches!(error, OrderChangeError::Order(OrderError::Fixed(_))), "{error:?}");
    let stranger = world.engine.change_order(&"ord_other".into(), confirm).await.unwrap_err();
    assert!(matches!(&stranger, OrderChangeError::Unknown(id) if id.as_str() == "ord_other"), "{stranger:?}");
    assert_eq!(world.see(&id).await, before);
    assert_eq!(world.events().len(), 1);
}

#[tokio::test]
async fn a_snapshot_takes_the_place_of_the_order() {
    let world = World::new();
    let (id, _) = placed(&world).await;
    let mut snapshot = order(&id);
    snapshot.status = Some(OrderStatus::Shipped);
    assert_eq!(world.engine.replace_order(&snapshot).await.unwrap(), snapshot);
    assert_eq!(world.see(&id).await.checkout.order.as_deref(), Some(&snapshot));
    assert_eq!(world.events()[1].order, snapshot);
}

// A release is closed: an agent must not be told in one that it never spoke.
#[tokio::test]
async fn a_change_is_told_in_the_release_of_the_completion() {
    let mut world = World::new();
    world.caller.version = ApiVersion::V2025_12_12;
    let id = world.ready().await;
    world.caller.version = ApiVersion::V2025_09_29;
    world.complete(&id, pay()).await.unwrap();
    world.engine.change_order(&order(&id).id, confirm).await.unwrap();
    let versions: Vec<_> = world.events().iter().map(|event| event.version).collect();
    assert_eq!(versions, [ApiVersion::V2025_09_29, ApiVersion::V2025_09_29]);
}

// Of two changes at one time both count, and the later event holds both.
#[tokio::test]
async fn a_change_that_loses_a_race_is_made_again() {
    let world = World::new();
    let (id, name) = placed(&world).await;
    let calls = AtomicUsize::new(0);
    let slow = world.engine.change_order(&name, |order| {
        if calls.fetch_add(1, Ordering::SeqCst) == 0 {
            let fast = world.engine.change_order(&name, |order| {
                order.number = Some("1001".to_owned());
                Ok(())
            });
            fast.now_or_never().expect("a store without waiting").unwrap();
        }
        confirm(order)
    });
    let order = slow.await.unwrap();
    assert_eq!(calls.load(Ordering::SeqCst), 2);
    assert_eq!((order.number.as_deref(), &order.status), (Some("1001"), &Some(OrderStatus::Confirmed)));
    assert_eq!(world.see(&id).await.checkout.order.as_deref(), Some(&order));
    assert_eq!(world.events().len(), 3);
}

#[tokio::test]
async fn a_change_that_always_loses_gives_up() {
    let world = World::new();
    let (_, name) = placed(&world).await;
    let calls = AtomicUsize::new(0);
    let slow = world.engine.change_order(&name, |order| {
        let number = calls.fetch_add(1, Ordering::SeqCst);
        let fast = world.engine.change_order(&name, |order| {
            order.number = Some(number.to_string());
            Ok(())
        });
        fast.now_or_never().expect("a store without waiting").unwrap();
        confirm(order)
    });
    assert!(matches!(slow.await.unwrap_err(), OrderChangeError::Contended));
    assert_eq!(calls.load(Ordering::SeqCst), 8);
    assert_eq!(world.events().len(), 9, "the order's creation and what was faster");
}
