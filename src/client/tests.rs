use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};

use super::request::Target;
use super::{AnswerProblem, ClientError, KeySource, RandomKeys, SetupError};
use crate::acp::Operation;
use crate::client::Client;
use crate::model::{Cancel, Update};
use crate::signature::{Binding, HmacSigner, SigningSecret};
use crate::transport::{HttpTransport, TransportError, TransportErrorKind};
use crate::types::{ApiVersion, CheckoutId, Clock, RequestId, Timestamp, Uri};

const NOW: &str = "2026-04-17T12:30:00Z";
const API_KEY: &str = "sk_live_hunter2";

/// Answers by a closure and remembers what it was sent.
struct Merchant<F> {
    answer: F,
    seen: Mutex<Vec<Request<Bytes>>>,
}

impl<F> fmt::Debug for Merchant<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Merchant")
    }
}

#[async_trait]
impl<F> HttpTransport for Merchant<F>
where
    F: Fn() -> Result<Response<Bytes>, TransportError> + Send + Sync + 'static,
{
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        self.seen.lock().unwrap().push(request);
        (self.answer)()
    }
}

impl<F> Merchant<F>
where
    F: Fn() -> Result<Response<Bytes>, TransportError> + Send + Sync + 'static,
{
    fn new(answer: F) -> Arc<Self> {
        Arc::new(Self { answer, seen: Mutex::default() })
    }

    /// A client of it.
    fn client(self: &Arc<Self>, version: ApiVersion) -> Client {
        let base = Uri::new("https://shop.example/acp").unwrap();
        let merchant: Arc<dyn HttpTransport> = Arc::<Self>::clone(self);
        let client = Client::new(merchant, base, API_KEY, version).unwrap();
        client.with_clock(Arc::new(Noon)).with_keys(Arc::new(Counting::default()))
    }

    fn requests(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }

    fn last(&self) -> Request<Bytes> {
        self.requests().pop().expect("a request")
    }
}

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::parse(NOW).unwrap()
    }
}

#[derive(Debug, Default)]
struct Counting(AtomicUsize);

