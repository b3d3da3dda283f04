//! Why the buyer did not buy: told to the shop, and to nobody else.

use agentic_commerce::model::ReasonCode;
use agentic_commerce::store::Store;
use agentic_commerce::types::{ApiVersion, CheckoutId, Principal, Timestamp};
use serde_json::{Value, json};

use crate::agent::{BEGIN, Mall, body, open_with};
use crate::log;
use crate::witness::Witness;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

fn mall() -> Mall<Witness> {
    open_with(Witness::new(), |pipeline| pipeline)
}

fn trace() -> Value {
    json!({ "intent_trace": {
        "reason_code": "price_sensitivity", "trace_summary": "Ada Lovelace found it cheaper elsewhere",
        "metadata": { "target_price": 8.5, "competitor": "rival.example", "urgent": true }
    } })
}

const WORDS: [&str; 6] =
    ["intent_trace", "price_sensitivity", "Ada Lovelace", "target_price", "rival.example", "urgent"];

// ACP-INT-08, ACP-INT-09: the shop gets all of it to record, and no answer says any of it.
#[tokio::test]
async fn a_trace_reaches_the_shop_and_never_comes_back() {
    for &version in ApiVersion::ALL {
        let mall = mall();
        let agent = mall.agent(version);
        let id = agent.create(&body::create(version, "ebook", 1)).await.expect(201).id();
        let call = || agent.post(&format!("/checkout_sessions/{id}/cancel"), &trace()).keyed("k_1");
        let canceled = call().send().await.expect(200);
        assert_eq!(canceled.session_status(), "canceled");
        // The same request again is one record.
        let again = call().send().await.expect(200);
        assert_eq!(again.bytes, canceled.bytes);
        let replies = [canceled, again, agent.retrieve(&id).await, agent.cancel(&id, &trace()).await.expect(405)];
        for reply in replies {
            let text = reply.body.to_string();
            assert!(WORDS.iter().all(|word| !text.contains(word)), "{version}: {text}");
        }
        assert!(mall.store.events().is_empty());

        let told = mall.shop.told();
        let [(context, intent)] = &told.cancels[..] else { panic!("{} cancellations", told.cancels.len()) };
        assert_eq!(context.checkout_id.as_str(), id);
        if version == V1 {
            assert_eq!(intent, &None, "the first release has none");
            continue;
        }
        let intent = intent.as_ref().expect("a trace");
        assert_eq!(intent.reason_code, ReasonCode::PriceSensitivity);
        assert_eq!(intent.trace_summary.as_deref(), Some("Ada Lovelace found it cheaper elsewhere"));
        assert_eq!(json!(intent.metadata), trace()["intent_trace"]["metadata"]);
    }
}

// ACP-INT-10: the log has the cancellation and none of its words; what is kept of it is the reason.
#[tokio::test]
async fn the_words_of_a_trace_are_neither_logged_nor_kept() {
    log::keep();
    let mall = mall();
    let agent = mall.agent(V5);
    let id = agent.create(&body::create(V5, "ebook", 1)).await.expect(201).id();
    let mut malformed = trace();
    malformed["intent_trace"]["reason_code"] = json!(7);
    agent.cancel(&id, &malformed).await.expect(400);
    agent.cancel(&id, &trace()).await.expect(200);
    let text = log::taken();
    assert!(text.contains("request.answered") && text.contains("cancel"), "{text}");
    assert!(WORDS.iter().all(|word| !text.contains(word)), "{text}");

    let session = mall.store.session(&Principal::new("agent"), &CheckoutId::new(id)).await.expect("a store");
    let intent = session.expect("a session").intent.clone().expect("a reason");
    assert_eq!((intent.reason_code, intent.trace_summary), (ReasonCode::PriceSensitivity, None));
    assert!(intent.metadata.is_empty());
}

// ACP-INT-13: the shop is told with each cancellation who cancels, so that it can ignore what comes of cycles of create and
// cancel; the sessions are canceled all the same.
#[tokio::test]
async fn a_shop_may_ignore_traces_of_suspicious_cycles() {
    let mall = mall();
    let agent = mall.agent(V5);
    for _ in 0..5 {
        let id = agent.create(&body::create(V5, "ebook", 1)).await.expect(201).id();
        assert_eq!(agent.cancel(&id, &trace()).await.expect(200).session_status(), "canceled");
    }
    let told = mall.shop.told();
    let by_agent = told.cancels.iter().filter(|(context, _)| context.principal.as_str() == "agent");
    assert_eq!(by_agent.clone().count(), 5);
    let mut sessions: Vec<_> = by_agent.map(|(context, _)| context.checkout_id.as_str()).collect();
    sessions.dedup();
    assert_eq!(sessions.len(), 5);
    let began = Timestamp::parse(BEGIN).expect("a time");
    assert!(told.cancels.iter().all(|(context, _)| context.now == began), "and when, to see how fast they come");
}
