//! What breaks on the way to an order, and how it is taken up again (ACP-IDEM-28).

use std::collections::BTreeSet;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;

use super::shop::{Call, World, authenticated, broken, challenge, dollars, order, pay};
use crate::backend::Placement;
use crate::engine::{Command, Engine, EngineError, Outcome, Refusal, Violation};
use crate::model::{Authorization, Authorized, Cancel, CheckoutStatus, Complete, Decline, ErrorCode, Message, Update};
use crate::store::{
    ClaimedEvent, Commit, CommitError, DeadEvent, Delivery, EventTicket, MemoryStore, Reservation, ReserveRequest,
    Session, Store, StoreError, Ticket,
};
use crate::testing::{CountingIds, ManualClock};
use crate::types::{CheckoutId, EventId, OrderId, Principal, Timestamp};

/// How long one request has a completion to itself.
const LEASE: Duration = Duration::from_secs(30);

fn refused(error: EngineError) -> Refusal {
    match error {
        EngineError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

fn completing(id: &CheckoutId) -> Command {
    Command::Complete(id.clone(), Box::new(pay()))
}

/// The tokens of the attempts to set money aside, of the orders and of the money that was let go of.
fn tokens(world: &World) -> [Vec<String>; 3] {
    let mut tokens = [Vec::new(), Vec::new(), Vec::new()];
    for call in world.shop.calls() {
        match call {
            Call::Authorize(attempt) => tokens[0].push(attempt.token),
            Call::Order(placing) => tokens[1].push(placing.token),
            Call::Void { token, .. } => tokens[2].push(token),
            Call::LookUp { .. } | Call::Abandon { .. } | Call::Cancel { .. } => {}
        }
    }
    tokens
}

/// Works on a future as far as it comes by itself, that is to where the shop takes its time.
async fn step<F: Future>(future: &mut Pin<Box<F>>) -> Option<F::Output> {
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

// ACP-IDEM-28
#[tokio::test]
async fn an_authorization_of_unknown_outcome_is_asked_for_again() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Err(broken()));
    let error = world.complete(&id, pay()).await.unwrap_err();
    assert!(matches!(error, EngineError::Backend(_)), "{error:?}");
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::CompleteInProgress);
    // The money may be set aside: nothing but a completion may follow.
    assert_eq!(refused(world.update(&id, Update::default()).await.unwrap_err()), Refusal::Busy);
    assert_eq!(refused(world.cancel(&id, Cancel::default()).await.unwrap_err()), Refusal::Busy);

    // The claim was given back, so the retry need not wait for the lease to end.
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    let token = "cs_1:authorize:0";
    assert_eq!(tokens(&world), [vec![token, token], vec!["cs_1:order:0"], vec![]]);
    assert_eq!(world.events().len(), 1);
}

// ACP-IDEM-28
#[tokio::test]
async fn an_order_of_unknown_outcome_is_placed_again_and_paid_once() {
    let world = World::new();
    let id = world.ready().await;
    for _ in 0..3 {
        world.shop.places(Err(broken()));
        assert!(matches!(world.complete(&id, pay()).await, Err(EngineError::Backend(_))));
    }
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(tokens(&world), [vec!["cs_1:authorize:0"], vec!["cs_1:order:0"; 4], vec![]]);
    assert_eq!(world.shop.placings()[3].reference, "pi_cs_1:authorize:0");
    assert_eq!(world.events().len(), 1);
}

#[tokio::test]
async fn money_that_could_not_be_let_go_of_is_let_go_of_later() {
    let world = World::new();
    let id = world.ready().await;
    let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.");
    world.shop.places(Ok(Placement::Refused(vec![gone.clone()])));
    world.shop.voids(Err(broken()));
    assert!(matches!(world.complete(&id, pay()).await, Err(EngineError::Backend(_))));
    assert_eq!(world.shop.held().len(), 1);

    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.messages, [gone], "why it was refused is not forgotten");
    assert_eq!(tokens(&world), [vec!["cs_1:authorize:0"], vec!["cs_1:order:0"], vec!["cs_1:void:0"; 2]]);
    assert_eq!((world.shop.held(), world.events()), (vec![], vec![]));
}

#[tokio::test]
async fn an_order_of_another_session_is_no_order() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.places(Ok(order(&"cs_9".into()).into()));
    let error = world.complete(&id, pay()).await.unwrap_err();
    assert!(matches!(error, EngineError::Violation(Violation::StrayOrder)), "{error:?}");
    assert_eq!((world.see(&id).await.checkout.order.clone(), world.events()), (None, vec![]));
    // Once the shop is mended, the completion goes on where it stood.
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.order.as_deref(), Some(&order(&id)));
    assert_eq!(tokens(&world), [vec!["cs_1:authorize:0"], vec!["cs_1:order:0"; 2], vec![]]);
}

