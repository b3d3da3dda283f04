//! What must not be seen: not in the log, not by `Debug`, not in a store.

use std::path::Path;
use std::sync::Arc;

use agentic_commerce::engine::Engine;
use agentic_commerce::inbound::{ApiKeys, Pipeline};
use agentic_commerce::payment::authentication::{ChallengeAnswer, card as bank_card};
use agentic_commerce::payment::delegate::{DelegatePayment, Vault};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::testing::stripe_mock::{Fault, StripeMock, card};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use super::authentication::{self, Bank};
use super::{KEY, NUMBER, Psp, request};
use crate::agent::{self, body};
use crate::shop::dollars;
use crate::stripe::{SECRET_KEY, config, provider};
use crate::{database, log};

const V5: ApiVersion = ApiVersion::V2026_04_17;
/// The holder of every card here, who is not the buyer.
const HOLDER: &str = "Jane Doe";

/// What was printed or stored, and what must not be in it.
struct Seen {
    text: String,
    secrets: Vec<String>,
}

// ACP-DP-18, ACP-DA-11, ACP-PD-09
#[test]
fn a_whole_run_shows_neither_card_nor_token_nor_key() {
    log::keep();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let secrets = [NUMBER, "739", HOLDER, bank_card::CHALLENGED, KEY, agent::KEY, SECRET_KEY];
    let mut seen = Seen { text: String::new(), secrets: secrets.map(str::to_owned).to_vec() };
    runtime.block_on(async {
        through_a_provider_of_ones_own(&mut seen).await;
        through_files(&mut seen).await;
        through_stripe(&mut seen).await;
        through_a_bank(&mut seen).await;
    });
    let logged = log::taken();
    assert!(logged.contains("request.answered") && logged.contains("delegate_authentication"), "something was logged");
    for secret in &seen.secrets {
        assert!(!shows(&logged, secret), "{secret} in the log");
        assert!(!shows(&seen.text, secret), "{secret} in what prints or is stored");
    }
}

/// Whether a text has it as a word of its own: three digits may stand in a longer number.
fn shows(text: &str, secret: &str) -> bool {
    text.match_indices(secret).any(|(at, _)| {
        let beside = |character: Option<char>| character.is_some_and(|beside| beside.is_ascii_alphanumeric());
        !beside(text[..at].chars().next_back()) && !beside(text[at + secret.len()..].chars().next())
    })
}

#[test]
fn a_secret_that_shows_is_found() {
    for text in ["739", "cvc=739", "\"739\"", "a 739.", "17 739"] {
        assert!(shows(text, "739"), "{text}");
    }
    for text in ["1739", "7390", "x739", "73 9"] {
        assert!(!shows(text, "739"), "{text}");
    }
}

/// A card for a session.
fn delegated(id: &str) -> Value {
    let mut delegated = request();
    delegated["allowance"]["checkout_session_id"] = json!(id);
    delegated["allowance"]["max_amount"] = json!(100_000);
    delegated
}

async fn through_a_provider_of_ones_own(seen: &mut Seen) {
    let psp = Psp::open();
    let own = Arc::new(psp.provider());
    let shop = Arc::new(SampleShop::builtin().with_payments(Arc::clone(&own) as _));
    let mall = agent::open_with(shop, |pipeline| pipeline);
    let buyer = mall.agent(V5);
    let id = buyer.payable().await;
    let mut delegated = delegated(&id);
    let token = psp.token(&delegated).await;
    let reply = buyer.complete(&id, &body::pay(V5, &token)).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    seen.text += &reply.body.to_string();
    // What is wrong with a request is told without it.
    delegated["payment_method"]["cvc"] = json!("73939");
    seen.text += &psp.delegate(V5, &delegated, None).await.body.to_string();
    for number in [json!(4_242_424_242_424_242_u64), json!([NUMBER]), json!({ NUMBER: 739 })] {
        delegated["payment_method"]["number"] = number;
        seen.text += &psp.delegate(V5, &delegated, None).await.body.to_string();
    }
    seen.text.extend([format!("{:#?} {:#?} {own:#?} {:#?}", psp.service, psp.vault, mall.pipeline)]);
    // Every byte that was stored, by both.
    seen.text.extend([format!("{:#?} {:#?}", psp.store, mall.store)]);
    seen.secrets.push(token);
}

