//! The definitions that only the `OpenAPI` of the webhook has: `WebhookEvent` and `EventDataOrder` (C-SCH-08).
//!
//! Written out here because reading YAML would cost a dependency; `validation.rs` compares them with the YAML. Until
//! 2026-01-30 the event carries a small order of its own. Since 2026-04-17 it carries the checkout's `Order` as the `OpenAPI` has it:
//! without the fields that only the JSON Schema knows (C-SCH-05, C-WH-07).

use serde_json::{Value, json};

/// The name by which these definitions join the release's bundles.
pub(super) const BUNDLE: &str = "agentic_checkout_webhook";

/// Fields that the JSON Schema of 2026-04-17 has and its `OpenAPI` has not, as far as an order reaches them.
const JSON_SCHEMA_ONLY: &[(&str, &str)] =
    &[("Order", "client_reference_id"), ("OrderConfirmation", "order_notes"), ("Address", "company")];

/// The webhook's definitions in a release whose checkout bundle is given.
pub(super) fn bundle(folder: &str, checkout: &Value) -> Value {
    match folder {
        "2025-09-29" | "2025-12-12" | "2026-01-16" | "2026-01-30" => small_order(),
        _ => full_order(checkout),
    }
}

fn small_order() -> Value {
    json!({ "$defs": {
        "WebhookEvent": closed(
            &json!({
                "type": { "type": "string", "enum": ["order_create", "order_update"] },
                "data": { "$ref": "#/$defs/EventDataOrder" },
            }),
            &["type", "data"],
        ),
        "EventDataOrder": closed(
            &json!({
                "type": { "type": "string", "const": "order" },
                "checkout_session_id": { "type": "string" },
                "permalink_url": { "type": "string", "format": "uri" },
                "status": {
                    "type": "string",
                    "enum": ["created", "manual_review", "confirmed", "canceled", "shipped", "fulfilled"],
                },
                "refunds": { "type": "array", "items": { "$ref": "#/$defs/Refund" } },
            }),
            &["type", "checkout_session_id", "permalink_url", "status", "refunds"],
        ),
        "Refund": closed(
            &json!({
                "type": { "type": "string", "enum": ["store_credit", "original_payment"] },
                "amount": { "type": "integer" },
            }),
            &["type", "amount"],
        ),
    }})
}

fn full_order(checkout: &Value) -> Value {
    let mut definitions = checkout["$defs"].clone();
    for (definition, field) in JSON_SCHEMA_ONLY {
        let properties = definitions[definition]["properties"].as_object_mut().expect("an object with properties");
        assert!(properties.remove(*field).is_some(), "{definition} has no {field} any more");
    }
    definitions["WebhookEvent"] = closed(
        &json!({ "type": { "type": "string" }, "data": { "$ref": "#/$defs/EventDataOrder" } }),
        &["type", "data"],
    );
    definitions["EventDataOrder"] = json!({
        "allOf": [{ "$ref": "#/$defs/Order" }],
        "required": ["type", "checkout_session_id", "permalink_url", "status"],
    });
    json!({ "$defs": definitions })
}

fn closed(properties: &Value, required: &[&str]) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required })
}
