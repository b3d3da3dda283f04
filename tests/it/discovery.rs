//! The discovery document, `/.well-known/acp.json`.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::backend::Profile;
use agentic_commerce::inbound::{Discovery, DiscoveryError, Pipeline, PipelineConfig, Withheld};
use agentic_commerce::model::{ExtensionDeclaration, Intervention, Interventions};
use agentic_commerce::router::{discovery, router, standalone};
use agentic_commerce::types::{ApiVersion, Currency};
use axum::Router;
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response};
use serde_json::{Value, from_slice, json};
use tower::ServiceExt;

use crate::agent::{open, open_with};
use crate::shop::{ScriptedShop, uri, usd};
use crate::spec;

const V1: ApiVersion = ApiVersion::V2025_09_29;
const V5: ApiVersion = ApiVersion::V2026_04_17;
const BASE: &str = "https://shop.example/acp";

/// A road to a shop with that profile, in those releases.
fn road(profile: Profile, versions: Vec<ApiVersion>) -> Arc<Pipeline<ScriptedShop>> {
    let mut config = PipelineConfig::default();
    config.versions = versions;
    open_with(ScriptedShop::with_profile(profile, |_, _, quote| quote), |road| road.with_config(config)).pipeline
}

fn written(profile: Profile, versions: Vec<ApiVersion>) -> Value {
    let discovery = Discovery::new(&road(profile, versions), &uri(BASE)).expect("a document");
    let response = discovery.answer(&Method::GET, &HeaderMap::new());
    let document = from_slice(response.body()).expect("JSON");
    spec::assert_valid(V5, "DiscoveryResponse", &document);
    document
}

fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
    let field = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
    };
    fields.iter().map(field).collect()
}

fn header<'a, T>(response: &'a Response<T>, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().expect("text"))
}

// ACP-DWK-03, ACP-DWK-04, ACP-DWK-05, ACP-DWK-06, ACP-DWK-07, ACP-DWK-08, ACP-DWK-13, C-DIS-01, C-DIS-02: the whole
// document, so that nothing else is in it.
#[test]
fn the_document_says_what_is_served_and_nothing_else() {
    let eur = Currency::new("EUR").expect("a currency");
    let mut interventions = Interventions::default();
    let supported = [Intervention::Biometric, Intervention::ThreeDs, "telepathy".into(), Intervention::Biometric];
    interventions.supported = supported.to_vec();
    let profile = Profile::new(usd()).also_in(eur).also_in(usd()).with_interventions(interventions);
    assert_eq!(
        written(profile.clone(), vec![V5, V1, V5]),
        json!({
            "protocol": {
                "name": "acp", "version": "2026-04-17", "supported_versions": ["2025-09-29", "2026-04-17"]
            },
            "api_base_url": "https://shop.example/acp",
            "transports": ["rest"],
            "capabilities": {
                "services": ["checkout"],
                "extensions": [{ "name": "discount" }],
                "intervention_types": ["biometric", "3ds"],
                "supported_currencies": ["usd", "eur"]
            }
        })
    );
    // No session of the first release speaks of interventions.
    let document = written(profile, vec![V1]);
    assert_eq!(document["protocol"]["version"], "2025-09-29");
    assert_eq!(document["protocol"]["supported_versions"], json!(["2025-09-29"]));
    let capabilities = json!({ "services": ["checkout"], "supported_currencies": ["usd", "eur"] });
    assert_eq!(document["capabilities"], capabilities);
    // A shop that supports none of them: nothing is known.
    assert_eq!(written(Profile::new(eur), vec![V5])["capabilities"].get("intervention_types"), None);
}

// ACP-DWK-07, ACP-DWK-08, ACP-DWK-14: what a shop says of itself; what an extension adds to is told in the session.
#[test]
fn the_document_tells_languages_extensions_and_where_to_read() {
    let mut loyalty = ExtensionDeclaration::named("com.shop.loyalty");
    loyalty.extends = vec!["$.CheckoutSession.loyalty".to_owned()];
    loyalty.spec = Some(uri("https://shop.example/specs/loyalty"));
    loyalty.schema = Some(uri("https://shop.example/schemas/loyalty.json"));
    let profile = Profile::new(usd())
        .with_locale("en-US")
        .with_locale("de-DE")
        .with_locale("en-US")
        .with_extension(loyalty)
        .unwrap()
        .with_documentation(uri("https://shop.example/agents"));
    let document = written(profile.clone(), vec![V5]);
    assert_eq!(document["protocol"]["documentation_url"], "https://shop.example/agents");
    assert_eq!(document["transports"], json!(["rest"]));
    assert_eq!(
        document["capabilities"],
        json!({
            "services": ["checkout"],
            "extensions": [
                { "name": "discount" },
                {
                    "name": "com.shop.loyalty",
                    "spec": "https://shop.example/specs/loyalty",
                    "schema": "https://shop.example/schemas/loyalty.json"
                }
            ],
            "supported_currencies": ["usd"],
            "supported_locales": ["en-US", "de-DE"]
        })
    );
    // No session of the first release speaks of extensions.
    assert_eq!(written(profile, vec![V1])["capabilities"].get("extensions"), None);
}

