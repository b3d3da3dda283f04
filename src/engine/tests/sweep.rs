//! What no agent comes back for, found by the sweep (ACP-IDEM-28).

use std::sync::Arc;
use std::time::Duration;

use super::shop::{Call, World, authenticated, broken, challenge, dollars, noon, order, pay};
use crate::backend::{Finding, Placement};
use crate::engine::{Command, Engine, Recovered};
use crate::model::{Authorization, Authorized, Cancel, CheckoutStatus, Complete, ErrorCode, Message, Update};
use crate::signature::Fingerprint;
use crate::store::{IdempotencyKey, RequestMark, ReserveRequest, Session, Store};
use crate::testing::{CountingIds, ManualClock};
use crate::types::{ApiVersion, CheckoutId};

/// How long one request has a completion to itself, and the sweep waits after a failure.
const LEASE: Duration = Duration::from_secs(30);

const FINISHED: Recovered = Recovered { finished: 1, left: 0 };
const LEFT: Recovered = Recovered { finished: 0, left: 1 };
const NOTHING: Recovered = Recovered { finished: 0, left: 0 };

impl World {
    async fn sweep(&self) -> Recovered {
        self.engine.recover(10).await.unwrap()
    }

    /// A completion whose order may or may not be placed.
    async fn authorized(&self) -> CheckoutId {
        let id = self.ready().await;
        self.shop.places(Err(broken()));
        self.complete(&id, pay()).await.unwrap_err();
        id
    }

    /// A completion whose money may or may not be set aside.
    async fn authorizing(&self) -> CheckoutId {
        let id = self.ready().await;
        self.shop.authorizes(Err(broken()));
        self.complete(&id, pay()).await.unwrap_err();
        id
    }

    /// The session as the store holds it.
    async fn stored(&self, id: &CheckoutId) -> Arc<Session> {
        self.store.session(&self.caller.principal, id).await.unwrap().unwrap()
    }
}

// ACP-IDEM-28
#[tokio::test]
async fn money_that_is_set_aside_ends_as_an_order() {
    let world = World::new();
    let id = world.authorized().await;
    assert_eq!(world.sweep().await, NOTHING, "the agent may come first");
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);

    let session = world.stored(&id).await;
    assert_eq!(
        (session.checkout.status, session.checkout.order.as_deref()),
        (CheckoutStatus::Completed, Some(&order(&id)))
    );
    assert_eq!((session.completion.as_ref(), session.completed_in), (None, Some(ApiVersion::V2026_04_17)));
    let orders: Vec<_> = world.shop.placings().into_iter().map(|placing| placing.token).collect();
    assert_eq!(orders, ["cs_1:order:0", "cs_1:order:0"], "the same effect");
    assert_eq!((world.shop.attempts().len(), world.events().len()), (1, 1));
    world.wait(LEASE);
    assert_eq!(world.sweep().await, NOTHING);
}

// An order that was placed and never settled: nobody crashed into the shop, but into the store.
#[tokio::test]
async fn an_order_that_was_never_written_down_is_found_again() {
    let world = World::new();
    let id = world.ready().await;
    let command = Command::Complete(id.clone(), Box::new(pay()));
    drop(world.engine.execute(&world.caller, &command).await.unwrap());
    assert_eq!(world.sweep().await, NOTHING, "the lease is not over");
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
    assert_eq!((world.shop.attempts().len(), world.events().len()), (1, 1));
}

// The agent that asked in one release is told in that one, whoever carries it out.
#[tokio::test]
async fn the_event_is_of_the_release_that_asked() {
    for version in [ApiVersion::V2025_09_29, ApiVersion::V2026_01_30] {
        let mut world = World::new();
        world.caller.version = version;
        let id = world.authorized().await;
        world.wait(LEASE);
        assert_eq!(world.sweep().await, FINISHED);
        assert_eq!(world.events()[0].version, version);
        assert_eq!(world.stored(&id).await.completed_in, Some(version));

        let id = world.authorized().await;
        world.caller.version = ApiVersion::V2026_04_17;
        world.complete(&id, pay()).await.unwrap();
        assert_eq!(world.events()[1].version, version, "{version} asked first");
    }
}

// ACP-IDEM-28
#[tokio::test]
async fn money_for_an_order_that_was_refused_is_let_go_of() {
    let world = World::new();
    let id = world.ready().await;
    let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.");
    world.shop.places(Ok(Placement::Refused(vec![gone.clone()])));
    world.shop.voids(Err(broken()));
    world.complete(&id, pay()).await.unwrap_err();
    assert_eq!(world.shop.held().len(), 1);
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    assert_eq!((world.shop.held(), world.events()), (vec![], vec![]));
    let session = world.stored(&id).await;
    assert_eq!((session.checkout.status, session.completion.as_ref()), (CheckoutStatus::NotReadyForPayment, None));
    assert_eq!(session.checkout.messages, [gone]);
}

