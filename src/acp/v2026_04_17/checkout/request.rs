//! What agents ask of a session.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::acp::v2026_04_17::{
    AffiliateAttribution, AuthenticationResult, Buyer, Capabilities, DiscountsRequest, FulfillmentDetails,
    FulfillmentGroup, IntentTrace, Item, MarketingConsent, PaymentData, RiskSignals, SelectedFulfillmentOption,
};
use crate::types::{Currency, Patch, present};

/// Opens a session.
///
/// The schema requires `currency` and `capabilities`; agents that follow the prose leave them out, so reading does not
/// insist. The list of items is read from `items` too, the name of earlier releases; both at once are refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(extend("required" = ["line_items", "currency", "capabilities"])))]
#[non_exhaustive]
pub struct CheckoutSessionCreateRequest {
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// What is asked for; at least one item.
    #[serde(alias = "items")]
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub line_items: Vec<Item>,
    /// The currency to pay in.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// To whom and where the goods go.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_details: Option<FulfillmentDetails>,
    /// What the agent can do.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub capabilities: Option<Capabilities>,
    /// Which items go where.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub fulfillment_groups: Option<Vec<FulfillmentGroup>>,
    /// Who brought the buyer to this session.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub affiliate_attribution: Option<AffiliateAttribution>,
    /// Discount codes by an older name; `discounts` wins over it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub coupons: Option<Vec<String>>,
    /// Discount codes.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub discounts: Option<DiscountsRequest>,
    /// The language that the buyer reads, such as `en-US`. A hint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The buyer's time zone, such as `America/New_York`. A hint.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The quote that the session rests on.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub quote_id: Option<String>,
    /// What the agent notes with it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, Value>>,
    /// What the buyer wants the merchant to know; the schema allows 5000 characters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 5000)))]
    pub order_notes: Option<String>,
}

impl CheckoutSessionCreateRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(line_items: Vec<Item>, currency: Currency, capabilities: Capabilities) -> Self {
        Self {
            buyer: None,
            line_items,
            currency: Some(currency),
            fulfillment_details: None,
            capabilities: Some(capabilities),
            fulfillment_groups: None,
            affiliate_attribution: None,
            coupons: None,
            discounts: None,
            locale: None,
            timezone: None,
            quote_id: None,
            metadata: None,
            order_notes: None,
        }
    }
}

/// Changes a session. What is set replaces what was there, `null` clears it, what is not mentioned stays.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionUpdateRequest {
    /// Who buys.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub buyer: Patch<Buyer>,
    /// What is asked for: the whole list. Read from `items` too.
    #[serde(alias = "items", default, skip_serializing_if = "Patch::is_keep")]
    pub line_items: Patch<Vec<Item>>,
    /// To whom and where the goods go.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_details: Patch<FulfillmentDetails>,
    /// Which lines go where.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub fulfillment_groups: Patch<Vec<FulfillmentGroup>>,
    /// The ways to deliver that the buyer selects.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub selected_fulfillment_options: Patch<Vec<SelectedFulfillmentOption>>,
    /// Discount codes by an older name; `discounts` wins over it.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub coupons: Patch<Vec<String>>,
    /// Discount codes.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub discounts: Patch<DiscountsRequest>,
    /// What the buyer wants the merchant to know; the schema allows 5000 characters.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[cfg_attr(feature = "schemars", schemars(extend("maxLength" = 5000)))]
    pub order_notes: Patch<String>,
}

/// Buys: turns a session into an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CheckoutSessionCompleteRequest {
    /// Who buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub buyer: Option<Buyer>,
    /// What the buyer pays with.
    pub payment_data: PaymentData,
    /// How the authentication by the buyer's bank ended.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_result: Option<AuthenticationResult>,
    /// Who brought the buyer to buy.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub affiliate_attribution: Option<AffiliateAttribution>,
    /// What the agent knows of the buyer's device.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub risk_signals: Option<RiskSignals>,
    /// May the merchant write to the buyer? One entry for each channel that the buyer was asked about.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub marketing_consents: Option<Vec<MarketingConsent>>,
    /// What the buyer wants the merchant to know; the schema allows 5000 characters.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 5000)))]
    pub order_notes: Option<String>,
}

