//! Fields that extensions add to the objects of the release.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::acp::v2026_04_17::{Extension, ExtensionDeclaration};
use crate::json::Json;
use crate::model::{self, Checkout, Metadata};

/// The fields of a create, with the one that has an older name.
pub(crate) const CREATE: [&str; 15] = [
    "affiliate_attribution",
    "buyer",
    "capabilities",
    "coupons",
    "currency",
    "discounts",
    "fulfillment_details",
    "fulfillment_groups",
    "items",
    "line_items",
    "locale",
    "metadata",
    "order_notes",
    "quote_id",
    "timezone",
];

/// The fields of an update, likewise.
pub(crate) const UPDATE: [&str; 9] = [
    "buyer",
    "coupons",
    "discounts",
    "fulfillment_details",
    "fulfillment_groups",
    "items",
    "line_items",
    "order_notes",
    "selected_fulfillment_options",
];

/// The fields of a complete.
pub(crate) const COMPLETE: [&str; 7] = [
    "affiliate_attribution",
    "authentication_result",
    "buyer",
    "marketing_consents",
    "order_notes",
    "payment_data",
    "risk_signals",
];

/// The fields of a session.
pub(crate) const SESSION: [&str; 30] = [
    "authentication_metadata",
    "buyer",
    "capabilities",
    "continue_url",
    "created_at",
    "currency",
    "discounts",
    "exchange_rate",
    "exchange_rate_timestamp",
    "expires_at",
    "fulfillment_details",
    "fulfillment_groups",
    "fulfillment_options",
    "id",
    "line_items",
    "links",
    "locale",
    "marketing_consent_options",
    "messages",
    "metadata",
    "order",
    "presentment_currency",
    "protocol",
    "quote_expires_at",
    "quote_id",
    "selected_fulfillment_options",
    "status",
    "timezone",
    "totals",
    "updated_at",
];

/// The fields of an object that the release does not have. Which of them belong to an extension, the engine knows
/// (C-EXT-01).
pub(crate) fn read(object: &Json<'_>, core: &[&str]) -> Metadata {
    let Json::Object(members) = object else { return Metadata::new() };
    let beyond = members.iter().filter(|(name, _)| !core.contains(&name.as_ref()));
    beyond.map(|(name, value)| (name.clone().into_owned(), value.into())).collect()
}

/// An object with the fields that extensions add to it.
#[derive(Debug, Serialize)]
pub(crate) struct Extended<'a, T> {
    #[serde(flatten)]
    object: &'a T,
    #[serde(flatten)]
    fields: BTreeMap<&'a str, &'a Value>,
}

/// Adds fields to an object; none that the release has itself (ACP-EXT-09). Nothing, when there are none to add.
pub(crate) fn extend<'a, T>(object: &'a T, fields: &'a Metadata, core: &[&str]) -> Option<Extended<'a, T>> {
    let beyond = fields.iter().filter(|(name, _)| !core.contains(&name.as_str()));
    let fields: BTreeMap<_, _> = beyond.map(|(name, value)| (name.as_str(), value)).collect();
    (!fields.is_empty()).then_some(Extended { object, fields })
}

/// What the shop's extensions add to a session: only what an active one declares (ACP-EXT-10).
pub(crate) fn of_session(checkout: &Checkout) -> Metadata {
    let declared = checkout.extensions.iter().flat_map(|extension| extension.fields_of("CheckoutSession"));
    let told = declared.filter_map(|field| checkout.quote.extensions.get_key_value(field));
    told.map(|(field, value)| (field.clone(), value.clone())).collect()
}

/// An extension, as one side tells the other of it.
pub(super) fn read_declaration(extension: Extension) -> model::ExtensionDeclaration {
    match extension {
        Extension::Name(name) => model::ExtensionDeclaration::named(name),
        Extension::Declaration(ExtensionDeclaration { name, extends, schema, spec }) => {
            model::ExtensionDeclaration { name, extends: extends.unwrap_or_default(), schema, spec }
        }
    }
}

/// An extension as a session declares it.
pub(super) fn write_declaration(extension: &model::ExtensionDeclaration) -> Extension {
    let model::ExtensionDeclaration { name, extends, schema, spec } = extension.clone();
    Extension::Declaration(ExtensionDeclaration { name, extends: super::list::unless_empty(extends), schema, spec })
}
