//! Step 7: what became of a command becomes the JSON of its release.

use bytes::Bytes;
use http::StatusCode;

use super::refusal::Problem;
use crate::acp::{Dialect, Operation};
use crate::model::Checkout;
use crate::store::Answer;

/// The whole session, never a delta (ACP-LIFE-01); 201 for a new one, else 200 (ACP-ERR-08), unless the dialect rules
/// otherwise.
pub(super) fn encode(dialect: Dialect, operation: Operation, checkout: &Checkout) -> Result<Answer, Problem> {
    let status = match operation {
        Operation::Create => StatusCode::CREATED,
        Operation::Update | Operation::Complete => dialect.rules().changed,
        Operation::Retrieve | Operation::Cancel => StatusCode::OK,
    };
    let body = dialect.encode_checkout(operation, checkout).map_err(|error| Problem::of_encode(&error))?;
    Ok(Answer::new(status, Bytes::from(body)))
}
