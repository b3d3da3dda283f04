//! Giving a session up.

use std::time::Duration;

use super::shop::{Call, World, authenticated, broken, challenge, noon, pay};
use crate::engine::{Command, EngineError, Refusal};
use crate::model::{Authorization, Cancel, CheckoutStatus, IntentTrace, ReasonCode, SelectionRequest, Update};
use crate::types::Patch;

fn because(reason: ReasonCode) -> Cancel {
    Cancel { intent: Some(IntentTrace::new(reason)) }
}

fn call(reason: Option<&str>, abandons: Option<&str>) -> Call {
    Call::Cancel {
        token: "cs_1:cancel".to_owned(),
        reason: reason.map(str::to_owned),
        abandons: abandons.map(str::to_owned),
    }
}

fn refused(error: EngineError) -> Refusal {
    match error {
        EngineError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

// ACP-LIFE-11, ACP-CXL-01, ACP-INT-09
#[tokio::test]
async fn a_session_is_given_up_once() {
    let world = World::new();
    let id = world.ready().await;
    world.wait(Duration::from_mins(1));
    let session = world.cancel(&id, because(ReasonCode::ShippingCost)).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Canceled);
    assert_eq!(session.checkout.updated_at, noon().saturating_add(Duration::from_mins(1)));
    assert_eq!(session.intent, because(ReasonCode::ShippingCost).intent);
    assert_eq!(session.completion, None);
    assert_eq!(world.shop.calls(), [call(Some("shipping_cost"), None)]);
    assert_eq!((&*world.see(&id).await, world.events()), (&*session, vec![]));

    // ACP-CXL-02, ACP-LIFE-12, ACP-ERR-10
    let again = world.cancel(&id, Cancel::default()).await.unwrap_err();
    assert_eq!(refused(again), Refusal::Ended(CheckoutStatus::Canceled));
    assert_eq!(world.shop.calls().len(), 1);
}

// ACP-CXL-02, ACP-ERR-10
#[tokio::test]
async fn what_was_bought_cannot_be_given_up() {
    let world = World::new();
    let id = world.ready().await;
    world.complete(&id, pay()).await.unwrap();
    let error = world.cancel(&id, Cancel::default()).await.unwrap_err();
    assert_eq!(refused(error), Refusal::Ended(CheckoutStatus::Completed));
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
}

// ACP-CXL-03
#[tokio::test]
async fn no_reason_needs_to_be_given() {
    let world = World::new();
    let id = world.ready().await;
    let session = world.cancel(&id, Cancel::default()).await.unwrap();
    assert_eq!((session.checkout.status, &session.intent), (CheckoutStatus::Canceled, &None));
    assert_eq!(world.shop.calls(), [call(None, None)]);
}

// ACP-INT-04, C-INT-03
#[tokio::test]
async fn a_reason_that_is_too_long_gives_nothing_up() {
    let world = World::new();
    let id = world.ready().await;
    let mut cancel = because(ReasonCode::Other);
    cancel.intent.as_mut().unwrap().trace_summary = Some("a".repeat(501));
    assert!(matches!(refused(world.cancel(&id, cancel).await.unwrap_err()), Refusal::Invalid { .. }));
    assert_eq!((world.see(&id).await.revision, world.shop.calls()), (1, vec![]));
}

#[tokio::test]
async fn an_attempt_to_pay_that_waits_is_let_go_of() {
    for (waits, status) in [
        (challenge("pi_1"), CheckoutStatus::AuthenticationRequired),
        (Authorization::PendingApproval { reference: "pi_1".to_owned() }, CheckoutStatus::PendingApproval),
    ] {
        let world = World::new();
        let id = world.ready().await;
        world.shop.authorizes(Ok(waits));
        assert_eq!(world.complete(&id, pay()).await.unwrap().checkout.status, status);
        world.shop.cancels(Err(broken()));
        assert!(world.cancel(&id, Cancel::default()).await.is_err());
        let session = world.cancel(&id, Cancel::default()).await.unwrap();
        assert_eq!(session.checkout.status, CheckoutStatus::Canceled);
        assert_eq!(session.checkout.authentication, None);
        let calls = world.shop.calls();
        assert_eq!(calls[1..], [call(None, Some("pi_1")), call(None, Some("pi_1"))], "{status}");
    }
}

fn abandoning(attempt: u32) -> Call {
    Call::Abandon { token: format!("cs_1:abandon:{attempt}"), reference: "pi_1".to_owned() }
}

/// A world in which the issuer wants to see the buyer of `cs_1`.
async fn waiting() -> World {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world
}

// A cart that changes leaves the provider with an attempt for another total: the shop is told, once the update holds.
#[tokio::test]
async fn an_update_lets_go_of_what_waits() {
    let world = waiting().await;
    let id = "cs_1".into();
    let mut unknown = Update::default();
    unknown.selections = Patch::Set(vec![SelectionRequest::new("rocket")]);
    assert!(matches!(refused(world.update(&id, unknown).await.unwrap_err()), Refusal::UnknownOption { .. }));
    assert_eq!(world.shop.calls().len(), 1, "an update that is refused changes nothing");

    let session = world.update(&id, Update::default()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!((session.completion.clone(), session.checkout.authentication.clone()), (None, None));
    assert_eq!(world.shop.calls()[1..], [abandoning(1)]);
    // The next attempt is another, and there is nothing left to let go of.
    world.update(&id, Update::default()).await.unwrap();
    world.complete(&id, pay()).await.unwrap();
    assert_eq!(world.shop.calls().len(), 4);
    assert_eq!(world.shop.attempts()[1].resumes, None);
}

#[tokio::test]
async fn what_could_not_be_let_go_of_is_let_go_of_by_the_next_update() {
    let world = waiting().await;
    let id = "cs_1".into();
    world.shop.abandons(Err(broken()));
    assert!(matches!(world.update(&id, Update::default()).await, Err(EngineError::Backend(_))));
    // It may be gone: nobody resumes it.
    let mut complete = pay();
    complete.authentication = Some(authenticated());
    assert_eq!(refused(world.complete(&id, complete).await.unwrap_err()), Refusal::Busy);
    let session = world.update(&id, Update::default()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!(world.shop.calls()[1..], [abandoning(1), abandoning(1)]);
    assert_eq!(world.complete(&id, pay()).await.unwrap().checkout.status, CheckoutStatus::Completed);
}

#[tokio::test]
async fn what_could_not_be_let_go_of_is_given_up_with_the_session() {
    let world = waiting().await;
    let id = "cs_1".into();
    world.shop.abandons(Err(broken()));
    assert!(world.update(&id, Update::default()).await.is_err());
    world.cancel(&id, Cancel::default()).await.unwrap();
    assert_eq!(world.shop.calls()[2..], [call(None, Some("pi_1"))]);
}

#[tokio::test]
async fn what_is_being_let_go_of_is_not_resumed_meanwhile() {
    let world = waiting().await;
    let id = "cs_1".into();
    let update = Command::Update("cs_1".into(), Box::default());
    let left = world.engine.execute(&world.caller, &update).await.unwrap();
    let mut complete = pay();
    complete.authentication = Some(authenticated());
    assert_eq!(refused(world.complete(&id, complete).await.unwrap_err()), Refusal::Busy);
    assert_eq!(refused(world.update(&id, Update::default()).await.unwrap_err()), Refusal::Busy);
    world.engine.settle(left, None).await.unwrap();
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!(world.shop.attempts().len(), 1);
}

// ACP-INT-06, ACP-IDEM-32: the reason that was given first stands.
#[tokio::test]
async fn a_shop_that_fails_is_asked_again_for_the_same_effect() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.cancels(Err(broken()));
    let error = world.cancel(&id, because(ReasonCode::Comparison)).await.unwrap_err();
    assert!(matches!(error, EngineError::Backend(_)), "{error:?}");
    let seen = world.see(&id).await;
    assert_eq!(seen.checkout.status, CheckoutStatus::ReadyForPayment, "it is not given up yet");

    // Nothing else may happen to it: the shop may have released what was reserved.
    assert_eq!(refused(world.update(&id, Update::default()).await.unwrap_err()), Refusal::Busy);
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy);

    let session = world.cancel(&id, because(ReasonCode::Other)).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Canceled);
    assert_eq!(session.intent, because(ReasonCode::Comparison).intent);
    assert_eq!(world.shop.calls(), [call(Some("comparison"), None), call(Some("comparison"), None)]);
}

