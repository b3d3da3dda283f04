//! Sessions of all kinds.

use serde_json::json;

use super::order;
use super::source::{Source, eur, usd};
use crate::model::*;
use crate::types::{LineItemId, Money};

/// A session with anything that a merchant can say. Selections are of priced lines, and those that name items name all
/// lines of them; the rest of the cart is as it comes.
pub(super) fn any(source: &mut Source<'_>) -> Checkout {
    let lines = cart_lines(source);
    let priced: Vec<_> = lines.iter().filter_map(|line| source.maybe(|source| priced_line(line, source))).collect();
    let mut checkout = Checkout::new(
        source.name("cs", 0).as_str().into(),
        source.one_of(CheckoutStatus::ALL),
        Cart { selections: selections(&priced, source), lines, ..cart(source) },
        Quote { lines: priced, ..quote(source) },
        source.time(),
    );
    checkout.messages = source.list(4, message);
    let link = |source: &mut Source| Link {
        kind: source.word(LinkKind::LISTED),
        url: source.uri(),
        title: source.maybe(Source::text),
    };
    checkout.links = source.list(4, link).into();
    checkout.interventions = interventions(source);
    checkout.authentication = source.maybe(authentication);
    checkout.order = source.maybe(order::any).map(Into::into);
    checkout.updated_at = source.time();
    checkout.expires_at = source.time();
    checkout
}

fn cart_lines(source: &mut Source<'_>) -> Vec<CartLine> {
    let items = source.list(4, |source| source.one_of(&["mug", "pen", "cup"]));
    items
        .into_iter()
        .enumerate()
        .map(|(index, item)| CartLine::new(source.name("li", index).as_str(), item, source.quantity()))
        .collect()
}

fn selections(lines: &[LineItem], source: &mut Source<'_>) -> Vec<Selection> {
    let ids = |lines: Vec<&LineItem>| lines.iter().map(|line| line.id.clone()).collect::<Vec<LineItemId>>();
    source.list(2, |source| {
        let mut selection = Selection::new("std".into(), source.one_of(FulfillmentKind::ALL), Vec::new());
        let item = source.one_of(&["mug", "pen", "cup"]);
        let of_item: Vec<_> = lines.iter().filter(|line| line.item == item).collect();
        if source.flag() && !of_item.is_empty() {
            selection.named_by = NamedBy::Item;
            selection.lines = ids(of_item);
        } else {
            selection.lines = ids(lines.iter().filter(|_| source.flag()).collect());
        }
        selection
    })
}

fn cart(source: &mut Source<'_>) -> Cart {
    Cart {
        currency: source.maybe(|_| usd()),
        buyer: source.maybe(buyer),
        destination: source.maybe(destination),
        groups: source.list(2, group),
        discount_codes: source.list(2, Source::text),
        locale: source.maybe(Source::text),
        timezone: source.maybe(Source::text),
        quote_id: source.maybe(Source::text),
        order_notes: source.maybe(Source::text),
        metadata: source.maybe(metadata),
        ..Cart::default()
    }
}

pub(super) fn metadata(source: &mut Source<'_>) -> Metadata {
    let values = [json!(null), json!({"a": [1, {}]}), json!(18_446_744_073_709_551_615_u64), json!(-0.25)];
    source.list(2, |source| (source.text(), source.one_of(&values))).into_iter().collect()
}

