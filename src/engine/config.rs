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
    /// What becomes of the shop's Markdown when there is raw HTML in it: [`RawHtml::Plain`].
    pub raw_html: RawHtml,
}

/// What becomes of a text of the shop that is Markdown with raw HTML in it, which no agent may get (2026-04-17, agentic
/// checkout §5.1). Either way the log says so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RawHtml {
    /// It goes out as plain text, every character of it, and the buyer can buy: for production (C-MD-01).
    #[default]
    Plain,
    /// The request ends in a 422, so that nobody overlooks it: for the time in which the shop is built (ACP-ERR-21).
    Refuse,
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            session_lifetime: Duration::from_hours(6),
            completion_lease: Duration::from_secs(30),
            raw_html: RawHtml::default(),
        }
    }
}
