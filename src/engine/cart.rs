//! From what the agent said to what the buyer wants.

use super::selection::{self, Chosen};
use super::{Refusal, check, group};
use crate::backend::Profile;
use crate::model::{Cart, CartLine, Create, Field, ItemRequest, Message, Metadata, Update};
use crate::store::Session;
use crate::types::{LineItemId, Patch};

/// The cart of a new session.
pub(super) fn begin(create: &Create, profile: &Profile) -> Result<Cart, Refusal> {
    if create.items.is_empty() {
        return Err(Refusal::NoItems);
    }
    if create.currency.is_some_and(|currency| !profile.sells_in(currency)) {
        return Err(Refusal::UnsupportedCurrency);
    }
    create.buyer.as_ref().map_or(Ok(()), check::buyer)?;
    create.destination.as_ref().map_or(Ok(()), check::destination)?;
    create.order_notes.as_deref().map_or(Ok(()), check::order_notes)?;
    create.attribution.as_ref().map_or(Ok(()), check::attribution)?;
    let mut lines_made = 0;
    let lines: Vec<_> = create.items.iter().map(|item| new_line(item, &mut lines_made)).collect();
    group::check(&create.groups, &lines)?;
    Ok(Cart {
        lines,
        currency: create.currency.or_else(|| profile.currencies().first().copied()),
        buyer: create.buyer.clone(),
        destination: create.destination.clone(),
        groups: create.groups.clone(),
        selections: Vec::new(),
        discount_codes: create.discount_codes.clone(),
        locale: create.locale.clone(),
        timezone: create.timezone.clone(),
        quote_id: create.quote_id.clone(),
        order_notes: create.order_notes.clone(),
        metadata: create.metadata.clone(),
        extensions: Metadata::new(),
    })
}

/// A cart with an update merged in.
#[derive(Debug)]
pub(super) struct Merged {
    pub(super) cart: Cart,
    pub(super) chosen: Chosen,
    pub(super) lines_made: u32,
    /// What the buyer should know of it.
    pub(super) notices: Vec<Message>,
}

/// Merges an update into the cart of a session: absent keeps, null clears, a value replaces (ACP-UPD-06, C-UPD-03).
pub(super) fn merge(session: &Session, update: &Update) -> Result<Merged, Refusal> {
    let mut cart = session.checkout.cart.clone().into_inner();
    let mut lines_made = session.lines_made;
    match &update.items {
        Patch::Keep => {}
        Patch::Clear => return Err(Refusal::NotClearable(Field::LineItems)),
        Patch::Set(items) if items.is_empty() => return Err(Refusal::NoItems),
        Patch::Set(items) => cart.lines = replace_lines(cart.lines, items, &mut lines_made),
    }
    if let Patch::Set(buyer) = &update.buyer {
        check::buyer(buyer)?;
    }
    update.buyer.clone().apply(&mut cart.buyer);
    if let Patch::Set(destination) = &update.destination {
        check::destination(destination)?;
    }
    update.destination.clone().apply(&mut cart.destination);
    replace_all(&update.groups, &mut cart.groups);
    let mut notices = Vec::new();
    if let Err(refusal) = group::check(&cart.groups, &cart.lines) {
        if !update.groups.is_keep() {
            return Err(refusal);
        }
        cart.groups.clear();
        notices.push(Message::info("The items changed, so the groups in which they were to be delivered are gone."));
    }
    replace_all(&update.discount_codes, &mut cart.discount_codes);
    if let Patch::Set(notes) = &update.order_notes {
        check::order_notes(notes)?;
    }
    update.order_notes.clone().apply(&mut cart.order_notes);
    let chosen = match &update.selections {
        Patch::Keep => Chosen::Before,
        Patch::Clear => {
            cart.selections.clear();
            Chosen::Before
        }
        Patch::Set(requests) => {
            cart.selections = selection::resolve(requests, &cart.lines)?;
            Chosen::Now(requests.iter().map(|request| request.kind).collect())
        }
    };
    Ok(Merged { cart, chosen, lines_made, notices })
}

