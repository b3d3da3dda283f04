//! Pages that the buyer may want to read.

use serde::{Deserialize, Serialize};

use crate::types::Uri;

open_enum! {
    /// What a link leads to.
    pub enum LinkType {
        /// Terms of use.
        TermsOfUse = "terms_of_use",
        /// Privacy policy.
        PrivacyPolicy = "privacy_policy",
        /// How goods are returned.
        ReturnPolicy = "return_policy",
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
    /// Where it is.
    pub url: Uri,
}

impl Link {
    /// With its fields.
    #[must_use]
    pub fn new(kind: LinkType, url: Uri) -> Self {
        Self { kind, url }
    }
}
