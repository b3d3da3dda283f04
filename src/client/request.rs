//! From the command to the request.

use std::fmt::Write as _;

use bytes::Bytes;
use http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderName, USER_AGENT};
use http::{HeaderMap, HeaderValue, Method, Request};

use super::{Attempt, Client, ClientError};
use crate::acp::Operation;
use crate::types::{CheckoutId, Timestamp};

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
pub(super) const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const SIGNATURE: HeaderName = HeaderName::from_static("signature");
const TIMESTAMP: HeaderName = HeaderName::from_static("timestamp");

/// What the path of a request is made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    Sessions,
    Session(&'a CheckoutId),
    Verb(&'a CheckoutId, Operation),
}

impl Client {
    /// A read. It has no idempotency key (ACP-HDR-16).
    pub(super) fn get(&self, target: Target<'_>) -> Result<(Request<Bytes>, Attempt), ClientError> {
        self.request(Method::GET, target, None, None)
    }

    /// A change, under that key or a new one. Older releases want the key on create and complete only, and allow it on
    /// the others (ACP-IDEM-01, ACP-IDEM-02).
    pub(super) fn post(
        &self,
        target: Target<'_>,
        key: Option<String>,
        body: Option<Vec<u8>>,
    ) -> Result<(Request<Bytes>, Attempt), ClientError> {
        let key = key.unwrap_or_else(|| self.keys.idempotency_key(self.clock.now()));
        self.request(Method::POST, target, Some(key), body)
    }

    fn request(
        &self,
        method: Method,
        target: Target<'_>,
        key: Option<String>,
        body: Option<Vec<u8>>,
    ) -> Result<(Request<Bytes>, Attempt), ClientError> {
        let now = self.clock.now();
        let attempt = Attempt { idempotency_key: key, request_id: self.keys.request_id(now) };
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = self.uri(target)?;
        let headers = request.headers_mut();
        headers.insert(AUTHORIZATION, self.authorization.clone());
        headers.insert(API_VERSION, HeaderValue::from_static(self.dialect.as_str()));
        headers.insert(USER_AGENT, self.user_agent.clone());
        headers.insert(REQUEST_ID, printable(attempt.request_id.as_str(), "request id")?);
        if let Some(language) = &self.language {
            headers.insert(ACCEPT_LANGUAGE, language.clone());
        }
        if let Some(key) = &attempt.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, self.key(key)?);
        }
        if body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let body = Bytes::from(body.unwrap_or_default());
        self.sign(headers, &body, now)?;
        *request.body_mut() = body;
        Ok((request, attempt))
    }

    fn uri(&self, target: Target<'_>) -> Result<http::Uri, ClientError> {
        const WHAT: &str = "id of the session";
        let segment = |id: &CheckoutId| segment(id.as_str()).ok_or(ClientError::Unsendable { what: WHAT });
        let base = &self.base;
        let uri = match target {
            Target::Sessions => format!("{base}/checkout_sessions"),
            Target::Session(id) => format!("{base}/checkout_sessions/{}", segment(id)?),
            Target::Verb(id, verb) => format!("{base}/checkout_sessions/{}/{}", segment(id)?, verb.as_str()),
        };
        // What is left to go wrong is its length.
        uri.parse().map_err(|_| ClientError::Unsendable { what: WHAT })
    }

    /// ACP-IDEM-03
    fn key(&self, key: &str) -> Result<HeaderValue, ClientError> {
        const WHAT: &str = "idempotency key";
        let longest = self.dialect.rules().longest_idempotency_key;
        if longest.is_some_and(|longest| key.len() > longest) {
            return Err(ClientError::Unsendable { what: WHAT });
        }
        printable(key, WHAT)
    }

    /// Signs the very bytes that are sent.
    fn sign(&self, headers: &mut HeaderMap, body: &[u8], now: Timestamp) -> Result<(), ClientError> {
        let Some(signer) = &self.signer else { return Ok(()) };
        let made = signer.sign(body, now).map_err(ClientError::Sign)?;
        headers.insert(SIGNATURE, printable(&made.signature, "signature")?);
        if let Some(timestamp) = made.timestamp {
            headers.insert(TIMESTAMP, printable(&timestamp, "timestamp")?);
        }
        Ok(())
    }
}

/// A header of printable ASCII without spaces: it arrives as it was sent, whatever trims headers on the way.
fn printable(text: &str, what: &'static str) -> Result<HeaderValue, ClientError> {
    let value = HeaderValue::from_str(text).ok();
    let printable = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    value.filter(|_| printable).ok_or(ClientError::Unsendable { what })
}

/// An id as one segment of a path: all but RFC 3986's unreserved characters percent-encoded. `None` for what no encoding
/// keeps in its place: nothing at all, and the dots that URL libraries resolve even when they are encoded.
fn segment(id: &str) -> Option<String> {
    if matches!(id, "" | "." | "..") {
        return None;
    }
    let mut segment = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => segment.push(char::from(byte)),
            other => {
                // A text takes whatever is written to it.
                let _ = write!(segment, "%{other:02X}");
            }
        }
    }
    Some(segment)
}
