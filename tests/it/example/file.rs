//! Every official example: it decodes and encodes to what it was, or it stands in the table with its reason.

use std::collections::BTreeSet;

use agentic_commerce::acp::{
    v2025_09_29 as v1, v2025_12_12 as v2, v2026_01_16 as v3, v2026_01_30 as v4, v2026_04_17 as v5,
};
use serde_json::{Value, json};

use super::{RoundTrip, load, round_trip, spec_dir};

/// What becomes of an example.
enum Outcome {
    /// It comes back as it was.
    Same,
    /// It comes back in the form that the schema wants.
    Normalized(fn(&mut Value)),
    /// It is refused with an error that says this.
    Refused(&'static str),
}

use Outcome::{Normalized, Refused, Same};

/// An example: where it lies in its file, the type it is of, and what becomes of it.
type Example = (&'static str, RoundTrip, Outcome);

/// Checks the examples of one file.
fn check(file: &str, examples: &[Example]) {
    let Some(dir) = spec_dir() else { return };
    let content = load(&dir.join("examples").join(file));
    for (pointer, round_trip, outcome) in examples {
        let example = content.pointer(pointer).unwrap_or_else(|| panic!("{file} has no {pointer}"));
        check_one(&format!("{file}#{pointer}"), example, *round_trip, outcome);
    }
}

fn check_one(name: &str, example: &Value, round_trip: RoundTrip, outcome: &Outcome) {
    let written = round_trip(example);
    match outcome {
        Same => assert_eq!(written.as_ref(), Ok(example), "{name}"),
        Normalized(edit) => {
            let mut expected = example.clone();
            edit(&mut expected);
            assert_ne!(expected, *example, "{name} needs no normalization");
            assert_eq!(written, Ok(expected), "{name}");
        }
        Refused(reason) => {
            let error = written.expect_err(name);
            assert!(error.contains(reason), "{name}: {error}");
        }
    }
}

/// Asserts that no example of a file is forgotten.
fn check_complete(file: &str, examples: &[Example], others: &[&str]) {
    let Some(dir) = spec_dir() else { return };
    let content = load(&dir.join("examples").join(file));
    let in_file: BTreeSet<&str> = content.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let tested = examples.iter().filter_map(|(pointer, ..)| pointer.split('/').nth(1));
    assert_eq!(tested.chain(others.iter().copied()).collect::<BTreeSet<_>>(), in_file, "{file}");
}

const V1: &str = "2025-09-29/examples.agentic_checkout.json";

// ACP-CRE-04: items of this file come two and a half at a time.
#[test]
fn examples_of_2025_09_29() {
    let session: RoundTrip = round_trip::<v1::CheckoutSession>;
    let examples: [Example; 8] = [
        ("/create_checkout_session_request", round_trip::<v1::CheckoutSessionCreateRequest>, Same),
        ("/create_checkout_session_response", session, Same),
        ("/update_checkout_session_request", round_trip::<v1::CheckoutSessionUpdateRequest>, Same),
        ("/update_checkout_session_response", session, Same),
        ("/complete_checkout_session_request", round_trip::<v1::CheckoutSessionCompleteRequest>, Same),
        ("/complete_checkout_session_response", session, Same),
        ("/get_checkout_session_response", session, Same),
        ("/cancel_checkout_session_response", session, Same),
    ];
    check(V1, &examples);
    // The envelope of events stands in the webhook's OpenAPI, not in this schema.
    check_complete(V1, &examples, &["webhook_order_create_event", "webhook_order_update_event"]);
}

const V2: &str = "2025-12-12/examples.agentic_checkout.json";

#[test]
fn examples_of_2025_12_12() {
    let create: RoundTrip = round_trip::<v2::CheckoutSessionCreateRequest>;
    let complete: RoundTrip = round_trip::<v2::CheckoutSessionCompleteRequest>;
    let cancel: RoundTrip = round_trip::<v2::CancelSessionRequest>;
    let session: RoundTrip = round_trip::<v2::CheckoutSession>;
    let examples: [Example; 12] = [
        ("/create_checkout_session_request", create, Same),
        ("/create_checkout_session_request_with_first_touch_attribution", create, Same),
        ("/create_checkout_session_response", session, Same),
        ("/update_checkout_session_request", round_trip::<v2::CheckoutSessionUpdateRequest>, Same),
        ("/update_checkout_session_response", session, Same),
        ("/complete_checkout_session_request", complete, Same),
        ("/complete_checkout_session_request_with_last_touch_attribution", complete, Same),
        ("/complete_checkout_session_response", session, Same),
        ("/get_checkout_session_response", session, Same),
        ("/cancel_checkout_session_request", cancel, Same),
        ("/cancel_checkout_session_request_timing_deferred", cancel, Same),
        ("/cancel_checkout_session_response", session, Same),
    ];
    check(V2, &examples);
    // The envelope of events stands in the webhook's OpenAPI, not in this schema.
    check_complete(V2, &examples, &["webhook_order_create_event", "webhook_order_update_event"]);
}

const V3: &str = "2026-01-16/examples.agentic_checkout.json";

#[test]
fn examples_of_2026_01_16() {
    let create: RoundTrip = round_trip::<v3::CheckoutSessionCreateRequest>;
    let complete: RoundTrip = round_trip::<v3::CheckoutSessionCompleteRequest>;
    let cancel: RoundTrip = round_trip::<v3::CancelSessionRequest>;
    let session: RoundTrip = round_trip::<v3::CheckoutSession>;
    let examples: [Example; 16] = [
        ("/create_checkout_session_request", create, Same),
        ("/create_checkout_session_request_with_first_touch_attribution", create, Same),
        ("/create_checkout_session_response", session, Same),
        ("/update_checkout_session_request", round_trip::<v3::CheckoutSessionUpdateRequest>, Same),
        ("/update_checkout_session_response", session, Same),
        ("/complete_checkout_session_request", complete, Same),
        ("/complete_checkout_session_request_with_last_touch_attribution", complete, Same),
        ("/complete_checkout_session_response", session, Same),
        ("/get_checkout_session_response", session, Same),
        ("/cancel_checkout_session_request", cancel, Same),
        ("/cancel_checkout_session_request_timing_deferred", cancel, Same),
        ("/cancel_checkout_session_response", session, Same),
        ("/checkout_session_authentication_required", session, Same),
        ("/complete_session_with_authentication_result_request", complete, Same),
        ("/authentication_result_example", round_trip::<v3::AuthenticationResult>, Same),
        ("/error_400_requires_3ds", round_trip::<v3::Error>, Same),
    ];
    check(V3, &examples);
    // The envelope of events stands in the webhook's OpenAPI, not in this schema.
    check_complete(V3, &examples, &["webhook_order_create_event", "webhook_order_update_event"]);
}

/// Written for capabilities that came, in another form, a release later (C-CAP-04). What the requests say of them is
/// passed over; the responses do not name the merchant's account.
#[test]
fn examples_of_a_negotiation_before_there_was_one() {
    const NO_ACCOUNT: Outcome = Refused("missing field `merchant_id`");
    let file = "2026-01-16/examples.capability_negotiation.json";
    let create: RoundTrip = round_trip::<v3::CheckoutSessionCreateRequest>;
    let session: RoundTrip = round_trip::<v3::CheckoutSession>;
    let examples: [Example; 14] = [
        ("/successful_negotiation_request", create, Normalized(drop_agent_capabilities)),
        ("/successful_negotiation_response", session, NO_ACCOUNT),
        ("/incompatible_payment_method_request", create, Normalized(drop_agent_capabilities)),
        ("/incompatible_payment_method_response", session, NO_ACCOUNT),
        ("/authentication_requirement_request", create, Normalized(drop_agent_capabilities)),
        ("/authentication_requirement_response", session, NO_ACCOUNT),
        ("/digital_wallet_request", create, Normalized(drop_agent_capabilities)),
        ("/digital_wallet_response", session, NO_ACCOUNT),
        ("/bnpl_capable_request", create, Normalized(drop_agent_capabilities)),
        ("/bnpl_capable_response", session, NO_ACCOUNT),
        ("/network_tokenization_request", create, Normalized(drop_agent_capabilities)),
        ("/network_tokenization_response", session, NO_ACCOUNT),
        ("/minimal_agent_capabilities_request", create, Normalized(drop_agent_capabilities)),
        ("/minimal_seller_capabilities_response", session, NO_ACCOUNT),
    ];
    check(file, &examples);
    check_complete(file, &examples, &[]);
}

fn drop_agent_capabilities(request: &mut Value) {
    request.as_object_mut().expect("a request").remove("agent_capabilities");
}

const V4: &str = "2026-01-30/examples.agentic_checkout.json";

#[test]
fn examples_of_2026_01_30() {
    let create: RoundTrip = round_trip::<v4::CheckoutSessionCreateRequest>;
    let complete: RoundTrip = round_trip::<v4::CheckoutSessionCompleteRequest>;
    let cancel: RoundTrip = round_trip::<v4::CancelSessionRequest>;
    let session: RoundTrip = round_trip::<v4::CheckoutSession>;
    let examples: [Example; 17] = [
        ("/create_checkout_session_request", create, Same),
        ("/create_checkout_session_request_with_first_touch_attribution", create, Same),
        ("/create_checkout_session_response", session, Same),
        ("/update_checkout_session_request", round_trip::<v4::CheckoutSessionUpdateRequest>, Same),
        ("/update_checkout_session_response", session, Same),
        ("/complete_checkout_session_request", complete, Same),
        ("/complete_checkout_session_request_seller_backed", complete, Same),
        ("/complete_checkout_session_request_with_last_touch_attribution", complete, Same),
        ("/complete_checkout_session_response", session, Same),
        ("/get_checkout_session_response", session, Same),
        ("/cancel_checkout_session_request", cancel, Same),
        ("/cancel_checkout_session_request_timing_deferred", cancel, Same),
        ("/cancel_checkout_session_response", session, Same),
        ("/checkout_session_authentication_required", session, Same),
        ("/complete_session_with_authentication_result_request", complete, Same),
        ("/authentication_result_example", round_trip::<v4::AuthenticationResult>, Same),
        ("/error_400_requires_3ds", round_trip::<v4::Error>, Same),
    ];
    check(V4, &examples);
    // The envelope of events stands in the webhook's OpenAPI, not in this schema.
    check_complete(V4, &examples, &["webhook_order_create_event", "webhook_order_update_event"]);
}

const V5: &str = "2026-04-17/examples.agentic_checkout.json";

#[test]
fn examples_of_2026_04_17() {
    // This file still has the payload of earlier releases: refunds instead of adjustments, and no id.
    const OLD_EVENT: Outcome = Refused("missing field `id`");
    let create: RoundTrip = round_trip::<v5::CheckoutSessionCreateRequest>;
    let complete: RoundTrip = round_trip::<v5::CheckoutSessionCompleteRequest>;
    let cancel: RoundTrip = round_trip::<v5::CancelSessionRequest>;
    let session: RoundTrip = round_trip::<v5::CheckoutSession>;
    let error: RoundTrip = round_trip::<v5::Error>;
    let authentication: RoundTrip = round_trip::<v5::AuthenticationResult>;
    let examples: [Example; 30] = [
        ("/create_checkout_session_request", create, Same),
        ("/create_checkout_session_request_with_first_touch_attribution", create, Same),
        ("/create_checkout_session_response", session, Same),
        ("/update_checkout_session_request", round_trip::<v5::CheckoutSessionUpdateRequest>, Same),
        ("/update_checkout_session_response", session, Same),
        ("/complete_checkout_session_request", complete, Same),
        ("/complete_checkout_session_request_seller_backed", complete, Same),
        ("/complete_checkout_session_request_with_last_touch_attribution", complete, Same),
        ("/complete_checkout_session_response", session, Same),
        ("/get_checkout_session_response", session, Same),
        ("/cancel_checkout_session_request", cancel, Same),
        ("/cancel_checkout_session_request_timing_deferred", cancel, Same),
        ("/cancel_checkout_session_response", session, Same),
        ("/webhook_order_create_event/data", round_trip::<v5::Order>, OLD_EVENT),
        ("/webhook_order_update_event/data", round_trip::<v5::Order>, OLD_EVENT),
        ("/checkout_session_authentication_required", session, Same),
        ("/complete_session_with_authentication_result_request", complete, Same),
        ("/authentication_result_example", authentication, Same),
        // The schema wants four details and the denial has two; what is there is read.
        ("/authentication_result_denied_example", authentication, Same),
        ("/authentication_result_frictionless_example", authentication, Same),
        ("/complete_session_with_denied_authentication_request", complete, Same),
        ("/checkout_session_with_out_of_stock", session, Same),
        ("/checkout_session_with_payment_declined", session, Same),
        ("/discovery_response_full", round_trip::<v5::DiscoveryResponse>, Same),
        ("/discovery_response_minimal", round_trip::<v5::DiscoveryResponse>, Same),
        ("/error_400_requires_3ds", error, Same),
        ("/error_400_invalid_item", error, Same),
        ("/error_400_idempotency_key_required", error, Same),
        ("/error_422_idempotency_conflict", error, Same),
        ("/error_409_idempotency_in_flight", error, Same),
    ];
    check(V5, &examples);
    check_complete(V5, &examples, &[]);
}

#[test]
fn examples_of_several_items() {
    let file = "2026-04-17/examples.multi_item_checkout.json";
    let examples: [Example; 2] = [
        // Without the capabilities that the schema requires.
        ("/create_multi_item_checkout_request", round_trip::<v5::CheckoutSessionCreateRequest>, Same),
        (
            "/create_multi_item_checkout_response",
            round_trip::<v5::CheckoutSession>,
            Refused("missing field `capabilities`"),
        ),
    ];
    check(file, &examples);
    check_complete(file, &examples, &[]);
}

#[test]
fn examples_over_mcp() {
    const NO_OPTIONS: Outcome = Refused("missing field `fulfillment_options`");
    let file = "2026-04-17/examples.mcp.agentic_checkout.json";
    let session: RoundTrip = round_trip::<v5::CheckoutSession>;
    let error: RoundTrip = round_trip::<v5::Error>;
    let create: RoundTrip = round_trip::<v5::CheckoutSessionCreateRequest>;
    let update: RoundTrip = round_trip::<v5::CheckoutSessionUpdateRequest>;
    let complete: RoundTrip = round_trip::<v5::CheckoutSessionCompleteRequest>;
    let cancel: RoundTrip = round_trip::<v5::CancelSessionRequest>;
    let examples: [Example; 11] = [
        ("/create_checkout_session_request/params/arguments/payload", create, Same),
        // A link of a kind that the release does not list.
        ("/create_checkout_session_response/result", session, Same),
        ("/get_checkout_session_response/result", session, NO_OPTIONS),
        ("/update_checkout_session_request/params/arguments/payload", update, Normalized(flatten_selection)),
        ("/update_checkout_session_response/result", session, NO_OPTIONS),
        ("/complete_checkout_session_request/params/arguments/payload", complete, Refused("missing field `type`")),
        ("/complete_checkout_session_response/result", session, NO_OPTIONS),
        ("/cancel_checkout_session_request/params/arguments/payload", cancel, Same),
        ("/cancel_checkout_session_response/result", session, NO_OPTIONS),
        ("/error_invalid_request/error/data", error, Same),
        ("/error_payment_declined/error/data", error, Same),
    ];
    check(file, &examples);
    // A call that carries no payload.
    check_complete(file, &examples, &["get_checkout_session_request"]);
}

/// The nested form of 2025-12-12 in the form of this release.
fn flatten_selection(request: &mut Value) {
    let selected = request.pointer_mut("/selected_fulfillment_options/0").expect("a selection");
    *selected = json!({"type": "shipping", "option_id": "fulfillment_option_456", "item_ids": ["item_123"]});
}

#[test]
fn examples_of_discounts() {
    // Without the capabilities that the schema requires, and with quantities that it forgot.
    let creates: [RoundTrip; 2] =
        [round_trip::<v4::CheckoutSessionCreateRequest>, round_trip::<v5::CheckoutSessionCreateRequest>];
    let sessions: [RoundTrip; 2] = [round_trip::<v4::CheckoutSession>, round_trip::<v5::CheckoutSession>];
    for (release, (create, session)) in ["2026-01-30", "2026-04-17"].into_iter().zip(creates.into_iter().zip(sessions))
    {
        let examples: [Example; 2] =
            [("/request", create, Same), ("/response", session, Normalized(drop_payment_methods))];
        let folder = format!("{release}/discount-extension");
        let files = check_folder(&folder, &examples, &["$schema", "_notes", "description"]);
        assert!(matches!(files, None | Some(5)), "{files:?} files in {folder}");
    }
}

/// `payment_methods` belongs to a draft; handlers took its place.
fn drop_payment_methods(session: &mut Value) {
    session["capabilities"].as_object_mut().expect("capabilities").remove("payment_methods");
}

#[test]
fn examples_of_orders() {
    let order: [Example; 1] = [("", round_trip::<v5::Order>, Normalized(drop_annotations))];
    let files = check_folder("2026-04-17/orders", &order, &[]);
    assert!(matches!(files, None | Some(5)), "{files:?} files");
}

/// The files name their schema and describe themselves, inside the order.
fn drop_annotations(order: &mut Value) {
    order.as_object_mut().expect("an order").retain(|name, _| name != "$schema" && name != "_description");
}

/// Checks every file of a folder; tells how many there were.
fn check_folder(folder: &str, examples: &[Example], others: &[&str]) -> Option<usize> {
    let files = std::fs::read_dir(spec_dir()?.join("examples").join(folder)).expect("a folder");
    let files: BTreeSet<_> = files.filter_map(|file| file.ok()?.file_name().into_string().ok()).collect();
    for file in &files {
        let file = format!("{folder}/{file}");
        check(&file, examples);
        if !others.is_empty() {
            let content = load(&spec_dir()?.join("examples").join(&file));
            let known =
                |name: &str| others.contains(&name) || examples.iter().any(|(pointer, ..)| pointer[1..] == *name);
            assert!(content.as_object().into_iter().flatten().all(|(name, _)| known(name)), "{file}");
        }
    }
    Some(files.len())
}
