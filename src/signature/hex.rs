//! Bytes as hexadecimal digits.

use std::fmt::Write;

/// Two lower-case digits for each byte.
pub(crate) fn encode(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The 32 bytes that 64 digits of either case stand for.
pub(crate) fn decode(text: &str) -> Option<[u8; 32]> {
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let mut bytes = [0; 32];
    if pairs.len() != bytes.len() {
        return None;
    }
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

const fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions() {
        let text = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1dfeff";
        let bytes = decode(text).unwrap();
        assert_eq!(bytes[..3], [0, 1, 2]);
        assert_eq!(bytes[29..], [0x1d, 0xfe, 0xff]);
        assert_eq!(encode(&bytes), text);
        assert_eq!(decode(&text.to_uppercase()), Some(bytes));
    }

    #[test]
    fn exactly_64_digits() {
        assert_eq!(decode(&"0".repeat(63)), None);
        assert_eq!(decode(&"0".repeat(62)), None);
        assert_eq!(decode(&"0".repeat(65)), None);
        assert_eq!(decode(&"0".repeat(66)), None);
        assert_eq!(decode(&format!("{}g", "0".repeat(63))), None);
        assert_eq!(decode(&format!("+{}", "0".repeat(63))), None);
        assert_eq!(decode(""), None);
    }
}
