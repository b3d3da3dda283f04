//! What Stripe tells of a payment after the purchase, and what becomes of the order.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use agentic_commerce::acp::Dialect;
use agentic_commerce::engine::{Engine, OrderChangeError};
use agentic_commerce::model::{
    AdjustmentKind, AgentCapabilities, Cart, Checkout, CheckoutStatus, Order, OrderError, Quote, Total, TotalKind,
};
use agentic_commerce::payment::PaymentProvider;
use agentic_commerce::payment::stripe::{FollowError, StripeEvent, StripeEventKind, StripeProvider, StripeWebhook};
use agentic_commerce::sample::{LedgerEntry, SampleShop};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::store::{Commit, MemoryStore, OrderEvent, Session, Store};
use agentic_commerce::testing::ManualClock;
use agentic_commerce::testing::stripe_mock::{StripeMock, card};
use agentic_commerce::transport::{HttpTransport, TransportError};
use agentic_commerce::types::{ApiVersion, CheckoutId, Clock, OrderId, Principal, Timestamp, Uri};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{SECRET_KEY, config, provider};
use crate::agent::{self, BEGIN, body};
use crate::shop::dollars;
use crate::spec;

const WEBHOOK_SECRET: &str = "whsec_test";

fn secret() -> SigningSecret {
    SigningSecret::new(WEBHOOK_SECRET).unwrap()
}

fn begin() -> Timestamp {
    Timestamp::parse(BEGIN).unwrap()
}

/// An event as it comes over the wire, signed by this test's own hand.
fn event(kind: &str, object: &Value) -> StripeEvent {
    let now = begin().unix_seconds();
    let body = json!({ "id": "evt_1", "type": kind, "created": now, "data": { "object": object } }).to_string();
    let mut code = Hmac::<Sha256>::new_from_slice(WEBHOOK_SECRET.as_bytes()).unwrap();
    code.update(format!("{now}.{body}").as_bytes());
    let code = code.finalize().into_bytes().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    });
    StripeWebhook::new(secret()).read(&format!("t={now},v1={code}"), body.as_bytes(), begin()).expect("an event")
}

fn refund(id: &str, amount: i64, status: &str) -> Value {
    let created = begin().unix_seconds() - 60;
    json!({
        "id": id, "object": "refund", "amount": amount, "currency": "usd", "payment_intent": "pi_1", "status": status,
        "created": created,
    })
}

fn dispute(status: &str) -> Value {
    json!({ "id": "dp_1", "object": "dispute", "amount": 10_000, "currency": "usd", "payment_intent": "pi_1", "status": status })
}

/// An order of 100.00, and nobody at the other end of the line to Stripe.
struct Desk {
    engine: Engine<SampleShop>,
    store: Arc<MemoryStore>,
    stripe: StripeProvider,
    order: OrderId,
}

async fn desk() -> Desk {
    let store = Arc::new(MemoryStore::new());
    let engine = Engine::new(SampleShop::builtin(), Arc::clone(&store) as Arc<dyn Store>);
    let page = Uri::new("https://shop.example/orders/1").unwrap();
    let mut order = Order::new("ord_1", CheckoutId::from("cs_1"), page);
    order.totals = vec![Total::new(TotalKind::Total, dollars(10_000))];
    let quote = Quote::new(dollars(0).currency, Vec::new(), Vec::new());
    let mut checkout = Checkout::new("cs_1".into(), CheckoutStatus::Completed, Cart::default(), quote, begin());
    checkout.order = Some(order.into());
    let session = Session::new(Principal::from("agent"), checkout, AgentCapabilities::default());
    store.commit(Commit::of_session(Arc::new(session), None)).await.unwrap();
    let stripe = provider(&StripeMock::new(SECRET_KEY), config());
    Desk { engine, store, stripe, order: "ord_1".into() }
}

impl Desk {
    async fn follow(&self, event: &StripeEvent) -> Result<Order, FollowError> {
        self.stripe.follow(&self.engine, &self.order, event).await.map(|order| order.expect("a change of the order"))
    }

    async fn order(&self) -> Order {
        let session = self.store.session_of_order(&self.order).await.unwrap().unwrap();
        session.checkout.order.clone().unwrap().into_inner()
    }
}