impl KeySource for Counting {
    fn idempotency_key(&self, _: Timestamp) -> String {
        format!("key_{}", self.0.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn request_id(&self, _: Timestamp) -> RequestId {
        RequestId::new(format!("req_{}", self.0.fetch_add(1, Ordering::SeqCst) + 1))
    }
}

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from_static(body.as_bytes()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    for (name, value) in headers {
        response.headers_mut().insert(*name, HeaderValue::from_static(value));
    }
    response
}

const BUSY: &str = r#"{"type":"service_unavailable","code":"service_unavailable","message":"come back"}"#;

/// A merchant that is never there.
fn busy() -> Arc<Merchant<impl Fn() -> Result<Response<Bytes>, TransportError> + Send + Sync + 'static>> {
    Merchant::new(|| Ok(answer(503, &[], BUSY)))
}

fn id() -> CheckoutId {
    CheckoutId::from("cs_1")
}

/// Sends a request of every operation.
async fn send_all(client: &Client) {
    let id = id();
    let body = || Some(b"{}".to_vec());
    client.retrieve(&id).await.unwrap_err();
    client.keyed("k").send(Target::Sessions, body()).await.unwrap_err();
    client.keyed("k").send(Target::Session(&id), body()).await.unwrap_err();
    client.keyed("k").send(Target::Verb(&id, Operation::Complete), body()).await.unwrap_err();
    client.keyed("k").send(Target::Verb(&id, Operation::Cancel), body()).await.unwrap_err();
}

/// The error that an answer is.
async fn error_of(response: fn() -> Response<Bytes>) -> ClientError {
    Merchant::new(move || Ok(response())).client(ApiVersion::LATEST).retrieve(&id()).await.unwrap_err()
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    assert!(values.next().is_none(), "{name} twice");
    Some(value.to_str().unwrap())
}

#[tokio::test]
async fn every_request_says_who_calls_in_which_release() {
    for &version in ApiVersion::ALL {
        let merchant = busy();
        send_all(&merchant.client(version)).await;
        let requests = merchant.requests();
        assert_eq!(requests.len(), 5);
        for request in &requests {
            let of = |name| header(request.headers(), name);
            // ACP-AUTH-01, ACP-HDR-03, ACP-HDR-20
            assert_eq!(of("authorization"), Some("Bearer sk_live_hunter2"));
            assert_eq!(of("api-version"), Some(version.as_str()));
            // ACP-HDR-11
            assert_eq!(of("user-agent"), Some(concat!("agentic-commerce/", env!("CARGO_PKG_VERSION"))));
            // ACP-HDR-12
            assert!(of("request-id").is_some_and(|id| id.starts_with("req_")));
            // ACP-HDR-09
            let with_body = !request.body().is_empty();
            assert_eq!(of("content-type"), with_body.then_some("application/json"));
            // ACP-IDEM-01, ACP-IDEM-02, ACP-HDR-16
            assert_eq!(of("idempotency-key"), (request.method() == Method::POST).then_some("k"));
            // Only what is asked for.
            assert_eq!(of("accept-language"), None);
            assert_eq!(of("signature"), None);
            assert_eq!(of("timestamp"), None);
        }
        let ids: std::collections::BTreeSet<_> = requests
            .iter()
            .map(|request| request.headers()["request-id"].clone().to_str().unwrap().to_owned())
            .collect();
        assert_eq!(ids.len(), 5, "one id for one request");
    }
}

#[tokio::test]
async fn every_operation_has_its_method_and_path() {
    // ACP-HDR-17
    let bases = [
        ("https://shop.example", ""),
        ("https://shop.example/", ""),
        ("https://shop.example/acp", "/acp"),
        ("https://shop.example/acp/", "/acp"),
        ("https://shop.example/a/b//", "/a/b"),
    ];
    for (base, path) in bases {
        let merchant = busy();
        let transport: Arc<dyn HttpTransport> = Arc::clone(&merchant) as _;
        let client = Client::new(transport, Uri::new(base).unwrap(), API_KEY, ApiVersion::LATEST).unwrap();
        send_all(&client).await;
        let sent: Vec<_> =
            merchant.requests().iter().map(|request| format!("{} {}", request.method(), request.uri())).collect();
        let sessions = format!("https://shop.example{path}/checkout_sessions");
        assert_eq!(
            sent,
            [
                format!("GET {sessions}/cs_1"),
                format!("POST {sessions}"),
                format!("POST {sessions}/cs_1"),
                format!("POST {sessions}/cs_1/complete"),
                format!("POST {sessions}/cs_1/cancel"),
            ]
        );
    }
}

#[tokio::test]
async fn an_id_stays_one_segment_of_the_path() {
    let merchant = busy();
    let client = merchant.client(ApiVersion::LATEST);
    // Expected: Python's urllib.parse.quote(id, safe='').
    for (id, segment) in [
        ("cs_0199-A.b~", "cs_0199-A.b~"),
        ("a/../b", "a%2F..%2Fb"),
        ("a b?c#d%2F", "a%20b%3Fc%23d%252F"),
        ("Größe", "Gr%C3%B6%C3%9Fe"),
        ("a\r\nb", "a%0D%0Ab"),
        ("...", "..."),
    ] {
        client.retrieve(&CheckoutId::from(id)).await.unwrap_err();
        assert_eq!(merchant.last().uri().path(), format!("/acp/checkout_sessions/{segment}"));
    }
    // URL libraries resolve these, encoded or not.
    for id in ["", ".", ".."] {
        let error = client.retrieve(&CheckoutId::from(id)).await.unwrap_err();
        assert!(matches!(error, ClientError::Unsendable { .. }), "{error:?}");
    }
    let endless = CheckoutId::from("x".repeat(70_000));
    assert!(matches!(client.retrieve(&endless).await, Err(ClientError::Unsendable { .. })));
    assert!(merchant.requests().is_empty());
}

#[tokio::test]
async fn a_base_url_is_a_plain_http_address() {
    let transport: Arc<dyn HttpTransport> = busy();
    let of = |base: &str, key: &str| {
        let base = Uri::new(base).unwrap();
        Client::new(Arc::clone(&transport), base, key, ApiVersion::LATEST).map(|client| client.base.to_string())
    };
    assert_eq!(of("https://shop.example:8443/acp/", API_KEY).as_deref(), Ok("https://shop.example:8443/acp"));
    assert_eq!(of("https://bücher.example", API_KEY).as_deref(), Ok("https://xn--bcher-kva.example"));
    for base in [
        "mailto:shop@shop.example",
        "ftp://shop.example",
        "https://user@shop.example",
        "https://user:secret@shop.example",
        "https://shop.example?a=b",
        "https://shop.example#a",
    ] {
        assert_eq!(of(base, API_KEY), Err(SetupError::BaseUrl), "{base}");
    }
    for key in ["", " ", "a b", "key\n", "schlüssel"] {
        assert_eq!(of("https://shop.example", key), Err(SetupError::ApiKey), "{key:?}");
    }
}

#[tokio::test]
async fn language_and_name_can_be_set() {
    let merchant = busy();
    let client = merchant
        .client(ApiVersion::LATEST)
        .with_language(HeaderValue::from_static("de-DE, en;q=0.5"))
        .with_user_agent(HeaderValue::from_static("Shopper/2.0"));
    send_all(&client).await;
    for request in merchant.requests() {
        // ACP-HDR-10, ACP-HDR-11
        assert_eq!(header(request.headers(), "accept-language"), Some("de-DE, en;q=0.5"));
        assert_eq!(header(request.headers(), "user-agent"), Some("Shopper/2.0"));
    }
}

// Expected codes: Python,
//   base64.urlsafe_b64encode(hmac.new(b'an agreed secret of 32 bytes!!!!', message, hashlib.sha256).digest()).rstrip(b'=')
// of b'2026-04-17T12:30:00Z.{}', b'2026-04-17T12:30:00Z.' and b'{}'.
#[tokio::test]
async fn a_signer_signs_the_bytes_of_every_request() {
    let signer = || HmacSigner::new(SigningSecret::new("an agreed secret of 32 bytes!!!!").unwrap());
    let merchant = busy();
    send_all(&merchant.client(ApiVersion::LATEST).with_signer(signer())).await;
    for request in merchant.requests() {
        // ACP-SIG-01, ACP-SIG-04
        let expected = if request.body().is_empty() { TIMED_EMPTY } else { TIMED_BODY };
        assert_eq!(header(request.headers(), "signature"), Some(expected));
        assert_eq!(header(request.headers(), "timestamp"), Some(NOW));
    }
    let untimed = signer().with_timestamp(Binding::None);
    let client = merchant.client(ApiVersion::LATEST).with_signer(untimed);
    client.keyed("k").send(Target::Sessions, Some(b"{}".to_vec())).await.unwrap_err();
    let request = merchant.last();
    assert_eq!(header(request.headers(), "signature"), Some(BODY_ALONE));
    assert_eq!(header(request.headers(), "timestamp"), None);
}

const TIMED_BODY: &str = "53pQz_b-aXYHoQEI-Pcr-PZm2w5bt2ok7JT57KjBAMc";
const TIMED_EMPTY: &str = "Hf2w_u10OC2JwCHmcgQGZwNgk8eqHhbbTlmJF3e3GIc";
const BODY_ALONE: &str = "zs6fFO5zpVogHvWbHemmXOJVK53FTxG0KPcpAvhSkIQ";

#[tokio::test]
async fn each_command_gets_a_key_of_its_own_unless_it_is_given_one() {
    let merchant = busy();
    // A cancel of the first release has no body.
    let client = merchant.client(ApiVersion::V2025_09_29);
    let first = client.cancel(&id(), &Cancel::default()).await.unwrap_err();
    let request = merchant.last();
    assert!(request.body().is_empty());
    assert_eq!(header(request.headers(), "content-type"), None);
    let key = first.idempotency_key().unwrap().to_owned();
    // ACP-IDEM-02
    assert_eq!(header(request.headers(), "idempotency-key"), Some(&*key));

    let second = client.cancel(&id(), &Cancel::default()).await.unwrap_err();
    assert_ne!(second.idempotency_key().unwrap(), key);

    // Another attempt: the same key in another request.
    let again = client.keyed(&*key).cancel(&id(), &Cancel::default()).await.unwrap_err();
    assert_eq!(header(merchant.last().headers(), "idempotency-key"), Some(&*key));
    assert_eq!(again.idempotency_key().unwrap(), key);
    assert_ne!(again.attempt().unwrap().request_id, first.attempt().unwrap().request_id);
    assert_eq!(client.retrieve(&id()).await.unwrap_err().idempotency_key(), None);
}

#[tokio::test]
async fn a_key_that_could_change_on_its_way_is_not_sent() {
    let merchant = busy();
    let longest = "k".repeat(255);
    for &version in ApiVersion::ALL {
        let client = merchant.client(version);
        for key in ["", " k", "a b", "k\n", "schlüssel"] {
            let error = client.keyed(key).send(Target::Sessions, None).await.unwrap_err();
            assert!(matches!(error, ClientError::Unsendable { what: "idempotency key" }), "{error:?}");
            assert!(error.attempt().is_none() && !error.is_retryable());
        }
        assert!(merchant.requests().is_empty());
        client.keyed(&*longest).send(Target::Sessions, None).await.unwrap_err();
        assert_eq!(header(merchant.last().headers(), "idempotency-key"), Some(&*longest));
    }
    // ACP-IDEM-03: the first release sets no limit.
    let longer = "k".repeat(256);
    let client = merchant.client(ApiVersion::V2026_04_17);
    let error = client.keyed(&*longer).send(Target::Sessions, None).await.unwrap_err();
    assert!(matches!(error, ClientError::Unsendable { .. }));
    let client = merchant.client(ApiVersion::V2025_09_29);
    client.keyed(&*longer).send(Target::Sessions, None).await.unwrap_err();
    assert_eq!(merchant.requests().len(), 1);
}

#[test]
fn random_keys_are_not_given_out_twice() {
    let now = Timestamp::parse(NOW).unwrap();
    let keys: std::collections::BTreeSet<String> = (0..1_000).map(|_| RandomKeys.idempotency_key(now)).collect();
    assert_eq!(keys.len(), 1_000);
    assert!(keys.iter().all(|key| key.len() == 36));
    assert_ne!(RandomKeys.request_id(now), RandomKeys.request_id(now));
}

#[tokio::test]
async fn an_empty_update_is_not_sent() {
    // ACP-UPD-07
    for &version in ApiVersion::ALL {
        let merchant = busy();
        let error = merchant.client(version).update(&id(), &Update::default()).await.unwrap_err();
        assert!(matches!(error, ClientError::EmptyUpdate));
        assert!(merchant.requests().is_empty());
    }
}

#[tokio::test]
async fn any_success_is_taken_and_a_replay_is_seen() {
    for status in [200, 201, 202] {
        let merchant = Merchant::new(move || Ok(answer(status, &[("idempotent-replayed", "true")], "{}")));
        let client = merchant.client(ApiVersion::LATEST);
        let request = client.post(Target::Sessions, Some("k".to_owned()), None).unwrap();
        let sent = request.1.request_id.clone();
        let answer = client.exchange(request).await.unwrap();
        assert_eq!(answer.status.as_u16(), status);
        // ACP-IDEM-15
        assert!(answer.replayed);
        assert_eq!(answer.attempt.idempotency_key.as_deref(), Some("k"));
        assert_eq!(answer.attempt.request_id, sent);
        assert_eq!(answer.body, "{}");
    }
    for headers in [&[][..], &[("idempotent-replayed", "false")], &[("idempotent-replayed", "")]] {
        let merchant = Merchant::new(|| Ok(answer(200, headers, "{}")));
        let client = merchant.client(ApiVersion::LATEST);
        let request = client.post(Target::Sessions, None, None).unwrap();
        assert!(!client.exchange(request).await.unwrap().replayed);
    }
}

#[tokio::test]
async fn the_merchants_correlation_id_is_the_one_to_ask_about() {
    // ACP-HDR-13
    let error = error_of(|| answer(500, &[("request-id", "theirs")], BUSY)).await;
    assert_eq!(error.attempt().unwrap().request_id, "theirs");
    let error = error_of(|| answer(500, &[("request-id", "")], BUSY)).await;
    assert_eq!(error.attempt().unwrap().request_id, "req_1");
    let error = error_of(|| answer(500, &[], BUSY)).await;
    assert_eq!(error.attempt().unwrap().request_id, "req_1");
}

#[tokio::test]
async fn a_refusal_is_read() {
    // The error of an unknown version, as 2026-04-17 tells it; one without `param` in every release.
    let error = error_of(|| {
        answer(
            400,
            &[],
            r#"{"type":"invalid_request","code":"unsupported_api_version","message":"not this one","param":"$",
                "supported_versions":["2026-04-17","2026-01-30","2026-01-16","2025-12-12","2025-09-29"]}"#,
        )
    })
    .await;
    let ClientError::Api { error: refusal, .. } = &error else { panic!("{error:?}") };
    assert_eq!(refusal.status, StatusCode::BAD_REQUEST);
    assert_eq!(refusal.kind, "invalid_request");
    assert_eq!(refusal.code, "unsupported_api_version");
    assert_eq!(refusal.message, "not this one");
    assert_eq!(refusal.param.as_deref(), Some("$"));
    assert_eq!(refusal.supported_versions, ["2026-04-17", "2026-01-30", "2026-01-16", "2025-12-12", "2025-09-29"]);
    assert_eq!(refusal.retry_after, None);
    assert_eq!(refusal.to_string(), "400 unsupported_api_version: not this one ($)");
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));

    // What older or careless merchants say.
    let error = error_of(|| {
        answer(409, &[], r#"{"type":"request_not_idempotent","code":"x","message":"","param":null,"hint":1}"#)
    })
    .await;
    let ClientError::Api { error: refusal, .. } = &error else { panic!("{error:?}") };
    assert_eq!((&*refusal.kind, refusal.param.as_deref()), ("request_not_idempotent", None));
}

