//! Sums are worked out by hand in the comments; the rate of tax is 8.25 %.

use super::*;
use crate::model::{
    AllocationMethod, Availability, DiscountAllocation, DiscountRejection, ErrorCode, Field, FulfillmentDetail,
    ItemProblem, Message, TimeWindow, UnavailableItem,
};
use crate::sample::{Catalog, DiscountCode, Product, Stock};
use crate::types::Uri;

/// A shop that sells one thing at one price, at 8.25 % tax.
fn shop_of(price: i64, discount: Option<DiscountCode>) -> SampleShop {
    let product = Product::digital("thing", "Thing", usd(price));
    let catalog = Catalog::new(usd(0).currency, Uri::new("https://shop.example").unwrap())
        .with_tax_rate(82_500)
        .with_product(product);
    SampleShop::new(discount.into_iter().fold(catalog, Catalog::with_discount))
}

#[test]
fn lines_tax_and_delivery_add_up() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("mug", 2), ("jacket", 1), ("poster", 1)]).to("US").by("standard"));
    // 2 × 12.50 = 25.00, tax 2.0625 → 2.06
    // 1 × 129.00 = 129.00, tax 10.6425 → 10.64
    // 1 × 24.00 = 24.00, tax 1.98
    let lines: Vec<_> = quote.lines.iter().map(|line| (line.base_amount.minor, line.tax.minor)).collect();
    assert_eq!(lines, [(2_500, 206), (12_900, 1_064), (2_400, 198)]);
    assert_eq!(total(&quote, &TotalKind::ItemsBaseAmount), 17_800);
    assert_eq!(total(&quote, &TotalKind::Subtotal), 17_800);
    assert_eq!(total(&quote, &TotalKind::Tax), 206 + 1_064 + 198);
    assert_eq!(total(&quote, &TotalKind::Fulfillment), 500);
    // 178.00 + 14.68 + 5.00
    assert_eq!(quote.total(), Some(usd(19_768)));
    assert_eq!(quote.messages, []);
    assert_eq!(quote.unavailable, []);
}

#[test]
fn tax_rounds_half_up_on_each_line() {
    // 8.25 % of 2.00 is 0.165 → 0.17; two lines of it are taxed 0.34, not 0.33.
    let quote = quote(&shop_of(200, None), &cart(&[("thing", 1), ("thing", 1)]));
    assert_eq!(quote.lines.iter().map(|line| line.tax.minor).collect::<Vec<_>>(), [17, 17]);
    assert_eq!(quote.total(), Some(usd(434)));
}

#[test]
fn a_percent_code_comes_off_the_lines() {
    let shop = SampleShop::builtin();
    let cart = cart(&[("mug", 3), ("ebook", 1), ("poster", 1)]).to("US").by("standard").with_codes(&["welcome10"]);
    let quote = quote(&shop, &cart);
    // 10 % of 37.50, 9.99 and 24.00 is 3.75, 0.999 and 2.40: together 7.149 → 7.15, so the e-book's is 1.00.
    // Tax of 33.75, 8.99 and 21.60 is 2.784375, 0.741675 and 1.782: 2.78 + 0.74 + 1.78 = 5.30.
    let lines: Vec<_> =
        quote.lines.iter().map(|line| (line.discount.minor, line.subtotal.minor, line.tax.minor)).collect();
    assert_eq!(lines, [(375, 3_375, 278), (100, 899, 74), (240, 2_160, 178)]);
    // ACP-MON-12, ACP-DISC-12: what is allocated to lines shows as `items_discount`
    assert_eq!(total(&quote, &TotalKind::ItemsDiscount), 715);
    assert_eq!(total(&quote, &TotalKind::Discount), 0);
    // 71.49 − 7.15 + 5.30 + 5.00
    assert_eq!(quote.total(), Some(usd(7_464)));

    // ACP-DISC-01: codes in any case of letters
    let [applied] = &*quote.discounts.applied else { panic!("{:?}", quote.discounts) };
    assert_eq!(applied.code.as_deref(), Some("welcome10"));
    assert_eq!(applied.amount, usd(715));
    assert_eq!(applied.coupon.percent_off, Some(10.0));
    assert_eq!(applied.coupon.amount_off, None);
    assert_eq!(applied.method, Some(AllocationMethod::Each));
    // ACP-DISC-08: allocations sum to the amount
    let expected = [(0, 375), (1, 100), (2, 240)]
        .map(|(line, amount)| DiscountAllocation::new(Field::LineItem(line), usd(amount)));
    assert_eq!(applied.allocations, expected);
    assert_eq!(quote.lines[1].discount_details[0].amount, usd(100));
}

