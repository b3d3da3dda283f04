//! Beginning, changing and reading a session.

use std::time::Duration;

use super::shop::{Shop, World, address, broken, challenge, dollars, item, noon, one_mug, pay, pieces};
use crate::engine::{Caller, Command, EngineError, Refusal, Violation};
use crate::model::{
    AffiliateAttribution, AgentCapabilities, Cancel, CheckoutStatus, Create, Destination, ErrorCode, Field,
    FulfillmentKind, FulfillmentOption, Intervention, Interventions, ItemProblem, ItemRequest, Message, MessageKind,
    SelectionRequest, Totals, Touchpoint, UnavailableItem, Update,
};
use crate::store::CommitError;
use crate::types::{ApiVersion, Patch, Principal};

fn change(change: impl FnOnce(&mut Update)) -> Update {
    let mut update = Update::default();
    change(&mut update);
    update
}

// ACP-LIFE-01, ACP-LIFE-16, ACP-CRE-11
#[tokio::test]
async fn a_new_session_is_whole() {
    let world = World::new();
    let session = world.create(one_mug()).await.unwrap();
    let checkout = &session.checkout;
    assert_eq!(checkout.id, "cs_1");
    assert_eq!(checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!((checkout.created_at, checkout.updated_at), (noon(), noon()));
    // ACP-LIFE-15: six hours.
    assert_eq!(checkout.expires_at.to_string(), "2026-04-17T18:00:00Z");
    assert_eq!(checkout.links, world.shop.profile.links);
    assert_eq!(checkout.quote.total(), Some(dollars(1_850)));
    assert_eq!((session.revision, session.lines_made, session.attempts), (1, 1, 0));
    assert_eq!(*world.see(&checkout.id).await, *session);

    let second = world.create(one_mug()).await.unwrap();
    assert_eq!(second.checkout.id, "cs_2");
}

// The engine chose the option, so the shop is asked again for the totals with it.
#[tokio::test]
async fn the_cheapest_option_is_chosen_and_priced() {
    let world = World::new();
    let session = world.create(one_mug()).await.unwrap();
    let selections = &session.checkout.cart.selections;
    assert_eq!(selections.len(), 1);
    assert_eq!((&selections[0].option, &selections[0].lines), (&"standard".into(), &vec!["li_1".into()]));
    let quoted: Vec<_> = world.shop.quoted().iter().map(|cart| cart.selections.len()).collect();
    assert_eq!(quoted, [0, 1]);

    // Nothing new to choose: one question is enough.
    world.update(&session.checkout.id, Update::default()).await.unwrap();
    assert_eq!(world.shop.quoted().len(), 3);
}

#[tokio::test]
async fn without_an_address_nothing_is_chosen() {
    let world = World::new();
    let session = world.create(Create::new(vec![item("mug")])).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.cart.selections, []);
    assert_eq!(session.checkout.messages.len(), 1);
    assert_eq!(session.checkout.messages[0].field, Some(Field::Address));

    let id = &session.checkout.id;
    let session = world.update(id, change(|update| update.destination = Patch::Set(Destination::at(address())))).await;
    let session = session.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    assert_eq!(session.checkout.messages, []);
    assert_eq!(session.checkout.quote.total(), Some(dollars(1_850)));
}

// C-ERR-06, ACP-ERR-19
#[tokio::test]
async fn nothing_but_unknown_items_is_no_session() {
    let world = World::new();
    let error = world.create(Create::new(vec![item("unicorn"), item("dragon")])).await.unwrap_err();
    assert!(matches!(error, EngineError::Refused(Refusal::UnknownItem { line: 0 })), "{error:?}");
    assert_eq!(world.store.session_count(), 0);

    let mut create = one_mug();
    create.items.push(item("unicorn"));
    let session = world.create(create).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.messages[0].kind, MessageKind::Error(ErrorCode::NotFound));

    let only_unknown = change(|update| update.items = Patch::Set(vec![item("unicorn")]));
    let error = world.update(&session.checkout.id, only_unknown).await.unwrap_err();
    assert!(matches!(error, EngineError::Refused(Refusal::UnknownItem { line: 0 })), "{error:?}");
    assert_eq!(*world.see(&session.checkout.id).await, *session, "the update left nothing behind");
}

