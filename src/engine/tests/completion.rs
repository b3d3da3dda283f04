//! How a payment ends.

use std::time::Duration;

use super::shop::{Attempt, Call, Placing, Shop, World, authenticated, challenge, dollars, noon, one_mug, order, pay};
use crate::backend::Placement;
use crate::engine::{EngineError, Refusal};
use crate::model::{
    AccountType, AffiliateAttribution, Authorization, Authorized, Buyer, Cancel, CheckoutStatus, Complete, Decline,
    ErrorCode, Field, Instrument, MarketingConsent, MarketingConsentOption, Message, MessageKind, PaymentData,
    PaymentTerms, RiskSignals, Totals, Update,
};
use crate::store::{OrderEvent, RecoveryPoint};
use crate::types::Uri;

fn refused(error: EngineError) -> Refusal {
    match error {
        EngineError::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

fn attempt(number: u32) -> Attempt {
    Attempt {
        token: format!("cs_1:authorize:{number}"),
        amount: dollars(1_850),
        handler: Some("card".to_owned()),
        secret: Some("spt_1".to_owned()),
        resumes: None,
        authentication: None,
        ip_address: None,
    }
}

fn placing(number: u32) -> Placing {
    Placing {
        token: format!("cs_1:order:{number}"),
        reference: format!("pi_cs_1:authorize:{number}"),
        attributions: Vec::new(),
        consents: Vec::new(),
        notes: None,
    }
}

// ACP-LIFE-10, ACP-COMP-01, ACP-COMP-02
#[tokio::test]
async fn who_pays_gets_exactly_one_order() {
    let world = World::new();
    let id = world.ready().await;
    world.wait(Duration::from_mins(1));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(session.checkout.order.as_deref(), Some(&order(&id)));
    assert_eq!(session.checkout.messages, []);
    assert_eq!(session.completion, None);
    assert_eq!(world.shop.calls(), [Call::Authorize(attempt(0)), Call::Order(placing(0))]);
    assert_eq!(world.shop.held(), ["pi_cs_1:authorize:0"]);
    assert_eq!(*world.see(&id).await, *session);

    let now = noon().saturating_add(Duration::from_mins(1));
    let event = OrderEvent::created(
        "evt_1",
        world.caller.principal.clone(),
        order(&id),
        dollars(0).currency,
        world.caller.version,
        now,
    );
    assert_eq!(world.events(), [event]);

    // ACP-COMP-17, C-COMP-03
    let again = world.complete(&id, pay()).await.unwrap_err();
    assert_eq!(refused(again), Refusal::Ended(CheckoutStatus::Completed));
    assert_eq!(world.shop.calls().len(), 2);
}

// ACP-COMP-15, C-COMP-02
#[tokio::test]
async fn who_is_declined_may_pay_otherwise() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(Authorization::Declined(Decline::new("Not enough money."))));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    let message = Message::error(ErrorCode::PaymentDeclined, "Not enough money.").about(Field::PaymentData);
    assert_eq!(session.checkout.messages, [message]);
    assert_eq!((session.checkout.order.clone(), session.completion.clone()), (None, None));
    assert_eq!(world.events(), []);

    // Another attempt is another effect: by the token of the first one, the provider would decline again.
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(world.shop.attempts(), [attempt(0), attempt(1)]);
    assert_eq!(world.shop.placings(), [placing(1)]);
}

// ACP-COMP-15
#[tokio::test]
async fn a_decline_of_any_code_may_be_paid_otherwise() {
    let world = World::new();
    let id = world.ready().await;
    let mut decline = Decline::new("We do not take this card.");
    decline.code = ErrorCode::Unsupported;
    world.shop.authorizes(Ok(Authorization::Declined(decline)));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!(session.checkout.messages[0].kind, MessageKind::Error(ErrorCode::Unsupported));
}

