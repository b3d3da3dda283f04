//! Signed events.

use serde_json::json;

use super::StripeMock;
use crate::signature::{SigningSecret, hex};

impl StripeMock {
    /// An event about an intent, as Stripe would send it now: the `Stripe-Signature` header, and the body. `None` when
    /// there is no such intent.
    #[must_use]
    pub fn event(&self, kind: &str, intent: &str, secret: &SigningSecret) -> Option<(String, Vec<u8>)> {
        let answer = self.lock().retrieve_intent(intent);
        if !answer.status.is_success() {
            return None;
        }
        let now = self.now().unix_seconds();
        let id = self.lock().next_id("evt");
        let event = json!({
            "id": id, "object": "event", "created": now, "livemode": false, "type": kind,
            "data": { "object": answer.body },
        });
        let body = event.to_string().into_bytes();
        let time = now.to_string();
        let code = hex::encode(&secret.sign(&[time.as_bytes(), b".", &body]));
        Some((format!("t={time},v1={code}"), body))
    }
}
