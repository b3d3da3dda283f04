use proptest::prelude::*;

use super::*;

const ITEMS: [&str; 6] = ["mug", "jacket", "poster", "ebook", "teapot", "nothing"];
const CODES: [&str; 8] = ["WELCOME10", "fiveoff", "FIVEOFF", "BIGSPENDER", "EXPIRED", "NOPE", "VIP25", "thanks"];
const OPTIONS: [&str; 5] = ["standard", "express", "standard_ca", "digital", "drone"];

prop_compose! {
    fn any_cart()(
        items in prop::collection::vec((prop::sample::select(&ITEMS[..]), 1_i64..1_200), 0..8),
        country in prop::option::of(prop::sample::select(&["US", "CA", "DE"][..])),
        codes in prop::collection::vec(prop::sample::select(&CODES[..]), 0..5),
        options in prop::collection::vec(prop::sample::select(&OPTIONS[..]), 0..3),
    ) -> Cart {
        let cart = cart(&items).with_codes(&codes);
        let cart = country.into_iter().fold(cart, Cart::to);
        options.into_iter().fold(cart, Cart::by)
    }
}

proptest! {
    #[test]
    fn a_quote_adds_up(cart in any_cart()) {
        let quote = quote(&SampleShop::builtin(), &cart);
        let of_lines = |amount: fn(&crate::model::LineItem) -> Money| -> i64 {
            quote.lines.iter().map(|line| amount(line).minor).sum()
        };
        for line in &quote.lines {
            prop_assert_eq!(line.base_amount.minor, line.unit_amount.unwrap().minor * line.quantity.get());
            prop_assert_eq!(line.subtotal.minor, line.base_amount.minor - line.discount.minor);
            prop_assert_eq!(line.total.minor, line.subtotal.minor + line.tax.minor);
            prop_assert!(line.discount.minor >= 0 && line.subtotal.minor >= 0 && line.tax.minor >= 0);
        }

        // ACP-MON-12, ACP-MON-14
        let (base, off_lines) = (of_lines(|line| line.base_amount), of_lines(|line| line.discount));
        let tax = of_lines(|line| line.tax);
        prop_assert_eq!(total(&quote, &TotalKind::ItemsBaseAmount), base);
        prop_assert_eq!(total(&quote, &TotalKind::ItemsDiscount), off_lines);
        prop_assert_eq!(total(&quote, &TotalKind::Tax), tax);
        let off_order = total(&quote, &TotalKind::Discount);
        let delivery = total(&quote, &TotalKind::Fulfillment);
        prop_assert!(off_order >= 0 && off_order <= base - off_lines);
        prop_assert_eq!(quote.total(), Some(usd(base - off_lines - off_order + delivery + tax)));

        // ACP-DISC-08, ACP-DISC-12: each discount is told in full, on lines or on the order.
        let applied: i64 = quote.discounts.applied.iter().map(|discount| discount.amount.minor).sum();
        prop_assert_eq!(applied, off_lines + off_order);
        for discount in quote.discounts.applied.iter().filter(|discount| !discount.allocations.is_empty()) {
            let allocated: i64 = discount.allocations.iter().map(|allocation| allocation.amount.minor).sum();
            prop_assert_eq!(allocated, discount.amount.minor);
        }
        let automatic = quote.discounts.applied.iter().filter(|discount| discount.automatic).count();
        prop_assert_eq!(automatic, usize::from(base >= 30_000), "$10 off from $300, unasked");
        let codes = quote.discounts.applied.len() - automatic + quote.discounts.rejected.len();
        prop_assert_eq!(codes, cart.discount_codes.len());
        prop_assert!(quote.lines.len() + quote.unavailable.len() >= cart.lines.len());
    }
}
