//! What is to be paid, and with which card.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::PaymentMethodType;
use crate::types::{Currency, Secret, exposed};

/// The card. It prints that it is one and nothing else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentMethod {
    /// That it is a card.
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// The number on the card.
    #[serde(serialize_with = "exposed")]
    pub number: Secret,
    /// Month in which the card expires, two digits from `01` to `12`.
    #[serde(serialize_with = "exposed")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 2)))]
    pub exp_month: Secret,
    /// Year in which the card expires, four digits.
    #[serde(serialize_with = "exposed")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 4)))]
    pub exp_year: Secret,
    /// Name of the holder.
    #[serde(serialize_with = "exposed")]
    pub name: Secret,
}

impl PaymentMethod {
    /// A card.
    #[must_use]
    pub fn new(
        number: impl Into<Secret>,
        exp_month: impl Into<Secret>,
        exp_year: impl Into<Secret>,
        name: impl Into<Secret>,
    ) -> Self {
        Self {
            kind: PaymentMethodType::Card,
            number: number.into(),
            exp_month: exp_month.into(),
            exp_year: exp_year.into(),
            name: name.into(),
        }
    }
}

impl fmt::Debug for PaymentMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentMethod").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// What is to be paid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Amount {
    /// How much, in minor units. Above zero, says the prose (C-DA-05); reading does not check that.
    pub value: i64,
    /// In which currency. This API writes it in upper case.
    #[serde(serialize_with = "upper_case")]
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[A-Z]{3}$")))]
    pub currency: Currency,
}

impl Amount {
    /// With its fields.
    #[must_use]
    pub const fn new(value: i64, currency: Currency) -> Self {
        Self { value, currency }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference to the field")]
fn upper_case<S: Serializer>(currency: &Currency, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&currency.as_str().to_ascii_uppercase())
}
