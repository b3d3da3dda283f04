//! Any session of the model: it is written by the schema, what must survive does, and what was said once stays.

use agentic_commerce::acp::Operation;
use agentic_commerce::model::{
    Buyer, CartLine, Checkout, CheckoutStatus, Destination, ErrorCode, Field, FulfillmentDetail, FulfillmentKind,
    FulfillmentOption, LineItem, Message, PaymentHandler, PickupLocation, Quote, TimeWindow, Total, TotalKind, Totals,
    WarningCode,
};
use agentic_commerce::types::{Money, Timestamp};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::{home, pieces, read, ready, selection, usd, written};

fn line() -> impl Strategy<Value = LineItem> {
    (1_i64..1_000, 0_i64..1_000_000, 0_i64..=100, 0_i64..100_000, any::<bool>()).prop_map(
        |(quantity, price, percent, tax, digital)| {
            let line = LineItem::new("", "", pieces(quantity), usd(price)).unwrap();
            let discount = usd(line.base_amount.minor * percent / 100);
            let line = line.with_discount(discount).unwrap().with_tax(usd(tax)).unwrap();
            if digital { line.digital() } else { line }
        },
    )
}

fn option() -> impl Strategy<Value = FulfillmentOption> {
    let window = || of((0_i64..4_000_000_000_000).prop_map(|millis| Timestamp::from_unix_millis(millis).unwrap()));
    let detail = (0..4, of("[a-z]{1,8}"), window(), window()).prop_map(|(kind, carrier, start, end)| {
        let mut window = TimeWindow::default();
        (window.start, window.end) = (start, end);
        let window = (window != TimeWindow::default()).then_some(window);
        match kind {
            0 => FulfillmentDetail::Shipping { carrier, delivery: window },
            1 => FulfillmentDetail::Digital,
            2 => FulfillmentDetail::Pickup {
                location: Box::new(PickupLocation::new("Shop", home())),
                pickup_type: None,
                ready_by: start,
                pickup_by: end,
            },
            _ => FulfillmentDetail::LocalDelivery { window, service_area: None },
        }
    });
    ("\\PC{1,12}", of("\\PC{0,12}"), 0_i64..100_000, 0_i64..10_000, detail).prop_map(
        |(title, description, price, tax, detail)| {
            let mut option = FulfillmentOption::of("", title, usd(price), detail);
            (option.description, option.tax) = (description, usd(tax));
            option
        },
    )
}

fn message() -> impl Strategy<Value = Message> {
    let field = select(vec![
        Field::LineItem(0),
        Field::LineItemId(1),
        Field::Quantity(2),
        Field::Buyer,
        Field::Destination,
        Field::Selection(0),
        Field::DiscountCode(0),
        Field::Other("$.of['tomorrow']".to_owned()),
    ]);
    let code = select(ErrorCode::LISTED.to_vec());
    ("\\PC{0,20}", 0..3, code, of(field)).prop_map(|(text, kind, code, field)| {
        let message = match kind {
            0 => Message::info(text),
            1 => Message::warning(WarningCode::PriceChange, text),
            _ => Message::error(ErrorCode::from(code), text),
        };
        field.into_iter().fold(message, Message::about)
    })
}

fn buyer() -> impl Strategy<Value = Buyer> {
    (of("[A-Z][a-z]{1,6}"), of("[A-Z][a-z]{1,6}"), of("[A-Z][a-z]{1,3} [A-Z][a-z]{1,3}"), of("\\+[0-9]{6,12}"))
        .prop_map(|(first, last, full, phone)| {
            let mut buyer = Buyer::new("ada@example.com");
            // A whole name beside both of its parts would be one name too many.
            let full = full.filter(|_| first.is_none() || last.is_none());
            (buyer.first_name, buyer.last_name, buyer.full_name, buyer.phone_number) = (first, last, full, phone);
            buyer
        })
}

fn extra() -> impl Strategy<Value = Total> {
    let kinds = [TotalKind::Discount, TotalKind::Fee, TotalKind::GiftWrap, TotalKind::Tip, TotalKind::StoreCredit];
    (select(kinds.to_vec()), 0_i64..10_000, "\\PC{1,12}")
        .prop_map(|(kind, amount, text)| Total::new(kind, usd(amount)).called(text))
}

prop_compose! {
    fn checkout()(
        status in select(CheckoutStatus::ALL.to_vec()),
        mut lines in vec(line(), 0..4),
        mut options in vec(option(), 0..4),
        chosen in vec(any::<Index>(), 0..3),
        extras in vec(extra(), 0..3),
        messages in vec(message(), 0..4),
        buyer in of(buyer()),
        at_home in any::<bool>(),
        stripe in any::<bool>(),
    ) -> Checkout {
        let mut checkout = ready();
        for (index, line) in lines.iter_mut().enumerate() {
            (line.id, line.item) = (format!("li_{index}").into(), format!("item_{index}").into());
        }
        for (index, option) in options.iter_mut().enumerate() {
            option.id = format!("option_{index}").into();
        }
        checkout.cart.lines =
            lines.iter().map(|line| CartLine::new(line.id.clone(), line.item.clone(), line.quantity)).collect();
        let ids: Vec<_> = lines.iter().map(|line| line.id.as_str()).collect();
        checkout.cart.selections = chosen
            .iter()
            .filter(|_| !options.is_empty())
            .map(|index| index.get(&options))
            .map(|option| selection(option.id.as_str(), option.kind(), &ids))
            .collect();
        checkout.cart.buyer = buyer;
        checkout.cart.destination = at_home.then(|| Destination::at(home()));
        let totals = Totals::of_lines(usd(0).currency, &lines).unwrap();
        let totals = extras.into_iter().fold(totals, Totals::also).build().unwrap();
        checkout.quote = Quote::new(usd(0).currency, lines, totals).into();
        checkout.quote.fulfillment_options = options;
        if stripe {
            checkout.quote.payment_handlers = vec![PaymentHandler::stripe_card("card", "acct_1").into()];
        }
        checkout.status = status;
        checkout.messages = messages;
        checkout
    }
}

