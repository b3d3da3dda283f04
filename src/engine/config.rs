//! Settings of the engine.

use std::time::Duration;

/// Settings of the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct EngineConfig {
    /// How long a session lives: 6 hours, as the protocol's authors suggest (ACP-LIFE-15).
    pub session_lifetime: Duration,
    /// How long one request has a completion to itself: 30 seconds. Longer than the shop and its payment provider may
    /// take; afterwards another request may take the completion up.
    pub completion_lease: Duration,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self { session_lifetime: Duration::from_hours(6), completion_lease: Duration::from_secs(30) }
    }
}
