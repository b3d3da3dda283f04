//! The five operations of the checkout.

/// An operation of the checkout API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "the five operations of every release")]
pub enum Operation {
    /// `POST /checkout_sessions`
    Create,
    /// `POST /checkout_sessions/{id}`
    Update,
    /// `GET /checkout_sessions/{id}`
    Retrieve,
    /// `POST /checkout_sessions/{id}/complete`
    Complete,
    /// `POST /checkout_sessions/{id}/cancel`
    Cancel,
}

impl Operation {
    /// Its name, for logs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Retrieve => "retrieve",
            Self::Complete => "complete",
            Self::Cancel => "cancel",
        }
    }
}
