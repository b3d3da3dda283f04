//! The agent's side against a whole shop.

use std::sync::{Arc, Mutex};

use agentic_commerce::client::{Client, ClientError, PipelineTransport, Reply};
use agentic_commerce::model::{
    Address, Buyer, Cancel, CheckoutStatus, Complete, Create, Destination, ErrorCode, FulfillmentKind, Instrument,
    ItemRequest, Message, MessageKind, PaymentData, SelectionRequest, Update,
};
use agentic_commerce::sample::SampleShop;
use agentic_commerce::signature::{HmacSigner, HmacVerifier, SigningSecret};
use agentic_commerce::transport::{HttpTransport, TransportError, TransportErrorKind};
use agentic_commerce::types::{ApiVersion, CheckoutId, Currency, Patch, Quantity, Uri};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use crate::agent::{KEY, Mall, open, open_with};

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;

/// A transport that writes down what passes, and loses answers on demand.
#[derive(Debug)]
struct Wire {
    inner: Arc<dyn HttpTransport>,
    sent: Mutex<Vec<Request<Bytes>>>,
    losing: Mutex<bool>,
}

impl Wire {
    /// The last body that was sent.
    fn last_body(&self) -> Value {
        let sent = self.sent.lock().expect("the wire");
        serde_json::from_slice(sent.last().expect("a request").body()).expect("JSON")
    }

    fn lose_the_next_answer(&self) {
        *self.losing.lock().expect("the wire") = true;
    }
}

#[async_trait]
impl HttpTransport for Wire {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.sent.lock().expect("the wire").push(request.clone());
        let answer = self.inner.send(request).await;
        if std::mem::take(&mut *self.losing.lock().expect("the wire")) {
            return Err(TransportError::new(TransportErrorKind::Timeout, "lost"));
        }
        answer
    }
}

fn connect(mall: &Mall, version: ApiVersion) -> (Client, Arc<Wire>) {
    let inner = PipelineTransport::new(Arc::clone(&mall.pipeline)).mounted_at("/acp");
    let wire = Arc::new(Wire { inner: Arc::new(inner), sent: Mutex::default(), losing: Mutex::default() });
    let base = Uri::new("https://shop.example/acp/").expect("a base");
    let transport: Arc<dyn HttpTransport> = Arc::<Wire>::clone(&wire);
    let client = Client::new(transport, base, KEY, version).expect("a client");
    (client.with_clock(Arc::clone(&mall.clock) as _), wire)
}

fn mugs(version: ApiVersion, quantity: i64) -> Create {
    let mut create = Create::new(vec![ItemRequest::new("mug", Quantity::new(quantity).expect("a quantity"))]);
    // The first release has no place for it, the newest requires it.
    create.currency = (version != V1).then(|| Currency::new("usd").expect("a currency"));
    create
}

fn ada() -> Buyer {
    let mut buyer = Buyer::new("ada@example.com");
    buyer.first_name = Some("Ada".to_owned());
    buyer.last_name = Some("Lovelace".to_owned());
    buyer
}

fn market_street() -> Destination {
    Destination::at(Address::new("Ada Lovelace", "1 Market Street", "San Francisco", "CA", "US", "94105"))
}

fn pay(version: ApiVersion, token: &str) -> Complete {
    let mut payment = PaymentData::with_instrument(Instrument::card_token(token));
    match version {
        ApiVersion::V2025_09_29 | ApiVersion::V2025_12_12 | ApiVersion::V2026_01_16 => {
            payment.provider = Some("stripe".to_owned());
        }
        _ => payment.handler = Some("card_tokenized".into()),
    }
    let mut complete = Complete::new(payment);
    complete.buyer = Some(ada());
    complete
}

fn total(reply: &Reply) -> i64 {
    reply.checkout.quote.total().expect("a total").minor
}

