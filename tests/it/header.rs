//! Headers, versions, authentication.

use agentic_commerce::types::ApiVersion;
use http::Method;
use serde_json::json;

use crate::agent::{Agent, KEY, RIVAL_KEY, body, open};

const V5: ApiVersion = ApiVersion::V2026_04_17;

/// A create that is right in every respect, to be spoiled in one.
fn create(
    agent: &Agent<impl agentic_commerce::backend::CommerceBackend>,
) -> crate::agent::Call<'_, impl agentic_commerce::backend::CommerceBackend> {
    agent.post("/checkout_sessions", &body::create(V5, "mug", 1))
}

// ACP-HDR-03, ACP-HDR-04, ACP-HDR-05, ACP-HDR-06, ACP-HDR-07, ACP-HDR-08
#[tokio::test]
async fn a_missing_version_is_refused_with_those_that_are_spoken() {
    let mall = open();
    let agent = mall.agent(V5);
    let reply = create(&agent).without("api-version").send().await.expect_error(400, "missing_api_version");
    assert_eq!(reply.at("/type"), "invalid_request");
    assert_eq!(
        reply.at("/supported_versions"),
        &json!(["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"])
    ); // newest first
    let reply = agent.call(Method::GET, "/checkout_sessions/cs_1").without("api-version").send().await;
    reply.expect_error(400, "missing_api_version");
    assert_eq!(mall.store.session_count(), 0);
}

// ACP-HDR-04, ACP-HDR-05, ACP-HDR-06, ACP-HDR-07
#[tokio::test]
async fn an_unknown_version_is_refused_with_those_that_are_spoken() {
    let mall = open();
    let agent = mall.agent(V5);
    for version in ["1999-01-01", "2026-04-18", "2026-1-30", "latest", "2026-04-17, 2025-09-29", ""] {
        let reply = create(&agent).header("api-version", version).send().await;
        let reply = reply.expect_error(400, "unsupported_api_version");
        assert_eq!(
            reply.at("/supported_versions"),
            &json!(["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"])
        );
    }
    assert_eq!(mall.store.session_count(), 0);
}

// ACP-HDR-13
#[tokio::test]
async fn the_request_id_comes_back_on_everything() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let path = format!("/checkout_sessions/{id}");
        let calls = [
            agent.call(Method::GET, &path),
            agent.call(Method::GET, "/checkout_sessions/none"),
            agent.post(&path, &json!({ "buyer": crate::agent::buyer() })),
            agent.post("/checkout_sessions", &json!({})),
            agent.call(Method::DELETE, &path),
            agent.call(Method::GET, "/elsewhere"),
            agent.call(Method::GET, &path).without("authorization"),
            agent.call(Method::GET, &path).without("api-version"),
        ];
        for (number, call) in calls.into_iter().enumerate() {
            let id = format!("req_{number}");
            let reply = call.header("request-id", &id).send().await;
            assert_eq!(reply.header("request-id"), Some(id.as_str()), "{:#}", reply.body);
        }
        let reply = agent.call(Method::GET, &path).without("request-id").send().await.expect(200);
        assert_eq!(reply.header("request-id"), None);
    }
}

// ACP-HDR-14, ACP-HDR-15
#[tokio::test]
async fn the_idempotency_key_comes_back_on_every_post() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let posts = [
            agent.post("/checkout_sessions", &body::create(version, "mug", 1)),
            agent.post(&format!("/checkout_sessions/{id}"), &json!({ "buyer": crate::agent::buyer() })),
            agent.post(&format!("/checkout_sessions/{id}/complete"), &body::pay(version, "spt_test_declined")),
            agent.post(&format!("/checkout_sessions/{id}/cancel"), &json!({})),
            agent.post("/checkout_sessions", &json!({})),
            agent.post("/checkout_sessions/none/cancel", &json!({})),
        ];
        for (number, call) in posts.into_iter().enumerate() {
            let key = format!("{version}-{number}");
            let reply = call.keyed(&key).send().await;
            assert_eq!(reply.header("idempotency-key"), Some(key.as_str()), "{:#}", reply.body);
        }
    }
}

// ACP-HDR-16
#[tokio::test]
async fn a_get_needs_no_idempotency_key() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        agent
            .call(Method::GET, &format!("/checkout_sessions/{id}"))
            .without("idempotency-key")
            .send()
            .await
            .expect(200);
    }
}

// ACP-HDR-17
#[tokio::test]
async fn paths_are_relative_and_bear_no_version() {
    let mall = open();
    let agent = mall.agent(V5);
    for path in [
        "/",
        "/v1/checkout_sessions",
        "/2026-04-17/checkout_sessions",
        "/checkout_session",
        "/checkout_sessions/",
        "/checkout_sessions/cs_1/",
        "/checkout_sessions/cs_1/pay",
        "/checkout_sessions/cs_1/complete/now",
        "/checkout_sessions//complete",
        "//checkout_sessions",
    ] {
        agent.call(Method::POST, path).send().await.expect_error(404, "not_found");
    }
}

// ACP-HDR-19
#[tokio::test]
async fn a_session_names_the_release_that_it_is_written_in() {
    let mall = open();
    let id = mall.agent(V5).payable().await;
    let reply = mall.agent(V5).retrieve(&id).await.expect(200);
    assert_eq!(reply.at("/protocol/version"), "2026-04-17");
    let reply = mall.agent(ApiVersion::V2025_09_29).retrieve(&id).await.expect(200);
    assert!(reply.body.get("protocol").is_none()); // the release has no place for it
}

