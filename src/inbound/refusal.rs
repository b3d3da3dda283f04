//! Every refusal: its status, type, code and `param`, in one table.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, StatusCode};

use super::{AuthenticationError, Rejection, Unreadable};
use crate::acp::{self, Dialect, ErrorDocument, ErrorKind, Operation, VersionRules};
use crate::backend::BackendErrorKind;
use crate::engine::{EngineError, Refusal, Violation};
use crate::json::{self, DecodeError, ParseError};
use crate::model::{CheckoutStatus, Field};
use crate::signature::SignatureError;
use crate::store::{Answer, StoreError};
use crate::types::ApiVersion;

/// An answer that is no session: the flat error of the protocol (ACP-ERR-01).
#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    document: Box<ErrorDocument>,
    /// Worth a retry with the same key: not kept for it.
    transient: bool,
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let kind = match status {
            StatusCode::SERVICE_UNAVAILABLE => ErrorKind::ServiceUnavailable,
            status if status.is_server_error() => ErrorKind::ProcessingError,
            _ => ErrorKind::InvalidRequest,
        };
        Self {
            status,
            headers: Vec::new(),
            document: Box::new(ErrorDocument::new(kind, code, message)),
            transient: status.is_server_error(),
        }
    }

    fn bad_request(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    fn param(mut self, param: impl Into<String>) -> Self {
        self.document.param = Some(param.into());
        self
    }

    /// Worth a retry in a moment (ACP-IDEM-18).
    fn worth_a_retry(mut self) -> Self {
        self.transient = true;
        self.header(RETRY_AFTER, "1")
    }

    /// Not kept for its key: the same request may do later (RFC 6585 §4).
    fn rate_limited(message: String, retry_after: Duration) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message);
        problem.transient = true;
        problem.headers.push((RETRY_AFTER, HeaderValue::from(retry_after.as_secs().max(1))));
        problem
    }

    fn unavailable(message: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", message).worth_a_retry()
    }

    fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "something went wrong on the merchant's side")
    }

    /// Whether the answer is kept for its key (ACP-IDEM-20, ACP-IDEM-22).
    pub(super) const fn is_final(&self) -> bool {
        !self.transient
    }

    /// The answer, in a release; in the newest one where none was negotiated.
    pub(super) fn answer(&self, dialect: Option<Dialect>) -> Answer {
        let body = dialect.unwrap_or(Dialect::Release(ApiVersion::LATEST)).encode_error(&self.document);
        let mut answer = Answer::new(self.status, Bytes::from(body));
        for (name, value) in &self.headers {
            answer.headers.insert(name.clone(), value.clone());
        }
        answer
    }
}

