//! Idempotency, retries and concurrency.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use agentic_commerce::signature::Fingerprint;
use agentic_commerce::store::{Answer, Commit, IdempotencyKey, Reservation, ReserveRequest, Store};
use agentic_commerce::types::{ApiVersion, Clock};
use http::Method;
use serde_json::{Value, json};

use crate::agent::{body, buyer, open, open_with};
use crate::shop::ScriptedShop;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

// ACP-IDEM-06, ACP-ERR-12
#[tokio::test]
async fn the_newest_release_wants_a_key_on_every_post() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.payable().await;
    for path in [
        "/checkout_sessions".to_owned(),
        format!("/checkout_sessions/{id}"),
        format!("/checkout_sessions/{id}/complete"),
        format!("/checkout_sessions/{id}/cancel"),
    ] {
        let reply = agent.post(&path, &json!({})).without("idempotency-key").send().await;
        let reply = reply.expect_error(400, "idempotency_key_required");
        assert_eq!(reply.at("/type"), "invalid_request");
    }
    assert_eq!(agent.retrieve(&id).await.session_status(), "ready_for_payment");
}

// ACP-IDEM-06
#[tokio::test]
async fn older_releases_take_posts_without_a_key() {
    let mall = open();
    for &version in ApiVersion::ALL.iter().filter(|&&version| version < V5) {
        let agent = mall.agent(version);
        let create = agent.post("/checkout_sessions", &body::create(version, "mug", 1)).without("idempotency-key");
        let id = create.send().await.expect(201).id();
        let path = format!("/checkout_sessions/{id}");
        agent.post(&path, &body::destination(version)).without("idempotency-key").send().await.expect(200);
        let pay = body::pay(version, "spt_test_success");
        agent.post(&format!("{path}/complete"), &pay).without("idempotency-key").send().await.expect(200);
        let cancel = agent.post(&format!("{path}/cancel"), &json!({})).without("idempotency-key");
        cancel.send().await.expect_error(405, "session_completed");
    }
}

// ACP-IDEM-03
#[tokio::test]
async fn a_key_has_1_to_255_characters() {
    let mall = open();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    for wrong in ["", &"k".repeat(256)] {
        let reply = agent.post("/checkout_sessions", &create).keyed(wrong).send().await;
        reply.expect_error(400, "idempotency_key_invalid");
    }
    for right in ["k", &"k".repeat(255), "no uuid at all: ~!@#"] {
        agent.post("/checkout_sessions", &create).keyed(right).send().await.expect(201);
    }
}

// ACP-IDEM-14, ACP-IDEM-15, ACP-IDEM-16, ACP-UPD-11
#[tokio::test]
async fn the_same_request_gets_the_same_bytes_again() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let created = agent.post("/checkout_sessions", &body::create(version, "mug", 2));
        let created = created.keyed(&format!("create-{version}")).send().await.expect(201);
        assert_eq!(created.header("idempotent-replayed"), None);
        let id = created.id();
        let path = format!("/checkout_sessions/{id}");
        let updated = agent.post(&path, &body::destination(version)).keyed("replay-update").send().await.expect(200);
        let pay = body::pay(version, "spt_test_success");
        let completed = agent.post(&format!("{path}/complete"), &pay).keyed("replay-complete").send().await.expect(200);
        // Everything is over, and still each key has the answer that it had: not the state of now.
        let again =
            agent.post("/checkout_sessions", &body::create(version, "mug", 2)).keyed(&format!("create-{version}"));
        let again = again.send().await.expect(201);
        assert_eq!(again.bytes, created.bytes);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
        let again = agent.post(&path, &body::destination(version)).keyed("replay-update").send().await.expect(200);
        assert_eq!(again.bytes, updated.bytes);
        let again = agent.post(&format!("{path}/complete"), &pay).keyed("replay-complete").send().await.expect(200);
        assert_eq!(again.bytes, completed.bytes);
        assert_eq!(again.header("idempotent-replayed"), Some("true"));
    }
}

// ACP-IDEM-17, ACP-IDEM-31, ACP-IDEM-33
#[tokio::test]
async fn a_replay_has_no_effect() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let path = format!("/checkout_sessions/{id}/complete");
        let mut pay = body::pay(version, "spt_test_success");
        if version != V1 {
            pay["affiliate_attribution"] = json!({ "provider": "impact.com", "token": "atp_1" });
        }
        for _ in 0..5 {
            agent.post(&path, &pay).keyed("once").send().await.expect(200);
        }
        let tally = mall.shop.ledger().tally(&id.as_str().into());
        assert_eq!((tally.authorized, tally.orders), (1, 1));
    }
    assert_eq!(mall.store.events().len(), ApiVersion::ALL.len());
}

