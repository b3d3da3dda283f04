//! Where events go, and in which words.

use std::collections::BTreeMap;
use std::net::IpAddr;

use http::HeaderName;
use url::{Host, Url};

use crate::acp::Dialect;
use crate::signature::{EventSignatureForm, EventSigner, SigningSecret};
use crate::transport::is_public;
use crate::types::{Principal, Uri};

/// The header of the signature (2026-04-17, order webhooks).
const MERCHANT_SIGNATURE: HeaderName = HeaderName::from_static("merchant-signature");

/// Where the events of an agent platform go, and how it wants them.
///
/// ```
/// use agentic_commerce::signature::SigningSecret;
/// use agentic_commerce::types::{ApiVersion, Uri};
/// use agentic_commerce::webhook::Endpoint;
///
/// let secret = SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?;
/// let url = Uri::new("https://agent.example/agentic_checkout/webhooks/order_events")?;
/// let endpoint = Endpoint::new(&url, secret.clone())?.in_release(ApiVersion::V2026_04_17);
///
/// // Neither in the clear, nor into the merchant's own network.
/// assert!(Endpoint::new(&Uri::new("http://agent.example/events")?, secret.clone()).is_err());
/// assert!(Endpoint::new(&Uri::new("https://169.254.169.254/latest")?, secret).is_err());
/// # let _ = endpoint;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Endpoint {
    pub(super) url: http::Uri,
    pub(super) signer: EventSigner,
    pub(super) header: HeaderName,
    pub(super) dialect: Option<Dialect>,
}

/// Why events cannot go there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Only HTTPS keeps an order from others' eyes; plain HTTP goes to this machine at most.
    #[error("`{0}` is not an HTTPS address")]
    NotHttps(String),
    /// It is an address of this machine's own network.
    #[error("`{0}` is not an address of the public Internet")]
    Private(String),
    /// It cannot be read.
    #[error("`{0}` is not an address that can be sent to")]
    Malformed(String),
    /// It holds a name or a password, which every log on the way would show.
    #[error("an address must hold no name and no password")]
    Credentials,
    /// The name of the header is none.
    #[error("`{0}` is not the name of a header")]
    Header(String),
}

impl Endpoint {
    /// That address, with events signed by that secret as 2026-04-17 says, each in the release that its session was
    /// completed in.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the address is not HTTPS, or leads into the merchant's own network. This machine itself may
    /// be sent to, for tests, in the clear as well.
    pub fn new(url: &Uri, secret: SigningSecret) -> Result<Self, EndpointError> {
        Self::anywhere(url, secret, false)
    }

    /// The same for an address that may lie in the merchant's own network, such as a gateway.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] when the address is not HTTPS.
    pub fn internal(url: &Uri, secret: SigningSecret) -> Result<Self, EndpointError> {
        Self::anywhere(url, secret, true)
    }

    fn anywhere(url: &Uri, secret: SigningSecret, internal: bool) -> Result<Self, EndpointError> {
        let malformed = || EndpointError::Malformed(url.as_str().to_owned());
        let parsed = Url::parse(url.as_str()).map_err(|_| malformed())?;
        if !parsed.username().is_empty() || parsed.password().is_some() {
            return Err(EndpointError::Credentials);
        }
        let address: Option<IpAddr> = match parsed.host().ok_or_else(malformed)? {
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        };
        let here = address.is_some_and(|address| address.is_loopback()) || parsed.domain() == Some("localhost");
        if parsed.scheme() != "https" && !(parsed.scheme() == "http" && here) {
            return Err(EndpointError::NotHttps(url.as_str().to_owned()));
        }
        if !internal && !here && address.is_some_and(|address| !is_public(address)) {
            return Err(EndpointError::Private(url.as_str().to_owned()));
        }
        Ok(Self {
            url: parsed.as_str().parse().map_err(|_| malformed())?,
            signer: EventSigner::new(secret),
            header: MERCHANT_SIGNATURE,
            dialect: None,
        })
    }

    /// An endpoint as `ChatGPT`'s pages describe it (July 2026): its dialect, and a header that is named after the
    /// merchant with the code of the body.
    ///
    /// # Errors
    ///
    /// [`EndpointError`] as [`new`](Self::new), and when no header can bear the merchant's name.
    pub fn chatgpt(url: &Uri, secret: SigningSecret, merchant: &str) -> Result<Self, EndpointError> {
        Self::new(url, secret)?
            .in_release(Dialect::ChatGpt)
            .with_form(EventSignatureForm::Body)
            .with_header(&format!("{merchant}-Signature"))
    }

    /// Every event in that release, whatever its session spoke: a receiver is not told which one it gets (C-WH-09).
    #[must_use]
    pub fn in_release(self, release: impl Into<Dialect>) -> Self {
        Self { dialect: Some(release.into()), ..self }
    }

    /// Signatures in that form.
    #[must_use]
    pub fn with_form(self, form: EventSignatureForm) -> Self {
        Self { signer: self.signer.with_form(form), ..self }
    }

    /// Signatures in that header (C-WH-05).
    ///
    /// # Errors
    ///
    /// [`EndpointError::Header`] when no header can have that name.
    pub fn with_header(self, name: &str) -> Result<Self, EndpointError> {
        let header = HeaderName::try_from(name).map_err(|_| EndpointError::Header(name.to_owned()))?;
        Ok(Self { header, ..self })
    }
}

/// The endpoint of each agent platform.
#[derive(Debug, Clone, Default)]
pub struct Endpoints {
    everyone: Option<Endpoint>,
    of: BTreeMap<Principal, Endpoint>,
}

impl Endpoints {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One for every platform that has none of its own.
    #[must_use]
    pub fn for_everyone(mut self, endpoint: Endpoint) -> Self {
        self.everyone = Some(endpoint);
        self
    }

    /// One for that platform.
    #[must_use]
    pub fn for_principal(mut self, principal: Principal, endpoint: Endpoint) -> Self {
        self.of.insert(principal, endpoint);
        self
    }

    pub(super) fn of(&self, principal: &Principal) -> Option<&Endpoint> {
        self.of.get(principal).or(self.everyone.as_ref())
    }
}
