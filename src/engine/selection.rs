//! Which option delivers which lines.

use super::Refusal;
use crate::model::{
    Cart, CartLine, Field, FulfillmentKind, FulfillmentOption, Message, NamedBy, Quote, Selection, SelectionRequest,
};
use crate::types::{LineItemId, MoneyError};

/// When the selections of a cart were chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chosen {
    /// Earlier: one that is no longer offered gives way.
    Before,
    /// By this very request: one that is not offered is refused. With the kind that the agent gave each.
    Now(Vec<Option<FulfillmentKind>>),
}

/// Finds the lines that the agent named, by line or by item (C-FUL-02, ACP-FUL-14).
pub(super) fn resolve(requests: &[SelectionRequest], lines: &[CartLine]) -> Result<Vec<Selection>, Refusal> {
    let mut taken: Vec<LineItemId> = Vec::new();
    let mut selections = Vec::with_capacity(requests.len());
    for (index, request) in requests.iter().enumerate() {
        let invalid = |reason| Refusal::Invalid { field: Field::Selection(index), reason };
        let mut selection =
            Selection::new(request.option.clone(), request.kind.unwrap_or(FulfillmentKind::Shipping), Vec::new());
        if request.item_ids.is_empty() {
            selection.lines.extend(lines.iter().map(|line| line.id.clone()));
        }
        for name in &request.item_ids {
            let by_line: Vec<_> = lines.iter().filter(|line| line.id == name.as_str()).collect();
            let found = if by_line.is_empty() {
                selection.named_by = NamedBy::Item;
                lines.iter().filter(|line| line.item == name.as_str()).collect()
            } else {
                by_line
            };
            if found.is_empty() {
                return Err(invalid("names a line that is not in the session"));
            }
            selection.lines.extend(found.into_iter().map(|line| line.id.clone()));
        }
        for line in &selection.lines {
            if taken.contains(line) {
                return Err(invalid("names a line twice"));
            }
            taken.push(line.clone());
        }
        selections.push(selection);
    }
    Ok(selections)
}

/// Selections that fit a quote, and what the buyer should know of them.
#[derive(Debug)]
pub(super) struct Reconciled {
    pub(super) selections: Vec<Selection>,
    pub(super) notices: Vec<Message>,
}

/// Holds the selections of a cart against the options that the shop offers, and preselects the cheapest option where
/// the goods have a destination and nothing is chosen.
pub(super) fn reconcile(cart: &Cart, quote: &Quote, chosen: &Chosen) -> Result<Reconciled, super::EngineError> {
    let mut selections = Vec::with_capacity(cart.selections.len().max(1));
    let mut notices = Vec::new();
    for (index, selection) in cart.selections.iter().enumerate() {
        let Some(option) = quote.fulfillment_options.iter().find(|option| option.id == selection.option) else {
            if matches!(chosen, Chosen::Now(_)) {
                return Err(Refusal::UnknownOption { selection: index }.into());
            }
            notices.push(
                Message::info("The delivery option chosen before is no longer offered.").about(Field::Selections),
            );
            continue;
        };
        if let Chosen::Now(kinds) = chosen
            && kinds.get(index).copied().flatten().is_some_and(|kind| kind != option.kind())
        {
            // ACP-FUL-15
            return Err(
                Refusal::Invalid { field: Field::Selection(index), reason: "the option is of another type" }.into()
            );
        }
        let lines: Vec<_> =
            selection.lines.iter().filter(|id| cart.lines.iter().any(|line| line.id == **id)).cloned().collect();
        if !lines.is_empty() {
            selections.push(Selection { kind: option.kind(), lines, ..selection.clone() });
        }
    }
    let undelivered = undelivered(cart, quote, &selections);
    if !undelivered.is_empty() {
        match only_choice(quote, &mut selections).filter(|_| *chosen == Chosen::Before) {
            Some(choice) => choice.lines.extend(undelivered),
            None => selections.extend(preselect(quote, undelivered)?),
        }
    }
    Ok(Reconciled { selections, notices })
}

/// The lines that want an option and have none.
///
/// Goods that are sent want one as soon as the address is known. Data alone take a digital option if there is one; next
/// to goods they need none, so that a release which can name a single option can still say the session.
fn undelivered(cart: &Cart, quote: &Quote, selections: &[Selection]) -> Vec<LineItemId> {
    let goods = sells_goods(quote);
    if goods && cart.address().is_none() {
        return Vec::new();
    }
    quote
        .lines
        .iter()
        .filter(|line| line.requires_shipping == goods)
        .filter(|line| !selections.iter().any(|selection| selection.lines.contains(&line.id)))
        .map(|line| line.id.clone())
        .collect()
}