// ACP-IDEM-28: asked by the token of the attempt itself.
#[tokio::test]
async fn an_attempt_that_did_take_money_goes_on_to_the_order() {
    let world = World::new();
    let id = world.authorizing().await;
    world.wait(LEASE);
    world.shop.finds(Ok(Finding::Authorized(Authorized::new("pi_7", dollars(1_850)))));
    assert_eq!(world.sweep().await, FINISHED);
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
    let look_up = Call::LookUp { token: "cs_1:authorize:0".to_owned(), amount: dollars(1_850), resumes: None };
    assert!(world.shop.calls().contains(&look_up), "{:?}", world.shop.calls());
    assert_eq!(world.shop.placings()[0].reference, "pi_7");
    assert_eq!((world.shop.attempts().len(), world.events().len()), (1, 1), "nobody pays again");
}

#[tokio::test]
async fn money_of_another_amount_is_let_go_of() {
    let world = World::new();
    let id = world.authorizing().await;
    world.wait(LEASE);
    world.shop.finds(Ok(Finding::Authorized(Authorized::new("pi_7", dollars(1_851)))));
    assert_eq!(world.sweep().await, FINISHED);
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!((world.shop.held(), world.shop.placings()), (vec![], vec![]));
}

#[tokio::test]
async fn an_attempt_that_took_nothing_leaves_the_session_payable() {
    let world = World::new();
    let id = world.authorizing().await;
    world.wait(LEASE);
    world.shop.finds(Ok(Finding::NothingTaken));
    assert_eq!(world.sweep().await, FINISHED);
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::ReadyForPayment);
    world.complete(&id, pay()).await.unwrap();
    let tokens: Vec<_> = world.shop.attempts().into_iter().map(|attempt| attempt.token).collect();
    assert_eq!(tokens, ["cs_1:authorize:0", "cs_1:authorize:1"], "a new attempt is another effect");
}

#[tokio::test]
async fn an_attempt_that_took_nothing_and_resumed_another_lets_that_go() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world.shop.authorizes(Err(broken()));
    let resuming = Complete { authentication: Some(authenticated()), ..pay() };
    world.complete(&id, resuming).await.unwrap_err();
    world.wait(LEASE);
    world.shop.finds(Ok(Finding::NothingTaken));
    assert_eq!(world.sweep().await, FINISHED);
    let [.., look_up, abandon] = &world.shop.calls()[..] else { panic!("{:?}", world.shop.calls()) };
    let resumes = Some("pi_1".to_owned());
    let token = "cs_1:authorize:1".to_owned();
    assert_eq!(*look_up, Call::LookUp { token, amount: dollars(1_850), resumes });
    assert_eq!(*abandon, Call::Abandon { token: "cs_1:abandon:1".to_owned(), reference: "pi_1".to_owned() });
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::ReadyForPayment);
}

// What the shop does not know stays for the agent, who need not wait for the sweep.
#[tokio::test]
async fn an_attempt_that_nobody_knows_of_waits_for_the_agent() {
    for found in [Ok(Finding::Unknown), Err(broken())] {
        let world = World::new();
        let id = world.authorizing().await;
        world.wait(LEASE);
        world.shop.finds(found);
        assert_eq!(world.sweep().await, LEFT);
        assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::CompleteInProgress);
        assert_eq!(world.sweep().await, NOTHING, "not again and again");
        let session = world.complete(&id, pay()).await.unwrap();
        assert_eq!(session.checkout.status, CheckoutStatus::Completed);
        let tokens: Vec<_> = world.shop.attempts().into_iter().map(|attempt| attempt.token).collect();
        assert_eq!(tokens, ["cs_1:authorize:0", "cs_1:authorize:0"], "the same effect");
        assert_eq!(world.events().len(), 1);
    }
}

#[tokio::test]
async fn a_session_being_given_up_is_given_up() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.cancels(Err(broken()));
    world.cancel(&id, Cancel::default()).await.unwrap_err();
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    let session = world.stored(&id).await;
    assert_eq!((session.checkout.status, session.completion.as_ref()), (CheckoutStatus::Canceled, None));
    let token = |call: &Call| matches!(call, Call::Cancel { token, .. } if token == "cs_1:cancel");
    assert_eq!(world.shop.calls().iter().filter(|call| token(call)).count(), 2);
}

