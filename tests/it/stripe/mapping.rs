//! What becomes of each answer of Stripe's: one test for each row of the table.

use std::sync::{Arc, Mutex};

use agentic_commerce::backend::{BackendError, BackendErrorKind};
use agentic_commerce::model::{
    AcquirerDetails, AuthenticationOutcome, AuthenticationProof, AuthenticationResult, Authorization, Credential,
    DirectoryServer, ErrorCode,
};
use agentic_commerce::payment::stripe::{Capture, StripeConfig, StripeProvider};
use agentic_commerce::payment::{Charge, PaymentProvider, PaymentState};
use agentic_commerce::testing::stripe_mock::{Fault, LedgerEntry, StripeMock, card};
use agentic_commerce::transport::{HttpTransport, TransportError};
use agentic_commerce::types::{CheckoutId, Currency, Money};
use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use serde_json::{Value, json};

use super::{SECRET_KEY, config, provider};
use crate::shop::dollars;

/// Charges `amount` with `token`.
async fn charge(stripe: &StripeProvider, token: &str, amount: Money) -> Result<Authorization, BackendError> {
    let (checkout, credential) = (CheckoutId::new("cs_1"), Credential::new("spt", token));
    stripe.authorize(&Charge::new("cs_1:authorize:0", &checkout, amount, &credential)).await
}

/// The code and the words of a decline.
fn declined(answer: Authorization) -> (ErrorCode, String) {
    match answer {
        Authorization::Declined(decline) => (decline.code, decline.message),
        other => panic!("not declined: {other:?}"),
    }
}

#[tokio::test]
async fn succeeded_and_requires_capture_are_authorized() {
    for (capture, state, taken) in
        [(Capture::Automatic, PaymentState::Captured, 2_692), (Capture::Manual, PaymentState::Held, 0)]
    {
        let mock = StripeMock::new(SECRET_KEY);
        let mut config = config();
        config.capture = capture;
        let stripe = provider(&mock, config);
        let token = mock.grant(card::VISA, dollars(3_000));
        let Ok(Authorization::Authorized(authorized)) = charge(&stripe, &token, dollars(2_692)).await else {
            panic!("not authorized")
        };
        assert_eq!(authorized.amount, dollars(2_692));
        let payment = stripe.look_up(&authorized.reference).await.expect("a look-up").expect("a payment");
        assert_eq!((payment.state, payment.captured), (state, dollars(taken)));
    }
}

#[tokio::test]
async fn processing_is_asked_again_until_it_is_decided() {
    for (succeeds, ends) in [(true, "Authorized"), (false, "Declined")] {
        let mock = StripeMock::new(SECRET_KEY);
        let stripe = provider(&mock, config());
        let (checkout, amount) = (CheckoutId::new("cs_1"), dollars(2_692));
        let credential = Credential::new("spt", mock.grant(card::SLOW, amount));
        let mut attempt = Charge::new("cs_1:authorize:0", &checkout, amount, &credential);
        let Ok(Authorization::Processing { reference }) = stripe.authorize(&attempt).await else { panic!() };
        let again = stripe.authorize(&attempt).await.expect("the same answer");
        assert_eq!(again, Authorization::Processing { reference: reference.clone() });

        mock.settle(&reference, succeeds);
        // Whoever lost the answer is told what holds now, not what was then.
        if succeeds {
            assert!(matches!(stripe.authorize(&attempt).await, Ok(Authorization::Authorized(_))));
        }
        attempt.idempotency_token = "cs_1:authorize:1";
        attempt.resumes = Some(&reference);
        let answer = format!("{:?}", stripe.authorize(&attempt).await.expect("an answer"));
        assert!(answer.starts_with(ends), "{answer}");
        assert_eq!(mock.ledger().len(), usize::from(succeeds));
    }
}