// An answer that was lost before it was settled: the order is there, the session does not know it yet.
#[tokio::test]
async fn an_outcome_that_was_never_settled_is_reached_again() {
    let world = World::new();
    let id = world.ready().await;
    drop(world.engine.execute(&world.caller, &completing(&id)).await.unwrap());
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy, "the lease is not over");
    world.wait(LEASE.saturating_sub(Duration::from_millis(1)));
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy);
    world.wait(Duration::from_millis(1));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(tokens(&world), [vec!["cs_1:authorize:0"], vec!["cs_1:order:0"; 2], vec![]]);
    assert_eq!(world.events().len(), 1);
}

#[tokio::test]
async fn each_step_has_the_whole_lease_to_itself() {
    let world = World::new();
    let id = world.ready().await;
    let command = completing(&id);
    let mut slow = Box::pin(world.engine.execute(&world.caller, &command));
    // Authorizing takes 20 seconds, placing the order 20 more.
    for _ in 0..2 {
        assert!(step(&mut slow).await.is_none());
        world.wait(Duration::from_secs(20));
        assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy);
    }
    let outcome = slow.await.unwrap();
    world.engine.settle(outcome, None).await.unwrap();
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
}

// Whoever takes a completion up has it as much to itself as whoever began it.
#[tokio::test]
async fn what_is_taken_up_is_held_again() {
    let world = World::new();
    let id = world.ready().await;
    drop(world.engine.execute(&world.caller, &completing(&id)).await.unwrap());
    world.wait(LEASE);
    let command = completing(&id);
    let mut second = Box::pin(world.engine.execute(&world.caller, &command));
    assert!(step(&mut second).await.is_none());
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Busy);
    let outcome = second.await.unwrap();
    world.engine.settle(outcome, None).await.unwrap();
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
}

// A request that hangs is overtaken. When it wakes, it finds that it has nothing to say any more.
#[tokio::test]
async fn who_loses_the_lease_loses_the_completion() {
    for steps in [1, 2] {
        let world = World::new();
        let id = world.ready().await;
        let command = completing(&id);
        let mut hung = Box::pin(world.engine.execute(&world.caller, &command));
        for _ in 0..steps {
            assert!(step(&mut hung).await.is_none());
        }
        world.wait(LEASE);
        let session = world.complete(&id, pay()).await.unwrap();
        assert_eq!(session.checkout.status, CheckoutStatus::Completed);

        let late = match hung.await {
            Err(error) => error,
            Ok(outcome) => world.engine.settle(outcome, None).await.unwrap_err().into(),
        };
        assert!(matches!(late, EngineError::Contended), "{late:?}");
        assert_eq!(*world.see(&id).await, *session, "the late one changed nothing");
        // Both asked for the same effects.
        let [authorized, ordered, voided] = tokens(&world);
        assert_eq!(BTreeSet::from_iter(authorized).len(), 1);
        assert_eq!(BTreeSet::from_iter(ordered).len(), 1);
        assert_eq!((voided.len(), world.shop.held().len(), world.events().len()), (0, 1, 1));
    }
}

// Crash at every place where the shop takes its time, along the way to an order and along the way back.
#[tokio::test]
async fn whoever_crashes_is_taken_up_without_a_second_charge() {
    let script = |world: &World, refuses: bool| {
        if refuses {
            world.shop.places(Ok(Placement::Refused(vec![Message::error(ErrorCode::OutOfStock, "Gone.")])));
        }
    };
    for refuses in [false, true] {
        for steps in 1.. {
            let world = World::new();
            let id = world.ready().await;
            script(&world, refuses);
            let command = completing(&id);
            let mut crashed = Box::pin(world.engine.execute(&world.caller, &command));
            let mut reached: Option<Result<Outcome, EngineError>> = None;
            for _ in 0..steps {
                reached = step(&mut crashed).await;
            }
            drop(crashed);
            let at_the_end = reached.is_some();
            drop(reached);

            world.wait(LEASE);
            // The shop gives the same answer to the same token.
            world.shop.forget_script();
            let voiding = tokens(&world)[2].len();
            script(&world, refuses && voiding == 0);
            let session = world.complete(&id, pay()).await.unwrap();

            let [authorized, ordered, voided] = tokens(&world).map(BTreeSet::from_iter);
            assert_eq!((authorized.len(), ordered.len()), (1, 1), "step {steps}");
            if refuses {
                assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment, "step {steps}");
                assert_eq!((voided.len(), world.shop.held().len(), world.events().len()), (1, 0, 0));
            } else {
                assert_eq!(session.checkout.status, CheckoutStatus::Completed, "step {steps}");
                assert_eq!((voided.len(), world.shop.held().len(), world.events().len()), (0, 1, 1));
            }
            if at_the_end {
                assert_eq!(steps, if refuses { 4 } else { 3 }, "every step was tried");
                break;
            }
        }
    }
}

