//! Stripe's events.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::model::Credential;
use agentic_commerce::payment::stripe::{StripeEventError, StripeEventKind, StripeWebhook};
use agentic_commerce::payment::{Charge, PaymentProvider, PaymentState, RefundState};
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::testing::ManualClock;
use agentic_commerce::testing::stripe_mock::{StripeMock, card};
use agentic_commerce::types::{CheckoutId, Clock, Currency, Money, Timestamp};

use super::{SECRET_KEY, config, provider};

// printf '1776427200.{"id":"evt_1"…}' | openssl dgst -sha256 -hmac whsec_test, and the same with Python's hmac.
const BODY: &str = r#"{"id":"evt_1","object":"event","created":1776427200,"type":"refund.created","data":{"object":{"id":"re_1","amount":500,"currency":"usd","payment_intent":"pi_1","status":"pending"}}}"#;
const CODE: &str = "85dca8079155e3f0e352ae67aa12458d213a104da36ce16b8e9718f51b493911";

fn webhook() -> StripeWebhook {
    StripeWebhook::new(SigningSecret::new("whsec_test").expect("a secret"))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_millis(seconds * 1_000).expect("a time")
}

#[test]
fn a_signed_event_is_read() {
    let event =
        webhook().read(&format!("t=1776427200,v1={CODE}"), BODY.as_bytes(), at(1_776_427_200)).expect("an event");
    assert_eq!((&*event.id, event.created), ("evt_1", at(1_776_427_200)));
    let StripeEventKind::Refund(refund) = event.kind else { panic!("not a refund") };
    assert_eq!((&*refund.payment, refund.amount.minor, refund.state), ("pi_1", 500, RefundState::Pending));
}

#[test]
fn an_event_of_somebody_else_is_not() {
    let wrong = "0".repeat(64);
    let read = |header: String, body: &str, now: i64| webhook().read(&header, body.as_bytes(), at(now)).map(|_| ());
    let now = 1_776_427_200;
    // While a secret is changed there are two signatures; v0 is a test's.
    assert_eq!(read(format!("t={now},v1={wrong},v1={CODE},v0={wrong}"), BODY, now), Ok(()));
    for (header, body, now, problem) in [
        (format!("t={now},v1={wrong}"), BODY, now, StripeEventError::Mismatch),
        (format!("t={now},v0={CODE}"), BODY, now, StripeEventError::Mismatch),
        (format!("t={now}"), BODY, now, StripeEventError::Mismatch),
        (format!("t={},v1={CODE}", now + 1), BODY, now, StripeEventError::Mismatch),
        (format!("t={now},v1={CODE}"), &BODY.replace("500", "501"), now, StripeEventError::Mismatch),
        (format!("t={now},v1={CODE}"), BODY, now + 301, StripeEventError::Stale),
        (format!("t={now},v1={CODE}"), BODY, now - 301, StripeEventError::Stale),
        (format!("v1={CODE}"), BODY, now, StripeEventError::Malformed),
        (format!("t=now,v1={CODE}"), BODY, now, StripeEventError::Malformed),
        (String::new(), BODY, now, StripeEventError::Malformed),
    ] {
        assert_eq!(read(header.clone(), body, now), Err(problem), "{header}");
    }
    assert_eq!(read(format!("t={now},v1={CODE}"), BODY, now + 300), Ok(()));
}

#[tokio::test]
async fn an_event_tells_how_a_payment_stands() {
    let clock = Arc::new(ManualClock::at(at(1_776_427_200)));
    let mock = StripeMock::new(SECRET_KEY).with_clock(Arc::clone(&clock) as _);
    let amount = Money::new(2_692, Currency::new("usd").expect("a currency"));
    let (checkout, credential) = (CheckoutId::new("cs_1"), Credential::new("spt", mock.grant(card::SLOW, amount)));
    provider(&mock, config()).authorize(&Charge::new("t", &checkout, amount, &credential)).await.expect("an answer");
    mock.settle("pi_2", true);
    let secret = SigningSecret::new("whsec_test").expect("a secret");
    let (header, body) = mock.event("payment_intent.succeeded", "pi_2", &secret).expect("an event");
    let event = webhook().read(&header, &body, clock.now()).expect("an event");
    let StripeEventKind::Payment(payment) = event.kind else { panic!("not a payment") };
    assert_eq!((&*payment.reference, payment.state, payment.captured), ("pi_2", PaymentState::Captured, amount));
    clock.advance(Duration::from_secs(301));
    assert_eq!(webhook().read(&header, &body, clock.now()), Err(StripeEventError::Stale));
}
