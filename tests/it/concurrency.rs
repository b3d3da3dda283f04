//! Many at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use agentic_commerce::backend::CommerceBackend;
use agentic_commerce::router::router;
use agentic_commerce::types::ApiVersion;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Method, Request};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::agent::{KEY, Mall, body, open, open_with};
use crate::shop::ScriptedShop;
use crate::spec;

const V5: ApiVersion = ApiVersion::V2026_04_17;

// ACP-COMP-02, ACP-IDEM-14, ACP-IDEM-18, ACP-ERR-14
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_completions_of_one_session_under_one_key() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let id = mall.agent(version).payable().await;
        let path = format!("/checkout_sessions/{id}/complete");
        let pay = body::pay(version, "spt_test_success");
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let (agent, path, pay) = (mall.agent(version), path.clone(), pay.clone());
                tokio::spawn(async move { agent.post(&path, &pay).keyed("one").send().await })
            })
            .collect();
        let mut answers = BTreeSet::new();
        for task in tasks {
            let reply = task.await.expect("no panic");
            if reply.status == 200 {
                answers.insert(reply.bytes.to_vec());
            } else {
                let reply = reply.expect_error(409, "idempotency_in_flight");
                assert_eq!(reply.header("retry-after"), Some("1"));
            }
        }
        assert_eq!(answers.len(), 1, "every answer is the same answer");
        let tally = mall.shop.ledger().tally(&id.as_str().into());
        assert_eq!((tally.authorized, tally.orders), (1, 1));
    }
}

// ACP-COMP-02
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_completions_of_one_session_under_as_many_keys() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let id = mall.agent(version).payable().await;
        let pay = body::pay(version, "spt_test_success");
        let tasks: Vec<_> = (0..64)
            .map(|_| {
                let (agent, id, pay) = (mall.agent(version), id.clone(), pay.clone());
                tokio::spawn(async move { agent.complete(&id, &pay).await })
            })
            .collect();
        let mut bought = 0;
        for task in tasks {
            let reply = task.await.expect("no panic");
            match reply.status.as_u16() {
                200 => bought += 1,
                405 => drop(reply.expect_error(405, "session_completed")),
                _ => drop(reply.expect_error(409, "session_in_progress")),
            }
        }
        assert_eq!(bought, 1);
        let tally = mall.shop.ledger().tally(&id.as_str().into());
        assert_eq!((tally.authorized, tally.orders), (1, 1));
        assert_eq!(mall.store.events().len(), 1);
    }
}

// Updates that race each other all happen, one after the other, and none is lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn updates_that_race_are_all_carried_out() {
    let mall = open();
    let id = mall.agent(V5).payable().await;
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let (agent, id) = (mall.agent(V5), id.clone());
            let update = if number % 2 == 0 {
                json!({ "buyer": { "email": format!("ada{number}@example.com") } })
            } else {
                json!({ "line_items": [{ "id": "mug", "quantity": number }] })
            };
            tokio::spawn(async move { agent.update(&id, &update).await })
        })
        .collect();
    for task in tasks {
        task.await.expect("no panic").expect(200);
    }
    let reply = mall.agent(V5).retrieve(&id).await.expect(200);
    assert!(reply.at("/buyer/email").as_str().expect("an address").starts_with("ada"));
    let quantity = reply.at("/line_items/0/quantity").as_i64().expect("a quantity");
    assert_eq!(quantity % 2, 1);
    assert_eq!(reply.total("items_base_amount"), Some(1_250 * quantity));
}

// Completing and giving up at the same time: one of them wins, and money is only taken for an order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn completing_and_canceling_at_once() {
    for _ in 0..32 {
        let mall = open();
        let id = mall.agent(V5).payable().await;
        let (payer, quitter) = (mall.agent(V5), mall.agent(V5));
        let (pay, cancel) = ((id.clone(), body::pay(V5, "spt_test_success")), id.clone());
        let pays = tokio::spawn(async move { payer.complete(&pay.0, &pay.1).await });
        let quits = tokio::spawn(async move { quitter.cancel(&cancel, &json!({})).await });
        let (paid, quit) = (pays.await.expect("no panic"), quits.await.expect("no panic"));
        let tally = mall.shop.ledger().tally(&id.as_str().into());
        let status = mall.agent(V5).retrieve(&id).await.session_status().to_owned();
        match (paid.status.as_u16(), quit.status.as_u16()) {
            (200, 405 | 409) => assert_eq!((status.as_str(), tally.orders, tally.canceled), ("completed", 1, 0)),
            (405 | 409, 200) => assert_eq!((status.as_str(), tally.orders, tally.authorized), ("canceled", 0, 0)),
            other => panic!("{other:?}"),
        }
    }
}