// ACP-DWK-11
#[tokio::test]
async fn a_limiter_in_front_answers_in_the_words_of_the_protocol() {
    for (why, status, kind, code) in [
        (Withheld::TooManyRequests, 429, "invalid_request", "rate_limit_exceeded"),
        (Withheld::Unavailable, 503, "service_unavailable", "service_unavailable"),
    ] {
        let limiter =
            axum::middleware::from_fn(move |request: axum::extract::Request, _: axum::middleware::Next| async move {
                Discovery::withhold(request.headers(), why, Duration::from_millis(59_001)).map(Body::from)
            });
        let response = ask(app().layer(limiter), Method::GET, Discovery::PATH, &[("request-id", "req_1")]).await;
        assert_eq!(response.status(), status);
        assert_eq!(header(&response, "retry-after"), Some("60"));
        assert_eq!(header(&response, "request-id"), Some("req_1"));
        assert_eq!(header(&response, "cache-control"), None);
        let error: Value = from_slice(response.body()).expect("JSON");
        spec::assert_valid(V5, "Error", &error);
        assert_eq!((&error["type"], &error["code"]), (&json!(kind), &json!(code)));
    }
}

// ACP-DWK-09: the sample shop has a payment handler, a merchant's account and an agent's key.
#[test]
fn the_document_of_the_sample_shop_names_no_account() {
    let discovery = Discovery::new(&open().pipeline, &uri("http://127.0.0.1:8080")).expect("a document");
    let response = discovery.answer(&Method::GET, &HeaderMap::new());
    let document: Value = from_slice(response.body()).expect("JSON");
    spec::assert_valid(V5, "DiscoveryResponse", &document);
    let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&document), ["api_base_url", "capabilities", "protocol", "transports"]);
    assert_eq!(names(&document["protocol"]), ["name", "supported_versions", "version"]);
    for name in names(&document["capabilities"]) {
        assert!(
            ["services", "extensions", "intervention_types", "supported_currencies"].contains(&name.as_str()),
            "{name}"
        );
    }
}

// ACP-DWK-03, ACP-DWK-09, C-DIS-02
#[test]
fn only_a_base_that_paths_can_be_appended_to_is_told() {
    let road = road(Profile::new(usd()), vec![V5]);
    for (given, told) in [
        ("https://shop.example/acp", "https://shop.example/acp"),
        ("https://shop.example/acp/", "https://shop.example/acp"),
        ("https://shop.example/", "https://shop.example"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
    ] {
        let discovery = Discovery::new(&road, &uri(given)).expect("a document");
        let document: Value = from_slice(discovery.answer(&Method::GET, &HeaderMap::new()).body()).expect("JSON");
        assert_eq!(document["api_base_url"], told, "{given}");
    }
    for refused in [
        "mailto:help@shop.example",
        "ftp://shop.example",
        "https://shop.example/acp?v=1",
        "https://shop.example/acp#top",
        "https://user@shop.example/acp",
        "https://:secret@shop.example/acp",
    ] {
        assert_eq!(Discovery::new(&road, &uri(refused)).err(), Some(DiscoveryError::UnusableBase), "{refused}");
    }
}

// ACP-DWK-04, C-DIS-02
#[test]
fn a_road_without_a_release_has_no_document() {
    let nothing = Discovery::new(&road(Profile::new(usd()), Vec::new()), &uri(BASE));
    assert_eq!(nothing.err(), Some(DiscoveryError::NoVersion));
}

// ACP-DWK-10
#[test]
fn who_has_the_document_is_told_so() {
    let road = road(Profile::new(usd()), vec![V5]);
    let discovery = Discovery::new(&road, &uri(BASE)).expect("a document");
    let fresh = discovery.answer(&Method::GET, &HeaderMap::new());
    let etag = header(&fresh, "etag").expect("a tag").to_owned();
    assert!(etag.len() > 2 && etag.starts_with('"') && etag.ends_with('"'), "{etag}");

    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        for method in [Method::GET, Method::HEAD] {
            let response = discovery.answer(&method, &headers(&[("if-none-match", &known)]));
            assert_eq!(response.status(), 304, "{method} {known}");
            assert_eq!(response.body(), "");
            assert_eq!(header(&response, "etag"), Some(etag.as_str()));
            assert_eq!(header(&response, "cache-control"), Some("public, max-age=3600"));
            assert_eq!(header(&response, "content-type"), None);
        }
    }
    for unknown in ["\"other\"", "", etag.trim_matches('"')] {
        let response = discovery.answer(&Method::GET, &headers(&[("if-none-match", unknown)]));
        assert_eq!(response.status(), 200, "{unknown:?}");
        assert_eq!(response.body(), fresh.body());
    }
    // The same shop says the same bytes; another shop has another tag.
    let again = Discovery::new(&road, &uri(BASE)).expect("a document");
    assert_eq!(header(&again.answer(&Method::GET, &HeaderMap::new()), "etag"), Some(etag.as_str()));
    let moved = Discovery::new(&road, &uri("https://shop.example/v2")).expect("a document");
    assert_ne!(header(&moved.answer(&Method::GET, &HeaderMap::new()), "etag"), Some(etag.as_str()));
}