fn replace_all<T: Clone>(patch: &Patch<Vec<T>>, list: &mut Vec<T>) {
    match patch {
        Patch::Keep => {}
        Patch::Clear => list.clear(),
        Patch::Set(values) => list.clone_from(values),
    }
}

/// New lines for old: an item that stays keeps the id of its line.
fn replace_lines(mut old: Vec<CartLine>, items: &[ItemRequest], lines_made: &mut u32) -> Vec<CartLine> {
    items
        .iter()
        .map(|item| match old.iter().position(|line| line.item == item.item) {
            Some(index) => CartLine { quantity: item.quantity, ..old.remove(index) },
            None => new_line(item, lines_made),
        })
        .collect()
}

fn new_line(item: &ItemRequest, lines_made: &mut u32) -> CartLine {
    *lines_made = lines_made.saturating_add(1);
    CartLine { id: LineItemId::new(format!("li_{lines_made}")), item: item.item.clone(), quantity: item.quantity }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::tests::shop::{address, item, one_mug, pieces, session_of, usd};
    use crate::model::{
        AffiliateAttribution, Buyer, Destination, FulfillmentGroup, FulfillmentKind, Selection, SelectionRequest,
    };
    use crate::types::Currency;

    fn euro() -> Currency {
        Currency::new("eur").unwrap()
    }

    fn profile() -> Profile {
        Profile::new(usd()).also_in(euro())
    }

    fn line(id: &str, item: &str, quantity: i64) -> CartLine {
        CartLine::new(id, item, pieces(quantity))
    }

    /// A session that has everything an update can change: two mugs and a plate, by express.
    fn full() -> Session {
        let mut session = session_of(vec![line("li_1", "mug", 2), line("li_2", "plate", 1)]);
        session.lines_made = 2;
        let cart = &mut Arc::make_mut(&mut session.checkout).cart;
        cart.currency = Some(euro());
        cart.buyer = Some(Buyer::new("ada@example.com"));
        cart.destination = Some(Destination::at(address()));
        let both = vec!["li_1".to_owned(), "plate".to_owned()];
        cart.groups = vec![FulfillmentGroup::new("g_1", both, FulfillmentKind::Shipping)];
        let lines = vec!["li_1".into(), "li_2".into()];
        cart.selections = vec![Selection::new("express".into(), FulfillmentKind::Shipping, lines)];
        cart.discount_codes = vec!["TEN".to_owned()];
        cart.order_notes = Some("ring twice".to_owned());
        cart.locale = Some("de-DE".to_owned());
        cart.timezone = Some("Europe/Berlin".to_owned());
        cart.quote_id = Some("q_1".to_owned());
        session
    }

    fn merged(update: &Update) -> Cart {
        merge(&full(), update).unwrap().cart
    }

    fn update(change: impl FnOnce(&mut Update)) -> Update {
        let mut update = Update::default();
        change(&mut update);
        update
    }

    // ACP-UPD-06, ACP-DISC-02
    #[test]
    fn what_is_not_mentioned_stays() {
        assert_eq!(full().checkout.cart, merged(&Update::default()));
        let chosen = merge(&full(), &Update::default()).unwrap().chosen;
        assert_eq!(chosen, Chosen::Before);
    }

    // ACP-UPD-06, C-UPD-01
    #[test]
    fn null_clears() {
        let cart = merged(&update(|update| {
            update.buyer = Patch::Clear;
            update.destination = Patch::Clear;
            update.groups = Patch::Clear;
            update.selections = Patch::Clear;
            update.discount_codes = Patch::Clear;
            update.order_notes = Patch::Clear;
        }));
        let before = full().checkout.cart.clone().into_inner();
        let expected = Cart { lines: before.lines, currency: before.currency, ..Cart::default() };
        let kept = Cart { locale: before.locale, timezone: before.timezone, quote_id: before.quote_id, ..expected };
        assert_eq!(cart, kept);
    }

    // C-UPD-01: a session without items is none.
    #[test]
    fn items_cannot_be_cleared() {
        let refusal = merge(&full(), &update(|update| update.items = Patch::Clear)).unwrap_err();
        assert_eq!(refusal, Refusal::NotClearable(Field::LineItems));
        // C-UPD-04
        let refusal = merge(&full(), &update(|update| update.items = Patch::Set(Vec::new()))).unwrap_err();
        assert_eq!(refusal, Refusal::NoItems);
    }

    // ACP-UPD-06, C-UPD-03: a field that is mentioned is replaced with all that is in it.
    #[test]
    fn a_value_replaces_the_whole_field() {
        let mut bob = Buyer::new("bob@example.com");
        bob.phone_number = None;
        let contact = Destination { phone_number: Some("+14155550100".to_owned()), ..Destination::default() };
        let (buyer, destination) = (bob.clone(), contact.clone());
        let cart = merged(&update(move |update| {
            update.buyer = Patch::Set(buyer);
            update.destination = Patch::Set(destination);
            update.discount_codes = Patch::Set(vec!["FIVE".to_owned()]);
            update.groups = Patch::Set(Vec::new());
            update.order_notes = Patch::Set(String::new());
        }));
        assert_eq!(cart.buyer, Some(bob));
        assert_eq!(cart.destination, Some(contact), "the address is gone: it was not in the new destination");
        assert_eq!(cart.discount_codes, ["FIVE"]);
        assert_eq!(cart.groups, []);
        assert_eq!(cart.order_notes.as_deref(), Some(""));
    }

    // ACP-FUL-17
    #[test]
    fn groups_fit_the_lines_or_go() {
        let group = |ids: &[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            Patch::Set(vec![FulfillmentGroup::new("g_2", ids, FulfillmentKind::Shipping)])
        };
        // What is said now must fit.
        let refusal = merge(&full(), &update(|update| update.groups = group(&["li_1"]))).unwrap_err();
        assert!(matches!(refusal, Refusal::Invalid { field: Field::FulfillmentGroup(0), .. }));
        let both = merge(&full(), &update(|update| update.groups = group(&["mug", "li_2"]))).unwrap();
        assert_eq!((both.cart.groups[0].id.as_str(), both.notices.len()), ("g_2", 0));
        // What was said before goes with the lines that it named, and the buyer is told.
        let mugs = merge(&full(), &update(|update| update.items = Patch::Set(vec![item("mug")]))).unwrap();
        assert_eq!((mugs.cart.groups, mugs.notices.len()), (Vec::new(), 1));
        let same = vec![item("plate"), item("mug")];
        let same = merge(&full(), &update(|update| update.items = Patch::Set(same))).unwrap();
        assert_eq!((same.cart.groups.len(), same.notices.len()), (1, 0));
    }

    #[test]
    fn an_item_that_stays_keeps_its_line() {
        let items = vec![item("plate"), item("ebook"), ItemRequest::new("mug", pieces(5))];
        let result = merge(&full(), &update(|update| update.items = Patch::Set(items))).unwrap();
        assert_eq!(result.cart.lines, [line("li_2", "plate", 1), line("li_3", "ebook", 1), line("li_1", "mug", 5)]);
        assert_eq!(result.lines_made, 3);
    }

    #[test]
    fn a_line_id_is_never_given_twice() {
        // The mug leaves and comes back: it is another line.
        let mut session = full();
        let only = |id: &str| update(|update| update.items = Patch::Set(vec![item(id)]));
        let result = merge(&session, &only("plate")).unwrap();
        Arc::make_mut(&mut session.checkout).cart = result.cart.into();
        session.lines_made = result.lines_made;
        let result = merge(&session, &only("mug")).unwrap();
        assert_eq!(result.cart.lines, [line("li_3", "mug", 1)]);

        // One item on two lines stays on two lines.
        let twice = vec![item("mug"), ItemRequest::new("mug", pieces(3))];
        let result = merge(&full(), &update(|update| update.items = Patch::Set(twice))).unwrap();
        assert_eq!(result.cart.lines, [line("li_1", "mug", 1), line("li_3", "mug", 3)]);
    }

    #[test]
    fn selections_name_the_lines_of_the_new_cart() {
        let request = SelectionRequest::new("standard");
        let items = vec![item("ebook")];
        let result = merge(
            &full(),
            &update(|update| {
                update.items = Patch::Set(items);
                update.selections = Patch::Set(vec![request]);
            }),
        );
        let result = result.unwrap();
        assert_eq!(result.cart.selections.len(), 1);
        assert_eq!(result.cart.selections[0].lines, ["li_3"]);
        assert_eq!(result.chosen, Chosen::Now(vec![None]));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |change: fn(&mut Update)| match merge(&full(), &update(change)).unwrap_err() {
            Refusal::Invalid { field, .. } => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(|update| update.buyer = Patch::Set(Buyer::new("ada"))), Field::BuyerEmail);
        assert_eq!(refused(|update| update.order_notes = Patch::Set("a".repeat(5_001))), Field::OrderNotes);
        let broken = |update: &mut Update| {
            let destination = Destination { email: Some("ada".to_owned()), ..Destination::default() };
            update.destination = Patch::Set(destination);
        };
        assert_eq!(refused(broken), Field::DestinationEmail);
    }

    // ACP-CRE-09
    #[test]
    fn a_new_cart_holds_what_was_asked_for() {
        let mut create = one_mug();
        create.items = vec![ItemRequest::new("mug", pieces(2)), item("mug")];
        create.currency = Some(euro());
        create.discount_codes = vec!["TEN".to_owned()];
        create.locale = Some("de-DE".to_owned());
        create.timezone = Some("Europe/Berlin".to_owned());
        create.quote_id = Some("q_1".to_owned());
        create.order_notes = Some("ring twice".to_owned());
        create.metadata = Some([("k".to_owned(), 1.into())].into());
        let cart = begin(&create, &profile()).unwrap();
        assert_eq!(cart.lines, [line("li_1", "mug", 2), line("li_2", "mug", 1)]);
        assert_eq!((cart.currency, cart.buyer, cart.destination), (Some(euro()), create.buyer, create.destination));
        assert_eq!((cart.discount_codes, cart.metadata), (create.discount_codes, create.metadata));
        assert_eq!((cart.locale, cart.timezone, cart.quote_id), (create.locale, create.timezone, create.quote_id));
        assert_eq!(cart.order_notes.as_deref(), Some("ring twice"));
        assert_eq!(cart.selections, []);
    }

    // C-CRE-02
    #[test]
    fn without_a_currency_it_is_the_shops_own() {
        assert_eq!(begin(&one_mug(), &profile()).unwrap().currency, Some(usd()));
        let mut create = one_mug();
        create.currency = Some(Currency::new("jpy").unwrap());
        assert_eq!(begin(&create, &profile()).unwrap_err(), Refusal::UnsupportedCurrency);
    }

    #[test]
    fn a_new_session_must_make_sense() {
        let refused = |change: fn(&mut Create)| {
            let mut create = one_mug();
            change(&mut create);
            begin(&create, &profile()).unwrap_err()
        };
        let field = |change| match refused(change) {
            Refusal::Invalid { field, .. } => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused(|create| create.items.clear()), Refusal::NoItems);
        assert_eq!(field(|create| create.buyer = Some(Buyer::new(""))), Field::BuyerEmail);
        // ACP-CRE-10
        assert_eq!(field(|create| create.order_notes = Some("a".repeat(5_001))), Field::OrderNotes);
        // ACP-AFF-03
        let nameless = |create: &mut Create| create.attribution = Some(AffiliateAttribution::new("impact.com"));
        assert_eq!(field(nameless), Field::AffiliateAttribution);
        let broken = |create: &mut Create| {
            let destination = create.destination.as_mut().unwrap();
            destination.email = Some("ada@".to_owned());
        };
        assert_eq!(field(broken), Field::DestinationEmail);
    }
}
