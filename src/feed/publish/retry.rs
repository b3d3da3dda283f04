//! How often something is tried, and how long between.

use std::time::Duration;

use sha2::{Digest, Sha256};

/// How often something is tried, and how long is waited between.
///
/// Each wait is twice the one before, up to the longest, less a part that differs from feed to feed, so that a platform that
/// comes back is not met by all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Retry {
    /// How often at most, the first time included.
    pub attempts: u32,
    /// The wait after the first attempt.
    pub first: Duration,
    /// The longest wait of our own.
    pub longest: Duration,
    /// How long the other side may have itself left alone (`Retry-After`): a mistake in it must not silence a feed.
    pub longest_asked: Duration,
}

impl Retry {
    /// For one request of a push: five times, after 1 second and up to 30; at most 5 minutes if asked.
    pub const REQUEST: Self = Self {
        attempts: 5,
        first: Duration::from_secs(1),
        longest: Duration::from_secs(30),
        longest_asked: Duration::from_mins(5),
    };

    /// For a whole run: four times, after 30 seconds and up to 10 minutes.
    pub const RUN: Self = Self {
        attempts: 4,
        first: Duration::from_secs(30),
        longest: Duration::from_mins(10),
        longest_asked: Duration::from_mins(5),
    };

    /// How long to wait after the `attempt`th try, from 1, or nothing when that was the last one. `seed` tells apart who
    /// waits; `asked` is what the other side wants.
    #[must_use]
    pub fn wait(&self, seed: &str, attempt: u32, asked: Option<Duration>) -> Option<Duration> {
        if attempt >= self.attempts {
            return None;
        }
        let doubled = 1_u32.checked_shl(attempt.saturating_sub(1)).and_then(|factor| self.first.checked_mul(factor));
        let wait = doubled.unwrap_or(self.longest).min(self.longest);
        let wait = wait / 2 + share(wait / 2, &format!("{seed}:{attempt}"));
        Some(asked.map_or(wait, |asked| asked.min(self.longest_asked).max(wait)))
    }
}

/// A part of a span, the same for the same seed: nothing here needs to be unguessable.
pub(super) fn share(span: Duration, seed: &str) -> Duration {
    let byte = Sha256::digest(seed).first().copied().unwrap_or_default();
    // Divided first where it is long, so that nothing overflows.
    (span / 255).saturating_mul(u32::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Half of 1, 2, 4, … seconds at least, the whole at most, 30 in the end; five attempts are four waits.
    #[test]
    fn waits_grow_and_differ() {
        for (attempt, whole) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            let whole = Duration::from_secs(whole);
            let waits: Vec<_> =
                (0..64).filter_map(|feed| Retry::REQUEST.wait(&format!("feed-{feed}"), attempt, None)).collect();
            assert!(waits.iter().all(|wait| (whole / 2..=whole).contains(wait)), "{attempt}: {waits:?}");
            assert!(waits.iter().collect::<std::collections::BTreeSet<_>>().len() > 30);
        }
        assert_eq!(Retry::REQUEST.wait("feed", 5, None), None);
        let patient = Retry { attempts: u32::MAX, ..Retry::REQUEST };
        let late = patient.wait("feed", 40, None).unwrap();
        assert!((Duration::from_secs(15)..=Duration::from_secs(30)).contains(&late), "{late:?}");
    }

    #[test]
    fn a_wish_is_granted_up_to_a_limit() {
        let wait = |asked| Retry::REQUEST.wait("feed", 1, Some(Duration::from_secs(asked)));
        assert_eq!(wait(120), Some(Duration::from_secs(120)));
        assert_eq!(wait(1_000_000), Some(Duration::from_secs(300)));
        // Never sooner than without it.
        assert!(wait(0) >= Some(Duration::from_millis(500)));
        assert_eq!(Retry::REQUEST.wait("feed", 5, Some(Duration::from_secs(1))), None);
    }
}
