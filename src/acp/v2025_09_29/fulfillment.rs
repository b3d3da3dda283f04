//! How goods reach the buyer.

use serde::{Deserialize, Serialize};

use crate::acp::number::minor_units;
use crate::types::{FulfillmentOptionId, Timestamp, present};

/// A way to deliver that the merchant offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum FulfillmentOption {
    /// A carrier brings it.
    Shipping(FulfillmentOptionShipping),
    /// It is delivered as data.
    Digital(FulfillmentOptionDigital),
}

/// Delivery by a carrier.
///
/// Amounts are written as integers. Text that holds an integer is read too: the first edition of this release
/// declared them as strings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionShipping {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// A second line, such as the delivery promise.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Who carries it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// When it may arrive at the earliest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub earliest_delivery_time: Option<Timestamp>,
    /// When it should have arrived at the latest.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub latest_delivery_time: Option<Timestamp>,
    /// Price before tax, in minor units of the session's currency.
    #[serde(deserialize_with = "minor_units")]
    pub subtotal: i64,
    /// Tax, in minor units.
    #[serde(deserialize_with = "minor_units")]
    pub tax: i64,
    /// Price with tax, in minor units.
    #[serde(deserialize_with = "minor_units")]
    pub total: i64,
}

impl FulfillmentOptionShipping {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        id: impl Into<FulfillmentOptionId>,
        title: impl Into<String>,
        subtotal: i64,
        tax: i64,
        total: i64,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            subtitle: None,
            carrier: None,
            earliest_delivery_time: None,
            latest_delivery_time: None,
            subtotal,
            tax,
            total,
        }
    }
}

/// Delivery as data: a download, a license, a code.
///
/// Amounts are read and written as those of [`FulfillmentOptionShipping`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FulfillmentOptionDigital {
    /// The option; an update selects it by this id.
    pub id: FulfillmentOptionId,
    /// What to call it before the buyer.
    pub title: String,
    /// A second line.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub subtitle: Option<String>,
    /// Price before tax, in minor units of the session's currency.
    #[serde(deserialize_with = "minor_units")]
    pub subtotal: i64,
    /// Tax, in minor units.
    #[serde(deserialize_with = "minor_units")]
    pub tax: i64,
    /// Price with tax, in minor units.
    #[serde(deserialize_with = "minor_units")]
    pub total: i64,
}

impl FulfillmentOptionDigital {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(
        id: impl Into<FulfillmentOptionId>,
        title: impl Into<String>,
        subtotal: i64,
        tax: i64,
        total: i64,
    ) -> Self {
        Self { id: id.into(), title: title.into(), subtitle: None, subtotal, tax, total }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-FUL-04
    #[test]
    fn amounts_are_read_from_text_and_written_as_integers() {
        let read = |total: serde_json::Value| {
            serde_json::from_value::<FulfillmentOption>(json!({
                "type": "digital", "id": "download", "title": "Download", "subtotal": "90", "tax": 10, "total": total
            }))
        };
        let option = read(json!("100")).unwrap();
        assert_eq!(
            serde_json::to_value(option).unwrap(),
            json!({"type": "digital", "id": "download", "title": "Download", "subtotal": 90, "tax": 10, "total": 100})
        );
        for refused in [json!("1.00"), json!(""), json!("9223372036854775808"), json!(1.5), json!(null)] {
            assert!(read(refused.clone()).is_err(), "{refused}");
        }
    }

    // ACP-FUL-02
    #[test]
    fn a_kind_of_option_that_the_release_does_not_know_is_refused() {
        let error = serde_json::from_value::<FulfillmentOption>(json!({
            "type": "pickup", "id": "p", "title": "Pickup", "subtotal": 0, "tax": 0, "total": 0
        }))
        .unwrap_err()
        .to_string();
        assert!(error.contains("pickup") && error.contains("shipping"), "{error}");
    }
}
