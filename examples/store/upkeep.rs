//! What the store does beside answering.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::backend::CommerceBackend;
use agentic_commerce::inbound::Pipeline;
use agentic_commerce::store::StoreError;
use agentic_commerce::types::Timestamp;

/// How often.
const EVERY: Duration = Duration::from_secs(2);

/// How much at a time: so that no request waits long for it.
const AT_A_TIME: usize = 100;

/// How long sessions are kept that nobody changes: 30 days.
const KEPT: Duration = Duration::from_hours(30 * 24);

/// Takes up what nobody works on any more, and forgets what is past its time, until the store stops; then ends what it has
/// in hand.
pub(crate) async fn run<B: CommerceBackend>(pipeline: Arc<Pipeline<B>>, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    loop {
        if let Err(error) = look_after(&pipeline).await {
            tracing::warn!(error = %error, "the store cannot be looked after");
        }
        if tokio::time::timeout(EVERY, &mut stop).await.is_ok() {
            return;
        }
    }
}

async fn look_after<B: CommerceBackend>(pipeline: &Pipeline<B>) -> Result<(), StoreError> {
    let engine = pipeline.engine();
    engine.recover(AT_A_TIME).await?;
    let now = engine.clock().now();
    engine.store().purge(now, AT_A_TIME).await?;
    let millis = i64::try_from(KEPT.as_millis()).unwrap_or(i64::MAX);
    let since = Timestamp::from_unix_millis(now.unix_millis().saturating_sub(millis)).unwrap_or(Timestamp::UNIX_EPOCH);
    engine.store().purge_sessions(since, AT_A_TIME).await?;
    Ok(())
}
