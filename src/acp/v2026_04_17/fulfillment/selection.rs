//! The ways to deliver that are selected.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::FulfillmentType;
use crate::types::{FulfillmentOptionId, present};

/// A way to deliver, selected for some of the lines.
///
/// The schema wants `{ type, option_id, item_ids }`. Read as well: the same without a `type`, and the nested form of
/// 2025-12-12, `{ type, shipping: { option_id, item_ids } }`. The flat form is written.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("required" = ["type", "option_id", "item_ids"])))]
#[non_exhaustive]
pub struct SelectedFulfillmentOption {
    /// How the goods reach the buyer. Answers always say it; without it, the option tells.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<FulfillmentType>,
    /// The option: one of those offered.
    pub option_id: FulfillmentOptionId,
    /// What it is selected for: lines by their ids. The official examples give ids of items instead, so either may
    /// come.
    pub item_ids: Vec<String>,
}

impl SelectedFulfillmentOption {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(option_id: impl Into<FulfillmentOptionId>, item_ids: Vec<String>) -> Self {
        Self { kind: None, option_id: option_id.into(), item_ids }
    }
}

impl<'de> Deserialize<'de> for SelectedFulfillmentOption {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = WrittenSelection::deserialize(deserializer)?;
        let nested = [
            (FulfillmentType::Shipping, written.shipping),
            (FulfillmentType::Digital, written.digital),
            (FulfillmentType::Pickup, written.pickup),
            (FulfillmentType::LocalDelivery, written.local_delivery),
        ]
        .into_iter()
        .find_map(|(kind, branch)| {
            let of_this_kind = written.kind.is_none_or(|written| written == kind);
            branch.filter(|_| of_this_kind).map(|branch| (kind, branch))
        });
        match (written.option_id, written.item_ids, nested) {
            (Some(option_id), Some(item_ids), _) => Ok(Self { kind: written.kind, option_id, item_ids }),
            (None, None, Some((kind, NestedSelection { option_id, item_ids }))) => {
                Ok(Self { kind: Some(kind), option_id, item_ids })
            }
            (None, _, _) => Err(D::Error::missing_field("option_id")),
            (Some(_), None, _) => Err(D::Error::missing_field("item_ids")),
        }
    }
}

/// A selection as agents write it.
#[derive(Deserialize)]
#[serde(rename = "SelectedFulfillmentOption")]
struct WrittenSelection {
    #[serde(rename = "type", default, deserialize_with = "present")]
    kind: Option<FulfillmentType>,
    #[serde(default, deserialize_with = "present")]
    option_id: Option<FulfillmentOptionId>,
    #[serde(default, deserialize_with = "present")]
    item_ids: Option<Vec<String>>,
    #[serde(default, deserialize_with = "present")]
    shipping: Option<NestedSelection>,
    #[serde(default, deserialize_with = "present")]
    digital: Option<NestedSelection>,
    #[serde(default, deserialize_with = "present")]
    pickup: Option<NestedSelection>,
    #[serde(default, deserialize_with = "present")]
    local_delivery: Option<NestedSelection>,
}

/// The inner object of the form of 2025-12-12.
#[derive(Deserialize)]
struct NestedSelection {
    option_id: FulfillmentOptionId,
    item_ids: Vec<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: serde_json::Value) -> Result<SelectedFulfillmentOption, String> {
        serde_json::from_value(json).map_err(|error| error.to_string())
    }

    // ACP-FUL-12
    #[test]
    fn a_selection_is_read_flat_untyped_and_nested_and_written_flat() {
        let flat = json!({"type": "pickup", "option_id": "o", "item_ids": ["l1", "l2"]});
        assert_eq!(serde_json::to_value(read(flat.clone()).unwrap()).unwrap(), flat);

        let untyped = json!({"option_id": "o", "item_ids": ["l1", "l2"]});
        assert_eq!(read(untyped).unwrap().kind, None);

        for kind in ["shipping", "digital", "pickup", "local_delivery"] {
            let flat = json!({"type": kind, "option_id": "o", "item_ids": ["l1"]});
            let nested = json!({"type": kind, kind: {"option_id": "o", "item_ids": ["l1"]}});
            assert_eq!(serde_json::to_value(read(nested).unwrap()).unwrap(), flat);
            let untyped = json!({kind: {"option_id": "o", "item_ids": ["l1"]}});
            assert_eq!(serde_json::to_value(read(untyped).unwrap()).unwrap(), flat);
        }
    }

    #[test]
    fn a_selection_that_does_not_say_what_is_selected_is_refused() {
        for (refused, missing) in [
            (json!({}), "option_id"),
            (json!({"type": "shipping"}), "option_id"),
            (json!({"type": "shipping", "item_ids": []}), "option_id"),
            (json!({"type": "shipping", "option_id": "o"}), "item_ids"),
            (json!({"type": "shipping", "shipping": {"option_id": "o"}}), "item_ids"),
            // The branch of another kind does not count.
            (json!({"type": "shipping", "digital": {"option_id": "o", "item_ids": []}}), "option_id"),
        ] {
            let error = read(refused.clone()).unwrap_err();
            assert!(error.contains(&format!("missing field `{missing}`")), "{refused}: {error}");
        }
        let error = read(json!({"type": "drone", "option_id": "o", "item_ids": []})).unwrap_err();
        assert!(error.contains("`drone` is not one of shipping, digital, pickup, local_delivery"), "{error}");
    }
}