/// The same with everything in files.
async fn through_files(seen: &mut Seen) {
    let (own_store, own_folder) = database::sqlite().await;
    let (store, folder) = database::sqlite().await;
    let Psp { vault, clock, .. } = Psp::open();
    let keys = ApiKeys::new().with_key("agent", KEY);
    let service = DelegatePayment::new(Arc::clone(&vault) as Arc<dyn Vault>, keys, Arc::new(own_store))
        .with_clock(Arc::clone(&clock) as _);
    let psp = Psp { service, vault, store: Arc::default(), clock: Arc::clone(&clock) };
    let shop = SampleShop::builtin().with_ledger_file(folder.file("ledger.jsonl")).expect("a ledger");
    let shop = shop.with_payments(Arc::new(psp.provider()));
    let engine = Engine::new(shop, Arc::new(store)).with_clock(clock);
    let pipeline = Arc::new(Pipeline::new(engine, ApiKeys::new().with_key("agent", agent::KEY)));
    let buyer = agent::agent_of(Arc::clone(&pipeline), V5);

    let id = buyer.payable().await;
    let key = Some("k");
    let token = psp.delegate(V5, &delegated(&id), key).await.body["id"].as_str().expect("a token").to_owned();
    let again = psp.delegate(V5, &delegated(&id), key).await;
    assert_eq!(again.body["id"], token.as_str(), "the token is made anew");
    assert_eq!(again.headers["idempotent-replayed"], "true");
    let reply = buyer.complete(&id, &body::pay(V5, &token)).await.expect(200);
    assert_eq!(reply.session_status(), "completed");
    seen.secrets.push(token);
    for (folder, needed) in [(&own_folder, "delegate_payment"), (&folder, "completed")] {
        let bytes = every_byte(&folder.file(""));
        assert!(bytes.contains(needed), "there is something to look at");
        seen.text += &bytes;
    }
}

/// What the files of a folder hold.
fn every_byte(folder: &Path) -> String {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
    files.map(|path| String::from_utf8_lossy(&std::fs::read(path).expect("a file")).into_owned()).collect()
}

/// With everything going wrong.
async fn through_stripe(seen: &mut Seen) {
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = Arc::new(provider(&mock, config()));
    let shop = Arc::new(SampleShop::builtin().with_payments(Arc::clone(&stripe) as _));
    let mall = agent::open_with(shop, |pipeline| pipeline);
    let buyer = mall.agent(V5);
    for (method, fault) in [
        (card::VISA, Fault::DropAfterCommit),
        (card::FRAUDULENT, Fault::ServerError),
        (card::THREE_DS, Fault::DropBeforeCommit),
    ] {
        let id = buyer.payable().await;
        let token = mock.grant(method, dollars(100_000));
        mock.fail(fault, 3);
        buyer.complete(&id, &body::pay(V5, &token)).await;
        seen.text += &buyer.complete(&id, &body::pay(V5, &token)).await.body.to_string();
        seen.secrets.push(token);
    }
    seen.text.extend([format!("{stripe:#?} {:#?} {:#?}", mall.pipeline, mall.store)]);
}

async fn through_a_bank(seen: &mut Seen) {
    let bank = Bank::open();
    let id = bank.session(bank_card::CHALLENGED).await;
    let mut request = authentication::request();
    request["payment_method"]["exp_year"] = json!(NUMBER);
    seen.text += &bank.create(&request).await.body.to_string();
    let asked = bank.authenticate(&id, &json!({ "fingerprint_completion": "Y" })).await;
    seen.text += &asked.body.to_string();
    let number = asked.body["action"]["challenge"]["acs_trans_id"].as_str().expect("a number");
    assert!(bank.provider.answer(number, ChallengeAnswer::Passed));
    let result = bank.retrieve(&id).await.body;
    let cryptogram = result["authentication_result"]["three_ds_cryptogram"].as_str().expect("a cryptogram");
    seen.secrets.push(cryptogram.to_owned());
    seen.text.extend([format!("{:#?} {:#?} {:#?}", bank.service, bank.provider, bank.store)]);
}