#[tokio::test]
async fn an_attempt_that_an_update_dropped_is_let_go_of() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world.shop.abandons(Err(broken()));
    world.update(&id, Update::default()).await.unwrap_err();
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    let session = world.stored(&id).await;
    assert_eq!((session.checkout.status, session.completion.as_ref()), (CheckoutStatus::ReadyForPayment, None));
    assert_eq!(session.checkout.authentication, None);
    let abandon = Call::Abandon { token: "cs_1:abandon:1".to_owned(), reference: "pi_1".to_owned() };
    assert_eq!(world.shop.calls().iter().filter(|call| **call == abandon).count(), 2);
}

// ACP-LIFE-19: whoever waited too long for the buyer.
#[tokio::test]
async fn what_waits_when_the_session_is_over_is_let_go_of() {
    let waiting = [challenge("pi_1"), Authorization::PendingApproval { reference: "pi_1".to_owned() }];
    for waiting in waiting {
        let world = World::new();
        let id = world.ready().await;
        world.shop.authorizes(Ok(waiting));
        world.complete(&id, pay()).await.unwrap();
        world.wait(Duration::from_secs(6 * 3_600 - 1));
        assert_eq!(world.sweep().await, NOTHING, "the buyer has time");
        world.wait(Duration::from_secs(1));
        // The shop cannot just now.
        world.shop.abandons(Err(broken()));
        assert_eq!(world.sweep().await, LEFT);
        world.wait(LEASE);
        assert_eq!(world.sweep().await, FINISHED);
        let session = world.stored(&id).await;
        assert_eq!((session.checkout.status, session.completion.as_ref()), (CheckoutStatus::Expired, None));
        let abandon = Call::Abandon { token: "cs_1:abandon:1".to_owned(), reference: "pi_1".to_owned() };
        assert_eq!(world.shop.calls()[1..], [abandon.clone(), abandon]);
        world.wait(LEASE);
        assert_eq!(world.sweep().await, NOTHING);
    }
}

#[tokio::test]
async fn no_more_is_taken_up_than_asked() {
    let world = World::new();
    for _ in 0..3 {
        world.authorized().await;
    }
    world.wait(LEASE);
    assert_eq!(world.engine.recover(2).await.unwrap().finished, 2);
    assert_eq!(world.engine.recover(2).await.unwrap().finished, 1);
    assert_eq!((world.shop.held().len(), world.events().len()), (3, 3));
}

// Several processes sweep one store: each session is one's alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_sweeps_one_takes_each_session() {
    let world = World::new();
    for _ in 0..20 {
        world.authorized().await;
    }
    world.wait(LEASE);
    let before = world.shop.placings().len();
    let sweeps: Vec<_> = (0..8)
        .map(|_| {
            let (shop, store) = (Arc::clone(&world.shop), Arc::clone(&world.store));
            let clock: Arc<ManualClock> = Arc::clone(&world.clock);
            let engine =
                Engine::new(shop, store as Arc<dyn Store>).with_clock(clock).with_ids(Arc::new(CountingIds::new()));
            tokio::spawn(async move { engine.recover(100).await.unwrap() })
        })
        .collect();
    let mut finished = 0;
    for sweep in sweeps {
        let recovered = sweep.await.unwrap();
        assert_eq!(recovered.left, 0);
        finished += recovered.finished;
    }
    assert_eq!((finished, world.shop.placings().len() - before, world.events().len()), (20, 20, 20));
}

// A sweep and the agent at once: one of them carries it out.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sweep_and_the_agent_do_not_both_order() {
    for _ in 0..50 {
        let world = Arc::new(World::new());
        let id = world.authorized().await;
        world.wait(LEASE);
        let sweeping = tokio::spawn({
            let world = Arc::clone(&world);
            async move { world.sweep().await.finished }
        });
        let agent = tokio::spawn({
            let (world, id) = (Arc::clone(&world), id.clone());
            async move { usize::from(world.complete(&id, pay()).await.is_ok()) }
        });
        assert_eq!(sweeping.await.unwrap() + agent.await.unwrap(), 1);
        assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
        assert_eq!((world.shop.placings().len(), world.events().len()), (2, 1));
    }
}

/// That of a request with the key `key`.
fn mark(key: &str) -> RequestMark {
    let key = IdempotencyKey::new("agent".into(), "/checkout_sessions/cs_1/complete", key);
    ReserveRequest::new(key, Fingerprint::EMPTY, noon(), LEASE).mark()
}

#[test]
fn a_request_has_one_mark_and_no_other_request_has_it() {
    let request = |path: &str, key: &str, says| {
        ReserveRequest::new(IdempotencyKey::new("agent".into(), path, key), says, noon(), LEASE)
    };
    let that = Fingerprint::from_bytes([2; 32]);
    let one = request("/a", "b", Fingerprint::EMPTY).mark();
    let mut again = request("/a", "b", Fingerprint::EMPTY);
    again.now = noon().saturating_add(LEASE);
    assert_eq!(again.mark(), one);
    for other in
        [request("/a", "b", that), request("/a", "c", Fingerprint::EMPTY), request("/", "ab", Fingerprint::EMPTY)]
    {
        assert_ne!(other.mark(), one);
    }
}

