//! What can become of an order.

use agentic_commerce::model::{
    Adjustment, AdjustmentKind, AdjustmentStatus, FulfillmentEvent, FulfillmentEventKind, FulfillmentKind,
    LineReference, Order, OrderError, OrderFulfillment, OrderLine, OrderQuantity, OrderStatus, Total, TotalKind,
};
use agentic_commerce::types::{CheckoutId, Currency, Money, Timestamp, Uri};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::new("usd").unwrap())
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn noon() -> Timestamp {
    at("2026-04-18T12:00:00Z")
}

/// Three pairs of shoes and two shirts for 493.77 (2026-04-17, orders §5.1 and its example).
fn order() -> Order {
    let page = Uri::new("https://shop.example/orders/1").unwrap();
    let mut order = Order::new("ord_1", CheckoutId::from("cs_1"), page);
    order.status = Some(OrderStatus::Confirmed);
    order.lines = vec![
        OrderLine::new("shoes", "Running shoes", OrderQuantity::ordered(3)),
        OrderLine::new("shirts", "T-shirt", OrderQuantity::ordered(2)),
    ];
    order.totals = vec![Total::new(TotalKind::Total, usd(49_377))];
    order
}

fn parcel(id: &str, lines: &[(&str, i64)]) -> OrderFulfillment {
    let mut parcel = OrderFulfillment::new(id, FulfillmentKind::Shipping);
    parcel.lines = references(lines);
    parcel
}

fn references(lines: &[(&str, i64)]) -> Vec<LineReference> {
    lines.iter().map(|(id, quantity)| LineReference::new(*id, *quantity)).collect()
}

/// Ordered, current, fulfilled and status of each line.
fn lines(order: &Order) -> Vec<(i64, i64, i64, &str)> {
    fn tell(line: &OrderLine) -> (i64, i64, i64, &str) {
        let status = line.status.as_ref().map_or("", |status| status.as_str());
        (line.quantity.ordered, line.quantity.current, line.quantity.fulfilled, status)
    }
    order.lines.iter().map(tell).collect()
}

fn status(order: &Order) -> &str {
    order.status.as_ref().map_or("", |status| status.as_str())
}

// ACP-ORD-07, ACP-ORD-08, ACP-ORD-09: the partial shipment of the RFC, then the rest.
#[test]
fn lines_and_order_follow_what_was_sent() {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 3)]), noon()).unwrap();
    order.deliver("ful_1", noon()).unwrap();
    order.plan(parcel("ful_2", &[("shirts", 2)])).unwrap();
    assert_eq!(lines(&order), [(3, 3, 3, "fulfilled"), (2, 2, 0, "processing")]);
    assert_eq!(status(&order), "processing");

    order.record("ful_2", FulfillmentEventKind::Shipped, noon()).unwrap();
    assert_eq!(lines(&order), [(3, 3, 3, "fulfilled"), (2, 2, 2, "fulfilled")]);
    assert_eq!(status(&order), "shipped");
    order.record("ful_2", FulfillmentEventKind::InTransit, noon()).unwrap();
    assert_eq!(status(&order), "shipped");
    order.deliver("ful_2", noon()).unwrap();
    assert_eq!(status(&order), "completed");
}

// ACP-ORD-08
#[test]
fn a_line_sent_in_part_is_partial() {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 1)]), noon()).unwrap();
    assert_eq!(lines(&order), [(3, 3, 1, "partial"), (2, 2, 0, "processing")]);
    assert_eq!(status(&order), "processing");
}

// ACP-ORD-08, C-ORD-08: none wanted is "removed", although none of none is also all of them.
#[test]
fn what_is_given_up_is_removed() {
    let mut order = order();
    order.cancel("adj_1", references(&[("shirts", 2)]), noon()).unwrap();
    assert_eq!(lines(&order), [(3, 3, 0, "processing"), (2, 0, 0, "removed")]);
    assert_eq!(status(&order), "confirmed");
    assert_eq!(order.open_lines(), references(&[("shoes", 3)]));
    order.cancel("adj_2", order.open_lines(), noon()).unwrap();
    assert_eq!(status(&order), "canceled");
    assert_eq!(order.adjustments.len(), 2);
    assert_eq!(order.adjustments[0].kind, AdjustmentKind::Cancellation);
}