#[tokio::test]
async fn requires_action_cancels_the_intent_and_sends_the_buyer_to_authenticate() {
    let mock = StripeMock::new(SECRET_KEY);
    let mut config = config();
    config.acquirer = Some(AcquirerDetails::new("400000", "US", "merchant_1", "Mugs"));
    let stripe = provider(&mock, config);
    let (checkout, amount) = (CheckoutId::new("cs_1"), dollars(2_692));
    let credential = Credential::new("spt", mock.grant(card::THREE_DS, amount));
    let mut attempt = Charge::new("cs_1:authorize:0", &checkout, amount, &credential);
    let Ok(Authorization::AuthenticationRequired(challenge)) = stripe.authorize(&attempt).await else { panic!() };
    assert_eq!(challenge.metadata.directory_server, DirectoryServer::Visa);
    assert_eq!(challenge.metadata.acquirer_details.acquirer_merchant_id, "merchant_1");
    let payment = stripe.look_up(&challenge.reference).await.expect("a look-up").expect("the intent");
    assert_eq!(payment.state, PaymentState::Canceled);

    // The next attempt brings the proof, or the bank's refusal.
    let denied = AuthenticationResult::new(AuthenticationOutcome::Denied);
    attempt.idempotency_token = "cs_1:authorize:1";
    attempt.resumes = Some(&challenge.reference);
    attempt.authentication = Some(&denied);
    assert_eq!(declined(stripe.authorize(&attempt).await.expect("an answer")).0, ErrorCode::PaymentDeclined);
    assert_eq!(mock.ledger(), []);

    let mut result = AuthenticationResult::new(AuthenticationOutcome::Authenticated);
    result.proof = Some(AuthenticationProof::new("AAABBZEEBgAAAAAAAAAAAAA", "05", "ds_1", "2.2.0"));
    attempt.idempotency_token = "cs_1:authorize:2";
    attempt.authentication = Some(&result);
    assert!(matches!(stripe.authorize(&attempt).await, Ok(Authorization::Authorized(_))));
    assert!(matches!(&mock.ledger()[..], [LedgerEntry::Captured { amount: 2_692, .. }]));
}

#[tokio::test]
async fn without_an_acquirer_the_buyer_cannot_authenticate() {
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = provider(&mock, config());
    let token = mock.grant(card::THREE_DS, dollars(2_692));
    let answer = charge(&stripe, &token, dollars(2_692)).await.expect("an answer");
    assert_eq!(declined(answer).0, ErrorCode::Requires3ds);
}

#[tokio::test]
async fn a_decline_tells_what_helps_and_nothing_of_fraud() {
    for (method, words) in [
        (card::DECLINED, "The card was declined."),
        (card::FRAUDULENT, "The card was declined."),
        (card::INSUFFICIENT_FUNDS, "There is not enough money on the card."),
        (card::EXPIRED, "The card has expired."),
    ] {
        let mock = StripeMock::new(SECRET_KEY);
        let token = mock.grant(method, dollars(2_692));
        let answer = charge(&provider(&mock, config()), &token, dollars(2_692)).await.expect("an answer");
        assert_eq!(declined(answer), (ErrorCode::PaymentDeclined, words.to_owned()), "{method}");
    }
}

#[tokio::test]
async fn above_the_limit_is_declined_with_and_without_looking_first() {
    for check in [true, false] {
        let mock = StripeMock::new(SECRET_KEY);
        let mut config = config();
        config.check_token = check;
        let token = mock.grant(card::VISA, dollars(2_691));
        let answer = charge(&provider(&mock, config), &token, dollars(2_692)).await.expect("an answer");
        let told = (ErrorCode::PaymentDeclined, "The amount is above what the buyer has authorized.".to_owned());
        assert_eq!(declined(answer), told);
        let charges = mock.requests().iter().filter(|(path, _)| path == "POST /v1/payment_intents").count();
        assert_eq!(charges, usize::from(!check), "what is known beforehand is not charged");
    }
}

#[tokio::test]
async fn a_token_that_came_to_its_end_is_declined() {
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = provider(&mock, config());
    let expired = mock.grant_until(card::VISA, dollars(2_692), 1_000);
    let revoked = mock.grant(card::VISA, dollars(2_692));
    mock.revoke(&revoked);
    let consumed = mock.grant(card::VISA, dollars(2_692));
    let (checkout, credential) = (CheckoutId::new("cs_2"), Credential::new("spt", &*consumed));
    stripe.authorize(&Charge::new("t", &checkout, dollars(2_692), &credential)).await.expect("the first charge");
    for (number, token) in [expired, revoked, consumed].into_iter().enumerate() {
        let (attempt, credential) = (format!("cs_1:authorize:{number}"), Credential::new("spt", token));
        let charge = Charge::new(&attempt, &checkout, dollars(2_692), &credential);
        let answer = stripe.authorize(&charge).await.expect("an answer");
        assert_eq!(declined(answer).0, ErrorCode::PaymentDeclined);
    }
    assert_eq!(mock.ledger().len(), 1);
}

