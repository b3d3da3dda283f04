//! What must not stay in memory once it is answered: the body of a request that holds a card.

use std::borrow::Cow;
use std::mem;
use std::ops::Deref;

use bytes::{Bytes, BytesMut};
use http::Request;
use zeroize::Zeroize;

use crate::json::Json;

/// A request whose body is wiped when it is done with, however that ends.
///
/// That takes a body that nobody else holds. Whatever a server keeps of what it has read is the server's.
#[derive(Debug)]
pub(super) struct WipedRequest(Request<Bytes>);

impl From<Request<Bytes>> for WipedRequest {
    fn from(request: Request<Bytes>) -> Self {
        Self(request)
    }
}

impl Deref for WipedRequest {
    type Target = Request<Bytes>;

    fn deref(&self) -> &Request<Bytes> {
        &self.0
    }
}

impl Drop for WipedRequest {
    fn drop(&mut self) {
        wipe(mem::take(self.0.body_mut()));
    }
}

/// The memory of a body, wiped; `None` when somebody else holds it as well.
fn wipe(body: Bytes) -> Option<BytesMut> {
    let mut memory = body.try_into_mut().ok()?;
    memory.as_mut().zeroize();
    Some(memory)
}

/// A body as it was read. What of it is no part of the request's own memory is wiped when it is done with.
#[derive(Debug)]
pub(super) struct WipedJson<'a>(Json<'a>);

impl<'a> From<Json<'a>> for WipedJson<'a> {
    fn from(json: Json<'a>) -> Self {
        Self(json)
    }
}

impl<'a> Deref for WipedJson<'a> {
    type Target = Json<'a>;

    fn deref(&self) -> &Json<'a> {
        &self.0
    }
}

impl Drop for WipedJson<'_> {
    fn drop(&mut self) {
        wipe_copies(&mut self.0);
    }
}

/// Text is a copy where it was written with escapes.
fn wipe_copies(json: &mut Json<'_>) {
    match json {
        Json::String(Cow::Owned(text)) => text.zeroize(),
        Json::Array(elements) => elements.iter_mut().for_each(wipe_copies),
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| wipe_copies(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(Cow::Borrowed(_)) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json;

    // ACP-DP-18, ACP-DA-11
    #[test]
    fn nothing_is_left_of_a_body_that_nobody_else_holds() {
        let memory = wipe(Bytes::from(b"4242424242424242".to_vec())).unwrap();
        assert_eq!(memory.as_ref(), [0; 16]);
        let held = Bytes::from(b"4242424242424242".to_vec());
        assert_eq!(wipe(held.clone()), None);
        assert_eq!(held.as_ref(), b"4242424242424242", "it is not ours to wipe");
    }

    #[test]
    fn copies_of_text_are_wiped_at_every_depth() {
        let body = r#"{"a":[{"number":"\u0034242"}],"b":"\u0034242","c":"4242"}"#.as_bytes();
        let mut json = json::parse(body).unwrap();
        wipe_copies(&mut json);
        let empty = || Json::String(Cow::Borrowed(""));
        let inner = Json::Array(vec![Json::Object(vec![("number".into(), empty())])]);
        let rest = Json::String(Cow::Borrowed("4242"));
        assert_eq!(json, Json::Object(vec![("a".into(), inner), ("b".into(), empty()), ("c".into(), rest)]));
    }
}
