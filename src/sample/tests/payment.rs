use super::*;
use crate::backend::{BackendErrorKind, CancelRequest, VoidRequest};
use crate::model::{AuthenticationOutcome, AuthenticationResult, IntentTrace, ReasonCode};
use crate::sample::{LedgerEntry, Tally, token};

/// A session over one mug: 12.50 and 1.03 tax, sent for 5.00.
fn mug(shop: &SampleShop, id: &str) -> Checkout {
    let checkout = checkout(shop, id, cart(&[("mug", 1)]).to("US").by("standard"));
    // 8.25 % of 12.50 is 1.03125.
    assert_eq!(checkout.quote.total(), Some(usd(1_853)));
    checkout
}

fn charges(shop: &SampleShop, checkout: &Checkout) -> usize {
    shop.ledger().tally(&checkout.id).authorized
}

/// Goes on with an attempt that waited.
fn resume(
    shop: &SampleShop,
    checkout: &Checkout,
    (payment_token, idempotency_token): (&str, &str),
    reference: &str,
    outcome: Option<AuthenticationOutcome>,
) -> Authorization {
    let payment = pay_by(payment_token);
    let result = outcome.map(AuthenticationResult::new);
    let mut request = AuthorizeRequest::new(checkout, checkout.quote.total().unwrap(), &payment);
    request.resumes = Some(reference);
    request.authentication = result.as_ref();
    now(shop.authorize(&context(checkout.id.as_str(), idempotency_token), request)).unwrap()
}

#[test]
fn success_sets_the_total_aside() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let authorized = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    assert_eq!(authorized.amount, usd(1_853));
    let expected =
        LedgerEntry::Authorized { reference: authorized.reference, checkout: checkout.id.clone(), amount: usd(1_853) };
    assert_eq!(shop.ledger().entries(), [expected]);
}

#[test]
fn anything_else_is_declined() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let tokens = [token::DECLINED, token::INSUFFICIENT_FUNDS, "spt_123", "", "spt_test_success ", "SPT_TEST_SUCCESS"];
    let mut texts = std::collections::BTreeSet::new();
    for (index, token) in tokens.into_iter().enumerate() {
        match authorize(&shop, &checkout, &format!("t{index}"), token) {
            Ok(Authorization::Declined(decline)) => texts.insert(decline.message),
            other => panic!("{token:?}: {other:?}"),
        };
    }
    assert_eq!(texts.len(), 3, "declined, not enough and unknown are told apart: {texts:?}");
    assert_eq!(charges(&shop, &checkout), 0);
}

#[test]
fn nothing_to_pay_with_is_declined() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let mut payment = pay_by(token::SUCCESS);
    payment.instrument = None;
    let answer = now(shop.authorize(&context("cs_1", "t1"), AuthorizeRequest::new(&checkout, usd(1_853), &payment)));
    assert!(matches!(answer, Ok(Authorization::Declined(_))), "{answer:?}");
}

#[test]
fn one_idempotency_token_charges_once() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let first = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    let again = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    assert_eq!(again, first);
    assert_eq!(charges(&shop, &checkout), 1);
    let other = authorized(authorize(&shop, &checkout, "t2", token::SUCCESS));
    assert_ne!(other.reference, first.reference);
    assert_eq!(charges(&shop, &checkout), 2);
}

#[test]
fn a_lost_answer_is_found_by_the_same_call() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let lost = authorize(&shop, &checkout, "t1", token::TIMEOUT_ONCE).unwrap_err();
    assert_eq!(lost.kind(), BackendErrorKind::Timeout);
    assert_eq!(charges(&shop, &checkout), 1, "the answer is lost, not the charge");
    let found = authorized(authorize(&shop, &checkout, "t1", token::TIMEOUT_ONCE));
    assert_eq!(found.amount, usd(1_853));
    assert_eq!(charges(&shop, &checkout), 1);
}

#[test]
fn a_provider_that_never_answers_never_charges() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    for _ in 0..3 {
        let error = authorize(&shop, &checkout, "t1", token::TIMEOUT).unwrap_err();
        assert_eq!(error.kind(), BackendErrorKind::Timeout);
    }
    assert_eq!(charges(&shop, &checkout), 0);
}

fn challenged(answer: Authorization) -> String {
    match answer {
        Authorization::AuthenticationRequired(challenge) => challenge.reference,
        other => panic!("not challenged: {other:?}"),
    }
}

