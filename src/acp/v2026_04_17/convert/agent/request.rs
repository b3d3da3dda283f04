//! What the agent asks of a session. What is not said is left out, and `null` clears, in an update (ACP-IDEM-30).

use super::{attribution, authentication, capability, intent, payment, selection};
use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::{buyer, fulfillment, list};
use crate::acp::v2026_04_17::{
    CancelSessionRequest, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest,
    DiscountsRequest, Item, MarketingConsent,
};
use crate::model;
use crate::types::{Patch, Quantity};

impl CheckoutSessionCreateRequest {
    pub(crate) fn from_command(create: &model::Create) -> Result<Self, Unsayable> {
        let codes = list::unless_empty(create.discount_codes.clone());
        Ok(Self {
            buyer: create.buyer.as_ref().map(buyer::write),
            line_items: create.items.iter().map(write_item).collect(),
            currency: create.currency,
            fulfillment_details: create.destination.as_ref().map(fulfillment::write_details),
            // ACP-CAP-01
            capabilities: Some(capability::write(&create.capabilities)),
            fulfillment_groups: list::write(&create.groups, fulfillment::write_group),
            affiliate_attribution: create.attribution.as_ref().map(attribution::write).transpose()?,
            coupons: None,
            discounts: codes.map(|codes| DiscountsRequest { codes: Some(codes) }),
            locale: create.locale.clone(),
            timezone: create.timezone.clone(),
            quote_id: create.quote_id.clone(),
            metadata: create.metadata.clone(),
            order_notes: create.order_notes.clone(),
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "requests of every release are written by the same signature")]
impl CheckoutSessionUpdateRequest {
    pub(crate) fn from_command(update: &model::Update) -> Result<Self, Unsayable> {
        Ok(Self {
            buyer: write_patch(&update.buyer, buyer::write),
            line_items: write_patch(&update.items, |items| items.iter().map(write_item).collect()),
            fulfillment_details: write_patch(&update.destination, fulfillment::write_details),
            fulfillment_groups: write_patch(&update.groups, |groups| {
                groups.iter().map(fulfillment::write_group).collect()
            }),
            selected_fulfillment_options: write_patch(&update.selections, |selections| {
                selections.iter().map(selection::write).collect()
            }),
            coupons: Patch::Keep,
            discounts: write_patch(&update.discount_codes, |codes| DiscountsRequest { codes: Some(codes.clone()) }),
            order_notes: update.order_notes.clone(),
        })
    }
}

impl CheckoutSessionCompleteRequest {
    pub(crate) fn from_command(complete: &model::Complete) -> Result<Self, Unsayable> {
        Ok(Self {
            buyer: complete.buyer.as_ref().map(buyer::write),
            payment_data: payment::write(&complete.payment)?,
            authentication_result: complete.authentication.as_ref().map(authentication::write_result).transpose()?,
            affiliate_attribution: complete.attribution.as_ref().map(attribution::write).transpose()?,
            risk_signals: complete.risk_signals.as_ref().map(payment::write_risk),
            marketing_consents: list::write(&complete.consents, write_consent),
            order_notes: complete.order_notes.clone(),
        })
    }
}

impl CancelSessionRequest {
    pub(crate) fn from_command(cancel: &model::Cancel) -> Self {
        Self { intent_trace: cancel.intent.as_ref().map(intent::write) }
    }
}

/// The schema forgot the quantity, and merchants take one piece where there is none. So one piece goes without saying,
/// which keeps such a cart within the schema, and more are said, which is what agents do (C-LI-01).
fn write_item(item: &model::ItemRequest) -> Item {
    Item { quantity: Some(item.quantity).filter(|quantity| *quantity != Quantity::ONE), ..Item::new(item.item.clone()) }
}

fn write_consent(consent: &model::MarketingConsent) -> MarketingConsent {
    MarketingConsent { channel: consent.channel.clone(), opted_in: consent.opted_in }
}

fn write_patch<M, W>(patch: &Patch<M>, write: impl FnOnce(&M) -> W) -> Patch<W> {
    match patch {
        Patch::Keep => Patch::Keep,
        Patch::Clear => Patch::Clear,
        Patch::Set(value) => Patch::Set(write(value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json, to_value};

    use super::*;
    use crate::model::{FulfillmentKind, ItemRequest, SelectionRequest};
    use crate::types::Currency;

    fn items(quantities: &[i64]) -> Vec<ItemRequest> {
        quantities.iter().map(|pieces| ItemRequest::new("mug", Quantity::new(*pieces).unwrap())).collect()
    }

    // ACP-CRE-03, ACP-CRE-06, ACP-CAP-01, ACP-CAP-02
    #[test]
    fn a_create_says_what_the_schema_requires_and_quantities_where_they_matter() {
        let mut create = model::Create::new(items(&[1, 3]));
        create.currency = Some(Currency::new("usd").unwrap());
        let written = |create: &model::Create| -> Value {
            to_value(CheckoutSessionCreateRequest::from_command(create).unwrap()).unwrap()
        };
        assert_eq!(
            written(&create),
            json!({
                "line_items": [{"id": "mug"}, {"id": "mug", "quantity": 3}], "currency": "usd",
                "capabilities": {"interventions": {"supported": []}}
            })
        );
        create.discount_codes = vec!["SPRING".to_owned()];
        assert_eq!(written(&create)["discounts"], json!({"codes": ["SPRING"]}));
    }

    fn written(update: &model::Update) -> Value {
        to_value(CheckoutSessionUpdateRequest::from_command(update).unwrap()).unwrap()
    }

    // ACP-IDEM-30, ACP-UPD-06, ACP-UPD-07, ACP-DISC-02
    #[test]
    fn an_update_says_null_only_to_clear() {
        assert_eq!(written(&model::Update::default()), json!({}));
        let cleared = model::Update {
            items: Patch::Clear,
            buyer: Patch::Clear,
            destination: Patch::Clear,
            groups: Patch::Clear,
            selections: Patch::Clear,
            discount_codes: Patch::Clear,
            order_notes: Patch::Clear,
            extensions: model::Metadata::new(),
        };
        assert_eq!(
            written(&cleared),
            json!({
                "line_items": null, "buyer": null, "fulfillment_details": null, "fulfillment_groups": null,
                "selected_fulfillment_options": null, "discounts": null, "order_notes": null
            })
        );
        let update = model::Update {
            items: Patch::Set(items(&[2])),
            discount_codes: Patch::Set(Vec::new()),
            ..model::Update::default()
        };
        assert_eq!(written(&update), json!({"line_items": [{"id": "mug", "quantity": 2}], "discounts": {"codes": []}}));
    }

    // ACP-FUL-12
    #[test]
    fn a_selection_is_written_flat() {
        let mut selection = SelectionRequest::new("express");
        selection.kind = Some(FulfillmentKind::Shipping);
        selection.item_ids = vec!["li_1".to_owned()];
        let update = model::Update { selections: Patch::Set(vec![selection]), ..model::Update::default() };
        assert_eq!(
            written(&update),
            json!({"selected_fulfillment_options": [
                {"type": "shipping", "option_id": "express", "item_ids": ["li_1"]}
            ]})
        );
    }

    // ACP-INT-01, ACP-INT-02, ACP-INT-05, ACP-INT-06
    #[test]
    fn a_cancellation_goes_out_whatever_its_reason() {
        let written = |cancel: &model::Cancel| to_value(CancelSessionRequest::from_command(cancel)).unwrap();
        let mut cancel = model::Cancel::default();
        assert_eq!(written(&cancel), json!({}));
        let mut intent = model::IntentTrace::new("comparison".into());
        intent.trace_summary = Some("still looking".to_owned());
        cancel.intent = Some(intent);
        assert_eq!(
            written(&cancel),
            json!({"intent_trace": {"reason_code": "comparison", "trace_summary": "still looking"}})
        );
        let mut intent = model::IntentTrace::new("bored".into());
        intent.metadata = [("seen".to_owned(), json!(3)), ("nested".to_owned(), json!([1]))].into();
        cancel.intent = Some(intent);
        assert_eq!(written(&cancel), json!({"intent_trace": {"reason_code": "other", "metadata": {"seen": 3}}}));
    }
}