#[test]
fn an_amount_comes_off_the_order_after_the_percentages() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("ebook", 1)]).with_codes(&["FIVEOFF", "WELCOME10"]));
    // 9.99 − 1.00 = 8.99, tax 0.741675 → 0.74; 8.99 − 5.00 + 0.74 = 4.73
    assert_eq!(total(&quote, &TotalKind::Subtotal), 899);
    assert_eq!(total(&quote, &TotalKind::Discount), 500);
    assert_eq!(quote.total(), Some(usd(473)));
    // ACP-DISC-09: the lower number is applied first
    let applied: Vec<_> = quote.discounts.applied.iter().map(|it| (it.code.as_deref(), it.priority)).collect();
    assert_eq!(applied, [(Some("WELCOME10"), Some(1)), (Some("FIVEOFF"), Some(2))]);
    // C-DISC-03: what comes off across the order is not allocated
    assert_eq!(quote.discounts.applied[1].allocations, []);
    assert_eq!(quote.discounts.applied[1].coupon.amount_off, Some(usd(500)));
}

#[test]
fn an_amount_takes_off_no_more_than_there_is() {
    let shop = shop_of(300, Some(DiscountCode::amount("FIVEOFF", "$5 off", usd(500))));
    let quote = quote(&shop, &cart(&[("thing", 1)]).with_codes(&["FIVEOFF"]));
    // 3.00 − 3.00 + tax 0.2475 → 0.25
    assert_eq!(total(&quote, &TotalKind::Discount), 300);
    assert_eq!(quote.discounts.applied[0].amount, usd(300));
    assert_eq!(quote.total(), Some(usd(25)));
}

#[test]
fn a_share_of_more_than_the_whole_is_the_whole() {
    let shop = shop_of(300, Some(DiscountCode::percent("ALL", "All of it", 2_000_000)));
    let quote = quote(&shop, &cart(&[("thing", 2)]).with_codes(&["ALL"]));
    assert_eq!(quote.total(), Some(usd(0)));
    assert_eq!(quote.discounts.applied[0].coupon.percent_off, Some(100.0));
}

#[test]
fn codes_that_do_not_count_say_why() {
    let shop = SampleShop::builtin();
    let codes = ["EXPIRED", "FIVEOFF", "NOPE", "fiveoff", "BIGSPENDER"];
    let quote = quote(&shop, &cart(&[("ebook", 1)]).with_codes(&codes));
    let rejected: Vec<_> = quote.discounts.rejected.iter().map(|it| (it.code.as_str(), it.reason.clone())).collect();
    // ACP-DISC-10
    assert_eq!(
        rejected,
        [
            ("EXPIRED", DiscountRejection::Expired),
            ("NOPE", DiscountRejection::Invalid),
            ("fiveoff", DiscountRejection::AlreadyApplied),
            ("BIGSPENDER", DiscountRejection::MinimumNotMet),
        ]
    );
    assert_eq!(quote.discounts.rejected[1].message.as_deref(), Some("NOPE is not a code of this shop."));
    assert_eq!(quote.discounts.applied.len(), 1);
    assert_eq!(total(&quote, &TotalKind::Discount), 500);
}

#[test]
fn a_code_holds_up_to_its_end_and_from_its_minimum() {
    let mut code = DiscountCode::amount("SPRING", "Spring", usd(100));
    code.minimum = Some(usd(600));
    for (end, pieces, reason) in [
        ("2026-05-04T09:00:00.001Z", 2, None),
        ("2026-05-04T09:00:00Z", 2, Some(DiscountRejection::Expired)),
        ("2026-05-05T00:00:00Z", 1, Some(DiscountRejection::MinimumNotMet)),
    ] {
        code.expires_at = Some(time(end));
        let quote = quote(&shop_of(300, Some(code.clone())), &cart(&[("thing", pieces)]).with_codes(&["SPRING"]));
        assert_eq!(quote.discounts.rejected.first().map(|it| it.reason.clone()), reason, "{end}");
        assert_eq!(quote.discounts.applied.len(), usize::from(reason.is_none()), "{end}");
    }
}

#[test]
fn tax_waits_for_the_address_of_goods() {
    let shop = SampleShop::builtin();
    let waiting = quote(&shop, &cart(&[("mug", 1), ("ebook", 1)]));
    assert_eq!(total(&waiting, &TotalKind::Tax), 0);
    assert_eq!(waiting.messages, [Message::info("Tax is added once the address is known.").about(Field::Address)]);
    assert_eq!(waiting.fulfillment_options, []);
    assert_eq!(waiting.total(), Some(usd(1_250 + 999)));
}

#[test]
fn data_are_taxed_at_once_and_delivered_for_nothing() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("ebook", 1)]).by("digital"));
    // 9.99 + 0.824175 → 0.82
    assert_eq!(quote.total(), Some(usd(999 + 82)));
    assert_eq!(quote.messages, []);
    let [option] = &*quote.fulfillment_options else { panic!("{:?}", quote.fulfillment_options) };
    assert_eq!((option.kind(), option.subtotal), (FulfillmentKind::Digital, usd(0)));
    assert!(quote.totals.iter().any(|total| total.kind == TotalKind::Fulfillment), "free, but chosen");
    assert!(!quote.lines[0].requires_shipping);
}