#[test]
fn an_authenticated_buyer_pays() {
    for outcome in [AuthenticationOutcome::Authenticated, AuthenticationOutcome::AttemptAcknowledged] {
        let shop = SampleShop::builtin();
        let checkout = mug(&shop, "cs_1");
        let reference = challenged(authorize(&shop, &checkout, "t1", token::THREE_DS).unwrap());
        assert_eq!(challenged(authorize(&shop, &checkout, "t1", token::THREE_DS).unwrap()), reference);
        assert_eq!(charges(&shop, &checkout), 0);

        // Without an outcome the attempt goes on waiting; with one it is paid for, once.
        let tokens = (token::THREE_DS, "t2");
        assert_eq!(challenged(resume(&shop, &checkout, tokens, &reference, None)), reference);
        for _ in 0..2 {
            let answer = resume(&shop, &checkout, tokens, &reference, Some(outcome.clone()));
            assert_eq!(authorized(Ok(answer)).reference, reference);
        }
        assert_eq!(charges(&shop, &checkout), 1);
    }
}

#[test]
fn any_other_outcome_declines() {
    let paying = ["authenticated", "attempt_acknowledged"];
    let others = AuthenticationOutcome::LISTED.iter().filter(|outcome| !paying.contains(outcome));
    for outcome in others.chain(&["new_outcome"]) {
        let shop = SampleShop::builtin();
        let checkout = mug(&shop, "cs_1");
        let reference = challenged(authorize(&shop, &checkout, "t1", token::THREE_DS).unwrap());
        let outcome = AuthenticationOutcome::from(*outcome);
        // One idempotency token for the whole attempt is as good as two.
        let answer = resume(&shop, &checkout, (token::THREE_DS, "t1"), &reference, Some(outcome.clone()));
        assert!(matches!(answer, Authorization::Declined(_)), "{outcome}: {answer:?}");
        // The attempt is over: a better outcome comes too late.
        let late = Some(AuthenticationOutcome::Authenticated);
        assert_ne!(challenged(resume(&shop, &checkout, (token::THREE_DS, "t3"), &reference, late)), reference);
        assert_eq!(charges(&shop, &checkout), 0);
    }
}

#[test]
fn an_attempt_is_resumed_for_what_it_was_made_for() {
    let shop = SampleShop::builtin();
    let checkout_1 = mug(&shop, "cs_1");
    let reference = challenged(authorize(&shop, &checkout_1, "t1", token::THREE_DS).unwrap());
    let outcome = Some(AuthenticationOutcome::Authenticated);
    let tokens = (token::THREE_DS, "t2");

    let other = mug(&shop, "cs_2");
    assert_ne!(challenged(resume(&shop, &other, tokens, &reference, outcome.clone())), reference);
    let dearer = checkout(&shop, "cs_1", cart(&[("mug", 2)]).to("US").by("standard"));
    assert_ne!(challenged(resume(&shop, &dearer, (tokens.0, "t3"), &reference, outcome)), reference);
    assert_eq!(shop.ledger().entries(), []);
}

#[test]
fn an_approved_payment_goes_through() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let answer = authorize(&shop, &checkout, "t1", token::PENDING).unwrap();
    let Authorization::PendingApproval { reference } = answer else { panic!("{answer:?}") };
    assert_eq!(charges(&shop, &checkout), 0);
    let answer = resume(&shop, &checkout, (token::PENDING, "t2"), &reference, None);
    assert_eq!(authorized(Ok(answer)).reference, reference);
    assert_eq!(charges(&shop, &checkout), 1);
}

#[test]
fn money_is_let_go_of_once() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let authorized = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    for _ in 0..2 {
        now(shop.void(&context("cs_1", "t2"), VoidRequest::new(&checkout, &authorized))).unwrap();
    }
    assert_eq!(shop.ledger().tally(&checkout.id).voided, 1);
    let error = place(&shop, &checkout, "t3", &authorized).unwrap_err();
    assert_eq!(error.kind(), BackendErrorKind::Internal);
}

#[test]
fn money_that_nobody_set_aside_cannot_be_let_go_of() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let invented = Authorized::new("pay_1", usd(1_853));
    let error = now(shop.void(&context("cs_1", "t1"), VoidRequest::new(&checkout, &invented))).unwrap_err();
    assert_eq!(error.kind(), BackendErrorKind::Internal);
    assert_eq!(shop.ledger().entries(), []);
}

#[test]
fn a_session_that_is_given_up_is_written_down_once() {
    let shop = SampleShop::builtin();
    let checkout = mug(&shop, "cs_1");
    let intent = IntentTrace::new(ReasonCode::ShippingCost);
    for _ in 0..2 {
        now(shop.cancel(&context("cs_1", "t1"), CancelRequest::new(&checkout, Some(&intent)))).unwrap();
    }
    let entry = LedgerEntry::Canceled { checkout: checkout.id.clone(), reason: Some(ReasonCode::ShippingCost) };
    assert_eq!(shop.ledger().entries(), [entry]);
    assert_eq!(shop.ledger().tally(&checkout.id), Tally { canceled: 1, ..Tally::default() });
    assert_eq!(shop.ledger().tally(&CheckoutId::new("cs_2")), Tally::default());
}
