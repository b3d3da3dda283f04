//! Extensions: negotiated, carried to the shop, checked by it, and never in the way of the protocol's own fields.

use agentic_commerce::acp::{self, Operation};
use agentic_commerce::backend::{ExtensionProblem, Profile};
use agentic_commerce::json;
use agentic_commerce::model::{Create, ExtensionDeclaration, ExtensionError, ItemRequest, Update};
use agentic_commerce::types::{ApiVersion, Patch, Quantity};
use serde_json::{Value, json};

use crate::agent::{Mall, Reply, body, open, open_with};
use crate::shop::{uri, usd};
use crate::witness::Witness;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// The shop's loyalty extension: a field of requests and one of sessions, and two that are the protocol's own.
fn loyalty(name: &str) -> ExtensionDeclaration {
    ExtensionDeclaration::named(name)
        .adding("$.CheckoutSessionCreateRequest.loyalty")
        .adding("$.CheckoutSessionUpdateRequest.loyalty")
        .adding("$.CheckoutSessionCompleteRequest.loyalty")
        .adding("$.CheckoutSession.loyalty")
        .adding("$.CheckoutSession.totals")
        .adding("$.CheckoutSessionCreateRequest.order_notes")
        .described_by(uri("https://shop.example/schemas/loyalty.json"))
}

/// A shop that takes points off, tells how many are left, and tries to say totals and a status of its own.
fn shop() -> Mall<Witness> {
    let shop = Witness::saying(|cart, mut quote| {
        let spent = cart.extensions.get("loyalty").and_then(|loyalty| loyalty["points"].as_i64()).unwrap_or(0);
        quote.extensions.insert("loyalty".to_owned(), json!({ "points_left": 100 - spent }));
        quote.extensions.insert("totals".to_owned(), json!([]));
        quote.extensions.insert("undeclared".to_owned(), json!(1));
        quote
    });
    let offered = [loyalty("com.shop.loyalty@2026-01-01"), loyalty("com.shop.loyalty@2026-03-01")];
    open_with(shop.offering(offered, check), |pipeline| pipeline)
}

/// Points are whole numbers up to 100.
fn check(field: &str, value: &Value) -> Result<(), ExtensionProblem> {
    assert_eq!(field, "loyalty", "the shop is asked about its own fields only");
    let points = value.get("points").ok_or_else(|| ExtensionProblem::at("", "needs points"))?;
    match points.as_u64() {
        Some(0..=100) => Ok(()),
        _ => Err(ExtensionProblem::at(".points", "not a number from 0 to 100")),
    }
}

/// A create of an agent that speaks these extensions.
fn speaking(extensions: &Value) -> Value {
    let mut create = body::create(V5, "ebook", 1);
    create["capabilities"] = json!({ "extensions": extensions });
    create
}

fn active(reply: &Reply) -> Vec<&str> {
    let declared = reply.at("/capabilities/extensions").as_array().into_iter().flatten();
    declared.map(|extension| extension["name"].as_str().expect("a name")).collect()
}

// ACP-EXT-03: what the agent declares and the shop has is active, and nothing else.
#[tokio::test]
async fn what_the_agent_declares_is_activated_if_it_is_there() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    let reply = agent.create(&speaking(&json!(["com.shop.loyalty", "com.other.points", "discount"]))).await.expect(201);
    assert_eq!(active(&reply), ["discount", "com.shop.loyalty@2026-03-01"]);
    // The core extension is there before any code is (ACP-DISC-04).
    assert_eq!(reply.at("/discounts"), &json!({ "codes": [], "applied": [] }));
    let declared = reply.at("/capabilities/extensions/1");
    assert_eq!(declared["schema"], "https://shop.example/schemas/loyalty.json");
    assert_eq!(declared["extends"][0], "$.CheckoutSessionCreateRequest.loyalty");
    // Active for the whole session.
    assert_eq!(active(&agent.retrieve(&reply.id()).await), ["discount", "com.shop.loyalty@2026-03-01"]);

    let silent = mall.agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    assert_eq!(silent.at("/capabilities").get("extensions"), None);
    assert_eq!(silent.body.get("discounts"), None);
}

// ACP-EXT-12
#[tokio::test]
async fn no_version_means_the_latest_stable_one() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    for (asked, given) in [
        ("com.shop.loyalty", &["com.shop.loyalty@2026-03-01"][..]),
        ("com.shop.loyalty@2026-01-01", &["com.shop.loyalty@2026-01-01"]),
        ("com.shop.loyalty@2025-01-01", &[]),
        ("discount", &["discount"]),
        ("discount@2026-01-27", &["discount"]),
        ("discount@2020-01-01", &[]),
    ] {
        let reply = agent.create(&speaking(&json!([asked]))).await.expect(201);
        assert_eq!(active(&reply), given, "{asked}");
    }
}