#[tokio::test]
async fn an_unknown_token_is_invalid_and_another_currency_declined() {
    for check in [true, false] {
        let mock = StripeMock::new(SECRET_KEY);
        let mut config = config();
        config.check_token = check;
        let stripe = provider(&mock, config);
        assert_eq!(declined(charge(&stripe, "spt_9", dollars(1)).await.expect("an answer")).0, ErrorCode::Invalid);
    }
    let mock = StripeMock::new(SECRET_KEY);
    let token = mock.grant(card::VISA, Money::new(9_999, Currency::new("eur").expect("a currency")));
    let answer = charge(&provider(&mock, config()), &token, dollars(2_692)).await.expect("an answer");
    assert_eq!(declined(answer).0, ErrorCode::PaymentDeclined);
}

#[tokio::test]
async fn a_refused_key_is_the_shops_trouble() {
    let mock = StripeMock::new("sk_test_other");
    let token = mock.grant(card::VISA, dollars(2_692));
    let error = charge(&provider(&mock, config()), &token, dollars(2_692)).await.expect_err("an error");
    assert_eq!(error.kind(), BackendErrorKind::Internal);
    let cause = std::error::Error::source(&error).expect("a cause").to_string();
    assert_eq!(cause, "Stripe refused the request: 401 invalid_request_error  (request req_mock)");
}

/// Each fault, so often that the adapter gives up or not, and whether money moved.
#[tokio::test]
async fn what_is_not_known_is_tried_again_with_the_same_key_and_then_unavailable() {
    for (fault, committed) in [
        (Fault::TooManyRequests, false),
        (Fault::ServerError, false),
        (Fault::DropBeforeCommit, false),
        (Fault::ServerErrorAfterCommit, true),
        (Fault::DropAfterCommit, true),
    ] {
        for times in [1, 2, 3] {
            let mock = StripeMock::new(SECRET_KEY);
            let stripe = provider(&mock, config());
            let token = mock.grant(card::VISA, dollars(2_692));
            mock.fail(fault, times);
            let answer = charge(&stripe, &token, dollars(2_692)).await;
            // Three tries are made. After the third failure the attempt is looked up.
            match (times, committed) {
                (3, false) => {
                    let error = answer.expect_err("nobody knows");
                    assert_eq!(error.kind(), BackendErrorKind::Unavailable, "{fault:?}");
                    assert_eq!(mock.ledger(), []);
                }
                _ => assert!(matches!(answer, Ok(Authorization::Authorized(_))), "{fault:?} {times}: {answer:?}"),
            }
            let charges: Vec<_> =
                mock.requests().into_iter().filter(|(path, _)| path == "POST /v1/payment_intents").collect();
            assert_eq!(charges.len(), usize::try_from(times + 1).expect("few").min(3), "{fault:?}");
            assert!(charges.iter().all(|(_, key)| key.as_deref() == Some("cs_1:authorize:0")), "{charges:?}");
            // Whatever it was, the same attempt made again ends it, and money has moved once.
            let answer = charge(&stripe, &token, dollars(2_692)).await;
            assert!(matches!(answer, Ok(Authorization::Authorized(_))), "{fault:?} {times}: {answer:?}");
            assert_eq!(mock.ledger().len(), 1, "{fault:?} {times}");
        }
    }
}

/// The answer is lost, and the agent comes back with another token: it must not pay twice.
#[tokio::test]
async fn another_token_is_not_charged_while_the_first_one_may_have_been() {
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = provider(&mock, config());
    let [first, second, third] = [card::VISA; 3].map(|card| mock.grant(card, dollars(2_692)));
    mock.fail(Fault::DropAfterCommit, 3);
    let Ok(Authorization::Authorized(paid)) = charge(&stripe, &first, dollars(2_692)).await else { panic!() };
    for token in [&second, &third] {
        let answer = charge(&stripe, token, dollars(2_692)).await.expect("an answer");
        assert_eq!(answer, Authorization::Authorized(paid.clone()));
    }
    assert_eq!(mock.ledger().len(), 1);

    // One that is known to have failed stands in nobody's way: the next goes under another key.
    let mock = StripeMock::new(SECRET_KEY);
    let stripe = provider(&mock, config());
    for method in [card::DECLINED, card::EXPIRED] {
        let token = mock.grant(method, dollars(2_692));
        declined(charge(&stripe, &token, dollars(2_692)).await.expect("an answer"));
    }
    let token = mock.grant(card::VISA, dollars(2_692));
    assert!(matches!(charge(&stripe, &token, dollars(2_692)).await, Ok(Authorization::Authorized(_))));
    let keys: Vec<_> = mock.requests().into_iter().filter(|(path, _)| path.starts_with("POST")).collect();
    let keys: Vec<&str> = keys.iter().map(|(_, key)| key.as_deref().expect("a key")).collect();
    let first = "cs_1:authorize:0";
    assert_eq!(keys, [first, first, "cs_1:authorize:0:1", first, "cs_1:authorize:0:2"]);
}