// The prices are those of `lifecycle::an_agent_buys_two_mugs`, by hand: 2 × 12.50 + 2.06 tax + 15.00 express = 42.06.
#[tokio::test]
async fn a_client_buys_two_mugs() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let (client, _) = connect(&mall, version);
        let created = client.create(&mugs(version, 2)).await.expect("a session");
        assert_eq!(created.status, 201);
        assert_eq!(created.checkout.status, CheckoutStatus::NotReadyForPayment);
        assert!(created.idempotency_key.is_some() && !created.replayed);
        let id = created.checkout.id.clone();

        let mut update = Update::default();
        update.buyer = Patch::Set(ada());
        update.destination = Patch::Set(market_street());
        let updated = client.update(&id, &update).await.expect("a session");
        assert_eq!((updated.status.as_u16(), total(&updated)), (200, 3_206));

        let mut update = Update::default();
        let mut express = SelectionRequest::new("express");
        express.kind = Some(FulfillmentKind::Shipping); // 2025-12-12 wants to know
        update.selections = Patch::Set(vec![express]);
        assert_eq!(total(&client.update(&id, &update).await.expect("a session")), 4_206);

        // A declined payment is an answer.
        let declined = client.complete(&id, &pay(version, "spt_test_declined")).await.expect("a session");
        assert_eq!(declined.checkout.status, CheckoutStatus::ReadyForPayment);
        let says_so = |message: &Message| message.kind == MessageKind::Error(ErrorCode::PaymentDeclined);
        assert!(declined.checkout.messages.iter().any(says_so), "{:?}", declined.checkout.messages);

        let completed = client.complete(&id, &pay(version, "spt_test_success")).await.expect("a session");
        assert_eq!(completed.checkout.status, CheckoutStatus::Completed);
        assert_eq!(total(&completed), 4_206);
        assert!(completed.checkout.order.is_some());

        let retrieved = client.retrieve(&id).await.expect("a session");
        assert_eq!(retrieved.checkout.status, CheckoutStatus::Completed);
        assert_eq!(retrieved.idempotency_key, None);
        let error = client.cancel(&id, &Cancel::default()).await.expect_err("it is bought");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(405));
    }
}

// ACP-IDEM-14, ACP-IDEM-15
#[tokio::test]
async fn a_lost_answer_is_asked_for_again_under_its_key() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let (client, wire) = connect(&mall, version);
        let mut create = mugs(version, 1);
        create.buyer = Some(ada());
        create.destination = Some(market_street());
        let id = client.create(&create).await.expect("a session").checkout.id;

        wire.lose_the_next_answer();
        let complete = pay(version, "spt_test_success");
        let error = client.complete(&id, &complete).await.expect_err("a lost answer");
        assert!(error.is_retryable());
        let key = error.idempotency_key().expect("a key");
        let again = client.keyed(key).complete(&id, &complete).await.expect("a session");
        assert!(again.replayed);
        assert_eq!(again.checkout.status, CheckoutStatus::Completed);
        let third = client.keyed(key).complete(&id, &complete).await.expect("a session");
        assert_eq!(third.body, again.body);
        let tally = mall.shop.ledger().tally(&id);
        assert_eq!((tally.authorized, tally.orders), (1, 1));

        // The same key for another command is refused for good.
        let error = client.keyed(key).complete(&id, &pay(version, "spt_test_declined")).await.expect_err("a conflict");
        let ClientError::Api { error: refusal, .. } = &error else { panic!("{error:?}") };
        assert_eq!(refusal.code, "idempotency_conflict");
        assert!(!error.is_retryable());
    }
}

// ACP-IDEM-30
#[tokio::test]
async fn null_is_sent_to_clear_and_for_nothing_else() {
    let mall = open();
    let (client, wire) = connect(&mall, V5);
    let mut create = mugs(V5, 1);
    create.buyer = Some(ada());
    let id = client.create(&create).await.expect("a session").checkout.id;
    assert!(!wire.last_body().to_string().contains("null"));

    let mut update = Update::default();
    update.buyer = Patch::Clear;
    let cleared = client.update(&id, &update).await.expect("a session");
    assert_eq!(wire.last_body(), json!({ "buyer": null }));
    assert_eq!(cleared.checkout.cart.buyer, None);

    let mut update = Update::default();
    update.discount_codes = Patch::Set(vec!["welcome10".to_owned()]);
    client.update(&id, &update).await.expect("a session");
    assert_eq!(wire.last_body(), json!({ "discounts": { "codes": ["welcome10"] } }));
}