#[test]
fn no_more_is_given_up_than_has_not_left() {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 2)]), noon()).unwrap();
    let before = order.clone();
    let error = order.cancel("adj_1", references(&[("shoes", 2)]), noon()).unwrap_err();
    assert_eq!(error, OrderError::TooMany { line: "shoes".into(), asked: 2, left: 1 });
    let twice = order.cancel("adj_1", references(&[("shoes", 1), ("shoes", 1)]), noon()).unwrap_err();
    assert_eq!(twice, OrderError::TooMany { line: "shoes".into(), asked: 2, left: 1 });
    assert_eq!(order, before, "a change is taken whole or not at all");
}

// ACP-ORD-07: what was ordered stays, what is wanted falls, what was fulfilled stays fulfilled.
#[test]
fn what_comes_back_is_not_wanted_any_more() {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 3), ("shirts", 2)]), noon()).unwrap();
    order.deliver("ful_1", noon()).unwrap();
    order.return_items("adj_1", references(&[("shoes", 1)]), noon()).unwrap();
    assert_eq!(lines(&order), [(3, 2, 3, "fulfilled"), (2, 2, 2, "fulfilled")]);
    assert_eq!(status(&order), "completed");
    let error = order.return_items("adj_2", references(&[("shoes", 3)]), noon()).unwrap_err();
    assert_eq!(error, OrderError::TooMany { line: "shoes".into(), asked: 3, left: 2 });
}

// ACP-ORD-14, ACP-WH-16: 325.16 of 493.77, and `total` stays what was charged.
#[test]
fn money_goes_back_up_to_what_was_charged() {
    let mut order = order();
    order.refund("adj_1", usd(32_516), noon()).unwrap();
    let amount = |kind| order.totals.iter().find(|total| total.kind == kind).map(|total| total.amount);
    assert_eq!(amount(TotalKind::Total), Some(usd(49_377)));
    assert_eq!(amount(TotalKind::AmountRefunded), Some(usd(32_516)));

    let error = order.refund("adj_2", usd(16_862), noon()).unwrap_err();
    assert_eq!(error, OrderError::TooMuch { asked: usd(16_862), left: usd(16_861) });
    order.refund("adj_2", usd(16_861), noon()).unwrap();
    assert_eq!(order.refunded(), Some(usd(49_377)));
    assert_eq!(order.totals.len(), 2, "one amount refunded, not one for each refund");
    for amount in [usd(0), usd(-1)] {
        assert_eq!(order.refund("adj_3", amount, noon()).unwrap_err(), OrderError::NotPositive);
    }
    let euros = Money::new(1, Currency::new("eur").unwrap());
    assert_eq!(order.refund("adj_3", euros, noon()).unwrap_err(), OrderError::Currency(euros));
}

// ACP-ORD-14: only what is completed counts, but what is promised cannot be promised twice.
#[test]
fn a_pending_refund_is_promised_and_not_yet_paid() {
    let mut order = order();
    let mut pending = Adjustment::new("adj_1", AdjustmentKind::Refund, AdjustmentStatus::Pending, noon());
    pending.amount = Some(usd(40_000));
    order.adjust(pending).unwrap();
    assert_eq!(order.refunded(), None);
    let error = order.refund("adj_2", usd(10_000), noon()).unwrap_err();
    assert_eq!(error, OrderError::TooMuch { asked: usd(10_000), left: usd(9_377) });
    order.settle_adjustment("adj_1", AdjustmentStatus::Failed).unwrap();
    assert_eq!(order.refunded(), None);
    order.refund("adj_2", usd(10_000), noon()).unwrap();
    assert_eq!(order.refunded(), Some(usd(10_000)));
    let again = order.settle_adjustment("adj_1", AdjustmentStatus::Completed).unwrap_err();
    assert_eq!(again, OrderError::Decided("adj_1".to_owned()));
}

// ACP-ORD-14: 100.00 and 50.00 went back, the 50.00 did not arrive: 100.00, and at last nothing.
#[test]
fn a_refund_that_fails_after_all_counts_no_more() {
    let mut order = order();
    order.refund("adj_1", usd(10_000), noon()).unwrap();
    order.refund("adj_2", usd(5_000), noon()).unwrap();
    let before = order.clone();
    order.fail_refund("adj_2", "refund_failed").unwrap();
    let refunded = |order: &Order| {
        order.totals.iter().find(|total| total.kind == TotalKind::AmountRefunded).map(|total| total.amount)
    };
    assert_eq!((order.refunded(), refunded(&order)), (Some(usd(10_000)), Some(usd(10_000))));
    assert_eq!(order.adjustments[1].status, AdjustmentStatus::Failed);
    // A snapshot may say so as well, where it says why.
    let mut followed = before.clone();
    followed.replace(order.clone()).unwrap();
    assert_eq!(followed, order);

    assert_eq!(order.fail_refund("adj_2", "again").unwrap_err(), OrderError::Decided("adj_2".to_owned()));
    assert_eq!(order.fail_refund("adj_3", "none").unwrap_err(), OrderError::UnknownAdjustment("adj_3".to_owned()));
    order.fail_refund("adj_1", "refund_failed").unwrap();
    assert_eq!((order.refunded(), refunded(&order)), (None, Some(usd(0))), "nothing went back");
    order.refund("adj_3", usd(49_377), noon()).unwrap();
    assert_eq!(refunded(&order), Some(usd(49_377)), "all of it can go back another way");
}