// ACP-LIFE-08, ACP-LIFE-09, ACP-3DS-01, C-COMP-01
#[tokio::test]
async fn the_issuer_may_want_to_see_the_buyer() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::AuthenticationRequired);
    let metadata = session.checkout.authentication.as_ref().unwrap();
    assert_eq!(metadata.acquirer_details.merchant_name, "Mugs");
    assert_eq!(session.checkout.order, None);

    // ACP-COMP-13, ACP-ERR-11
    let error = world.complete(&id, pay()).await.unwrap_err();
    assert_eq!(refused(error), Refusal::AuthenticationMissing);
    assert_eq!(world.shop.attempts().len(), 1);

    // ACP-COMP-12, ACP-3DS-12
    let mut complete = pay();
    complete.authentication = Some(authenticated());
    let session = world.complete(&id, complete).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(session.checkout.authentication, None);
    let resumed =
        Attempt { resumes: Some("pi_1".to_owned()), authentication: Some(authenticated().outcome), ..attempt(1) };
    assert_eq!(world.shop.attempts(), [attempt(0), resumed]);
    assert_eq!(world.shop.placings(), [placing(1)]);
}

#[tokio::test]
async fn an_authentication_that_failed_is_a_decline() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.shop.authorizes(Ok(Authorization::Declined(Decline::new("Not you."))));
    world.complete(&id, pay()).await.unwrap();
    let mut complete = pay();
    complete.authentication = Some(authenticated());
    let session = world.complete(&id, complete).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!((&session.checkout.authentication, &session.completion), (&None, &None));

    // The next attempt resumes nothing.
    world.complete(&id, pay()).await.unwrap();
    assert_eq!(world.shop.attempts().last().unwrap(), &attempt(2));
}

#[tokio::test]
async fn a_changed_cart_forgets_the_challenge() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    let session = world.update(&id, Update::default()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!((&session.checkout.authentication, &session.completion), (&None, &None));
    world.complete(&id, pay()).await.unwrap();
    assert_eq!(world.shop.attempts(), [attempt(0), attempt(1)]);
}

// C-LIFE-01
#[tokio::test]
async fn somebody_may_have_to_approve() {
    let world = World::new();
    let id = world.ready().await;
    let waits = || Ok(Authorization::PendingApproval { reference: "po_1".to_owned() });
    world.shop.authorizes(waits());
    world.shop.authorizes(waits());
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::PendingApproval);
    let error = world.update(&id, Update::default()).await.unwrap_err();
    assert_eq!(refused(error), Refusal::Busy, "what is being approved must not change");

    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::PendingApproval);
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    let resumed = |number| Attempt { resumes: Some("po_1".to_owned()), ..attempt(number) };
    assert_eq!(world.shop.attempts(), [attempt(0), resumed(1), resumed(2)]);
    assert_eq!(world.shop.placings(), [placing(2)]);
}

#[tokio::test]
async fn money_of_another_amount_goes_back() {
    let world = World::new();
    let id = world.ready().await;
    for amount in
        [dollars(1_849), dollars(1_851), crate::types::Money::new(1_850, crate::types::Currency::new("eur").unwrap())]
    {
        world.shop.authorizes(Ok(Authorization::Authorized(Authorized::new("pi_1", amount))));
        let session = world.complete(&id, pay()).await.unwrap();
        assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
        assert_eq!(session.checkout.messages.len(), 1);
        assert_eq!(session.checkout.messages[0].kind, MessageKind::Error(ErrorCode::PaymentDeclined));
        assert_eq!(world.shop.held(), [""; 0]);
    }
    let voids: Vec<_> = world.shop.calls().into_iter().filter(|call| matches!(call, Call::Void { .. })).collect();
    let void = |number| Call::Void { token: format!("cs_1:void:{number}"), reference: "pi_1".to_owned() };
    assert_eq!(voids, [void(0), void(1), void(2)]);
    assert_eq!((world.shop.placings(), world.events()), (vec![], vec![]), "never an order");
}