// ACP-HDR-20
#[tokio::test]
async fn the_required_headers_suffice() {
    let mall = open();
    let first = mall.agent(ApiVersion::V2025_09_29);
    let call = first.post("/checkout_sessions", &body::create(ApiVersion::V2025_09_29, "mug", 1));
    call.without("request-id").without("idempotency-key").send().await.expect(201);
    let newest = mall.agent(V5);
    create(&newest).without("request-id").send().await.expect(201);
    create(&newest).without("idempotency-key").send().await.expect(400);
}

// ACP-HDR-09, ACP-HDR-20
#[tokio::test]
async fn a_body_says_that_it_is_json() {
    let mall = open();
    let agent = mall.agent(V5);
    for wrong in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/xml"] {
        let body = body::create(V5, "mug", 1).to_string();
        let call = agent.call(Method::POST, "/checkout_sessions").body(wrong, body);
        call.send().await.expect_error(415, "unsupported_media_type");
    }
    create(&agent).without("content-type").send().await.expect_error(415, "unsupported_media_type");
    for right in ["application/json", "Application/JSON", "application/json; charset=utf-8"] {
        create(&agent).header("content-type", right).send().await.expect(201);
    }
}

// ACP-AUTH-01, ACP-AUTH-02, ACP-AUTH-03
#[tokio::test]
async fn nobody_gets_in_without_a_valid_token() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let sessions = mall.store.session_count();
        let paths = [
            (Method::POST, "/checkout_sessions".to_owned()),
            (Method::POST, format!("/checkout_sessions/{id}")),
            (Method::GET, format!("/checkout_sessions/{id}")),
            (Method::POST, format!("/checkout_sessions/{id}/complete")),
            (Method::POST, format!("/checkout_sessions/{id}/cancel")),
        ];
        for (method, path) in paths {
            for token in [
                None,
                Some("Bearer wrong"),
                Some("Bearer "),
                Some("Bearer"),
                Some("sk_agent"),
                Some("Basic sk_agent"),
                Some("Bearer sk_agent2"),
                Some("Bearer sk_agen"),
                Some("Bearersk_agent"),
                Some(""),
            ] {
                let call = agent.call(method.clone(), &path).without("authorization");
                let call = if let Some(token) = token { call.header("authorization", token) } else { call };
                let reply = call.send().await.expect_error(401, "unauthorized");
                assert_eq!(reply.at("/type"), "invalid_request");
                assert_eq!(reply.header("www-authenticate"), Some("Bearer")); // RFC 9110 §11.6.1
            }
        }
        assert_eq!(mall.store.session_count(), sessions);
        assert_eq!(agent.retrieve(&id).await.session_status(), "ready_for_payment");
        let reply = agent.call(Method::GET, &format!("/checkout_sessions/{id}"));
        reply.header("authorization", &format!("bearer {KEY}")).send().await.expect(200);
    }
}

// ACP-AUTH-02, ACP-AUTH-06: what an extension says changes nothing about who may come in.
#[tokio::test]
async fn extensions_open_no_other_way_in() {
    let mall = open();
    let agent = mall.agent(V5);
    let mut create = body::create(V5, "mug", 1);
    create["capabilities"]["extensions"] = json!(["com.shop.auth@2026-01-01"]);
    create["authorization"] = json!(format!("Bearer {KEY}"));
    let call = agent.post("/checkout_sessions", &create).without("authorization");
    call.send().await.expect_error(401, "unauthorized");
}

// ACP-AUTH-04, ACP-IDEM-05: the answer of one principal is never given to another.
#[tokio::test]
async fn keys_belong_to_the_principal() {
    let mall = open();
    let body = body::create(V5, "mug", 1);
    let mine = mall.agent(V5);
    let theirs = mall.agent(V5).with_key(RIVAL_KEY);
    let first = mine.post("/checkout_sessions", &body).keyed("same").send().await.expect(201);
    let second = theirs.post("/checkout_sessions", &body).keyed("same").send().await.expect(201);
    assert_ne!(first.id(), second.id());
    assert_eq!(second.header("idempotent-replayed"), None);
    // Without a valid token the key opens nothing either.
    let call = mine.post("/checkout_sessions", &body).keyed("same").header("authorization", "Bearer wrong");
    call.send().await.expect_error(401, "unauthorized");
}

// ACP-AUTH-05
#[tokio::test]
async fn a_session_of_somebody_else_does_not_exist() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let id = mall.agent(version).payable().await;
        let rival = mall.agent(version).with_key(RIVAL_KEY);
        rival.retrieve(&id).await.expect_error(404, "session_not_found");
        rival.update(&id, &json!({ "buyer": crate::agent::buyer() })).await.expect_error(404, "session_not_found");
        rival.complete(&id, &body::pay(version, "spt_test_success")).await.expect_error(404, "session_not_found");
        rival.cancel(&id, &json!({})).await.expect_error(404, "session_not_found");
        assert_eq!(mall.agent(version).retrieve(&id).await.session_status(), "ready_for_payment");
    }
}
