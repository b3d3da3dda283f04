//! What the parties can do, how the buyer can pay and what the buyer pays with.

use super::address;
use crate::acp::v2026_01_30::{Capabilities, Payment, PaymentData, PaymentHandler};
use crate::acp::v2026_04_17;

pub(super) fn narrow_capabilities(capabilities: v2026_04_17::Capabilities) -> Capabilities {
    let v2026_04_17::Capabilities { payment, interventions, extensions } = capabilities;
    let narrow =
        |payment: v2026_04_17::Payment| Payment::new(payment.handlers.into_iter().map(narrow_handler).collect());
    Capabilities { payment: payment.map(narrow), interventions, extensions }
}

pub(super) fn widen_capabilities(capabilities: Capabilities) -> v2026_04_17::Capabilities {
    let Capabilities { payment, interventions, extensions } = capabilities;
    let widen = |payment: Payment| v2026_04_17::Payment::new(payment.handlers.into_iter().map(widen_handler).collect());
    v2026_04_17::Capabilities { payment: payment.map(widen), interventions, extensions }
}

/// The handlers stand in the merchant's order already, which this release does not tell (ACP-PH-11).
fn narrow_handler(handler: v2026_04_17::PaymentHandler) -> PaymentHandler {
    PaymentHandler {
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
    }
}

fn widen_handler(handler: PaymentHandler) -> v2026_04_17::PaymentHandler {
    v2026_04_17::PaymentHandler {
        id: handler.id,
        name: handler.name,
        display_name: None,
        version: handler.version,
        spec: handler.spec,
        requires_delegate_payment: handler.requires_delegate_payment,
        requires_pci_compliance: handler.requires_pci_compliance,
        psp: handler.psp,
        config_schema: handler.config_schema,
        instrument_schemas: handler.instrument_schemas,
        config: handler.config,
        display_order: None,
    }
}

pub(super) fn narrow_data(payment: v2026_04_17::PaymentData) -> PaymentData {
    let v2026_04_17::PaymentData {
        handler_id,
        instrument,
        billing_address,
        purchase_order_number,
        payment_terms,
        due_date,
        approval_required,
    } = payment;
    PaymentData {
        handler_id,
        instrument,
        billing_address: billing_address.map(address::narrow),
        purchase_order_number,
        payment_terms,
        due_date,
        approval_required,
    }
}

pub(super) fn widen_data(payment: PaymentData) -> v2026_04_17::PaymentData {
    let PaymentData {
        handler_id,
        instrument,
        billing_address,
        purchase_order_number,
        payment_terms,
        due_date,
        approval_required,
    } = payment;
    v2026_04_17::PaymentData {
        handler_id,
        instrument,
        billing_address: billing_address.map(address::widen),
        purchase_order_number,
        payment_terms,
        due_date,
        approval_required,
    }
}
