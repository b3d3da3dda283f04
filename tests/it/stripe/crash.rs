//! The example store, killed with SIGKILL between the charge and the order. Stripe is played by this very test, and goes on.

use std::sync::Arc;

use agentic_commerce::testing::stripe_mock::{Fault, LedgerEntry, StripeMock, card};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::SECRET_KEY;
use crate::process::{Agent, Place, Server, V5, create, pay};
use crate::shop::dollars;
use crate::spec;

/// How many stores run at once.
const AT_ONCE: usize = 4;

/// From before the charge until after the order.
const POINTS: [&str; 8] = [
    "authorize:before",
    "authorize:after",
    "commit-authorized:before",
    "commit-authorized:after",
    "place_order:before",
    "place_order:after",
    "commit-decided:before",
    "commit-decided:after",
];

// ACP-IDEM-27, ACP-IDEM-28
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_between_charge_and_order_there_is_one_capture_and_one_order() {
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut cases = JoinSet::new();
    for point in POINTS {
        // The answer of Stripe is there, or is lost the first time.
        for fault in [None, Some(Fault::DropAfterCommit), Some(Fault::ServerErrorAfterCommit)] {
            // Whether the agent comes back. Before the charge the store cannot do without it: the token is nowhere else.
            for returns in [true, false] {
                if !returns && point == "authorize:before" {
                    continue;
                }
                let turns = Arc::clone(&turns);
                cases.spawn(async move {
                    let _turn = turns.acquire().await;
                    kill_at(point, fault, returns).await;
                });
            }
        }
    }
    assert_eq!(cases.join_all().await.len(), 45);
}

async fn kill_at(point: &str, fault: Option<Fault>, returns: bool) {
    let case = format!("{point} {fault:?} {returns}");
    let mock = StripeMock::new(SECRET_KEY);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let stripe = tokio::spawn(axum::serve(listener, mock.router()).into_future());
    let place = Place::sqlite().with_lease(2).with_stripe(&url, SECRET_KEY);
    let agent = Agent::new();

    let mut killed = Server::start(&place, Some(point)).await;
    let id = agent.ask(&killed.url, "", "create", &create("ebook")).await.expect("a session").id();
    let token = mock.grant(card::VISA, dollars(100_000));
    if let Some(fault) = fault {
        mock.fail(fault, 1);
    }
    let (path, body) = (format!("/{id}/complete"), pay(&token));
    {
        let url = killed.url.clone();
        // Where the machine is slow the agent is told to try again.
        let request = agent.insist(|| url.clone(), &path, "complete", &body);
        let mut request = std::pin::pin!(request);
        tokio::select! {
            reply = &mut request => panic!("{case}: answered {reply:?}"),
            () = killed.reached() => {}
        }
        killed.kill();
    }

    let after = Server::start(&place, None).await;
    if !returns {
        agent.see_settled(&after.url, &id).await;
    }
    let reply = agent.insist(|| after.url.clone(), &path, "complete", &body).await;
    if reply.status == 200 {
        spec::assert_valid(V5, "CheckoutSessionWithOrder", &reply.body());
    }
    let session = agent.see(&after.url, &id).await;
    assert_eq!(session["status"], "completed", "{case}: {session:#}");
    let orders: Vec<_> = place.ledger().into_iter().filter(|line| line["did"] == "placed").collect();
    assert_eq!((orders.len(), &orders[0]["checkout"]), (1, &json!(id)), "{case}");
    let [LedgerEntry::Captured { amount, checkout, .. }] = &mock.ledger()[..] else {
        panic!("{case}: {:?}", mock.ledger())
    };
    assert_eq!((*amount, checkout.as_deref()), (999, Some(&*id)), "{case}: the price of the book, once");
    stripe.abort();
    place.drop().await;
}
