//! How the agent can pay is read, what it pays with is written.

use crate::acp::error::Unsayable;
use crate::acp::v2026_04_17::convert::address;
use crate::acp::v2026_04_17::{
    PaymentCredential, PaymentData, PaymentHandler, PaymentInstrument, PaymentTerms, RiskSignals,
};
use crate::model;

/// Writes an instrument of a handler, or a purchase order: the release wants one of the two (ACP-PD-02), and has no
/// place for the provider that older ones name.
pub(super) fn write(payment: &model::PaymentData) -> Result<PaymentData, Unsayable> {
    let by_handler = payment.handler.is_some() && payment.instrument.is_some();
    if !by_handler && payment.purchase_order_number.is_none() {
        return Err(Unsayable::NoPlace("a payment without the instrument of a handler and without a purchase order"));
    }
    Ok(PaymentData {
        handler_id: payment.handler.clone(),
        instrument: payment.instrument.as_ref().map(write_instrument),
        billing_address: payment.billing_address.as_ref().map(address::write),
        purchase_order_number: payment.purchase_order_number.clone(),
        payment_terms: payment.payment_terms.map(write_terms),
        due_date: payment.due_date,
        approval_required: payment.approval_required,
    })
}

fn write_instrument(instrument: &model::Instrument) -> PaymentInstrument {
    let model::Credential { kind, token, extra } = instrument.credential.clone();
    PaymentInstrument {
        kind: instrument.kind.clone(),
        credential: PaymentCredential { kind, token, extra },
        extra: instrument.extra.clone(),
    }
}

const fn write_terms(terms: model::PaymentTerms) -> PaymentTerms {
    match terms {
        model::PaymentTerms::Immediate => PaymentTerms::Immediate,
        model::PaymentTerms::Net15 => PaymentTerms::Net15,
        model::PaymentTerms::Net30 => PaymentTerms::Net30,
        model::PaymentTerms::Net60 => PaymentTerms::Net60,
        model::PaymentTerms::Net90 => PaymentTerms::Net90,
    }
}

pub(super) fn write_risk(risk: &model::RiskSignals) -> RiskSignals {
    let model::RiskSignals { ip_address, user_agent, accept_language, session_id, device_fingerprint } = risk.clone();
    RiskSignals { ip_address, user_agent, accept_language, session_id, device_fingerprint }
}

/// A handler that the agent does not know is one that it cannot use, never an error (ACP-PH-16).
pub(super) fn read_handler(handler: PaymentHandler) -> model::PaymentHandler {
    model::PaymentHandler {
        id: handler.id,
        name: handler.name,
        version: handler.version,
        spec: handler.spec,
        requires_delegate_payment: handler.requires_delegate_payment,
        requires_pci_compliance: handler.requires_pci_compliance,
        psp: handler.psp,
        config_schema: handler.config_schema,
        instrument_schemas: handler.instrument_schemas,
        config: handler.config,
        display_name: handler.display_name,
        display_order: handler.display_order,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, to_value};

    use super::*;

    // ACP-PD-02
    #[test]
    fn a_payment_is_the_instrument_of_a_handler_or_a_purchase_order() {
        let mut payment = model::PaymentData::with_instrument(model::Instrument::card_token("spt_123"));
        payment.provider = Some("stripe".to_owned());
        assert!(write(&payment).is_err(), "the release has no place for a provider");
        payment.handler = Some("card".into());
        assert_eq!(
            to_value(write(&payment).unwrap()).unwrap(),
            json!({
                "handler_id": "card",
                "instrument": {"type": "card", "credential": {"type": "spt", "token": "spt_123"}}
            })
        );
        payment.instrument = None;
        assert!(write(&payment).is_err());
        payment.handler = None;
        payment.purchase_order_number = Some("PO-1".to_owned());
        for terms in model::PaymentTerms::ALL {
            payment.payment_terms = Some(*terms);
            assert_eq!(
                to_value(write(&payment).unwrap()).unwrap(),
                json!({"purchase_order_number": "PO-1", "payment_terms": terms.as_str()})
            );
        }
    }
}
