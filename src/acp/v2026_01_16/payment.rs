//! Through whom the buyer pays.

use serde::{Deserialize, Serialize};

use super::{PaymentMethod, PaymentProviderName};

/// Through whom the merchant takes payments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentProvider {
    /// The provider.
    pub provider: PaymentProviderName,
    /// The merchant's account with the provider.
    pub merchant_id: String,
    /// The methods that the merchant takes.
    pub supported_payment_methods: Vec<PaymentMethod>,
}

impl PaymentProvider {
    /// With its fields.
    #[must_use]
    pub fn new(
        provider: PaymentProviderName,
        merchant_id: impl Into<String>,
        supported_payment_methods: Vec<PaymentMethod>,
    ) -> Self {
        Self { provider, merchant_id: merchant_id.into(), supported_payment_methods }
    }
}
