//! The card.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::acp::secret::exposed_if_present;
use crate::types::{Secret, exposed, present};

closed_enum! {
    /// A method of payment that can be delegated.
    pub enum PaymentMethodType {
        /// A payment card.
        Card = "card",
    }
}

closed_enum! {
    /// What the number of a card is.
    pub enum CardNumberType {
        /// The number on the card itself.
        Fpan = "fpan",
        /// A token of the card network, valid with a cryptogram.
        NetworkToken = "network_token",
    }
}

closed_enum! {
    /// Whose money a card spends.
    pub enum CardFundingType {
        /// The bank's, on credit.
        Credit = "credit",
        /// What is in the account.
        Debit = "debit",
        /// What was loaded onto the card.
        Prepaid = "prepaid",
    }
}

open_enum! {
    /// A check that the agent made on the card.
    pub enum CardCheck {
        /// The billing address.
        Avs = "avs",
        /// The security code.
        Cvv = "cvv",
        /// The name of the account's holder.
        Ani = "ani",
        /// An authorization of no amount.
        Auth0 = "auth0",
    }
}

/// A card. It prints of which kind it is and nothing else.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PaymentMethodCard {
    /// That it is a card.
    #[serde(rename = "type")]
    pub kind: PaymentMethodType,
    /// What the number is.
    pub card_number_type: CardNumberType,
    /// The number.
    #[serde(serialize_with = "exposed")]
    pub number: Secret,
    /// Month in which the card expires, two digits from `01` to `12`.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemars", schemars(length(max = 2)))]
    pub exp_month: Option<Secret>,
    /// Year in which the card expires, four digits.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemars", schemars(length(max = 4)))]
    pub exp_year: Option<Secret>,
    /// Name of the holder, as it stands on the card.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub name: Option<Secret>,
    /// The security code, at most 4 digits.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    #[cfg_attr(feature = "schemars", schemars(length(max = 4)))]
    pub cvc: Option<Secret>,
    /// The cryptogram of a network token.
    #[serde(
        default,
        deserialize_with = "present",
        serialize_with = "exposed_if_present",
        skip_serializing_if = "Option::is_none"
    )]
    pub cryptogram: Option<Secret>,
    /// The electronic commerce indicator, at most 2 digits: how strong the proof of an authentication is.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 2)))]
    pub eci_value: Option<String>,
    /// The checks that the agent made.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub checks_performed: Option<Vec<CardCheck>>,
    /// Issuer identification number: the first digits of the number. At most 6; at most 8 in 2026-01-16 and since
    /// 2026-04-17.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 6)))]
    pub iin: Option<String>,
    /// Whose money the card spends.
    pub display_card_funding_type: CardFundingType,
    /// The wallet that the card came from, such as `apple_pay`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_wallet_type: Option<String>,
    /// The brand to show, such as `visa`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub display_brand: Option<String>,
    /// The last digits of the number to show: at most 4, exactly 4 since 2026-01-30.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(length(max = 4)))]
    pub display_last4: Option<String>,
    /// What the agent adds.
    pub metadata: BTreeMap<String, String>,
    /// Whether the card exists as a number only. The prose requires it, the schema does not (C-DP-01).
    #[serde(rename = "virtual", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub is_virtual: Option<bool>,
}

impl PaymentMethodCard {
    /// With the required fields, without metadata; the others are left out.
    #[must_use]
    pub fn new(
        card_number_type: CardNumberType,
        number: impl Into<Secret>,
        display_card_funding_type: CardFundingType,
    ) -> Self {
        Self {
            kind: PaymentMethodType::Card,
            card_number_type,
            number: number.into(),
            exp_month: None,
            exp_year: None,
            name: None,
            cvc: None,
            cryptogram: None,
            eci_value: None,
            checks_performed: None,
            iin: None,
            display_card_funding_type,
            display_wallet_type: None,
            display_brand: None,
            display_last4: None,
            metadata: BTreeMap::new(),
            is_virtual: None,
        }
    }
}

impl fmt::Debug for PaymentMethodCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PaymentMethodCard")
            .field("kind", &self.kind)
            .field("card_number_type", &self.card_number_type)
            .field("display_card_funding_type", &self.display_card_funding_type)
            .finish_non_exhaustive()
    }
}
