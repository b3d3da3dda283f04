//! Pages that the buyer may want to read.

use serde::{Deserialize, Serialize};

use crate::types::{Uri, present};

open_enum! {
    /// What a link leads to.
    pub enum LinkType {
        /// Terms of use.
        TermsOfUse = "terms_of_use",
        /// Privacy policy.
        PrivacyPolicy = "privacy_policy",
        /// How goods are returned.
        ReturnPolicy = "return_policy",
        /// How goods are shipped.
        ShippingPolicy = "shipping_policy",
        /// How to reach the merchant.
        ContactUs = "contact_us",
        /// Who the merchant is.
        AboutUs = "about_us",
        /// Answers to frequent questions.
        Faq = "faq",
        /// Help.
        Support = "support",
    }
}

/// A page that the buyer may want to read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Link {
    /// What it leads to.
    #[serde(rename = "type")]
    pub kind: LinkType,
    /// What to call it before the buyer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it is.
    pub url: Uri,
}

impl Link {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: LinkType, url: Uri) -> Self {
        Self { kind, title: None, url }
    }
}
