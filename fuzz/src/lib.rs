//! What is fuzzed, one function a target. Each panics where the crate breaks a promise, and tells whether the input got
//! to the end: the replay in `tests/it/fuzz.rs` uses that to know its seeds still say something.

use std::fmt::Debug;

use agentic_commerce::acp::{self, EncodeError, Operation};
use agentic_commerce::feed::{Format, Revision, Severity, Validator};
use agentic_commerce::json::{self, DecodeError, Json, ParseError};
use agentic_commerce::signature::{
    Binding, Content, Fingerprint, HmacSigner, HmacVerifier, RequestVerifier, Scheme, SignatureError, SignedRequest,
    SigningSecret, canonicalize,
};
use agentic_commerce::types::{ApiVersion, Timestamp};
use http::{HeaderMap, HeaderValue, Method};

/// Every release of the protocol. Fixed, so that an input means the same when the crate learns one more.
const RELEASES: [&str; 5] = ["2025-09-29", "2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17"];

/// A flat feed: the first byte says of which revision and format, `A` to `E` being the five revisions as CSV, `F` to `J` as
/// TSV and `K` to `O` as JSONL; the rest is the file.
///
/// Reading never panics and comes to its end. Every finding is short and says what to change, and the report counts them.
pub fn feed(data: &[u8]) -> bool {
    let Some((selector, file)) = data.split_first() else { return false };
    let selector = usize::from(selector.wrapping_sub(b'A')) % 15;
    let revision = [Revision::A, Revision::B, Revision::C, Revision::D, Revision::Google][selector % 5];
    let format = [Format::Csv, Format::Tsv, Format::Jsonl][selector / 5];
    let (mut errors, mut warnings) = (0, 0);
    let mut validator = Validator::new(revision);
    validator.file("feed", format, file, |finding| {
        assert!(!finding.advice.is_empty() && finding.advice.len() < 1_000, "{finding}");
        match finding.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
        }
    });
    let summary = validator.summary();
    assert_eq!((summary.errors(), summary.warnings()), (errors, warnings));
    errors == 0
}

/// A body of a release: the first byte says of which, and for what, `A` to `E` being the five bodies of the first
/// release and `U` to `Y` those of the last; the rest is the body.
///
/// Reading never panics, and its error is short. What was read is written, or the release cannot say it. Writing is
/// strict where reading is tolerant, so it may say less (a word that the release does not list becomes `other`); but what
/// was said once stays: it is read, and written again with the same bytes.
pub fn decode(data: &[u8]) -> bool {
    let Some((selector, body)) = data.split_first() else { return false };
    let selector = usize::from(selector.wrapping_sub(b'A')) % (5 * RELEASES.len());
    let Ok(version) = RELEASES[selector / 5].parse::<ApiVersion>() else { return false };
    let Ok(tree) = json::parse(body) else { return false };
    match selector % 5 {
        0 => round_trip(&tree, |tree| acp::decode_create(version, tree), |create| acp::encode_create(version, create)),
        1 => round_trip(&tree, |tree| acp::decode_update(version, tree), |update| acp::encode_update(version, update)),
        2 => round_trip(
            &tree,
            |tree| acp::decode_complete(version, tree),
            |complete| acp::encode_complete(version, complete),
        ),
        3 => round_trip(
            &tree,
            |tree| acp::decode_cancel(version, tree),
            |cancel| acp::encode_cancel(version, cancel).map(|body| body.unwrap_or_else(|| b"{}".to_vec())),
        ),
        _ => round_trip(
            &tree,
            |tree| acp::decode_checkout(version, tree),
            |checkout| acp::encode_checkout(version, Operation::Retrieve, checkout),
        ),
    }
}

