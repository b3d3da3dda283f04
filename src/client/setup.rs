//! Which merchant, who calls, and how.

use std::sync::Arc;

use http::HeaderValue;
use url::Url;

use super::{KeySource, RandomKeys};
use crate::acp::Dialect;
use crate::signature::HmacSigner;
use crate::transport::HttpTransport;
use crate::types::{ApiVersion, Clock, Secret, SystemClock, Uri};

/// An agent's connection to one merchant, in one release. Cheap to clone.
///
/// See the [module](super) for how it is used.
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) transport: Arc<dyn HttpTransport>,
    base_url: Uri,
    /// The base URL in ASCII, without a slash at its end.
    pub(super) base: Arc<str>,
    /// Marked as sensitive, so it does not print.
    pub(super) authorization: HeaderValue,
    pub(super) dialect: Dialect,
    pub(super) signer: Option<HmacSigner>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) keys: Arc<dyn KeySource>,
    pub(super) language: Option<HeaderValue>,
    pub(super) user_agent: HeaderValue,
}

impl Client {
    /// A client of the merchant whose checkout API is mounted at `base_url`, with or without a slash at its end:
    /// `https://shop.example/acp` has its sessions at `https://shop.example/acp/checkout_sessions`.
    ///
    /// # Errors
    ///
    /// [`SetupError`] when the base URL or the API key cannot be used.
    pub fn new(
        transport: Arc<dyn HttpTransport>,
        base_url: Uri,
        api_key: impl Into<Secret>,
        version: ApiVersion,
    ) -> Result<Self, SetupError> {
        Ok(Self {
            transport,
            base: base(&base_url)?.into(),
            base_url,
            authorization: authorization(&api_key.into())?,
            dialect: version.into(),
            signer: None,
            clock: Arc::new(SystemClock::default()),
            keys: Arc::new(RandomKeys::default()),
            language: None,
            user_agent: HeaderValue::from_static(concat!("agentic-commerce/", env!("CARGO_PKG_VERSION"))),
        })
    }

    /// The same client, signing every request.
    #[must_use]
    pub fn with_signer(mut self, signer: HmacSigner) -> Self {
        self.signer = Some(signer);
        self
    }

    /// The same client, speaking as a platform does: [`Dialect::ChatGpt`] instead of 2025-09-29, for one.
    #[must_use]
    pub const fn with_dialect(mut self, dialect: Dialect) -> Self {
        self.dialect = dialect;
        self
    }

    /// The same client by another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The same client with another source of idempotency keys and request ids.
    #[must_use]
    pub fn with_keys(mut self, keys: Arc<dyn KeySource>) -> Self {
        self.keys = keys;
        self
    }

    /// The same client for a buyer who reads that language: the value of `Accept-Language`, such as `de-DE`. None is
    /// sent by default.
    #[must_use]
    pub fn with_language(mut self, language: HeaderValue) -> Self {
        self.language = Some(language);
        self
    }

    /// The same client under another name: the value of `User-Agent`. By default it is this crate's name and version.
    #[must_use]
    pub fn with_user_agent(mut self, user_agent: HeaderValue) -> Self {
        self.user_agent = user_agent;
        self
    }

    /// Where the merchant's checkout API is mounted.
    #[must_use]
    pub const fn base_url(&self) -> &Uri {
        &self.base_url
    }

    /// The release that is spoken.
    #[must_use]
    pub const fn version(&self) -> ApiVersion {
        self.dialect.version()
    }
}

/// The base as it goes before `/checkout_sessions`.
fn base(uri: &Uri) -> Result<String, SetupError> {
    let url = Url::parse(uri.as_str()).map_err(|_| SetupError::BaseUrl)?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let base = url.as_str().trim_end_matches('/');
    // The two URL libraries do not agree on every character.
    if !plain || format!("{base}/checkout_sessions").parse::<http::Uri>().is_err() {
        return Err(SetupError::BaseUrl);
    }
    Ok(base.to_owned())
}

/// `Bearer …` (ACP-AUTH-01).
fn authorization(api_key: &Secret) -> Result<HeaderValue, SetupError> {
    let key = api_key.expose();
    // Also what a variable that was not set looks like, or one with a line break at its end.
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(SetupError::ApiKey);
    }
    let header = Secret::new(format!("Bearer {key}"));
    let mut value = HeaderValue::from_str(header.expose()).map_err(|_| SetupError::ApiKey)?;
    value.set_sensitive(true);
    Ok(value)
}

/// A client cannot be made of this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// The base URL is not an HTTP address, or holds a user, a password, a query or a fragment.
    #[error("the base URL must be a plain HTTP address such as https://shop.example/acp")]
    BaseUrl,
    /// The API key is empty or holds white space, control characters or anything beyond ASCII.
    #[error("the API key must be printable ASCII without spaces")]
    ApiKey,
}