#[tokio::test]
async fn an_error_tells_whether_another_attempt_makes_sense() {
    const CONFLICT: &str = r#"{"type":"invalid_request","code":"idempotency_conflict","message":"m"}"#;
    const IN_FLIGHT: &str = r#"{"type":"invalid_request","code":"idempotency_in_flight","message":"m"}"#;
    const SOON: &[(&str, &str)] = &[("retry-after", "7")];
    let retryable = async |status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str| {
        let merchant = Merchant::new(move || Ok(answer(status, headers, body)));
        let error = merchant.client(ApiVersion::LATEST).retrieve(&id()).await.unwrap_err();
        (error.is_retryable(), error.retry_after())
    };
    let seven = Some(Duration::from_secs(7));
    // ACP-IDEM-19: a conflict is for good, a request in flight is not; ACP-IDEM-21: nor is a 5xx.
    assert_eq!(retryable(422, &[], CONFLICT).await, (false, None));
    assert_eq!(retryable(409, &[], CONFLICT).await, (false, None));
    assert_eq!(retryable(409, &[], IN_FLIGHT).await, (true, None));
    assert_eq!(retryable(409, SOON, IN_FLIGHT).await, (true, seven));
    assert_eq!(retryable(409, SOON, r#"{"type":"invalid_request","code":"busy","message":"m"}"#).await, (true, seven));
    assert_eq!(retryable(500, &[], BUSY).await, (true, None));
    assert_eq!(retryable(503, SOON, BUSY).await, (true, seven));
    assert_eq!(retryable(429, SOON, BUSY).await, (true, seven));
    for status in [400, 401, 403, 404, 405] {
        assert_eq!(retryable(status, &[], CONFLICT).await, (false, None), "{status}");
    }
    // Pages of proxies.
    assert_eq!(retryable(502, SOON, "<html>").await, (true, seven));
    assert_eq!(retryable(404, &[], "<html>").await, (false, None));
    assert_eq!(retryable(200, SOON, "<html>").await, (false, None));
    assert_eq!(retryable(302, &[], "").await, (false, None));
}

#[tokio::test]
async fn what_is_not_the_protocol_is_shown_as_it_came() {
    let of = async |response: fn() -> Response<Bytes>| match error_of(response).await {
        ClientError::NotProtocol { answer, attempt } => {
            assert_eq!(attempt.request_id, "req_1");
            *answer
        }
        other => panic!("{other:?}"),
    };
    let page = of(|| answer(502, &[], "<html>Bad Gateway</html>")).await;
    assert_eq!((page.status.as_u16(), &*page.body), (502, &b"<html>Bad Gateway</html>"[..]));
    assert!(matches!(page.problem, AnswerProblem::NotJson(_)));
    assert!(matches!(of(|| answer(500, &[], "")).await.problem, AnswerProblem::NotJson(_)));
    assert!(matches!(of(|| answer(204, &[], "")).await.problem, AnswerProblem::NotJson(_)));
    assert!(matches!(of(|| answer(500, &[], "[]")).await.problem, AnswerProblem::NotOfRelease(_)));
    assert!(matches!(of(|| answer(500, &[], r#"{"error":{}}"#)).await.problem, AnswerProblem::NotOfRelease(_)));
    // A success without a session, in a body that is JSON.
    assert!(matches!(of(|| answer(200, &[], "{}")).await.problem, AnswerProblem::NotOfRelease(_)));
    // A redirect is not followed, whatever its body says.
    for status in [301, 302, 303, 304, 307, 308] {
        let merchant = Merchant::new(move || Ok(answer(status, &[("location", "https://elsewhere.example")], BUSY)));
        let error = merchant.client(ApiVersion::LATEST).retrieve(&id()).await.unwrap_err();
        let ClientError::NotProtocol { answer, .. } = &error else { panic!("{error:?}") };
        assert_eq!((answer.status.as_u16(), &answer.problem), (status, &AnswerProblem::Status));
        assert_eq!(merchant.requests().len(), 1);
    }
}

#[tokio::test]
async fn nothing_is_sent_twice_and_a_lost_answer_keeps_its_key() {
    for (kind, retryable) in [
        (TransportErrorKind::Connect, true),
        (TransportErrorKind::Timeout, true),
        (TransportErrorKind::Other, true),
        (TransportErrorKind::TooLarge, false),
        (TransportErrorKind::Refused, false),
    ] {
        let merchant = Merchant::new(move || Err(TransportError::new(kind, "no luck")));
        let client = merchant.client(ApiVersion::V2025_09_29);
        let error = client.cancel(&id(), &Cancel::default()).await.unwrap_err();
        let sent = merchant.requests();
        assert_eq!(sent.len(), 1);
        assert_eq!(error.is_retryable(), retryable, "{kind:?}");
        assert_eq!(error.idempotency_key(), header(sent[0].headers(), "idempotency-key"));
        assert_eq!((error.status(), error.retry_after()), (None, None));
    }
}

#[tokio::test]
async fn the_api_key_never_prints() {
    let merchant = busy();
    let client = merchant.client(ApiVersion::LATEST);
    let error = client.retrieve(&id()).await.unwrap_err();
    let shown = format!("{client:?} {:?} {error:?} {error}", merchant.last());
    assert!(!shown.contains("hunter2"), "{shown}");
}

#[tokio::test]
async fn a_body_never_prints() {
    let error = error_of(|| answer(502, &[], "1 Market Street")).await;
    assert!(!format!("{error:?}").contains("Market"));
}

#[test]
fn calls_can_be_made_from_any_task() {
    fn is_send<T: Send>(_: T) {}
    let client = busy().client(ApiVersion::LATEST);
    let (id, update) = (id(), Update::default());
    is_send(client.update(&id, &update));
    is_send(client.keyed("k").update(&id, &update));
    is_send(client.retrieve(&id));
}
