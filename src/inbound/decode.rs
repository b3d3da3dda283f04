//! Step 6: the JSON of a release becomes a command.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;

use super::refusal::Problem;
use super::route::Route;
use crate::acp::{self, Operation};
use crate::engine::Command;
use crate::json::{self, Json};
use crate::types::ApiVersion;

/// A body says that it is JSON. Cancel has a body only if the agent likes, and then need not say so (ACP-CXL-05).
pub(super) fn check_media_type(request: &Request<Bytes>, operation: Operation) -> Result<(), Problem> {
    let Some(value) = request.headers().get(CONTENT_TYPE) else {
        let needed = operation != Operation::Cancel && !request.body().is_empty();
        return if needed { Err(Problem::wrong_media_type()) } else { Ok(()) };
    };
    let essence = value.to_str().ok().and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case("application/json") || request.body().is_empty() {
        Ok(())
    } else {
        Err(Problem::wrong_media_type())
    }
}

/// Reads the syntax; `None` when there is no body.
pub(super) fn parse(body: &[u8], largest: usize) -> Result<Option<Json<'_>>, Problem> {
    if body.len() > largest {
        return Err(Problem::too_large(largest));
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(None);
    }
    json::parse(body).map(Some).map_err(|error| Problem::of_syntax(&error))
}