// ACP-IDEM-34: who brought the buyer is a part of the request, in 2026-04-17 as well (ACP-ERR-15).
#[tokio::test]
async fn another_attribution_under_the_same_key_is_a_conflict() {
    let mall = open();
    for &version in ApiVersion::ALL.iter().filter(|&&version| version != V1) {
        let agent = mall.agent(version);
        let create = |token: &str| {
            let mut create = body::create(version, "mug", 1);
            create["affiliate_attribution"] = json!({ "provider": "impact.com", "token": token });
            agent.post("/checkout_sessions", &create).keyed(version.as_str())
        };
        create("atp_1").send().await.expect(201);
        create("atp_1").send().await.expect(201);
        let status = if version == V5 { 422 } else { 409 };
        create("atp_2").send().await.expect_error(status, "idempotency_conflict");
    }
}

// ACP-IDEM-15: a replay belongs to its own exchange.
#[tokio::test]
async fn a_replay_echoes_the_request_that_asked_for_it() {
    let mall = open();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let call = || agent.post("/checkout_sessions", &create).keyed("k");
    call().header("request-id", "first").send().await.expect(201);
    let again = call().header("request-id", "second").send().await.expect(201);
    assert_eq!(again.header("request-id"), Some("second"));
}

// ACP-ERR-13, ACP-ERR-15, ACP-IDEM-02
#[tokio::test]
async fn another_request_under_the_same_key_is_a_conflict() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let status = if version == V5 { 422 } else { 409 };
        let agent = mall.agent(version);
        let key = format!("conflict-{version}");
        agent.post("/checkout_sessions", &body::create(version, "mug", 1)).keyed(&key).send().await.expect(201);
        let reply = agent.post("/checkout_sessions", &body::create(version, "mug", 2)).keyed(&key).send().await;
        let reply = reply.expect_error(status, "idempotency_conflict");
        assert_eq!(reply.at("/type"), "invalid_request");
        // It is for ever: the first answer stays.
        let reply = agent.post("/checkout_sessions", &body::create(version, "mug", 1)).keyed(&key).send().await;
        assert_eq!(reply.expect(201).header("idempotent-replayed"), Some("true"));
    }
}

/// Sends one body, then another, under one key; says whether the second was the same request.
async fn equal(first: &str, second: &str) -> bool {
    let mall = open();
    let agent = mall.agent(V5);
    let send = async |body: &str| {
        let call = agent.call(Method::POST, "/checkout_sessions").body("application/json", body.to_owned());
        call.keyed("k").send().await
    };
    send(first).await;
    let reply = send(second).await;
    if reply.status.as_u16() == 422 {
        return false;
    }
    assert_eq!(reply.header("idempotent-replayed"), Some("true"), "{:#}", reply.body);
    true
}

// ACP-IDEM-07, ACP-IDEM-08, ACP-IDEM-09, ACP-IDEM-10, ACP-IDEM-11, ACP-IDEM-13
#[tokio::test]
async fn requests_are_equal_by_the_meaning_of_their_json() {
    const MUG: &str = r#"{"line_items":[{"id":"mug","quantity":1}],"currency":"usd","capabilities":{}}"#;
    assert!(equal(MUG, MUG).await);
    let spaced = MUG.replace(':', " : ");
    assert!(equal(MUG, &spaced).await);
    let reordered = r#"{"capabilities":{},"currency":"usd","line_items":[{"quantity":1,"id":"mug"}]}"#;
    assert!(equal(MUG, reordered).await);
    assert!(equal(MUG, &MUG.replace("\"quantity\":1", "\"quantity\":1.0")).await);
    assert!(equal(MUG, &MUG.replace("mug", "\\u006dug")).await);
    assert!(!equal(MUG, &MUG.replace("\"quantity\":1", "\"quantity\":2")).await);
    let with = |extra: &str| MUG.replace("{\"line", &format!("{{{extra},\"line"));
    assert!(!equal(MUG, &with("\"locale\":\"en\"")).await);
    // null is not the same as nothing
    assert!(!equal(MUG, &with("\"metadata\":null")).await);
    let two = r#"{"line_items":[{"id":"mug"},{"id":"poster"}],"currency":"usd","capabilities":{}}"#;
    let swapped = r#"{"line_items":[{"id":"poster"},{"id":"mug"}],"currency":"usd","capabilities":{}}"#;
    assert!(!equal(two, swapped).await);
    // 2^53 and 2^53 + 1 are two numbers, whatever a double makes of them
    let big = |number: u64| with(&format!("\"metadata\":{{\"n\":{number}}}"));
    assert!(!equal(&big(9_007_199_254_740_992), &big(9_007_199_254_740_993)).await);
    // A field that no schema of ours knows counts as well: ACP-IDEM-25
    assert!(!equal(&with("\"x_loyalty\":{\"tier\":1}"), &with("\"x_loyalty\":{\"tier\":2}")).await);
}

