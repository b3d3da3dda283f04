//! The document by which agents find the shop.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode};
use sha2::{Digest, Sha256};

use super::Pipeline;
use super::exchange::Exchange;
use super::refusal::Problem;
use crate::acp::v2026_04_17::{
    DiscoveryCapabilities, DiscoveryExtension, DiscoveryProtocol, DiscoveryResponse, InterventionType, ProtocolName,
    Service, Transport,
};
use crate::backend::{CommerceBackend, Profile};
use crate::engine::DISCOUNT;
use crate::types::{ApiVersion, Currency, Uri};

/// The least that the protocol asks for (ACP-DWK-10).
const CACHING: HeaderValue = HeaderValue::from_static("public, max-age=3600");
const METHODS: &str = "GET, HEAD";

/// The discovery document of a shop, and its answers to whoever asks (2026-04-17, discovery).
///
/// It is written once, from what the pipeline and the shop's [`Profile`] say at that moment, and tells only what the
/// pipeline serves: checkout over REST. Ways to pay and whatever else hangs on the session are not in it. It is for
/// everyone: no key, no signature, no `API-Version`.
///
/// The transport `mcp` is never in it: the pipeline does not serve it, and the document has no place that says where it
/// would be (C-DIS-03).
///
/// It costs nothing to answer, so nothing limits how often it may be asked for. Whatever does so in front of it answers
/// with [`withhold`](Self::withhold).
///
/// ```
/// # #[cfg(feature = "sample")] {
/// # use std::sync::Arc;
/// # use agentic_commerce::engine::Engine;
/// # use agentic_commerce::sample::SampleShop;
/// # use agentic_commerce::store::MemoryStore;
/// use agentic_commerce::inbound::{ApiKeys, Discovery, Pipeline};
/// use agentic_commerce::types::Uri;
/// use http::{HeaderMap, Method};
///
/// # let engine = Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new()));
/// let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("agent", "sk_test"));
/// let discovery = Discovery::new(&pipeline, &Uri::new("https://shop.example/acp")?)?;
/// assert_eq!(discovery.answer(&Method::GET, &HeaderMap::new()).status(), 200);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Discovery {
    body: Bytes,
    etag: HeaderValue,
}

/// Why the document is not given just now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Withheld {
    /// Whoever asks has asked too often: 429.
    TooManyRequests,
    /// The shop is closed for a while: 503.
    Unavailable,
}

/// Why there is no discovery document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// Agents append paths such as `/checkout_sessions` to the base of the API, and everyone reads it.
    #[error("the base of the API must be an http or https URL without user, password, query and fragment")]
    UnusableBase,
    /// [`PipelineConfig::versions`](super::PipelineConfig::versions) is empty.
    #[error("the pipeline speaks no release")]
    NoVersion,
}

impl Discovery {
    /// Where it is served, at the root of the origin, wherever the API is mounted (ACP-DWK-01).
    pub const PATH: &'static str = "/.well-known/acp.json";

    /// Writes the document of a shop whose API agents reach at that address: `https://shop.example/acp` when the
    /// pipeline is mounted under `/acp`. A slash at its end is dropped.
    ///
    /// # Errors
    ///
    /// [`DiscoveryError`] when the address is no base of an API, or the pipeline speaks no release.
    pub fn new<B: CommerceBackend>(pipeline: &Pipeline<B>, api_base_url: &Uri) -> Result<Self, DiscoveryError> {
        let base = base(api_base_url)?;
        let document = document(&pipeline.config().versions, pipeline.engine().backend().profile(), base)?;
        // Text and lists of text are always writable.
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let etag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(Sha256::digest(&body)));
        // Base64 between quotes is always a header.
        let etag = HeaderValue::try_from(etag).unwrap_or(HeaderValue::from_static("\"\""));
        Ok(Self { body: body.into(), etag })
    }

    /// Answers a request for [`PATH`](Self::PATH): the document, 304 to who has it already, 405 to other methods than
    /// `GET` and `HEAD`.
    #[must_use]
    pub fn answer(&self, method: &Method, headers: &HeaderMap) -> Response<Bytes> {
        if *method != Method::GET && *method != Method::HEAD {
            return Exchange::new(headers).respond(Problem::method_not_allowed(METHODS).answer(None));
        }
        let known = self.is_known(headers);
        let mut response =
            Response::new(if known || *method == Method::HEAD { Bytes::new() } else { self.body.clone() });
        if known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, CACHING);
        headers.insert(ETAG, self.etag.clone());
        // Said where there is no body, too: a server would take the empty one for the document's (RFC 9110 §8.6).
        headers.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        if !known {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        response
    }

    /// Answers that the document is to be asked for later: the flat error of the protocol, and the time to wait in
    /// whole seconds, rounded up (ACP-DWK-11). For a rate limiter, or a shop that is closed.
    ///
    /// ```
    /// use agentic_commerce::inbound::{Discovery, Withheld};
    /// use std::time::Duration;
    ///
    /// let headers = http::HeaderMap::new();
    /// let response = Discovery::withhold(&headers, Withheld::TooManyRequests, Duration::from_millis(2_500));
    /// assert_eq!(response.status(), 429);
    /// assert_eq!(response.headers()["retry-after"], "3");
    /// ```
    #[must_use]
    pub fn withhold(headers: &HeaderMap, why: Withheld, retry_after: Duration) -> Response<Bytes> {
        let problem = match why {
            Withheld::TooManyRequests => Problem::too_many_requests(),
            Withheld::Unavailable => Problem::closed(),
        };
        let mut response = Exchange::new(headers).respond(problem.answer(None));
        let seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        response
    }

    /// Weak comparison, as RFC 9110 §13.1.2 wants it.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let tags = headers.get_all(IF_NONE_MATCH).iter().flat_map(|list| list.as_bytes().split(|byte| *byte == b','));
        tags.map(<[u8]>::trim_ascii)
            .any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == self.etag.as_bytes())
    }
}

