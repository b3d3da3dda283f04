//! Step 7: what became of a command becomes the JSON of its release.

use bytes::Bytes;
use http::StatusCode;

use super::refusal::Problem;
use crate::acp::{self, Operation};
use crate::model::Checkout;
use crate::store::Answer;
use crate::types::ApiVersion;

/// The whole session, never a delta (ACP-LIFE-01); 201 for a new one, 200 otherwise (ACP-ERR-08).
pub(super) fn encode(version: ApiVersion, operation: Operation, checkout: &Checkout) -> Result<Answer, Problem> {
    let status = match operation {
        Operation::Create => StatusCode::CREATED,
        Operation::Update | Operation::Retrieve | Operation::Complete | Operation::Cancel => StatusCode::OK,
    };
    let body = acp::encode_checkout(version, operation, checkout).map_err(|error| Problem::of_encode(&error))?;
    Ok(Answer::new(status, Bytes::from(body)))
}
