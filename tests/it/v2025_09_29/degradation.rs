//! What this release cannot say, and what it says instead.

use agentic_commerce::acp::Operation;
use std::sync::Arc;

use agentic_commerce::model::{
    Checkout, CheckoutStatus, Destination, Disclosure, ErrorCode, FulfillmentDetail, FulfillmentGroup, FulfillmentKind,
    FulfillmentOption, Link, LinkKind, Message, PickupLocation, Presentment, Text, Total, TotalKind,
};
use agentic_commerce::types::{Currency, Money};
use serde_json::{Value, json};

use super::{home, read, ready, selection, told, uri, usd, written};

fn in_status(status: CheckoutStatus) -> Checkout {
    let mut checkout = ready();
    checkout.status = status;
    checkout
}

// ACP-LIFE-02
#[test]
fn eleven_statuses_become_five_and_the_truth_is_told() {
    use CheckoutStatus as Status;
    let page = "https://shop.example/checkout/1";
    for (status, expected, message) in [
        (Status::NotReadyForPayment, "not_ready_for_payment", None),
        (Status::ReadyForPayment, "ready_for_payment", None),
        (Status::InProgress, "in_progress", None),
        (Status::Completed, "completed", None),
        (Status::Canceled, "canceled", None),
        (Status::Incomplete, "not_ready_for_payment", Some(("info", "", "incomplete"))),
        (Status::RequiresEscalation, "not_ready_for_payment", Some(("info", "", page))),
        (Status::AuthenticationRequired, "not_ready_for_payment", Some(("error", "requires_3ds", "3-D Secure"))),
        (Status::PendingApproval, "in_progress", Some(("info", "", "pending approval"))),
        (Status::CompleteInProgress, "in_progress", Some(("info", "", "being completed"))),
        (Status::Expired, "canceled", Some(("info", "", "expired"))),
    ] {
        let mut checkout = in_status(status);
        checkout.quote.escalation = (status == Status::RequiresEscalation).then(|| uri(page));
        let session = written(Operation::Retrieve, &checkout);
        assert_eq!(session["status"], expected, "{status}");
        match (message, told(&session).as_slice()) {
            (None, []) => {}
            (Some((kind, code, words)), [told]) => {
                assert_eq!((told.0, told.1), (kind, code), "{status}");
                assert!(told.3.contains(words), "{status}: {}", told.3);
            }
            (expected, told) => panic!("{status}: {expected:?}, {told:?}"),
        }
        assert_eq!(read(&session).unwrap().status.to_string(), expected, "{status}");
    }
}

#[test]
fn an_authentication_is_asked_for_once() {
    let mut checkout = in_status(CheckoutStatus::AuthenticationRequired);
    checkout.messages = vec![Message::error(ErrorCode::Requires3ds, "Ask your bank.")];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(told(&session), [("error", "requires_3ds", "", "Ask your bank.")]);
}