/// The sample shop with its API below `/acp`, and the document at the root.
fn app() -> Router {
    let road = open().pipeline;
    discovery(&road, &uri(BASE)).expect("a document").nest("/acp", router(road))
}

async fn send(method: Method, path: &str, fields: &[(&'static str, &str)]) -> Response<Bytes> {
    ask(app(), method, path, fields).await
}

async fn ask(app: Router, method: Method, path: &str, fields: &[(&'static str, &str)]) -> Response<Bytes> {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method;
    *request.uri_mut() = path.parse().expect("a path");
    *request.headers_mut() = headers(fields);
    let Ok(response) = app.oneshot(request).await;
    let (parts, body) = response.into_parts();
    Response::from_parts(parts, to_bytes(body, usize::MAX).await.expect("a body"))
}

// ACP-DWK-01, ACP-DWK-02, ACP-DWK-10: whatever an agent sends along, or does not.
#[tokio::test]
async fn everyone_gets_the_document_at_the_root() {
    for fields in
        [&[][..], &[("authorization", "Bearer wrong"), ("api-version", "1999-01-01"), ("accept", "text/html")]]
    {
        let response = send(Method::GET, "/.well-known/acp.json", fields).await;
        assert_eq!(response.status(), 200);
        assert_eq!(header(&response, "content-type"), Some("application/json"));
        assert_eq!(header(&response, "cache-control"), Some("public, max-age=3600"));
        let document: Value = from_slice(response.body()).expect("JSON");
        spec::assert_valid(V5, "DiscoveryResponse", &document);
        assert_eq!(document["api_base_url"], BASE);
    }
    assert_eq!(send(Method::GET, "/acp/.well-known/acp.json", &[]).await.status(), 404);
    // What it points to is there, and asks for a key.
    assert_eq!(send(Method::POST, "/acp/checkout_sessions", &[]).await.status(), 401);
}

// ACP-DWK-01, by RFC 9110 §9.3.2
#[tokio::test]
async fn a_head_says_what_a_get_would() {
    let get = send(Method::GET, "/.well-known/acp.json", &[]).await;
    let head = send(Method::HEAD, "/.well-known/acp.json", &[]).await;
    assert_eq!(head.status(), 200);
    assert_eq!(head.body(), "");
    assert_eq!(head.headers(), get.headers());
    assert_eq!(header(&head, "content-length"), Some(get.body().len().to_string().as_str()));
}

// C-ERR-10, ACP-HDR-13
#[tokio::test]
async fn another_method_is_told_which_there_are() {
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        let response = send(method.clone(), "/.well-known/acp.json", &[("request-id", "req_1")]).await;
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(header(&response, "allow"), Some("GET, HEAD"));
        assert_eq!(header(&response, "request-id"), Some("req_1"));
        assert_eq!(header(&response, "cache-control"), None);
        let error: Value = from_slice(response.body()).expect("JSON");
        spec::assert_valid(V5, "Error", &error);
        assert_eq!(error["code"], "method_not_allowed");
    }
}

// ACP-ERR-01: below its own prefix the API answers every path, and nothing beside it.
#[tokio::test]
async fn a_standalone_router_answers_every_path_below_its_prefix() {
    let mine = || Router::new().route("/", axum::routing::get(|| async { "shop" }));
    let nested = || mine().nest("/acp", standalone(open().pipeline)).fallback(|| async { "mine" });
    for path in ["/acp", "/acp/orders", "/acp/.well-known/acp.json"] {
        for method in [Method::GET, Method::POST] {
            let response = ask(nested(), method.clone(), path, &[("request-id", "req_1")]).await;
            assert_eq!(response.status(), 404, "{method} {path}");
            assert_eq!(header(&response, "content-type"), Some("application/json"));
            assert_eq!(header(&response, "request-id"), Some("req_1"));
            let error: Value = from_slice(response.body()).expect("JSON");
            spec::assert_valid(V5, "Error", &error);
            assert_eq!(error["code"], "not_found");
        }
    }
    assert_eq!(ask(nested(), Method::POST, "/acp/checkout_sessions", &[]).await.status(), 401);
    assert_eq!(ask(nested(), Method::GET, "/", &[]).await.body(), "shop");
    assert_eq!(ask(nested(), Method::GET, "/elsewhere", &[]).await.body(), "mine");

    // Merged, it answers for the whole; the plain router leaves the rest to the shop's own fallback.
    let merged = mine().merge(standalone(open().pipeline));
    assert_eq!(header(&ask(merged, Method::GET, "/elsewhere", &[]).await, "content-type"), Some("application/json"));
    let plain = mine().merge(router(open().pipeline)).fallback(|| async { "mine" });
    assert_eq!(ask(plain, Method::GET, "/elsewhere", &[]).await.body(), "mine");
}
