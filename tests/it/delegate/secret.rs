//! What must not be seen: not in the log, not by `Debug`, not in a store.

use std::io::Write;
use std::sync::{Arc, Mutex};

use agentic_commerce::sample::SampleShop;
use agentic_commerce::testing::stripe_mock::{Fault, StripeMock, card};
use agentic_commerce::types::ApiVersion;
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::{KEY, NUMBER, Psp, request};
use crate::agent::{self, body};
use crate::shop::dollars;
use crate::stripe::{SECRET_KEY, config, provider};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("a lock").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

// ACP-DP-18, ACP-PD-09
#[test]
fn a_whole_run_shows_neither_card_nor_token_nor_key() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut secrets: Vec<String> = [NUMBER, "739", KEY, agent::KEY, SECRET_KEY].map(str::to_owned).to_vec();
    let mut seen = String::new();
    tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            // Through the provider of one's own.
            let psp = Psp::open();
            let own = Arc::new(psp.provider());
            let shop = Arc::new(SampleShop::builtin().with_payments(Arc::clone(&own) as _));
            let mall = agent::open_with(shop, |pipeline| pipeline);
            let buyer = mall.agent(ApiVersion::V2026_04_17);
            let id = buyer.payable().await;
            let mut delegated = request();
            delegated["allowance"]["checkout_session_id"] = json!(id);
            delegated["allowance"]["max_amount"] = json!(100_000);
            let token = psp.token(&delegated).await;
            let reply = buyer.complete(&id, &body::pay(ApiVersion::V2026_04_17, &token)).await.expect(200);
            assert_eq!(reply.session_status(), "completed");
            // What is wrong with a request is told without it.
            delegated["payment_method"]["cvc"] = json!("73939");
            seen += &psp.delegate(ApiVersion::V2026_04_17, &delegated, None).await.body.to_string();
            delegated["payment_method"]["number"] = json!(4_242_424_242_424_242_u64);
            seen += &psp.delegate(ApiVersion::V2026_04_17, &delegated, None).await.body.to_string();
            seen.extend([format!("{:?} {:?} {own:?} {:?}", psp.service, psp.vault, mall.pipeline)]);
            // Every byte that was stored, by both.
            seen.extend([format!("{:#?} {:#?}", psp.store, mall.store)]);
            secrets.push(token);

            // Through Stripe, with everything going wrong.
            let mock = StripeMock::new(SECRET_KEY);
            let stripe = Arc::new(provider(&mock, config()));
            let shop = Arc::new(SampleShop::builtin().with_payments(Arc::clone(&stripe) as _));
            let mall = agent::open_with(shop, |pipeline| pipeline);
            let buyer = mall.agent(ApiVersion::V2026_04_17);
            for (method, fault) in [
                (card::VISA, Fault::DropAfterCommit),
                (card::FRAUDULENT, Fault::ServerError),
                (card::THREE_DS, Fault::DropBeforeCommit),
            ] {
                let id = buyer.payable().await;
                let token = mock.grant(method, dollars(100_000));
                mock.fail(fault, 3);
                buyer.complete(&id, &body::pay(ApiVersion::V2026_04_17, &token)).await;
                seen += &buyer.complete(&id, &body::pay(ApiVersion::V2026_04_17, &token)).await.body.to_string();
                secrets.push(token);
            }
            seen.extend([format!("{stripe:#?} {:#?} {:#?}", mall.pipeline, mall.store)]);
        });
    });
    let logged = String::from_utf8(log.0.lock().expect("a lock").clone()).expect("text");
    assert!(logged.contains("request.answered"), "something was logged");
    for secret in secrets {
        let word = |text: &str| {
            text.match_indices(&secret).any(|(at, _)| {
                let beside = |character: Option<char>| character.is_some_and(|beside| beside.is_ascii_alphanumeric());
                !beside(text[..at].chars().next_back()) && !beside(text[at + secret.len()..].chars().next())
            })
        };
        assert!(!word(&logged), "{secret} in the log");
        assert!(!word(&seen), "{secret} in what prints or is stored");
    }
}