/// Sends a request through the axum router and holds the answer against its schema.
async fn send(app: &Router, method: Method, path: &str, key: &str, body: Option<&Value>) -> (u16, Value) {
    let mut request = Request::builder()
        .method(method)
        .uri(format!("/shop/acp{path}"))
        .header("authorization", format!("Bearer {KEY}"))
        .header("api-version", V5.as_str())
        .header("idempotency-key", key);
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
    let response = app.clone().oneshot(request.body(body).expect("a request")).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
    let body: Value = serde_json::from_slice(&bytes).expect("JSON");
    let definition = if status.is_success() { "CheckoutSession" } else { "Error" };
    spec::assert_valid(V5, definition, &body);
    (status.as_u16(), body)
}

fn nested<B: CommerceBackend>(mall: &Mall<B>) -> Router {
    Router::new().nest("/shop/acp", router(Arc::clone(&mall.pipeline)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_sessions_through_the_router_lose_none() {
    let mall = open();
    let app = nested(&mall);
    let tasks: Vec<_> = (0..1_000)
        .map(|number| {
            let app = app.clone();
            tokio::spawn(async move {
                let key = |step: &str| format!("{step}-{number}");
                let create = body::create(V5, "poster", 1 + number % 3);
                let (status, session) = send(&app, Method::POST, "/checkout_sessions", &key("c"), Some(&create)).await;
                assert_eq!(status, 201);
                let path = format!("/checkout_sessions/{}", session["id"].as_str().expect("an id"));
                let update = body::destination(V5);
                let (status, _) = send(&app, Method::POST, &path, &key("u"), Some(&update)).await;
                assert_eq!(status, 200);
                let pay = body::pay(V5, "spt_test_success");
                let (status, session) =
                    send(&app, Method::POST, &format!("{path}/complete"), &key("p"), Some(&pay)).await;
                assert_eq!((status, &session["status"]), (200, &json!("completed")));
                let (status, again) = send(&app, Method::GET, &path, "none", None).await;
                assert_eq!((status, &again), (200, &session));
                session["order"]["id"].as_str().expect("an order").to_owned()
            })
        })
        .collect();
    let mut orders = BTreeSet::new();
    for task in tasks {
        orders.insert(task.await.expect("no panic"));
    }
    assert_eq!(orders.len(), 1_000);
    assert_eq!(mall.store.session_count(), 1_000);
    assert_eq!(mall.store.events().len(), 1_000);
}

// ACP-HDR-17
#[tokio::test]
async fn the_router_can_be_nested_under_any_prefix() {
    let mall = open();
    let app = nested(&mall);
    let (status, session) =
        send(&app, Method::POST, "/checkout_sessions", "k", Some(&body::create(V5, "mug", 1))).await;
    assert_eq!((status, &session["id"]), (201, &json!("cs_1")));
    let (status, _) = send(&app, Method::GET, "/checkout_sessions/cs_1", "k", None).await;
    assert_eq!(status, 200);
    let (status, error) = send(&app, Method::DELETE, "/checkout_sessions/cs_1", "k", None).await;
    assert_eq!((status, &error["code"]), (405, &json!("method_not_allowed")));
    let (status, error) = send(&app, Method::POST, "/checkout_sessions/cs_1/pay", "k", None).await;
    assert_eq!((status, &error["code"]), (404, &json!("not_found")));
}

#[tokio::test]
async fn the_router_refuses_a_body_that_is_too_large_without_reading_it_all() {
    let mall = open();
    let app = nested(&mall);
    let huge = json!({ "metadata": { "note": "n".repeat(2 * 1024 * 1024) } });
    let (status, error) = send(&app, Method::POST, "/checkout_sessions", "k", Some(&huge)).await;
    assert_eq!((status, &error["code"]), (413, &json!("request_too_large")));
}

// An agent that hangs up does not cut a completion: the answer waits under its key.
#[tokio::test]
async fn a_hang_up_does_not_cut_a_completion() {
    let mall = open_with(ScriptedShop::new(|_, _, quote| quote), |pipeline| pipeline);
    let app = nested(&mall);
    let id = mall.agent(V5).payable().await;
    let pay = body::pay(V5, "spt_test_success");
    let request = Request::post(format!("/shop/acp/checkout_sessions/{id}/complete"))
        .header("authorization", format!("Bearer {KEY}"))
        .header("api-version", V5.as_str())
        .header("content-type", "application/json")
        .header("idempotency-key", "hangs-up")
        .body(Body::from(pay.to_string()))
        .expect("a request");
    {
        let mut answer = std::pin::pin!(app.clone().oneshot(request));
        // One poll brings the request as far as the payment provider; dropping the future is the hang-up.
        let poll = std::future::poll_fn(|context| std::task::Poll::Ready(answer.as_mut().poll(context))).await;
        assert!(poll.is_pending());
    }
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    let reply = mall.agent(V5).retrieve(&id).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    let again = mall.agent(V5).post(&format!("/checkout_sessions/{id}/complete"), &pay).keyed("hangs-up").send().await;
    assert_eq!(again.expect(200).header("idempotent-replayed"), Some("true"));
}