#[tokio::test]
async fn a_refused_order_costs_nothing() {
    let world = World::new();
    let id = world.ready().await;
    let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.").about(Field::LineItem(0));
    world.shop.places(Ok(Placement::Refused(vec![gone.clone()])));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.messages, [gone]);
    assert_eq!((&session.checkout.order, &session.completion), (&None, &None));
    let void = Call::Void { token: "cs_1:void:0".to_owned(), reference: "pi_cs_1:authorize:0".to_owned() };
    assert_eq!(world.shop.calls(), [Call::Authorize(attempt(0)), Call::Order(placing(0)), void]);
    assert_eq!((world.shop.held(), world.events()), (vec![], vec![]));

    // The session is open again: an update asks anew, and the next attempt is another.
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::NotReady);
    world.update(&id, Update::default()).await.unwrap();
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(world.shop.attempts(), [attempt(0), attempt(1)]);
}

#[tokio::test]
async fn an_order_that_is_refused_without_a_reason_gets_one() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.places(Ok(Placement::Refused(Vec::new())));
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.messages[0].kind, MessageKind::Error(ErrorCode::Conflict));
}

// ACP-COMP-04
#[tokio::test]
async fn the_buyer_may_be_told_at_the_end() {
    let world = World::new();
    let mut create = one_mug();
    create.buyer = None;
    let id = world.create(create).await.unwrap().checkout.id.clone();
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Missing(Field::Buyer));
    assert_eq!(world.shop.calls(), []);

    let with_buyer = |email: &str| Complete { buyer: Some(Buyer::new(email)), ..pay() };
    let error = world.complete(&id, with_buyer("ada")).await.unwrap_err();
    assert!(matches!(refused(error), Refusal::Invalid { field: Field::BuyerEmail, .. }));
    let session = world.complete(&id, with_buyer("bob@example.com")).await.unwrap();
    assert_eq!(session.checkout.cart.buyer, Some(Buyer::new("bob@example.com")));
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
}

// ACP-COMP-14, ACP-CAP-16, ACP-PD-02
#[tokio::test]
async fn only_ways_to_pay_that_are_offered_are_taken() {
    let world = World::new();
    let id = world.ready().await;
    let card = || PaymentData::with_instrument(Instrument::card_token("spt_1"));
    let of = |handler: Option<&str>, provider: Option<&str>| {
        let mut payment = card();
        payment.handler = handler.map(Into::into);
        payment.provider = provider.map(str::to_owned);
        Complete::new(payment)
    };
    for complete in [
        of(Some("cash"), None),
        of(Some("cash"), Some("stripe")),
        of(None, Some("adyen")),
        of(None, None),
        of(Some(""), None),
    ] {
        assert_eq!(refused(world.complete(&id, complete).await.unwrap_err()), Refusal::UnknownHandler);
    }
    let mut nothing = card();
    nothing.instrument = None;
    nothing.handler = Some("card".into());
    let error = world.complete(&id, Complete::new(nothing.clone())).await.unwrap_err();
    assert_eq!(refused(error), Refusal::Missing(Field::PaymentData));
    assert_eq!((world.shop.calls(), world.see(&id).await.revision), (vec![], 1));

    // ACP-PD-01: older releases name the provider; the shop sees the handler behind it.
    world.shop.authorizes(Ok(Authorization::Declined(Decline::new("No."))));
    world.complete(&id, of(None, Some("stripe"))).await.unwrap();
    assert_eq!(world.shop.attempts()[0].handler.as_deref(), Some("card"));

    nothing.purchase_order_number = Some("PO-1".to_owned());
    nothing.handler = None;
    let mut order = Complete::new(nothing);
    let mut buyer = Buyer::new("ada@example.com");
    buyer.account_type = Some(AccountType::Business);
    order.buyer = Some(buyer);
    let error = world.complete(&id, order.clone()).await.unwrap_err();
    assert!(matches!(refused(error), Refusal::Invalid { field: Field::PaymentData, .. }), "not offered");
    world.shop.adjust(|_, quote| quote.purchase_order_terms = vec![PaymentTerms::Net30]);
    world.update(&id, Update::default()).await.unwrap();
    let session = world.complete(&id, order).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!((&world.shop.attempts()[1].handler, &world.shop.attempts()[1].secret), (&None, &None));
}

