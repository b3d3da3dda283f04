//! What becomes of an event after a delivery.

use std::time::Duration;

use http::header::RETRY_AFTER;
use http::{HeaderMap, Response, StatusCode};
use sha2::{Digest, Sha256};

use crate::transport::{TransportError, TransportErrorKind};
use crate::types::{EventId, Timestamp};

/// How long to wait between deliveries of one event.
///
/// Each wait is twice the one before, up to the longest, less a part that differs from event to event, so that a receiver
/// that comes back is not met by all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backoff {
    /// After the first delivery: 2 seconds.
    pub first: Duration,
    /// At the longest: 1 hour.
    pub longest: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { first: Duration::from_secs(2), longest: Duration::from_hours(1) }
    }
}

impl Backoff {
    /// How long to wait after the `attempt`th delivery of that event, from 1.
    #[must_use]
    pub fn wait(&self, event: &EventId, attempt: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).and_then(|factor| self.first.checked_mul(factor));
        let wait = doubled.unwrap_or(self.longest).min(self.longest);
        // Between half of it and the whole, by the event and the attempt: nothing here needs to be unguessable.
        let share = Sha256::digest(format!("{event}:{attempt}")).first().copied().unwrap_or_default();
        wait / 2 + wait / 2 * u32::from(share) / 255
    }
}

/// What an answer, or the want of one, says of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It arrived.
    Arrived,
    /// It may arrive another time; not before, if the receiver said so.
    Again { not_before: Option<Timestamp>, reason: String },
    /// It never will.
    Refused { reason: String },
    /// It may have, and another time would say no more.
    Unknown { reason: String },
}

/// Errors of the receiver and of the way pass; every other refusal stays one (ACP-WH-22).
pub(super) fn judge<B>(result: &Result<Response<B>, TransportError>, now: Timestamp) -> Verdict {
    match result {
        Err(error) if error.is_retryable() => Verdict::Again { not_before: None, reason: error.to_string() },
        Err(error) if error.kind() == TransportErrorKind::Refused => Verdict::Refused { reason: error.to_string() },
        // The answer was too large to read, but it was one.
        Err(error) => Verdict::Unknown { reason: error.to_string() },
        Ok(response) => {
            let status = response.status();
            if status.is_success() {
                return Verdict::Arrived;
            }
            let passes = status.is_server_error()
                || matches!(
                    status,
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
                );
            let reason = status.to_string();
            if passes {
                Verdict::Again { not_before: retry_after(response.headers(), now), reason }
            } else {
                Verdict::Refused { reason }
            }
        }
    }
}

/// `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3).
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Timestamp> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(now.saturating_add(Duration::from_secs(seconds)));
    }
    Timestamp::parse_http_date(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> Timestamp {
        Timestamp::parse("2026-04-17T12:00:00Z").unwrap()
    }

    // Half of 2, 4, 8, … seconds at least, the whole at most, an hour in the end.
    #[test]
    fn waits_grow_and_differ() {
        let backoff = Backoff::default();
        for (attempt, whole) in [(1, 2), (2, 4), (3, 8), (11, 2_048), (12, 3_600), (40, 3_600), (u32::MAX, 3_600)] {
            let whole = Duration::from_secs(whole);
            let waits: Vec<_> =
                (0..64).map(|event| backoff.wait(&EventId::new(format!("evt_{event}")), attempt)).collect();
            assert!(waits.iter().all(|wait| (whole / 2..=whole).contains(wait)), "{attempt}: {waits:?}");
            let distinct = waits.iter().collect::<std::collections::BTreeSet<_>>().len();
            assert!(distinct > 30, "{distinct} different waits of 64");
        }
        let same = EventId::new("evt_1");
        assert_eq!(backoff.wait(&same, 3), backoff.wait(&same, 3));
    }

    // ACP-WH-22
    #[test]
    fn what_passes_is_tried_again_and_what_stays_is_not() {
        let judged = |status: u16| {
            let mut response = Response::new(());
            *response.status_mut() = StatusCode::from_u16(status).unwrap();
            judge(&Ok(response), noon())
        };
        for status in [200, 201, 202, 204] {
            assert_eq!(judged(status), Verdict::Arrived, "{status}");
        }
        for status in [408, 425, 429, 500, 502, 503, 504] {
            assert!(matches!(judged(status), Verdict::Again { not_before: None, .. }), "{status}");
        }
        for status in [301, 302, 307, 308, 400, 401, 403, 404, 410, 413, 422] {
            assert!(matches!(judged(status), Verdict::Refused { .. }), "{status}");
        }
        let failed = |kind| judge::<()>(&Err(TransportError::new(kind, "broken")), noon());
        for kind in [TransportErrorKind::Connect, TransportErrorKind::Timeout, TransportErrorKind::Other] {
            assert!(matches!(failed(kind), Verdict::Again { .. }), "{kind:?}");
        }
        assert!(matches!(failed(TransportErrorKind::Refused), Verdict::Refused { .. }));
        assert!(matches!(failed(TransportErrorKind::TooLarge), Verdict::Unknown { .. }));
    }

    #[test]
    fn the_receiver_may_say_when() {
        let told = |text: &str| {
            let mut response = Response::new(());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            response.headers_mut().insert(RETRY_AFTER, text.parse().unwrap());
            match judge(&Ok(response), noon()) {
                Verdict::Again { not_before, .. } => not_before.map(|time| time.to_string()),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(told("120").as_deref(), Some("2026-04-17T12:02:00Z"));
        assert_eq!(told("Fri, 17 Apr 2026 13:00:00 GMT").as_deref(), Some("2026-04-17T13:00:00Z"));
        assert_eq!(told("soon"), None);
    }
}
