//! One way to write a document.

use std::borrow::Cow;

use crate::json::{Json, Number, Repr};

/// Writes the canonical form of RFC 8785 (JCS): keys sorted by UTF-16 code units, numbers as ECMAScript prints them, no
/// space, no escape that is not needed.
///
/// The RFC takes every number for a double, the nearest one. So whole numbers beyond 2<sup>53</sup> are rounded:
/// 9007199254740993 is written as 9007199254740992, and a signature over the one holds for the other. For equality of
/// documents use a [`Fingerprint`](super::Fingerprint).
///
/// ```
/// use agentic_commerce::{json, signature};
///
/// let tree = json::parse(br#"{ "total": 1.50, "id": "\u0061" }"#)?;
/// assert_eq!(signature::canonicalize(&tree), br#"{"id":"a","total":1.5}"#);
/// # Ok::<(), json::ParseError>(())
/// ```
#[must_use]
pub fn canonicalize(json: &Json<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(json, Numbers::Doubles, &mut bytes);
    bytes
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Numbers {
    /// All as doubles, as RFC 8785 has it.
    Doubles,
    /// Whole numbers with all their digits; doubles that equal none of them so that they look like none of them.
    Exact,
}

/// Where the bytes go.
pub(super) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

pub(super) fn write(json: &Json<'_>, numbers: Numbers, sink: &mut impl Sink) {
    match json {
        Json::Null => sink.put(b"null"),
        Json::Bool(true) => sink.put(b"true"),
        Json::Bool(false) => sink.put(b"false"),
        Json::Number(number) => write_number(*number, numbers, sink),
        Json::String(text) => write_string(text, sink),
        Json::Array(elements) => {
            sink.put(b"[");
            for (position, element) in elements.iter().enumerate() {
                if position > 0 {
                    sink.put(b",");
                }
                write(element, numbers, sink);
            }
            sink.put(b"]");
        }
        Json::Object(members) => write_object(members, numbers, sink),
    }
}

fn write_object(members: &[(Cow<'_, str>, Json<'_>)], numbers: Numbers, sink: &mut impl Sink) {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    sink.put(b"{");
    for (position, (key, value)) in sorted.into_iter().enumerate() {
        if position > 0 {
            sink.put(b",");
        }
        write_string(key, sink);
        sink.put(b":");
        write(value, numbers, sink);
    }
    sink.put(b"}");
}

fn write_number(number: Number, numbers: Numbers, sink: &mut impl Sink) {
    let mut buffer = ryu_js::Buffer::new();
    #[expect(clippy::cast_precision_loss, reason = "RFC 8785 takes every number for a double")]
    let double = match (number.0, numbers) {
        (Repr::Natural(value), Numbers::Exact) => return sink.put(value.to_string().as_bytes()),
        (Repr::Negative(value), Numbers::Exact) => return sink.put(value.to_string().as_bytes()),
        (Repr::Natural(value), Numbers::Doubles) => value as f64,
        (Repr::Negative(value), Numbers::Doubles) => value as f64,
        (Repr::Float(value), _) => value,
    };
    let text = buffer.format_finite(double);
    sink.put(text.as_bytes());
    if numbers == Numbers::Exact && !text.contains(['.', 'e']) {
        sink.put(b".0");
    }
}

fn write_string(text: &str, sink: &mut impl Sink) {
    sink.put(b"\"");
    let mut rest = text.as_bytes();
    while let Some((plain, &[special, ref tail @ ..])) =
        rest.iter().position(|byte| needs_escape(*byte)).map(|end| rest.split_at(end))
    {
        sink.put(plain);
        write_escape(special, sink);
        rest = tail;
    }
    sink.put(rest);
    sink.put(b"\"");
}

const fn needs_escape(byte: u8) -> bool {
    byte < 0x20 || byte == b'"' || byte == b'\\'
}

fn write_escape(byte: u8, sink: &mut impl Sink) {
    match byte {
        b'"' => sink.put(b"\\\""),
        b'\\' => sink.put(b"\\\\"),
        0x08 => sink.put(b"\\b"),
        0x09 => sink.put(b"\\t"),
        0x0a => sink.put(b"\\n"),
        0x0c => sink.put(b"\\f"),
        0x0d => sink.put(b"\\r"),
        control => sink.put(format!("\\u{control:04x}").as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    fn canonical(text: &str) -> String {
        String::from_utf8(canonicalize(&parse(text.as_bytes()).unwrap())).unwrap()
    }

    // The sample of RFC 8785 §3.2.2. Its number 1E30 is beyond what we read, so it enters as a double.
    // Expected text: Node, with `jcs` as below.
    //   const jcs = v => Array.isArray(v) ? '[' + v.map(jcs).join(',') + ']'
    //     : v && typeof v === 'object' ? '{' + Object.keys(v).sort().map(k => JSON.stringify(k) + ':' + jcs(v[k])).join(',') + '}'
    //     : JSON.stringify(v);
    #[test]
    fn writes_the_sample_of_the_rfc() {
        let text = r#"{
            "numbers": [333333333.33333329, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        assert_eq!(
            canonical(text),
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        );
        let large = Json::Number(Number::from_f64(1e30).unwrap());
        assert_eq!(canonicalize(&large), b"1e+30");
    }

    // The keys of RFC 8785 §3.2.3; the order is that of Node's `Object.keys(v).sort()`.
    #[test]
    fn sorts_keys_by_utf_16_code_units() {
        let text = r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#;
        assert_eq!(
            canonical(text),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
        );
    }

    // Expected text: Node, `JSON.stringify("\u0000\b\t\n\u000b\f\r\u001f\u007f\u2028\"\\/é")`.
    #[test]
    fn escapes_only_what_it_must() {
        assert_eq!(
            canonical(r#""\u0000\b\t\n\u000b\f\r\u001f\u007f\u2028\"\\\/é""#),
            "\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\u{7f}\u{2028}\\\"\\\\/é\""
        );
    }

    // The bit patterns of RFC 8785, appendix B. Expected texts: Node, for each
    //   JSON.stringify(Buffer.from(bits, 'hex').readDoubleBE(0))
    #[test]
    fn prints_numbers_as_ecmascript_does() {
        let table: [(u64, &str); 24] = [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"),
            (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ];
        for (bits, expected) in table {
            let number = Json::Number(Number::from_f64(f64::from_bits(bits)).unwrap());
            assert_eq!(String::from_utf8(canonicalize(&number)).unwrap(), expected, "{bits:016x}");
        }
    }

    // Expected text: Node, `JSON.stringify` of the same array.
    #[test]
    fn rounds_whole_numbers_to_doubles() {
        assert_eq!(
            canonical("[9007199254740993, 18446744073709551615, -9223372036854775808, 1e2, -0]"),
            "[9007199254740992,18446744073709552000,-9223372036854776000,100,0]"
        );
    }
}
