//! Languages and currencies of the buyer.

use agentic_commerce::model::Presentment;
use agentic_commerce::types::{ApiVersion, Currency, Money, Timestamp};
use serde_json::{Value, json};

use crate::agent::{body, open_with};
use crate::witness::Witness;

const V5: ApiVersion = ApiVersion::V2026_04_17;

// Both ways in which an agent names a language reach the shop, as they were said.
#[tokio::test]
async fn the_language_reaches_the_shop() {
    let mall = open_with(Witness::new(), |pipeline| pipeline);
    for &version in ApiVersion::ALL {
        let agent = mall.agent(version);
        let mut create = body::create(version, "ebook", 1);
        if version == V5 {
            create["locale"] = json!("de-CH");
            create["timezone"] = json!("Europe/Zurich");
        }
        let accept = "de-CH, fr;q=0.8, *;q=0.1";
        let reply =
            agent.post("/checkout_sessions", &create).header("accept-language", accept).send().await.expect(201);
        {
            let told = mall.shop.told();
            let (context, cart) = told.quotes.last().expect("a quote");
            assert_eq!(context.accept_language.as_deref(), Some(accept), "{version}");
            let expected = (version == V5).then_some("de-CH");
            assert_eq!(cart.locale.as_deref(), expected, "{version}");
            assert_eq!(cart.timezone.as_deref(), expected.map(|_| "Europe/Zurich"), "{version}");
        }
        // Every request speaks for itself; what belongs to the session stays.
        let update = json!({ "buyer": crate::agent::buyer() });
        agent.update(&reply.id(), &update).await.expect(200);
        let told = mall.shop.told();
        let (context, cart) = told.quotes.last().expect("a quote");
        assert_eq!(context.accept_language, None);
        assert_eq!(cart.locale.as_deref(), (version == V5).then_some("de-CH"));
    }
}

// ACP-MON-11, ACP-MON-10: the rate goes out with the time at which it held, where the release can say it.
#[tokio::test]
async fn the_exchange_rate_has_its_time() {
    let cad = || Currency::new("cad").expect("a currency");
    let shop = Witness::saying(move |_, mut quote| {
        for total in &mut quote.totals {
            total.presentment_amount = Some(Money::new(total.amount.minor * 3 / 2, cad()));
        }
        let mut presentment = Presentment::new(cad());
        presentment.exchange_rate = Some(1.5);
        presentment.exchange_rate_timestamp = Some(Timestamp::parse("2026-04-17T11:30:00Z").expect("a time"));
        quote.presentment = Some(presentment);
        quote
    });
    let mall = open_with(shop, |pipeline| pipeline);
    let reply = mall.agent(V5).create(&body::create(V5, "ebook", 2)).await.expect(201);
    let id = reply.id();
    for reply in [reply, mall.agent(V5).retrieve(&id).await] {
        assert_eq!((reply.at("/currency"), reply.at("/presentment_currency")), (&json!("usd"), &json!("cad")));
        assert_eq!(reply.at("/exchange_rate"), &json!(1.5));
        assert_eq!(reply.at("/exchange_rate_timestamp"), "2026-04-17T11:30:00Z");
        // 2 × 9.99 at 1.5
        assert_eq!(reply.at("/totals/0/presentment_amount"), 2_997);
    }
    for version in ApiVersion::ALL.iter().copied().filter(|version| *version < ApiVersion::V2026_01_30) {
        let reply = mall.agent(version).retrieve(&id).await.expect(200);
        for field in ["presentment_currency", "exchange_rate", "exchange_rate_timestamp"] {
            assert_eq!(reply.at(&format!("/{field}")), &Value::Null, "{version}");
        }
        assert!(!reply.body.to_string().contains("presentment"));
    }
}
