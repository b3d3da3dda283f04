//! Why a session is called off.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::acp::Scalar;
use crate::acp::v2026_04_17::convert::word::listed;
use crate::acp::v2026_04_17::{IntentTrace, ReasonCode};
use crate::model;

/// A reason must not keep a session from being called off (ACP-INT-06): one that the schema does not list is told as
/// `other`, as it counts for that, and metadata that are not flat go.
pub(super) fn write(intent: &model::IntentTrace) -> IntentTrace {
    IntentTrace {
        reason_code: listed(intent.reason_code.as_str()).unwrap_or(ReasonCode::Other),
        trace_summary: intent.trace_summary.clone(),
        metadata: write_metadata(&intent.metadata),
    }
}

/// Those of the metadata that are flat.
pub(super) fn write_metadata(metadata: &BTreeMap<String, Value>) -> Option<BTreeMap<String, Scalar>> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(Scalar::Text(text.clone())),
        Value::Number(number) => Some(Scalar::Number(number.clone())),
        Value::Bool(value) => Some(Scalar::Bool(*value)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    let flat = metadata.iter().filter_map(|(name, value)| Some((name.clone(), scalar(value)?)));
    Some(flat.collect::<BTreeMap<_, _>>()).filter(|metadata| !metadata.is_empty())
}
