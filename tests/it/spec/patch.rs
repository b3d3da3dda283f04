//! The official schemas, corrected.
//!
//! Every departure from the published files stands here, under the number that the project's analysis of the
//! specification gives to the contradiction. A patch that finds nothing to correct fails: then the file was repaired and the
//! patch must go.
//!
//! What ChatGPT documents is no correction and stands in `chatgpt.rs`.
//!
//! Two departures lie elsewhere because they are not corrections: `$id` and references (C-SCH-03) in `bundle.rs`, the
//! definitions of the webhook (C-SCH-08) in `webhook.rs`. One defect is left as it is: an empty `extensions` matches both
//! branches of its choice (C-SCH-11), so the crate must leave it out, and the schema as published tells whether it does.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::bundle::CHECKOUT;
use super::chatgpt;

pub(super) struct Patch {
    /// The contradiction.
    pub(super) id: &'static str,
    /// Why the file as published cannot be used.
    pub(super) reason: &'static str,
    pub(super) releases: &'static [&'static str],
    /// The bundles in which to apply it. One that a release does not have is passed over.
    pub(super) bundle: &'static str,
    /// Corrects one bundle. `None` if the place is not as expected.
    pub(super) apply: fn(&mut Value) -> Option<()>,
}

const PATCHES: &[Patch] = &[
    Patch {
        id: "C-SCH-01",
        reason: "a closed base joined with a required `order` that the base does not declare accepts nothing",
        releases: &["2025-09-29"],
        bundle: CHECKOUT,
        apply: |schema| {
            let properties = schema.pointer_mut("/$defs/CheckoutSessionBase/properties")?.as_object_mut()?;
            properties.insert("order".to_owned(), json!({ "$ref": "#/$defs/Order" })).is_none().then_some(())
        },
    },
    Patch {
        id: "C-SCH-02",
        reason: "`exclusiveMinimum: true` is draft 4; in 2020-12 the bound is a number",
        releases: &["2025-09-29"],
        bundle: CHECKOUT,
        apply: |schema| {
            let bound = schema.pointer_mut("/$defs/Item/properties/quantity/exclusiveMinimum")?;
            (std::mem::replace(bound, json!(0)) == json!(true)).then_some(())
        },
    },
    Patch {
        id: "C-LI-01",
        reason: "a requested item has no `quantity`, so an agent could not ask for two; the item of a line item, which \
                 has its quantity beside it, stays closed",
        releases: &["2026-01-30", "2026-04-17"],
        bundle: CHECKOUT,
        apply: |schema| {
            let mut item = schema.pointer("/$defs/Item")?.clone();
            let properties = item.get_mut("properties")?.as_object_mut()?;
            let quantity = json!({ "type": "integer", "minimum": 1 });
            properties.insert("quantity".to_owned(), quantity).is_none().then_some(())?;
            schema.get_mut("$defs")?.as_object_mut()?.insert("RequestedItem".to_owned(), item);
            request_items(schema, "CheckoutSessionCreateRequest", "#/$defs/RequestedItem")?;
            request_items(schema, "CheckoutSessionUpdateRequest", "#/$defs/RequestedItem")
        },
    },
    Patch {
        id: "C-CART-01",
        reason: "the item of a cart is the item of a checkout: no `quantity` either",
        releases: &["2026-04-17"],
        bundle: "cart",
        apply: |schema| {
            let item = "schema.agentic_checkout.json#/$defs/RequestedItem";
            request_items(schema, "CartCreateRequest", item)?;
            request_items(schema, "CartUpdateRequest", item)
        },
    },
];

/// Lets the line items of a request be of another definition.
fn request_items(schema: &mut Value, request: &str, item: &str) -> Option<()> {
    let items = schema.pointer_mut(&format!("/$defs/{request}/properties/line_items/items/$ref"))?;
    *items = json!(item);
    Some(())
}

/// Corrects the schemas of a release.
pub(super) fn apply(folder: &str, bundles: &mut BTreeMap<String, Value>) {
    for patch in PATCHES.iter().chain(chatgpt::PATCHES).filter(|patch| patch.releases.contains(&folder)) {
        let Patch { id, reason, bundle, .. } = patch;
        let applied = bundles.get_mut(*bundle).and_then(|schema| (patch.apply)(schema));
        assert!(applied.is_some(), "{id} finds nothing to correct in {bundle} of {folder} any more ({reason})");
    }
}
