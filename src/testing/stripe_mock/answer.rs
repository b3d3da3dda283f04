//! Answers, and the errors among them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) body: Value,
    pub(super) replayed: bool,
}

impl Answer {
    pub(super) const fn ok(body: Value) -> Self {
        Self { status: StatusCode::OK, body, replayed: false }
    }

    pub(super) fn error(status: StatusCode, error: &Value) -> Self {
        Self { status, body: json!({ "error": error }), replayed: false }
    }

    pub(super) fn respond(self) -> Response<Bytes> {
        let mut response = Response::new(Bytes::from(self.body.to_string()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(HeaderName::from_static("request-id"), HeaderValue::from_static("req_mock"));
        if self.replayed {
            headers.insert(HeaderName::from_static("idempotent-replayed"), HeaderValue::from_static("true"));
        }
        response
    }
}

pub(super) fn invalid(message: &str) -> Answer {
    Answer::error(StatusCode::BAD_REQUEST, &json!({ "type": "invalid_request_error", "message": message }))
}

pub(super) fn missing(what: &str, id: &str) -> Answer {
    Answer::error(
        StatusCode::NOT_FOUND,
        &json!({
            "type": "invalid_request_error", "code": "resource_missing", "message": format!("No such {what}: '{id}'")
        }),
    )
}

pub(super) fn unexpected_state(intent: &Value) -> Answer {
    Answer::error(
        StatusCode::BAD_REQUEST,
        &json!({
            "type": "invalid_request_error", "code": "payment_intent_unexpected_state",
            "message": "This PaymentIntent could not be changed in the state that it is in.", "payment_intent": intent
        }),
    )
}

pub(super) fn unauthorized() -> Answer {
    Answer::error(
        StatusCode::UNAUTHORIZED,
        &json!({ "type": "invalid_request_error", "message": "Invalid API Key provided: sk_test_****" }),
    )
}

pub(super) fn no_such_route() -> Answer {
    Answer::error(
        StatusCode::NOT_FOUND,
        &json!({ "type": "invalid_request_error", "message": "Unrecognized request URL." }),
    )
}

pub(super) fn key_used() -> Answer {
    let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
    Answer::error(StatusCode::BAD_REQUEST, &json!({ "type": "idempotency_error", "message": message }))
}

pub(super) fn rate_limit() -> Answer {
    Answer::error(
        StatusCode::TOO_MANY_REQUESTS,
        &json!({ "type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests." }),
    )
}

pub(super) fn api_error() -> Answer {
    Answer::error(StatusCode::INTERNAL_SERVER_ERROR, &json!({ "type": "api_error", "message": "Something broke." }))
}
