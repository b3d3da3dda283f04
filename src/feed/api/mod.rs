//! The Feed API, which the agent's platform hosts and the merchant calls.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::row::Row;
use super::write::upsert_body;
use super::{FeedError, FeedInfo, Revision};
use crate::model::Product;
use crate::transport::{HttpTransport, TransportError};
use crate::types::{ApiVersion, Secret, Timestamp, Uri};

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Calls the open Feed API of 2026-04-17: creates a feed, and keeps its products up to date.
///
/// What an upsert does not name stays as it was, and nothing is deleted: mark what is gone as unavailable or discontinued, or
/// replace the whole feed by files (product feeds §3.4). Repeat a call that failed with the same idempotency key, if
/// [`FeedApiError::is_retryable`].
pub struct FeedClient {
    transport: Arc<dyn HttpTransport>,
    base: Uri,
    token: Secret,
}

impl fmt::Debug for FeedClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeedClient").field("base", &self.base).finish_non_exhaustive()
    }
}

impl FeedClient {
    /// A client of the API below `base`, let in by a bearer token.
    #[must_use]
    pub const fn new(transport: Arc<dyn HttpTransport>, base: Uri, token: Secret) -> Self {
        Self { transport, base, token }
    }

    /// Creates a feed, for one country (ISO 3166-1 alpha-2, upper case) or for any.
    ///
    /// # Errors
    ///
    /// [`FeedApiError`]: no answer, a refusal, or an answer that is none.
    pub async fn create(&self, country: Option<&str>, idempotency_key: &str) -> Result<FeedMetadata, FeedApiError> {
        let body =
            country.map_or_else(|| serde_json::json!({}), |country| serde_json::json!({ "target_country": country }));
        self.call(Method::POST, &["feeds"], Some((idempotency_key, body.to_string().into_bytes()))).await
    }

    /// Reads what the platform knows of a feed.
    ///
    /// # Errors
    ///
    /// [`FeedApiError`], for one with the code `feed_not_found`.
    pub async fn feed(&self, id: &str) -> Result<FeedMetadata, FeedApiError> {
        self.call(Method::GET, &["feeds", id], None).await
    }

    /// Creates or replaces products, each whole, by their ids; the others stay. A few hundred at a time: the protocol names
    /// no limit.
    ///
    /// # Errors
    ///
    /// [`FeedApiError::Product`] for a product that cannot be written, and those of [`create`](Self::create).
    pub async fn upsert(
        &self,
        id: &str,
        info: &FeedInfo,
        products: &[Product],
        idempotency_key: &str,
    ) -> Result<Upserted, FeedApiError> {
        for product in products {
            for variant in &product.variants {
                Row { info, product, variant, revision: Revision::D }.check()?;
            }
        }
        let body = upsert_body(info, products)?;
        self.call(Method::PATCH, &["feeds", id, "products"], Some((idempotency_key, body))).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        body: Option<(&str, Vec<u8>)>,
    ) -> Result<T, FeedApiError> {
        let mut request = Request::new(Bytes::new());
        *request.method_mut() = method;
        *request.uri_mut() = self.uri(path)?;
        let headers = request.headers_mut();
        let mut authorization = header(&format!("Bearer {}", self.token.expose()), "token")?;
        authorization.set_sensitive(true);
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(API_VERSION, HeaderValue::from_static(ApiVersion::V2026_04_17.as_str()));
        if let Some((key, body)) = body {
            headers.insert(IDEMPOTENCY_KEY, header(key, "idempotency key")?);
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = body.into();
        }
        let answer = self.transport.send(request).await?;
        let status = answer.status();
        if !status.is_success() {
            let error = serde_json::from_slice::<ErrorBody>(answer.body()).unwrap_or_default();
            return Err(FeedApiError::Refused { status, code: error.code, message: error.message });
        }
        serde_json::from_slice(answer.body()).map_err(FeedApiError::Answer)
    }

    fn uri(&self, path: &[&str]) -> Result<http::Uri, FeedApiError> {
        let unsendable = || FeedApiError::Unsendable { what: "address" };
        let mut url = url::Url::parse(self.base.as_str()).map_err(|_| unsendable())?;
        // An id is one segment, whatever is in it; a segment of dots would climb.
        if path.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return Err(unsendable());
        }
        url.path_segments_mut().map_err(|()| unsendable())?.pop_if_empty().extend(path);
        url.as_str().parse().map_err(|_| unsendable())
    }
}

fn header(text: &str, what: &'static str) -> Result<HeaderValue, FeedApiError> {
    HeaderValue::from_str(text).map_err(|_| FeedApiError::Unsendable { what })
}

/// What the platform knows of a feed (`FeedMetadata`).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct FeedMetadata {
    /// The feed, from now on.
    pub id: String,
    /// The country it is for: ISO 3166-1 alpha-2, upper case.
    pub target_country: Option<String>,
    /// When it changed last.
    pub updated_at: Option<Timestamp>,
}

/// What became of an upsert.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Upserted {
    /// The feed.
    pub id: String,
    /// Whether the products were taken.
    pub accepted: bool,
    /// The platform's id of this change, where it gives one (not in a release yet).
    pub feed_update_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    code: String,
    message: String,
}

/// Why a call of the Feed API came to nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedApiError {
    /// A product cannot be written.
    #[error("the products cannot be written")]
    Product(#[from] FeedError),
    /// An id, a key or a token that cannot stand in a request.
    #[error("the {what} cannot be sent")]
    Unsendable {
        /// Which.
        what: &'static str,
    },
    /// There was no answer.
    #[error("no answer of the feed's platform")]
    Transport(#[from] TransportError),
    /// The platform refused.
    #[error("the feed's platform refused with {status}: {code}: {message}")]
    Refused {
        /// HTTP status.
        status: StatusCode,
        /// For programs: `feed_not_found`, `invalid_product_payload`, … Empty if the body says none.
        code: String,
        /// For people.
        message: String,
    },
    /// The answer is not what the release says.
    #[error("the answer of the feed's platform cannot be read")]
    Answer(#[source] serde_json::Error),
}

impl FeedApiError {
    /// Whether the same call, with the same idempotency key, may succeed another time.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Transport(error) => error.is_retryable(),
            Self::Refused { status, .. } => status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS,
            _ => false,
        }
    }
}
