//! Optional secrets.

use serde::Serializer;

use crate::types::{Secret, exposed};

/// Writes a secret in the clear if there is one: `#[serde(serialize_with = "exposed_if_present")]`.
#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(in crate::acp) fn exposed_if_present<S: Serializer>(
    secret: &Option<Secret>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => exposed(secret, serializer),
        None => serializer.serialize_none(),
    }
}
