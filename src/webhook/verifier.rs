//! Events on their way in: the agent platform's side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::acp::{v2025_09_29, v2026_04_17};
use crate::json::{self, DecodeError, ParseError};
use crate::signature::{EventSignatureError, EventVerifier};
use crate::types::Timestamp;

const MERCHANT_SIGNATURE: &str = "merchant-signature";
const REQUEST_ID: &str = "request-id";

/// How many signatures are remembered. More than that within the tolerance, and the oldest is forgotten.
const REMEMBERED: usize = 65_536;

/// Checks and reads order events.
///
/// ```
/// use agentic_commerce::signature::{EventSigner, EventVerifier, SigningSecret};
/// use agentic_commerce::types::Timestamp;
/// use agentic_commerce::webhook::{Event, Verifier};
///
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let verifier = Verifier::new(EventVerifier::new([secret.clone()]));
///
/// let now = Timestamp::parse("2026-04-17T12:30:00Z")?;
/// let body = br#"{"type":"order_create","data":{"type":"order","id":"ord_1","checkout_session_id":"cs_1",
///     "permalink_url":"https://shop.example/orders/1","status":"created"}}"#;
/// let mut headers = http::HeaderMap::new();
/// headers.insert("merchant-signature", EventSigner::new(secret).sign(body, now).parse()?);
///
/// let received = verifier.receive(&headers, body, now)?;
/// let Event::Order(event) = received.event else { panic!("an event of 2026-04-17") };
/// assert_eq!(event.data.id, "ord_1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Verifier {
    signatures: EventVerifier,
    header: HeaderName,
    seen: Mutex<Seen>,
}

/// Signatures that were accepted, until nobody would accept them again.
#[derive(Debug, Default)]
struct Seen {
    until: BTreeMap<Box<str>, Timestamp>,
    by_time: BTreeSet<(Timestamp, Box<str>)>,
}

/// An event that a merchant sent.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Received {
    /// The event.
    pub event: Event,
    /// The merchant's id of it, the same each time that it is sent.
    pub request_id: Option<String>,
    /// Whether this very request came before: it was sent twice in one second, or by somebody who recorded it.
    pub replayed: bool,
}

/// An event, in the shape that it came in.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// Of 2026-04-17: the whole order.
    Order(Box<v2026_04_17::WebhookEvent>),
    /// Of an earlier release: where the order stands, and the money that went back.
    Status(Box<v2025_09_29::WebhookEvent>),
}

/// Why an event is not accepted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// It is not signed as it must be (ACP-WH-07).
    #[error(transparent)]
    Signature(#[from] EventSignatureError),
    /// Its body broke off, or is larger than what is read.
    #[error("the body could not be read")]
    Unreadable,
    /// It is not JSON.
    #[error(transparent)]
    Json(#[from] ParseError),
    /// It is JSON of something else.
    #[error(transparent)]
    Event(#[from] DecodeError),
}

impl Verifier {
    /// Takes events that are signed so.
    #[must_use]
    pub fn new(signatures: EventVerifier) -> Self {
        Self { signatures, header: HeaderName::from_static(MERCHANT_SIGNATURE), seen: Mutex::default() }
    }

    /// Takes the signature from another header.
    #[must_use]
    pub fn with_header(self, header: HeaderName) -> Self {
        Self { header, ..self }
    }

    /// Checks and reads an event. `body` is what came, byte by byte.
    ///
    /// # Errors
    ///
    /// [`ReceiveError`], which [`answer`](ReceiveError::answer) turns into what the merchant is to be told.
    pub fn receive(&self, headers: &HeaderMap, body: &[u8], now: Timestamp) -> Result<Received, ReceiveError> {
        let mut signatures = headers.get_all(&self.header).iter();
        let signature = signatures.next().ok_or(EventSignatureError::Missing)?;
        // With two of them, two readers may not read the same one.
        if signatures.next().is_some() {
            return Err(EventSignatureError::Malformed.into());
        }
        let signature = signature.to_str().map_err(|_| EventSignatureError::Malformed)?;
        self.signatures.verify(signature, body, now)?;
        let event = Event::read(body)?;
        let request_id = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).map(ToOwned::to_owned);
        let replayed = self.remember(signature, now);
        Ok(Received { event, request_id, replayed })
    }

    /// Whether the signature was seen before.
    fn remember(&self, signature: &str, now: Timestamp) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.until.len() >= REMEMBERED || seen.by_time.first().is_some_and(|(until, _)| *until < now) {
            let Some((_, oldest)) = seen.by_time.pop_first() else { break };
            seen.until.remove(&oldest);
        }
        // One of the future is good for twice the tolerance from now.
        let until = now.saturating_add(self.signatures.tolerance() * 2);
        let signature: Box<str> = signature.to_ascii_lowercase().into();
        if seen.until.contains_key(&signature) {
            return true;
        }
        seen.by_time.insert((until, signature.clone()));
        seen.until.insert(signature, until);
        false
    }
}

/// What tells one shape from the other.
#[derive(Debug, Deserialize)]
struct Shape {
    data: ShapeData,
}

#[derive(Debug, Deserialize)]
struct ShapeData {
    id: Option<IgnoredAny>,
}

impl Event {
    fn read(body: &[u8]) -> Result<Self, ReceiveError> {
        let tree = json::parse(body)?;
        // Only the newer shape says which order it is (ACP-WH-10, ACP-WH-13).
        let shape: Shape = json::decode(&tree)?;
        Ok(if shape.data.id.is_some() {
            Self::Order(Box::new(json::decode(&tree)?))
        } else {
            Self::Status(Box::new(json::decode(&tree)?))
        })
    }
}

impl Received {
    /// What the merchant is to be told: 200 (ACP-WH-19).
    #[must_use]
    pub fn answer(&self) -> Response<Bytes> {
        let mut body = serde_json::Map::from_iter([("received".to_owned(), true.into())]);
        if let Some(id) = &self.request_id {
            body.insert("request_id".to_owned(), id.as_str().into());
        }
        respond(StatusCode::OK, serde_json::Value::Object(body).to_string())
    }
}

impl ReceiveError {
    /// What the merchant is to be told: 401 `invalid_signature` or 400, with the field that is wrong (ACP-WH-07,
    /// ACP-WH-19).
    #[must_use]
    pub fn answer(&self) -> Response<Bytes> {
        let (status, code, param) = match self {
            Self::Signature(_) => (StatusCode::UNAUTHORIZED, "invalid_signature", None),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "invalid_body", None),
            Self::Json(_) => (StatusCode::BAD_REQUEST, "invalid_json", None),
            Self::Event(error) => (StatusCode::BAD_REQUEST, "invalid", Some(error.path.to_string())),
        };
        let mut error = v2026_04_17::Error::new(v2026_04_17::ErrorType::InvalidRequest, code, self.to_string());
        error.param = param;
        respond(status, serde_json::to_string(&error).unwrap_or_default())
    }
}

fn respond(status: StatusCode, body: String) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
