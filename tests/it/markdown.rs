//! Texts for people: Markdown without raw HTML, and plain text that is nothing but text.

use agentic_commerce::acp;
use agentic_commerce::engine::{EngineConfig, RawHtml};
use agentic_commerce::json;
use agentic_commerce::model::{Disclosure, ErrorCode, Message, Quote, Text, WarningCode};
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::agent::{Mall, Reply, body, open_as};
use crate::shop::ScriptedShop;
use crate::witness::Witness;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// A tag within a line, a block, and a block within a list.
const RAW: [&str; 3] =
    ["Read the <b>terms</b>.", "<script>\nalert(1)\n</script>", "- one\n- <iframe src=\"https://evil.example\">"];
/// As CommonMark has it: emphasis, a link in angle brackets, code, escapes.
const CLEAN: &str = "*Final* sale, see <https://shop.example/terms>, not `<b>` or \\<i>.";

fn markdown(text: &str) -> Text {
    Text::Markdown(text.to_owned())
}

/// A shop that authors that text wherever a text may be Markdown: three messages and a disclosure.
fn says(text: &'static str, policy: RawHtml) -> Mall<ScriptedShop> {
    let shop = ScriptedShop::new(move |_, _, mut quote: Quote| {
        quote.messages = vec![
            Message::info(markdown(text)),
            Message::warning(WarningCode::ShippingDelay, markdown(text)),
            Message::error(ErrorCode::AgeVerificationRequired, markdown(text)),
        ];
        quote.lines[0].product.disclosures = vec![Disclosure::disclaimer(markdown(text))];
        quote
    });
    let mut config = EngineConfig::default();
    config.raw_html = policy;
    open_as(shop, config, |pipeline| pipeline)
}

/// The texts of a session, with their content types.
fn texts(reply: &Reply) -> Vec<(&str, &str)> {
    let messages = reply.at("/messages").as_array().into_iter().flatten();
    let disclosures = reply.at("/line_items/0/disclosures").as_array().into_iter().flatten();
    messages
        .chain(disclosures)
        .map(|text| (text["content_type"].as_str().expect("a type"), text["content"].as_str().expect("a text")))
        .collect()
}

// ACP-MD-01, ACP-MD-02, ACP-MSG-06
#[tokio::test]
async fn common_mark_goes_out_as_the_shop_wrote_it() {
    for policy in [RawHtml::Plain, RawHtml::Refuse] {
        let mall = says(CLEAN, policy);
        let reply = mall.agent(V5).create(&body::create(V5, "thing", 1)).await.expect(201);
        assert_eq!(texts(&reply), [("markdown", CLEAN); 4]);
    }
}

// ACP-MD-02, ACP-MD-03, ACP-MD-04, C-MD-01, C-MD-02: no release lets raw HTML out, and no text is lost.
#[tokio::test]
async fn raw_html_goes_out_as_plain_text() {
    for raw in RAW {
        let mall = says(raw, RawHtml::Plain);
        for &version in ApiVersion::ALL {
            let reply = mall.agent(version).create(&body::create(version, "thing", 1)).await.expect(201);
            assert_eq!(texts(&reply), [("plain", raw); 4], "{version}");
            let again = mall.agent(V5).retrieve(&reply.id()).await.expect(200);
            assert_eq!(texts(&again), [("plain", raw); 4]);
        }
    }
}

// ACP-ERR-21, ACP-MD-04: the shop's text is refused, and the agent is not told that it was its own fault.
#[tokio::test]
async fn a_shop_may_have_its_raw_html_refused() {
    for raw in RAW {
        let mall = says(raw, RawHtml::Refuse);
        let agent = mall.agent(V5);
        for _ in 0..2 {
            let call = agent.post("/checkout_sessions", &body::create(V5, "thing", 1)).keyed("k_1");
            let reply = call.send().await.expect_error(422, "invalid_markdown");
            assert_eq!(reply.at("/type"), "processing_error");
            // Not kept for its key: the shop may have put it right meanwhile.
            assert_eq!(reply.header("idempotent-replayed"), None);
            assert!(!reply.body.to_string().contains(raw));
        }
        assert_eq!(mall.store.session_count(), 0);
    }
}

// ACP-MD-04: why an order was refused goes out whatever is wrong with the words, for the money must go back.
#[tokio::test]
async fn raw_html_does_not_stand_between_the_buyer_and_the_money() {
    let shop = Witness::new().refusing(Message::error(ErrorCode::Conflict, markdown(RAW[0])));
    let mut config = EngineConfig::default();
    config.raw_html = RawHtml::Refuse;
    let mall = open_as(shop, config, |pipeline| pipeline);
    let agent = mall.agent(V5);
    let id = agent.create(&body::create(V5, "ebook", 1)).await.expect(201).id();
    let reply = agent.complete(&id, &body::pay(V5, "spt_test_success")).await.expect(200);
    assert_eq!(texts(&reply), [("plain", RAW[0])]);
}

// ACP-MD-06: marks and tags in plain text are characters like any others.
#[tokio::test]
async fn plain_text_is_nothing_but_text() {
    let text = "*2 < 3* <b>not bold</b> [x](y)";
    let shop = ScriptedShop::new(move |_, _, mut quote: Quote| {
        quote.messages = vec![Message::info(text)];
        quote.lines[0].product.disclosures = vec![Disclosure::disclaimer(text.into())];
        quote
    });
    let mut config = EngineConfig::default();
    config.raw_html = RawHtml::Refuse;
    let mall = open_as(shop, config, |pipeline| pipeline);
    for &version in ApiVersion::ALL {
        let reply = mall.agent(version).create(&body::create(version, "thing", 1)).await.expect(201);
        assert_eq!(texts(&reply), [("plain", text); 2], "{version}");
        assert_eq!(read(version, &reply.body), [Text::Plain(text.to_owned()), Text::Plain(text.to_owned())]);
    }
}

/// The texts of a session as an agent reads it: of its messages, then of the disclosures of its first line.
fn read(version: ApiVersion, session: &Value) -> Vec<Text> {
    let bytes = session.to_string();
    let json = json::parse(bytes.as_bytes()).expect("JSON");
    let checkout = acp::decode_checkout(version, &json).expect("a session");
    let disclosures = checkout.quote.lines[0].product.disclosures.iter().map(|disclosure| disclosure.text.clone());
    checkout.messages.iter().map(|message| message.text.clone()).chain(disclosures).collect()
}

// ACP-MD-03, ACP-MD-04: what a merchant without this crate sends is checked by the agent's side as well.
#[tokio::test]
async fn an_agent_never_reads_raw_html_as_markdown() {
    let mall = says(CLEAN, RawHtml::Plain);
    for version in [V1, V5] {
        let reply = mall.agent(version).create(&body::create(version, "thing", 1)).await.expect(201);
        assert_eq!(read(version, &reply.body), [const { CLEAN }; 4].map(markdown));
        for raw in RAW {
            let mut session = reply.body.clone();
            for message in session["messages"].as_array_mut().expect("messages") {
                message["content"] = json!(raw);
            }
            if version == V5 {
                session["line_items"][0]["disclosures"][0]["content"] = json!(raw);
            }
            let texts = read(version, &session);
            assert_eq!(texts, [raw; 4].map(|raw| Text::Plain(raw.to_owned())), "{version}");
        }
    }
}
