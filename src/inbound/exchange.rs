//! One request and its answer.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use crate::acp::Dialect;
use crate::store::Answer;

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
pub(super) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// What belongs to one exchange and not to the answer: a replay is the same answer in another exchange.
#[derive(Debug)]
pub(super) struct Exchange {
    request_id: Option<HeaderValue>,
    idempotency_key: Option<HeaderValue>,
    pub(super) operation: Option<&'static str>,
    pub(super) dialect: Option<Dialect>,
    pub(super) replayed: bool,
}

impl Exchange {
    pub(super) fn new(headers: &HeaderMap) -> Self {
        Self {
            request_id: headers.get(REQUEST_ID).cloned(),
            idempotency_key: headers.get(IDEMPOTENCY_KEY).cloned(),
            operation: None,
            dialect: None,
            replayed: false,
        }
    }

    pub(super) fn request_id(&self) -> Option<&str> {
        self.request_id.as_ref()?.to_str().ok()
    }

    pub(super) fn report(&self, status: StatusCode, took: Duration) {
        crate::log::answered(
            self.operation.unwrap_or("none"),
            self.dialect.map_or("none", Dialect::as_str),
            status.as_u16(),
            self.replayed,
            u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        );
    }

    /// Echoes the request's id and key, on errors too (ACP-HDR-13 to ACP-HDR-15, C-HDR-03, C-HDR-05).
    pub(super) fn respond(self, answer: Answer) -> Response<Bytes> {
        let mut response = Response::new(answer.body);
        *response.status_mut() = answer.status;
        let headers = response.headers_mut();
        *headers = answer.headers;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(id) = self.request_id {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(key) = self.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, key);
        }
        if self.replayed {
            headers.insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
        }
        response
    }
}