// ACP-MON-04, ACP-MON-07
#[test]
fn later_kinds_of_totals_become_kinds_that_count_the_same_way() {
    let mut checkout = ready();
    let total = |kind, amount| Total::new(kind, usd(amount));
    checkout.quote.totals = vec![
        total(TotalKind::ItemsBaseAmount, 3_300),
        total(TotalKind::ItemsDiscount, 500),
        total(TotalKind::Subtotal, 2_800),
        total(TotalKind::Discount, 100),
        total(TotalKind::Fulfillment, 700),
        total(TotalKind::Tax, 224),
        total(TotalKind::Fee, 50),
        total(TotalKind::GiftWrap, 300),
        total(TotalKind::Tip, 200).called("For the courier"),
        total(TotalKind::StoreCredit, 1_000),
        total(TotalKind::Total, 3_174),
        total(TotalKind::AmountRefunded, 9),
    ];
    let session = written(Operation::Retrieve, &checkout);
    let totals: Vec<_> = session["totals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|total| {
            (
                total["type"].as_str().unwrap(),
                total["display_text"].as_str().unwrap(),
                total["amount"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        totals,
        [
            ("items_base_amount", "Items", 3_300),
            ("items_discount", "Item discounts", 500),
            ("subtotal", "Subtotal", 2_800),
            ("discount", "Discount", 100),
            ("fulfillment", "Delivery", 700),
            ("tax", "Tax", 224),
            ("fee", "Fee", 50),
            ("fee", "Gift wrap", 300),
            ("fee", "For the courier", 200),
            ("discount", "Store credit", 1_000),
            ("total", "Total", 3_174),
        ]
    );
    // 2800 − (100 + 1000) + 700 + 224 + (50 + 300 + 200), by the names that are on the wire.
    let of = |kind| totals.iter().filter(|total| total.0 == kind).map(|total| total.2).sum::<i64>();
    assert_eq!(of("subtotal") - of("discount") + of("fulfillment") + of("tax") + of("fee"), of("total"));
}

#[test]
fn an_amount_in_the_buyers_currency_stands_in_the_text() {
    let mut checkout = ready();
    let euro = Currency::new("eur").unwrap();
    checkout.quote.presentment = Some(Presentment::new(euro));
    checkout.quote.totals[5].presentment_amount = Some(Money::new(3_420, euro));
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session["totals"][5], json!({ "type": "total", "display_text": "Total (34.20 EUR)", "amount": 3724 }));
}

// ACP-LNK-01
#[test]
fn links_of_later_releases_go_except_the_return_policy() {
    let mut checkout = ready();
    let link = |kind, path: &str| Link::new(kind, uri(&format!("https://shop.example/{path}")));
    checkout.links = vec![
        link(LinkKind::ReturnPolicy, "returns"),
        link(LinkKind::PrivacyPolicy, "privacy"),
        link(LinkKind::Faq, "faq"),
        link(LinkKind::from("imprint"), "imprint"),
    ]
    .into();
    checkout.links[1].title = Some("Privacy".to_owned());
    assert_eq!(
        written(Operation::Retrieve, &checkout)["links"],
        json!([
            { "type": "seller_shop_policies", "url": "https://shop.example/returns" },
            { "type": "privacy_policy", "url": "https://shop.example/privacy" }
        ])
    );
    checkout.links.push(link(LinkKind::SellerShopPolicies, "policies"));
    assert_eq!(
        written(Operation::Retrieve, &checkout)["links"],
        json!([
            { "type": "privacy_policy", "url": "https://shop.example/privacy" },
            { "type": "seller_shop_policies", "url": "https://shop.example/policies" }
        ])
    );
}

fn pickup() -> FulfillmentOption {
    let location = Box::new(PickupLocation::new("Shop", home()));
    let detail = FulfillmentDetail::Pickup { location, pickup_type: None, ready_by: None, pickup_by: None };
    FulfillmentOption::of("pickup", "Store pickup", usd(0), detail)
}

fn courier() -> FulfillmentOption {
    let detail = FulfillmentDetail::LocalDelivery { window: None, service_area: None };
    FulfillmentOption::of("courier", "Bike courier", usd(900), detail)
}

fn option_ids(session: &Value) -> Vec<&str> {
    session["fulfillment_options"].as_array().unwrap().iter().map(|option| option["id"].as_str().unwrap()).collect()
}

// ACP-FUL-02
#[test]
fn pickup_and_local_delivery_are_told_and_not_offered() {
    let mut checkout = ready();
    checkout.quote.fulfillment_options.insert(1, pickup());
    checkout.quote.fulfillment_options.push(courier());
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(option_ids(&session), ["standard", "express"]);
    assert_eq!(session["status"], "ready_for_payment");
    assert_eq!(session["fulfillment_option_id"], "standard");
    assert_eq!(
        told(&session),
        [
            ("info", "", "$.fulfillment_options", "Not to be had through this agent: Store pickup."),
            ("info", "", "$.fulfillment_options", "Not to be had through this agent: Bike courier."),
        ]
    );
}

// ACP-FUL-01, ACP-FUL-02
#[test]
fn a_session_whose_options_all_go_cannot_be_paid_here() {
    let mut checkout = ready();
    checkout.quote.fulfillment_options = vec![pickup()];
    checkout.cart.selections = vec![selection("pickup", FulfillmentKind::Pickup, &["li_1", "li_2"])];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(option_ids(&session), [""; 0]);
    assert_eq!(session.get("fulfillment_option_id"), None);
    assert_eq!(session["status"], "not_ready_for_payment");
    let messages = told(&session);
    assert_eq!((messages[1].0, messages[1].1, messages[1].2), ("error", "invalid", "$.fulfillment_options"));
    assert_eq!(messages.len(), 2);
}

// ACP-FUL-10
#[test]
fn an_option_that_cannot_be_told_is_not_taken_for_another() {
    let mut checkout = ready();
    checkout.quote.fulfillment_options.push(pickup());
    checkout.cart.selections = vec![selection("pickup", FulfillmentKind::Pickup, &["li_1", "li_2"])];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session.get("fulfillment_option_id"), None);
    assert_eq!(session["status"], "not_ready_for_payment");
    let messages = told(&session);
    assert_eq!((messages[1].0, messages[1].1, messages[1].2), ("error", "invalid", "$.fulfillment_option_id"));
    assert!(messages[1].3.contains("Store pickup"), "{}", messages[1].3);

    // What is bought is bought.
    checkout.status = CheckoutStatus::Completed;
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session["status"], "completed");
    assert_eq!(session.get("fulfillment_option_id"), None);
    assert!(told(&session).iter().all(|message| message.0 == "info"));
    assert!(told(&session)[1].3.contains("Store pickup"));
}