/// Kind, amount and status of each adjustment, by its id.
fn adjustments(order: &Order) -> BTreeMap<&str, (&str, i64, &str)> {
    let told = order.adjustments.iter().map(|other| {
        (other.id.as_str(), (other.kind.as_str(), other.amount.map_or(0, |amount| amount.minor), other.status.as_str()))
    });
    let told: BTreeMap<_, _> = told.collect();
    assert_eq!(told.len(), order.adjustments.len(), "each once");
    told
}

fn amount_refunded(order: &Order) -> Option<i64> {
    order.totals.iter().find(|total| total.kind == TotalKind::AmountRefunded).map(|total| total.amount.minor)
}

fn permutations(length: usize) -> Vec<Vec<usize>> {
    if length == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(length - 1);
    let longer = shorter.iter().flat_map(|shorter| {
        (0..length).map(|place| {
            let mut longer = shorter.clone();
            longer.insert(place, length - 1);
            longer
        })
    });
    longer.collect()
}

// ACP-WH-16, ACP-ORD-14, ACP-SBP-12: of 100.00 Stripe gives back 30.00, which do not arrive, and 50.00, which do. So 50.00
// went back, in whatever order that is told, and however often.
#[tokio::test]
async fn the_order_of_stripes_events_does_not_matter() {
    let events = [
        event("refund.created", &refund("re_1", 3_000, "succeeded")),
        event("refund.failed", &refund("re_1", 3_000, "failed")),
        event("refund.created", &refund("re_2", 5_000, "pending")),
        event("charge.refund.updated", &refund("re_2", 5_000, "succeeded")),
        // As in the versions before 2022-11-15, where both are listed.
        event(
            "charge.refunded",
            &json!({
                "id": "ch_1", "object": "charge", "payment_intent": "pi_1", "currency": "usd", "amount": 10_000,
                "amount_refunded": 8_000,
                "refunds": { "object": "list", "has_more": false, "data": [
                    refund("re_2", 5_000, "pending"), refund("re_1", 3_000, "succeeded"),
                ] },
            }),
        ),
    ];
    assert!(events.iter().all(|event| event.payment() == Some("pi_1")));
    for permutation in permutations(events.len()) {
        let desk = desk().await;
        for at in &permutation {
            desk.follow(&events[*at]).await.unwrap();
        }
        let order = desk.order().await;
        let expected =
            BTreeMap::from([("re_1", ("refund", 3_000, "failed")), ("re_2", ("refund", 5_000, "completed"))]);
        assert_eq!(adjustments(&order), expected, "{permutation:?}");
        assert_eq!((amount_refunded(&order), order.refunded()), (Some(5_000), Some(dollars(5_000))), "{permutation:?}");
        // When Stripe made them, not when it told of them.
        let minute_before = begin().unix_seconds() - 60;
        assert!(order.adjustments.iter().all(|other| other.occurred_at.unix_seconds() == minute_before));

        let told = desk.store.events().len();
        assert!((2..=4).contains(&told), "{permutation:?}: {told} changes of two refunds");
        for at in permutation.iter().rev() {
            desk.follow(&events[*at]).await.unwrap();
        }
        assert_eq!(desk.order().await, order, "{permutation:?}: told again");
        assert_eq!(desk.store.events().len(), told, "{permutation:?}: and nobody hears of it again");
    }
}

// Never more than was charged: 60.00 of 100.00 leave 40.00, until the first 60.00 are known to have failed.
#[tokio::test]
async fn no_more_goes_back_than_was_charged() {
    let desk = desk().await;
    let second = event("refund.created", &refund("re_2", 6_000, "succeeded"));
    desk.follow(&event("refund.created", &refund("re_1", 6_000, "succeeded"))).await.unwrap();
    let error = desk.follow(&second).await.unwrap_err();
    let too_much = OrderError::TooMuch { asked: dollars(6_000), left: dollars(4_000) };
    assert!(matches!(&error, FollowError::Order(OrderChangeError::Order(found)) if *found == too_much), "{error:?}");
    assert_eq!(desk.order().await.refunded(), Some(dollars(6_000)), "nothing was written");
    desk.follow(&event("refund.failed", &refund("re_1", 6_000, "failed"))).await.unwrap();
    desk.follow(&second).await.unwrap();
    assert_eq!(amount_refunded(&desk.order().await), Some(6_000));

    let euros = json!({
        "id": "re_3", "object": "refund", "amount": 1, "currency": "eur", "payment_intent": "pi_1", "status": "succeeded",
    });
    let error = desk.follow(&event("refund.created", &euros)).await.unwrap_err();
    assert!(matches!(error, FollowError::Order(OrderChangeError::Order(OrderError::Currency(_)))), "{error:?}");
}

