//! What ChatGPT documents, as corrections to the release that it resembles.
//!
//! The pages of OpenAI (developers.openai.com/commerce/specs/checkout and …/guides/production, July 2026) are prose and
//! have no schema. Their `API-Version` stands for the folder: `2025-09-12` is 2025-09-29 with these corrections. Where
//! the pages ask for less than the release, as with the four statuses of which an example then shows a fifth, the release
//! is left as it is.

use serde_json::{Value, json};

use super::bundle::CHECKOUT;
use super::{patch::Patch, webhook};

/// The folder that there is not.
pub(super) const FOLDER: &str = "2025-09-12";
/// The one that there is.
pub(super) const RELEASE: &str = "2025-09-29";

pub(super) const PATCHES: &[Patch] = &[
    Patch {
        id: "ChatGPT: Buyer",
        reason: "one required `name` of up to 256 characters stands for both names",
        releases: &[FOLDER],
        bundle: CHECKOUT,
        apply: |schema| {
            let buyer = schema.pointer_mut("/$defs/Buyer")?;
            let properties = buyer.get_mut("properties")?.as_object_mut()?;
            properties.remove("first_name")?;
            properties.remove("last_name")?;
            properties.insert("name".to_owned(), json!({ "type": "string", "maxLength": 256 }));
            replace(buyer, "/required", &json!(["name", "email"]))
        },
    },
    Patch {
        id: "ChatGPT: PaymentProvider",
        reason: "three providers instead of one",
        releases: &[FOLDER],
        bundle: CHECKOUT,
        apply: |schema| {
            let providers = json!(["stripe", "adyen", "braintree"]);
            replace(schema, "/$defs/PaymentProvider/properties/provider/enum", &providers)?;
            replace(schema, "/$defs/PaymentData/properties/provider/enum", &providers)
        },
    },
    Patch {
        id: "ChatGPT: FulfillmentOptionShipping",
        reason: "every field is required",
        releases: &[FOLDER],
        bundle: CHECKOUT,
        apply: |schema| {
            let option = schema.pointer_mut("/$defs/FulfillmentOptionShipping")?;
            let fields = option.get("properties")?.as_object()?.keys().cloned().collect();
            replace(option, "/required", &fields)
        },
    },
    Patch {
        id: "ChatGPT: MessageInfo",
        reason: "`param` is required",
        releases: &[FOLDER],
        bundle: CHECKOUT,
        apply: |schema| {
            replace(schema, "/$defs/MessageInfo/required", &json!(["type", "param", "content_type", "content"]))
        },
    },
    Patch {
        id: "ChatGPT: Error",
        reason: "the only type is `invalid_request`",
        releases: &[FOLDER],
        bundle: CHECKOUT,
        apply: |schema| replace(schema, "/$defs/Error/properties/type/enum", &json!(["invalid_request"])),
    },
    Patch {
        id: "ChatGPT: WebhookEvent",
        reason: "the events are called `order_created` and `order_updated` (C-WH-08)",
        releases: &[FOLDER],
        bundle: webhook::BUNDLE,
        apply: |schema| {
            let names = json!(["order_created", "order_updated"]);
            replace(schema, "/$defs/WebhookEvent/properties/type/enum", &names)
        },
    },
];

/// Puts something else where there is something.
fn replace(schema: &mut Value, pointer: &str, value: &Value) -> Option<()> {
    let place = schema.pointer_mut(pointer)?;
    (std::mem::replace(place, value.clone()) != *value).then_some(())
}
