//! One request to Stripe, made as often as it takes.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::object::{ErrorBody, ErrorObject};
use super::{StripeError, StripeProvider};

const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const STRIPE_SHOULD_RETRY: HeaderName = HeaderName::from_static("stripe-should-retry");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");

/// The fields of a form, nested keys in brackets.
pub(super) type Form = Vec<(String, String)>;

/// An answer that says what became of the request.
#[derive(Debug)]
pub(super) struct Reply {
    response: Response<Bytes>,
}

impl Reply {
    pub(super) fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// Whether the answer is the one that an earlier try got, and so may be out of date.
    pub(super) fn replayed(&self) -> bool {
        self.response.headers().get(IDEMPOTENT_REPLAYED).is_some_and(|value| value == "true")
    }

    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, StripeError> {
        serde_json::from_slice(self.response.body()).map_err(|_| StripeError::Unreadable)
    }

    /// The object of a success.
    pub(super) fn object<T: DeserializeOwned>(&self) -> Result<T, StripeError> {
        if self.response.status().is_success() { self.read() } else { Err(self.refused(&self.error())) }
    }

    /// What an answer that is no success says.
    pub(super) fn error(&self) -> ErrorObject {
        self.read::<ErrorBody>().unwrap_or_default().error
    }

    pub(super) fn refused(&self, error: &ErrorObject) -> StripeError {
        StripeError::Refused {
            status: self.status(),
            kind: error.kind.clone(),
            code: error.code.clone().unwrap_or_default(),
            request: request_id(&self.response),
        }
    }
}

impl StripeProvider {
    pub(super) async fn get(&self, path: &str) -> Result<Reply, StripeError> {
        self.send(&Method::GET, path, None, Bytes::new()).await
    }

    pub(super) async fn post(&self, path: &str, key: &str, form: &Form) -> Result<Reply, StripeError> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        self.send(&Method::POST, path, Some(key), Bytes::from(body)).await
    }

    /// Makes a request, and makes it again with the same key while nobody knows what became of it.
    async fn send(&self, method: &Method, path: &str, key: Option<&str>, body: Bytes) -> Result<Reply, StripeError> {
        let mut wait = self.config.first_wait;
        let mut left = self.config.retries;
        loop {
            let sent = self.transport.send(self.request(method, path, key, body.clone())?).await;
            let (again, trouble) = match sent {
                Ok(response) => {
                    let again = should_retry(&response);
                    if !in_doubt(response.status()) && (!again || left == 0) {
                        return Ok(Reply { response });
                    }
                    let request = request_id(&response);
                    (again, StripeError::NotNow { status: response.status().as_u16(), request })
                }
                Err(error) => (error.is_retryable(), StripeError::NoAnswer(error)),
            };
            if !again || left == 0 {
                return Err(trouble);
            }
            left -= 1;
            tokio::time::sleep(wait).await;
            wait = wait.saturating_mul(2).min(Duration::from_secs(8));
        }
    }

    fn request(
        &self,
        method: &Method,
        path: &str,
        key: Option<&str>,
        body: Bytes,
    ) -> Result<Request<Bytes>, StripeError> {
        let unsayable = |_| StripeError::Unsayable("a header cannot be written");
        let mut request = Request::new(body);
        *request.method_mut() = method.clone();
        *request.uri_mut() = format!("{}{path}", self.config.base_url)
            .parse()
            .map_err(|_| StripeError::Unsayable("the address cannot be written"))?;
        let headers = request.headers_mut();
        let mut bearer = HeaderValue::try_from(format!("Bearer {}", self.key.expose())).map_err(unsayable)?;
        bearer.set_sensitive(true);
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(STRIPE_VERSION, HeaderValue::try_from(&self.config.version).map_err(unsayable)?);
        if let Some(account) = &self.config.account {
            headers.insert(STRIPE_ACCOUNT, HeaderValue::try_from(account).map_err(unsayable)?);
        }
        if let Some(key) = key {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
            headers.insert(IDEMPOTENCY_KEY, HeaderValue::try_from(key).map_err(unsayable)?);
        }
        Ok(request)
    }
}

/// Whether the answer leaves open what became of the request.
fn in_doubt(status: StatusCode) -> bool {
    matches!(status, StatusCode::CONFLICT | StatusCode::FAILED_DEPENDENCY | StatusCode::TOO_MANY_REQUESTS)
        || status.is_server_error()
}

/// Stripe's own word counts more than the status.
fn should_retry(response: &Response<Bytes>) -> bool {
    match response.headers().get(STRIPE_SHOULD_RETRY).map(HeaderValue::as_bytes) {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => in_doubt(response.status()),
    }
}

fn request_id(response: &Response<Bytes>) -> String {
    let id = response.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    id.unwrap_or("unknown").to_owned()
}
