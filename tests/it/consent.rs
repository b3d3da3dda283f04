//! What the buyer lets the merchant send.

use agentic_commerce::model::{MarketingConsent, MarketingConsentOption};
use agentic_commerce::types::ApiVersion;
use serde_json::json;

use crate::agent::{Mall, body, open_with};
use crate::shop::uri;
use crate::witness::Witness;

const V5: ApiVersion = ApiVersion::V2026_04_17;

/// A shop that asks for these channels.
fn asking(channels: &'static [(&'static str, bool)]) -> Mall<Witness> {
    let shop = Witness::saying(|_, mut quote| {
        let option = |(channel, subscribed): &(&str, bool)| {
            let mut option = MarketingConsentOption::new(*channel, "News", uri("https://shop.example/privacy"));
            option.is_subscribed = Some(*subscribed);
            option
        };
        quote.consent_options = channels.iter().map(option).collect();
        quote
    });
    open_with(shop, |pipeline| pipeline)
}

/// What the shop is told with the order when the agent says that. The buyer has an e-mail address and no telephone.
async fn told(mall: &Mall<Witness>, consents: Option<serde_json::Value>) -> Vec<MarketingConsent> {
    let agent = mall.agent(V5);
    let reply = agent.create(&body::create(V5, "ebook", 1)).await.expect(201);
    let mut pay = body::pay(V5, "spt_test_success");
    pay["buyer"]["phone_number"] = json!("+14155550100");
    if let Some(consents) = consents {
        pay["marketing_consents"] = consents;
    }
    let reply = agent.complete(&reply.id(), &pay).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    assert!(!reply.body.to_string().contains("opted_in"));
    mall.shop.told().orders.last().expect("an order").consents.clone()
}

const CHANNELS: &[(&str, bool)] = &[("email", true), ("sms", false)];

// ACP-MKT-04: silence about a channel, or about all, reaches the shop as silence: neither a yes nor a no.
#[tokio::test]
async fn silence_is_no_answer() {
    let mall = asking(CHANNELS);
    assert_eq!(told(&mall, None).await, []);
    assert_eq!(told(&mall, Some(json!([]))).await, []);
    let only_sms = json!([{ "channel": "sms", "opted_in": true }]);
    assert_eq!(told(&mall, Some(only_sms)).await, [MarketingConsent::new("sms", true)]);
    // ACP-MKT-05
    let no = json!([{ "channel": "email", "opted_in": false }]);
    assert_eq!(told(&mall, Some(no)).await, [MarketingConsent::new("email", false)]);
}

// ACP-MKT-09, ACP-MKT-06: a shop that will not have a subscription revoked by accident does not offer the channel, and
// then nothing that is said of it arrives.
#[tokio::test]
async fn a_channel_that_is_not_offered_cannot_be_revoked() {
    let mall = asking(&[("sms", false)]);
    let reply = mall.agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    let options = reply.at("/marketing_consent_options").as_array().expect("options").clone();
    assert_eq!(options.iter().map(|option| &option["channel"]).collect::<Vec<_>>(), ["sms"]);
    let both = json!([{ "channel": "email", "opted_in": false }, { "channel": "sms", "opted_in": false }]);
    assert_eq!(told(&mall, Some(both)).await, [MarketingConsent::new("sms", false)]);
    // None at all: nothing is asked, and nothing is told.
    let mall = asking(&[]);
    let reply = mall.agent(V5).create(&body::create(V5, "ebook", 1)).await.expect(201);
    assert_eq!(reply.body.get("marketing_consent_options"), None);
    assert_eq!(told(&mall, Some(json!([{ "channel": "email", "opted_in": false }]))).await, []);
}
