//! How the buyer pays.

use serde::{Deserialize, Serialize};

use super::Address;
use crate::types::{Secret, exposed, present};

open_enum! {
    /// A payment service provider. The schema lists one; the published pages of `ChatGPT` name more.
    pub enum PaymentProviderName {
        /// Stripe.
        Stripe = "stripe",
    }
}

open_enum! {
    /// A method of payment.
    pub enum SupportedPaymentMethod {
        /// A payment card.
        Card = "card",
    }
}

/// Through whom the merchant takes payments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentProvider {
    /// The provider.
    pub provider: PaymentProviderName,
    /// The methods the merchant takes.
    pub supported_payment_methods: Vec<SupportedPaymentMethod>,
}

impl PaymentProvider {
    /// With its fields.
    #[must_use]
    pub fn new(provider: PaymentProviderName, supported_payment_methods: Vec<SupportedPaymentMethod>) -> Self {
        Self { provider, supported_payment_methods }
    }
}

/// What the buyer pays with: a token that the provider made for exactly this payment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentData {
    /// The provider's token. Opaque, usable once; it does not print.
    #[serde(serialize_with = "exposed")]
    pub token: Secret,
    /// Whose token it is.
    pub provider: PaymentProviderName,
    /// Where the card is billed.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub billing_address: Option<Address>,
}

impl PaymentData {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(token: impl Into<Secret>, provider: PaymentProviderName) -> Self {
        Self { token: token.into(), provider, billing_address: None }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    // ACP-PD-01
    #[test]
    fn the_token_travels_but_does_not_print() {
        let written = json!({"token": "spt_123", "provider": "adyen"});
        let payment: PaymentData = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(payment.token.expose(), "spt_123");
        assert!(!format!("{payment:?}").contains("spt_123"));
        assert_eq!(serde_json::to_value(payment).unwrap(), written);
    }
}