fn round_trip<T: Debug>(
    tree: &Json<'_>,
    decode: impl Fn(&Json<'_>) -> Result<T, DecodeError>,
    encode: impl Fn(&T) -> Result<Vec<u8>, EncodeError>,
) -> bool {
    let model = match decode(tree) {
        Ok(model) => model,
        Err(error) => {
            assert!(error.to_string().len() < 8_192, "a long error: {error}");
            return false;
        }
    };
    let Ok(written) = encode(&model) else { return false };
    let tree = json::parse(&written).expect("what is written is JSON");
    let said = String::from_utf8_lossy(&written);
    let again = decode(&tree).unwrap_or_else(|error| panic!("{error} in {said}"));
    let rewritten = encode(&again).unwrap_or_else(|error| panic!("{error} for {said}"));
    assert_eq!(String::from_utf8_lossy(&rewritten), said, "{model:#?}\nand then {again:#?}");
    true
}

const NOW: &str = "2026-04-17T12:30:00Z";
const SECRET: &str = "an agreed secret of 32 bytes!!!!";

/// A signed request: the first byte chooses a scheme, then come the signature and the timestamp, a line each, and the
/// body.
///
/// The verifier never panics; what the signer signs is accepted, and is refused once anything was changed. Tells whether
/// the given signature was accepted.
pub fn signature(data: &[u8]) -> bool {
    let Some((selector, rest)) = data.split_first() else { return false };
    let mut lines = rest.splitn(3, |byte| *byte == b'\n');
    let (signature, timestamp, body) = (lines.next(), lines.next(), lines.next().unwrap_or_default());
    let scheme = Scheme::default()
        .signed_content(if selector & 1 == 0 { Content::RawBody } else { Content::CanonicalBody })
        .with_timestamp([Binding::Signed, Binding::Header, Binding::None][usize::from(selector >> 1) % 3]);
    let secret = SigningSecret::new(SECRET).expect("a secret");
    let verifier = HmacVerifier::new([secret.clone()]).with_scheme(scheme);
    let now = Timestamp::parse(NOW).expect("a time");
    let check = |verifier: &HmacVerifier, signature: Option<&[u8]>, timestamp: Option<&[u8]>, body: &[u8]| {
        let mut headers = HeaderMap::new();
        for (name, value) in [("signature", signature), ("timestamp", timestamp)] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value).ok()) {
                headers.append(name, value);
            }
        }
        verifier.verify(&SignedRequest::new(&Method::POST, "/checkout_sessions", &headers, body, now))
    };
    let given = check(&verifier, signature, timestamp, body);
    let stranger = HmacVerifier::new([SigningSecret::new("another secret").expect("a secret")]).with_scheme(scheme);
    assert!(check(&stranger, signature, timestamp, body).is_err(), "accepted under another secret");

    match HmacSigner::new(secret).with_scheme(scheme).sign(body, now) {
        Ok(signed) => {
            let signed_at = signed.timestamp.as_deref().map(str::as_bytes);
            let own = Some(signed.signature.as_bytes());
            assert_eq!(check(&verifier, own, signed_at, body), Ok(()));
            // Always another document: a digit more may be the same number, one too small to be told from zero.
            let changed = [b"[", body, b"]"].concat();
            assert!(check(&verifier, own, signed_at, &changed).is_err(), "accepted for another body");
            assert_eq!(check(&verifier, None, signed_at, body), Err(SignatureError::Missing));
        }
        Err(_) => assert_ne!(given, Ok(()), "a body that cannot be signed"),
    }
    given == Ok(())
}

/// A document. Its canonical form is the form of itself; neither it nor the fingerprint knows of an order of keys; and a
/// document that `serde_json` prints anew has the same fingerprint.
pub fn canonical(data: &[u8]) -> bool {
    let Ok(tree) = json::parse(data) else { return false };
    let (form, fingerprint) = (canonicalize(&tree), Fingerprint::of(&tree));
    let reordered = reversed(tree.clone());
    assert_eq!(canonicalize(&reordered), form);
    assert_eq!(Fingerprint::of(&reordered), fingerprint);

    let printed = serde_json::Value::from(&tree).to_string();
    let again = json::parse(printed.as_bytes()).unwrap_or_else(|error| panic!("{error} in {printed}"));
    assert_eq!(Fingerprint::of(&again), fingerprint, "{printed}");
    assert_eq!(canonicalize(&again), form, "{printed}");

    match json::parse(&form) {
        Ok(again) => assert_eq!(canonicalize(&again), form, "{}", String::from_utf8_lossy(&form)),
        // As a double, a whole number just below 2^64 is 2^64, and that is more than we read.
        Err(error) => assert!(matches!(error, ParseError::NumberOutOfRange(_)), "{error}"),
    }
    true
}

/// The same document with the members of every object the other way round.
fn reversed(json: Json<'_>) -> Json<'_> {
    match json {
        Json::Array(elements) => Json::Array(elements.into_iter().map(reversed).collect()),
        Json::Object(members) => {
            Json::Object(members.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect())
        }
        scalar => scalar,
    }
}