#[tokio::test]
async fn a_refusal_comes_back_with_its_correlation_id() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let (client, wire) = connect(&mall, version);
        let error = client.retrieve(&CheckoutId::from("cs_none")).await.expect_err("no such session");
        let ClientError::Api { error: refusal, attempt } = &error else { panic!("{error:?}") };
        assert_eq!((refusal.status.as_u16(), refusal.code.as_str()), (404, "session_not_found"));
        assert_eq!(refusal.kind, "invalid_request");
        // ACP-HDR-12, ACP-HDR-13
        let sent = wire.sent.lock().expect("the wire")[0].headers()["request-id"].clone();
        assert_eq!(attempt.request_id, sent.to_str().expect("text"));

        let base = Uri::new("https://shop.example/acp").expect("a base");
        let transport: Arc<dyn HttpTransport> = Arc::<Wire>::clone(&wire);
        let stranger = Client::new(transport, base, "sk_wrong", version).expect("a client");
        let error = stranger.create(&mugs(version, 1)).await.expect_err("no such key");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        assert!(!error.is_retryable());
    }
}

// ACP-SIG-01
#[tokio::test]
async fn a_shop_that_asks_for_signatures_accepts_the_client() {
    let secret = SigningSecret::new("an agreed secret of 32 bytes!!!!").expect("a secret");
    let verifier = HmacVerifier::new([secret.clone()]);
    let mall = open_with(Arc::new(SampleShop::builtin()), |pipeline| pipeline.with_verifier(verifier));
    for &version in ApiVersion::ALL {
        let (client, _) = connect(&mall, version);
        let error = client.create(&mugs(version, 1)).await.expect_err("no signature");
        assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
        let client = client.with_signer(HmacSigner::new(secret.clone()));
        let id = client.create(&mugs(version, 1)).await.expect("a session").checkout.id;
        client.retrieve(&id).await.expect("a session");
        let canceled = client.cancel(&id, &Cancel::default()).await.expect("a session");
        assert_eq!(canceled.checkout.status, CheckoutStatus::Canceled);
    }
}

#[tokio::test]
async fn what_lies_beside_the_mount_is_nowhere() {
    let mall = open();
    let of = |mount: Option<&str>| {
        let transport = PipelineTransport::new(Arc::clone(&mall.pipeline));
        let transport: Arc<dyn HttpTransport> = match mount {
            Some(mount) => Arc::new(transport.mounted_at(mount)),
            None => Arc::new(transport),
        };
        move |base: &str| {
            Client::new(Arc::clone(&transport), Uri::new(base).expect("a base"), KEY, V5).expect("a client")
        }
    };
    let id = CheckoutId::from("cs_none");
    for (mount, base, arrives) in [
        (None, "https://shop.example", true),
        (Some("/"), "https://shop.example/", true),
        (Some("/acp"), "https://shop.example/acp", true),
        (Some("/acp/"), "https://shop.example/acp", true),
        (Some("/acp"), "https://shop.example/acpx", false),
        (Some("/acp"), "https://shop.example", false),
    ] {
        let error = of(mount)(base).retrieve(&id).await.expect_err("no such session");
        assert_eq!(error.status().is_some_and(|status| status.as_u16() == 404), arrives, "{mount:?} {base}");
        assert_eq!(matches!(error, ClientError::Transport { .. }), !arrives);
    }
}

// ACP-IDEM-01, ACP-IDEM-02, ACP-HDR-16: a key of its own on every POST, in every release, and none on a GET.
#[tokio::test]
async fn every_post_has_a_key_of_its_own() {
    for &version in ApiVersion::ALL {
        let mall = open();
        let (client, wire) = connect(&mall, version);
        let id = client.create(&mugs(version, 1)).await.expect("a session").checkout.id;
        let mut update = Update::default();
        update.destination = Patch::Set(market_street());
        client.update(&id, &update).await.expect("a session");
        client.complete(&id, &pay(version, "spt_test_declined")).await.expect("a session");
        client.cancel(&id, &Cancel::default()).await.expect("a session");
        client.retrieve(&id).await.expect("a session");
        let sent = wire.sent.lock().expect("the wire");
        let keys: Vec<_> = sent.iter().map(|request| request.headers().get("idempotency-key").cloned()).collect();
        assert_eq!(keys.len(), 5);
        assert_eq!(keys[4], None);
        let mut given: Vec<_> = keys.into_iter().flatten().collect();
        given.sort_by(|left, right| left.as_bytes().cmp(right.as_bytes()));
        given.dedup();
        assert_eq!(given.len(), 4);
    }
}
