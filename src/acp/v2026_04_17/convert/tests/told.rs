//! What the release cannot say, as the documentation of the conversions lists it.

use super::source::usd;
use crate::model::*;

/// The session as an agent learns of it.
pub(super) fn as_told(mut checkout: Checkout) -> Checkout {
    tell_messages(&mut checkout);
    let status = checkout.status;
    let Checkout { cart, quote, extensions, .. } = &mut checkout;

    // The cart is what the session shows of it.
    cart.lines =
        quote.lines.iter().map(|line| CartLine::new(line.id.clone(), line.item.clone(), line.quantity)).collect();
    cart.currency = Some(usd());
    cart.order_notes = None;
    cart.quote_id = quote.quote_id.take().or(cart.quote_id.take());
    quote.quote_id.clone_from(&cart.quote_id);

    quote.unavailable.clear();
    quote.messages.clear();
    quote.interventions = None;
    quote.payment_handlers.sort_by_key(|handler| handler.display_order.unwrap_or(i64::MAX));
    quote.lines.iter_mut().for_each(tell_line);
    quote.fulfillment_options.iter_mut().for_each(tell_option);
    quote.discounts.applied.iter_mut().for_each(tell_applied);
    for rejected in &mut quote.discounts.rejected {
        if !DiscountRejection::LISTED.contains(&rejected.reason.as_str()) {
            rejected.reason = DiscountRejection::Invalid;
        }
    }
    let shown = quote.presentment.is_some();
    tell_totals(&mut quote.totals, shown);
    if status.is_terminal() {
        quote.escalation = None;
    }

    // The one extension that needs no shop to declare it.
    extensions.clear();
    if !cart.discount_codes.is_empty() || !quote.discounts.is_empty() {
        let schemas = ["CheckoutSessionCreateRequest", "CheckoutSessionUpdateRequest", "CheckoutSession"];
        let declared = ExtensionDeclaration::named("discount");
        let adding = |declared: ExtensionDeclaration, schema| declared.adding(format!("$.{schema}.discounts"));
        extensions.push(schemas.into_iter().fold(declared, adding));
    }

    tell_links(&mut checkout.links);
    let Interventions { supported, required, enforcement } = &mut checkout.interventions;
    supported.retain(|kind| Intervention::LISTED.contains(&kind.as_str()));
    required.retain(|kind| ["3ds", "biometric"].contains(&kind.as_str()));
    if !Enforcement::LISTED.contains(&enforcement.as_str()) {
        *enforcement = Enforcement::Conditional;
    }
    if status != CheckoutStatus::AuthenticationRequired {
        checkout.authentication = None;
    }
    if let Some(authentication) = &mut checkout.authentication {
        authentication.channel = None;
    }
    if let Some(order) = &mut checkout.order {
        tell_order(order, shown);
    }
    checkout
}

fn tell_messages(checkout: &mut Checkout) {
    let place = |index: usize| {
        let Some(line) = checkout.cart.lines.get(index) else { return Some(index) };
        checkout.quote.lines.iter().position(|shown| shown.id == line.id)
    };
    for message in &mut checkout.messages {
        let severity = message.severity();
        message.severity = Some(if Severity::LISTED.contains(&severity.as_str()) {
            severity
        } else {
            match message.kind {
                MessageKind::Info => Severity::Info,
                MessageKind::Warning(_) => Severity::Medium,
                MessageKind::Error(_) => Severity::High,
            }
        });
        if message.resolution.as_ref().is_some_and(|who| !Resolution::LISTED.contains(&who.as_str())) {
            message.resolution = None;
        }
        match &message.kind {
            MessageKind::Error(code) if !ErrorCode::LISTED.contains(&code.as_str()) => {
                message.kind = MessageKind::Error(ErrorCode::Invalid);
            }
            MessageKind::Warning(code) if !WarningCode::LISTED.contains(&code.as_str()) => {
                message.kind = MessageKind::Info;
            }
            _ => {}
        }
        message.field = message.field.take().and_then(|field| match field {
            Field::LineItem(index) => Some(place(index).map_or(Field::LineItems, Field::LineItem)),
            Field::LineItemId(index) => Some(place(index).map_or(Field::LineItems, Field::LineItemId)),
            Field::Quantity(index) => Some(place(index).map_or(Field::LineItems, Field::Quantity)),
            // A session does not show them.
            Field::PaymentData
            | Field::PaymentToken
            | Field::AuthenticationResult
            | Field::AffiliateAttribution
            | Field::IntentTrace
            | Field::OrderNotes => None,
            other => Some(other),
        });
    }
}