// ACP-IDEM-28, ACP-IDEM-31: the request itself is told what became of it, and no other.
#[tokio::test]
async fn a_request_that_was_lost_finds_its_order() {
    let mut world = World::new();
    world.caller.mark = Some(mark("first"));
    let id = world.authorized().await;
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    world.caller.mark = Some(mark("second"));
    world.complete(&id, pay()).await.unwrap_err();
    world.caller.mark = None;
    world.complete(&id, pay()).await.unwrap_err();
    world.caller.mark = Some(mark("first"));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(
        (session.checkout.status, session.checkout.order.as_deref()),
        (CheckoutStatus::Completed, Some(&order(&id)))
    );
    // It is answered now: from here on the store replays what it was told.
    assert_eq!(world.stored(&id).await.unanswered, []);
    world.complete(&id, pay()).await.unwrap_err();
    assert_eq!((world.shop.attempts().len(), world.events().len()), (1, 1));
}

// Whoever takes up what another left is answered, and so is the other.
#[tokio::test]
async fn a_request_finds_the_order_that_another_one_brought_about() {
    let mut world = World::new();
    world.caller.mark = Some(mark("first"));
    let id = world.authorized().await;
    world.caller.mark = Some(mark("second"));
    let second = world.complete(&id, pay()).await.unwrap();
    assert_eq!(world.stored(&id).await.unanswered, [mark("first")]);
    world.caller.mark = Some(mark("first"));
    let first = world.complete(&id, pay()).await.unwrap();
    assert_eq!(first.checkout, second.checkout);
    assert_eq!((world.shop.attempts().len(), world.events().len()), (1, 1));
}

#[tokio::test]
async fn a_lost_request_to_cancel_finds_the_session_canceled() {
    let mut world = World::new();
    let id = world.ready().await;
    world.shop.cancels(Err(broken()));
    world.caller.mark = Some(mark("leave"));
    world.cancel(&id, Cancel::default()).await.unwrap_err();
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    let session = world.cancel(&id, Cancel::default()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Canceled);
    world.cancel(&id, Cancel::default()).await.unwrap_err();
}

#[tokio::test]
async fn a_lost_request_finds_that_its_order_was_refused() {
    let mut world = World::new();
    let id = world.ready().await;
    let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.");
    world.shop.places(Ok(Placement::Refused(vec![gone.clone()])));
    world.shop.voids(Err(broken()));
    world.caller.mark = Some(mark("first"));
    world.complete(&id, pay()).await.unwrap_err();
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(
        (session.checkout.status, &session.checkout.messages[..]),
        (CheckoutStatus::NotReadyForPayment, &[gone][..])
    );
    assert_eq!(world.shop.attempts().len(), 1, "it is told, not tried again");
}

// Nothing came of it, so the retry is a first try.
#[tokio::test]
async fn a_lost_request_that_took_nothing_is_carried_out() {
    let mut world = World::new();
    world.caller.mark = Some(mark("first"));
    let id = world.authorizing().await;
    world.wait(LEASE);
    world.shop.finds(Ok(Finding::NothingTaken));
    assert_eq!(world.sweep().await, FINISHED);
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(world.shop.attempts().len(), 2);
}

// What became of the session since is no answer to a request that was for what it was before.
#[tokio::test]
async fn a_lost_request_is_forgotten_when_the_session_goes_on() {
    let mut world = World::new();
    let id = world.ready().await;
    let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.");
    world.shop.places(Ok(Placement::Refused(vec![gone])));
    world.shop.voids(Err(broken()));
    world.caller.mark = Some(mark("first"));
    world.complete(&id, pay()).await.unwrap_err();
    world.wait(LEASE);
    assert_eq!(world.sweep().await, FINISHED);
    world.caller.mark = Some(mark("update"));
    world.update(&id, Update::default()).await.unwrap();
    assert_eq!(world.stored(&id).await.unanswered, []);
    world.caller.mark = Some(mark("first"));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!((session.checkout.status, world.shop.attempts().len()), (CheckoutStatus::Completed, 2));
}

// An agent that tries under one key after another does not make the session grow.
#[tokio::test]
async fn no_more_than_a_few_lost_requests_are_remembered() {
    let mut world = World::new();
    let id = world.ready().await;
    for number in 0..20 {
        world.caller.mark = Some(mark(&number.to_string()));
        world.shop.authorizes(Err(broken()));
        world.complete(&id, pay()).await.unwrap_err();
    }
    let latest: Vec<_> = (12..20).map(|number| mark(&number.to_string())).collect();
    assert_eq!(world.stored(&id).await.unanswered, latest);
}
