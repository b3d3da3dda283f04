//! What is missing before a session can be paid.

use super::capability;
use crate::backend::Profile;
use crate::model::{
    Cart, Checkout, CheckoutStatus, ErrorCode, Field, FulfillmentKind, ItemProblem, Message, MessageKind, Quote,
    Resolution, UnavailableItem, WarningCode,
};
use crate::store::Session;
use crate::types::LineItemId;

/// Gives an open session its status and its messages.
///
/// `notices` are what the engine has to tell of this very request.
pub(super) fn judge(session: &mut Session, profile: &Profile, notices: Vec<Message>) {
    let agent = &session.agent;
    let checkout = std::sync::Arc::make_mut(&mut session.checkout);
    let shop = checkout.quote.interventions.as_ref().unwrap_or(&profile.interventions);
    checkout.interventions = capability::negotiate(shop, agent);
    let mut messages = notices;
    messages.extend(checkout.quote.unavailable.iter().map(|item| tell_item(&checkout.cart, item)));
    messages.extend(tell_delivery(&checkout.cart, &checkout.quote));
    messages.extend(capability::mismatch(shop, agent, &checkout.interventions));
    messages.extend(tell_codes(&checkout.cart, &checkout.quote));
    if checkout.quote.total().is_none() {
        messages.push(Message::error(ErrorCode::Missing, "The total is not known yet.").about(Field::Totals));
    }
    messages.extend(checkout.quote.messages.iter().cloned());
    checkout.status = status(&checkout.quote, &messages);
    checkout.messages = messages;
}

/// Opens a session again after a payment or an order that did not work out.
pub(super) fn reopen(checkout: &mut Checkout, more: Vec<Message>) {
    checkout.authentication = None;
    checkout.messages.retain(|message| !is_decline(message));
    let blocked = more.iter().any(|message| message.is_error() && !is_decline(message));
    checkout.messages.extend(more);
    checkout.status = if blocked { CheckoutStatus::NotReadyForPayment } else { CheckoutStatus::ReadyForPayment };
}

/// A declined payment does not keep the buyer from paying otherwise, whatever code the shop gives it (ACP-COMP-15).
fn is_decline(message: &Message) -> bool {
    let of_payment = message.field == Some(Field::PaymentData);
    message.kind == MessageKind::Error(ErrorCode::PaymentDeclined) || (message.is_error() && of_payment)
}

fn status(quote: &Quote, messages: &[Message]) -> CheckoutStatus {
    if quote.escalation.is_some() {
        CheckoutStatus::RequiresEscalation
    } else if messages.iter().any(Message::is_error) {
        CheckoutStatus::NotReadyForPayment
    } else {
        CheckoutStatus::ReadyForPayment
    }
}

fn tell_item(cart: &Cart, item: &UnavailableItem) -> Message {
    let index = cart.lines.iter().position(|line| line.id == item.line).unwrap_or_default();
    let name = cart.lines.get(index).map_or("", |line| line.item.as_str());
    let (code, text) = match item.problem {
        ItemProblem::Unknown => (ErrorCode::NotFound, format!("There is no item {name}.")),
        ItemProblem::OutOfStock => (ErrorCode::OutOfStock, format!("{name} is sold out.")),
        ItemProblem::NotEnough { available } => (ErrorCode::LowStock, format!("Only {available} of {name} are left.")),
        ItemProblem::TooMany { maximum } => {
            (ErrorCode::QuantityExceeded, format!("At most {maximum} of {name} to an order."))
        }
    };
    let message = Message::error(code, text).resolved_by(Resolution::Recoverable);
    message.about(match item.problem {
        ItemProblem::Unknown => Field::LineItemId(index),
        ItemProblem::OutOfStock => Field::LineItem(index),
        ItemProblem::NotEnough { .. } | ItemProblem::TooMany { .. } => Field::Quantity(index),
    })
}

/// Goods that are sent need an address, an option for it, and a choice.
fn tell_delivery(cart: &Cart, quote: &Quote) -> Option<Message> {
    let mut goods = quote.lines.iter().filter(|line| line.requires_shipping).peekable();
    goods.peek()?;
    if goods.all(|line| is_delivered(cart, &line.id)) {
        return None;
    }
    let message = if cart.address().is_none() {
        Message::error(ErrorCode::Missing, "Where should it be delivered?").about(Field::Address)
    } else if quote.fulfillment_options.is_empty() {
        Message::error(ErrorCode::RegionRestricted, "The shop does not deliver to this address.").about(Field::Address)
    } else {
        Message::error(ErrorCode::Missing, "Choose how it should be delivered.").about(Field::Selections)
    };
    Some(message.resolved_by(Resolution::Recoverable))
}