#[tokio::test]
async fn an_item_that_is_reported_twice_is_one_item() {
    let world = World::new();
    world.shop.adjust(|_, quote| quote.unavailable.extend(quote.unavailable.clone()));
    let mut create = one_mug();
    create.items.push(item("unicorn"));
    assert!(world.create(create).await.is_ok(), "there is a mug to be had");
}

#[tokio::test]
async fn nothing_but_sold_out_items_is_a_session() {
    let world = World::new();
    world.shop.adjust(|cart, quote| {
        quote.lines.clear();
        quote.totals.clear();
        quote.unavailable = vec![UnavailableItem::new(cart.lines[0].id.clone(), ItemProblem::OutOfStock)];
    });
    let session = world.create(one_mug()).await.unwrap();
    assert_eq!(session.checkout.status, CheckoutStatus::NotReadyForPayment);
    assert_eq!(session.checkout.messages[0].kind, MessageKind::Error(ErrorCode::OutOfStock));
}

// ACP-UPD-06
#[tokio::test]
async fn an_update_is_merged_and_priced_as_a_whole() {
    let world = World::new();
    let id = world.ready().await;
    world.wait(Duration::from_mins(1));
    let two = change(|update| update.items = Patch::Set(vec![ItemRequest::new("mug", pieces(2)), item("plate")]));
    let session = world.update(&id, two).await.unwrap();
    let checkout = &session.checkout;
    // 2 × 12.50 + 8.00 = 33.00; 2.64 tax; 5.00 to ship.
    assert_eq!(checkout.quote.total(), Some(dollars(4_064)));
    assert_eq!(checkout.cart.buyer.as_ref().unwrap().email, "ada@example.com");
    assert_eq!(checkout.created_at, noon());
    assert_eq!(checkout.updated_at, noon().saturating_add(Duration::from_mins(1)));
    assert_eq!(session.revision, 2);
    let lines: Vec<_> = checkout.cart.lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(lines, ["li_1", "li_2"]);
    let last = world.shop.quoted().pop().unwrap();
    assert_eq!(checkout.cart, last, "the shop is asked for all of it");
}

#[tokio::test]
async fn a_line_that_comes_back_is_another_line() {
    let world = World::new();
    let id = world.ready().await;
    let only = |item_id: &str| {
        let items = vec![item(item_id)];
        change(|update| update.items = Patch::Set(items))
    };
    for (item, line) in [("plate", "li_2"), ("mug", "li_3"), ("plate", "li_4")] {
        let session = world.update(&id, only(item)).await.unwrap();
        assert_eq!(session.checkout.cart.lines[0].id, line);
    }
}

// ACP-UPD-08, ACP-UPD-09, ACP-FUL-13
#[tokio::test]
async fn another_option_is_another_price() {
    let world = World::new();
    let id = world.ready().await;
    let choose = |option: &str| {
        let request = SelectionRequest::new(option);
        change(|update| update.selections = Patch::Set(vec![request]))
    };
    let session = world.update(&id, choose("express")).await.unwrap();
    assert_eq!(session.checkout.quote.total(), Some(dollars(2_850)));
    assert_eq!(session.checkout.cart.selections[0].kind, FulfillmentKind::Shipping);

    let error = world.update(&id, choose("drone")).await.unwrap_err();
    assert!(matches!(error, EngineError::Refused(Refusal::UnknownOption { selection: 0 })), "{error:?}");
    assert_eq!(*world.see(&id).await, *session);

    // Cleared: the cheapest again.
    let session = world.update(&id, change(|update| update.selections = Patch::Clear)).await.unwrap();
    assert_eq!(session.checkout.quote.total(), Some(dollars(1_850)));
}