#[test]
fn store_credit_is_no_refund() {
    let mut order = order();
    order.credit("adj_1", usd(500), noon()).unwrap();
    assert_eq!(order.refunded(), None);
    assert_eq!(order.adjustments[0].kind, AdjustmentKind::Credit);
}

#[test]
fn a_parcel_holds_what_is_wanted_and_in_no_other() {
    let mut order = order();
    order.plan(parcel("ful_1", &[("shoes", 2)])).unwrap();
    for (id, lines, error) in [
        ("ful_1", [("shoes", 1)], OrderError::Duplicate("ful_1".to_owned())),
        ("ful_2", [("shoes", 2)], OrderError::TooMany { line: "shoes".into(), asked: 2, left: 1 }),
        ("ful_2", [("socks", 1)], OrderError::UnknownLine("socks".into())),
        // ACP-ORD-16
        ("ful_2", [("shoes", 0)], OrderError::NotPositive),
    ] {
        assert_eq!(order.ship(parcel(id, &lines), noon()).unwrap_err(), error);
    }
    assert_eq!(order.fulfillments.len(), 1, "what was refused left nothing");
    // What could not be delivered can be sent again.
    order.record("ful_1", FulfillmentEventKind::Undeliverable, noon()).unwrap();
    order.ship(parcel("ful_2", &[("shoes", 3)]), noon()).unwrap();
}

// ACP-ORD-11: what the table of the RFC leaves out does not happen.
#[test]
fn each_kind_of_fulfillment_has_its_own_events() {
    use FulfillmentEventKind as Event;
    let table = [
        (FulfillmentKind::Shipping, Event::Shipped, true),
        (FulfillmentKind::Shipping, Event::OutForDelivery, true),
        (FulfillmentKind::Shipping, Event::ReadyForPickup, false),
        (FulfillmentKind::Pickup, Event::ReadyForPickup, true),
        (FulfillmentKind::Pickup, Event::Delivered, true),
        (FulfillmentKind::Pickup, Event::Shipped, false),
        (FulfillmentKind::Pickup, Event::InTransit, false),
        (FulfillmentKind::Digital, Event::Delivered, true),
        (FulfillmentKind::Digital, Event::OutForDelivery, false),
        (FulfillmentKind::Digital, Event::ReadyForPickup, false),
    ];
    for (kind, event, happens) in table {
        let mut order = order();
        order.plan(OrderFulfillment::new("ful_1", kind)).unwrap();
        let result = order.record("ful_1", event.clone(), noon());
        assert_eq!(result.is_ok(), happens, "{kind} {event}: {result:?}");
    }
}

// ACP-ORD-12
#[test]
fn events_are_only_added() {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 3)]), noon()).unwrap();
    let again = FulfillmentEvent::new("evt_1", FulfillmentEventKind::Delivered, noon());
    assert_eq!(order.track("ful_1", again).unwrap_err(), OrderError::Duplicate("evt_1".to_owned()));
    order.deliver("ful_1", noon()).unwrap();
    let ids: Vec<&str> = order.fulfillments[0].events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["evt_1", "evt_2"]);

    let mut less = order.clone();
    less.fulfillments[0].events.pop();
    assert_eq!(order.replace(less).unwrap_err(), OrderError::Fixed("what happened so far"));
}

// ACP-ORD-07, ACP-ORD-14
#[test]
fn a_snapshot_keeps_what_never_changes() {
    let mut order = order();
    let mut more = order.clone();
    more.lines[0].quantity.ordered = 4;
    assert_eq!(order.replace(more).unwrap_err(), OrderError::Fixed("how many were ordered"));
    let mut dearer = order.clone();
    dearer.totals = vec![Total::new(TotalKind::Total, usd(50_000))];
    assert_eq!(order.replace(dearer).unwrap_err(), OrderError::Fixed("what was charged"));
    let mut other = order.clone();
    other.id = "ord_2".into();
    assert_eq!(order.replace(other).unwrap_err(), OrderError::Fixed("the id of an order"));

    let mut later = order.clone();
    later.ship(parcel("ful_1", &[("shoes", 3)]), noon()).unwrap();
    order.replace(later.clone()).unwrap();
    assert_eq!(order, later);
}