/// Steps 1 to 5.
impl Problem {
    pub(super) fn no_such_path() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "there is nothing at this path")
    }

    /// RFC 9110 wants `Allow` on a 405 (C-ERR-10).
    pub(super) fn method_not_allowed(allow: &'static str) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", format!("this path takes {allow}"))
            .header(ALLOW, allow)
    }

    pub(super) fn too_many_requests() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", "too many requests")
    }

    pub(super) fn closed() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "service_unavailable", "not to be had just now")
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", "a valid bearer token is needed")
            .header(WWW_AUTHENTICATE, "Bearer")
    }

    pub(super) fn of_authenticator(error: &AuthenticationError) -> Self {
        crate::log::failure("authenticate", error);
        Self::unavailable("the bearer token could not be checked")
    }

    pub(super) fn of_signature(error: &SignatureError) -> Self {
        let code = match error {
            SignatureError::Missing => "missing_signature",
            SignatureError::TimestampMissing => "missing_timestamp",
            SignatureError::TimestampMalformed => "invalid_timestamp",
            SignatureError::Stale => "stale_timestamp",
            SignatureError::Malformed | SignatureError::BodyNotJson(_) | SignatureError::Mismatch => {
                "invalid_signature"
            }
        };
        Self::new(StatusCode::UNAUTHORIZED, code, error.to_string())
    }

    pub(super) fn missing_version(versions: &[ApiVersion]) -> Self {
        Self::bad_request("missing_api_version", "the API-Version header is missing").listing(versions)
    }

    pub(super) fn unsupported_version(versions: &[ApiVersion]) -> Self {
        Self::bad_request("unsupported_api_version", "this API-Version is not supported").listing(versions)
    }

    /// Newest first (ACP-HDR-08, C-HDR-02).
    fn listing(mut self, versions: &[ApiVersion]) -> Self {
        let mut versions = versions.to_vec();
        versions.sort_unstable_by(|left, right| right.cmp(left));
        self.document.supported_versions = Some(versions);
        self
    }

    /// The same in words, for an error that has no place for a list of releases.
    pub(super) fn unlisted(mut self) -> Self {
        if let Some(versions) = self.document.supported_versions.take() {
            let versions: Vec<_> = versions.iter().map(|version| version.as_str()).collect();
            self.document.message = format!("{}; spoken is {}", self.document.message, versions.join(", "));
        }
        self
    }

    pub(super) fn key_required() -> Self {
        Self::bad_request("idempotency_key_required", "the Idempotency-Key header is required on every POST request")
    }

    pub(super) fn key_invalid() -> Self {
        Self::bad_request("idempotency_key_invalid", "the Idempotency-Key header takes one text of 1 to 255 characters")
    }

    /// 409 in the older releases, 422 in the newer ones (C-IDEM-01).
    pub(super) fn key_conflict(rules: &VersionRules) -> Self {
        Self::new(
            rules.idempotency_conflict,
            rules.idempotency_conflict_code,
            "this Idempotency-Key was used with a different request body",
        )
    }

    pub(super) fn key_in_flight() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "idempotency_in_flight",
            "a request with this Idempotency-Key is being processed",
        )
        .worth_a_retry()
    }
}

/// Step 6.
impl Problem {
    pub(super) fn wrong_media_type() -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "send the body as application/json")
    }

    pub(super) fn too_large(largest: usize) -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "request_too_large",
            format!("the body is larger than {largest} bytes"),
        )
    }

    pub(super) fn broken_body() -> Self {
        Self::bad_request("incomplete_body", "the body broke off")
    }

    pub(super) fn no_body() -> Self {
        Self::bad_request("missing", "the request needs a body").param("$")
    }

    pub(super) fn of_syntax(error: &ParseError) -> Self {
        Self::bad_request("invalid_json", error.to_string())
    }

    pub(super) fn of_decode(error: &DecodeError, operation: Operation) -> Self {
        let path = error.path.to_string();
        // ACP-ERR-17: broken attribution and intent traces have a code of their own.
        let traced = path.starts_with("$.affiliate_attribution")
            || (operation == Operation::Cancel && path.starts_with("$.intent_trace"));
        let code = match error.problem {
            _ if traced => "invalid_type",
            json::Problem::Missing => "missing",
            _ => "invalid",
        };
        Self::bad_request(code, error.to_string()).param(path)
    }
}

impl Problem {
    pub(super) fn of_unreadable(unreadable: Unreadable, largest_body: usize) -> Self {
        match unreadable {
            Unreadable::TooLarge => Self::too_large(largest_body),
            Unreadable::Broken => Self::broken_body(),
            Unreadable::Lost => Self::internal(),
        }
    }
}

/// What is no checkout.
impl Problem {
    pub(super) fn of_rejection(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Invalid { code, path, message } => Self::bad_request(code, message).param(path),
            Rejection::Unknown { message } => Self::new(StatusCode::NOT_FOUND, "not_found", message),
            Rejection::Repeated { message } => Self::new(StatusCode::CONFLICT, "duplicate_request", message),
            Rejection::Broken { operation, source } => {
                crate::log::failure(operation, &*source);
                Self::internal()
            }
            Rejection::Unavailable { operation, source } => {
                crate::log::failure(operation, &*source);
                Self::unavailable("not to be had just now")
            }
        }
    }
}