/// Whether an option that brings goods is chosen for the line: a download brings none.
fn is_delivered(cart: &Cart, line: &LineItemId) -> bool {
    cart.selections.iter().any(|chosen| chosen.kind != FulfillmentKind::Digital && chosen.lines.contains(line))
}

/// A code that does not count changes what the buyer pays: at least a warning (ACP-MSG-16, C-MSG-04). The shop's own
/// warning about it stands in for this one.
fn tell_codes<'a>(cart: &'a Cart, quote: &'a Quote) -> impl Iterator<Item = Message> + 'a {
    quote.discounts.rejected.iter().filter_map(|rejected| {
        let code: WarningCode = rejected.reason.warning();
        let field = cart
            .discount_codes
            .iter()
            .position(|candidate| candidate.eq_ignore_ascii_case(&rejected.code))
            .map_or(Field::DiscountCodes, Field::DiscountCode);
        let kind = MessageKind::Warning(code.clone());
        if quote.messages.iter().any(|message| message.kind == kind && message.field.as_ref() == Some(&field)) {
            return None;
        }
        let text = rejected.message.clone().unwrap_or_else(|| format!("The code {} does not count.", rejected.code));
        Some(Message::warning(code, text).about(field))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::tests::shop::{address, dollars, noon, pieces, session_of, usd};
    use crate::model::{
        AgentCapabilities, CartLine, Destination, DiscountRejection, Enforcement, FulfillmentOption, Intervention,
        Interventions, LineItem, RejectedDiscount, Selection, Totals,
    };
    use crate::types::Uri;

    /// A session in which nothing is missing: two mugs and an e-book, the mugs by standard.
    fn complete() -> Session {
        let mut session =
            session_of(vec![CartLine::new("li_1", "mug", pieces(2)), CartLine::new("li_2", "ebook", pieces(1))]);
        let checkout = Arc::make_mut(&mut session.checkout);
        let lines = vec![
            LineItem::new("li_1", "mug", pieces(2), dollars(1_250)).unwrap(),
            LineItem::new("li_2", "ebook", pieces(1), dollars(900)).unwrap().digital(),
        ];
        let totals = Totals::of_lines(usd(), &lines).unwrap().build().unwrap();
        checkout.quote = Quote::new(usd(), lines, totals).into();
        checkout.quote.fulfillment_options = vec![FulfillmentOption::shipping("standard", "Standard", dollars(500))];
        checkout.cart.destination = Some(Destination::at(address()));
        checkout.cart.selections =
            vec![Selection::new("standard".into(), FulfillmentKind::Shipping, vec!["li_1".into()])];
        session
    }

    /// What becomes of that session after a change: its status and its messages.
    fn judged(change: impl FnOnce(&mut Checkout)) -> (CheckoutStatus, Vec<Message>) {
        let mut session = complete();
        change(Arc::make_mut(&mut session.checkout));
        judge(&mut session, &Profile::new(usd()), Vec::new());
        (session.checkout.status, session.checkout.messages.clone())
    }

    /// The one message that keeps the session from being paid.
    fn missing(change: impl FnOnce(&mut Checkout)) -> (ErrorCode, Option<Field>, Option<Resolution>) {
        let (status, messages) = judged(change);
        assert_eq!(status, CheckoutStatus::NotReadyForPayment);
        match <[Message; 1]>::try_from(messages).unwrap() {
            [Message { kind: MessageKind::Error(code), field, resolution, .. }] => (code, field, resolution),
            [other] => panic!("{other:?}"),
        }
    }

    const RECOVERABLE: Option<Resolution> = Some(Resolution::Recoverable);

    #[test]
    fn a_session_in_which_nothing_is_missing_can_be_paid() {
        assert_eq!(judged(|_| ()), (CheckoutStatus::ReadyForPayment, Vec::new()));
        // Data alone need neither an address nor an option.
        let only_data = judged(|checkout| {
            checkout.quote.lines.remove(0);
            checkout.cart.destination = None;
            checkout.cart.selections.clear();
        });
        assert_eq!(only_data, (CheckoutStatus::ReadyForPayment, Vec::new()));
        // Who fetches the goods needs no address.
        let fetched = judged(|checkout| {
            checkout.cart.destination = None;
            checkout.cart.selections[0].kind = FulfillmentKind::Pickup;
        });
        assert_eq!(fetched, (CheckoutStatus::ReadyForPayment, Vec::new()));
    }

    // ACP-MSG-08, ACP-MSG-12, ACP-MSG-13
    #[test]
    fn goods_want_an_address_and_an_option() {
        let nowhere = missing(|checkout| {
            checkout.cart.destination = None;
            checkout.cart.selections.clear();
            checkout.quote.fulfillment_options.clear();
        });
        assert_eq!(nowhere, (ErrorCode::Missing, Some(Field::Address), RECOVERABLE));
        let too_far = missing(|checkout| {
            checkout.cart.selections.clear();
            checkout.quote.fulfillment_options.clear();
        });
        assert_eq!(too_far, (ErrorCode::RegionRestricted, Some(Field::Address), RECOVERABLE));
        let not_chosen = missing(|checkout| checkout.cart.selections.clear());
        assert_eq!(not_chosen, (ErrorCode::Missing, Some(Field::Selections), RECOVERABLE));
        let another_line = missing(|checkout| checkout.cart.selections[0].lines = vec!["li_2".into()]);
        assert_eq!(another_line, (ErrorCode::Missing, Some(Field::Selections), RECOVERABLE));
    }

    #[test]
    fn a_download_brings_no_goods() {
        let download = missing(|checkout| checkout.cart.selections[0].kind = FulfillmentKind::Digital);
        assert_eq!(download, (ErrorCode::Missing, Some(Field::Selections), RECOVERABLE));
    }

    // ACP-MSG-08, C-ERR-06
    #[test]
    fn what_cannot_be_had_is_told() {
        let told = |line: &str, problem| {
            let line = line.to_owned();
            missing(move |checkout| checkout.quote.unavailable = vec![UnavailableItem::new(line.into(), problem)])
        };
        let sold_out = told("li_2", ItemProblem::OutOfStock);
        assert_eq!(sold_out, (ErrorCode::OutOfStock, Some(Field::LineItem(1)), RECOVERABLE));
        let few = told("li_1", ItemProblem::NotEnough { available: 1 });
        assert_eq!(few, (ErrorCode::LowStock, Some(Field::Quantity(0)), RECOVERABLE));
        let many = told("li_1", ItemProblem::TooMany { maximum: 1 });
        assert_eq!(many, (ErrorCode::QuantityExceeded, Some(Field::Quantity(0)), RECOVERABLE));
        // Counted as the cart has them: the quote does not price the line.
        let unknown = missing(|checkout| {
            checkout.quote.lines.remove(1);
            checkout.quote.unavailable = vec![UnavailableItem::new("li_2".into(), ItemProblem::Unknown)];
        });
        assert_eq!(unknown, (ErrorCode::NotFound, Some(Field::LineItemId(1)), RECOVERABLE));
    }

    // ACP-MON-03
    #[test]
    fn a_quote_without_a_total_cannot_be_paid() {
        let unknown = missing(|checkout| {
            checkout.quote.totals.pop();
        });
        assert_eq!(unknown, (ErrorCode::Missing, Some(Field::Totals), None));
    }

    #[test]
    fn the_shops_own_messages_count() {
        let message = Message::error(ErrorCode::AgeVerificationRequired, "Show your passport.");
        let told = message.clone();
        let (status, messages) = judged(move |checkout| checkout.quote.messages = vec![told]);
        assert_eq!((status, messages), (CheckoutStatus::NotReadyForPayment, vec![message]));
        let notice = Message::warning(WarningCode::ShippingDelay, "Later than usual.");
        let told = notice.clone();
        let (status, messages) = judged(move |checkout| checkout.quote.messages = vec![told]);
        assert_eq!((status, messages), (CheckoutStatus::ReadyForPayment, vec![notice]));
    }

    #[test]
    fn old_messages_make_way_and_notices_stay() {
        let mut session = complete();
        let checkout = Arc::make_mut(&mut session.checkout);
        checkout.messages = vec![Message::error(ErrorCode::OutOfStock, "Yesterday.")];
        let notice = Message::info("Today.");
        judge(&mut session, &Profile::new(usd()), vec![notice.clone()]);
        assert_eq!(session.checkout.messages, [notice]);
        assert_eq!(session.checkout.status, CheckoutStatus::ReadyForPayment);
    }

    // ACP-LIFE-14
    #[test]
    fn a_person_may_have_to_go_on() {
        let page = Uri::new("https://mugs.example/cart/1").unwrap();
        let (status, _) = judged(move |checkout| checkout.quote.escalation = Some(page));
        assert_eq!(status, CheckoutStatus::RequiresEscalation);
    }

    // ACP-MSG-16, ACP-DISC-01, ACP-DISC-11, C-MSG-04
    #[test]
    fn a_rejected_code_is_a_warning() {
        let (status, messages) = judged(|checkout| {
            checkout.cart.discount_codes = vec!["TEN".to_owned(), "Summer".to_owned()];
            let mut old = RejectedDiscount::new("SUMMER", DiscountRejection::Expired);
            old.message = Some("Summer is over.".to_owned());
            let other = RejectedDiscount::new("elsewhere", DiscountRejection::Invalid);
            checkout.quote.discounts.rejected = vec![old, other];
        });
        assert_eq!(status, CheckoutStatus::ReadyForPayment, "the buyer may go on without");
        let expected = [
            Message::warning(WarningCode::DiscountCodeExpired, "Summer is over.").about(Field::DiscountCode(1)),
            Message::warning(WarningCode::DiscountCodeInvalid, "The code elsewhere does not count.")
                .about(Field::DiscountCodes),
        ];
        assert_eq!(messages, expected);
    }

    #[test]
    fn the_shops_own_warning_stands_in() {
        let own =
            Message::warning(WarningCode::DiscountCodeInvalid, "Never heard of it.").about(Field::DiscountCode(0));
        let told = own.clone();
        let (_, messages) = judged(move |checkout| {
            checkout.cart.discount_codes = vec!["TEN".to_owned()];
            checkout.quote.discounts.rejected = vec![RejectedDiscount::new("ten", DiscountRejection::Invalid)];
            checkout.quote.messages = vec![told];
        });
        assert_eq!(messages, [own]);
    }

    /// The status and the interventions, for an agent that can do nothing.
    fn required(enforcement: Enforcement, by_quote: bool) -> (CheckoutStatus, Vec<Message>, Interventions) {
        let required = Interventions {
            supported: vec![Intervention::ThreeDs],
            required: vec![Intervention::ThreeDs],
            enforcement,
        };
        let mut session = complete();
        let mut profile = Profile::new(usd());
        if by_quote {
            Arc::make_mut(&mut session.checkout).quote.interventions = Some(required);
        } else {
            profile = profile.with_interventions(required);
        }
        session.agent = AgentCapabilities::default().into();
        judge(&mut session, &profile, Vec::new());
        let checkout = &session.checkout;
        (checkout.status, checkout.messages.clone(), checkout.interventions.clone())
    }

    // ACP-LIFE-13, ACP-MSG-15, C-LIFE-02
    #[test]
    fn what_the_agent_must_do_and_cannot_keeps_the_session_from_being_paid() {
        for by_quote in [false, true] {
            let (status, messages, interventions) = required(Enforcement::Always, by_quote);
            assert_eq!(status, CheckoutStatus::NotReadyForPayment);
            assert_eq!(messages.len(), 1);
            assert_eq!(messages[0].kind, MessageKind::Error(ErrorCode::InterventionRequired));
            assert_eq!((interventions.supported, interventions.required), (vec![], vec![Intervention::ThreeDs]));
        }
    }

    // C-LIFE-02
    #[test]
    fn what_the_agent_may_have_to_do_is_good_to_know() {
        for enforcement in [Enforcement::Conditional, Enforcement::Optional] {
            let (status, messages, _) = required(enforcement, false);
            assert_eq!(status, CheckoutStatus::ReadyForPayment);
            assert_eq!(messages.len(), 1);
            assert_eq!(messages[0].kind, MessageKind::Info);
        }
    }

    fn reopened(before: Vec<Message>, more: Vec<Message>) -> (CheckoutStatus, Vec<Message>) {
        let mut session = complete();
        let checkout = Arc::make_mut(&mut session.checkout);
        checkout.status = CheckoutStatus::CompleteInProgress;
        checkout.messages = before;
        checkout.updated_at = noon();
        reopen(checkout, more);
        (checkout.status, checkout.messages.clone())
    }

    // ACP-COMP-15
    #[test]
    fn a_decline_leaves_the_session_payable_whatever_its_code() {
        let notice = Message::warning(WarningCode::HighDemand, "Hurry.");
        let decline = Message::error(ErrorCode::PaymentDeclined, "No.").about(Field::PaymentData);
        let other = Message::error(ErrorCode::Invalid, "Not this card.").about(Field::PaymentData);
        // The last one stands for all before.
        for (first, second) in [(&decline, &other), (&other, &decline), (&decline, &decline)] {
            let (status, messages) = reopened(vec![notice.clone(), first.clone()], vec![second.clone()]);
            assert_eq!(status, CheckoutStatus::ReadyForPayment);
            assert_eq!(messages, [notice.clone(), second.clone()]);
        }
    }

    #[test]
    fn a_refused_order_keeps_its_reasons() {
        let gone = Message::error(ErrorCode::OutOfStock, "The last one is gone.").about(Field::LineItem(0));
        assert_eq!(reopened(vec![], vec![gone.clone()]), (CheckoutStatus::NotReadyForPayment, vec![gone]));
        let dearer = Message::warning(WarningCode::PriceChange, "Dearer now.");
        assert_eq!(reopened(vec![], vec![dearer.clone()]), (CheckoutStatus::ReadyForPayment, vec![dearer]));
    }
}