#[tokio::test]
async fn what_is_being_paid_cannot_be_given_up_meanwhile() {
    let world = World::new();
    let id = world.ready().await;
    let command = Command::Complete(id.clone(), Box::new(pay()));
    let paid = world.engine.execute(&world.caller, &command).await.unwrap();
    assert_eq!(refused(world.cancel(&id, Cancel::default()).await.unwrap_err()), Refusal::Busy);
    // Nor when whoever paid never came back: there may be an order.
    world.wait(Duration::from_hours(1));
    assert_eq!(refused(world.cancel(&id, Cancel::default()).await.unwrap_err()), Refusal::Busy);
    world.engine.settle(paid, None).await.unwrap();
}

#[tokio::test]
async fn what_is_being_given_up_cannot_be_paid_meanwhile() {
    let world = World::new();
    let id = world.ready().await;
    let command = Command::Cancel(id.clone(), Cancel::default());
    let left = world.engine.execute(&world.caller, &command).await.unwrap();
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy);
    assert_eq!(refused(world.cancel(&id, Cancel::default()).await.unwrap_err()), Refusal::Busy);
    world.engine.settle(left, None).await.unwrap();
    let ended = Refusal::Ended(CheckoutStatus::Canceled);
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), ended);
    assert_eq!(world.shop.attempts(), []);
}