/// Reads the meaning.
pub(super) fn decode(version: ApiVersion, route: &Route, body: Option<&Json<'_>>) -> Result<Command, Problem> {
    let empty = Json::Object(Vec::new());
    let body = match (body, route.operation) {
        (Some(body), _) => body,
        (None, Operation::Cancel) => &empty,
        (None, _) => return Err(Problem::no_body()),
    };
    let command = match (route.operation, route.id.clone()) {
        (Operation::Create, _) => acp::decode_create(version, body).map(|create| Command::Create(Box::new(create))),
        (Operation::Update, Some(id)) => {
            acp::decode_update(version, body).map(|update| Command::Update(id, Box::new(update)))
        }
        (Operation::Complete, Some(id)) => {
            acp::decode_complete(version, body).map(|complete| Command::Complete(id, Box::new(complete)))
        }
        (Operation::Cancel, Some(id)) => acp::decode_cancel(version, body).map(|cancel| Command::Cancel(id, cancel)),
        (Operation::Update | Operation::Complete | Operation::Cancel, None) | (Operation::Retrieve, _) => {
            return Err(Problem::no_such_path());
        }
    };
    command.map_err(|error| Problem::of_decode(&error, route.operation))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::types::CheckoutId;

    const WRITES: [Operation; 4] = [Operation::Create, Operation::Update, Operation::Complete, Operation::Cancel];

    /// The status of a refusal, if the media type is refused.
    fn checked(operation: Operation, media_type: Option<&[u8]>, body: &'static str) -> Option<u16> {
        let mut request = Request::new(Bytes::from_static(body.as_bytes()));
        if let Some(media_type) = media_type {
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_bytes(media_type).unwrap());
        }
        let problem = check_media_type(&request, operation).err()?;
        Some(problem.answer(None).status.as_u16())
    }

    // ACP-HDR-09
    #[test]
    fn a_body_is_json() {
        for taken in
            ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json ;x=y"]
        {
            for operation in WRITES {
                assert_eq!(checked(operation, Some(taken.as_bytes()), "{}"), None, "{taken}");
            }
        }
        for refused in [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json-patch+json",
            "application/merge-patch+json",
            "application/vnd.api+json",
            "application/jsonx",
            "json",
            "text/plain; application/json",
            "application/json, text/plain",
        ] {
            for operation in WRITES {
                assert_eq!(checked(operation, Some(refused.as_bytes()), "{}"), Some(415), "{refused}");
            }
        }
        assert_eq!(checked(Operation::Create, Some(b"application/json\xff"), "{}"), Some(415));
    }

    // ACP-CXL-05, ACP-HDR-20
    #[test]
    fn only_cancel_need_not_say_what_it_sends() {
        for operation in [Operation::Create, Operation::Update, Operation::Complete] {
            assert_eq!(checked(operation, None, "{}"), Some(415), "{operation:?}");
        }
        assert_eq!(checked(Operation::Cancel, None, "{}"), None);
        assert_eq!(checked(Operation::Cancel, None, ""), None);
        // Some libraries name a type even where there is nothing to be named.
        assert_eq!(checked(Operation::Cancel, Some(b"text/plain"), ""), None);
    }

    /// The status and the code of the refusal.
    fn parsed(body: &[u8], largest: usize) -> Result<bool, (u16, String)> {
        parse(body, largest).map(|json| json.is_some()).map_err(|problem| {
            let answer = problem.answer(None);
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            (answer.status.as_u16(), body["code"].as_str().unwrap().to_owned())
        })
    }

    #[test]
    fn a_body_has_its_size() {
        assert_eq!(parsed(b"{}    ", 6), Ok(true));
        assert_eq!(parsed(b"{}     ", 6), Err((413, "request_too_large".to_owned())));
    }

    #[test]
    fn what_is_no_json_is_refused_and_nothing_is_nothing() {
        for nothing in [&b""[..], b" ", b"\r\n\t "] {
            assert_eq!(parsed(nothing, 100), Ok(false), "{nothing:?}");
        }
        assert_eq!(parsed(b"null", 100), Ok(true));
        for broken in [&b"{"[..], b"{} {}", b"{\"a\":1,\"a\":1}", b"\xff", b"NaN", b"{\"a\":01}"] {
            assert_eq!(parsed(broken, 100), Err((400, "invalid_json".to_owned())), "{broken:?}");
        }
    }

    fn decoded(operation: Operation, body: Option<&str>) -> Result<Command, (u16, String)> {
        let id = (operation != Operation::Create).then(|| CheckoutId::from("cs_1"));
        let json = body.map(|body| json::parse(body.as_bytes()).unwrap());
        decode(ApiVersion::V2026_04_17, &Route { operation, id }, json.as_ref()).map_err(|problem| {
            let answer = problem.answer(None);
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            (answer.status.as_u16(), format!("{} {}", body["code"].as_str().unwrap(), body["param"].as_str().unwrap()))
        })
    }

    // ACP-CXL-05: an absent body, an empty one and `{}` say the same.
    #[test]
    fn only_cancel_needs_no_body() {
        for operation in [Operation::Create, Operation::Update, Operation::Complete] {
            assert_eq!(decoded(operation, None).unwrap_err(), (400, "missing $".to_owned()), "{operation:?}");
        }
        let canceling = Command::Cancel("cs_1".into(), crate::model::Cancel::default());
        assert_eq!(decoded(Operation::Cancel, None), Ok(canceling.clone()));
        assert_eq!(decoded(Operation::Cancel, Some("{}")), Ok(canceling));
    }

    // ACP-ERR-17, ACP-INT-07
    #[test]
    fn broken_traces_have_a_code_of_their_own() {
        let trace = r#"{"intent_trace":{"reason_code":1}}"#;
        let (status, told) = decoded(Operation::Cancel, Some(trace)).unwrap_err();
        assert_eq!((status, told.as_str()), (400, "invalid_type $.intent_trace.reason_code"));
        let attributed = r#"{"line_items":[{"id":"mug"}],"currency":"usd","capabilities":{},
            "affiliate_attribution":{"provider":1}}"#;
        let (status, told) = decoded(Operation::Create, Some(attributed)).unwrap_err();
        assert_eq!((status, told.as_str()), (400, "invalid_type $.affiliate_attribution.provider"));
        let (status, told) = decoded(Operation::Create, Some(r#"{"line_items":[{"id":1}]}"#)).unwrap_err();
        assert_eq!((status, told.as_str()), (400, "invalid $.line_items[0].id"));
    }
}