// ACP-IDEM-28: the same attempt with the same token, also where it resumes another.
#[tokio::test]
async fn a_resumed_attempt_is_resumed_again() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world.shop.authorizes(Err(broken()));
    let with_result = || Complete { authentication: Some(authenticated()), ..pay() };
    assert!(world.complete(&id, with_result()).await.is_err());
    let session = world.complete(&id, with_result()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    let resumed: Vec<_> =
        world.shop.attempts().into_iter().map(|attempt| (attempt.token, attempt.resumes)).skip(1).collect();
    let expected = ("cs_1:authorize:1".to_owned(), Some("pi_1".to_owned()));
    assert_eq!(resumed, [expected.clone(), expected]);
}

// ACP-COMP-14: whoever takes an attempt up pays by what is offered, too.
#[tokio::test]
async fn taking_an_attempt_up_needs_a_way_to_pay_that_is_offered() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Err(broken()));
    assert!(world.complete(&id, pay()).await.is_err());
    let mut other = pay();
    other.payment.handler = Some("cash".into());
    assert_eq!(refused(world.complete(&id, other.clone()).await.unwrap_err()), Refusal::UnknownHandler);
    assert_eq!(world.shop.attempts().len(), 1);

    // Once the money is set aside, nobody pays any more.
    world.shop.places(Err(broken()));
    assert!(world.complete(&id, pay()).await.is_err());
    assert_eq!(world.complete(&id, other).await.unwrap().checkout.status, CheckoutStatus::Completed);
}

#[tokio::test]
async fn an_attempt_under_way_outlives_the_session() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.places(Err(broken()));
    assert!(world.complete(&id, pay()).await.is_err());
    world.wait(Duration::from_hours(7));
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::CompleteInProgress);
    assert_eq!(world.complete(&id, pay()).await.unwrap().checkout.status, CheckoutStatus::Completed);
}