/// The amounts of a line, as this release has them.
fn amounts(line: &LineItem) -> [Money; 5] {
    [line.base_amount, line.discount, line.subtotal, line.tax, line.total]
}

/// Whether a kind of total is taken off.
fn sign(kind: &TotalKind) -> i64 {
    match kind {
        TotalKind::ItemsDiscount | TotalKind::Discount | TotalKind::StoreCredit => -1,
        TotalKind::Subtotal | TotalKind::Total => 0,
        _ => 1,
    }
}

proptest! {
    // ACP-LIFE-02, ACP-LIFE-05, ACP-LIFE-07, ACP-MON-01, ACP-MON-04, ACP-MON-07, ACP-LI-01, ACP-LI-10, ACP-BUY-01,
    // ACP-FUL-02, ACP-FUL-04, ACP-FUL-10, ACP-MSG-02, ACP-MSG-04, ACP-MSG-07, ACP-MSG-14
    #[test]
    fn what_must_survive_does(original in checkout()) {
        // The schema is asked in `written`.
        let session = written(Operation::Retrieve, &original);
        let copy = read(&session).unwrap();

        prop_assert_eq!(&copy.id, &original.id);
        prop_assert_eq!(copy.quote.currency, original.quote.currency);
        prop_assert_eq!(&copy.cart.lines, &original.cart.lines);
        prop_assert_eq!(copy.quote.lines.len(), original.quote.lines.len());
        for (copy, original) in copy.quote.lines.iter().zip(&original.quote.lines) {
            prop_assert_eq!((&copy.id, &copy.item, copy.quantity), (&original.id, &original.item, original.quantity));
            prop_assert_eq!(amounts(copy), amounts(original));
        }

        prop_assert_eq!(copy.quote.totals.len(), original.quote.totals.len());
        for (copy, original) in copy.quote.totals.iter().zip(&original.quote.totals) {
            prop_assert_eq!((copy.amount, &copy.display_text), (original.amount, &original.display_text));
            prop_assert_eq!(sign(&copy.kind), sign(&original.kind));
        }

        let sayable = |option: &&FulfillmentOption| {
            matches!(option.kind(), FulfillmentKind::Shipping | FulfillmentKind::Digital)
        };
        let offered: Vec<_> = original.quote.fulfillment_options.iter().filter(sayable).cloned().collect();
        prop_assert_eq!(&copy.quote.fulfillment_options, &offered);

        prop_assert_eq!(copy.cart.address(), original.cart.address());
        let names = |checkout: &Checkout| checkout.cart.buyer.as_ref().and_then(Buyer::name);
        prop_assert_eq!(names(&copy), names(&original));
        if let (Some(buyer), Some(original)) = (&copy.cart.buyer, &original.cart.buyer) {
            prop_assert_eq!((&buyer.email, &buyer.phone_number), (&original.email, &original.phone_number));
        }

        prop_assert!(copy.messages.len() >= original.messages.len());
        for (copy, original) in copy.messages.iter().zip(&original.messages) {
            prop_assert_eq!(&copy.text, &original.text);
            prop_assert_eq!(copy.is_error(), original.is_error());
        }
    }

    // ACP-FUL-10, ACP-LIFE-02
    #[test]
    fn a_session_is_ready_only_if_all_of_it_is_said(original in checkout()) {
        let copy = read(&written(Operation::Retrieve, &original)).unwrap();
        let mut chosen: Vec<_> = original.cart.selections.iter().map(|selection| &selection.option).collect();
        chosen.dedup();
        let offered = &copy.quote.fulfillment_options;
        let whole = match chosen.as_slice() {
            [] => true,
            [option] => offered.iter().any(|offered| offered.id == **option),
            _ => false,
        };
        let whole = whole && (offered.is_empty() <= original.quote.fulfillment_options.is_empty());
        prop_assert_eq!(copy.cart.selections.len(), usize::from(whole && !chosen.is_empty()));
        for selection in &copy.cart.selections {
            prop_assert_eq!(&selection.option, chosen[0]);
            prop_assert_eq!(selection.kind, original.cart.selections[0].kind);
            prop_assert_eq!(selection.lines.len(), original.cart.lines.len());
        }
        let expected = match original.status {
            CheckoutStatus::ReadyForPayment if whole => CheckoutStatus::ReadyForPayment,
            CheckoutStatus::ReadyForPayment
            | CheckoutStatus::Incomplete
            | CheckoutStatus::NotReadyForPayment
            | CheckoutStatus::RequiresEscalation
            | CheckoutStatus::AuthenticationRequired => CheckoutStatus::NotReadyForPayment,
            CheckoutStatus::PendingApproval | CheckoutStatus::CompleteInProgress | CheckoutStatus::InProgress => CheckoutStatus::InProgress,
            CheckoutStatus::Completed => CheckoutStatus::Completed,
            CheckoutStatus::Canceled | CheckoutStatus::Expired => CheckoutStatus::Canceled,
        };
        prop_assert_eq!(copy.status, expected);
        if original.status == CheckoutStatus::ReadyForPayment && !whole {
            prop_assert!(copy.messages.iter().any(Message::is_error));
        }
    }

    #[test]
    fn what_was_said_once_stays(original in checkout()) {
        let session = written(Operation::Retrieve, &original);
        prop_assert_eq!(written(Operation::Retrieve, &read(&session).unwrap()), session);
    }
}