#[test]
fn a_review_ends_with_a_confirmation() {
    let mut order = order();
    order.review();
    assert_eq!(status(&order), "manual_review");
    order.confirm();
    assert_eq!(status(&order), "confirmed");
}

/// A snapshot of an order of which some was sent, given up and paid back, with one thing changed.
fn snapshot(change: impl FnOnce(&mut Order)) -> Result<(), OrderError> {
    let mut order = order();
    order.ship(parcel("ful_1", &[("shoes", 2)]), noon()).unwrap();
    order.cancel("adj_1", references(&[("shirts", 1)]), noon()).unwrap();
    order.refund("adj_2", usd(2_000), noon()).unwrap();
    let mut snapshot = order.clone();
    change(&mut snapshot);
    order.replace(snapshot)
}

// ACP-ORD-07, ACP-ORD-12, ACP-ORD-14, ACP-ORD-16: what a merchant's own system says is held against the rules, too.
#[test]
fn a_snapshot_is_an_order_that_can_be() {
    use OrderError::{Currency as Foreign, Duplicate, Fixed, NotPositive, TooMany, TooMuch, UnknownLine};
    assert_eq!(snapshot(|_| ()), Ok(()));
    // What has been fulfilled stays fulfilled.
    let less = |order: &mut Order| order.lines[0].quantity.fulfilled = 1;
    assert_eq!(snapshot(less), Err(Fixed("how many were fulfilled")));
    for (ordered, current, fulfilled) in [(0, 0, 0), (3, -1, 0), (3, 3, -1)] {
        let odd = |order: &mut Order| {
            let mut line = OrderLine::new("socks", "Socks", OrderQuantity::ordered(ordered));
            (line.quantity.current, line.quantity.fulfilled) = (current, fulfilled);
            order.lines.push(line);
        };
        assert_eq!(snapshot(odd), Err(NotPositive), "{ordered} {current} {fulfilled}");
    }
    let more = |order: &mut Order| order.lines[1].quantity.current = 3;
    assert_eq!(snapshot(more), Err(TooMany { line: "shirts".into(), asked: 3, left: 2 }));
    let twice = |order: &mut Order| order.lines.push(order.lines[0].clone());
    assert_eq!(snapshot(twice), Err(Duplicate("shoes".to_owned())));
    let none = |order: &mut Order| order.fulfillments[0].lines[0].quantity = 0;
    assert_eq!(snapshot(none), Err(NotPositive));
    let stray = |order: &mut Order| order.fulfillments[0].lines[0].id = "socks".into();
    assert_eq!(snapshot(stray), Err(UnknownLine("socks".into())));
    // Money.
    let dear = |order: &mut Order| order.adjustments[1].amount = Some(usd(49_378));
    assert_eq!(snapshot(dear), Err(TooMuch { asked: usd(49_378), left: usd(49_377) }));
    let euros = Money::new(1, Currency::new("eur").unwrap());
    let foreign = |order: &mut Order| order.adjustments[1].amount = Some(euros);
    assert_eq!(snapshot(foreign), Err(Foreign(euros)));
    // What happened.
    let gone = |order: &mut Order| drop(order.adjustments.pop());
    assert_eq!(snapshot(gone), Err(Fixed("what was adjusted so far")));
    let undone = |order: &mut Order| order.adjustments[1].status = AdjustmentStatus::Failed;
    assert_eq!(snapshot(undone), Err(Fixed("what was adjusted so far")));
    let moved = |order: &mut Order| order.fulfillments[0].events[0].occurred_at = at("2026-04-19T00:00:00Z");
    assert_eq!(snapshot(moved), Err(Fixed("what happened so far")));
}

// ACP-ORD-12: an id of the shop's own is in nobody's way.
#[test]
fn an_event_gets_an_id_that_is_free() {
    let mut order = order();
    order.plan(parcel("ful_1", &[("shoes", 1)])).unwrap();
    order.track("ful_1", FulfillmentEvent::new("evt_2", FulfillmentEventKind::Shipped, noon())).unwrap();
    order.deliver("ful_1", noon()).unwrap();
    let ids: Vec<&str> = order.fulfillments[0].events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids, ["evt_2", "evt_3"]);
}
