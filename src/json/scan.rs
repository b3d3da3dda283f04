//! Looking for bytes in texts, many at a time.

/// Whether a text holds a byte of that kind. Most texts are looked at for what they do not hold: so sixteen bytes at a time,
/// or eight, and without a branch for each, which the compiler makes a few instructions of.
#[inline]
pub(crate) fn holds(text: &str, special: impl Fn(u8) -> bool + Copy) -> bool {
    let bytes = text.as_bytes();
    if let Some(last) = bytes.last_chunk::<16>() {
        // Some of the last ones a second time.
        return bytes.as_chunks().0.iter().any(|chunk| any::<16>(chunk, special)) || any(last, special);
    }
    match (bytes.first_chunk::<8>(), bytes.last_chunk()) {
        (Some(first), Some(last)) => any(first, special) | any::<8>(last, special),
        _ => bytes.iter().any(|byte| special(*byte)),
    }
}

#[inline]
fn any<const N: usize>(bytes: &[u8; N], special: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | special(*byte))
}

#[cfg(test)]
mod tests {
    use super::holds;

    #[test]
    fn a_byte_is_found_wherever_it_stands() {
        for length in 0..70 {
            let plain = "a".repeat(length);
            assert!(!holds(&plain, |byte| byte == b'"'));
            for at in 0..length {
                let mut text = plain.clone();
                text.replace_range(at..=at, "\"");
                assert!(holds(&text, |byte| byte == b'"'), "{at} of {length}");
            }
        }
    }
}
