//! Whether the shop's amounts add up.

use super::Violation;
use crate::model::{Cart, DiscountAllocation, Field, ItemProblem, LineItem, Quote, Total, TotalKind, total_of_parts};
use crate::types::{Currency, LineItemId, Money};

/// Holds a quote against its cart and its amounts against each other (C-MON-01, ACP-MON-12, ACP-MON-13).
pub(super) fn audit(cart: &Cart, quote: &Quote) -> Result<(), Violation> {
    if let Some(asked) = cart.currency
        && asked != quote.currency
    {
        return Err(Violation::Currency { asked, found: quote.currency });
    }
    audit_lines(cart, quote)?;
    audit_totals(quote)?;
    audit_discounts(quote)?;
    for option in &quote.fulfillment_options {
        require_amount(quote.currency, &TotalKind::Fulfillment, option.subtotal)?;
        require_amount(quote.currency, &TotalKind::Fulfillment, option.tax)?;
        option.total()?;
    }
    Ok(())
}

/// An amount is of the currency of the quote, and not negative: discounts are told as what they take off (ACP-MON-13).
fn require_amount(currency: Currency, kind: &TotalKind, amount: Money) -> Result<(), Violation> {
    Money::zero(currency).checked_add(amount)?;
    if amount.is_negative() { Err(Violation::Negative(kind.clone())) } else { Ok(()) }
}

fn audit_lines(cart: &Cart, quote: &Quote) -> Result<(), Violation> {
    let mut expected = cart.lines.iter();
    // Lines come in the order of the cart, so a single walk finds strays, doubles and gaps.
    for line in &quote.lines {
        let wanted = loop {
            match expected.next() {
                None => return Err(Violation::StrayLine(line.id.clone())),
                Some(wanted) if wanted.id == line.id => break wanted,
                Some(passed) => require_unavailable(quote, passed)?,
            }
        };
        if wanted.item != line.item || (wanted.quantity != line.quantity && !is_limited(quote, &line.id)) {
            return Err(Violation::StrayLine(line.id.clone()));
        }
        audit_line(quote.currency, line)?;
    }
    expected.try_for_each(|passed| require_unavailable(quote, passed))?;
    let stray = quote.unavailable.iter().find(|item| !cart.lines.iter().any(|line| line.id == item.line));
    stray.map_or(Ok(()), |item| Err(Violation::StrayLine(item.line.clone())))
}

/// Whether the shop reports that it prices fewer pieces of the line than were asked for.
fn is_limited(quote: &Quote, line: &LineItemId) -> bool {
    let limits = |problem| matches!(problem, ItemProblem::NotEnough { .. } | ItemProblem::TooMany { .. });
    quote.unavailable.iter().any(|item| item.line == *line && limits(item.problem))
}

fn require_unavailable(quote: &Quote, line: &crate::model::CartLine) -> Result<(), Violation> {
    if quote.unavailable.iter().any(|item| item.line == line.id) {
        return Ok(());
    }
    Err(Violation::MissingLine(line.id.clone()))
}

fn audit_line(currency: Currency, line: &LineItem) -> Result<(), Violation> {
    require_amount(currency, &TotalKind::ItemsBaseAmount, line.base_amount)?;
    require_amount(currency, &TotalKind::ItemsDiscount, line.discount)?;
    require_amount(currency, &TotalKind::Subtotal, line.subtotal)?;
    require_amount(currency, &TotalKind::Tax, line.tax)?;
    for detail in &line.discount_details {
        require_amount(currency, &TotalKind::ItemsDiscount, detail.amount)?;
    }
    let adds_up = line.subtotal == line.base_amount.checked_sub(line.discount)?
        && line.total == line.subtotal.checked_add(line.tax)?;
    if adds_up { Ok(()) } else { Err(Violation::Line(line.id.clone())) }
}