fn tell_line(line: &mut LineItem) {
    line.requires_shipping = true;
    let product = &mut line.product;
    if product.availability.as_ref().is_some_and(|status| !Availability::LISTED.contains(&status.as_str())) {
        product.availability = None;
    }
    product.max_quantity_per_order = product.max_quantity_per_order.filter(|most| *most > 0);
    for detail in &mut line.discount_details {
        if !DiscountKind::LISTED.contains(&detail.kind.as_str()) {
            detail.kind = DiscountKind::Fixed;
        }
        if detail.source.as_ref().is_some_and(|source| !DiscountSource::LISTED.contains(&source.as_str())) {
            detail.source = None;
        }
    }
}

fn tell_option(option: &mut FulfillmentOption) {
    match &mut option.detail {
        FulfillmentDetail::Shipping { delivery, .. } => {
            *delivery = delivery.filter(|window| window.start.is_some() || window.end.is_some());
        }
        FulfillmentDetail::LocalDelivery { window, .. } => {
            *window = window.filter(|window| window.start.is_some() && window.end.is_some());
        }
        FulfillmentDetail::Digital | FulfillmentDetail::Pickup { .. } => {}
    }
}

fn tell_applied(applied: &mut AppliedDiscount) {
    if applied.automatic {
        applied.code = None;
    }
    if applied.method.as_ref().is_some_and(|method| !AllocationMethod::LISTED.contains(&method.as_str())) {
        applied.method = None;
    }
    applied.priority = applied.priority.filter(|priority| *priority > 0);
    let coupon = &mut applied.coupon;
    if coupon.amount_off.is_some() {
        coupon.percent_off = None;
    }
    if coupon.duration.as_ref().is_some_and(|duration| !CouponDuration::LISTED.contains(&duration.as_str())) {
        coupon.duration = None;
    }
    coupon.duration_in_months = coupon.duration_in_months.filter(|months| *months > 0);
    coupon.max_redemptions = coupon.max_redemptions.filter(|most| *most > 0);
}

fn tell_totals(totals: &mut [Total], shown: bool) {
    for total in totals {
        if !TotalKind::LISTED.contains(&total.kind.as_str()) {
            total.kind = TotalKind::Fee;
        }
        total.presentment_amount = total.presentment_amount.filter(|_| shown);
    }
}

fn tell_links(links: &mut Vec<Link>) {
    let has_policy = links.iter().any(|link| link.kind == LinkKind::ReturnPolicy);
    if let Some(link) = links.iter_mut().find(|link| link.kind == LinkKind::SellerShopPolicies && !has_policy) {
        link.kind = LinkKind::ReturnPolicy;
    }
    links.retain(|link| LinkKind::LISTED.contains(&link.kind.as_str()) && link.kind != LinkKind::SellerShopPolicies);
}

fn tell_order(order: &mut Order, shown: bool) {
    order.lines.retain(|line| line.quantity.ordered >= 1);
    for line in &mut order.lines {
        line.quantity.current = line.quantity.current.max(0);
        line.quantity.fulfilled = line.quantity.fulfilled.max(0);
        tell_totals(&mut line.totals, shown);
    }
    for fulfillment in &mut order.fulfillments {
        if fulfillment.kind == FulfillmentKind::LocalDelivery {
            fulfillment.kind = FulfillmentKind::Shipping;
        }
        fulfillment.lines.retain(|line| line.quantity >= 1);
    }
    for adjustment in &mut order.adjustments {
        adjustment.lines.retain(|line| line.quantity >= 1);
    }
    tell_totals(&mut order.totals, shown);
}

/// The create as a merchant learns of it.
pub(super) fn create_as_told(mut create: Create) -> Create {
    let agent = &mut create.capabilities;
    agent.interventions.retain(|kind| Intervention::LISTED.contains(&kind.as_str()));
    if agent.display_context.as_ref().is_some_and(|context| !DisplayContext::LISTED.contains(&context.as_str())) {
        agent.display_context = None;
    }
    if agent.redirect_context.as_ref().is_some_and(|context| !RedirectContext::LISTED.contains(&context.as_str())) {
        agent.redirect_context = None;
    }
    agent.max_interaction_depth = agent.max_interaction_depth.filter(|depth| *depth > 0);
    for extension in &mut agent.extensions {
        *extension = ExtensionDeclaration::named(extension.name.as_str());
    }
    create
}

/// The cancellation as a merchant learns of it.
pub(super) fn cancel_as_told(mut cancel: Cancel) -> Cancel {
    if let Some(intent) = &mut cancel.intent {
        if !ReasonCode::LISTED.contains(&intent.reason_code.as_str()) {
            intent.reason_code = ReasonCode::Other;
        }
        intent.metadata.retain(|_, value| !value.is_null() && !value.is_array() && !value.is_object());
    }
    cancel
}