pub(super) fn buyer(source: &mut Source<'_>) -> Buyer {
    Buyer {
        email: source.email(),
        first_name: source.maybe(Source::text),
        last_name: source.maybe(Source::text),
        full_name: source.maybe(Source::text),
        phone_number: source.maybe(Source::text),
        customer_id: source.maybe(Source::text),
        account_type: source.maybe(|source| source.one_of(AccountType::ALL)),
        authentication_status: source.maybe(|source| source.one_of(BuyerAuthentication::ALL)),
        company: source.maybe(|source| Company {
            name: source.text(),
            tax_id: source.maybe(Source::text),
            department: source.maybe(Source::text),
            cost_center: source.maybe(Source::text),
        }),
        loyalty: source.maybe(|source| Loyalty {
            tier: source.maybe(Source::text),
            points_balance: source.maybe(|source| i64::from(source.byte()) - 100),
            member_since: source.maybe(Source::time),
        }),
        tax_exemption: source.maybe(|source| TaxExemption {
            certificate_id: source.text(),
            certificate_type: source.one_of(TaxCertificate::ALL),
            exempt_regions: source.maybe(|source| source.list(2, Source::text)),
            expires_at: source.maybe(Source::time),
        }),
    }
}

pub(super) fn destination(source: &mut Source<'_>) -> Destination {
    Destination {
        name: source.maybe(Source::text),
        phone_number: source.maybe(Source::text),
        email: source.maybe(Source::email),
        address: source.maybe(address),
    }
}

pub(super) fn address(source: &mut Source<'_>) -> Address {
    Address {
        name: source.text(),
        line_one: source.text(),
        line_two: source.maybe(Source::text),
        city: source.text(),
        state: source.text(),
        country: source.text(),
        postal_code: source.text(),
        company: source.maybe(Source::text),
    }
}

pub(super) fn group(source: &mut Source<'_>) -> FulfillmentGroup {
    FulfillmentGroup {
        id: source.text(),
        item_ids: source.list(2, Source::text),
        kind: source.one_of(FulfillmentKind::ALL),
        destination: source.maybe(destination),
        location_id: source.maybe(Source::text),
        instructions: source.maybe(Source::text),
    }
}

fn priced_line(line: &CartLine, source: &mut Source<'_>) -> LineItem {
    let priced = LineItem::new(line.id.clone(), line.item.clone(), line.quantity, source.price()).unwrap();
    let discount = Money::new(priced.base_amount.minor / 4 * i64::from(source.flag()), usd());
    let mut priced = priced.with_discount(discount).unwrap().with_tax(source.price()).unwrap();
    priced.unit_amount = priced.unit_amount.filter(|_| source.flag());
    priced.requires_shipping = source.flag();
    priced.product = product(source);
    priced.discount_details = source.list(2, |source| DiscountDetail {
        kind: source.word(DiscountKind::LISTED),
        amount: source.price(),
        code: source.maybe(Source::text),
        description: source.maybe(Source::text),
        source: source.maybe(|source| source.word(DiscountSource::LISTED)),
    });
    priced.tax_exempt = source.maybe(Source::flag);
    priced.tax_exemption_reason = source.maybe(Source::text);
    priced.parent_id = source.maybe(|source| source.text().as_str().into());
    priced
}

fn product(source: &mut Source<'_>) -> ProductDetails {
    ProductDetails {
        name: source.maybe(Source::text),
        description: source.maybe(Source::text),
        images: source.list(2, Source::uri),
        product_id: source.maybe(Source::text),
        sku: source.maybe(Source::text),
        variant_id: source.maybe(Source::text),
        category: source.maybe(Source::text),
        tags: source.list(2, Source::text),
        weight: source.maybe(|source| Weight::new(source.number(), source.one_of(WeightUnit::ALL))),
        dimensions: source.maybe(|source| {
            Dimensions::new(source.number(), source.number(), source.number(), source.one_of(LengthUnit::ALL))
        }),
        availability: source.maybe(|source| source.word(Availability::LISTED)),
        available_quantity: source.maybe(Source::count),
        max_quantity_per_order: source.maybe(Source::count),
        fulfillable_on: source.maybe(Source::time),
        variant_options: source.list(2, |source| VariantOption::new(source.text(), source.text())),
        custom_attributes: source.list(2, |source| CustomAttribute::new(source.text(), source.text())),
        disclosures: source.list(2, |source| Disclosure::disclaimer(text(source))),
        marketplace_seller: source.maybe(Source::text),
    }
}

