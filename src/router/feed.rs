//! The last feed, for whoever fetches it.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::any;
use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::feed::{HeldFile, MemorySink};

/// `GET /feeds/{file}`: the files of the feed that was published last, under their own names, relative to where it is
/// mounted.
///
/// Each has an `ETag`, so that who has it already is answered 304; one that is not compressed goes out compressed to who
/// takes gzip. Before the first run of the publisher there is nothing: 404.
///
/// It is for everyone: put whatever asks for keys around it. A platform that tells its merchants not to publish their feed
/// wants that.
///
/// ```
/// use agentic_commerce::feed::MemorySink;
/// use agentic_commerce::router::feeds;
///
/// let sink = MemorySink::new(); // a clone of it goes to the publisher
/// let app: axum::Router = axum::Router::new().nest("/us", feeds(sink.clone()));
/// # let _ = app;
/// ```
pub fn feeds(sink: MemorySink) -> Router {
    Router::new().route("/feeds/{file}", any(answer)).with_state(sink)
}

async fn answer(
    State(sink): State<MemorySink>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let mut response = status(StatusCode::METHOD_NOT_ALLOWED);
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    match sink.file(&name) {
        Some(file) => serve(file, &headers, method == Method::HEAD),
        None => status(StatusCode::NOT_FOUND),
    }
}

fn serve(file: HeldFile, asked: &HeaderMap, head: bool) -> Response {
    let gzip = file.gzip.filter(|_| takes_gzip(asked));
    let varies = gzip.is_some();
    // Other bytes, and so another tag (RFC 9110 §8.8.3.3).
    let tag = if varies { format!("\"{}-gzip\"", file.sha256) } else { format!("\"{}\"", file.sha256) };
    let tag = HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""));
    let known = is_known(asked, &tag);
    let content = gzip.unwrap_or(file.content);
    let length = content.len();
    let mut response = status(if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
    *response.body_mut() = Body::from(if known || head { Bytes::new() } else { content });
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(VARY, HeaderValue::from_name(ACCEPT_ENCODING));
    if !known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
        // Said where there is no body, too: a server would take the empty one for the file (RFC 9110 §8.6).
        headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
        headers.insert(HeaderName::from_static("x-content-type-options"), HeaderValue::from_static("nosniff"));
        if varies {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    }
    response
}

fn status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

/// Weak comparison, as RFC 9110 §13.1.2 wants it.
fn is_known(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let tags = headers.get_all(IF_NONE_MATCH).iter().flat_map(|list| list.as_bytes().split(|byte| *byte == b','));
    tags.map(<[u8]>::trim_ascii)
        .any(|known| known == b"*" || known.strip_prefix(b"W/").unwrap_or(known) == tag.as_bytes())
}

/// Whether `Accept-Encoding` names gzip, or anything, without forbidding it by a weight of nothing (RFC 9110 §12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let mut any = false;
    for field in headers.get_all(ACCEPT_ENCODING) {
        for coding in field.to_str().unwrap_or_default().split(',') {
            let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
            let weight = parameters.trim().trim_start_matches(['q', 'Q']).trim_start_matches('=');
            let taken = weight.parse::<f32>().map_or(true, |weight| weight > 0.0);
            match name.trim() {
                name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => return taken,
                "*" => any = taken,
                _ => {}
            }
        }
    }
    any
}
