//! The Feed API, which the agent's platform hosts and the merchant calls.

mod error;
mod product;
mod promotion;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{
    ACCEPT_LANGUAGE, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER, USER_AGENT,
};
use http::{Method, Request};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::row::Row;
use super::write::{Dialect, upsert_body};
use super::{FeedInfo, Format, Revision};
use crate::model::{Product, Promotion};
use crate::transport::HttpTransport;
use crate::types::{ApiVersion, Clock, Secret, SystemClock, Timestamp, Uri};

pub use error::FeedApiError;
pub use product::{
    FeedAvailability, FeedBarcode, FeedCategory, FeedLink, FeedMeasure, FeedMedia, FeedProduct, FeedSeller,
    FeedUnitPrice, FeedVariant,
};
use promotion::ReadPromotion;
pub(super) use promotion::promotions_body;

const API_VERSION: HeaderName = HeaderName::from_static("api-version");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const TIMESTAMP: HeaderName = HeaderName::from_static("timestamp");

/// Which of the two Feed APIs is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FeedApi {
    /// The open one of 2026-04-17: `/feeds`.
    Acp,
    /// `OpenAI`'s own: `/product_feeds`, with promotions, under the version 2025-09-12. Its address is given out with the
    /// account.
    OpenAi,
}

impl FeedApi {
    /// How its products are written.
    pub(super) const fn format(self) -> Format {
        match self {
            Self::Acp => Format::Acp,
            Self::OpenAi => Format::OpenAi,
        }
    }

    const fn dialect(self) -> Dialect {
        match self {
            Self::Acp => Dialect::Acp,
            Self::OpenAi => Dialect::OpenAi,
        }
    }

    const fn collection(self) -> &'static str {
        match self {
            Self::Acp => "feeds",
            Self::OpenAi => "product_feeds",
        }
    }

    const fn version(self) -> &'static str {
        match self {
            Self::Acp => ApiVersion::V2026_04_17.as_str(),
            Self::OpenAi => "2025-09-12",
        }
    }
}

/// Calls the Feed API of an agent's platform: creates a feed, and keeps its products up to date.
///
/// What an upsert does not name stays as it was, and nothing is deleted: mark what is gone as unavailable or discontinued, or
/// replace the whole feed by files (product feeds §3.4). Repeat a call that failed with the same idempotency key, if
/// [`FeedApiError::is_retryable`]. [`ApiSink`](super::ApiSink) does all of it on schedule.
pub struct FeedClient {
    transport: Arc<dyn HttpTransport>,
    base: Uri,
    token: Secret,
    api: FeedApi,
    clock: Arc<dyn Clock>,
    requests: AtomicU64,
}

impl fmt::Debug for FeedClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeedClient").field("base", &self.base).field("api", &self.api).finish_non_exhaustive()
    }
}

impl FeedClient {
    /// A client of the open API below `base`, let in by a bearer token.
    #[must_use]
    pub fn new(transport: Arc<dyn HttpTransport>, base: Uri, token: Secret) -> Self {
        let clock = Arc::new(SystemClock::default());
        Self { transport, base, token, api: FeedApi::Acp, clock, requests: AtomicU64::new(0) }
    }

    /// The same client of another API.
    #[must_use]
    pub const fn speaking(mut self, api: FeedApi) -> Self {
        self.api = api;
        self
    }

    /// The same client by another clock: what `Timestamp` says, and how long a date in `Retry-After` is away.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Which API is spoken.
    #[must_use]
    pub const fn api(&self) -> FeedApi {
        self.api
    }

    /// Below which address it is.
    #[must_use]
    pub const fn base(&self) -> &Uri {
        &self.base
    }

    /// Creates a feed, for one country (ISO 3166-1 alpha-2, upper case) or for any.
    ///
    /// # Errors
    ///
    /// [`FeedApiError`]: no answer, a refusal, or an answer that is none.
    pub async fn create(&self, country: Option<&str>, idempotency_key: &str) -> Result<FeedMetadata, FeedApiError> {
        let body =
            country.map_or_else(|| serde_json::json!({}), |country| serde_json::json!({ "target_country": country }));
        self.call(Method::POST, &[], Some((idempotency_key, body.to_string().into_bytes()))).await
    }

    /// Reads what the platform knows of a feed.
    ///
    /// # Errors
    ///
    /// [`FeedApiError`], for one with the code `feed_not_found`.
    pub async fn feed(&self, id: &str) -> Result<FeedMetadata, FeedApiError> {
        self.call(Method::GET, &[id], None).await
    }

    /// Reads every product that the platform holds of a feed, in one answer: the API has no pages.
    ///
    /// # Errors
    ///
    /// [`FeedApiError`], for one of the transport when the answer is longer than it reads.
    pub async fn products(&self, id: &str) -> Result<Vec<FeedProduct>, FeedApiError> {
        let answer: Products = self.call(Method::GET, &[id, "products"], None).await?;
        Ok(answer.products)
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
        let body = upsert_body(info, products, self.api.dialect())?;
        self.upsert_body(id, body, idempotency_key).await
    }

