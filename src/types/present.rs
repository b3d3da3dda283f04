//! Optional, but never null.

use serde::{Deserialize, Deserializer};

/// Reads an optional field whose schema does not allow `null`: the key may be absent, a `null` is an error.
///
/// For `#[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]`. A bare
/// `Option<T>` would take `null` for absent.
pub(crate) fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}