/// Answers every charge with what it is given, and remembers what it was asked.
#[derive(Debug)]
struct Script {
    status: u16,
    headers: Vec<(&'static str, &'static str)>,
    body: Value,
    heard: Mutex<Vec<Request<Bytes>>>,
}

#[async_trait]
impl HttpTransport for Script {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let search = request.uri().path().ends_with("/search");
        self.heard.lock().expect("a lock").push(request);
        let mut response = Response::builder().status(if search { 200 } else { self.status });
        for (name, value) in &self.headers {
            response = response.header(*name, *value);
        }
        let body = if search { json!({"data": []}) } else { self.body.clone() };
        Ok(response.body(Bytes::from(body.to_string())).expect("a response"))
    }
}

async fn scripted(
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: Value,
) -> (Result<Authorization, BackendError>, Arc<Script>) {
    let script = Arc::new(Script { status, headers: headers.to_vec(), body, heard: Mutex::default() });
    let mut config: StripeConfig = config();
    config.check_token = false;
    let stripe = StripeProvider::new(SECRET_KEY, Arc::clone(&script) as _).with_config(config);
    (charge(&stripe, "spt_1", dollars(2_692)).await, script)
}

#[tokio::test]
async fn stripes_own_word_on_retries_counts_more_than_the_status() {
    let error = json!({"error": {"type": "api_error", "message": "no"}});
    for (status, should_retry, tries) in [
        (500, None, 3),
        (500, Some("false"), 1),
        (409, None, 3),
        (409, Some("false"), 1),
        (429, None, 3),
        (503, None, 3),
        (400, None, 1),
        (400, Some("true"), 3),
    ] {
        let headers: Vec<_> = should_retry.map(|word| ("stripe-should-retry", word)).into_iter().collect();
        let (answer, script) = scripted(status, &headers, error.clone()).await;
        let kind = answer.expect_err("an error").kind();
        let expected = if status == 400 { BackendErrorKind::Internal } else { BackendErrorKind::Unavailable };
        assert_eq!(kind, expected, "{status} {should_retry:?}");
        let heard = script.heard.lock().expect("a lock");
        let charges = heard.iter().filter(|request| request.method() == "POST").count();
        assert_eq!(charges, tries, "{status} {should_retry:?}");
    }
}

#[tokio::test]
async fn a_charge_says_what_stripe_wants_to_hear() {
    let intent =
        json!({"id": "pi_1", "status": "succeeded", "amount": 2692, "amount_received": 2692, "currency": "usd"});
    let (answer, script) = scripted(200, &[], intent).await;
    assert!(matches!(answer, Ok(Authorization::Authorized(_))));
    let heard = script.heard.lock().expect("a lock");
    let [request] = &heard[..] else { panic!("one request") };
    assert_eq!(
        (request.method().as_str(), request.uri().to_string().as_str()),
        ("POST", "https://api.stripe.com/v1/payment_intents")
    );
    let header = |name: &str| request.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(header("authorization"), "Bearer sk_test_hunter2");
    assert_eq!(header("stripe-version"), "2026-04-22.preview");
    assert_eq!(header("idempotency-key"), "cs_1:authorize:0");
    assert_eq!(header("content-type"), "application/x-www-form-urlencoded");
    assert_eq!(
        std::str::from_utf8(request.body()).expect("text"),
        "amount=2692&currency=usd&payment_method_data%5Bshared_payment_granted_token%5D=spt_1&confirm=true\
         &automatic_payment_methods%5Benabled%5D=true&automatic_payment_methods%5Ballow_redirects%5D=never\
         &metadata%5Bcheckout_session_id%5D=cs_1&metadata%5Bacp_attempt%5D=cs_1%3Aauthorize%3A0"
    );
}

#[tokio::test]
async fn a_402_may_ask_for_authentication_too() {
    let error = json!({"error": {"type": "card_error", "code": "authentication_required", "message": "Authenticate."}});
    let (answer, _) = scripted(402, &[], error).await;
    assert_eq!(declined(answer.expect("an answer")).0, ErrorCode::Requires3ds);
}
