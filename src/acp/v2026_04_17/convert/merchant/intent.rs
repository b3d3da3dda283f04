//! Why a session is called off. Read only: no answer ever holds it (ACP-INT-08).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::acp::Scalar;
use crate::acp::v2026_04_17::IntentTrace;
use crate::model;

/// A reason that the schema does not list is kept (ACP-INT-03).
pub(super) fn read(intent: IntentTrace) -> model::IntentTrace {
    model::IntentTrace {
        reason_code: model::ReasonCode::from(intent.reason_code.as_str()),
        trace_summary: intent.trace_summary,
        metadata: read_metadata(intent.metadata),
    }
}

/// Reads flat metadata. None at all says the same as empty ones.
pub(super) fn read_metadata(metadata: Option<BTreeMap<String, Scalar>>) -> BTreeMap<String, Value> {
    let value = |scalar| match scalar {
        Scalar::Text(text) => Value::String(text),
        Scalar::Number(number) => Value::Number(number),
        Scalar::Bool(value) => Value::Bool(value),
    };
    metadata.into_iter().flatten().map(|(name, scalar)| (name, value(scalar))).collect()
}