/// The engine and what lies behind it.
impl Problem {
    pub(super) fn of_engine(error: EngineError, version: ApiVersion, operation: Operation) -> Self {
        match error {
            EngineError::Refused(refusal) => Self::of_refusal(&refusal, version, operation),
            EngineError::Backend(error) => {
                crate::log::failure(operation.as_str(), &error);
                match error.kind() {
                    BackendErrorKind::Unavailable => Self::unavailable("the shop cannot be reached just now"),
                    BackendErrorKind::Timeout => Self::unavailable("the shop did not answer in time"),
                    BackendErrorKind::Internal => Self::internal(),
                }
            }
            EngineError::Violation(violation) => {
                crate::log::violation(&violation);
                if matches!(violation, Violation::RawHtml(_)) { Self::raw_html() } else { Self::internal() }
            }
            EngineError::Store(error) => Self::of_store(&error),
            EngineError::Contended => Self::unavailable("the checkout session is changing too fast"),
        }
    }

    fn of_refusal(refusal: &Refusal, version: ApiVersion, operation: Operation) -> Self {
        let message = refusal.to_string();
        let field = |field| acp::request_path(version, operation, field);
        match refusal {
            Refusal::UnknownSession => Self::new(StatusCode::NOT_FOUND, "session_not_found", message),
            Refusal::NoItems => Self::bad_request("invalid", message).param(field(&Field::LineItems)),
            Refusal::UnknownItem { line } => {
                Self::bad_request("invalid_item_id", message).param(field(&Field::LineItemId(*line)))
            }
            Refusal::Invalid { field: place, .. } | Refusal::NotClearable(place) => {
                Self::bad_request("invalid", message).param(field(place))
            }
            Refusal::PersonalData { place } => Self::bad_request("pii_not_allowed", message)
                .param(format!("{}{place}", field(&Field::AffiliateAttribution))),
            Refusal::Extension { path, .. } => Self::bad_request("invalid", message).param(path),
            Refusal::TooManyCodes { retry_after } => Self::rate_limited(message, *retry_after),
            Refusal::Missing(place) => Self::bad_request("missing", message).param(field(place)),
            Refusal::UnsupportedCurrency => {
                Self::bad_request("unsupported_currency", message).param(field(&Field::Currency))
            }
            Refusal::UnknownOption { selection } => {
                Self::bad_request("invalid_fulfillment_option", message).param(field(&Field::Selection(*selection)))
            }
            Refusal::Ended(status) => {
                let code = match status {
                    CheckoutStatus::Completed => "session_completed",
                    CheckoutStatus::Canceled => "session_canceled",
                    _ => "session_expired",
                };
                Self::new(StatusCode::METHOD_NOT_ALLOWED, code, message).header(ALLOW, "GET")
            }
            Refusal::Busy => Self::new(StatusCode::CONFLICT, "session_in_progress", message).worth_a_retry(),
            Refusal::NotReady => Self::bad_request("not_ready_for_payment", message),
            Refusal::Escalated => Self::bad_request("requires_escalation", message),
            Refusal::AuthenticationMissing => {
                Self::bad_request("requires_3ds", message).param(field(&Field::AuthenticationResult))
            }
            Refusal::UnknownHandler => {
                Self::bad_request("invalid_payment_handler", message).param(field(&Field::PaymentHandler))
            }
            Refusal::QuoteExpired => Self::new(StatusCode::CONFLICT, "quote_expired", message),
        }
    }