#[tokio::test]
async fn a_quote_that_is_over_is_not_paid() {
    let world = World::new();
    world.shop.adjust(|_, quote| quote.expires_at = Some(noon().saturating_add(Duration::from_mins(10))));
    let id = world.ready().await;
    world.wait(Duration::from_mins(10));
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::QuoteExpired);
    assert_eq!(world.shop.calls(), []);

    world.shop.adjust(|_, quote| quote.expires_at = Some(noon().saturating_add(Duration::from_mins(20))));
    world.update(&id, Update::default()).await.unwrap();
    world.wait(Duration::from_mins(10) - Duration::from_millis(1));
    assert_eq!(world.complete(&id, pay()).await.unwrap().checkout.status, CheckoutStatus::Completed);
}

// The row `processing` of a provider: the session says so, and asks again.
#[tokio::test]
async fn a_payment_may_take_its_time() {
    let world = World::new();
    let id = world.ready().await;
    let on_its_way = || Ok(Authorization::Processing { reference: "pi_1".to_owned() });
    world.shop.authorizes(on_its_way());
    world.shop.authorizes(on_its_way());
    for _ in 0..2 {
        let session = world.complete(&id, pay()).await.unwrap();
        assert_eq!(session.checkout.status, CheckoutStatus::CompleteInProgress);
        assert_eq!(refused(world.update(&id, Update::default()).await.unwrap_err()), Refusal::Busy);
        assert_eq!(refused(world.cancel(&id, Cancel::default()).await.unwrap_err()), Refusal::Busy);
    }
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    let resumed = |number| Attempt { resumes: Some("pi_1".to_owned()), ..attempt(number) };
    assert_eq!(world.shop.attempts(), [attempt(0), resumed(1), resumed(2)]);
    assert_eq!(world.shop.placings(), [placing(2)]);
}

// Whoever approves may take longer than the quote holds; the price was agreed on in time.
#[tokio::test]
async fn an_approval_may_outlast_the_quote() {
    let world = World::new();
    world.shop.adjust(|_, quote| quote.expires_at = Some(noon().saturating_add(Duration::from_mins(10))));
    let id = world.ready().await;
    world.shop.authorizes(Ok(Authorization::PendingApproval { reference: "po_1".to_owned() }));
    world.complete(&id, pay()).await.unwrap();
    world.wait(Duration::from_hours(1));
    assert_eq!(world.complete(&id, pay()).await.unwrap().checkout.status, CheckoutStatus::Completed);

    // A challenge may not: the agent asks for a new price first.
    let id = {
        world.shop.adjust(|_, quote| quote.expires_at = Some(noon().saturating_add(Duration::from_mins(70))));
        world.ready().await
    };
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world.wait(Duration::from_mins(10));
    let mut complete = pay();
    complete.authentication = Some(authenticated());
    assert_eq!(refused(world.complete(&id, complete).await.unwrap_err()), Refusal::QuoteExpired);
}

// ACP-COMP-17, C-COMP-03
#[tokio::test]
async fn only_a_session_that_is_ready_is_paid() {
    let world = World::new();
    let mut create = one_mug();
    create.destination = None;
    let id = world.create(create).await.unwrap().checkout.id.clone();
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::NotReady);

    let page = Uri::new("https://mugs.example/cart/1").unwrap();
    world.shop.adjust(move |_, quote| quote.escalation = Some(page.clone()));
    let id = world.ready().await;
    assert_eq!(refused(world.complete(&id, pay()).await.unwrap_err()), Refusal::Escalated);
    assert_eq!(world.shop.calls(), []);
}

