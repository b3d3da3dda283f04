//! From axum's request to a road of the crate, and back.

use std::mem;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{self, FromRequest, State};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, Request};

use super::detached::{Detached, Panicked};
use crate::backend::CommerceBackend;
use crate::inbound::{Pipeline, Unreadable};
use crate::payment::authentication::DelegateAuthentication;
use crate::payment::delegate::DelegatePayment;

/// What answers requests with their whole body in memory.
pub(super) trait Road: Send + Sync + 'static {
    fn answer(&self, request: Request<Bytes>) -> impl Future<Output = http::Response<Bytes>> + Send;
    fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> http::Response<Bytes>;
}

impl<B: CommerceBackend> Road for Pipeline<B> {
    async fn answer(&self, request: Request<Bytes>) -> http::Response<Bytes> {
        self.handle(request).await
    }

    fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> http::Response<Bytes> {
        Self::refuse(self, headers, unreadable)
    }
}

impl Road for DelegatePayment {
    async fn answer(&self, request: Request<Bytes>) -> http::Response<Bytes> {
        self.handle(request).await
    }

    fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> http::Response<Bytes> {
        Self::refuse(self, headers, unreadable)
    }
}

impl Road for DelegateAuthentication {
    async fn answer(&self, request: Request<Bytes>) -> http::Response<Bytes> {
        self.handle(request).await
    }

    fn refuse(&self, headers: &HeaderMap, unreadable: Unreadable) -> http::Response<Bytes> {
        Self::refuse(self, headers, unreadable)
    }
}

pub(super) async fn handle<R: Road>(State(road): State<Arc<R>>, mut request: extract::Request) -> Response {
    let (method, uri) = (request.method().clone(), request.uri().clone());
    // The body is read without its headers: they are ours to move.
    let headers = mem::take(request.headers_mut());
    let response = match Bytes::from_request(request, &()).await {
        Ok(body) => {
            let mut request = Request::new(body);
            *request.method_mut() = method;
            *request.uri_mut() = uri;
            *request.headers_mut() = headers.clone();
            let worker = Arc::clone(&road);
            let work = in_current_span(async move { worker.answer(request).await });
            Detached::new(work).await.unwrap_or_else(|Panicked| road.refuse(&headers, Unreadable::Lost))
        }
        Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            road.refuse(&headers, Unreadable::TooLarge)
        }
        Err(_) => road.refuse(&headers, Unreadable::Broken),
    };
    response.map(Body::from)
}

/// A task of its own would leave the span that the server opened for the request.
#[cfg(feature = "tracing")]
fn in_current_span<F: Future>(work: F) -> impl Future<Output = F::Output> {
    tracing::Instrument::in_current_span(work)
}

#[cfg(not(feature = "tracing"))]
const fn in_current_span<F: Future>(work: F) -> F {
    work
}