#[tokio::test]
async fn an_option_that_is_gone_gives_way_with_a_notice() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.adjust(|cart, quote| {
        // From now on by drone only.
        quote.fulfillment_options = vec![FulfillmentOption::shipping("drone", "Drone", dollars(900))];
        let flies = cart.selections.iter().any(|selection| selection.option == "drone");
        quote.totals = Totals::of_lines(quote.currency, &quote.lines)
            .map(|totals| if flies { totals.fulfillment(dollars(900)) } else { totals })
            .and_then(Totals::build)
            .unwrap();
    });
    let session = world.update(&id, Update::default()).await.unwrap();
    assert_eq!(session.checkout.cart.selections[0].option, "drone");
    assert_eq!(session.checkout.quote.total(), Some(dollars(2_250)));
    assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    let notice = Message::info("The delivery option chosen before is no longer offered.").about(Field::Selections);
    assert_eq!(session.checkout.messages, [notice]);
}

#[tokio::test]
async fn options_that_change_under_our_hands_are_the_shops_fault() {
    let world = World::new();
    world.shop.adjust(|cart, quote| {
        if !cart.selections.is_empty() {
            quote.fulfillment_options.clear();
            quote.totals = Totals::of_lines(quote.currency, &quote.lines).and_then(Totals::build).unwrap();
        }
    });
    let error = world.create(one_mug()).await.unwrap_err();
    assert!(matches!(error, EngineError::Violation(Violation::UnstableOptions)), "{error:?}");
}

// ACP-MON-14: never a wrong price on the wire.
#[tokio::test]
async fn a_quote_that_does_not_add_up_never_leaves_the_house() {
    let world = World::new();
    let id = world.ready().await;
    let before = world.see(&id).await;
    world.shop.adjust(|_, quote| quote.totals.last_mut().unwrap().amount = dollars(1));
    let error = world.update(&id, Update::default()).await.unwrap_err();
    assert!(matches!(error, EngineError::Violation(Violation::Total { .. })), "{error:?}");
    assert_eq!(*world.see(&id).await, *before);
}

// ACP-CRE-13
#[tokio::test]
async fn what_both_sides_can_do_is_answered() {
    let mut shop = Shop::new();
    shop.profile.interventions =
        Interventions { supported: vec![Intervention::ThreeDs, Intervention::Biometric], ..Interventions::default() };
    let world = World::of(shop);
    let mut create = one_mug();
    create.capabilities = AgentCapabilities {
        interventions: vec![Intervention::ThreeDs, Intervention::AddressVerification],
        ..AgentCapabilities::default()
    };
    let session = world.create(create).await.unwrap();
    assert_eq!(session.checkout.interventions.supported, [Intervention::ThreeDs]);
    // What the agent said once holds for the whole session.
    let session = world.update(&session.checkout.id, Update::default()).await.unwrap();
    assert_eq!(session.checkout.interventions.supported, [Intervention::ThreeDs]);
}

// ACP-AUTH-05, ACP-ERR-09, C-ERR-09
#[tokio::test]
async fn the_session_of_somebody_else_is_unknown() {
    let world = World::new();
    let id = world.ready().await;
    let other = Caller::new(Principal::from("other agent"), ApiVersion::V2026_04_17);
    let unknown = |error: EngineError| {
        assert!(matches!(error, EngineError::Refused(Refusal::UnknownSession)), "{error:?}");
    };
    unknown(world.engine.retrieve(&other, &id).await.unwrap_err());
    unknown(world.engine.retrieve(&world.caller, &"cs_9".into()).await.unwrap_err());
    for command in [
        Command::Update(id.clone(), Box::default()),
        Command::Complete(id.clone(), Box::new(pay())),
        Command::Cancel(id.clone(), Cancel::default()),
    ] {
        unknown(world.engine.execute(&other, &command).await.unwrap_err());
    }
    assert_eq!(world.see(&id).await.revision, 1);
    assert_eq!(world.shop.calls(), []);
}