#[test]
fn options_go_by_country() {
    let shop = SampleShop::builtin();
    for (country, expected) in
        [("US", &["standard", "express"][..]), ("us", &["standard", "express"]), ("CA", &["standard_ca", "express_ca"])]
    {
        let quote = quote(&shop, &cart(&[("mug", 1), ("ebook", 1)]).to(country));
        let offered: Vec<_> = quote.fulfillment_options.iter().map(|option| option.id.as_str()).collect();
        assert_eq!(offered, expected, "{country}");
        assert!(quote.fulfillment_options.iter().all(|option| option.tax.is_zero()));
    }
    let nowhere = quote(&shop, &cart(&[("mug", 1)]).to("DE"));
    assert_eq!(nowhere.fulfillment_options, []);
    let refused = Message::error(ErrorCode::RegionRestricted, "We do not send goods to DE.").about(Field::Country);
    assert_eq!(nowhere.messages, [refused]);
}

#[test]
fn delivery_is_counted_from_today() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("mug", 1)]).to("US"));
    // 2026-05-04 09:00 and 5 to 7 days
    let window = TimeWindow::new(time("2026-05-09T09:00:00Z"), time("2026-05-11T09:00:00Z"));
    let expected = FulfillmentDetail::Shipping { carrier: Some("USPS".to_owned()), delivery: Some(window) };
    assert_eq!(quote.fulfillment_options[0].detail, expected);
    assert_eq!(quote.fulfillment_options[0].description.as_deref(), Some("Arrives in 5–7 days"));
}

#[test]
fn the_total_counts_each_chosen_option_once() {
    let shop = SampleShop::builtin();
    let mugs = cart(&[("mug", 1), ("poster", 1)]).to("US");
    for (cart, price) in [
        (mugs.clone(), None),
        (mugs.clone().by("express"), Some(1_500)),
        (mugs.clone().by("standard").by("standard"), Some(500)),
        (mugs.clone().by("standard").by("express"), Some(2_000)),
        (mugs.clone().by("standard_ca"), None),
        (mugs.clone().by("digital").by("standard"), Some(500)),
    ] {
        let quote = quote(&shop, &cart);
        let fulfillment = quote.totals.iter().find(|total| total.kind == TotalKind::Fulfillment);
        assert_eq!(fulfillment.map(|total| total.amount.minor), price, "{:?}", cart.selections);
    }
}

#[test]
fn unavailable_items_are_told() {
    let shop = SampleShop::builtin();
    let items = [("mug", 41), ("nothing", 1), ("teapot", 1), ("jacket", 2), ("jacket", 2), ("ebook", 1_000)];
    let quote = quote(&shop, &cart(&items));
    let problem = |line: usize, problem| UnavailableItem::new(format!("li_{line}").into(), problem);
    assert_eq!(
        quote.unavailable,
        [
            problem(0, ItemProblem::NotEnough { available: 40 }),
            problem(1, ItemProblem::Unknown),
            problem(2, ItemProblem::OutOfStock),
            // Three jackets: the line before takes two of them.
            problem(4, ItemProblem::NotEnough { available: 1 }),
            problem(5, ItemProblem::TooMany { maximum: 999 }),
        ]
    );
    let priced: Vec<_> = quote.lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(priced, ["li_0", "li_2", "li_3", "li_4"]);
    let shown: Vec<_> = quote.lines.iter().map(|line| line.product.availability.clone()).collect();
    let (gone, low, good) = (Availability::OutOfStock, Availability::LowStock, Availability::InStock);
    assert_eq!(shown, [Some(good), Some(gone), Some(low.clone()), Some(low)]);
}

#[test]
fn an_absurd_quantity_is_an_answer() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("mug", i64::MAX), ("mug", i64::MAX), ("poster", i64::MAX)]));
    assert_eq!(quote.lines, []);
    assert_eq!(quote.unavailable.len(), 3);
    assert_eq!(quote.total(), Some(usd(0)));
}

#[test]
fn the_shelf_can_be_filled_up() {
    let shop = SampleShop::builtin();
    shop.set_stock("teapot", Stock::Pieces(1));
    assert_eq!(quote(&shop, &cart(&[("teapot", 1)])).unavailable, []);
    shop.set_stock("teapot", Stock::Unlimited);
    assert_eq!(quote(&shop, &cart(&[("teapot", 900)])).unavailable, []);
    assert_eq!(shop.stock("teapot"), Stock::Unlimited);
}

#[test]
fn cards_are_taken() {
    let shop = SampleShop::builtin();
    let quote = quote(&shop, &cart(&[("mug", 1)]));
    let [handler] = &*quote.payment_handlers else { panic!("{:?}", quote.payment_handlers) };
    assert_eq!(handler.id.as_str(), "card_tokenized");
    assert_eq!(handler.config["merchant_id"], "acct_sample");
    assert_eq!(shop.profile().links.len(), 3);
}
