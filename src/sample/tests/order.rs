use std::sync::Barrier;

use super::*;
use crate::backend::BackendErrorKind;
use crate::model::{ErrorCode, EstimatedDelivery, Field, MessageKind, Order, OrderStatus};
use crate::sample::{LedgerEntry, Stock, token};

fn placed(placement: Result<Placement, BackendError>) -> Order {
    match placement {
        Ok(Placement::Placed(order)) => order.into_inner(),
        other => panic!("not placed: {other:?}"),
    }
}

#[test]
fn an_order_takes_down_what_was_agreed() {
    let shop = SampleShop::builtin();
    let mut checkout = checkout(&shop, "cs_1", cart(&[("mug", 2), ("ebook", 1)]).to("US").by("express"));
    checkout.cart.order_notes = Some("ring twice".to_owned());
    let money = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    let order = placed(place(&shop, &checkout, "t2", &money));

    assert_eq!(order.id.as_str(), "ord_1");
    assert_eq!(order.checkout_id, checkout.id);
    assert_eq!(order.permalink_url.as_str(), "https://shop.example/orders/ord_1");
    assert_eq!(order.status, Some(OrderStatus::Confirmed));
    assert_eq!(order.totals, checkout.quote.totals);
    // Express takes 1 to 2 days from 2026-05-04 09:00.
    let delivery = EstimatedDelivery::new(time("2026-05-05T09:00:00Z"), time("2026-05-06T09:00:00Z"));
    assert_eq!(order.estimated_delivery, Some(delivery));
    assert_eq!(order.confirmation.unwrap().order_notes.as_deref(), Some("ring twice"));
    let lines: Vec<_> = order.lines.iter().map(|line| (&*line.title, line.quantity.ordered, line.subtotal)).collect();
    assert_eq!(lines, [("Stoneware mug", 2, Some(usd(2_500))), ("The Potter's Handbook (e-book)", 1, Some(usd(999)))]);
    // 25.00 and 8.25 % tax, 2.0625 → 2.06
    assert_eq!(order.lines[0].totals.last().map(|total| total.amount), Some(usd(2_706)));

    assert_eq!(shop.stock("mug"), Stock::Pieces(38));
    let last = LedgerEntry::OrderPlaced { order: order.id, checkout: checkout.id };
    assert_eq!(shop.ledger().entries().last(), Some(&last));
}

#[test]
fn one_idempotency_token_places_one_order() {
    let shop = SampleShop::builtin();
    let checkout = checkout(&shop, "cs_1", cart(&[("mug", 1)]).to("US").by("standard"));
    let money = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    let first = placed(place(&shop, &checkout, "t2", &money));
    assert_eq!(placed(place(&shop, &checkout, "t2", &money)), first);
    assert_eq!(shop.stock("mug"), Stock::Pieces(39));
    assert_eq!(shop.ledger().tally(&checkout.id).orders, 1);

    // The money is spent: another attempt gets no second order for it.
    let error = place(&shop, &checkout, "t3", &money).unwrap_err();
    assert_eq!(error.kind(), BackendErrorKind::Internal);
    assert_eq!(shop.ledger().tally(&checkout.id).orders, 1);
}

#[test]
fn an_order_takes_all_lines_or_none() {
    let shop = SampleShop::builtin();
    let checkout = checkout(&shop, "cs_1", cart(&[("mug", 2), ("jacket", 1), ("jacket", 1)]).to("US").by("standard"));
    let money = authorized(authorize(&shop, &checkout, "t1", token::SUCCESS));
    shop.set_stock("jacket", Stock::Pieces(1));

    let refused = place(&shop, &checkout, "t2", &money).unwrap();
    let Placement::Refused(messages) = &refused else { panic!("{refused:?}") };
    let [message] = &**messages else { panic!("{messages:?}") };
    assert_eq!(message.kind, MessageKind::Error(ErrorCode::OutOfStock));
    // The first jacket can still be had, the second not.
    assert_eq!(message.field, Some(Field::LineItem(2)));
    assert_eq!((shop.stock("mug"), shop.stock("jacket")), (Stock::Pieces(40), Stock::Pieces(1)));
    assert_eq!(shop.ledger().tally(&checkout.id).orders, 0);

    // The answer stays the same for the same attempt, even when the shelf is full again.
    shop.set_stock("jacket", Stock::Pieces(9));
    assert_eq!(place(&shop, &checkout, "t2", &money).unwrap(), refused);
    placed(place(&shop, &checkout, "t3", &money));
}

#[test]
fn no_order_without_the_money_for_it() {
    let shop = SampleShop::builtin();
    let one = checkout(&shop, "cs_1", cart(&[("mug", 1)]).to("US").by("standard"));
    let two = checkout(&shop, "cs_1", cart(&[("mug", 2)]).to("US").by("standard"));
    let other = checkout(&shop, "cs_2", cart(&[("mug", 1)]).to("US").by("standard"));
    let money = authorized(authorize(&shop, &one, "t1", token::SUCCESS));
    let invented = Authorized::new("pay_99", money.amount);
    for (checkout, money) in [(&one, &invented), (&two, &money), (&other, &money)] {
        let error = place(&shop, checkout, "t2", money).unwrap_err();
        assert_eq!(error.kind(), BackendErrorKind::Internal);
    }
    assert_eq!(shop.stock("mug"), Stock::Pieces(40));
    placed(place(&shop, &one, "t2", &money));
}

#[test]
fn the_last_pieces_are_sold_once() {
    const BUYERS: usize = 16;
    let shop = SampleShop::builtin();
    let start = Barrier::new(BUYERS);
    let sold = std::thread::scope(|scope| {
        let buyers: Vec<_> = (0..BUYERS)
            .map(|buyer| {
                let (shop, start) = (&shop, &start);
                scope.spawn(move || {
                    let id = format!("cs_{buyer}");
                    let checkout = checkout(shop, &id, cart(&[("jacket", 1), ("mug", 1)]).to("US").by("standard"));
                    start.wait();
                    let money = authorized(authorize(shop, &checkout, &id, token::SUCCESS));
                    matches!(place(shop, &checkout, &id, &money), Ok(Placement::Placed(_)))
                })
            })
            .collect();
        buyers.into_iter().map(|buyer| usize::from(buyer.join().unwrap())).sum::<usize>()
    });
    assert_eq!(sold, 3);
    assert_eq!((shop.stock("jacket"), shop.stock("mug")), (Stock::Pieces(0), Stock::Pieces(37)));
    let orders =
        shop.ledger().entries().iter().filter(|entry| matches!(entry, LedgerEntry::OrderPlaced { .. })).count();
    assert_eq!(orders, 3);
}
