//! When to try again.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::types::Timestamp;

/// How long the `Retry-After` header asks to wait: a number of seconds, or a date (RFC 9110 §10.2.3).
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(Duration::from_secs);
    }
    let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_millisecond();
    let left = u64::try_from(then.saturating_sub(now.unix_millis())).unwrap_or_default();
    Some(Duration::from_millis(left))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(text: &'static str) -> Option<Duration> {
        let now = Timestamp::parse("2026-04-17T12:30:00Z").unwrap();
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]), now)
    }

    #[test]
    fn seconds_and_dates_are_understood() {
        assert_eq!(read("0"), Some(Duration::ZERO));
        assert_eq!(read(" 120 "), Some(Duration::from_mins(2)));
        assert_eq!(read("Fri, 17 Apr 2026 12:31:30 GMT"), Some(Duration::from_secs(90)));
        assert_eq!(read("Fri, 17 Apr 2026 12:29:59 GMT"), Some(Duration::ZERO));
    }

    #[test]
    fn anything_else_says_nothing() {
        for text in ["", "-1", "1.5", "soon", "99999999999999999999", "Fri, 17 Apr", "2026-04-17T12:31:00Z"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), Timestamp::UNIX_EPOCH), None);
    }
}