// ACP-LIFE-19, C-LIFE-04
#[tokio::test]
async fn a_session_that_nobody_ended_expires() {
    let world = World::new();
    let id = world.ready().await;
    world.wait(Duration::from_hours(6) - Duration::from_millis(1));
    assert_eq!(world.see(&id).await.checkout.status, CheckoutStatus::ReadyForPayment);
    world.wait(Duration::from_millis(1));
    let session = world.see(&id).await;
    assert_eq!(session.checkout.status, CheckoutStatus::Expired);
    assert_eq!(session.checkout.quote.total(), Some(dollars(1_850)), "it stays readable");

    let ended = |error: EngineError| {
        let expected = Refusal::Ended(CheckoutStatus::Expired);
        assert!(matches!(&error, EngineError::Refused(refusal) if *refusal == expected), "{error:?}");
    };
    ended(world.update(&id, Update::default()).await.unwrap_err());
    ended(world.complete(&id, pay()).await.unwrap_err());
    ended(world.cancel(&id, Cancel::default()).await.unwrap_err());
    assert_eq!(world.shop.calls(), []);
}

// ACP-LIFE-19: a challenge that nobody answers does not keep a session open for ever.
#[tokio::test]
async fn a_session_that_waits_for_the_buyer_expires_as_well() {
    let world = World::new();
    let id = world.ready().await;
    world.shop.authorizes(Ok(challenge("pi_1")));
    world.complete(&id, pay()).await.unwrap();
    world.wait(Duration::from_hours(6));
    let session = world.see(&id).await;
    assert_eq!(session.checkout.status, CheckoutStatus::Expired);
    assert_eq!(session.checkout.authentication, None, "there is nothing left to authenticate for");
}

#[tokio::test]
async fn a_session_that_ended_does_not_expire() {
    let world = World::new();
    let (bought, left) = (world.ready().await, world.ready().await);
    world.complete(&bought, pay()).await.unwrap();
    world.cancel(&left, Cancel::default()).await.unwrap();
    world.wait(Duration::from_hours(7));
    assert_eq!(world.see(&bought).await.checkout.status, CheckoutStatus::Completed);
    assert_eq!(world.see(&left).await.checkout.status, CheckoutStatus::Canceled);
}

// ACP-AFF-02, ACP-AFF-07
#[tokio::test]
async fn who_sent_the_buyer_is_kept() {
    let world = World::new();
    let mut create = one_mug();
    let mut claim = AffiliateAttribution::new("impact.com");
    claim.token = Some("t_1".to_owned());
    create.attribution = Some(claim);
    let session = world.create(create).await.unwrap();
    let kept: Vec<_> = session.attributions.iter().map(|claim| (&*claim.provider, claim.touchpoint)).collect();
    assert_eq!(kept, [("impact.com", Some(Touchpoint::First))]);
}

// Two updates that read the same revision: the second one must be carried out anew.
#[tokio::test]
async fn an_outcome_counts_only_at_the_revision_that_it_grew_out_of() {
    let world = World::new();
    let id = world.ready().await;
    let command = Command::Update(id.clone(), Box::default());
    let first = world.engine.execute(&world.caller, &command).await.unwrap();
    let second = world.engine.execute(&world.caller, &command).await.unwrap();
    assert_eq!(world.see(&id).await.revision, 1, "nothing counts before it is settled");
    world.engine.settle(first, None).await.unwrap();
    assert!(matches!(world.engine.settle(second, None).await, Err(CommitError::Raced)));
    assert_eq!(world.see(&id).await.revision, 2);
}

#[tokio::test]
async fn a_shop_that_cannot_answer_changes_nothing() {
    let world = World::new();
    world.shop.quotes(Err(broken()));
    let error = world.create(one_mug()).await.unwrap_err();
    assert!(matches!(error, EngineError::Backend(_)), "{error:?}");
    assert_eq!(world.store.session_count(), 0);

    let id = world.ready().await;
    world.shop.quotes(Err(broken()));
    assert!(matches!(world.update(&id, Update::default()).await, Err(EngineError::Backend(_))));
    assert_eq!(world.see(&id).await.revision, 1);
}