impl CheckoutSessionCompleteRequest {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(payment_data: PaymentData) -> Self {
        Self {
            buyer: None,
            payment_data,
            authentication_result: None,
            affiliate_attribution: None,
            risk_signals: None,
            marketing_consents: None,
            order_notes: None,
        }
    }
}

/// Calls a session off. The body as a whole is optional.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(extend("additionalProperties" = true)))]
#[non_exhaustive]
pub struct CancelSessionRequest {
    /// Why.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub intent_trace: Option<IntentTrace>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-CRE-03, ACP-CRE-06, ACP-CRE-12
    #[test]
    fn a_create_request_is_read_as_agents_write_it() {
        let request: CheckoutSessionCreateRequest = serde_json::from_value(json!({
            "items": [{"id": "mug", "quantity": 2}], "currency": "USD", "fulfillment_address": {"city": "Paris"}
        }))
        .unwrap();
        assert_eq!(request.capabilities, None);
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({"line_items": [{"id": "mug", "quantity": 2}], "currency": "usd"})
        );

        let request: CheckoutSessionCreateRequest = serde_json::from_value(json!({"line_items": []})).unwrap();
        assert_eq!(request.currency, None);

        for (refused, why) in [
            (json!({"currency": "usd"}), "missing field `line_items`"),
            (json!({"line_items": [], "items": []}), "duplicate field `line_items`"),
            (json!({"line_items": [], "currency": null}), "invalid type: null"),
            (json!({"line_items": [], "currency": "zzz"}), "not a currency code"),
        ] {
            let error = serde_json::from_value::<CheckoutSessionCreateRequest>(refused).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }

    #[test]
    fn a_create_request_is_made_with_all_that_the_schema_requires() {
        let usd = Currency::new("usd").unwrap();
        let request = CheckoutSessionCreateRequest::new(vec![Item::new("mug")], usd, Capabilities::default());
        assert_eq!(
            serde_json::to_value(request).unwrap(),
            json!({"line_items": [{"id": "mug"}], "currency": "usd", "capabilities": {}})
        );
    }

    // ACP-UPD-04, ACP-UPD-05, ACP-UPD-06
    #[test]
    fn every_field_of_an_update_can_be_kept_cleared_and_set() {
        let read = |json| serde_json::from_value::<CheckoutSessionUpdateRequest>(json).unwrap();
        assert_eq!(read(json!({})), CheckoutSessionUpdateRequest::default());
        let cleared = json!({
            "buyer": null, "line_items": null, "fulfillment_details": null, "fulfillment_groups": null,
            "selected_fulfillment_options": null, "coupons": null, "discounts": null, "order_notes": null
        });
        let update = read(cleared.clone());
        assert_eq!(update.order_notes, Patch::Clear);
        assert_eq!(serde_json::to_value(update).unwrap(), cleared);
        let update = read(json!({"items": [{"id": "mug"}], "discounts": {"codes": []}}));
        assert_eq!(update.line_items, Patch::Set(vec![Item::new("mug")]));
        assert_eq!(
            serde_json::to_value(update).unwrap(),
            json!({"line_items": [{"id": "mug"}], "discounts": {"codes": []}})
        );
    }

    // ACP-AFF-01, ACP-MKT-11
    #[test]
    fn an_update_carries_neither_attribution_nor_consents() {
        let update: CheckoutSessionUpdateRequest = serde_json::from_value(json!({
            "affiliate_attribution": {"provider": "p", "token": "t"}, "marketing_consents": []
        }))
        .unwrap();
        assert_eq!(update, CheckoutSessionUpdateRequest::default());
    }

    // ACP-INT-07
    #[test]
    fn a_cancel_request_may_be_empty_but_not_malformed() {
        let read = serde_json::from_value::<CancelSessionRequest>;
        assert_eq!(read(json!({})).unwrap(), CancelSessionRequest::default());
        assert_eq!(read(json!({"reason": "bored"})).unwrap(), CancelSessionRequest::default());
        assert!(read(json!({"intent_trace": null})).is_err());
        assert!(read(json!({"intent_trace": "bored"})).is_err());
    }
}