// ACP-EXT-10, ACP-EXT-13, C-EXT-01: fields go to the shop and come back only where the extension is active.
#[tokio::test]
async fn an_active_extension_carries_its_fields() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    let mut create = speaking(&json!(["com.shop.loyalty"]));
    create["loyalty"] = json!({ "points": 40 });
    create["unknown"] = json!({ "deep": [1] });
    let reply = agent.create(&create).await.expect(201);
    let id = reply.id();
    assert_eq!(reply.at("/loyalty"), &json!({ "points_left": 60 }));
    assert_eq!(reply.body.get("undeclared"), None);
    let kept = |mall: &Mall<Witness>| mall.shop.told().quotes.last().expect("a quote").1.extensions.clone();
    assert_eq!(json!(kept(&mall)), json!({ "loyalty": { "points": 40 } }));

    // Absent keeps, a value replaces, null clears.
    for (update, left) in [
        (json!({ "order_notes": "x" }), 60),
        (json!({ "loyalty": { "points": 100 } }), 0),
        (json!({ "loyalty": null }), 100),
        (json!({ "loyalty": { "points": 1 } }), 99),
    ] {
        assert_eq!(agent.update(&id, &update).await.expect(200).at("/loyalty/points_left"), left, "{update}");
    }
    let mut pay = body::pay(V5, "spt_test_success");
    pay["loyalty"] = json!({ "points": 2 });
    agent.complete(&id, &pay).await.expect(200);
    assert_eq!(json!(mall.shop.told().orders[0].cart.extensions), json!({ "loyalty": { "points": 2 } }));

    // Without it: the field is unknown, passed over, and the answer is valid by the closed schema.
    let mut create = body::create(V5, "ebook", 1);
    create["loyalty"] = json!("anything");
    let reply = mall.agent(V5).create(&create).await.expect(201);
    assert_eq!(reply.body.get("loyalty"), None);
    assert!(kept(&mall).is_empty());
    let mut old = body::create(V1, "ebook", 1);
    old["loyalty"] = json!("anything");
    mall.agent(V1).create(&old).await.expect(201);
    // An older release has no place for it.
    mall.agent(V1).retrieve(&id).await.expect(200);
}

// ACP-EXT-11: named and refused as a field of the protocol would be, and nothing is done before.
#[tokio::test]
async fn what_is_sent_for_an_extension_is_checked() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    let create = speaking(&json!(["com.shop.loyalty"]));
    let id = agent.create(&create).await.expect(201).id();
    let quoted = mall.shop.told().quotes.len();
    for (loyalty, param) in [
        (json!({ "points": "40" }), "$.loyalty.points"),
        (json!({ "points": 101 }), "$.loyalty.points"),
        (json!({ "points": -1 }), "$.loyalty.points"),
        (json!({}), "$.loyalty"),
        (json!([]), "$.loyalty"),
    ] {
        let mut wrong = create.clone();
        wrong["loyalty"] = loyalty.clone();
        let mut pay = body::pay(V5, "spt_test_success");
        pay["loyalty"] = loyalty.clone();
        for reply in [
            agent.create(&wrong).await,
            agent.update(&id, &json!({ "loyalty": loyalty })).await,
            agent.complete(&id, &pay).await,
        ] {
            let reply = reply.expect_error(400, "invalid");
            assert_eq!((reply.at("/param"), reply.at("/type")), (&json!(param), &json!("invalid_request")));
        }
    }
    assert_eq!(mall.shop.told().quotes.len(), quoted);
    assert!(mall.shop.told().orders.is_empty());
    // Twice the same key is no JSON that means anything, in an extension as elsewhere.
    let twice = create.to_string().replacen('{', r#"{"loyalty":{"points":1,"points":2},"#, 1);
    let call = agent.post("/checkout_sessions", &create).body("application/json", twice);
    call.send().await.expect_error(400, "invalid_json");
}

