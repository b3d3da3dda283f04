//! What agents ask of a session.

use super::{attribution, authentication, capability, intent, payment, selection};
use crate::acp::v2026_04_17::convert::{buyer, fulfillment, list};
use crate::acp::v2026_04_17::{
    CancelSessionRequest, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest, CheckoutSessionUpdateRequest,
    DiscountsRequest, Item, MarketingConsent,
};
use crate::json::DecodeError;
use crate::model;
use crate::types::{Patch, Quantity};

#[expect(clippy::unnecessary_wraps, reason = "requests of every release are read by the same signature")]
impl CheckoutSessionCreateRequest {
    pub(crate) fn into_command(self) -> Result<model::Create, DecodeError> {
        // `coupons` is the older name: it counts where `discounts` says nothing of codes (ACP-DISC-03).
        let codes = self.discounts.and_then(|discounts| discounts.codes).or(self.coupons);
        Ok(model::Create {
            items: read_items(self.line_items),
            currency: self.currency,
            buyer: self.buyer.map(buyer::read),
            destination: self.fulfillment_details.map(fulfillment::read_details),
            groups: list::read(self.fulfillment_groups, fulfillment::read_group),
            discount_codes: codes.unwrap_or_default(),
            capabilities: self.capabilities.map(capability::read).unwrap_or_default(),
            attribution: self.affiliate_attribution.map(attribution::read),
            locale: self.locale,
            timezone: self.timezone,
            quote_id: self.quote_id,
            order_notes: self.order_notes,
            metadata: self.metadata,
            extensions: model::Metadata::new(),
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "requests of every release are read by the same signature")]
impl CheckoutSessionUpdateRequest {
    pub(crate) fn into_command(self) -> Result<model::Update, DecodeError> {
        Ok(model::Update {
            items: self.line_items.map(read_items),
            buyer: self.buyer.map(buyer::read),
            destination: self.fulfillment_details.map(fulfillment::read_details),
            groups: self.fulfillment_groups.map(|groups| groups.into_iter().map(fulfillment::read_group).collect()),
            selections: self
                .selected_fulfillment_options
                .map(|selections| selections.into_iter().map(selection::read).collect()),
            discount_codes: read_codes(self.discounts, self.coupons),
            order_notes: self.order_notes,
            extensions: model::Metadata::new(),
        })
    }
}

impl CheckoutSessionCompleteRequest {
    pub(crate) fn into_command(self) -> Result<model::Complete, DecodeError> {
        Ok(model::Complete {
            payment: payment::read(self.payment_data),
            buyer: self.buyer.map(buyer::read),
            authentication: self.authentication_result.map(authentication::read_result).transpose()?,
            attribution: self.affiliate_attribution.map(attribution::read),
            risk_signals: self.risk_signals.map(payment::read_risk),
            consents: list::read(self.marketing_consents, read_consent),
            order_notes: self.order_notes,
            extensions: model::Metadata::new(),
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "requests of every release are read by the same signature")]
impl CancelSessionRequest {
    pub(crate) fn into_command(self) -> Result<model::Cancel, DecodeError> {
        Ok(model::Cancel { intent: self.intent_trace.map(intent::read) })
    }
}

/// Name and price are what the agent believes: the merchant's count (ACP-CRE-11). One piece is meant where nothing is
/// said (ACP-CRE-06, C-LI-01).
fn read_items(items: Vec<Item>) -> Vec<model::ItemRequest> {
    items
        .into_iter()
        .map(|item| model::ItemRequest { item: item.id, quantity: item.quantity.unwrap_or(Quantity::ONE) })
        .collect()
}

/// `discounts` counts if it says anything of codes, else their older name (ACP-DISC-03).
fn read_codes(discounts: Patch<DiscountsRequest>, coupons: Patch<Vec<String>>) -> Patch<Vec<String>> {
    match discounts {
        Patch::Clear => Patch::Clear,
        Patch::Set(DiscountsRequest { codes: Some(codes) }) => Patch::Set(codes),
        Patch::Set(DiscountsRequest { codes: None }) | Patch::Keep => coupons,
    }
}

fn read_consent(consent: MarketingConsent) -> model::MarketingConsent {
    let MarketingConsent { channel, opted_in } = consent;
    model::MarketingConsent { channel, opted_in }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;
    use crate::model::{AgentCapabilities, FulfillmentKind, ItemRequest, ReasonCode};
    use crate::types::Currency;

    fn create(body: Value) -> model::Create {
        from_value::<CheckoutSessionCreateRequest>(body).unwrap().into_command().unwrap()
    }

    fn update(body: Value) -> model::Update {
        from_value::<CheckoutSessionUpdateRequest>(body).unwrap().into_command().unwrap()
    }

    fn complete(body: Value) -> model::Complete {
        from_value::<CheckoutSessionCompleteRequest>(body).unwrap().into_command().unwrap()
    }

    fn cancel(body: Value) -> model::Cancel {
        from_value::<CancelSessionRequest>(body).unwrap().into_command().unwrap()
    }

    fn pieces(item: &str, quantity: i64) -> ItemRequest {
        ItemRequest::new(item, Quantity::new(quantity).unwrap())
    }

    // ACP-CRE-03, ACP-CRE-06, ACP-CRE-11
    #[test]
    fn a_create_asks_for_items_by_id_and_quantity_alone() {
        let asked = create(json!({
            "line_items": [
                {"id": "mug", "name": "Free mug", "unit_amount": 0}, {"id": "pen", "quantity": 3},
                {"id": "mug", "quantity": 2}
            ],
            "currency": "USD", "capabilities": {}
        }));
        let mut expected = model::Create::new(vec![pieces("mug", 1), pieces("pen", 3), pieces("mug", 2)]);
        expected.currency = Some(Currency::new("usd").unwrap());
        assert_eq!(asked, expected);
    }

    // ACP-CRE-03: C-CRE-01, C-CRE-02
    #[test]
    fn a_create_may_leave_currency_and_capabilities_out() {
        let asked = create(json!({"line_items": [{"id": "mug"}]}));
        assert_eq!(asked.currency, None);
        assert_eq!(asked.capabilities, AgentCapabilities::default());
    }

    // ACP-CRE-09, ACP-CRE-10, ACP-CRE-14
    #[test]
    fn a_create_may_say_much_more() {
        let asked = create(json!({
            "line_items": [{"id": "mug"}], "currency": "usd",
            "capabilities": {"interventions": {"supported": ["3ds"]}, "extensions": ["discount"]},
            "buyer": {"email": "ada@example.com"}, "fulfillment_details": {"phone": "555"},
            "fulfillment_groups": [{"id": "g", "item_ids": ["mug"], "destination_type": "pickup"}],
            "affiliate_attribution": {"provider": "p", "token": "t"},
            "discounts": {"codes": ["SPRING", "spring"]}, "locale": "en-US", "timezone": "America/New_York",
            "quote_id": "q", "metadata": {"a": [1, null]}, "order_notes": "ring twice"
        }));
        assert_eq!(asked.capabilities.interventions, [model::Intervention::ThreeDs]);
        assert_eq!(asked.capabilities.extensions, [model::ExtensionDeclaration::named("discount")]);
        assert_eq!(asked.buyer.unwrap().email, "ada@example.com");
        assert_eq!(asked.destination.unwrap().phone_number.as_deref(), Some("555"));
        assert_eq!(asked.groups, [model::FulfillmentGroup::new("g", vec!["mug".to_owned()], FulfillmentKind::Pickup)]);
        assert_eq!(asked.attribution.unwrap().provider, "p");
        assert_eq!(asked.discount_codes, ["SPRING", "spring"]);
        assert_eq!(asked.locale.as_deref(), Some("en-US"));
        assert_eq!(asked.timezone.as_deref(), Some("America/New_York"));
        assert_eq!(asked.quote_id.as_deref(), Some("q"));
        assert_eq!(json!(asked.metadata), json!({"a": [1, null]}));
        assert_eq!(asked.order_notes.as_deref(), Some("ring twice"));
    }

    // ACP-DISC-01, ACP-DISC-03
    #[test]
    fn coupons_count_where_discounts_say_nothing_of_codes() {
        for (body, codes) in [
            (json!({}), &[][..]),
            (json!({"coupons": ["OLD"]}), &["OLD"]),
            (json!({"coupons": ["OLD"], "discounts": {}}), &["OLD"]),
            (json!({"coupons": ["OLD"], "discounts": {"codes": ["NEW"]}}), &["NEW"]),
            (json!({"coupons": ["OLD"], "discounts": {"codes": []}}), &[]),
        ] {
            let mut body = body;
            body["line_items"] = json!([{"id": "mug"}]);
            assert_eq!(create(body.clone()).discount_codes, codes, "{body}");
        }
    }

    // ACP-UPD-06, ACP-DISC-02, ACP-DISC-03
    #[test]
    fn an_update_keeps_clears_or_sets_codes() {
        let set = |codes: &[&str]| Patch::Set(codes.iter().map(|code| (*code).to_owned()).collect());
        for (body, codes) in [
            (json!({}), Patch::Keep),
            (json!({"discounts": {}}), Patch::Keep),
            (json!({"discounts": null}), Patch::Clear),
            (json!({"discounts": {"codes": []}}), set(&[])),
            (json!({"discounts": {"codes": ["NEW"]}}), set(&["NEW"])),
            (json!({"coupons": null}), Patch::Clear),
            (json!({"coupons": ["OLD"]}), set(&["OLD"])),
            (json!({"coupons": ["OLD"], "discounts": {}}), set(&["OLD"])),
            (json!({"coupons": ["OLD"], "discounts": null}), Patch::Clear),
            (json!({"coupons": ["OLD"], "discounts": {"codes": ["NEW"]}}), set(&["NEW"])),
        ] {
            assert_eq!(update(body.clone()).discount_codes, codes, "{body}");
        }
    }

    // ACP-UPD-04, ACP-UPD-05, ACP-UPD-06
    #[test]
    fn an_update_keeps_what_it_does_not_mention_and_clears_what_is_null() {
        assert_eq!(update(json!({})), model::Update::default());

        let cleared = update(json!({
            "buyer": null, "line_items": null, "fulfillment_details": null, "fulfillment_groups": null,
            "selected_fulfillment_options": null, "discounts": null, "order_notes": null
        }));
        let model::Update { items, buyer, destination, groups, selections, discount_codes, order_notes, extensions } =
            cleared;
        assert_eq!(extensions, model::Metadata::new());
        assert_eq!(items, Patch::Clear);
        assert_eq!(buyer, Patch::Clear);
        assert_eq!(destination, Patch::Clear);
        assert_eq!(groups, Patch::Clear);
        assert_eq!(selections, Patch::Clear);
        assert_eq!(discount_codes, Patch::Clear);
        assert_eq!(order_notes, Patch::Clear);

        let set = update(json!({
            "buyer": {"email": "ada@example.com"}, "line_items": [{"id": "mug", "quantity": 2}, {"id": "pen"}],
            "fulfillment_details": {"name": "Ada"},
            "fulfillment_groups": [{"id": "g", "item_ids": [], "destination_type": "digital"}],
            "selected_fulfillment_options": [{"option_id": "o", "item_ids": ["mug"]}], "order_notes": "ring twice"
        }));
        assert_eq!(set.items, Patch::Set(vec![pieces("mug", 2), pieces("pen", 1)]));
        assert_eq!(set.buyer, Patch::Set(model::Buyer::new("ada@example.com")));
        assert_eq!(set.destination.set().unwrap().name.as_deref(), Some("Ada"));
        assert_eq!(
            set.groups,
            Patch::Set(vec![model::FulfillmentGroup::new("g", Vec::new(), FulfillmentKind::Digital)])
        );
        let mut selection = model::SelectionRequest::new("o");
        selection.item_ids = vec!["mug".to_owned()];
        assert_eq!(set.selections, Patch::Set(vec![selection]));
        assert_eq!(set.order_notes, Patch::Set("ring twice".to_owned()));
    }

    // ACP-UPD-10
    #[test]
    fn an_update_changes_neither_currency_nor_capabilities() {
        let body = json!({"currency": "eur", "capabilities": {}, "affiliate_attribution": {"provider": "p"}});
        assert_eq!(update(body), model::Update::default());
    }

    // ACP-COMP-04, ACP-COMP-05, ACP-COMP-06, ACP-COMP-07, ACP-MKT-02
    #[test]
    fn a_completion_pays_and_may_say_much_more() {
        let least = complete(json!({"payment_data": {"purchase_order_number": "PO-1"}}));
        let mut payment = model::PaymentData::with_instrument(model::Instrument::card_token("t"));
        payment.instrument = None;
        payment.purchase_order_number = Some("PO-1".to_owned());
        assert_eq!(least, model::Complete::new(payment));

        let most = complete(json!({
            "payment_data": {}, "buyer": {"email": "ada@example.com"},
            "authentication_result": {"outcome": "rejected"},
            "affiliate_attribution": {"provider": "p", "publisher_id": "q", "touchpoint": "last"},
            "risk_signals": {
                "ip_address": "192.0.2.1", "user_agent": "agent", "accept_language": "en", "session_id": "s",
                "device_fingerprint": "f"
            },
            "marketing_consents": [{"channel": "email", "opted_in": true}, {"channel": "fax", "opted_in": false}],
            "order_notes": "ring twice"
        }));
        assert_eq!(most.buyer, Some(model::Buyer::new("ada@example.com")));
        assert_eq!(most.authentication, Some(model::AuthenticationResult::new(model::AuthenticationOutcome::Rejected)));
        assert_eq!(most.attribution.unwrap().touchpoint, Some(model::Touchpoint::Last));
        let risk = most.risk_signals.unwrap();
        assert_eq!(risk.ip_address.as_deref(), Some("192.0.2.1"));
        assert_eq!(risk.user_agent.as_deref(), Some("agent"));
        assert_eq!(risk.accept_language.as_deref(), Some("en"));
        assert_eq!(risk.session_id.as_deref(), Some("s"));
        assert_eq!(risk.device_fingerprint.as_deref(), Some("f"));
        assert_eq!(
            most.consents,
            [model::MarketingConsent::new("email", true), model::MarketingConsent::new("fax", false)]
        );
        assert_eq!(most.order_notes.as_deref(), Some("ring twice"));
    }

    // ACP-INT-01, ACP-INT-03
    #[test]
    fn a_cancellation_may_say_why_in_words_of_its_own() {
        assert_eq!(cancel(json!({})), model::Cancel::default());
        let intent = cancel(json!({"intent_trace": {
            "reason_code": "shipping_cost", "trace_summary": "too dear", "metadata": {"seen": 3, "final": false}
        }}))
        .intent
        .unwrap();
        assert_eq!(intent.reason_code, ReasonCode::ShippingCost);
        assert_eq!(intent.trace_summary.as_deref(), Some("too dear"));
        assert_eq!(json!(intent.metadata), json!({"seen": 3, "final": false}));

        let intent = cancel(json!({"intent_trace": {"reason_code": "bored"}})).intent.unwrap();
        assert_eq!(intent.reason_code.as_str(), "bored");
    }
}