fn quote(source: &mut Source<'_>) -> Quote {
    Quote {
        unavailable: source.list(1, |_| UnavailableItem::new("li_0".into(), ItemProblem::OutOfStock)),
        fulfillment_options: source.list(3, option),
        totals: totals(source),
        discounts: Discounts {
            applied: source.list(2, applied),
            rejected: source.list(2, |source| RejectedDiscount {
                code: source.text(),
                reason: source.word(DiscountRejection::LISTED),
                message: source.maybe(Source::text),
            }),
        },
        messages: source.list(1, message),
        payment_handlers: source.list(3, |source| handler(source).into()),
        interventions: source.maybe(interventions),
        consent_options: source.list(2, |source| MarketingConsentOption {
            channel: source.text(),
            display_text: source.text(),
            privacy_policy_url: source.uri(),
            is_subscribed: source.maybe(Source::flag),
        }),
        escalation: source.maybe(Source::uri),
        quote_id: source.maybe(Source::text),
        expires_at: source.maybe(Source::time),
        presentment: source.maybe(|source| Presentment {
            currency: eur(),
            exchange_rate: source.maybe(Source::number),
            exchange_rate_timestamp: source.maybe(Source::time),
        }),
        ..Quote::new(usd(), Vec::new(), Vec::new())
    }
}

pub(super) fn totals(source: &mut Source<'_>) -> Vec<Total> {
    source.list(4, |source| Total {
        kind: source.word(TotalKind::LISTED),
        amount: source.price(),
        display_text: source.text().into(),
        description: source.maybe(Source::text),
        presentment_amount: source.maybe(|source| Money::new(source.price().minor, eur())),
        breakdown: source.list(2, |source| TaxBreakdown::new(source.text(), source.number(), source.price())),
    })
}

fn option(source: &mut Source<'_>) -> FulfillmentOption {
    let detail = match source.below(4) {
        0 => FulfillmentDetail::Digital,
        1 => FulfillmentDetail::Shipping { carrier: source.maybe(Source::text), delivery: source.maybe(window) },
        2 => FulfillmentDetail::Pickup {
            location: Box::new(PickupLocation {
                name: source.text(),
                address: address(source),
                phone: source.maybe(Source::text),
                instructions: source.maybe(Source::text),
            }),
            pickup_type: source.maybe(|source| source.one_of(PickupType::ALL)),
            ready_by: source.maybe(Source::time),
            pickup_by: source.maybe(Source::time),
        },
        _ => FulfillmentDetail::LocalDelivery {
            window: source.maybe(window),
            service_area: source.maybe(|source| ServiceArea {
                radius_miles: source.maybe(Source::number),
                center_postal_code: source.maybe(Source::text),
            }),
        },
    };
    FulfillmentOption {
        tax: source.price(),
        description: source.maybe(Source::text),
        ..FulfillmentOption::of(source.text().as_str(), source.text(), source.price(), detail)
    }
}

fn window(source: &mut Source<'_>) -> TimeWindow {
    TimeWindow { start: source.maybe(Source::time), end: source.maybe(Source::time) }
}

fn applied(source: &mut Source<'_>) -> AppliedDiscount {
    AppliedDiscount {
        id: source.text(),
        code: source.maybe(Source::text),
        coupon: Coupon {
            id: source.text(),
            name: source.text(),
            percent_off: source.maybe(Source::number),
            amount_off: source.maybe(|source| Money::new(source.price().minor, eur())),
            duration: source.maybe(|source| source.word(CouponDuration::LISTED)),
            duration_in_months: source.maybe(Source::count),
            max_redemptions: source.maybe(Source::count),
            times_redeemed: source.maybe(Source::count),
            metadata: source.list(2, |source| (source.text(), source.text())).into_iter().collect(),
        },
        amount: source.price(),
        automatic: source.flag(),
        start: source.maybe(Source::time),
        end: source.maybe(Source::time),
        method: source.maybe(|source| source.word(AllocationMethod::LISTED)),
        priority: source.maybe(Source::count),
        allocations: source.list(2, |source| {
            let index = source.below(3);
            let field = source.one_of(&[
                Field::LineItem(index),
                Field::Selections,
                Field::Totals,
                Field::Other("$.totals[?(@.type=='fee')]".to_owned()),
            ]);
            DiscountAllocation::new(field, source.price())
        }),
    }
}

