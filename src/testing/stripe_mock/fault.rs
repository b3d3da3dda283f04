//! What can go wrong between two machines.

use std::time::Duration;

/// What a charge meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The answer takes that long.
    Delay(Duration),
    /// 429, and nothing was done.
    TooManyRequests,
    /// 500, and nothing was done.
    ServerError,
    /// 500, but the charge was made.
    ServerErrorAfterCommit,
    /// The connection breaks off, and nothing was done.
    DropBeforeCommit,
    /// The connection breaks off, but the charge was made.
    DropAfterCommit,
}

/// Which faults are still to come.
#[derive(Debug, Default)]
pub(super) struct Faults {
    next: Option<(Fault, u32)>,
}

impl Faults {
    pub(super) fn set(&mut self, fault: Fault, times: u32) {
        self.next = Some((fault, times));
    }

    pub(super) fn next(&mut self) -> Option<Fault> {
        let (fault, left) = self.next.as_mut()?;
        *left = left.checked_sub(1)?;
        Some(*fault)
    }
}

/// Answers over a socket.
#[cfg(feature = "axum")]
pub(super) async fn serve(
    axum::extract::State(mock): axum::extract::State<super::StripeMock>,
    request: axum::extract::Request,
) -> axum::response::Response {
    use axum::body::Body;

    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1024 * 1024).await.unwrap_or_default();
    match mock.handle(http::Request::from_parts(parts, body)).await {
        Some(response) => response.map(Body::from),
        None => broken_off(),
    }
}

/// An answer that announces more than it says: the server then cuts the connection.
#[cfg(feature = "axum")]
fn broken_off() -> axum::response::Response {
    let mut response = axum::response::Response::new(axum::body::Body::from("{"));
    response.headers_mut().insert(http::header::CONTENT_LENGTH, http::HeaderValue::from_static("4096"));
    response
}
