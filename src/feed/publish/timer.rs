//! What waits.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;

/// What a publisher waits by, between runs and before it tries again. `TokioTimer` (feature `tokio`) is one; a test brings
/// one that moves its clock instead.
#[async_trait]
pub trait Timer: fmt::Debug + Send + Sync + 'static {
    /// Is ready after that time.
    async fn sleep(&self, span: Duration);
}

/// Waits in a tokio runtime with time.
#[cfg(feature = "tokio")]
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct TokioTimer;

#[cfg(feature = "tokio")]
#[async_trait]
impl Timer for TokioTimer {
    async fn sleep(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}