fn text(source: &mut Source<'_>) -> Text {
    if source.flag() { Text::Markdown(source.text()) } else { Text::Plain(source.text()) }
}

fn message(source: &mut Source<'_>) -> Message {
    let kind = match source.below(3) {
        0 => MessageKind::Info,
        1 => MessageKind::Warning(source.word(WarningCode::LISTED)),
        _ => MessageKind::Error(source.word(ErrorCode::LISTED)),
    };
    Message {
        kind,
        text: text(source),
        field: source.maybe(field),
        severity: source.maybe(|source| source.word(Severity::LISTED)),
        resolution: source.maybe(|source| source.word(Resolution::LISTED)),
    }
}

fn field(source: &mut Source<'_>) -> Field {
    let index = source.below(6);
    source.one_of(&[
        Field::LineItems,
        Field::LineItem(index),
        Field::LineItemId(index),
        Field::Quantity(index),
        Field::Buyer,
        Field::BuyerEmail,
        Field::Destination,
        Field::DestinationEmail,
        Field::Address,
        Field::Country,
        Field::Selections,
        Field::Selection(index),
        Field::FulfillmentGroup(index),
        Field::DiscountCodes,
        Field::DiscountCode(index),
        Field::Currency,
        Field::Capabilities,
        Field::PaymentData,
        Field::PaymentToken,
        Field::PaymentHandler,
        Field::AuthenticationResult,
        Field::AffiliateAttribution,
        Field::IntentTrace,
        Field::OrderNotes,
        Field::Totals,
        Field::Other("$['some']['place']".to_owned()),
    ])
}

fn handler(source: &mut Source<'_>) -> PaymentHandler {
    PaymentHandler {
        requires_delegate_payment: source.flag(),
        requires_pci_compliance: source.flag(),
        psp: source.text(),
        instrument_schemas: source.list(2, Source::uri),
        config: metadata(source),
        display_name: source.maybe(Source::text),
        display_order: source.maybe(|source| i64::from(source.byte()) - 100),
        ..PaymentHandler::stripe_card(source.text().as_str(), "acct_1")
    }
}

fn interventions(source: &mut Source<'_>) -> Interventions {
    Interventions {
        supported: source.list(3, |source| source.word(Intervention::LISTED)),
        required: source.list(3, |source| source.word(Intervention::LISTED)),
        enforcement: source.word(Enforcement::LISTED),
    }
}

fn authentication(source: &mut Source<'_>) -> AuthenticationMetadata {
    let mut acquirer_details = AcquirerDetails::new("123456", "US", source.text(), source.text());
    acquirer_details.requestor_id = source.maybe(Source::text);
    let preferences = [
        FlowPreference::Challenge { mandated: None },
        FlowPreference::Challenge { mandated: Some(false) },
        FlowPreference::Challenge { mandated: Some(true) },
        FlowPreference::Frictionless { low_risk: false },
        FlowPreference::Frictionless { low_risk: true },
    ];
    AuthenticationMetadata {
        acquirer_details,
        directory_server: source.listed(DirectoryServer::LISTED),
        flow_preference: source.maybe(|source| source.one_of(&preferences)),
        channel: source.maybe(|source| BrowserChannel {
            accept_header: source.text(),
            ip_address: source.text(),
            javascript_enabled: source.flag(),
            language: source.text(),
            user_agent: source.text(),
            color_depth: None,
            java_enabled: None,
            screen_height: None,
            screen_width: None,
            timezone_offset: None,
        }),
    }
}