// ACP-EXT-09: a shop's extension says neither totals nor takes the agent's notes.
#[tokio::test]
async fn no_extension_changes_the_protocols_own_fields() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    let plain = mall.agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    let mut create = speaking(&json!(["com.shop.loyalty"]));
    create["order_notes"] = json!("ring twice");
    let reply = agent.create(&create).await.expect(201);
    assert_eq!(reply.at("/totals"), plain.at("/totals"));
    assert!(reply.at("/totals").as_array().is_some_and(|totals| !totals.is_empty()));
    let text = String::from_utf8(reply.bytes.to_vec()).expect("text");
    assert_eq!(
        text.matches(r#""totals":["#).count(),
        String::from_utf8_lossy(&plain.bytes).matches(r#""totals":["#).count()
    );
    let told = mall.shop.told();
    let (_, cart) = told.quotes.last().expect("a quote");
    assert_eq!((cart.order_notes.as_deref(), cart.extensions.len()), (Some("ring twice"), 0));
}

// ACP-IDEM-14: the fields of an extension are a part of what makes two requests equal.
#[tokio::test]
async fn requests_that_differ_in_an_extension_are_not_equal() {
    let mall = shop();
    let agent = mall.agent(V5).with_extended(&["loyalty"]);
    let mut create = speaking(&json!(["com.shop.loyalty"]));
    create["loyalty"] = json!({ "points": 1 });
    let send = |create: Value| {
        let call = agent.post("/checkout_sessions", &create).keyed("k_1");
        async move { call.send().await }
    };
    let first = send(create.clone()).await.expect(201);
    assert_eq!(send(create.clone()).await.expect(201).bytes, first.bytes);
    create["loyalty"]["points"] = json!(2);
    send(create).await.expect_error(422, "idempotency_conflict");
}

// ACP-EXT-06, ACP-EXT-07: a shop offers nothing under a name that is not its own, nor without a schema at an HTTPS address.
#[test]
fn a_shop_declares_its_extensions_properly() {
    let offer = |extension| Profile::new(usd()).with_extension(extension).map(|profile| profile.extensions().len());
    assert_eq!(offer(loyalty("com.shop.loyalty")), Ok(1));
    let named = |name: &str| ExtensionError::Name(name.to_owned());
    assert_eq!(offer(loyalty("loyalty")), Err(named("loyalty")));
    assert_eq!(offer(loyalty("discount")), Err(named("discount")));
    let nowhere = ExtensionDeclaration::named("com.shop.loyalty");
    assert_eq!(offer(nowhere.clone()), Err(ExtensionError::NoSchema("com.shop.loyalty".to_owned())));
    let insecure = nowhere.described_by(uri("http://shop.example/loyalty.json"));
    assert_eq!(offer(insecure), Err(ExtensionError::SchemaNotHttps("com.shop.loyalty".to_owned())));
    let twice = Profile::new(usd()).with_extension(loyalty("com.shop.loyalty")).expect("once");
    let twice = twice.with_extension(loyalty("com.shop.loyalty"));
    assert_eq!(twice.err(), Some(ExtensionError::Twice("com.shop.loyalty".to_owned())));
}

// ACP-EXT-08, ACP-EXT-10: the agent's side writes the fields and reads them again, and reads a session without any.
#[tokio::test]
async fn an_agent_writes_and_reads_fields_of_extensions() {
    let mut create = Create::new(vec![ItemRequest::new("ebook", Quantity::ONE)]);
    create.currency = Some(usd());
    create.capabilities.extensions = vec![ExtensionDeclaration::named("com.shop.loyalty")];
    create.extensions.insert("loyalty".to_owned(), json!({ "points": 7 }));
    create.extensions.insert("currency".to_owned(), json!("eur"));
    let written: Value = serde_json::from_slice(&acp::encode_create(V5, &create).expect("JSON")).expect("JSON");
    assert_eq!((&written["loyalty"], &written["currency"]), (&json!({ "points": 7 }), &json!("usd")));
    assert!(acp::encode_create(V1, &create).is_err(), "an older release cannot say it");

    let mall = shop();
    let reply = mall.agent(V5).with_extended(&["loyalty"]).create(&written).await.expect(201);
    let checkout = acp::decode_checkout(V5, &json::parse(&reply.bytes).expect("JSON")).expect("a session");
    assert_eq!(json!(checkout.quote.extensions), json!({ "loyalty": { "points_left": 93 } }));
    assert_eq!(checkout.extensions[0].name, "com.shop.loyalty@2026-03-01");
    assert_eq!(acp::encode_checkout(V5, Operation::Create, &checkout).expect("JSON"), reply.bytes);

    let mut update = Update::default();
    update.order_notes = Patch::Clear;
    update.extensions.insert("loyalty".to_owned(), Value::Null);
    let written: Value = serde_json::from_slice(&acp::encode_update(V5, &update).expect("JSON")).expect("JSON");
    assert_eq!(written, json!({ "order_notes": null, "loyalty": null }));

    let reply = open().agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    let checkout = acp::decode_checkout(V5, &json::parse(&reply.bytes).expect("JSON")).expect("a session");
    assert!(checkout.quote.extensions.is_empty() && checkout.extensions.is_empty());
}
