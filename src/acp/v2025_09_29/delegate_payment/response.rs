//! What the provider answers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::types::{Secret, Timestamp, exposed};

/// The token that was made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DelegatePaymentResponse {
    /// The token, such as `vt_…`. Whoever has it can charge the card within the allowance; it does not print.
    #[serde(serialize_with = "exposed")]
    pub id: Secret,
    /// When it was made.
    pub created: Timestamp,
    /// The metadata of the request, and what the provider adds.
    pub metadata: BTreeMap<String, String>,
}

impl DelegatePaymentResponse {
    /// With its fields.
    #[must_use]
    pub fn new(id: impl Into<Secret>, created: Timestamp, metadata: BTreeMap<String, String>) -> Self {
        Self { id: id.into(), created, metadata }
    }
}