fn audit_totals(quote: &Quote) -> Result<(), Violation> {
    let Quote { currency, lines, totals, .. } = quote;
    for total in totals {
        if matches!(total.kind, TotalKind::_Unlisted(_) | TotalKind::AmountRefunded) {
            return Err(Violation::UnknownTotal(total.kind.clone()));
        }
        require_amount(*currency, &total.kind, total.amount)?;
    }
    let base = Money::sum(*currency, lines.iter().map(|line| line.base_amount))?;
    let discount = Money::sum(*currency, lines.iter().map(|line| line.discount))?;
    let subtotal = base.checked_sub(discount)?;
    expect(quote, &TotalKind::ItemsBaseAmount, base)?;
    // ACP-MON-12: discounts on lines must show in the totals. Several entries may share them (ACP-MON-16).
    if !totals.is_empty() {
        let found = Money::sum(*currency, of_kind(totals, &TotalKind::ItemsDiscount))?;
        equal(TotalKind::ItemsDiscount, discount, found)?;
    }
    expect(quote, &TotalKind::Subtotal, subtotal)?;
    // The items come from the lines: a shop need not tell them among the totals.
    let beyond = totals.iter().filter(|total| !is_of_items(&total.kind));
    expect(quote, &TotalKind::Total, subtotal.checked_add(total_of_parts(*currency, beyond)?)?)
}

const fn is_of_items(kind: &TotalKind) -> bool {
    matches!(kind, TotalKind::ItemsBaseAmount | TotalKind::ItemsDiscount)
}

/// What was taken off where must come to what was taken off (ACP-DISC-08), and must show there: on the lines it was
/// taken off, else in the totals as a discount on the order (ACP-DISC-12). So an agent that knows nothing of the
/// extension sees it all the same (ACP-DISC-13).
fn audit_discounts(quote: &Quote) -> Result<(), Violation> {
    let nothing = Money::zero(quote.currency);
    let mut off_lines = vec![nothing; quote.lines.len()];
    let mut off_order = nothing;
    for applied in &quote.discounts.applied {
        require_amount(quote.currency, &TotalKind::Discount, applied.amount)?;
        let mut allocated = nothing;
        let mut elsewhere = if applied.allocations.is_empty() { applied.amount } else { nothing };
        for DiscountAllocation { field, amount } in &applied.allocations {
            require_amount(quote.currency, &TotalKind::Discount, *amount)?;
            allocated = allocated.checked_add(*amount)?;
            let off = match field {
                Field::LineItem(index) => off_lines.get_mut(*index),
                _ => Some(&mut elsewhere),
            };
            let off = off.ok_or_else(|| Violation::Allocation(applied.id.clone()))?;
            *off = off.checked_add(*amount)?;
        }
        if !applied.allocations.is_empty() && allocated != applied.amount {
            return Err(Violation::Allocation(applied.id.clone()));
        }
        off_order = off_order.checked_add(elsewhere)?;
    }
    for (line, off) in quote.lines.iter().zip(off_lines) {
        require_shown(TotalKind::ItemsDiscount, off, line.discount)?;
    }
    if quote.totals.is_empty() {
        return Ok(());
    }
    let shown = Money::sum(quote.currency, of_kind(&quote.totals, &TotalKind::Discount))?;
    require_shown(TotalKind::Discount, off_order, shown)
}

/// A shop may take off more than it tells the discounts of, never less.
fn require_shown(kind: TotalKind, applied: Money, shown: Money) -> Result<(), Violation> {
    if applied.minor <= shown.minor {
        return Ok(());
    }
    Err(Violation::HiddenDiscount { kind, applied: applied.minor, shown: shown.minor })
}

/// Every entry of a kind that is a sum must be what its parts come to.
fn expect(quote: &Quote, kind: &TotalKind, expected: Money) -> Result<(), Violation> {
    of_kind(&quote.totals, kind).try_for_each(|found| equal(kind.clone(), expected, found))
}

fn equal(kind: TotalKind, expected: Money, found: Money) -> Result<(), Violation> {
    if expected == found {
        return Ok(());
    }
    Err(Violation::Total { kind, expected: expected.minor, found: found.minor })
}