// ACP-MKT-02, ACP-MKT-06, ACP-COMP-05, ACP-COMP-06, ACP-COMP-07, ACP-AFF-01
#[tokio::test]
async fn the_shop_learns_what_came_with_the_payment() {
    let world = World::new();
    world.shop.adjust(|_, quote| {
        let privacy = Uri::new("https://mugs.example/privacy").unwrap();
        quote.consent_options = vec![MarketingConsentOption::new("email", "News", privacy)];
    });
    let mut create = one_mug();
    create.attribution = Some(claim("first.example"));
    let id = world.create(create).await.unwrap().checkout.id.clone();

    let signals = RiskSignals { ip_address: Some("203.0.113.7".to_owned()), ..RiskSignals::default() };
    let mut complete = pay();
    complete.risk_signals = Some(signals);
    complete.attribution = Some(claim("last.example"));
    complete.consents = vec![MarketingConsent::new("email", false), MarketingConsent::new("sms", true)];
    complete.order_notes = Some("ring twice".to_owned());

    // Declined once: what was told then is not told twice.
    world.shop.authorizes(Ok(Authorization::Declined(Decline::new("No."))));
    world.complete(&id, complete.clone()).await.unwrap();
    world.complete(&id, complete).await.unwrap();
    assert_eq!(world.shop.attempts()[1].ip_address.as_deref(), Some("203.0.113.7"));
    let expected = Placing {
        attributions: vec!["first.example".to_owned(), "last.example".to_owned()],
        consents: vec![("email".to_owned(), false)],
        notes: Some("ring twice".to_owned()),
        ..placing(1)
    };
    assert_eq!(world.shop.placings(), [expected]);
}

fn claim(provider: &str) -> AffiliateAttribution {
    let mut claim = AffiliateAttribution::new(provider);
    claim.publisher_id = Some("p_1".to_owned());
    claim
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_charged() {
    let world = World::new();
    let id = world.ready().await;
    let notes = Complete { order_notes: Some("a".repeat(5_001)), ..pay() };
    let nameless = Complete { attribution: Some(AffiliateAttribution::new("impact.com")), ..pay() };
    for (complete, expected) in [(notes, Field::OrderNotes), (nameless, Field::AffiliateAttribution)] {
        match refused(world.complete(&id, complete).await.unwrap_err()) {
            Refusal::Invalid { field, .. } => assert_eq!(field, expected),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((world.shop.calls(), world.see(&id).await.revision), (vec![], 1));
}

// Free of charge is an amount like any other.
#[tokio::test]
async fn nothing_can_be_paid() {
    let world = World::of(Shop::new());
    world.shop.adjust(|_, quote| {
        for line in &mut quote.lines {
            *line = line.clone().with_tax(dollars(0)).and_then(|line| line.with_discount(dollars(1_250))).unwrap();
        }
        quote.totals = Totals::of_lines(quote.currency, &quote.lines).and_then(Totals::build).unwrap();
    });
    let id = world.ready().await;
    let session = world.complete(&id, pay()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::Completed);
    assert_eq!(world.shop.attempts()[0].amount, dollars(0));
}

// While a completion is under way the session says so, and the point that it reached is in the store.
#[tokio::test]
async fn a_completion_under_way_shows() {
    let world = World::new();
    let id = world.ready().await;
    let command = crate::engine::Command::Complete(id.clone(), Box::new(pay()));
    let outcome = world.engine.execute(&world.caller, &command).await.unwrap();
    let seen = world.see(&id).await;
    assert_eq!(seen.checkout.status, CheckoutStatus::CompleteInProgress);
    let point = &seen.completion.as_ref().unwrap().point;
    assert!(matches!(point, RecoveryPoint::Authorized(authorized) if authorized.amount == dollars(1_850)), "{point:?}");
    assert_eq!(world.events(), []);
    world.engine.settle(outcome, None).await.unwrap();
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::Completed);
}
