//! Settings of the road.

use std::time::Duration;

use crate::acp::Dialect;
use crate::types::ApiVersion;

/// Settings of the road.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PipelineConfig {
    /// Releases that are spoken, newest first.
    pub versions: Vec<ApiVersion>,
    /// Other texts of the `API-Version` header, and what they stand for. They count more than the date of a release.
    ///
    /// ChatGPT's pages say `2025-09-12`, and by default that is answered as those pages have it: [`Dialect::ChatGpt`].
    /// `("2025-09-12", ApiVersion::V2025_09_29.into())` answers in the release as it is published instead, and
    /// `("2025-09-29", Dialect::ChatGpt)` speaks the dialect to whoever names that release.
    pub version_aliases: Vec<(String, Dialect)>,
    /// Largest body of a request, in bytes: 1 MiB.
    pub largest_body: usize,
    /// How long a request may take before another may have its idempotency key: 60 seconds. Longer than
    /// [`EngineConfig::completion_lease`](crate::engine::EngineConfig::completion_lease).
    pub key_lease: Duration,
    /// How long answers are kept for their keys: 24 hours, the least that the protocol allows (ACP-IDEM-23).
    pub key_retention: Duration,
}

impl Default for PipelineConfig {
    fn default() -> Self {
        Self {
            versions: ApiVersion::ALL.to_vec(),
            version_aliases: vec![(Dialect::ChatGpt.as_str().to_owned(), Dialect::ChatGpt)],
            largest_body: 1024 * 1024,
            key_lease: Duration::from_mins(1),
            key_retention: Duration::from_hours(24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineConfig;

    // ACP-IDEM-23
    #[test]
    fn answers_are_kept_for_a_day_at_least() {
        assert!(PipelineConfig::default().key_retention >= Duration::from_hours(24));
    }

    // A key that comes free while its request still completes a session would let a retry run beside it.
    #[test]
    fn a_key_is_held_longer_than_a_completion() {
        assert!(PipelineConfig::default().key_lease > EngineConfig::default().completion_lease);
    }

    #[test]
    fn every_release_is_spoken() {
        assert_eq!(PipelineConfig::default().versions, ApiVersion::ALL);
    }
}