    /// The shop's fault, told by the status that the specification has for it (ACP-ERR-21). Once the shop has put it
    /// right the same request may succeed, so the answer is not kept.
    fn raw_html() -> Self {
        let mut problem = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid_markdown",
            "the merchant's Markdown has raw HTML in it",
        );
        problem.document.kind = ErrorKind::ProcessingError;
        problem.transient = true;
        problem
    }

    pub(super) fn of_store(error: &StoreError) -> Self {
        crate::log::failure("store", error);
        Self::unavailable("the checkout cannot be reached just now")
    }

    pub(super) fn of_encode(error: &(dyn Error + 'static)) -> Self {
        crate::log::failure("encode", error);
        Self::internal()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::backend::BackendError;
    use crate::engine::Violation;
    use crate::types::LineItemId;

    const V1: ApiVersion = ApiVersion::V2025_09_29;
    const V5: ApiVersion = ApiVersion::V2026_04_17;

    /// What an agent reads of a problem: status, type, code and `param`; then a header, and whether it is kept.
    #[derive(Debug, PartialEq)]
    struct Told {
        status: u16,
        kind: String,
        code: String,
        param: Option<String>,
        header: Option<(String, String)>,
        kept: bool,
    }

    fn told(problem: &Problem, version: ApiVersion) -> Told {
        let answer = problem.answer(Some(version.into()));
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        let text = |key: &str| body.get(key).map(|value| value.as_str().unwrap().to_owned());
        assert!(text("message").is_some_and(|message| !message.is_empty()), "{body}");
        // ACP-ERR-01, ACP-ERR-06: flat and closed.
        let keys = ["type", "code", "message", "param", "supported_versions"];
        assert!(body.as_object().unwrap().keys().all(|key| keys.contains(&key.as_str())), "{body}");
        assert!(answer.headers.len() <= 1);
        Told {
            status: answer.status.as_u16(),
            kind: text("type").unwrap(),
            code: text("code").unwrap(),
            param: text("param"),
            header: answer
                .headers
                .iter()
                .next()
                .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())),
            kept: problem.is_final(),
        }
    }

    /// A refusal of the agent's own making: kept for its key, unless said otherwise.
    fn refused(status: u16, code: &str, param: Option<&str>) -> Told {
        let param = param.map(str::to_owned);
        Told { status, kind: "invalid_request".to_owned(), code: code.to_owned(), param, header: None, kept: true }
    }

    fn with_header(told: Told, name: &str, value: &str) -> Told {
        Told { header: Some((name.to_owned(), value.to_owned())), ..told }
    }

    fn worth_a_retry(told: Told) -> Told {
        Told { kept: false, ..with_header(told, "retry-after", "1") }
    }

    fn unavailable() -> Told {
        let told = refused(503, "service_unavailable", None);
        worth_a_retry(Told { kind: "service_unavailable".to_owned(), ..told })
    }

    fn internal() -> Told {
        let told = refused(500, "internal_error", None);
        Told { kind: "processing_error".to_owned(), kept: false, ..told }
    }

    /// What each refusal is to be told as, in 2026-04-17. A new one does not compile without its row.
    fn row(refusal: &Refusal) -> (Operation, Told) {
        let ended = |code| with_header(refused(405, code, None), "allow", "GET");
        match refusal {
            // ACP-ERR-09, C-ERR-09
            Refusal::UnknownSession => (Operation::Update, refused(404, "session_not_found", None)),
            // C-UPD-04
            Refusal::NoItems => (Operation::Create, refused(400, "invalid", Some("$.line_items"))),
            // ACP-ERR-19
            Refusal::UnknownItem { .. } => {
                (Operation::Create, refused(400, "invalid_item_id", Some("$.line_items[1].id")))
            }
            Refusal::Invalid { .. } => (Operation::Update, refused(400, "invalid", Some("$.order_notes"))),
            // ACP-AFF-11
            Refusal::PersonalData { .. } => {
                let param = Some("$.affiliate_attribution.metadata.user_email");
                (Operation::Complete, refused(400, "pii_not_allowed", param))
            }
            // ACP-EXT-11
            Refusal::Extension { .. } => (Operation::Update, refused(400, "invalid", Some("$.loyalty.points"))),
            // ACP-DISC-15
            Refusal::TooManyCodes { .. } => {
                let told = with_header(refused(429, "rate_limited", None), "retry-after", "90");
                (Operation::Update, Told { kept: false, ..told })
            }
            Refusal::Missing(_) => (Operation::Complete, refused(400, "missing", Some("$.buyer"))),
            // C-UPD-01
            Refusal::NotClearable(_) => (Operation::Update, refused(400, "invalid", Some("$.line_items"))),
            Refusal::UnsupportedCurrency => {
                (Operation::Create, refused(400, "unsupported_currency", Some("$.currency")))
            }
            // ACP-UPD-08, ACP-FUL-13
            Refusal::UnknownOption { .. } => {
                let param = Some("$.selected_fulfillment_options[1].option_id");
                (Operation::Update, refused(400, "invalid_fulfillment_option", param))
            }
            // ACP-ERR-10, ACP-CXL-02, C-LIFE-03, C-LIFE-04, C-COMP-03, C-ERR-10
            Refusal::Ended(CheckoutStatus::Completed) => (Operation::Cancel, ended("session_completed")),
            Refusal::Ended(CheckoutStatus::Canceled) => (Operation::Cancel, ended("session_canceled")),
            Refusal::Ended(_) => (Operation::Cancel, ended("session_expired")),
            Refusal::Busy => (Operation::Complete, worth_a_retry(refused(409, "session_in_progress", None))),
            // ACP-COMP-17, C-COMP-03
            Refusal::NotReady => (Operation::Complete, refused(400, "not_ready_for_payment", None)),
            Refusal::Escalated => (Operation::Complete, refused(400, "requires_escalation", None)),
            // ACP-ERR-11
            Refusal::AuthenticationMissing => {
                (Operation::Complete, refused(400, "requires_3ds", Some("$.authentication_result")))
            }
            // ACP-COMP-14
            Refusal::UnknownHandler => {
                (Operation::Complete, refused(400, "invalid_payment_handler", Some("$.payment_data.handler_id")))
            }
            Refusal::QuoteExpired => (Operation::Complete, refused(409, "quote_expired", None)),
        }
    }

    // ACP-ERR-02, ACP-ERR-03, ACP-ERR-05, ACP-IDEM-22
    #[test]
    fn every_refusal_has_its_row() {
        let invalid = Refusal::Invalid { field: Field::OrderNotes, reason: "too long" };
        for refusal in [
            Refusal::UnknownSession,
            Refusal::NoItems,
            Refusal::UnknownItem { line: 1 },
            invalid,
            Refusal::PersonalData { place: ".metadata.user_email".to_owned() },
            Refusal::Extension { path: "$.loyalty.points".to_owned(), reason: "too many".to_owned() },
            Refusal::TooManyCodes { retry_after: Duration::from_secs(90) },
            Refusal::Missing(Field::Buyer),
            Refusal::NotClearable(Field::LineItems),
            Refusal::UnsupportedCurrency,
            Refusal::UnknownOption { selection: 1 },
            Refusal::Ended(CheckoutStatus::Completed),
            Refusal::Ended(CheckoutStatus::Canceled),
            Refusal::Ended(CheckoutStatus::Expired),
            Refusal::Busy,
            Refusal::NotReady,
            Refusal::Escalated,
            Refusal::AuthenticationMissing,
            Refusal::UnknownHandler,
            Refusal::QuoteExpired,
        ] {
            let (operation, expected) = row(&refusal);
            let problem = Problem::of_engine(refusal.clone().into(), V5, operation);
            assert_eq!(told(&problem, V5), expected, "{refusal:?}");
            // The code does not depend on the release; the place in the request does.
            let older = told(&Problem::of_engine(refusal.clone().into(), V1, operation), V1);
            assert_eq!(Told { param: None, ..older }, Told { param: None, ..expected }, "{refusal:?}");
        }
    }

    // ACP-ERR-05: the path is that of the release's own request.
    #[test]
    fn a_param_is_a_path_in_the_request_of_the_release() {
        let param = |version, operation, refusal: Refusal| {
            told(&Problem::of_engine(refusal.into(), version, operation), version).param
        };
        let unknown = Refusal::UnknownItem { line: 1 };
        assert_eq!(param(V1, Operation::Create, unknown).as_deref(), Some("$.items[1].id"));
        let option = Refusal::UnknownOption { selection: 0 };
        assert_eq!(param(V1, Operation::Update, option).as_deref(), Some("$.fulfillment_option_id"));
        let handler = Refusal::UnknownHandler;
        assert_eq!(param(V1, Operation::Complete, handler).as_deref(), Some("$.payment_data.provider"));
    }

    // ACP-ERR-16, ACP-IDEM-20: nothing that may pass is kept.
    #[test]
    fn every_failure_of_ours_has_its_row() {
        fn source() -> std::io::Error {
            std::io::Error::other("connection to 10.0.0.7 refused")
        }
        let failures: [(fn() -> EngineError, Told); 7] = [
            (|| BackendError::unavailable(source()).into(), unavailable()),
            (|| BackendError::timeout(source()).into(), unavailable()),
            (|| BackendError::internal(source()).into(), internal()),
            (|| Violation::NoTotal.into(), internal()),
            (|| Violation::StrayLine(LineItemId::from("li_1")).into(), internal()),
            (|| StoreError::new(source()).into(), unavailable()),
            (|| EngineError::Contended, unavailable()),
        ];
        for (error, expected) in failures {
            for version in [V1, V5] {
                let problem = Problem::of_engine(error(), version, Operation::Update);
                assert_eq!(told(&problem, version), expected, "{:?}", error());
                let body = problem.answer(Some(version.into())).body;
                assert!(!String::from_utf8_lossy(&body).contains("10.0.0.7"), "causes are logged, never sent");
            }
        }
        let encode = acp::EncodeError::NotInRelease { version: V1, what: "a thing" };
        assert_eq!(told(&Problem::of_encode(&encode), V1), internal());
        assert_eq!(told(&Problem::of_authenticator(&AuthenticationError::new(source())), V1), unavailable());
        assert_eq!(told(&Problem::of_unreadable(Unreadable::Lost, 0), V5), internal());
    }

    // ACP-AUTH-03, ACP-ERR-12, ACP-ERR-13, ACP-ERR-14, ACP-ERR-15, ACP-IDEM-18
    #[test]
    fn every_refusal_on_the_road_has_its_row() {
        let challenge = |told| with_header(told, "www-authenticate", "Bearer");
        for (problem, expected) in [
            (Problem::no_such_path(), refused(404, "not_found", None)),
            (
                Problem::method_not_allowed("GET, POST"),
                with_header(refused(405, "method_not_allowed", None), "allow", "GET, POST"),
            ),
            (Problem::unauthorized(), challenge(refused(401, "unauthorized", None))),
            (Problem::missing_version(&[V5]), refused(400, "missing_api_version", None)),
            (Problem::unsupported_version(&[V5]), refused(400, "unsupported_api_version", None)),
            (Problem::key_required(), refused(400, "idempotency_key_required", None)),
            (Problem::key_invalid(), refused(400, "idempotency_key_invalid", None)),
            (Problem::key_conflict(VersionRules::of(V1)), refused(409, "idempotency_conflict", None)),
            (Problem::key_conflict(VersionRules::of(V5)), refused(422, "idempotency_conflict", None)),
            (Problem::key_conflict(Dialect::ChatGpt.rules()), refused(409, "request_not_idempotent", None)),
            (Problem::key_in_flight(), worth_a_retry(refused(409, "idempotency_in_flight", None))),
            (Problem::wrong_media_type(), refused(415, "unsupported_media_type", None)),
            (Problem::too_large(1024), refused(413, "request_too_large", None)),
            (Problem::broken_body(), refused(400, "incomplete_body", None)),
            (Problem::no_body(), refused(400, "missing", Some("$"))),
            (Problem::of_syntax(&json::parse(b"{").unwrap_err()), refused(400, "invalid_json", None)),
        ] {
            assert_eq!(told(&problem, V5), expected);
        }
    }

    // ACP-SIG-03
    #[test]
    fn every_broken_signature_has_its_code() {
        let not_json = json::parse(b"{").unwrap_err();
        for (error, code) in [
            (SignatureError::Missing, "missing_signature"),
            (SignatureError::Malformed, "invalid_signature"),
            (SignatureError::TimestampMissing, "missing_timestamp"),
            (SignatureError::TimestampMalformed, "invalid_timestamp"),
            (SignatureError::Stale, "stale_timestamp"),
            (SignatureError::BodyNotJson(not_json), "invalid_signature"),
            (SignatureError::Mismatch, "invalid_signature"),
        ] {
            assert_eq!(told(&Problem::of_signature(&error), V5), refused(401, code, None));
        }
    }

    // ACP-ERR-06, ACP-HDR-06: a release that is closed to the list is not told it.
    #[test]
    fn only_the_newest_release_lists_versions() {
        let problem = Problem::unsupported_version(&[V1, V5]);
        let body = |version: Option<ApiVersion>| {
            serde_json::from_slice::<Value>(&problem.answer(version.map(Into::into)).body).unwrap()
        };
        let listed = json!(["2026-04-17", "2025-09-29"]);
        assert_eq!(body(Some(V5))["supported_versions"], listed);
        assert_eq!(body(None)["supported_versions"], listed);
        assert_eq!(body(Some(V1)).get("supported_versions"), None);
    }
}
