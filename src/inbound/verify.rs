//! Step 3: the signature covers these very bytes.

use bytes::Bytes;
use http::Request;

use super::refusal::Problem;
use crate::signature::{RequestVerifier, SignedRequest};
use crate::types::Timestamp;

/// Lets everything pass where no signature is asked for.
pub(super) fn verify(
    verifier: Option<&dyn RequestVerifier>,
    request: &Request<Bytes>,
    now: Timestamp,
) -> Result<(), Problem> {
    let Some(verifier) = verifier else { return Ok(()) };
    let signed = SignedRequest {
        method: request.method(),
        path: request.uri().path(),
        headers: request.headers(),
        body: request.body(),
        now,
    };
    verifier.verify(&signed).map_err(|error| Problem::of_signature(&error))
}