// A refund that was given up before it was done is one that failed.
#[tokio::test]
async fn what_stripe_says_of_a_refund_is_what_the_agent_sees() {
    for (word, status, counted) in [
        ("succeeded", "completed", Some(100)),
        ("pending", "pending", None),
        ("requires_action", "pending", None),
        ("failed", "failed", None),
        ("canceled", "failed", None),
    ] {
        let desk = desk().await;
        let order = desk.follow(&event("refund.updated", &refund("re_1", 100, word))).await.unwrap();
        assert_eq!(adjustments(&order)["re_1"], ("refund", 100, status), "{word}");
        assert_eq!(order.refunded().map(|amount| amount.minor), counted, "{word}");
        // What a bank says may say too much of the card.
        let reason = order.adjustments[0].reason.as_deref();
        assert_eq!(reason, (status == "failed").then_some("refund_failed"), "{word}");
    }
}

// ACP-SBP-12, ACP-ORD-14: a dispute is told, and is no refund.
#[tokio::test]
async fn a_dispute_is_told_and_decided_once() {
    for (word, status) in
        [("won", "failed"), ("lost", "completed"), ("warning_closed", "failed"), ("prevented", "failed")]
    {
        let opened = event("charge.dispute.created", &dispute("needs_response"));
        let reviewed = event("charge.dispute.updated", &dispute("under_review"));
        let closed = event("charge.dispute.closed", &dispute(word));
        for events in [[&opened, &reviewed, &closed], [&closed, &reviewed, &opened], [&opened, &closed, &reviewed]] {
            let desk = desk().await;
            for event in events {
                desk.follow(event).await.unwrap();
            }
            let order = desk.order().await;
            assert_eq!(adjustments(&order), BTreeMap::from([("dp_1", ("dispute", 10_000, status))]), "{word}");
            assert_eq!(amount_refunded(&order), None);
        }
        let desk = desk().await;
        let order = desk.follow(&opened).await.unwrap();
        assert_eq!(adjustments(&order)["dp_1"], ("dispute", 10_000, "pending"));
        let StripeEventKind::Dispute { status, .. } = opened.kind else { panic!("no dispute") };
        assert_eq!(status, "needs_response");
    }
}

#[tokio::test]
async fn what_is_about_no_order_changes_none() {
    let desk = desk().await;
    let intent =
        json!({ "id": "pi_1", "status": "succeeded", "amount": 10_000, "amount_received": 10_000, "currency": "usd" });
    for event in [
        event("payment_intent.succeeded", &intent),
        event("shared_payment.granted_token.deactivated", &json!({ "deactivated_reason": "consumed" })),
        event("customer.created", &json!({ "id": "cus_1" })),
    ] {
        let followed = desk.stripe.follow(&desk.engine, &desk.order, &event).await.unwrap();
        assert_eq!(followed, None, "{event:?}");
    }
    let refund = event("refund.created", &refund("re_1", 100, "succeeded"));
    let unknown = desk.stripe.follow(&desk.engine, &"ord_2".into(), &refund).await.unwrap_err();
    assert!(matches!(unknown, FollowError::Order(OrderChangeError::Unknown(_))), "{unknown:?}");
}

/// Reads what comes in from Stripe and has the order follow, but for the first events, which it is too busy for.
struct Route<B> {
    mall: agent::Mall<B>,
    stripe: StripeProvider,
    busy: Mutex<usize>,
}

impl<B> std::fmt::Debug for Route<B> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Route").finish_non_exhaustive()
    }
}

#[async_trait::async_trait]
impl HttpTransport for Route<Arc<SampleShop>> {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut answer = Response::new(Bytes::new());
        let busy = {
            let mut busy = self.busy.lock().unwrap();
            let now = *busy > 0;
            *busy = busy.saturating_sub(1);
            now
        };
        if busy {
            *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return Ok(answer);
        }
        let signature = request.headers()["stripe-signature"].to_str().unwrap();
        let event = StripeWebhook::new(secret()).read(signature, request.body(), self.mall.clock.now()).unwrap();
        let ledger = self.mall.shop.ledger();
        if let Some(order) = event.payment().and_then(|payment| ledger.order_of(payment)) {
            self.stripe.follow(self.mall.pipeline.engine(), order, &event).await.expect("a change");
        }
        Ok(answer)
    }
}

