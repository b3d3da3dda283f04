//! What an agent gets that sends what it should not.

use agentic_commerce::types::ApiVersion;
use http::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::agent::{Reply, body, open, open_with};

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V4: ApiVersion = ApiVersion::V2026_01_30;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// Creates with that body, byte by byte.
async fn create(version: ApiVersion, body: impl Into<bytes::Bytes>) -> Reply {
    let mall = open();
    let agent = mall.agent(version);
    let reply = agent.call(Method::POST, "/checkout_sessions").body("application/json", body).send().await;
    if !reply.status.is_success() {
        assert_eq!(mall.store.session_count(), 0, "a refused create leaves nothing behind");
    }
    reply
}

// ACP-ERR-01, ACP-ERR-02, ACP-ERR-03, ACP-ERR-04, ACP-ERR-06: every error of these tests is held against the schema of
// its release, which is closed and lists the types.
#[tokio::test]
async fn an_error_is_one_flat_object() {
    for &version in ApiVersion::ALL {
        let reply = create(version, "{}").await.expect(400);
        let keys: Vec<&String> = reply.body.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["code", "message", "param", "type"]);
        assert_eq!(reply.at("/type"), "invalid_request");
        assert!(reply.at("/code").is_string());
    }
}

// ACP-ERR-05, ACP-CRE-02, ACP-CRE-03
#[tokio::test]
async fn a_missing_or_wrong_field_is_named() {
    let cases_v1 = [
        (json!({}), "missing", "$.items"),
        (json!({ "items": {} }), "invalid", "$.items"),
        (json!({ "items": null }), "invalid", "$.items"),
        (json!({ "items": [] }), "invalid", "$.items"),
        (json!({ "items": [{}] }), "missing", "$.items[0].id"),
        (json!({ "items": [{ "id": "mug" }] }), "missing", "$.items[0].quantity"),
        (json!({ "items": [{ "id": "mug", "quantity": 1 }, { "id": 7, "quantity": 1 }] }), "invalid", "$.items[1].id"),
        (json!({ "items": [{ "id": "mug", "quantity": "1" }] }), "invalid", "$.items[0].quantity"),
        (
            json!({ "items": [{ "id": "mug", "quantity": 1 }], "buyer": { "first_name": "A", "last_name": "B" } }),
            "missing",
            "$.buyer.email",
        ),
        (
            json!({ "items": [{ "id": "mug", "quantity": 1 }], "fulfillment_address": { "name": "A" } }),
            "missing",
            "$.fulfillment_address.line_one",
        ),
    ];
    for (body, code, param) in cases_v1 {
        let reply = create(V1, body.to_string()).await.expect_error(400, code);
        assert_eq!(reply.at("/param"), param, "{body}");
    }
    let ok = json!({ "line_items": [{ "id": "mug" }], "currency": "usd", "capabilities": {} });
    let cases_v5 = [
        ("/line_items", Value::Null, "invalid", "$.line_items"),
        ("/line_items", json!([]), "invalid", "$.line_items"),
        ("/line_items/0/id", json!(true), "invalid", "$.line_items[0].id"),
        ("/line_items/0/quantity", json!("two"), "invalid", "$.line_items[0].quantity"),
        ("/currency", json!("dollars"), "invalid", "$.currency"),
        ("/currency", json!(5), "invalid", "$.currency"),
        ("/buyer", json!({ "email": 1 }), "invalid", "$.buyer.email"),
        ("/buyer", json!({}), "missing", "$.buyer.email"),
        ("/buyer", json!({ "email": "not an address" }), "invalid", "$.buyer.email"),
        ("/buyer", json!({ "email": "a@b.example", "account_type": "robot" }), "invalid", "$.buyer.account_type"),
        (
            "/fulfillment_details",
            json!({ "address": { "name": "A", "line_one": "1", "city": "B", "state": "C", "country": "US" } }),
            "missing",
            "$.fulfillment_details.address.postal_code",
        ),
        ("/discounts", json!({ "codes": "WELCOME10" }), "invalid", "$.discounts.codes"),
        ("/order_notes", json!("n".repeat(5001)), "invalid", "$.order_notes"),
    ];
    for (pointer, value, code, param) in cases_v5 {
        let mut body = ok.clone();
        set(&mut body, pointer, value);
        let reply = create(V5, body.to_string()).await.expect_error(400, code);
        assert_eq!(reply.at("/param"), param, "{body}");
    }
}

/// Sets the value at a pointer whose parent exists.
fn set(body: &mut Value, pointer: &str, value: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    body.pointer_mut(parent).expect("a parent")[key] = value;
}