/// The address that paths are appended to.
fn base(address: &Uri) -> Result<Uri, DiscoveryError> {
    let url = url::Url::parse(address.as_str()).map_err(|_| DiscoveryError::UnusableBase)?;
    // A password here would be told to everyone (ACP-DWK-09).
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    if !matches!(url.scheme(), "http" | "https") || !bare || url.fragment().is_some() {
        return Err(DiscoveryError::UnusableBase);
    }
    Uri::new(address.as_str().trim_end_matches('/')).map_err(|_| DiscoveryError::UnusableBase)
}

/// Nothing that the schema does not list, nothing twice, and no list that would say only that nothing is known.
fn document(versions: &[ApiVersion], profile: &Profile, base: Uri) -> Result<DiscoveryResponse, DiscoveryError> {
    let mut versions = versions.to_vec();
    // Oldest first here, newest first in errors (ACP-DWK-04, C-HDR-02).
    versions.sort_unstable();
    versions.dedup();
    let newest = *versions.last().ok_or(DiscoveryError::NoVersion)?;
    let supported = versions.iter().map(|version| version.as_str().to_owned()).collect();
    let mut protocol = DiscoveryProtocol::new(ProtocolName::Acp, newest.as_str(), supported);
    protocol.documentation_url.clone_from(&profile.documentation);

    // No order endpoint, no carts, no payments on behalf of others: those are other services (C-DIS-01, C-ORD-07).
    let mut capabilities = DiscoveryCapabilities::new(vec![Service::Checkout]);
    capabilities.supported_currencies = Some(currencies(profile));
    capabilities.intervention_types =
        Some(interventions(profile)).filter(|kinds| !kinds.is_empty() && newest >= ApiVersion::V2026_01_30);
    // No session before 2026-01-30 speaks of them either.
    capabilities.extensions = Some(extensions(profile)).filter(|_| newest >= ApiVersion::V2026_01_30);
    capabilities.supported_locales =
        Some(distinct(profile.locales.iter().cloned())).filter(|locales| !locales.is_empty());
    Ok(DiscoveryResponse::new(protocol, base, vec![Transport::Rest], capabilities))
}

fn currencies(profile: &Profile) -> Vec<Currency> {
    distinct(profile.currencies().iter().copied())
}

/// No session before 2026-01-30 speaks of them; a shop's own words are not in the schema (ACP-DWK-13).
fn interventions(profile: &Profile) -> Vec<InterventionType> {
    let kinds = profile.interventions.supported.iter().map(|kind| InterventionType::from(kind.as_str()));
    distinct(kinds.filter(|kind| InterventionType::LISTED.contains(&kind.as_str())))
}

/// Discounts, of which every shop is asked, and the shop's own. Without what an extension adds to: that is told in the
/// session.
fn extensions(profile: &Profile) -> Vec<DiscoveryExtension> {
    let own = profile.extensions().iter().map(|known| {
        let mut extension = DiscoveryExtension::new(known.name.as_str());
        extension.spec.clone_from(&known.spec);
        extension.schema.clone_from(&known.schema);
        extension
    });
    std::iter::once(DiscoveryExtension::new(DISCOUNT)).chain(own).collect()
}

fn distinct<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}
