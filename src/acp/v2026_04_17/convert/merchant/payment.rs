//! What the agent pays with is read, how it can pay is written.

use std::sync::Arc;

use crate::acp::v2026_04_17::convert::address;
use crate::acp::v2026_04_17::{
    PaymentCredential, PaymentData, PaymentHandler, PaymentInstrument, PaymentTerms, RiskSignals,
};
use crate::model;

/// Reading takes anything, even nothing: whether it is enough to pay with is decided when it is used.
pub(super) fn read(payment: PaymentData) -> model::PaymentData {
    model::PaymentData {
        handler: payment.handler_id,
        provider: None,
        instrument: payment.instrument.map(read_instrument),
        billing_address: payment.billing_address.map(address::read),
        purchase_order_number: payment.purchase_order_number,
        payment_terms: payment.payment_terms.map(read_terms),
        due_date: payment.due_date,
        approval_required: payment.approval_required,
    }
}

/// What a handler's own schema adds is kept (ACP-PD-04, ACP-PD-07).
fn read_instrument(instrument: PaymentInstrument) -> model::Instrument {
    let PaymentCredential { kind, token, extra } = instrument.credential;
    let credential = model::Credential { kind, token, extra };
    model::Instrument { kind: instrument.kind, credential, extra: instrument.extra }
}

const fn read_terms(terms: PaymentTerms) -> model::PaymentTerms {
    match terms {
        PaymentTerms::Immediate => model::PaymentTerms::Immediate,
        PaymentTerms::Net15 => model::PaymentTerms::Net15,
        PaymentTerms::Net30 => model::PaymentTerms::Net30,
        PaymentTerms::Net60 => model::PaymentTerms::Net60,
        PaymentTerms::Net90 => model::PaymentTerms::Net90,
    }
}

pub(super) fn read_risk(risk: RiskSignals) -> model::RiskSignals {
    let RiskSignals { ip_address, user_agent, accept_language, session_id, device_fingerprint } = risk;
    model::RiskSignals { ip_address, user_agent, accept_language, session_id, device_fingerprint }
}

/// The merchant's favorite comes first (ACP-PH-11); those without a place keep theirs behind the others.
pub(super) fn write_handlers(handlers: &[Arc<model::PaymentHandler>]) -> Vec<PaymentHandler> {
    let mut written: Vec<_> = handlers.iter().map(|handler| write_handler(handler)).collect();
    written.sort_by_key(|handler| handler.display_order.unwrap_or(i64::MAX));
    written
}

fn write_handler(handler: &model::PaymentHandler) -> PaymentHandler {
    PaymentHandler {
        id: handler.id.clone(),
        name: handler.name.clone(),
        display_name: handler.display_name.clone(),
        version: handler.version.clone(),
        spec: handler.spec.clone(),
        requires_delegate_payment: handler.requires_delegate_payment,
        requires_pci_compliance: handler.requires_pci_compliance,
        psp: handler.psp.clone(),
        config_schema: handler.config_schema.clone(),
        instrument_schemas: handler.instrument_schemas.clone(),
        config: handler.config.clone(),
        display_order: handler.display_order,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-COMP-03, ACP-PD-02, ACP-PD-03, ACP-PD-04, ACP-PD-06
    #[test]
    fn an_instrument_is_read_with_all_that_its_handler_adds() {
        let payment = read(
            from_value(json!({
                "handler_id": "card", "instrument": {
                    "type": "card", "id": "i_1", "credential": {"type": "spt", "token": "spt_123", "network": "visa"}
                },
                "billing_address": {
                    "name": "Ada", "line_one": "1 Main St", "city": "Paris", "state": "TX", "country": "US",
                    "postal_code": "75460"
                }
            }))
            .unwrap(),
        );
        assert_eq!(payment.handler.as_ref().unwrap(), &"card");
        assert_eq!(payment.token().unwrap().expose(), "spt_123");
        assert_eq!(payment.billing_address.as_ref().unwrap().city, "Paris");
        let instrument = payment.instrument.unwrap();
        assert_eq!((&*instrument.kind, &*instrument.credential.kind), ("card", "spt"));
        assert_eq!(json!(instrument.extra), json!({"id": "i_1"}));
        assert_eq!(json!(instrument.credential.extra), json!({"network": "visa"}));
    }

    // ACP-PD-02, ACP-PD-05
    #[test]
    fn a_purchase_order_is_read() {
        for terms in model::PaymentTerms::ALL {
            let payment = read(
                from_value(json!({
                    "purchase_order_number": "PO-1", "payment_terms": terms.as_str(),
                    "due_date": "2026-05-17T00:00:00Z", "approval_required": true
                }))
                .unwrap(),
            );
            assert_eq!(payment.purchase_order_number.as_deref(), Some("PO-1"));
            assert_eq!(payment.payment_terms, Some(*terms));
            assert_eq!(payment.due_date.unwrap().to_string(), "2026-05-17T00:00:00Z");
            assert_eq!(payment.approval_required, Some(true));
        }
    }

    // ACP-PD-02: nothing at all is refused, but not here.
    #[test]
    fn empty_payment_data_are_read() {
        let payment = read(PaymentData::default());
        assert_eq!((payment.handler, payment.instrument, payment.purchase_order_number), (None, None, None));
    }

    // ACP-PH-02, ACP-PH-11, ACP-PH-12
    #[test]
    fn handlers_are_written_whole_and_in_the_order_that_the_merchant_likes() {
        let handler = |id: &str, order| {
            let mut handler = model::PaymentHandler::stripe_card(id, "acct_1");
            handler.display_order = order;
            handler
        };
        let mut first = handler("first", Some(-1));
        first.display_name = Some("Credit card".to_owned());
        let handlers = [handler("a", None), handler("second", Some(7)), handler("b", None), first];
        let written = to_value(write_handlers(&handlers.map(Arc::new))).unwrap();
        let ids: Vec<_> = written.as_array().unwrap().iter().map(|handler| &handler["id"]).collect();
        assert_eq!(ids, ["first", "second", "a", "b"]);
        assert_eq!(
            written[0],
            json!({
                "id": "first", "name": "dev.acp.tokenized.card", "display_name": "Credit card",
                "version": "2026-01-22", "spec": "https://acp.dev/handlers/tokenized.card",
                "requires_delegate_payment": true, "requires_pci_compliance": false, "psp": "stripe",
                "config_schema": "https://acp.dev/schemas/handlers/tokenized.card/config.json",
                "instrument_schemas": ["https://acp.dev/schemas/handlers/tokenized.card/instrument.json"],
                "config": {
                    "merchant_id": "acct_1", "psp": "stripe",
                    "accepted_brands": ["visa", "mastercard", "amex", "discover"]
                },
                "display_order": -1
            })
        );
    }
}