fn of_kind<'a>(totals: &'a [Total], kind: &'a TotalKind) -> impl Iterator<Item = Money> + 'a {
    totals.iter().filter(move |total| total.kind == *kind).map(|total| total.amount)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::shop::{dollars, pieces, usd};
    use crate::model::{
        AppliedDiscount, CartLine, Coupon, DiscountDetail, DiscountKind, FulfillmentOption, Totals, UnavailableItem,
    };
    use crate::types::MoneyError;

    fn yen(minor: i64) -> Money {
        Money::new(minor, Currency::new("jpy").unwrap())
    }

    /// Two mugs at 12.50 less 5.00, and a plate at 8.00; 8 % tax; 5.00 to ship, 2.00 off the order.
    /// 25.00 + 8.00 = 33.00; −5.00 = 28.00; −2.00 + 5.00 + (1.60 + 0.64) = 33.24.
    fn right() -> (Cart, Quote) {
        let lines = vec![CartLine::new("li_1", "mug", pieces(2)), CartLine::new("li_2", "plate", pieces(1))];
        let cart = Cart { currency: Some(usd()), lines, ..Cart::default() };
        let mugs = LineItem::new("li_1", "mug", pieces(2), dollars(1_250)).unwrap();
        let mugs = mugs.with_discount(dollars(500)).unwrap().with_tax(dollars(160)).unwrap();
        let plate = LineItem::new("li_2", "plate", pieces(1), dollars(800)).unwrap().with_tax(dollars(64)).unwrap();
        let totals = [
            (TotalKind::ItemsBaseAmount, 3_300),
            (TotalKind::ItemsDiscount, 500),
            (TotalKind::Subtotal, 2_800),
            (TotalKind::Discount, 200),
            (TotalKind::Fulfillment, 500),
            (TotalKind::Tax, 224),
            (TotalKind::Total, 3_324),
        ];
        let totals = totals.into_iter().map(|(kind, minor)| Total::new(kind, dollars(minor))).collect();
        let mut quote = Quote::new(usd(), vec![mugs, plate], totals);
        quote.fulfillment_options = vec![FulfillmentOption::shipping("standard", "Standard", dollars(500))];
        let mut applied = AppliedDiscount::new("d_1", Coupon::percent("c_1", "20 %", 20.0), dollars(500));
        applied.allocations = vec![
            DiscountAllocation::new(Field::LineItem(0), dollars(300)),
            DiscountAllocation::new(Field::LineItem(0), dollars(200)),
        ];
        quote.discounts.applied = vec![applied];
        (cart, quote)
    }

    fn audited(change: impl FnOnce(&mut Quote)) -> Result<(), Violation> {
        let (cart, mut quote) = right();
        change(&mut quote);
        audit(&cart, &quote)
    }

    fn entry(quote: &mut Quote, kind: &TotalKind) -> usize {
        quote.totals.iter().position(|total| total.kind == *kind).unwrap()
    }

    /// The same quote with another amount of that kind.
    fn with_total(kind: &TotalKind, amount: Money) -> Result<(), Violation> {
        audited(|quote| {
            let index = entry(quote, kind);
            quote.totals[index].amount = amount;
        })
    }

    fn without(kinds: &[TotalKind]) -> Result<(), Violation> {
        audited(|quote| quote.totals.retain(|total| !kinds.contains(&total.kind)))
    }

    fn wrong(kind: TotalKind, expected: i64, found: i64) -> Result<(), Violation> {
        Err(Violation::Total { kind, expected, found })
    }

    #[test]
    fn a_right_quote_passes() {
        assert_eq!(audited(|_| ()), Ok(()));
    }

    #[test]
    fn a_shop_need_not_tell_every_sum() {
        assert_eq!(without(&[TotalKind::ItemsBaseAmount]), Ok(()));
        assert_eq!(without(&[TotalKind::Subtotal]), Ok(()));
        assert_eq!(without(&[TotalKind::Total]), Ok(()));
        assert_eq!(without(&[TotalKind::ItemsBaseAmount, TotalKind::Subtotal, TotalKind::Total]), Ok(()));
        assert_eq!(audited(|quote| quote.totals.clear()), Ok(()));
    }

    // ACP-MON-14, C-MON-01
    #[test]
    fn a_sum_that_does_not_add_up_is_caught() {
        assert_eq!(
            with_total(&TotalKind::ItemsBaseAmount, dollars(3_301)),
            wrong(TotalKind::ItemsBaseAmount, 3_300, 3_301)
        );
        assert_eq!(with_total(&TotalKind::Subtotal, dollars(3_300)), wrong(TotalKind::Subtotal, 2_800, 3_300));
        assert_eq!(with_total(&TotalKind::Total, dollars(3_323)), wrong(TotalKind::Total, 3_324, 3_323));
        // Every part counts, each with its sign.
        assert_eq!(with_total(&TotalKind::Discount, dollars(201)), wrong(TotalKind::Total, 3_323, 3_324));
        assert_eq!(with_total(&TotalKind::Fulfillment, dollars(501)), wrong(TotalKind::Total, 3_325, 3_324));
        assert_eq!(with_total(&TotalKind::Tax, dollars(225)), wrong(TotalKind::Total, 3_325, 3_324));
        for (kind, total) in [
            (TotalKind::Fee, 3_325),
            (TotalKind::GiftWrap, 3_325),
            (TotalKind::Tip, 3_325),
            (TotalKind::StoreCredit, 3_323),
            (TotalKind::Tax, 3_325),
        ] {
            let more = audited(|quote| quote.totals.push(Total::new(kind.clone(), dollars(1))));
            assert_eq!(more, wrong(TotalKind::Total, total, 3_324), "{kind}");
        }
        // A second total is a total as well.
        let twice = audited(|quote| quote.totals.push(Total::new(TotalKind::Total, dollars(1))));
        assert_eq!(twice, wrong(TotalKind::Total, 3_324, 1));
    }

    // ACP-MON-12, ACP-MON-16
    #[test]
    fn discounts_on_lines_show_in_the_totals() {
        assert_eq!(without(&[TotalKind::ItemsDiscount]), wrong(TotalKind::ItemsDiscount, 500, 0));
        assert_eq!(with_total(&TotalKind::ItemsDiscount, dollars(499)), wrong(TotalKind::ItemsDiscount, 500, 499));
        let in_two = audited(|quote| {
            let index = entry(quote, &TotalKind::ItemsDiscount);
            quote.totals[index].amount = dollars(300);
            quote.totals.push(Total::new(TotalKind::ItemsDiscount, dollars(200)));
        });
        assert_eq!(in_two, Ok(()));
    }

    // ACP-MON-13, C-MON-02, C-MON-06
    #[test]
    fn nothing_is_negative() {
        for kind in [TotalKind::ItemsDiscount, TotalKind::Discount, TotalKind::Fulfillment, TotalKind::Total] {
            assert_eq!(with_total(&kind, dollars(-1)), Err(Violation::Negative(kind)));
        }
        let line = |change: fn(&mut LineItem)| audited(|quote| change(&mut quote.lines[0]));
        let negative = |kind| Err(Violation::Negative(kind));
        assert_eq!(line(|line| line.base_amount = dollars(-1)), negative(TotalKind::ItemsBaseAmount));
        assert_eq!(line(|line| line.discount = dollars(-1)), negative(TotalKind::ItemsDiscount));
        assert_eq!(line(|line| line.subtotal = dollars(-1)), negative(TotalKind::Subtotal));
        assert_eq!(line(|line| line.tax = dollars(-1)), negative(TotalKind::Tax));
        let detail = DiscountDetail::new(DiscountKind::Fixed, dollars(-500));
        let detailed = audited(|quote| quote.lines[0].discount_details = vec![detail]);
        assert_eq!(detailed, negative(TotalKind::ItemsDiscount));
        let option = |change: fn(&mut FulfillmentOption)| audited(|quote| change(&mut quote.fulfillment_options[0]));
        assert_eq!(option(|option| option.subtotal = dollars(-1)), negative(TotalKind::Fulfillment));
        assert_eq!(option(|option| option.tax = dollars(-1)), negative(TotalKind::Fulfillment));
        let applied = audited(|quote| quote.discounts.applied[0].amount = dollars(-500));
        assert_eq!(applied, negative(TotalKind::Discount));
    }

    #[test]
    fn a_line_that_does_not_add_up_is_caught() {
        let line = |change: fn(&mut LineItem)| audited(|quote| change(&mut quote.lines[1]));
        let wrong = Err(Violation::Line("li_2".into()));
        assert_eq!(line(|line| line.subtotal = dollars(799)), wrong);
        assert_eq!(line(|line| line.total = dollars(800)), wrong);
        assert_eq!(line(|line| line.discount = dollars(1)), wrong);
        assert_eq!(line(|line| line.tax = dollars(65)), wrong);
        // The price of one piece is for people: a shop may round it.
        assert_eq!(line(|line| line.unit_amount = None), Ok(()));
    }

    #[test]
    fn every_amount_is_of_one_currency() {
        let (mut cart, quote) = right();
        cart.currency = Some(yen(0).currency);
        let expected = Violation::Currency { asked: yen(0).currency, found: usd() };
        assert_eq!(audit(&cart, &quote), Err(expected));
        cart.currency = None;
        assert_eq!(audit(&cart, &quote), Ok(()));

        let mismatch = MoneyError::CurrencyMismatch { left: usd(), right: yen(0).currency };
        for (place, result) in [
            ("line", audited(|quote| quote.lines[0].tax = yen(160))),
            ("total of a line", audited(|quote| quote.lines[0].total = yen(2_160))),
            ("total", with_total(&TotalKind::Fulfillment, yen(500))),
            ("option", audited(|quote| quote.fulfillment_options[0].subtotal = yen(500))),
            ("tax of an option", audited(|quote| quote.fulfillment_options[0].tax = yen(0))),
            ("discount", audited(|quote| quote.discounts.applied[0].amount = yen(500))),
            ("allocation", audited(|quote| quote.discounts.applied[0].allocations[0].amount = yen(300))),
        ] {
            let expected = match place {
                "total of a line" => Violation::Line("li_1".into()),
                _ => Violation::Money(mismatch),
            };
            assert_eq!(result, Err(expected), "{place}");
        }
    }

    #[test]
    fn amounts_beyond_the_range_are_caught() {
        assert_eq!(with_total(&TotalKind::Tax, dollars(i64::MAX)), Err(Violation::Money(MoneyError::Overflow)));
        let option = audited(|quote| {
            quote.fulfillment_options[0].subtotal = dollars(i64::MAX);
            quote.fulfillment_options[0].tax = dollars(1);
        });
        assert_eq!(option, Err(Violation::Money(MoneyError::Overflow)));
    }

    // ACP-DISC-08
    #[test]
    fn allocations_come_to_the_discount() {
        let applied = |change: fn(&mut AppliedDiscount)| audited(|quote| change(&mut quote.discounts.applied[0]));
        let unallocated = applied(|applied| {
            applied.allocations.clear();
            applied.amount = dollars(200);
        });
        assert_eq!(unallocated, Ok(()));
        let wrong = Err(Violation::Allocation("d_1".to_owned()));
        assert_eq!(applied(|applied| drop(applied.allocations.pop())), wrong);
        assert_eq!(applied(|applied| applied.amount = dollars(501)), wrong);
    }

    #[test]
    fn a_kind_that_no_release_can_say_is_caught() {
        for kind in [TotalKind::AmountRefunded, "carbon_offset".into()] {
            let result = audited(|quote| quote.totals.push(Total::new(kind.clone(), dollars(0))));
            assert_eq!(result, Err(Violation::UnknownTotal(kind)));
        }
    }

    #[test]
    fn every_line_of_the_cart_is_quoted_once_and_in_order() {
        let stray = |id: &str| Err(Violation::StrayLine(id.into()));
        let missing = |id: &str| Err(Violation::MissingLine(id.into()));
        assert_eq!(audited(|quote| drop(quote.lines.pop())), missing("li_2"));
        assert_eq!(audited(|quote| drop(quote.lines.remove(0))), missing("li_1"));
        assert_eq!(audited(|quote| quote.lines.swap(0, 1)), missing("li_1"));
        assert_eq!(audited(|quote| quote.lines.clear()), missing("li_1"));
        assert_eq!(audited(|quote| quote.lines.push(quote.lines[1].clone())), stray("li_2"));
        assert_eq!(audited(|quote| quote.lines[1].id = "li_9".into()), missing("li_2"));
        let more = audited(|quote| {
            let mut line = quote.lines[1].clone();
            line.id = "li_9".into();
            quote.lines.push(line);
        });
        assert_eq!(more, stray("li_9"));
        assert_eq!(audited(|quote| quote.lines[1].item = "mug".into()), stray("li_2"));
        assert_eq!(audited(|quote| quote.lines[1].quantity = pieces(2)), stray("li_2"));
    }

    fn unavailable(line: &str, problem: ItemProblem) -> UnavailableItem {
        UnavailableItem::new(line.into(), problem)
    }

    #[test]
    fn a_line_that_cannot_be_had_need_not_be_quoted() {
        for problem in [ItemProblem::Unknown, ItemProblem::OutOfStock] {
            for gone in [0, 1] {
                let (cart, mut quote) = right();
                let line = quote.lines.remove(gone);
                quote.discounts.applied.clear();
                quote.unavailable = vec![unavailable(line.id.as_str(), problem)];
                quote.totals = Totals::of_lines(usd(), &quote.lines).unwrap().build().unwrap();
                assert_eq!(audit(&cart, &quote), Ok(()), "{problem:?} {gone}");
            }
        }
        let stray = audited(|quote| quote.unavailable = vec![unavailable("li_9", ItemProblem::OutOfStock)]);
        assert_eq!(stray, Err(Violation::StrayLine("li_9".into())));
    }

    // Of five mugs only two can be had: the shop prices the two and says so.
    #[test]
    fn fewer_pieces_are_priced_where_the_shop_says_so() {
        for (problem, expected) in [
            (ItemProblem::NotEnough { available: 2 }, Ok(())),
            (ItemProblem::TooMany { maximum: 2 }, Ok(())),
            (ItemProblem::OutOfStock, Err(Violation::StrayLine("li_1".into()))),
        ] {
            let (mut cart, mut quote) = right();
            cart.lines[0].quantity = pieces(5);
            quote.unavailable = vec![unavailable("li_1", problem)];
            assert_eq!(audit(&cart, &quote), expected);
        }
    }

    fn hidden(kind: TotalKind, applied: i64, shown: i64) -> Result<(), Violation> {
        Err(Violation::HiddenDiscount { kind, applied, shown })
    }

    // ACP-DISC-12, ACP-DISC-13: the line of the mugs shows 5.00 off, the totals 2.00 off the order.
    #[test]
    fn a_discount_shows_where_it_was_taken_off() {
        let off_order = |minor| {
            audited(|quote| {
                let coupon = Coupon::amount("c_2", "Off", dollars(minor));
                quote.discounts.applied.push(AppliedDiscount::new("d_2", coupon, dollars(minor)));
            })
        };
        assert_eq!(off_order(200), Ok(()));
        assert_eq!(off_order(201), hidden(TotalKind::Discount, 201, 200));

        let allocated = |field: Field| audited(|quote| quote.discounts.applied[0].allocations[1].field = field);
        assert_eq!(allocated(Field::LineItem(1)), hidden(TotalKind::ItemsDiscount, 200, 0));
        assert_eq!(allocated(Field::LineItem(2)), Err(Violation::Allocation("d_1".to_owned())));
        // 3.00 off the mugs, which show 5.00; 2.00 off the delivery, which show as a discount on the order.
        assert_eq!(allocated(Field::Other("$.totals.fulfillment".to_owned())), Ok(()));

        let more_off_the_line = audited(|quote| {
            quote.discounts.applied[0].amount = dollars(501);
            quote.discounts.applied[0].allocations[1].amount = dollars(201);
        });
        assert_eq!(more_off_the_line, hidden(TotalKind::ItemsDiscount, 501, 500));
        // A shop that tells no totals yet has not hidden anything.
        assert_eq!(audited(|quote| quote.totals.clear()), Ok(()));
    }
}