// ACP-CRE-04, ACP-ERR-05
#[tokio::test]
async fn a_bad_quantity_is_refused_by_name() {
    for quantity in [
        "0",
        "-1",
        "-9223372036854775808",
        "1.5",
        "0.5",
        "9223372036854775808",
        "1e400",
        "1e30",
        "\"1\"",
        "[1]",
        "true",
    ] {
        let body = format!(r#"{{"items":[{{"id":"mug","quantity":{quantity}}}]}}"#);
        let reply = create(V1, body).await.expect(400);
        let syntax = reply.at("/code") == "invalid_json"; // numbers beyond 64 bits are not even read
        assert!(syntax || reply.at("/param") == "$.items[0].quantity", "{quantity}: {:#}", reply.body);
        let body =
            format!(r#"{{"line_items":[{{"id":"mug","quantity":{quantity}}}],"currency":"usd","capabilities":{{}}}}"#);
        let reply = create(V5, body).await.expect(400);
        let syntax = reply.at("/code") == "invalid_json";
        assert!(syntax || reply.at("/param") == "$.line_items[0].quantity", "{quantity}: {:#}", reply.body);
    }
    // The largest quantity there is reads well, and nobody can pay for it.
    let body = r#"{"items":[{"id":"poster","quantity":9223372036854775807}]}"#;
    assert_eq!(create(V1, body).await.expect(201).session_status(), "not_ready_for_payment");
    // JSON Schema: 2.0 is a whole number.
    let reply = create(V1, r#"{"items":[{"id":"mug","quantity":2.0}]}"#).await.expect(201);
    assert_eq!(reply.at("/line_items/0/item/quantity"), 2);
}

// ACP-ERR-19, C-ERR-06
#[tokio::test]
async fn an_unknown_item_is_an_error_alone_and_a_message_among_others() {
    for &version in ApiVersion::ALL {
        let reply = create(version, body::create(version, "unicorn", 1).to_string()).await;
        let reply = reply.expect_error(400, "invalid_item_id");
        let path = if version < V4 { "$.items[0].id" } else { "$.line_items[0].id" };
        assert_eq!(reply.at("/param"), path);
    }
    let both = json!({ "line_items": [{ "id": "mug" }, { "id": "unicorn" }], "currency": "usd", "capabilities": {} });
    let reply = create(V5, both.to_string()).await.expect(201);
    assert_eq!(reply.session_status(), "not_ready_for_payment");
    let message = reply.message("not_found").expect("a message");
    assert_eq!(message["type"], "error"); // ACP-ERR-07
    let both = json!({ "items": [{ "id": "mug", "quantity": 1 }, { "id": "unicorn", "quantity": 1 }] });
    let reply = create(V1, both.to_string()).await.expect(201);
    assert!(reply.message("invalid").is_some(), "{:#}", reply.body); // the release has no `not_found`
}

#[tokio::test]
async fn what_is_no_json_is_refused() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let nested = format!(r#"{{"items":[{{"id":"mug","quantity":1}}],"metadata":{deep}}}"#);
    let cases: [&[u8]; 12] = [
        b"{",
        b"}",
        b"nonsense",
        b"{\"items\":[}",
        b"{\"items\":[]}}",
        b"[1,]",
        b"{'items':[]}",
        b"\xff\xfe",
        b"{\"items\":[{\"id\":\"\xff\",\"quantity\":1}]}",
        b"{\"items\":[],\"items\":[{\"id\":\"mug\",\"quantity\":1}]}",
        b"{\"items\":[{\"id\":\"mug\",\"quantity\":NaN}]}",
        nested.as_bytes(),
    ];
    for bytes in cases {
        for &version in ApiVersion::ALL {
            create(version, bytes.to_vec()).await.expect_error(400, "invalid_json");
        }
    }
    for not_an_object in ["[]", "1", "\"mug\"", "null", "true"] {
        let reply = create(V5, not_an_object).await.expect(400);
        assert_eq!(reply.at("/param"), "$");
    }
    for nothing in ["", " ", "\r\n\t"] {
        create(V5, nothing).await.expect_error(400, "missing");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let mall = open_with(std::sync::Arc::new(agentic_commerce::sample::SampleShop::builtin()), |pipeline| {
        let mut config = pipeline.config().clone();
        config.largest_body = 200;
        pipeline.with_config(config)
    });
    let agent = mall.agent(V5);
    let mut body = body::create(V5, "mug", 1);
    body["metadata"] = json!({ "note": "" });
    let room = 200 - body.to_string().len();
    body["metadata"] = json!({ "note": "n".repeat(room) });
    agent.create(&body).await.expect(201);
    body["metadata"] = json!({ "note": "n".repeat(room + 1) });
    agent.create(&body).await.expect_error(413, "request_too_large");
}

// ACP-ERR-09, ACP-GET-01
#[tokio::test]
async fn an_unknown_session_is_not_found() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        for id in ["none", "cs_1%2F..%2Fcs_2", "..", &"x".repeat(5_000)] {
            agent.retrieve(id).await.expect_error(404, "session_not_found");
        }
        agent.update("none", &json!({})).await.expect_error(404, "session_not_found");
        agent.complete("none", &body::pay(version, "spt_test_success")).await.expect_error(404, "session_not_found");
        agent.cancel("none", &json!({})).await.expect_error(404, "session_not_found");
    }
}

// C-ERR-10: a 405 says what is allowed (RFC 9110 §15.5.6).
#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.payable().await;
    let path = format!("/checkout_sessions/{id}");
    for (method, path, allow) in [
        (Method::GET, "/checkout_sessions".to_owned(), "POST"),
        (Method::PUT, path.clone(), "GET, POST"),
        (Method::DELETE, path.clone(), "GET, POST"),
        (Method::PATCH, path.clone(), "GET, POST"),
        (Method::HEAD, path.clone(), "GET, POST"),
        (Method::OPTIONS, path.clone(), "GET, POST"),
        (Method::GET, format!("{path}/complete"), "POST"),
        (Method::GET, format!("{path}/cancel"), "POST"),
    ] {
        let reply = agent.call(method, &path).send().await.expect_error(405, "method_not_allowed");
        assert_eq!(reply.header("allow"), Some(allow));
    }
}

// ACP-ERR-17
#[tokio::test]
async fn a_broken_trace_or_attribution_has_a_code_of_its_own() {
    let mall = open();
    let agent = mall.agent(V5);
    let id = agent.payable().await;
    for (trace, param) in [
        (json!("why not"), "$.intent_trace"),
        (json!({ "reason_code": 5 }), "$.intent_trace.reason_code"),
        (json!({}), "$.intent_trace.reason_code"),
        (json!({ "reason_code": "other", "metadata": { "nested": {} } }), "$.intent_trace.metadata.nested"),
    ] {
        let reply = agent.cancel(&id, &json!({ "intent_trace": trace })).await.expect_error(400, "invalid_type");
        assert_eq!(reply.at("/param"), param);
    }
    assert_eq!(agent.retrieve(&id).await.session_status(), "ready_for_payment");
    let mut create = body::create(V5, "mug", 1);
    create["affiliate_attribution"] = json!({ "provider": 1 });
    let reply = agent.create(&create).await.expect_error(400, "invalid_type");
    assert_eq!(reply.at("/param"), "$.affiliate_attribution.provider");
}

// ACP-ERR-16
#[tokio::test]
async fn trouble_of_the_shop_is_a_5xx() {
    let mall = open();
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let id = agent.payable().await;
        let reply = agent.complete(&id, &body::pay(version, "spt_test_timeout")).await;
        let reply = reply.expect_error(503, "service_unavailable");
        assert_eq!(reply.at("/type"), "service_unavailable");
        assert!(!reply.body.to_string().contains("spt_test"));
    }
}