// ACP-IDEM-07: headers never count.
#[tokio::test]
async fn headers_do_not_make_another_request() {
    let mall = open();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let call = || agent.post("/checkout_sessions", &create).keyed("k");
    let first = call().header("accept-language", "en").send().await.expect(201);
    let second = call().header("accept-language", "de").header("user-agent", "other").send().await.expect(201);
    assert_eq!(first.bytes, second.bytes);
}

// ACP-IDEM-05
#[tokio::test]
async fn the_same_key_on_another_path_is_another_key() {
    let mall = open();
    let agent = mall.agent(V5);
    let (one, other) = (agent.payable().await, agent.payable().await);
    let update = json!({ "buyer": buyer() });
    for id in [&one, &other] {
        let reply = agent.post(&format!("/checkout_sessions/{id}"), &update).keyed("same").send().await.expect(200);
        assert_eq!(reply.header("idempotent-replayed"), None);
        assert_eq!(reply.id(), *id);
    }
}

// ACP-IDEM-22
#[tokio::test]
async fn a_refusal_is_an_outcome_and_replayed() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.create(&body::create(V5, "mug", 1)).await.expect(201).id();
    let path = format!("/checkout_sessions/{id}/complete");
    let pay = body::pay(V5, "spt_test_success");
    let refused = agent.post(&path, &pay).keyed("early").send().await.expect_error(400, "not_ready_for_payment");
    agent.update(&id, &body::destination(V5)).await.expect(200);
    // The session is ready now, and the key still has its answer.
    let again = agent.post(&path, &pay).keyed("early").send().await.expect(400);
    assert_eq!(again.bytes, refused.bytes);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    agent.post(&path, &pay).keyed("late").send().await.expect(200);
    let gone = agent.post("/checkout_sessions/none/cancel", &json!({})).keyed("gone").send().await;
    gone.expect_error(404, "session_not_found");
    let again = agent.post("/checkout_sessions/none/cancel", &json!({})).keyed("gone").send().await.expect(404);
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let ended = agent.post(&format!("/checkout_sessions/{id}/cancel"), &json!({})).keyed("end").send().await;
    assert_eq!(ended.expect(405).header("allow"), Some("GET"));
    let ended = agent.post(&format!("/checkout_sessions/{id}/cancel"), &json!({})).keyed("end").send().await;
    assert_eq!(ended.expect(405).header("allow"), Some("GET")); // headers of the answer are part of it
}

// ACP-IDEM-22, C-IDEM-05: what was answered before the key was taken leaves no trace under it.
#[tokio::test]
async fn what_fails_before_the_key_is_taken_does_not_use_it_up() {
    let mall = open();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let call = || agent.post("/checkout_sessions", &create).keyed("k");
    call().header("authorization", "Bearer wrong").send().await.expect(401);
    call().without("api-version").send().await.expect(400);
    call().header("content-type", "text/plain").send().await.expect(415);
    call().body("application/json", "{").send().await.expect(400);
    let reply = call().send().await.expect(201);
    assert_eq!(reply.header("idempotent-replayed"), None);
}

// ACP-IDEM-20, ACP-IDEM-21
#[tokio::test]
async fn a_5xx_is_not_kept_and_the_retry_is_processed_afresh() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let path = format!("/checkout_sessions/{id}/complete");
        let pay = body::pay(version, "spt_test_timeout_once");
        let reply = agent.post(&path, &pay).keyed("k").send().await.expect_error(503, "service_unavailable");
        assert_eq!(reply.at("/type"), "service_unavailable");
        assert!(reply.header("retry-after").is_some());
        let reply = agent.post(&path, &pay).keyed("k").send().await.expect(200);
        assert_eq!(reply.header("idempotent-replayed"), None);
        assert_eq!(reply.session_status(), "completed");
        let tally = mall.shop.ledger().tally(&id.as_str().into());
        assert_eq!((tally.authorized, tally.orders), (1, 1));
        // The answer that counts is kept.
        let again = agent.post(&path, &pay).keyed("k").send().await.expect(200);
        assert_eq!(again.bytes, reply.bytes);
    }
}

// ACP-IDEM-23, ACP-IDEM-24
#[tokio::test]
async fn an_answer_is_kept_for_a_day_and_then_forgotten() {
    let mall = open();
    let agent = mall.agent(V5);
    let create = body::create(V5, "mug", 1);
    let first = agent.post("/checkout_sessions", &create).keyed("k").send().await.expect(201);
    mall.clock.advance(Duration::from_secs(24 * 60 * 60 - 1));
    let again = agent.post("/checkout_sessions", &create).keyed("k").send().await.expect(201);
    assert_eq!(again.bytes, first.bytes);
    mall.clock.advance(Duration::from_secs(2));
    let other = body::create(V5, "poster", 1); // not even a conflict any more
    let fresh = agent.post("/checkout_sessions", &other).keyed("k").send().await.expect(201);
    assert_eq!(fresh.header("idempotent-replayed"), None);
    assert_ne!(fresh.id(), first.id());
}

