//! Pages of the merchant.

use serde::{Deserialize, Serialize};

use crate::types::Uri;

/// A page of the merchant that the buyer may want to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Link {
    /// What the page is.
    pub kind: LinkKind,
    /// Where it is.
    pub url: Uri,
    /// What it is called (2026-01-30 on).
    pub title: Option<String>,
}

impl Link {
    /// A page of that kind.
    #[must_use]
    pub const fn new(kind: LinkKind, url: Uri) -> Self {
        Self { kind, url, title: None }
    }
}

open_enum! {
    /// What a page is.
    pub enum LinkKind {
        /// Terms of use.
        TermsOfUse = "terms_of_use",
        /// Privacy policy.
        PrivacyPolicy = "privacy_policy",
        /// Policies of the shop (2025-09-29 only).
        SellerShopPolicies = "seller_shop_policies",
        /// How to return goods (2025-12-12 on).
        ReturnPolicy = "return_policy",
        /// How goods are sent (2026-01-30 on, as the kinds that follow).
        ShippingPolicy = "shipping_policy",
        /// How to reach the merchant.
        ContactUs = "contact_us",
        /// Who the merchant is.
        AboutUs = "about_us",
        /// Questions and answers.
        Faq = "faq",
        /// Help.
        Support = "support",
    }
}
