//! The seam to the banks.

use std::fmt::Debug;

use async_trait::async_trait;

use crate::acp::v2026_04_17::delegate_authentication::{
    DelegateAuthenticationAuthenticateRequest, DelegateAuthenticationCreateRequest, DelegateAuthenticationSession,
    DelegateAuthenticationSessionWithResult,
};
use crate::backend::BackendError;
use crate::types::Principal;

/// Whoever has buyers authenticated by their banks.
///
/// Requests come in checked: lengths, digits, amounts above zero. A session is seen by the principal alone that opened it.
/// What is answered is checked as well: a status that the answer must not have becomes a 500.
///
/// # Errors
///
/// Every method: [`BackendError`]. `Unavailable` and `Timeout` become a 503, `Internal` a 500.
#[async_trait]
pub trait AuthenticationProvider: Debug + Send + Sync + 'static {
    /// Opens a session under an id that is hard to guess: `action_required` with a fingerprint to be taken, `pending`
    /// without, or `not_supported`.
    async fn create(
        &self,
        principal: &Principal,
        request: DelegateAuthenticationCreateRequest,
    ) -> Result<DelegateAuthenticationSession, BackendError>;

    /// Asks the bank, once: `action_required` with a challenge, or how it ended.
    async fn authenticate(
        &self,
        principal: &Principal,
        id: &str,
        request: DelegateAuthenticationAuthenticateRequest,
    ) -> Result<Result<DelegateAuthenticationSession, SessionRefusal>, BackendError>;

    /// The session as it is, with the result once there is one; `None` if the principal has no such session.
    async fn retrieve(
        &self,
        principal: &Principal,
        id: &str,
    ) -> Result<Option<DelegateAuthenticationSessionWithResult>, BackendError>;
}

/// Why a session is not authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SessionRefusal {
    /// The principal has no such session.
    #[error("there is no such session")]
    Unknown,
    /// The buyer's browser was named neither when the session was opened nor now.
    #[error("the channel was not given before")]
    ChannelMissing,
    /// Where a challenge is to be reported was said neither when the session was opened nor now.
    #[error("the address for notifications was not given before")]
    NotificationUrlMissing,
    /// The bank was asked before. What came of it can be retrieved.
    #[error("the session was authenticated before")]
    Repeated,
    /// The card does not take part.
    #[error("the card does not support it")]
    NotSupported,
}
