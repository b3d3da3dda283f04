//! The sums of a session.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::TotalType;
use crate::types::present;

/// One sum of the session, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Total {
    /// What the sum stands for.
    #[serde(rename = "type")]
    pub kind: TotalType,
    /// How to call it before the buyer.
    pub display_text: Cow<'static, str>,
    /// The sum in minor units of the session's currency. Discounts are positive: they are understood to be taken off.
    pub amount: i64,
    /// More about it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl Total {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(kind: TotalType, display_text: impl Into<Cow<'static, str>>, amount: i64) -> Self {
        Self { kind, display_text: display_text.into(), amount, description: None }
    }
}