/// The one choice of the buyer so far, if it delivers what the cart holds: an item that is added later goes with it.
fn only_choice<'a>(quote: &Quote, selections: &'a mut [Selection]) -> Option<&'a mut Selection> {
    match selections {
        [choice] if (choice.kind != FulfillmentKind::Digital) == sells_goods(quote) => Some(choice),
        _ => None,
    }
}

fn sells_goods(quote: &Quote) -> bool {
    quote.lines.iter().any(|line| line.requires_shipping)
}

/// The cheapest option for lines that have none.
fn preselect(quote: &Quote, lines: Vec<LineItemId>) -> Result<Option<Selection>, MoneyError> {
    let goods = sells_goods(quote);
    // Whoever gave an address wants it brought there: fetching it is cheaper, but another purchase.
    let mut cheapest: Option<((bool, i64), &FulfillmentOption)> = None;
    for option in &quote.fulfillment_options {
        let rank = (option.kind() == FulfillmentKind::Pickup, option.total()?.minor);
        let fits = (option.kind() != FulfillmentKind::Digital) == goods;
        if fits && cheapest.is_none_or(|(lowest, _)| rank < lowest) {
            cheapest = Some((rank, option));
        }
    }
    Ok(cheapest.map(|(_, option)| Selection::new(option.id.clone(), option.kind(), lines)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineError;
    use crate::engine::tests::shop::{address, dollars, pieces, usd};
    use crate::model::{Destination, FulfillmentDetail, LineItem, MessageKind, PickupLocation, Text, Totals};

    fn lines() -> Vec<CartLine> {
        // The id of one line is the item of another.
        [("li_1", "mug"), ("li_2", "plate"), ("li_3", "mug"), ("plate", "ebook")]
            .map(|(id, item)| CartLine::new(id, item, pieces(1)))
            .into()
    }

    fn naming(option: &str, names: &[&str]) -> SelectionRequest {
        let mut request = SelectionRequest::new(option);
        request.item_ids = names.iter().map(|name| (*name).to_owned()).collect();
        request
    }

    /// The lines of each selection, and how they were named.
    fn resolved(requests: &[SelectionRequest]) -> Vec<(Vec<String>, NamedBy)> {
        let lines_of = |selection: Selection| selection.lines.iter().map(ToString::to_string).collect();
        let selections = resolve(requests, &lines()).unwrap();
        selections.into_iter().map(|selection| (lines_of(selection.clone()), selection.named_by)).collect()
    }

    fn named(lines: &[&str], by: NamedBy) -> (Vec<String>, NamedBy) {
        (lines.iter().map(ToString::to_string).collect(), by)
    }

    // ACP-FUL-14, C-FUL-02
    #[test]
    fn lines_are_found_by_their_id_and_by_their_item() {
        assert_eq!(resolved(&[naming("a", &["li_2", "li_1"])]), [named(&["li_2", "li_1"], NamedBy::Line)]);
        assert_eq!(resolved(&[naming("a", &["mug"])]), [named(&["li_1", "li_3"], NamedBy::Item)]);
        assert_eq!(resolved(&[naming("a", &["ebook"])]), [named(&["plate"], NamedBy::Item)]);
        // The exact id of a line goes before the item of another.
        assert_eq!(resolved(&[naming("a", &["plate"])]), [named(&["plate"], NamedBy::Line)]);
        assert_eq!(resolved(&[naming("a", &["li_2", "mug"])]), [named(&["li_2", "li_1", "li_3"], NamedBy::Item)]);
        // ACP-FUL-10: the first release chooses for all.
        assert_eq!(resolved(&[naming("a", &[])]), [named(&["li_1", "li_2", "li_3", "plate"], NamedBy::Line)]);
        let two = [naming("a", &["li_1", "li_2"]), naming("b", &["li_3"])];
        assert_eq!(resolved(&two), [named(&["li_1", "li_2"], NamedBy::Line), named(&["li_3"], NamedBy::Line)]);
        assert_eq!(resolved(&[]), []);
    }

    #[test]
    fn each_line_is_delivered_once() {
        let refused = |requests: &[SelectionRequest]| resolve(requests, &lines()).unwrap_err();
        let twice = |index| Refusal::Invalid { field: Field::Selection(index), reason: "names a line twice" };
        assert_eq!(refused(&[naming("a", &["li_1"]), naming("b", &["li_1"])]), twice(1));
        assert_eq!(refused(&[naming("a", &["li_1"]), naming("b", &["mug"])]), twice(1));
        assert_eq!(refused(&[naming("a", &["mug", "li_3"])]), twice(0));
        assert_eq!(refused(&[naming("a", &["li_1"]), naming("b", &[])]), twice(1));
    }

    #[test]
    fn a_line_that_is_not_there_is_refused() {
        let refusal = resolve(&[naming("a", &["li_1"]), naming("a", &["li_2", "li_9"])], &lines()).unwrap_err();
        let reason = "names a line that is not in the session";
        assert_eq!(refusal, Refusal::Invalid { field: Field::Selection(1), reason });
    }

    fn pickup(id: &str, price: i64) -> FulfillmentOption {
        let location = Box::new(PickupLocation::new("Shop", address()));
        let detail = FulfillmentDetail::Pickup { location, pickup_type: None, ready_by: None, pickup_by: None };
        FulfillmentOption::of(id, "Pick up", dollars(price), detail)
    }

    fn shipping(id: &str, price: i64) -> FulfillmentOption {
        FulfillmentOption::shipping(id, "Ship", dollars(price))
    }

    fn digital(id: &str) -> FulfillmentOption {
        FulfillmentOption::digital(id, "Download", dollars(0))
    }

    /// A cart with an address and these items (the e-book is data), and the quote that offers these options.
    fn offer(items: &[&str], options: Vec<FulfillmentOption>) -> (Cart, Quote) {
        let mut cart = Cart { destination: Some(Destination::at(address())), ..Cart::default() };
        let mut priced = Vec::new();
        for (number, item) in (1..).zip(items) {
            let id = format!("li_{number}");
            cart.lines.push(CartLine::new(id.clone(), *item, pieces(1)));
            let line = LineItem::new(id, *item, pieces(1), dollars(1_000)).unwrap();
            priced.push(if *item == "ebook" { line.digital() } else { line });
        }
        let totals = Totals::of_lines(usd(), &priced).unwrap().build().unwrap();
        let mut quote = Quote::new(usd(), priced, totals);
        quote.fulfillment_options = options;
        (cart, quote)
    }

    fn select(option: &str, kind: FulfillmentKind, lines: &[&str]) -> Selection {
        Selection::new(option.into(), kind, lines.iter().map(|line| LineItemId::from(*line)).collect())
    }

    fn reconciled(cart: &Cart, quote: &Quote) -> Vec<Selection> {
        let reconciled = reconcile(cart, quote, &Chosen::Before).unwrap();
        assert_eq!(reconciled.notices, []);
        reconciled.selections
    }

    use FulfillmentKind::{Digital, Pickup, Shipping};

    #[test]
    fn the_cheapest_option_is_preselected() {
        let options = || vec![shipping("express", 1_500), shipping("standard", 500), shipping("slow", 500)];
        let (cart, quote) = offer(&["mug", "plate"], options());
        // Of two at one price, the first.
        assert_eq!(reconciled(&cart, &quote), [select("standard", Shipping, &["li_1", "li_2"])]);

        // Tax counts.
        let (cart, mut quote) = offer(&["mug"], options());
        quote.fulfillment_options[1].tax = dollars(50);
        assert_eq!(reconciled(&cart, &quote), [select("slow", Shipping, &["li_1"])]);

        let (cart, quote) = offer(&["mug"], Vec::new());
        assert_eq!(reconciled(&cart, &quote), []);

        let (mut cart, quote) = offer(&["mug"], options());
        cart.destination = None;
        assert_eq!(reconciled(&cart, &quote), [], "nobody knows where to");
    }

    #[test]
    fn who_gave_an_address_is_not_sent_to_the_shop() {
        let (cart, quote) = offer(&["mug"], vec![pickup("fetch", 0), shipping("standard", 500)]);
        assert_eq!(reconciled(&cart, &quote), [select("standard", Shipping, &["li_1"])]);
        let (cart, quote) = offer(&["mug"], vec![pickup("far", 100), pickup("near", 0), digital("download")]);
        assert_eq!(reconciled(&cart, &quote), [select("near", Pickup, &["li_1"])]);
    }

    #[test]
    fn data_need_no_address() {
        let (mut cart, quote) = offer(&["ebook"], vec![shipping("standard", 0), digital("download")]);
        cart.destination = None;
        assert_eq!(reconciled(&cart, &quote), [select("download", Digital, &["li_1"])]);
        let (cart, quote) = offer(&["ebook"], vec![shipping("standard", 0)]);
        assert_eq!(reconciled(&cart, &quote), [], "nothing brings data");
    }

    #[test]
    fn next_to_goods_data_need_no_option() {
        let (cart, quote) = offer(&["mug", "ebook"], vec![digital("download"), shipping("standard", 500)]);
        assert_eq!(reconciled(&cart, &quote), [select("standard", Shipping, &["li_1"])]);
        // What the agent chose stays, and goods beside it get theirs.
        let (mut cart, quote) = offer(&["mug", "ebook"], vec![digital("download"), shipping("standard", 500)]);
        cart.selections = vec![select("download", Digital, &["li_2"])];
        let expected = [select("download", Digital, &["li_2"]), select("standard", Shipping, &["li_1"])];
        assert_eq!(reconciled(&cart, &quote), expected);
    }

    #[test]
    fn what_was_chosen_stays_while_it_is_offered() {
        let (mut cart, quote) = offer(&["mug", "plate"], vec![shipping("standard", 500), shipping("express", 1_500)]);
        cart.selections = vec![select("express", Shipping, &["li_1"])];
        // The plate came later: it goes with the mug.
        assert_eq!(reconciled(&cart, &quote), [select("express", Shipping, &["li_1", "li_2"])]);
        // Who says at this moment how the mug is sent says nothing of the plate.
        let now = reconcile(&cart, &quote, &Chosen::Now(vec![None])).unwrap().selections;
        assert_eq!(now, [select("express", Shipping, &["li_1"]), select("standard", Shipping, &["li_2"])]);
    }

    #[test]
    fn what_is_no_longer_offered_gives_way_with_a_notice() {
        let (mut cart, quote) = offer(&["mug"], vec![shipping("standard", 500)]);
        cart.selections = vec![select("express", Shipping, &["li_1"])];
        let Reconciled { selections, notices } = reconcile(&cart, &quote, &Chosen::Before).unwrap();
        assert_eq!(selections, [select("standard", Shipping, &["li_1"])]);
        assert_eq!(notices.len(), 1);
        assert_eq!((&notices[0].kind, &notices[0].field), (&MessageKind::Info, &Some(Field::Selections)));
        assert_eq!(notices[0].text, Text::from("The delivery option chosen before is no longer offered."));
    }

    #[test]
    fn a_line_that_left_the_cart_leaves_its_selection() {
        let (mut cart, quote) = offer(&["mug"], vec![shipping("standard", 500)]);
        cart.selections = vec![select("standard", Shipping, &["li_9", "li_1"])];
        assert_eq!(reconciled(&cart, &quote), [select("standard", Shipping, &["li_1"])]);
        cart.selections = vec![select("standard", Shipping, &["li_9"])];
        assert_eq!(reconciled(&cart, &quote), [select("standard", Shipping, &["li_1"])]);
    }

    // ACP-UPD-08, ACP-UPD-09, ACP-FUL-13
    #[test]
    fn an_option_that_is_not_offered_is_refused() {
        let (mut cart, quote) = offer(&["mug", "plate"], vec![shipping("standard", 500)]);
        cart.selections = vec![select("standard", Shipping, &["li_1"]), select("express", Shipping, &["li_2"])];
        let error = reconcile(&cart, &quote, &Chosen::Now(vec![None, None])).unwrap_err();
        assert!(matches!(error, EngineError::Refused(Refusal::UnknownOption { selection: 1 })), "{error:?}");
    }

    // ACP-FUL-15, C-UPD-02
    #[test]
    fn the_type_is_that_of_the_option() {
        let (mut cart, quote) = offer(&["mug"], vec![pickup("fetch", 0)]);
        // The agent named no type, so the selection holds a guess.
        cart.selections = vec![select("fetch", Shipping, &["li_1"])];
        let chosen = |kind| reconcile(&cart, &quote, &Chosen::Now(vec![kind])).map(|reconciled| reconciled.selections);
        assert_eq!(chosen(None).unwrap(), [select("fetch", Pickup, &["li_1"])]);
        assert_eq!(chosen(Some(Pickup)).unwrap(), [select("fetch", Pickup, &["li_1"])]);
        let error = chosen(Some(Shipping)).unwrap_err();
        let refusal = Refusal::Invalid { field: Field::Selection(0), reason: "the option is of another type" };
        assert!(matches!(&error, EngineError::Refused(found) if *found == refusal), "{error:?}");
    }
}
