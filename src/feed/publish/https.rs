//! A server that takes files.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{HeaderMap, Method, Request};
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::error::SinkError;
use super::retry::Retry;
use super::sink::{FeedSink, Push, SnapshotFile};
use crate::feed::Layout;
use crate::feed::api::retry_after;
use crate::transport::HttpTransport;
use crate::types::{Secret, Uri};

const CONTENT_DIGEST: HeaderName = HeaderName::from_static("content-digest");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Sends the files of a feed to a server, by `PUT` or by `POST`, each whole and with its digest (`Content-Digest`,
/// RFC 9530). A file that has arrived is not sent again, also not by the push after one that broke off.
///
/// A file is held in memory while it is sent: what is large goes in several shards.
pub struct HttpsSink {
    transport: Arc<dyn HttpTransport>,
    address: Url,
    method: Method,
    headers: HeaderMap,
    retry: Retry,
}

impl HttpsSink {
    /// A server's address. One that ends with a slash is a folder, and each file goes below it under its own name; any other
    /// is that of a single file. A query stays.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for one that is not HTTPS, but for plain HTTP to the machine itself, or that holds a user or a
    /// password, which would be told wherever the address is.
    pub fn new(transport: Arc<dyn HttpTransport>, address: &Uri) -> Result<Self, SinkError> {
        let address = Url::parse(address.as_str()).map_err(|_| SinkError::Address("the address is no URL"))?;
        let local = match address.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if address.scheme() != "https" && !(address.scheme() == "http" && local) {
            return Err(SinkError::Address("feeds go over HTTPS, or to this machine"));
        }
        if !address.username().is_empty() || address.password().is_some() || address.fragment().is_some() {
            return Err(SinkError::Address("no user, password or fragment in the address: give a header"));
        }
        Ok(Self { transport, address, method: Method::PUT, headers: HeaderMap::new(), retry: Retry::REQUEST })
    }

    /// The same sink, which sends by `POST`, with an `Idempotency-Key` that stays the same while a file is
    /// tried again.
    #[must_use]
    pub fn by_post(mut self) -> Self {
        self.method = Method::POST;
        self
    }

    /// The same sink, let in by a bearer token.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for one that cannot stand in a header.
    pub fn with_token(self, token: &Secret) -> Result<Self, SinkError> {
        let bearer = Secret::new(format!("Bearer {}", token.expose()));
        self.with_header(AUTHORIZATION, &bearer)
    }

    /// The same sink with a header of its own. Its value is taken for a secret.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for a value that cannot stand in a header.
    pub fn with_header(mut self, name: HeaderName, value: &Secret) -> Result<Self, SinkError> {
        let unsendable = |_| SinkError::Address("the header cannot be sent");
        let mut value = HeaderValue::from_str(value.expose()).map_err(unsendable)?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(self)
    }

    /// The same sink, which tries each file as often as that.
    #[must_use]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    fn request(&self, file: &SnapshotFile, body: Bytes, run: &str) -> Result<Request<Bytes>, SinkError> {
        let mut address = self.address.clone();
        if ends_with_slash(&address) {
            let mut path = address.path_segments_mut().map_err(|()| SinkError::Address("the address is no URL"))?;
            path.pop_if_empty().push(&file.name);
        }
        let unsendable = SinkError::Address("the address cannot be sent to");
        let digest = STANDARD.encode(Sha256::digest(&body));
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = address.as_str().parse().map_err(|_| unsendable)?;
        *request.headers_mut() = self.headers.clone();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type()));
        let text =
            |text: String| HeaderValue::try_from(text).map_err(|_| SinkError::Address("the header cannot be sent"));
        headers.insert(CONTENT_DIGEST, text(format!("sha-256=:{digest}:"))?);
        if self.method == Method::POST {
            // Not of the content alone: what comes back later is not what was sent before.
            headers.insert(IDEMPOTENCY_KEY, text(format!("{run}-{}", file.name))?);
        }
        Ok(request)
    }

    async fn send(&self, file: &SnapshotFile, body: Bytes, push: &Push<'_>) -> Result<(), SinkError> {
        let sent = self.transport.send(self.request(file, body, &push.snapshot.id)?).await;
        let answer = sent.map_err(|source| SinkError::Transport { name: file.name.clone(), source })?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let retry_after = retry_after(answer.headers(), push.now());
        Err(SinkError::Refused { name: file.name.clone(), status, retry_after })
    }
}

fn ends_with_slash(address: &Url) -> bool {
    address.path().ends_with('/')
}

#[async_trait]
impl FeedSink for HttpsSink {
    /// Without the query, which may hold a signature.
    fn target(&self) -> String {
        let mut address = self.address.clone();
        address.set_query(None);
        address.into()
    }

    fn check(&self, layout: &Layout) -> Result<(), SinkError> {
        if layout.shards > 1 && !ends_with_slash(&self.address) {
            return Err(SinkError::NotTaken {
                format: layout.format,
                why: "several shards need an address that ends with a slash",
            });
        }
        Ok(())
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        if push.snapshot.files.len() > 1 && !ends_with_slash(&self.address) {
            return Err(SinkError::NotTaken {
                format: push.snapshot.layout.format,
                why: "several files need an address that ends with a slash",
            });
        }
        let (mut done, all) = (0, push.snapshot.bytes());
        for file in &push.snapshot.files {
            if !push.receipt.has(file) {
                let body = Bytes::from(file.read()?);
                let mut attempt = 1;
                while let Err(error) = self.send(file, body.clone(), push).await {
                    push.again(&self.retry, attempt, error).await?;
                    attempt += 1;
                }
                push.receipt.note(file);
            }
            done += file.bytes;
            push.sent(done, all);
        }
        // What the server keeps of a feed with fewer files is the server's.
        push.receipt.files.retain(|name, _| push.snapshot.files.iter().any(|file| file.name == *name));
        Ok(())
    }
}

impl fmt::Debug for HttpsSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpsSink")
            .field("target", &self.target())
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
