//! Through whom the buyer pays.

use serde::{Deserialize, Serialize};

use super::{PaymentProviderName, SupportedPaymentMethod};

open_enum! {
    /// A network of cards.
    pub enum CardNetwork {
        /// American Express.
        Amex = "amex",
        /// Discover.
        Discover = "discover",
        /// Mastercard.
        Mastercard = "mastercard",
        /// Visa.
        Visa = "visa",
    }
}

/// A method of payment that the merchant takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentMethod {
    /// The method.
    #[serde(rename = "type")]
    pub kind: SupportedPaymentMethod,
    /// The networks whose cards are taken.
    pub supported_card_networks: Vec<CardNetwork>,
}

impl PaymentMethod {
    /// Cards of those networks.
    #[must_use]
    pub const fn cards(supported_card_networks: Vec<CardNetwork>) -> Self {
        Self { kind: SupportedPaymentMethod::Card, supported_card_networks }
    }
}

/// Through whom the merchant takes payments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentProvider {
    /// The provider.
    pub provider: PaymentProviderName,
    /// The methods that the merchant takes.
    pub supported_payment_methods: Vec<PaymentMethod>,
}

impl PaymentProvider {
    /// With its fields.
    #[must_use]
    pub fn new(provider: PaymentProviderName, supported_payment_methods: Vec<PaymentMethod>) -> Self {
        Self { provider, supported_payment_methods }
    }
}
