//! A session that says nearly all that can be said: what older releases make of it is told in their tests.

use std::sync::Arc;

use agentic_commerce::acp::{self, Operation};
use agentic_commerce::json;
use agentic_commerce::model::{
    AcquirerDetails, Address, Adjustment, AdjustmentStatus, AppliedDiscount, AuthenticationMetadata, BrowserChannel,
    Buyer, Cart, CartLine, Checkout, CheckoutStatus, Coupon, Destination, DirectoryServer, Disclosure,
    DiscountRejection, EstimatedDelivery, FlowPreference, FulfillmentDetail, FulfillmentGroup, FulfillmentKind,
    FulfillmentOption, LineItem, Link, LinkKind, MarketingConsentOption, Order, OrderConfirmation, OrderLine,
    OrderQuantity, PaymentHandler, PickupLocation, Presentment, ProductDetails, Quote, RejectedDiscount, Selection,
    Support, Text, TimeWindow, Total, TotalKind,
};
use agentic_commerce::types::{ApiVersion, Currency, Money, Quantity, Timestamp, Uri};
use serde_json::Value;

use crate::spec;

pub(crate) fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::new("usd").expect("a currency"))
}

pub(crate) fn uri(path: &str) -> Uri {
    Uri::new(format!("https://shop.example/{path}")).expect("a page")
}

pub(crate) fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

/// The session in a release, valid there, and the same after an agent of that release read it.
#[track_caller]
pub(crate) fn written(version: ApiVersion, checkout: &Checkout) -> Value {
    let write = |checkout: &Checkout| -> Value {
        let body = acp::encode_checkout(version, Operation::Complete, checkout).expect("a session that can be said");
        serde_json::from_slice(&body).expect("JSON")
    };
    let session = write(checkout);
    let definition = if session.get("order").is_some() { "CheckoutSessionWithOrder" } else { "CheckoutSession" };
    spec::assert_valid(version, definition, &session);
    assert_eq!(write(&read(version, &session)), session, "{version}");
    session
}

/// A session as an agent of that release reads it.
#[track_caller]
pub(crate) fn read(version: ApiVersion, session: &Value) -> Checkout {
    let text = session.to_string();
    acp::decode_checkout(version, &json::parse(text.as_bytes()).expect("JSON")).expect("a session")
}

/// Ada's house, where a company has its seat.
pub(crate) fn home() -> Address {
    let mut address = Address::new("Ada Lovelace", "1 Main St", "Paris", "TX", "US", "75460");
    address.company = Some("Engines Ltd".to_owned());
    address
}

/// Two mugs that are shipped and a book that is downloaded, ready to be paid.
///
/// 2 × 12.50 − 5.00 and 5.00, tax 1.60 and 0.40; delivery 7.00 and 0.56; wrapped for 3.00, a tip of 2.00, and 10.00 in
/// store credit: 20.00 + 5.00 + 7.00 + 2.56 + 3.00 + 2.00 − 10.00 = 29.56.
pub(crate) fn rich() -> Checkout {
    let mut checkout =
        Checkout::new("cs_1".into(), CheckoutStatus::ReadyForPayment, cart(), quote(), time("2026-01-30T12:00:00Z"));
    checkout.expires_at = time("2026-01-30T18:00:00Z");
    let mut faq = Link::new(LinkKind::Faq, uri("faq"));
    faq.title = Some("Questions".to_owned());
    let mut returns = Link::new(LinkKind::ReturnPolicy, uri("returns"));
    returns.title = Some("Returns".to_owned());
    checkout.links = vec![Link::new(LinkKind::TermsOfUse, uri("terms")), returns, faq].into();
    checkout
}

fn cart() -> Cart {
    let two = Quantity::new(2).expect("two");
    let mut cart = Cart::default();
    cart.lines = vec![CartLine::new("li_1", "mug", two), CartLine::new("li_2", "book", Quantity::ONE)];
    let mut buyer = Buyer::new("ada@example.com");
    buyer.full_name = Some("Ada King Lovelace".to_owned());
    buyer.phone_number = Some("+15551234567".to_owned());
    buyer.customer_id = Some("cus_1".to_owned());
    cart.buyer = Some(buyer);
    let mut destination = Destination::at(home());
    destination.email = Some("ada@example.com".to_owned());
    cart.destination = Some(destination);
    cart.selections = vec![
        Selection::new("standard".into(), FulfillmentKind::Shipping, vec!["li_1".into()]),
        Selection::new("download".into(), FulfillmentKind::Digital, vec!["li_2".into()]),
    ];
    let mut group = FulfillmentGroup::new("g_1", vec!["li_1".to_owned()], FulfillmentKind::Shipping);
    group.destination = Some(Destination::at(home()));
    cart.groups = vec![group];
    cart.discount_codes = vec!["SPRING".to_owned(), "SUMMER".to_owned()];
    cart.locale = Some("en-US".to_owned());
    cart.timezone = Some("America/Chicago".to_owned());
    cart.order_notes = Some("Ring twice".to_owned());
    cart.metadata = Some([("campaign".to_owned(), Value::from("x"))].into());
    cart
}

