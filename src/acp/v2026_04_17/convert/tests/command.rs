//! Commands of all kinds, as far as the release can say them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::checkout::{address, buyer, destination, group, metadata};
use super::source::{Source, usd};
use crate::model::*;
use crate::types::Patch;

pub(super) fn create(source: &mut Source<'_>) -> Create {
    let mut items = source.list(3, item);
    items.push(item(source));
    Create {
        currency: Some(usd()),
        buyer: source.maybe(buyer),
        destination: source.maybe(destination),
        groups: source.list(2, group),
        discount_codes: source.list(2, Source::text),
        capabilities: AgentCapabilities {
            interventions: source.list(3, |source| source.word(Intervention::LISTED)),
            display_context: source.maybe(|source| source.word(DisplayContext::LISTED)),
            redirect_context: source.maybe(|source| source.word(RedirectContext::LISTED)),
            max_redirects: source.maybe(Source::count),
            max_interaction_depth: source.maybe(Source::count),
            extensions: source.maybe(extension).into_iter().collect(),
        },
        attribution: source.maybe(attribution),
        locale: source.maybe(Source::text),
        timezone: source.maybe(Source::text),
        quote_id: source.maybe(Source::text),
        order_notes: source.maybe(Source::text),
        metadata: source.maybe(metadata),
        ..Create::new(items)
    }
}

fn item(source: &mut Source<'_>) -> ItemRequest {
    ItemRequest::new(source.text().as_str(), source.quantity())
}

fn extension(source: &mut Source<'_>) -> ExtensionDeclaration {
    ExtensionDeclaration { spec: source.maybe(Source::uri), ..ExtensionDeclaration::named("discount") }
}

fn attribution(source: &mut Source<'_>) -> AffiliateAttribution {
    AffiliateAttribution {
        token: Some(source.text()),
        publisher_id: source.maybe(Source::text),
        campaign_id: source.maybe(Source::text),
        creative_id: source.maybe(Source::text),
        sub_id: source.maybe(Source::text),
        source: source.maybe(|source| AttributionSource {
            kind: source.one_of(AttributionSourceKind::ALL),
            url: source.maybe(Source::uri),
        }),
        issued_at: source.maybe(Source::time),
        expires_at: source.maybe(Source::time),
        metadata: flat(source),
        touchpoint: source.maybe(|source| source.one_of(Touchpoint::ALL)),
        ..AffiliateAttribution::new(source.text())
    }
}

fn flat(source: &mut Source<'_>) -> BTreeMap<String, Value> {
    let values = [json!("text"), json!(true), json!(-7), json!(0.25)];
    source.list(2, |source| (source.text(), source.one_of(&values))).into_iter().collect()
}

fn patch<'a, T>(source: &mut Source<'a>, make: impl FnOnce(&mut Source<'a>) -> T) -> Patch<T> {
    match source.below(8) {
        0..4 => Patch::Keep,
        4 => Patch::Clear,
        _ => Patch::Set(make(source)),
    }
}

pub(super) fn update(source: &mut Source<'_>) -> Update {
    Update {
        items: patch(source, |source| {
            let mut items = source.list(3, item);
            items.push(item(source));
            items
        }),
        buyer: patch(source, buyer),
        destination: patch(source, destination),
        groups: patch(source, |source| source.list(2, group)),
        selections: patch(source, |source| {
            source.list(2, |source| SelectionRequest {
                kind: Some(source.one_of(FulfillmentKind::ALL)),
                item_ids: source.list(2, Source::text),
                ..SelectionRequest::new(source.text().as_str())
            })
        }),
        discount_codes: patch(source, |source| source.list(2, Source::text)),
        order_notes: patch(source, Source::text),
        extensions: Metadata::new(),
    }
}

pub(super) fn complete(source: &mut Source<'_>) -> Complete {
    let credential = Credential { extra: flat_extra(source), ..Credential::new(source.text(), source.text().as_str()) };
    let instrument = Instrument { kind: source.text(), credential, extra: flat_extra(source) };
    let mut payment = PaymentData::with_instrument(instrument);
    payment.handler = Some(source.text().as_str().into());
    payment.purchase_order_number = source.maybe(Source::text);
    if payment.purchase_order_number.is_some() && source.flag() {
        payment.handler = None;
        payment.instrument = None;
    }
    payment.billing_address = source.maybe(address);
    payment.payment_terms = source.maybe(|source| source.one_of(PaymentTerms::ALL));
    payment.due_date = source.maybe(Source::time);
    payment.approval_required = source.maybe(Source::flag);
    Complete {
        buyer: source.maybe(buyer),
        authentication: source.maybe(authentication),
        attribution: source.maybe(attribution),
        risk_signals: source.maybe(|source| RiskSignals {
            ip_address: source.maybe(Source::text),
            user_agent: source.maybe(Source::text),
            accept_language: source.maybe(Source::text),
            session_id: source.maybe(Source::text),
            device_fingerprint: source.maybe(Source::text),
        }),
        consents: source.list(2, |source| MarketingConsent::new(source.text(), source.flag())),
        order_notes: source.maybe(Source::text),
        ..Complete::new(payment)
    }
}

/// What a handler adds, under names that the release does not use itself.
fn flat_extra(source: &mut Source<'_>) -> BTreeMap<String, Value> {
    metadata(source).into_iter().map(|(name, value)| (format!("x_{name}"), value)).collect()
}

fn authentication(source: &mut Source<'_>) -> AuthenticationResult {
    let outcome: AuthenticationOutcome = source.listed(AuthenticationOutcome::LISTED);
    let proven = matches!(
        outcome,
        AuthenticationOutcome::Authenticated
            | AuthenticationOutcome::AttemptAcknowledged
            | AuthenticationOutcome::Informational
    );
    let mut result = AuthenticationResult::new(outcome);
    if proven || source.flag() {
        let indicator = source.one_of(&["01", "02", "05", "06", "07"]);
        result.proof = Some(AuthenticationProof::new(source.text(), indicator, source.text(), source.text()));
    }
    result
}

pub(super) fn cancel(source: &mut Source<'_>) -> Cancel {
    Cancel {
        intent: source.maybe(|source| IntentTrace {
            reason_code: source.word(ReasonCode::LISTED),
            trace_summary: source.maybe(Source::text),
            metadata: if source.flag() { flat(source) } else { metadata(source) },
        }),
    }
}
