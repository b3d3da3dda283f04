//! A merchant without a network.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Response, Uri};

use crate::backend::CommerceBackend;
use crate::inbound::Pipeline;
use crate::transport::{HttpTransport, TransportError, TransportErrorKind};

/// An [`HttpTransport`] that ends in a [`Pipeline`] of this process, whatever the host of the request: for tests of a
/// shop, and for programs that are agent and merchant in one.
pub struct PipelineTransport<B> {
    pipeline: Arc<Pipeline<B>>,
    /// Without a slash at its end.
    mount: String,
}

impl<B: CommerceBackend> PipelineTransport<B> {
    /// A transport to that pipeline, mounted at the root: the base URL is `https://shop.example`.
    #[must_use]
    pub const fn new(pipeline: Arc<Pipeline<B>>) -> Self {
        Self { pipeline, mount: String::new() }
    }

    /// The same with the pipeline mounted at a path: with `/acp` the base URL is `https://shop.example/acp`.
    #[must_use]
    pub fn mounted_at(mut self, path: &str) -> Self {
        path.trim_end_matches('/').clone_into(&mut self.mount);
        self
    }

    /// The address as the pipeline sees it: relative to its mount.
    fn relative(&self, uri: &Uri) -> Option<Uri> {
        let path = uri.path_and_query().map_or("/", PathAndQuery::as_str);
        path.strip_prefix(&self.mount).filter(|rest| rest.starts_with('/'))?.parse().ok()
    }
}

#[async_trait]
impl<B: CommerceBackend> HttpTransport for PipelineTransport<B> {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let Some(uri) = self.relative(request.uri()) else {
            return Err(TransportError::new(TransportErrorKind::Connect, "nothing is mounted at this path"));
        };
        *request.uri_mut() = uri;
        Ok(self.pipeline.handle(request).await)
    }
}

impl<B> fmt::Debug for PipelineTransport<B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PipelineTransport").field("pipeline", &self.pipeline).field("mount", &self.mount).finish()
    }
}