// ACP-FUL-10
#[test]
fn one_of_several_options_is_never_picked() {
    let mut checkout = ready();
    checkout.cart.selections = vec![
        selection("standard", FulfillmentKind::Shipping, &["li_1"]),
        selection("express", FulfillmentKind::Shipping, &["li_2"]),
    ];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session.get("fulfillment_option_id"), None);
    assert_eq!(session["status"], "not_ready_for_payment");
    assert_eq!(
        told(&session),
        [(
            "error",
            "invalid",
            "$.fulfillment_option_id",
            "The items are delivered in several ways. Choose one for all of them."
        )]
    );

    for (status, expected) in [
        (CheckoutStatus::CompleteInProgress, "in_progress"),
        (CheckoutStatus::Completed, "completed"),
        (CheckoutStatus::Expired, "canceled"),
    ] {
        checkout.status = status;
        let session = written(Operation::Retrieve, &checkout);
        assert_eq!(session["status"], expected);
        assert!(told(&session).iter().all(|message| message.0 == "info"), "{status}");
        assert!(told(&session).iter().any(|message| message.3 == "The items are delivered in several ways."));
    }

    // The same option twice is one.
    checkout.status = CheckoutStatus::ReadyForPayment;
    checkout.cart.selections[1].option = "standard".into();
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(
        (&session["fulfillment_option_id"], &session["status"]),
        (&json!("standard"), &json!("ready_for_payment"))
    );
    assert_eq!(told(&session), []);
}

#[test]
fn goods_that_go_elsewhere_are_not_passed_over() {
    let mut checkout = ready();
    let mut group = FulfillmentGroup::new("g1", vec!["li_2".to_owned()], FulfillmentKind::Shipping);
    group.destination = Some(Destination::at(home()));
    checkout.cart.groups = vec![group];
    assert_eq!(told(&written(Operation::Retrieve, &checkout)), []);

    let mut away = home();
    away.city = "Leeds".to_owned();
    checkout.cart.groups[0].destination = Some(Destination::at(away));
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session["status"], "not_ready_for_payment");
    let messages = told(&session);
    assert_eq!((messages[0].0, messages[0].1, messages[0].2), ("error", "invalid", "$.fulfillment_address"));
}

// ACP-BUY-01, ACP-BUY-04
#[test]
fn a_buyer_has_two_names_or_is_left_out() {
    let mut checkout = ready();
    let mut buyer = agentic_commerce::model::Buyer::new("ada@example.com");
    buyer.full_name = Some("Augusta Ada King".to_owned());
    buyer.customer_id = Some("c_1".to_owned());
    checkout.cart.buyer = Some(buyer);
    checkout.cart.destination.as_mut().unwrap().address.as_mut().unwrap().company = Some("Analytical".to_owned());
    checkout.cart.destination.as_mut().unwrap().phone_number = Some("+442079460000".to_owned());
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(
        session["buyer"],
        json!({ "first_name": "Augusta Ada", "last_name": "King", "email": "ada@example.com" })
    );
    assert_eq!(session["fulfillment_address"].get("company"), None);

    checkout.cart.buyer.as_mut().unwrap().full_name = None;
    checkout.cart.destination.as_mut().unwrap().address = None;
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session.get("buyer"), None);
    assert_eq!(session.get("fulfillment_address"), None);

    checkout.cart.buyer.as_mut().unwrap().full_name = Some("  ".to_owned());
    assert_eq!(written(Operation::Retrieve, &checkout).get("buyer"), None);
}

#[test]
fn one_name_comes_back_as_one() {
    let mut checkout = ready();
    let buyer = checkout.cart.buyer.as_mut().unwrap();
    (buyer.first_name, buyer.last_name) = (Some("Madonna".to_owned()), None);
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!((&session["buyer"]["first_name"], &session["buyer"]["last_name"]), (&json!("Madonna"), &json!("")));
    assert_eq!(read(&session).unwrap().cart.buyer.as_ref().unwrap().name().as_deref(), Some("Madonna"));
}

#[test]
fn a_provider_that_the_release_does_not_list_is_told_in_words() {
    let mut checkout = ready();
    let mut adyen = agentic_commerce::model::PaymentHandler::clone(&checkout.quote.payment_handlers[0]);
    adyen.psp = "adyen".to_owned();
    let adyen = Arc::new(adyen);
    checkout.quote.payment_handlers.insert(0, Arc::clone(&adyen));
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session["payment_provider"]["provider"], "stripe");
    assert_eq!(told(&session), []);

    checkout.quote.payment_handlers = vec![adyen];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(session.get("payment_provider"), None);
    assert_eq!(told(&session), [("info", "", "", "Payments go through adyen, not to be had through this agent.")]);

    checkout.quote.payment_handlers.clear();
    assert_eq!(told(&written(Operation::Retrieve, &checkout)), []);
}

// ACP-MSG-06, ACP-LI-10
#[test]
fn what_the_law_wants_read_is_told_about_its_line() {
    let mut checkout = ready();
    let warning = Text::Markdown("**Warning:** contains lead.".to_owned());
    checkout.quote.lines[1].product.disclosures = vec![Disclosure::disclaimer(warning)];
    let session = written(Operation::Retrieve, &checkout);
    assert_eq!(
        session["messages"],
        json!([{
            "type": "info", "param": "$.line_items[1]", "content_type": "markdown",
            "content": "**Warning:** contains lead."
        }])
    );
}
