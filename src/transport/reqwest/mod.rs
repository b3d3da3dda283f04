//! Sending with reqwest.

mod public;

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use reqwest::dns::Resolve;
use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use url::{Host, Url};

use super::{HttpTransport, TransportError, TransportErrorKind};
use public::{NotPublic, PublicOnly, System, is_not_public, may_be_public};

/// An [`HttpTransport`] over [reqwest](https://docs.rs/reqwest/0.13). Needs a tokio runtime with I/O and time.
///
/// - It sends over HTTPS only (2026-04-17, agentic checkout §3.1). Plain `http://` goes to the machine itself at most,
///   for tests and development, and past every proxy.
/// - It follows no redirects: a 3xx is handed on as the answer that it is.
/// - It reads at most 4 MiB of an answer, and waits for the whole of it at most 30 seconds.
///
/// # TLS
///
/// Which TLS library is used is the application's choice, so the crate switches none on, and **without one no HTTPS
/// address can be reached** (kind [`Connect`](TransportErrorKind::Connect)). Depend on reqwest 0.13 and name a backend
/// there; Cargo joins the features:
///
/// ```toml
/// agentic-commerce = { version = "…", features = ["reqwest"] }
/// reqwest = { version = "0.13", default-features = false, features = ["rustls"] }
/// ```
///
/// The protocol asks for TLS 1.3 (2026-04-17, agentic checkout §7). With a backend the builder can insist on it:
/// `ReqwestTransport::with_builder(reqwest::Client::builder().tls_version_min(reqwest::tls::Version::TLS_1_3))`.
///
/// ```
/// use std::time::Duration;
/// use agentic_commerce::transport::ReqwestTransport;
///
/// let transport = ReqwestTransport::new()?.with_timeout(Duration::from_secs(10));
/// # let _ = transport;
/// # Ok::<(), agentic_commerce::transport::TransportError>(())
/// ```
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: Client,
    /// Knows no proxy: one would be handed what is sent to the machine itself, and in the clear.
    local: Client,
    /// Whether nothing goes anywhere but to the public Internet.
    public: bool,
    largest_answer: usize,
    timeout: Duration,
}

impl ReqwestTransport {
    /// A transport with reqwest's own settings.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the TLS library cannot be set up.
    pub fn new() -> Result<Self, TransportError> {
        Self::with_builder(Client::builder())
    }

    /// A transport with the settings of a builder: TLS, proxies, certificates, connection pool. Its redirect policy is
    /// overruled: none are followed. (A client that is already built cannot be asked about its own, so none is taken.)
    /// For plain `http://` to the machine itself they do not count.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the TLS library cannot be set up.
    pub fn with_builder(builder: ClientBuilder) -> Result<Self, TransportError> {
        let build = |builder: ClientBuilder| {
            let client = builder.redirect(Policy::none()).build();
            client.map_err(|error| TransportError::new(TransportErrorKind::Other, error))
        };
        Ok(Self {
            client: build(builder)?,
            local: build(Client::builder().no_proxy())?,
            public: false,
            largest_answer: 4 * 1024 * 1024,
            timeout: Duration::from_secs(30),
        })
    }

    /// A transport for addresses that somebody else named, such as those of order events: it connects to addresses of the
    /// public Internet only ([`is_public`](super::is_public)), whatever a name leads to, over HTTPS only, and through no
    /// proxy, which would resolve names by itself. Anything else is refused
    /// ([`Refused`](TransportErrorKind::Refused)).
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the TLS library cannot be set up.
    pub fn public() -> Result<Self, TransportError> {
        Self::public_with_builder(Client::builder())
    }

    /// [`public`](Self::public) with the settings of a builder, except that its resolver and its proxies are overruled.
    /// (Addresses that the builder gives single names of count as they are.)
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the TLS library cannot be set up.
    pub fn public_with_builder(builder: ClientBuilder) -> Result<Self, TransportError> {
        Self::resolving(builder, System)
    }

    fn resolving(builder: ClientBuilder, resolver: impl Resolve + 'static) -> Result<Self, TransportError> {
        let transport = Self::with_builder(builder.no_proxy().dns_resolver(PublicOnly(resolver)))?;
        Ok(Self { public: true, ..transport })
    }

    /// Sets how many bytes of a body are read; a larger one is an error.
    #[must_use]
    pub const fn with_largest_answer(mut self, bytes: usize) -> Self {
        self.largest_answer = bytes;
        self
    }

    /// Sets how long an exchange may take, from the first byte sent to the last byte received.
    #[must_use]
    pub const fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    async fn read(&self, mut answer: reqwest::Response) -> Result<Response<Bytes>, TransportError> {
        let too_large = || {
            let limit = format!("more than {} bytes", self.largest_answer);
            TransportError::new(TransportErrorKind::TooLarge, limit)
        };
        let announced = answer.content_length().unwrap_or_default();
        if usize::try_from(announced).map_or(true, |announced| announced > self.largest_answer) {
            return Err(too_large());
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(failure)? {
            if chunk.len() > self.largest_answer.saturating_sub(body.len()) {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        let mut response = Response::new(body.freeze());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        Ok(response)
    }
}

#[async_trait]
impl HttpTransport for ReqwestTransport {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let mut request = reqwest::Request::try_from(request)
            .map_err(|error| TransportError::new(TransportErrorKind::Refused, error))?;
        if self.public && !may_be_public(request.url()) {
            return Err(TransportError::new(TransportErrorKind::Refused, NotPublic));
        }
        // ACP-HDR-01
        let client = match request.url().scheme() {
            "https" => &self.client,
            "http" if !self.public && is_local(request.url()) => &self.local,
            _ => return Err(TransportError::new(TransportErrorKind::Refused, "the address is not an HTTPS address")),
        };
        *request.timeout_mut() = Some(self.timeout);
        let answer = client.execute(request).await.map_err(failure)?;
        self.read(answer).await
    }
}

/// Whether what is sent there stays on this machine.
fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The URL is left out of the message: it names the session.
fn failure(error: reqwest::Error) -> TransportError {
    let kind = if is_not_public(&error) {
        TransportErrorKind::Refused
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, error.without_url())
}

#[cfg(test)]
mod tests;