// ACP-COMP-02
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_completions_at_once_one_pays() {
    let world = Arc::new(World::new());
    let id = world.ready().await;
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (world, id) = (Arc::clone(&world), id.clone());
            tokio::spawn(async move { world.complete(&id, pay()).await })
        })
        .collect();
    let mut bought = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(session) => {
                assert_eq!(session.checkout.status, CheckoutStatus::Completed);
                bought += 1;
            }
            Err(error) => {
                let refusal = refused(error);
                let expected = [Refusal::Busy, Refusal::Ended(CheckoutStatus::Completed)];
                assert!(expected.contains(&refusal), "{refusal:?}");
            }
        }
    }
    assert_eq!(bought, 1);
    assert_eq!(tokens(&world), [vec!["cs_1:authorize:0"], vec!["cs_1:order:0"], vec![]]);
    assert_eq!((world.shop.held().len(), world.events().len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_paying_and_giving_up_at_once_one_happens() {
    for _ in 0..50 {
        let world = Arc::new(World::new());
        let id = world.ready().await;
        let paying = tokio::spawn({
            let (world, id) = (Arc::clone(&world), id.clone());
            async move { world.complete(&id, pay()).await.is_ok() }
        });
        let leaving = tokio::spawn({
            let (world, id) = (Arc::clone(&world), id.clone());
            async move { world.cancel(&id, Cancel::default()).await.is_ok() }
        });
        let (paid, left) = (paying.await.unwrap(), leaving.await.unwrap());
        assert!(paid != left, "paid: {paid}, given up: {left}");
        let status = if paid { CheckoutStatus::Completed } else { CheckoutStatus::Canceled };
        assert_eq!(world.see(&id).await.checkout.status, status);
        assert_eq!((world.shop.held().len(), world.events().len()), (usize::from(paid), usize::from(paid)));
    }
}

/// A store that fails at one commit.
#[derive(Debug)]
struct Flaky {
    store: MemoryStore,
    /// Commits until the one that fails.
    left: AtomicUsize,
}

#[async_trait]
impl Store for Flaky {
    async fn session(&self, principal: &Principal, id: &CheckoutId) -> Result<Option<Arc<Session>>, StoreError> {
        self.store.session(principal, id).await
    }

    async fn reserve(&self, request: ReserveRequest) -> Result<Reservation, StoreError> {
        self.store.reserve(request).await
    }

    async fn release(&self, ticket: &Ticket) -> Result<(), StoreError> {
        self.store.release(ticket).await
    }

    async fn commit(&self, commit: Commit) -> Result<(), CommitError> {
        if self.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            return Err(StoreError::new(std::io::Error::other("disk full")).into());
        }
        self.store.commit(commit).await
    }

    async fn purge(&self, now: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.purge(now, limit).await
    }

    async fn purge_sessions(&self, unchanged_since: Timestamp, limit: usize) -> Result<usize, StoreError> {
        self.store.purge_sessions(unchanged_since, limit).await
    }

    async fn abandoned(&self, now: Timestamp, limit: usize) -> Result<Vec<Arc<Session>>, StoreError> {
        self.store.abandoned(now, limit).await
    }

    async fn session_of_order(&self, order: &OrderId) -> Result<Option<Arc<Session>>, StoreError> {
        self.store.session_of_order(order).await
    }

    async fn claim_events(
        &self,
        now: Timestamp,
        lease: Duration,
        limit: usize,
    ) -> Result<Vec<ClaimedEvent>, StoreError> {
        self.store.claim_events(now, lease, limit).await
    }

    async fn settle_event(&self, ticket: &EventTicket, delivery: Delivery) -> Result<bool, StoreError> {
        self.store.settle_event(ticket, delivery).await
    }

    async fn dead_events(&self, after: Option<&EventId>, limit: usize) -> Result<Vec<DeadEvent>, StoreError> {
        self.store.dead_events(after, limit).await
    }

    async fn revive_event(&self, event: &EventId, now: Timestamp) -> Result<bool, StoreError> {
        self.store.revive_event(event, now).await
    }
}

// Claim, record, settle: whichever of them the store cannot write, the next request goes on.
#[tokio::test]
async fn a_store_that_fails_costs_time_and_no_money() {
    for failing in 1..=4 {
        let world = World::new();
        let flaky = Arc::new(Flaky { store: MemoryStore::new(), left: AtomicUsize::new(usize::MAX) });
        let clock = Arc::new(ManualClock::at(super::shop::noon()));
        let engine = Engine::new(Arc::clone(&world.shop), Arc::clone(&flaky) as Arc<dyn Store>)
            .with_clock(Arc::clone(&clock) as _)
            .with_ids(Arc::new(CountingIds::new()));
        let run = async |command: &Command| -> Result<Outcome, EngineError> {
            let outcome = engine.execute(&world.caller, command).await?;
            engine.settle(outcome.clone(), None).await?;
            Ok(outcome)
        };
        let id = run(&Command::Create(Box::new(super::shop::one_mug()))).await.unwrap().checkout().id.clone();

        flaky.left.store(failing, Ordering::SeqCst);
        match run(&completing(&id)).await {
            Err(error) => assert!(matches!(error, EngineError::Store(_)), "commit {failing}: {error:?}"),
            Ok(_) => assert_eq!(failing, 4, "a completion is three commits"),
        }
        clock.advance(LEASE);
        if failing < 4 {
            let outcome = run(&completing(&id)).await.unwrap();
            assert_eq!(outcome.checkout().status, CheckoutStatus::Completed, "commit {failing}");
        }
        let [authorized, ordered, voided] = tokens(&world).map(BTreeSet::from_iter);
        assert_eq!((authorized.len(), ordered.len(), voided.len()), (1, 1, 0), "commit {failing}");
        assert_eq!((world.shop.held().len(), flaky.store.events().len()), (1, 1), "commit {failing}");
    }
}

// Money that was set aside by an attempt which was then declined elsewhere does not exist: a decline ends the attempt.
#[tokio::test]
async fn a_retry_may_be_decided_otherwise() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Err(broken()));
    world.shop.authorizes(Ok(Authorization::Declined(Decline::new("No."))));
    world.shop.authorizes(Ok(Authorization::Authorized(Authorized::new("pi_2", dollars(1_850)))));
    assert!(world.complete(&id, pay()).await.is_err());
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(tokens(&world)[0], ["cs_1:authorize:0", "cs_1:authorize:0", "cs_1:authorize:1"]);
}
