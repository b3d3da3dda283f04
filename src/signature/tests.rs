//! Signed requests, from header to verdict.

use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method};

use super::*;
use crate::json::{ParseError, parse};
use crate::types::Timestamp;

const SECRET: &str = "an agreed secret of 32 bytes!!!!";
const NOW: &str = "2026-04-17T12:30:00Z";
const BODY: &str = r#"{"b": 1.0, "a": "€"}"#;

// Expected signatures: Python, with
//   key = b'an agreed secret of 32 bytes!!!!'; body = '{"b": 1.0, "a": "€"}'.encode(); ts = b'2026-04-17T12:30:00Z'
//   canonical = '{"a":"€","b":1}'.encode()
//   d = hmac.new(key, message, hashlib.sha256).digest()
// printed with d.hex(), base64.b64encode(d) and base64.urlsafe_b64encode(d). The messages are
//   RAW body, TIMED ts + b'.' + body, CANONICAL canonical, TIMED_CANONICAL ts + b'.' + canonical, TIMED_EMPTY ts + b'.'
// Node agrees: crypto.createHmac('sha256', key).update(ts + '.' + body).digest('base64url').
const RAW: &str = "35bfbca9b7e4260cc570562c80aa0565bc3f1115816e80f09982912a68bd4554";
const RAW_BASE64: &str = "Nb+8qbfkJgzFcFYsgKoFZbw/ERWBboDwmYKRKmi9RVQ=";
const RAW_BASE64_URL: &str = "Nb-8qbfkJgzFcFYsgKoFZbw_ERWBboDwmYKRKmi9RVQ=";
const TIMED: &str = "DNy9UZjY51x0pCa_l54y5KIC8z9QLW15YFEXIh2p_XE";
const CANONICAL: &str = "vsmn6K0j6s1ozdmv2WvtwzktMzRRiCjKMncmiKiqDtU=";
const TIMED_CANONICAL: &str = "cfXDAOJHUapz2C9qTj83kfk9qBKMBrofubchYpd3imU=";
const EMPTY: &str = "XwVs3J6QXkHRTZi1BmzD6MJuJ3TzprFXeIJr4aOHJ1M=";
const TIMED_EMPTY: &str = "Hf2w/u10OC2JwCHmcgQGZwNgk8eqHhbbTlmJF3e3GIc=";

fn secret(text: &str) -> SigningSecret {
    SigningSecret::new(text).unwrap()
}

fn verifier() -> HmacVerifier {
    HmacVerifier::new([secret(SECRET)])
}

fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in of {
        headers.append(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn check_at(verifier: &HmacVerifier, now: &str, body: &str, of: &[(&'static str, &str)]) -> Result<(), SignatureError> {
    let now = Timestamp::parse(now).unwrap();
    verifier.verify(&SignedRequest::new(&Method::POST, "/checkout_sessions", &headers(of), body.as_bytes(), now))
}

fn check(verifier: &HmacVerifier, body: &str, of: &[(&'static str, &str)]) -> Result<(), SignatureError> {
    check_at(verifier, NOW, body, of)
}

#[test]
fn accepts_what_other_implementations_sign() {
    // ACP-SIG-03
    assert_eq!(check(&verifier(), BODY, &[("signature", TIMED), ("timestamp", NOW)]), Ok(()));
    let untimed = verifier().with_timestamp(Binding::None);
    assert_eq!(check(&untimed, BODY, &[("signature", RAW)]), Ok(()));
    let beside = verifier().with_timestamp(Binding::Header);
    assert_eq!(check(&beside, BODY, &[("signature", RAW), ("timestamp", NOW)]), Ok(()));
    // ACP-SIG-06: the form of the content is a matter of agreement.
    let canonical = verifier().signed_content(Content::CanonicalBody);
    assert_eq!(check(&canonical, BODY, &[("signature", TIMED_CANONICAL), ("timestamp", NOW)]), Ok(()));
    assert_eq!(check(&canonical.with_timestamp(Binding::None), BODY, &[("signature", CANONICAL)]), Ok(()));
}

#[test]
fn accepts_every_usual_encoding() {
    let untimed = verifier().with_timestamp(Binding::None);
    for signature in [
        RAW,
        &RAW.to_uppercase(),
        RAW_BASE64,
        RAW_BASE64.trim_end_matches('='),
        RAW_BASE64_URL,
        RAW_BASE64_URL.trim_end_matches('='),
    ] {
        assert_eq!(check(&untimed, BODY, &[("signature", signature)]), Ok(()), "{signature}");
    }
    for signature in
        ["", "=", "x", &RAW[..62], &format!("{RAW}00"), "sha256=00", &RAW_BASE64[..40], &format!(" {RAW} {RAW}")]
    {
        assert_eq!(check(&untimed, BODY, &[("signature", signature)]), Err(SignatureError::Malformed), "{signature}");
    }
}

#[test]
fn refuses_a_request_without_a_signature() {
    for verifier in [
        verifier(),
        verifier().with_timestamp(Binding::None),
        verifier().with_timestamp(Binding::Header),
        verifier().signed_content(Content::CanonicalBody),
        HmacVerifier::new([]),
    ] {
        for body in ["", BODY] {
            assert_eq!(check(&verifier, body, &[("timestamp", NOW)]), Err(SignatureError::Missing));
            assert_eq!(check(&verifier, body, &[]), Err(SignatureError::Missing));
        }
    }
}

#[test]
fn refuses_everything_that_was_not_signed() {
    // ACP-SIG-03
    let timed =
        |body, signature, timestamp| check(&verifier(), body, &[("signature", signature), ("timestamp", timestamp)]);
    assert_eq!(timed(BODY, TIMED, NOW), Ok(()));
    assert_eq!(timed(r#"{"b": 1.0, "a": "€" }"#, TIMED, NOW), Err(SignatureError::Mismatch));
    assert_eq!(timed("", TIMED, NOW), Err(SignatureError::Mismatch));
    assert_eq!(timed(BODY, TIMED, "2026-04-17T12:30:01Z"), Err(SignatureError::Mismatch));
    // The same time, but not the same text.
    assert_eq!(timed(BODY, TIMED, "2026-04-17T14:30:00+02:00"), Err(SignatureError::Mismatch));
    assert_eq!(timed(BODY, RAW, NOW), Err(SignatureError::Mismatch));
    assert_eq!(timed(BODY, &"0".repeat(64), NOW), Err(SignatureError::Mismatch));
    let stranger = HmacVerifier::new([secret("another secret, of 32 bytes too!")]);
    assert_eq!(check(&stranger, BODY, &[("signature", TIMED), ("timestamp", NOW)]), Err(SignatureError::Mismatch));
    let nobody = HmacVerifier::new([]);
    assert_eq!(check(&nobody, BODY, &[("signature", TIMED), ("timestamp", NOW)]), Err(SignatureError::Mismatch));
}

#[test]
fn a_request_without_a_body_is_signed_over_nothing() {
    let untimed = verifier().with_timestamp(Binding::None);
    assert_eq!(check(&untimed, "", &[("signature", EMPTY)]), Ok(()));
    assert_eq!(check(&untimed.clone().signed_content(Content::CanonicalBody), "", &[("signature", EMPTY)]), Ok(()));
    assert_eq!(check(&untimed, "{}", &[("signature", EMPTY)]), Err(SignatureError::Mismatch));
    assert_eq!(check(&verifier(), "", &[("signature", TIMED_EMPTY), ("timestamp", NOW)]), Ok(()));
}

#[test]
fn a_canonical_signature_survives_another_way_to_write_the_body() {
    // ACP-SIG-06
    let canonical = verifier().signed_content(Content::CanonicalBody);
    let signed = [("signature", TIMED_CANONICAL), ("timestamp", NOW)];
    assert_eq!(check(&canonical, r#"{"a":"\u20ac","b":1}"#, &signed), Ok(()));
    assert_eq!(check(&canonical, r#"{"a":"€","b":2}"#, &signed), Err(SignatureError::Mismatch));
    assert!(matches!(
        check(&canonical, r#"{"a":"€","b":1,"b":1}"#, &signed),
        Err(SignatureError::BodyNotJson(ParseError::DuplicateKey { .. }))
    ));
    assert!(matches!(check(&canonical, "a=1", &signed), Err(SignatureError::BodyNotJson(_))));
}

#[test]
fn a_timestamp_is_an_rfc_3339_date_time() {
    // ACP-SIG-04
    for binding in [Binding::None, Binding::Header, Binding::Signed] {
        let verifier = verifier().with_timestamp(binding);
        for timestamp in ["", "1776429000", "20260417T123000Z", "Fri, 17 Apr 2026 12:30:00 GMT", "2026-04-17T12:30:00"]
        {
            let verdict = check(&verifier, BODY, &[("signature", RAW), ("timestamp", timestamp)]);
            assert_eq!(verdict, Err(SignatureError::TimestampMalformed), "{timestamp}");
        }
    }
}

#[test]
fn a_timestamp_is_required_unless_agreed_otherwise() {
    for binding in [Binding::Header, Binding::Signed] {
        let verdict = check(&verifier().with_timestamp(binding), BODY, &[("signature", RAW)]);
        assert_eq!(verdict, Err(SignatureError::TimestampMissing));
    }
}

#[test]
fn the_window_of_time_is_bounded_on_both_sides() {
    // ACP-SIG-03
    let beside = verifier().with_timestamp(Binding::Header);
    let at = |verifier: &HmacVerifier, now, timestamp| {
        check_at(verifier, now, BODY, &[("signature", RAW), ("timestamp", timestamp)])
    };
    assert_eq!(at(&beside, "2026-04-17T12:35:00Z", NOW), Ok(()));
    assert_eq!(at(&beside, "2026-04-17T12:35:00.001Z", NOW), Err(SignatureError::Stale));
    assert_eq!(at(&beside, "2026-04-17T12:25:00Z", NOW), Ok(()));
    assert_eq!(at(&beside, "2026-04-17T12:24:59.999Z", NOW), Err(SignatureError::Stale));
    // One that is there is looked at even where none is required.
    let untimed = verifier().with_timestamp(Binding::None);
    assert_eq!(at(&untimed, "2026-04-17T12:36:00Z", NOW), Err(SignatureError::Stale));
    // No arithmetic overflows at the ends of time.
    assert_eq!(at(&beside, NOW, "0000-01-01T00:00:00Z"), Err(SignatureError::Stale));
    assert_eq!(at(&beside, NOW, "9999-12-30T00:00:00Z"), Err(SignatureError::Stale));
    let patient = beside.max_skew(Duration::MAX);
    assert_eq!(at(&patient, "9999-12-30T00:00:00Z", "0000-01-01T00:00:00Z"), Ok(()));
}

#[test]
fn secrets_can_be_changed_without_a_gap() {
    let other = || secret("another secret, of 32 bytes too!");
    let signed = [("signature", TIMED), ("timestamp", NOW)];
    assert_eq!(check(&HmacVerifier::new([other(), secret(SECRET)]), BODY, &signed), Ok(()));
    assert_eq!(check(&HmacVerifier::new([secret(SECRET), other()]), BODY, &signed), Ok(()));
    assert_eq!(check(&HmacVerifier::new([other()]), BODY, &signed), Err(SignatureError::Mismatch));
}

#[test]
fn a_header_given_twice_is_refused() {
    let signature = [("signature", TIMED), ("signature", TIMED), ("timestamp", NOW)];
    assert_eq!(check(&verifier(), BODY, &signature), Err(SignatureError::Malformed));
    let timestamp = [("signature", TIMED), ("timestamp", NOW), ("timestamp", NOW)];
    assert_eq!(check(&verifier(), BODY, &timestamp), Err(SignatureError::TimestampMalformed));
}

#[test]
fn the_signer_signs_as_other_implementations_do() {
    let now = Timestamp::parse(NOW).unwrap();
    let signed = HmacSigner::new(secret(SECRET)).sign(BODY.as_bytes(), now).unwrap();
    assert_eq!(signed.signature, TIMED);
    assert_eq!(signed.timestamp.as_deref(), Some(NOW));
    let untimed = HmacSigner::new(secret(SECRET)).with_timestamp(Binding::None).sign(BODY.as_bytes(), now).unwrap();
    assert_eq!(untimed.signature, RAW_BASE64_URL.trim_end_matches('='));
    assert_eq!(untimed.timestamp, None);
}

#[test]
fn the_verifier_accepts_its_signer_under_every_scheme() {
    for content in [Content::RawBody, Content::CanonicalBody] {
        for binding in [Binding::None, Binding::Header, Binding::Signed] {
            let scheme = Scheme::default().signed_content(content).with_timestamp(binding);
            let signer = HmacSigner::new(secret(SECRET)).with_scheme(scheme);
            let verifier = verifier().with_scheme(scheme);
            for body in ["", BODY] {
                let made = signer.sign(body.as_bytes(), Timestamp::parse(NOW).unwrap()).unwrap();
                let mut of = vec![("signature", made.signature.as_str())];
                of.extend(made.timestamp.as_deref().map(|timestamp| ("timestamp", timestamp)));
                assert_eq!(check(&verifier, body, &of), Ok(()), "{scheme:?} {body}");
                assert_eq!(check(&verifier, "[1]", &of), Err(SignatureError::Mismatch), "{scheme:?} {body}");
            }
        }
    }
    let canonical = HmacSigner::new(secret(SECRET)).signed_content(Content::CanonicalBody);
    let refusal = parse(b"{").unwrap_err();
    assert_eq!(canonical.sign(b"{", Timestamp::parse(NOW).unwrap()), Err(refusal));
}

#[test]
fn a_verifier_prints_no_secret() {
    assert!(!format!("{:?}", verifier()).contains(SECRET));
}