/// What every platform would be told is what its release says.
fn assert_told(events: &[OrderEvent]) {
    for event in events {
        for dialect in ApiVersion::ALL.iter().copied().map(Dialect::from).chain([Dialect::ChatGpt]) {
            let bytes = dialect.encode_event(event.kind, &event.order, event.currency).unwrap();
            let value = serde_json::from_slice(&bytes).unwrap();
            spec::assert_valid_in(dialect.as_str(), "WebhookEvent", &value);
        }
    }
}

// ACP-WH-16, ACP-SBP-12: from a purchase over Stripe's own events to what the platform hears. Stripe tells of each refund
// twice, once without a name.
#[tokio::test]
async fn a_purchase_is_followed_to_its_end() {
    let mock = StripeMock::new(SECRET_KEY).with_clock(Arc::new(ManualClock::at(begin())));
    let stripe = provider(&mock, config());
    let shop = SampleShop::builtin().with_payments(Arc::new(stripe.clone()));
    let mall = agent::open_with(Arc::new(shop), |pipeline| pipeline);
    let buyer = mall.agent(ApiVersion::V2026_04_17);
    let id = buyer.payable().await;
    let token = mock.grant(card::VISA, dollars(100_000));
    buyer.complete(&id, &body::pay(ApiVersion::V2026_04_17, &token)).await.expect(200);
    let paid = mall.shop.ledger().entries().iter().find_map(|entry| match entry {
        LedgerEntry::Authorized { reference, .. } => Some(reference.clone()),
        _ => None,
    });
    let payment = paid.expect("a payment");

    let first = stripe.refund("refund 1", &payment, dollars(300)).await.unwrap().reference;
    let second = stripe.refund("refund 2", &payment, dollars(200)).await.unwrap().reference;
    let store = Arc::clone(&mall.store);
    let route = Route { mall, stripe: stripe.clone(), busy: Mutex::new(2) };
    // payment_intent.succeeded, and charge.refunded and refund.created of each: two of the five come again.
    assert_eq!(mock.tell(&route, "https://shop.example/stripe/events", &secret()).await, 3);
    assert_eq!(mock.tell(&route, "https://shop.example/stripe/events", &secret()).await, 2);
    assert_eq!(mock.tell(&route, "https://shop.example/stripe/events", &secret()).await, 0);
    let order = store.events().last().unwrap().order.clone();
    let both = [(first.as_str(), ("refund", 300, "completed")), (second.as_str(), ("refund", 200, "completed"))];
    assert_eq!(adjustments(&order), BTreeMap::from(both));
    assert_eq!(amount_refunded(&order), Some(500));
    assert_eq!(order.totals.iter().filter(|total| total.kind == TotalKind::Total).count(), 1);

    mock.settle_refund(&second, false);
    let disputed = mock.dispute(&payment).expect("a dispute");
    mock.close_dispute(&disputed, false);
    assert_eq!(mock.tell(&route, "https://shop.example/stripe/events", &secret()).await, 4);
    let events = store.events();
    let order = &events.last().unwrap().order;
    assert_eq!(adjustments(order)[second.as_str()], ("refund", 200, "failed"));
    assert_eq!(adjustments(order)[disputed.as_str()].2, "completed");
    assert_eq!(amount_refunded(order), Some(300));
    let kinds: Vec<_> = order.adjustments.iter().map(|other| other.kind.clone()).collect();
    assert_eq!(kinds, [AdjustmentKind::Refund, AdjustmentKind::Refund, AdjustmentKind::Dispute]);
    assert_told(&events);
}

// However many refunds there are, Stripe lists a hundred at a time.
#[tokio::test]
async fn every_refund_of_a_payment_is_found() {
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = provider(&mock, config());
    let credential = agentic_commerce::model::Credential::new("spt", mock.grant(card::VISA, dollars(1_000)));
    let checkout = CheckoutId::from("cs_1");
    let charge = agentic_commerce::payment::Charge::new("t", &checkout, dollars(1_000), &credential);
    stripe.authorize(&charge).await.unwrap();
    for number in 0..201 {
        stripe.refund(&format!("refund {number}"), "pi_2", dollars(1)).await.unwrap();
    }
    let found = stripe.refunds("pi_2").await.unwrap();
    let distinct: std::collections::BTreeSet<_> = found.iter().map(|refund| refund.reference.as_str()).collect();
    assert_eq!((found.len(), distinct.len()), (201, 201));
    assert!(stripe.refunds("pi_2/../../v1/balance").await.is_err(), "an id becomes a part of an address");
}