// ACP-CRE-12, ACP-CXL-04: closed schemas bind what is sent, not what is read.
#[tokio::test]
async fn unknown_fields_are_passed_over() {
    for &version in ApiVersion::ALL {
        let mut body = body::create(version, "mug", 1);
        body["x_unknown"] = json!({ "deep": [1, 2, 3] });
        let list = if version < V4 { "items" } else { "line_items" };
        body[list][0]["x_unknown"] = json!(null);
        create(version, body.to_string()).await.expect(201);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z0-9_@. ]{0,12}".prop_map(Value::from),
        prop_oneof![Just("mug"), Just("usd"), Just("shipping"), Just("standard"), Just("card")].prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("items"),
        Just("line_items"),
        Just("id"),
        Just("quantity"),
        Just("buyer"),
        Just("email"),
        Just("first_name"),
        Just("last_name"),
        Just("currency"),
        Just("capabilities"),
        Just("fulfillment_address"),
        Just("fulfillment_details"),
        Just("address"),
        Just("fulfillment_option_id"),
        Just("selected_fulfillment_options"),
        Just("option_id"),
        Just("item_ids"),
        Just("type"),
        Just("payment_data"),
        Just("token"),
        Just("provider"),
        Just("instrument"),
        Just("credential"),
        Just("discounts"),
        Just("codes"),
        Just("intent_trace"),
        Just("reason_code"),
        Just("metadata"),
        Just("authentication_result"),
        Just("outcome"),
    ];
    leaf.prop_recursive(5, 48, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|fields| fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Value>()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Nothing an agent sends may panic the server, and whatever comes back is valid in its release.
    #[test]
    fn no_body_breaks_the_server(body in any_json(), newest: bool) {
        let version = if newest { V5 } else { V1 };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mall = open();
            let agent = mall.agent(version);
            let id = agent.payable().await;
            for path in ["/checkout_sessions".to_owned(), format!("/checkout_sessions/{id}"),
                format!("/checkout_sessions/{id}/complete"), format!("/checkout_sessions/{id}/cancel")] {
                let reply = agent.post(&path, &body).send().await;
                assert!(!reply.status.is_server_error(), "{:#}", reply.body);
            }
        });
    }

    /// Raw bytes do no better.
    #[test]
    fn no_bytes_break_the_server(bytes in prop::collection::vec(any::<u8>(), 0..200), newest: bool) {
        let version = if newest { V5 } else { V1 };
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let reply = runtime.block_on(create(version, bytes));
        prop_assert!(reply.status.is_client_error());
    }
}