// ACP-IDEM-32, ACP-CXL-01: the reason is told to the shop once.
#[tokio::test]
async fn a_replayed_cancel_records_its_reason_once() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.payable().await;
    let trace = json!({ "intent_trace": { "reason_code": "price_sensitivity", "trace_summary": "too dear" } });
    let path = format!("/checkout_sessions/{id}/cancel");
    let first = agent.post(&path, &trace).keyed("k").send().await.expect(200);
    let again = agent.post(&path, &trace).keyed("k").send().await.expect(200);
    assert_eq!(again.bytes, first.bytes);
    assert_eq!(mall.shop.ledger().tally(&id.as_str().into()).canceled, 1);
    agent.post(&path, &trace).keyed("other").send().await.expect_error(405, "session_canceled"); // C-IDEM-09
}

// ACP-IDEM-12, ACP-MON-01: money travels as whole minor units, so no float can break equality.
#[tokio::test]
async fn no_amount_on_the_wire_is_a_float() {
    fn check(value: &Value) {
        match value {
            Value::Number(number) => assert!(number.is_i64() || number.is_u64(), "{number}"),
            Value::Array(values) => values.iter().for_each(check),
            Value::Object(fields) => {
                fields.iter().filter(|(key, _)| *key != "weight").for_each(|(_, value)| check(value));
            }
            _ => {}
        }
    }
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        check(&agent.retrieve(&id).await.body);
        check(&agent.complete(&id, &body::pay(version, "spt_test_success")).await.expect(200).body);
    }
}

// ACP-IDEM-26: what is decided by the key never reaches the shop.
#[tokio::test]
async fn idempotency_stands_before_the_shop() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let shop = ScriptedShop::new(move |_, _, quote| {
        counter.fetch_add(1, Ordering::SeqCst);
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let agent = mall.agent(V5);
    let create = body::create(V5, "thing", 1);
    agent.post("/checkout_sessions", &create).keyed("k").send().await.expect(201);
    let once = asked.load(Ordering::SeqCst);
    assert!(once > 0);
    agent.post("/checkout_sessions", &create).keyed("k").send().await.expect(201);
    agent.post("/checkout_sessions", &body::create(V5, "thing", 2)).keyed("k").send().await.expect(422);
    agent.post("/checkout_sessions", &create).without("idempotency-key").send().await.expect(400);
    assert_eq!(asked.load(Ordering::SeqCst), once);
}

// ACP-IDEM-19: which refusals an agent may try again with the same key, and when.
#[tokio::test]
async fn a_conflict_is_for_good_and_the_others_are_not() {
    let mall = open();
    let agent = mall.agent(V5);
    let (one, two) = (body::create(V5, "mug", 1), body::create(V5, "mug", 2));
    let ask = async |body: &Value, key: &str| agent.post("/checkout_sessions", body).keyed(key).send().await;

    // 422: whatever the agent waits for, within the time for which the key is kept.
    let first = ask(&one, "used").await.expect(201);
    for _ in 0..3 {
        let reply = ask(&two, "used").await.expect_error(422, "idempotency_conflict");
        assert!(reply.header("retry-after").is_none());
        mall.clock.advance(Duration::from_hours(7));
    }
    assert_eq!(ask(&one, "used").await.expect(201).bytes, first.bytes, "the key is the first request's");

    // 409: another try after that many seconds, once the first request has answered.
    let path: Arc<str> = "/checkout_sessions".into();
    let key = IdempotencyKey::new("agent".into(), path, "running");
    let says = Fingerprint::of(&agentic_commerce::json::parse(one.to_string().as_bytes()).expect("JSON"));
    let running = ReserveRequest::new(key, says, mall.clock.now(), Duration::from_mins(1));
    let Ok(Reservation::Fresh(ticket)) = mall.store.reserve(running).await else { panic!("a free key") };
    let reply = ask(&one, "running").await.expect_error(409, "idempotency_in_flight");
    let wait = reply.header("retry-after").expect("when to come back").parse().expect("seconds");
    let answer = Answer::new(http::StatusCode::CREATED, first.bytes.clone());
    let keep_until = mall.clock.now().saturating_add(Duration::from_hours(24));
    mall.store.commit(Commit::of_answer(ticket, answer, keep_until)).await.expect("an answer");
    mall.clock.advance(Duration::from_secs(wait));
    assert_eq!(ask(&one, "running").await.expect(201).bytes, first.bytes);

    // 400: once the header is there.
    let bare = agent.post("/checkout_sessions", &one).without("idempotency-key").send().await;
    bare.expect_error(400, "idempotency_key_required");
    ask(&one, "added").await.expect(201);
}
