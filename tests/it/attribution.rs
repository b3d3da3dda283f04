//! Who sent the buyer: taken, given to the shop, and never said again.

use agentic_commerce::model::Touchpoint;
use agentic_commerce::store::Store;
use agentic_commerce::types::{ApiVersion, CheckoutId, Principal};
use serde_json::{Value, json};

use crate::agent::{Agent, Mall, body, open_with};
use crate::witness::Witness;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V4: ApiVersion = ApiVersion::V2026_01_30;
const V5: ApiVersion = ApiVersion::V2026_04_17;

fn mall() -> Mall<Witness> {
    open_with(Witness::new(), |pipeline| pipeline)
}

/// A session for an e-book, attributed like that.
fn create(version: ApiVersion, attribution: &Value) -> Value {
    let mut create = body::create(version, "ebook", 1);
    create["affiliate_attribution"] = attribution.clone();
    create
}

fn pay(version: ApiVersion, attribution: &Value) -> Value {
    let mut pay = body::pay(version, "spt_test_success");
    pay["affiliate_attribution"] = attribution.clone();
    pay
}

/// The publishers of the claims that the store keeps for a session.
async fn kept(mall: &Mall<Witness>, id: &str) -> Vec<String> {
    let session = mall.store.session(&Principal::new("agent"), &CheckoutId::new(id)).await.expect("a store");
    let claims = &session.expect("a session").attributions;
    claims.iter().map(|claim| claim.publisher_id.clone().expect("a publisher")).collect()
}

// ACP-AFF-02, ACP-AFF-07: with the session and with the order, and the shop gets both with the order.
#[tokio::test]
async fn attribution_is_taken_at_the_beginning_and_at_the_end() {
    for version in ApiVersion::ALL.iter().copied().filter(|version| *version > V1) {
        let mall = mall();
        let agent = mall.agent(version);
        let first = json!({
            "provider": "impact.com", "token": "atp_first", "publisher_id": "pub_1", "campaign_id": "c_1",
            "source": { "type": "url", "url": "https://blog.example/mugs" }, "issued_at": "2026-04-17T00:00:00Z",
            "metadata": { "slot": 3, "vip": true }
        });
        let reply = agent.create(&create(version, &first)).await.expect(201);
        let last = json!({ "provider": "impact.com", "publisher_id": "pub_2" });
        agent.complete(&reply.id(), &pay(version, &last)).await.expect(200);
        let told = mall.shop.told();
        let [order] = &told.orders[..] else { panic!("{} orders", told.orders.len()) };
        let [first, last] = &order.attributions[..] else { panic!("{:?}", order.attributions) };
        assert_eq!(first.token.as_deref(), Some("atp_first"));
        assert_eq!((first.touchpoint, first.publisher_id.as_deref()), (Some(Touchpoint::First), Some("pub_1")));
        assert_eq!(
            first.source.as_ref().and_then(|source| source.url.as_ref()).expect("a page").as_str(),
            "https://blog.example/mugs"
        );
        assert_eq!(json!(first.metadata), json!({ "slot": 3, "vip": true }));
        assert_eq!((last.touchpoint, last.publisher_id.as_deref()), (Some(Touchpoint::Last), Some("pub_2")));
    }
    // The first release has no place for it, and goes on without (ACP-AFF-14).
    let mall = mall();
    let reply = mall.agent(V1).create(&create(V1, &json!({ "provider": 1 }))).await.expect(201);
    mall.agent(V1).complete(&reply.id(), &pay(V1, &json!([]))).await.expect(200);
    assert!(mall.shop.told().orders[0].attributions.is_empty());
}

/// Every answer that there is of a session which is bought, and of one which is given up, and of what went wrong.
async fn all_answers(agent: &Agent<Witness>, version: ApiVersion, attribution: &Value) -> Vec<String> {
    let mut texts = Vec::new();
    for bought in [true, false] {
        let reply = agent.create(&create(version, attribution)).await.expect(201);
        let id = reply.id();
        texts.push(reply);
        let update = json!({ "buyer": crate::agent::buyer(), "affiliate_attribution": attribution });
        texts.push(agent.update(&id, &update).await.expect(200));
        texts.push(agent.retrieve(&id).await.expect(200));
        if bought {
            let mut declined = pay(version, attribution);
            let token = if version >= V4 { "/payment_data/instrument/credential/token" } else { "/payment_data/token" };
            *declined.pointer_mut(token).expect("a token") = json!("spt_test_declined");
            texts.push(agent.complete(&id, &declined).await.expect(200));
            texts.push(agent.complete(&id, &pay(version, attribution)).await.expect(200));
        } else {
            texts.push(agent.cancel(&id, &json!({})).await.expect(200));
        }
        texts.push(agent.retrieve(&id).await.expect(200));
        texts.push(agent.complete(&id, &pay(version, attribution)).await.expect(405));
    }
    texts.into_iter().map(|reply| reply.body.to_string()).collect()
}

