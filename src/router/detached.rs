//! Work that nobody's leaving can cut short.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::runtime::Handle;

/// Runs where it is awaited, and to its end in a task of its own once nobody awaits it any more.
///
/// A task per request would say the same and cost each request the way to another worker and back.
pub(super) struct Detached<F: Future<Output: Send + 'static> + Send + 'static> {
    work: Option<Pin<Box<F>>>,
}

/// The work panicked.
#[derive(Debug)]
pub(super) struct Panicked;

impl<F: Future<Output: Send + 'static> + Send + 'static> Detached<F> {
    pub(super) fn new(work: F) -> Self {
        Self { work: Some(Box::pin(work)) }
    }
}

impl<F: Future<Output: Send + 'static> + Send + 'static> Future for Detached<F> {
    type Output = Result<F::Output, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(work) = self.work.as_mut() else { return Poll::Pending };
        // What panicked is never polled again, so nothing sees what it left behind.
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        let output = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(_) => Err(Panicked),
        };
        self.work = None;
        Poll::Ready(output)
    }
}

impl<F: Future<Output: Send + 'static> + Send + 'static> Drop for Detached<F> {
    fn drop(&mut self) {
        // Without a runtime the process is at its end, and whatever stands half done is found again by its lease.
        if let Some(work) = self.work.take()
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::panic::resume_unwind;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::time::Duration;

    use tokio::sync::Notify;
    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn gives_what_the_work_gives() {
        assert_eq!(Detached::new(async { 7 }).await.ok(), Some(7));
    }

    #[tokio::test]
    async fn goes_on_when_nobody_waits() {
        let (go, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let begun = Arc::new(AtomicBool::new(false));
        let work = {
            let (go, done, begun) = (Arc::clone(&go), Arc::clone(&done), Arc::clone(&begun));
            async move {
                begun.store(true, Ordering::SeqCst);
                go.notified().await;
                done.notify_one();
            }
        };
        assert!(timeout(Duration::from_millis(1), Detached::new(work)).await.is_err(), "it waits");
        assert!(begun.load(Ordering::SeqCst));
        go.notify_one();
        timeout(Duration::from_secs(5), done.notified()).await.expect("the work reaches its end");
    }

    #[tokio::test]
    async fn tells_a_panic_from_an_answer() {
        let broken = poll_fn(|_| -> Poll<u8> { resume_unwind(Box::new("broken")) });
        assert!(Detached::new(broken).await.is_err());
    }
}
