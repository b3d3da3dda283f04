//! Step 5: the idempotency key is taken, or its answer is given again.

use http::HeaderMap;

use super::Pipeline;
use super::exchange::IDEMPOTENCY_KEY;
use super::refusal::Problem;
use crate::acp::VersionRules;
use crate::backend::CommerceBackend;
use crate::engine::Caller;
use crate::json::Json;
use crate::signature::Fingerprint;
use crate::store::{Answer, IdempotencyKey, Reservation, ReserveRequest, Store, Ticket};

/// What came of taking a key.
#[derive(Debug)]
pub(super) enum Reserved {
    Ours(Ticket),
    Answered(Answer),
}

/// The key of a request, by the rules of its release (ACP-IDEM-03, ACP-IDEM-06).
pub(super) fn key<'a>(headers: &'a HeaderMap, rules: &VersionRules) -> Result<Option<&'a str>, Problem> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else {
        return if rules.idempotency_key_required { Err(Problem::key_required()) } else { Ok(None) };
    };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && values.next().is_none());
    let key = key.ok_or_else(Problem::key_invalid)?;
    if rules.longest_idempotency_key.is_some_and(|longest| key.len() > longest) {
        return Err(Problem::key_invalid());
    }
    Ok(Some(key))
}

impl<B: CommerceBackend> Pipeline<B> {
    /// Takes the key. Requests are equal when their bodies are, by JSON semantics; headers do not count (ACP-IDEM-07).
    pub(super) async fn reserve(
        &self,
        caller: &mut Caller,
        rules: &VersionRules,
        path: &str,
        key: &str,
        body: Option<&Json<'_>>,
    ) -> Result<Reserved, Problem> {
        let request = ReserveRequest::new(
            IdempotencyKey::new(caller.principal.clone(), path, key),
            body.map_or(Fingerprint::EMPTY, Fingerprint::of),
            self.engine.clock().now(),
            self.config.key_lease,
        );
        caller.mark = Some(request.mark());
        reserve(&**self.engine.store(), request, rules).await
    }
}

/// Takes a key. Fail closed: nothing runs without its reservation.
pub(super) async fn reserve(
    store: &dyn Store,
    request: ReserveRequest,
    rules: &VersionRules,
) -> Result<Reserved, Problem> {
    match store.reserve(request).await.map_err(|error| Problem::of_store(&error))? {
        Reservation::Fresh(ticket) => Ok(Reserved::Ours(ticket)),
        Reservation::Replay(answer) => Ok(Reserved::Answered(answer)),
        Reservation::InFlight => Err(Problem::key_in_flight()),
        Reservation::Conflict => Err(Problem::key_conflict(rules)),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::types::ApiVersion;

    const V1: ApiVersion = ApiVersion::V2025_09_29;
    const V5: ApiVersion = ApiVersion::V2026_04_17;

    /// The key of a request with these headers, or the code of the refusal.
    fn of(version: ApiVersion, values: &[&[u8]]) -> Result<Option<String>, String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(IDEMPOTENCY_KEY, HeaderValue::from_bytes(value).unwrap());
        }
        key(&headers, VersionRules::of(version)).map(|key| key.map(str::to_owned)).map_err(|problem| {
            let answer = problem.answer(Some(version.into()));
            assert_eq!(answer.status, 400);
            let body: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
            assert_eq!(body["type"], "invalid_request");
            body["code"].as_str().unwrap().to_owned()
        })
    }

    // ACP-IDEM-06, ACP-ERR-12
    #[test]
    fn the_key_is_required_from_2026_04_17_on() {
        assert_eq!(of(V1, &[]), Ok(None));
        assert_eq!(of(V5, &[]), Err("idempotency_key_required".to_owned()));
    }

    // ACP-IDEM-03: opaque, 1 to 255 characters.
    #[test]
    fn a_key_is_taken_as_it_is() {
        for version in [V1, V5] {
            for text in ["k", "b6f3c0de-0000-4000-8000-000000000000", "a b", "\"quoted\"", "K,k;~"] {
                assert_eq!(of(version, &[text.as_bytes()]), Ok(Some(text.to_owned())), "{version} {text}");
            }
        }
    }

    // ACP-IDEM-03
    #[test]
    fn a_key_has_its_length() {
        let longest = "k".repeat(255);
        let longer = "k".repeat(256);
        assert_eq!(of(V5, &[longest.as_bytes()]), Ok(Some(longest.clone())));
        assert_eq!(of(V5, &[longer.as_bytes()]), Err("idempotency_key_invalid".to_owned()));
        // Releases before 2026-04-17 set no limit.
        assert_eq!(of(V1, &[longer.as_bytes()]), Ok(Some(longer.clone())));
    }

    #[test]
    fn a_key_that_is_none_is_refused() {
        for version in [V1, V5] {
            let invalid = Err("idempotency_key_invalid".to_owned());
            assert_eq!(of(version, &[b""]), invalid, "empty");
            assert_eq!(of(version, &[b"k", b"k"]), invalid, "two headers");
            assert_eq!(of(version, &[b"k", b"l"]), invalid, "two keys");
            assert_eq!(of(version, &["schlüssel".as_bytes()]), invalid, "not ASCII");
        }
    }
}
