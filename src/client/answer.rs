//! From the answer to the session.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use super::api_error::{ApiError, passes};
use super::reply::{Attempt, Reply};
use super::request::REQUEST_ID;
use super::retry_after::retry_after;
use super::{ClientError, request};
use crate::acp;
use crate::json::{self, DecodeError, ParseError};
use crate::types::{ApiVersion, RequestId, Timestamp};

/// An answer that is not one of the protocol.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct NotProtocol {
    /// Its status.
    pub status: StatusCode,
    /// Its body, as it came.
    pub body: Bytes,
    /// How long to wait before another attempt, from the `Retry-After` header.
    pub retry_after: Option<Duration>,
    /// What is wrong with it.
    pub problem: AnswerProblem,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerProblem {
    /// The protocol has no answers of that status, such as a redirect.
    #[error("the status is neither a success nor an error")]
    Status,
    /// The body is not JSON.
    #[error("the body is not JSON")]
    NotJson(#[source] ParseError),
    /// The body is JSON, but no session of the release; or no error, where the status is that of one.
    #[error("the body is not that of the release")]
    NotOfRelease(#[source] DecodeError),
}

impl NotProtocol {
    /// Whether the same request may get another answer another time. A success that cannot be read would only be given
    /// again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        passes(self.status, self.retry_after)
    }
}

/// The body does not print: it may hold addresses.
impl fmt::Debug for NotProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NotProtocol")
            .field("status", &self.status)
            .field("body", &format_args!("[{} bytes]", self.body.len()))
            .field("retry_after", &self.retry_after)
            .field("problem", &self.problem)
            .finish()
    }
}

impl fmt::Display for NotProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "answer with status {}", self.status.as_u16())
    }
}

impl Error for NotProtocol {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.problem)
    }
}

/// A successful answer whose body is still to be read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) replayed: bool,
    pub(super) attempt: Attempt,
    pub(super) body: Bytes,
}

/// Tells successes, of any 2xx, from refusals.
pub(super) fn accept(
    response: Response<Bytes>,
    mut attempt: Attempt,
    received: Timestamp,
) -> Result<Answer, ClientError> {
    let (parts, body) = response.into_parts();
    if let Some(id) = echoed(&parts.headers) {
        attempt.request_id = id;
    }
    if parts.status.is_success() {
        let replayed = parts.headers.get(request::IDEMPOTENT_REPLAYED).is_some_and(|value| value == "true");
        return Ok(Answer { status: parts.status, replayed, attempt, body });
    }
    let retry_after = retry_after(&parts.headers, received);
    match refusal(parts.status, &body, retry_after) {
        Ok(error) => Err(ClientError::Api { error: Box::new(error), attempt }),
        Err(problem) => Err(not_protocol(parts.status, body, retry_after, problem, attempt)),
    }
}

impl Answer {
    /// Reads the session.
    pub(super) fn read(self, version: ApiVersion) -> Result<Reply, ClientError> {
        let Self { status, replayed, attempt, body } = self;
        let checkout = json::parse(&body)
            .map_err(AnswerProblem::NotJson)
            .and_then(|tree| acp::decode_checkout(version, &tree).map_err(AnswerProblem::NotOfRelease));
        match checkout {
            Ok(checkout) => {
                let Attempt { idempotency_key, request_id } = attempt;
                Ok(Reply { checkout, status, replayed, request_id, idempotency_key, body })
            }
            Err(problem) => Err(not_protocol(status, body, None, problem, attempt)),
        }
    }
}

fn refusal(status: StatusCode, body: &[u8], retry_after: Option<Duration>) -> Result<ApiError, AnswerProblem> {
    if !status.is_client_error() && !status.is_server_error() {
        return Err(AnswerProblem::Status);
    }
    let tree = json::parse(body).map_err(AnswerProblem::NotJson)?;
    ApiError::decode(status, &tree, retry_after).map_err(AnswerProblem::NotOfRelease)
}

fn not_protocol(
    status: StatusCode,
    body: Bytes,
    retry_after: Option<Duration>,
    problem: AnswerProblem,
    attempt: Attempt,
) -> ClientError {
    ClientError::NotProtocol { answer: Box::new(NotProtocol { status, body, retry_after, problem }), attempt }
}

/// The correlation id that the merchant answers with (ACP-HDR-13).
fn echoed(headers: &HeaderMap) -> Option<RequestId> {
    let id = headers.get(REQUEST_ID)?.to_str().ok().filter(|id| !id.is_empty())?;
    Some(RequestId::from(id))
}
