//! Order events on their way in: the agent platform's side of the door.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;

use crate::types::{Clock, SystemClock};
use crate::webhook::{ReceiveError, Received, Verifier};

/// An order event that bears a good signature, as the argument of a handler.
///
/// Whatever else comes never reaches the handler: it is answered 401 or 400 with the reason ([`ReceiveError::answer`]).
/// A handler that returns the [`Received`] says 200. One that fails should say 500: the merchant sends the event again.
/// An event may come twice, so do nothing for one whose [`request_id`](Received::request_id) you have dealt with, or that
/// was [`replayed`](Received::replayed).
///
/// The state of the router is the [`Verifier`], or holds it ([`FromRef`]). Bodies are read up to axum's limit, 2 MB unless
/// a layer says otherwise.
///
/// ```
/// use std::sync::Arc;
///
/// use agentic_commerce::router::SignedEvent;
/// use agentic_commerce::signature::{EventVerifier, SigningSecret};
/// use agentic_commerce::webhook::{Event, Received, Verifier};
/// use axum::Router;
/// use axum::routing::post;
///
/// async fn order_event(SignedEvent(received): SignedEvent) -> Received {
///     match &received.event {
///         Event::Order(event) => println!("{} {}", event.data.id, event.kind),
///         Event::Status(event) => println!("{} {}", event.data.checkout_session_id, event.data.status),
///         _ => {}
///     }
///     received
/// }
///
/// // While a secret is being changed, both count.
/// let secrets = [
///     SigningSecret::new("q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo")?,
///     SigningSecret::new("8fTn4yKcD0vWgB6jHs2eQzL7xUaM3rIi")?,
/// ];
/// let verifier = Arc::new(Verifier::new(EventVerifier::new(secrets)));
/// let app: Router = Router::new()
///     .route("/agentic_checkout/webhooks/order_events", post(order_event))
///     .with_state(verifier);
/// # let _ = app;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "it is taken apart in the arguments of a handler, and holds one thing")]
pub struct SignedEvent(pub Received);

impl<S> FromRequest<S> for SignedEvent
where
    S: Send + Sync,
    Arc<Verifier>: FromRef<S>,
{
    type Rejection = ReceiveError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, ReceiveError> {
        let verifier = Arc::<Verifier>::from_ref(state);
        let headers = std::mem::take(request.headers_mut());
        let body = Bytes::from_request(request, state).await.map_err(|_| ReceiveError::Unreadable)?;
        verifier.receive(&headers, &body, SystemClock::default().now()).map(Self)
    }
}

impl IntoResponse for Received {
    fn into_response(self) -> Response {
        self.answer().map(Body::from)
    }
}

impl IntoResponse for ReceiveError {
    fn into_response(self) -> Response {
        self.answer().map(Body::from)
    }
}