fn quote() -> Quote {
    let two = Quantity::new(2).expect("two");
    let mut mug = ProductDetails::named("Blue mug");
    mug.sku = Some("M-1".to_owned());
    mug.disclosures = vec![Disclosure::disclaimer(Text::from("Contains lead."))];
    let mugs = LineItem::new("li_1", "mug", two, usd(1_250)).expect("a price").with_product(mug);
    let mugs = mugs.with_discount(usd(500)).and_then(|line| line.with_tax(usd(160))).expect("amounts");
    let book = LineItem::new("li_2", "book", Quantity::ONE, usd(500)).expect("a price").digital();
    let book = book.with_tax(usd(40)).expect("amounts");
    let euro = Currency::new("eur").expect("a currency");
    let mut total = Total::new(TotalKind::Total, usd(2_956));
    total.presentment_amount = Some(Money::new(2_700, euro));
    let mut tax = Total::new(TotalKind::Tax, usd(256));
    tax.description = Some("Sales tax".to_owned());
    let totals = vec![
        Total::new(TotalKind::ItemsBaseAmount, usd(3_000)),
        Total::new(TotalKind::ItemsDiscount, usd(500)),
        Total::new(TotalKind::Subtotal, usd(2_500)),
        Total::new(TotalKind::Fulfillment, usd(700)),
        tax,
        Total::new(TotalKind::GiftWrap, usd(300)),
        Total::new(TotalKind::Tip, usd(200)),
        Total::new(TotalKind::StoreCredit, usd(1_000)),
        total,
    ];
    let mut quote = Quote::new(usd(0).currency, vec![mugs, book], totals);
    quote.presentment = Some(Presentment::new(euro));
    quote.fulfillment_options = options();
    let mut applied = AppliedDiscount::new("d_1", Coupon::amount("c_1", "Spring", usd(500)), usd(500));
    applied.code = Some("SPRING".to_owned());
    quote.discounts.applied = vec![applied];
    quote.discounts.rejected = vec![RejectedDiscount::new("SUMMER", DiscountRejection::Expired)];
    quote.payment_handlers = handlers();
    quote.consent_options = vec![MarketingConsentOption::new("email", "News", uri("privacy"))];
    quote.quote_id = Some("q_1".to_owned());
    quote
}

fn options() -> Vec<FulfillmentOption> {
    let window = TimeWindow::new(time("2026-02-02T08:00:00Z"), time("2026-02-03T20:00:00Z"));
    let detail = FulfillmentDetail::Shipping { carrier: Some("USPS".to_owned()), delivery: Some(window) };
    let mut standard = FulfillmentOption::of("standard", "Standard", usd(700), detail);
    standard.tax = usd(56);
    standard.description = Some("Two days".to_owned());
    let location = Box::new(PickupLocation::new("Paris store", home()));
    let detail = FulfillmentDetail::Pickup { location, pickup_type: None, ready_by: None, pickup_by: None };
    let pickup = FulfillmentOption::of("pickup", "Store pickup", usd(0), detail);
    vec![standard, FulfillmentOption::digital("download", "Download", usd(0)), pickup]
}

/// A wallet, and before it, where the merchant would have it, cards by Stripe.
fn handlers() -> Vec<Arc<PaymentHandler>> {
    let mut wallet = PaymentHandler::stripe_card("wallet", "acct_2");
    wallet.psp = "adyen".to_owned();
    wallet.display_order = Some(1);
    let mut card = PaymentHandler::stripe_card("card", "acct_1");
    card.display_name = Some("Credit card".to_owned());
    card.display_order = Some(0);
    vec![wallet.into(), card.into()]
}

/// An order with all that can be said of one.
pub(crate) fn order() -> Order {
    let mut order = Order::new("ord_1", "cs_1".into(), uri("o/1"));
    order.number = Some("#1001".to_owned());
    order.client_reference_id = Some("txn_1".to_owned());
    order.status = Some("confirmed".into());
    order.estimated_delivery = Some(EstimatedDelivery::new(time("2026-02-02T08:00:00Z"), time("2026-02-03T20:00:00Z")));
    let mut confirmation = OrderConfirmation::default();
    confirmation.confirmation_number = Some("C-1".to_owned());
    confirmation.order_notes = Some("Ring twice".to_owned());
    order.confirmation = Some(confirmation);
    let mut support = Support::default();
    support.email = Some("help@shop.example".to_owned());
    order.support = Some(support);
    order.lines = vec![OrderLine::new("li_1", "Mug", OrderQuantity::ordered(2))];
    order.adjustments =
        vec![Adjustment::new("a_1", "refund".into(), AdjustmentStatus::Pending, time("2026-02-01T00:00:00Z"))];
    order.totals = vec![Total::new(TotalKind::AmountRefunded, usd(500))];
    order
}

/// A browser in which no scripts run.
pub(crate) fn browser() -> BrowserChannel {
    BrowserChannel::new("text/html", "203.0.113.42", "en-US", "Mozilla/5.0")
}

/// The same session while the buyer's bank wants to see the buyer, who sits before that browser.
pub(crate) fn authenticating(channel: Option<BrowserChannel>) -> Checkout {
    let acquirer = AcquirerDetails::new("412345", "US", "m_1", "Shop");
    let mut metadata = AuthenticationMetadata::new(acquirer, DirectoryServer::Visa);
    metadata.flow_preference = Some(FlowPreference::Challenge { mandated: Some(false) });
    metadata.channel = channel;
    let mut checkout = rich();
    checkout.status = CheckoutStatus::AuthenticationRequired;
    checkout.authentication = Some(metadata);
    checkout
}
