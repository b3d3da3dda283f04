//! Signed events.

use bytes::Bytes;
use http::Request;
use serde_json::Value;

use super::StripeMock;
use crate::signature::{SigningSecret, hex};
use crate::transport::HttpTransport;

impl StripeMock {
    /// An event about an intent, as Stripe would send it now: the `Stripe-Signature` header, and the body. `None` when
    /// there is no such intent.
    #[must_use]
    pub fn event(&self, kind: &str, intent: &str, secret: &SigningSecret) -> Option<(String, Vec<u8>)> {
        let mut books = self.lock();
        let answer = books.retrieve_intent(intent);
        if !answer.status.is_success() {
            return None;
        }
        let event = books.event(kind, &answer.body);
        Some(sign(&event, books.now, secret))
    }

    /// What happened since the events were taken or [told](Self::tell) last, the oldest first, each as Stripe would send
    /// it now: the `Stripe-Signature` header, and the body.
    #[must_use]
    pub fn events(&self, secret: &SigningSecret) -> Vec<(String, Vec<u8>)> {
        let mut books = self.lock();
        let now = books.now;
        std::mem::take(&mut books.untold).iter().map(|event| sign(event, now, secret)).collect()
    }

    /// Sends what happened to a shop, the oldest first, and says how many events it took. What it did not answer with
    /// success is sent the next time.
    pub async fn tell(&self, transport: &dyn HttpTransport, url: &str, secret: &SigningSecret) -> usize {
        let (events, now) = {
            let mut books = self.lock();
            (std::mem::take(&mut books.untold), books.now)
        };
        let mut taken = 0;
        let mut left = Vec::new();
        for event in events {
            let (signature, body) = sign(&event, now, secret);
            let request = Request::post(url)
                .header("content-type", "application/json")
                .header("stripe-signature", signature)
                .body(Bytes::from(body));
            let answer = match request {
                Ok(request) => transport.send(request).await.ok(),
                Err(_) => None,
            };
            if answer.is_some_and(|answer| answer.status().is_success()) {
                taken += 1;
            } else {
                left.push(event);
            }
        }
        let mut books = self.lock();
        left.append(&mut books.untold);
        books.untold = left;
        taken
    }
}

fn sign(event: &Value, now: i64, secret: &SigningSecret) -> (String, Vec<u8>) {
    let (body, time) = (event.to_string().into_bytes(), now.to_string());
    let code = hex::encode(&secret.sign(&[time.as_bytes(), b".", &body]));
    (format!("t={time},v1={code}"), body)
}