// ACP-AFF-06: in no answer, and in nothing that the agent's platform is told.
#[tokio::test]
async fn attribution_is_never_said_again() {
    for &version in ApiVersion::ALL {
        let mall = mall();
        let attribution = json!({
            "provider": "impact.example", "token": "atp_secret", "publisher_id": "pub_secret", "campaign_id": "c_secret",
            "creative_id": "cr_secret", "sub_id": "s_secret", "metadata": { "key_secret": "value_secret" }
        });
        let answers = all_answers(&mall.agent(version), version, &attribution).await;
        let events = mall.store.events();
        assert_eq!((answers.len(), events.len()), (13, 1));
        let orders = events.iter().map(|event| serde_json::to_string(&event.order).expect("JSON"));
        for text in answers.into_iter().chain(orders) {
            for word in ["secret", "impact.example", "attribution"] {
                assert!(!text.contains(word), "{version}: {word} in {text}");
            }
        }
    }
}

// ACP-AFF-10, ACP-AFF-11: refused with the name of the field, wherever it is sent; the session is untouched.
#[tokio::test]
async fn attribution_names_no_person() {
    for version in ApiVersion::ALL.iter().copied().filter(|version| *version > V1) {
        let mall = mall();
        let agent = mall.agent(version);
        let id = agent.create(&body::create(version, "ebook", 1)).await.expect(201).id();
        for (field, value, param) in [
            ("publisher_id", json!("ada@example.com"), ".publisher_id"),
            ("sub_id", json!("+1 415 555 0100"), ".sub_id"),
            ("campaign_id", json!("(415) 555-0100"), ".campaign_id"),
            ("source", json!({ "type": "url", "url": "https://blog.example/?m=ada%40example.com" }), ".source.url"),
            ("metadata", json!({ "slot": 1, "user_email": "hidden" }), ".metadata.user_email"),
            ("metadata", json!({ "note": "for ada@example.com" }), ".metadata.note"),
        ] {
            let mut attribution = json!({ "provider": "impact.com", "token": "atp_1" });
            attribution[field] = value;
            let created = agent.create(&create(version, &attribution)).await;
            for reply in [created, agent.complete(&id, &pay(version, &attribution)).await] {
                let reply = reply.expect_error(400, "pii_not_allowed");
                assert_eq!(reply.at("/type"), "invalid_request");
                assert_eq!(reply.at("/param"), &json!(format!("$.affiliate_attribution{param}")), "{version}");
                let text = reply.body.to_string();
                assert!(!text.contains("example.com") && !text.contains("555"), "what it was is not said again");
            }
        }
        assert_eq!(agent.retrieve(&id).await.session_status(), "ready_for_payment");
        assert!(mall.shop.told().orders.is_empty());
        // What is usual in attributions is no personal data.
        let usual = json!({
            "provider": "impact.com", "token": "eyJhbGciOi", "publisher_id": "1234567890", "campaign_id": "2026-04-17",
            "metadata": { "placement": "sidebar", "campaign_name": "Spring sale 2026" }
        });
        agent.create(&create(version, &usual)).await.expect(201);
    }
}

// ACP-AFF-15: with each order the shop is told who brought the claims, so that it can count them and ignore them.
#[tokio::test]
async fn a_shop_may_ignore_claims_of_suspicious_sessions() {
    let mall = mall();
    let agent = mall.agent(V5);
    for number in 0..3 {
        let attribution = json!({ "provider": format!("unknown{number}.example"), "token": "atp_1" });
        let id = agent.create(&create(V5, &attribution)).await.expect(201).id();
        let reply = agent.complete(&id, &pay(V5, &attribution)).await.expect(200);
        assert_eq!(reply.session_status(), "completed", "the shop ignores the claim and the buyer gets the goods");
    }
    let told = mall.shop.told();
    let claims: Vec<_> = told
        .orders
        .iter()
        .map(|order| {
            (order.context.principal.as_str(), order.context.checkout_id.clone(), &*order.attributions[0].provider)
        })
        .collect();
    assert_eq!(claims.iter().map(|claim| claim.0).collect::<Vec<_>>(), ["agent"; 3]);
    assert_eq!(
        claims.iter().map(|claim| claim.2).collect::<Vec<_>>(),
        ["unknown0.example", "unknown1.example", "unknown2.example"]
    );
    assert!(claims[0].1 != claims[1].1 && claims[1].1 != claims[2].1);
}

// ACP-AFF-18: kept while the session needs them, and no longer. What the shop keeps is the shop's to delete.
#[tokio::test]
async fn claims_are_forgotten_when_the_session_ends() {
    let mall = mall();
    let agent = mall.agent(V5);
    let attribution = json!({ "provider": "impact.com", "token": "atp_1", "publisher_id": "pub_1" });
    let id = agent.create(&create(V5, &attribution)).await.expect(201).id();
    assert_eq!(kept(&mall, &id).await, ["pub_1"]);
    agent.complete(&id, &pay(V5, &attribution)).await.expect(200);
    assert_eq!(mall.shop.told().orders[0].attributions.len(), 2);
    assert!(kept(&mall, &id).await.is_empty());

    let id = agent.create(&create(V5, &attribution)).await.expect(201).id();
    agent.cancel(&id, &json!({})).await.expect(200);
    assert!(kept(&mall, &id).await.is_empty());
}
