//! Signed requests.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::sample::SampleShop;
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SigningSecret};
use agentic_commerce::types::{ApiVersion, Clock};
use http::Method;
use serde_json::json;

use crate::agent::{Call, Mall, body, open_with};

const V5: ApiVersion = ApiVersion::V2026_04_17;

fn secret(text: &str) -> SigningSecret {
    SigningSecret::new(text.to_owned()).expect("a secret")
}

fn signed_shop() -> Mall {
    open_with(Arc::new(SampleShop::builtin()), |pipeline| {
        pipeline.with_verifier(HmacVerifier::new([secret("the new one"), secret("the old one")]))
    })
}

fn sign<'a>(mall: &Mall, call: Call<'a, Arc<SampleShop>>, by: &str, body: &str) -> Call<'a, Arc<SampleShop>> {
    let headers = HmacSigner::new(secret(by)).sign(body.as_bytes(), mall.clock.now()).expect("JSON");
    let call = call.header("signature", &headers.signature);
    match headers.timestamp {
        Some(timestamp) => call.header("timestamp", &timestamp),
        None => call,
    }
}

// ACP-SIG-01, ACP-SIG-03: what is configured is demanded, for bodies and without.
#[tokio::test]
async fn a_signed_request_is_let_in_by_any_of_the_secrets() {
    let mall = signed_shop();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    for by in ["the new one", "the old one"] {
        sign(&mall, agent.post("/checkout_sessions", &create), by, &create.to_string()).send().await.expect(201);
    }
    let get = agent.call(Method::GET, "/checkout_sessions/cs_1");
    sign(&mall, get, "the new one", "").send().await.expect(200);
    assert_eq!(mall.store.session_count(), 2);
}

// ACP-SIG-03: a body, a header or a signature of something else is not enough.
#[tokio::test]
async fn whatever_is_not_signed_stays_outside() {
    let mall = signed_shop();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let text = create.to_string();
    let call = || agent.post("/checkout_sessions", &create);
    call().send().await.expect_error(401, "missing_signature");
    agent.call(Method::GET, "/checkout_sessions/cs_1").send().await.expect_error(401, "missing_signature");
    sign(&mall, call(), "another", &text).send().await.expect_error(401, "invalid_signature");
    sign(&mall, call(), "the new one", &json!({}).to_string()).send().await.expect_error(401, "invalid_signature");
    for nonsense in ["", "x", "AAAA", "v1=00", &"0".repeat(64)] {
        let call = sign(&mall, call(), "the new one", &text).header("signature", nonsense);
        call.send().await.expect_error(401, "invalid_signature");
    }
    let call = sign(&mall, call(), "the new one", &text).without("timestamp");
    call.send().await.expect_error(401, "missing_timestamp");
    assert_eq!(mall.store.session_count(), 0);
}

// ACP-SIG-03, ACP-SIG-04
#[tokio::test]
async fn an_old_or_unreadable_timestamp_is_refused() {
    let mall = signed_shop();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let text = create.to_string();
    let call =
        |agent| sign(&mall, crate::agent::Agent::post(agent, "/checkout_sessions", &create), "the new one", &text);
    call(&agent).header("timestamp", "1776427200").send().await.expect_error(401, "invalid_timestamp");
    let fresh = call(&agent);
    mall.clock.advance(Duration::from_mins(5));
    fresh.send().await.expect(201);
    let stale = call(&agent);
    mall.clock.advance(Duration::from_secs(301));
    stale.send().await.expect_error(401, "stale_timestamp");
    // A new timestamp needs a new signature.
    let moved = call(&agent).header("timestamp", "2026-04-17T12:10:02Z");
    moved.send().await.expect_error(401, "invalid_signature");
}