    /// [`upsert`](Self::upsert) with a body that is written already.
    pub(super) async fn upsert_body(&self, id: &str, body: Vec<u8>, key: &str) -> Result<Upserted, FeedApiError> {
        self.call(Method::PATCH, &[id, "products"], Some((key, body))).await
    }

    /// Reads the promotions of a feed. Benefits of a kind that is not known here are left out.
    ///
    /// # Errors
    ///
    /// [`FeedApiError::Unknown`] for an API without promotions, and those of [`create`](Self::create).
    pub async fn promotions(&self, id: &str) -> Result<Vec<Promotion>, FeedApiError> {
        self.has_promotions()?;
        let read: Vec<ReadPromotion> = self.call(Method::GET, &[id, "promotions"], None).await?;
        Ok(read.into_iter().map(Promotion::from).collect())
    }

    /// Creates or replaces promotions by their ids. To end one, say so: [`PromotionStatus`](crate::model::PromotionStatus).
    ///
    /// # Errors
    ///
    /// [`FeedApiError::Promotion`] for one that cannot be, [`FeedApiError::Unknown`] for an API without promotions, and those
    /// of [`create`](Self::create).
    pub async fn upsert_promotions(
        &self,
        id: &str,
        promotions: &[Promotion],
        idempotency_key: &str,
    ) -> Result<Upserted, FeedApiError> {
        self.has_promotions()?;
        let body = promotions_body(promotions)?;
        self.call(Method::PATCH, &[id, "promotions"], Some((idempotency_key, body))).await
    }

    const fn has_promotions(&self) -> Result<(), FeedApiError> {
        match self.api {
            FeedApi::Acp => Err(FeedApiError::Unknown { what: "promotions" }),
            FeedApi::OpenAi => Ok(()),
        }
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
        // ACP-FEED-14: every call, that of a reader too, says who it is.
        let mut authorization = header(&format!("Bearer {}", self.token.expose()), "token")?;
        authorization.set_sensitive(true);
        headers.insert(AUTHORIZATION, authorization);
        headers.insert(API_VERSION, HeaderValue::from_static(self.api.version()));
        if self.api == FeedApi::OpenAi {
            self.introduce(headers)?;
        }
        if let Some((key, body)) = body {
            headers.insert(IDEMPOTENCY_KEY, header(key, "idempotency key")?);
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = body.into();
        }
        let answer = self.transport.send(request).await?;
        let status = answer.status();
        if !status.is_success() {
            let error = serde_json::from_slice::<ErrorBody>(answer.body()).unwrap_or_default();
            let retry_after = retry_after(answer.headers(), self.clock.now());
            return Err(FeedApiError::Refused { status, code: error.code, message: error.message, retry_after });
        }
        serde_json::from_slice(answer.body()).map_err(FeedApiError::Answer)
    }

    /// What `OpenAI`'s pages list for every call beside the rest.
    fn introduce(&self, headers: &mut HeaderMap) -> Result<(), FeedApiError> {
        let now = self.clock.now();
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        headers.insert(REQUEST_ID, header(&format!("feed-{}-{number}", now.unix_millis()), "request id")?);
        headers.insert(TIMESTAMP, header(&now.to_string(), "timestamp")?);
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("en-US"));
        let name = HeaderValue::from_static(concat!("agentic-commerce/", env!("CARGO_PKG_VERSION")));
        headers.insert(USER_AGENT, name);
        Ok(())
    }

    fn uri(&self, path: &[&str]) -> Result<http::Uri, FeedApiError> {
        let unsendable = || FeedApiError::Unsendable { what: "address" };
        let mut url = url::Url::parse(self.base.as_str()).map_err(|_| unsendable())?;
        // An id is one segment, whatever is in it; a segment of dots would climb.
        if path.iter().any(|part| matches!(*part, "" | "." | "..")) {
            return Err(unsendable());
        }
        let collection = self.api.collection();
        url.path_segments_mut().map_err(|()| unsendable())?.pop_if_empty().push(collection).extend(path);
        url.as_str().parse().map_err(|_| unsendable())
    }
}

fn header(text: &str, what: &'static str) -> Result<HeaderValue, FeedApiError> {
    HeaderValue::from_str(text).map_err(|_| FeedApiError::Unsendable { what })
}

/// How long `Retry-After` asks to wait: seconds, or a date (RFC 9110 §10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let then = Timestamp::parse_http_date(text)?;
    Some(if then > now { then.distance(now) } else { Duration::ZERO })
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

#[derive(Deserialize)]
struct Products {
    products: Vec<FeedProduct>,
}

/// What became of an upsert.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Upserted {
    /// The feed.
    pub id: String,
    /// Whether what was sent was taken.
    pub accepted: bool,
    /// The platform's id of this change, where it gives one (not in a release yet). Keep it: a product that this change
    /// touched last carries it as [`last_update_id`](FeedProduct::last_update_id).
    pub feed_update_id: Option<String>,
}

#[derive(Default, Deserialize)]
struct ErrorBody {
    code: String,
    message: String,
}
