//! There and back: what the model says of a session or a command survives the release, but for a documented list.

mod checkout;
mod command;
mod extension;
mod order;
mod schema;
mod source;
mod told;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::acp::v2026_04_17::{
    CancelSessionRequest, CheckoutSession, CheckoutSessionCompleteRequest, CheckoutSessionCreateRequest,
    CheckoutSessionUpdateRequest,
};
use crate::json;
use source::Source;

/// The bytes of a body, and what is read from them.
fn transmit<T: Serialize + DeserializeOwned>(sent: &T, definition: &'static str) -> T {
    let body = serde_json::to_vec(sent).unwrap();
    schema::assert_valid(definition, &serde_json::from_slice::<Value>(&body).unwrap());
    json::decode(&json::parse(&body).unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_session_survives(bytes in vec(any::<u8>(), 0..4_000)) {
        let checkout = checkout::any(&mut Source::new(&bytes));
        let sent = CheckoutSession::from_model(&checkout).unwrap();
        let read = transmit(&sent, "CheckoutSession").into_model().unwrap();
        prop_assert_eq!(&read, &told::as_told(checkout));
        // What was read says the same again.
        let again = CheckoutSession::from_model(&read).unwrap();
        prop_assert_eq!(again, sent);
    }

    #[test]
    fn a_create_survives(bytes in vec(any::<u8>(), 0..1_000)) {
        let create = command::create(&mut Source::new(&bytes));
        let sent = CheckoutSessionCreateRequest::from_command(&create).unwrap();
        let read = transmit(&sent, "CheckoutSessionCreateRequest").into_command().unwrap();
        prop_assert_eq!(read, told::create_as_told(create));
    }

    #[test]
    fn an_update_survives(bytes in vec(any::<u8>(), 0..1_000)) {
        let update = command::update(&mut Source::new(&bytes));
        let sent = CheckoutSessionUpdateRequest::from_command(&update).unwrap();
        let read = transmit(&sent, "CheckoutSessionUpdateRequest").into_command().unwrap();
        prop_assert_eq!(read, update);
    }

    #[test]
    fn a_completion_survives(bytes in vec(any::<u8>(), 0..1_000)) {
        let complete = command::complete(&mut Source::new(&bytes));
        let sent = CheckoutSessionCompleteRequest::from_command(&complete).unwrap();
        let read = transmit(&sent, "CheckoutSessionCompleteRequest").into_command().unwrap();
        prop_assert_eq!(read, complete);
    }

    #[test]
    fn a_cancellation_survives(bytes in vec(any::<u8>(), 0..100)) {
        let cancel = command::cancel(&mut Source::new(&bytes));
        let sent = CancelSessionRequest::from_command(&cancel);
        let read = transmit(&sent, "CancelSessionRequest").into_command().unwrap();
        prop_assert_eq!(read, told::cancel_as_told(cancel));
    }
}

/// What the official examples say is read, and what was read says the same again, in the form that the schema wants.
#[test]
fn official_sessions_survive() {
    let Some(examples) = schema::official("examples/2026-04-17/examples.agentic_checkout.json") else { return };
    let sessions = examples.as_object().unwrap().iter().filter(|(_, example)| example.get("line_items").is_some());
    let sessions: Vec<_> = sessions.filter(|(_, example)| example.get("id").is_some()).collect();
    assert_eq!(sessions.len(), 8);
    for (name, example) in sessions {
        let session: CheckoutSession = serde_json::from_value(example.clone()).unwrap();
        let checkout = session.into_model().unwrap();
        let written = serde_json::to_value(CheckoutSession::from_model(&checkout).unwrap()).unwrap();
        schema::assert_valid("CheckoutSession", &written);
        for (field, said) in example.as_object().unwrap() {
            match field.as_str() {
                // These are said in other words, or more of them.
                "capabilities" | "line_items" | "fulfillment_options" | "messages" => {
                    let count = |value: &Value| value.as_array().map(Vec::len);
                    assert_eq!(count(&written[field]), count(said), "{name}: {field}");
                }
                _ => assert_eq!(written.get(field), Some(said), "{name}: {field}"),
            }
        }
    }
}
