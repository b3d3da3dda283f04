//! Delegated payment and delegated authentication: every definition of their schemas, and every official example.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use agentic_commerce::acp::v2025_09_29::delegate_payment as v1;
use agentic_commerce::acp::v2025_12_12::delegate_payment as v2;
use agentic_commerce::acp::v2026_01_16::delegate_payment as v3;
use agentic_commerce::acp::v2026_01_30::delegate_payment as v4;
use agentic_commerce::acp::v2026_04_17::{delegate_authentication as authentication, delegate_payment as v5};
use agentic_commerce::json;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::definition::{Schema, all, listed, types};
use super::{RoundTrip, round_trip};
use crate::spec;

const PAYMENT: &str = "delegate_payment";
const AUTHENTICATION: &str = "delegate_authentication";

/// One schema of a release, and the type of each of its definitions.
struct Bundle {
    release: &'static str,
    name: &'static str,
    types: BTreeMap<&'static str, RoundTrip>,
}

fn bundles() -> [Bundle; 6] {
    let payment = |release, types| Bundle { release, name: PAYMENT, types };
    [
        payment(
            "2025-09-29",
            types!(v1: Address Allowance DelegatePaymentRequest DelegatePaymentResponse Error PaymentMethodCard
                RiskSignal;),
        ),
        payment(
            "2025-12-12",
            types!(v2: Address Allowance DelegatePaymentRequest DelegatePaymentResponse Error PaymentMethodCard
                RiskSignal;),
        ),
        payment(
            "2026-01-16",
            types!(v3: Address Allowance DelegatePaymentRequest DelegatePaymentResponse Error PaymentMethodCard
                RiskSignal;),
        ),
        payment(
            "2026-01-30",
            types!(v4: Address Allowance DelegatePaymentRequest DelegatePaymentResponse Error PaymentMethodCard
                RiskSignal;),
        ),
        payment(
            "2026-04-17",
            types!(v5: Address Allowance DelegatePaymentRequest DelegatePaymentResponse Error PaymentMethodCard
                RiskSignal;),
        ),
        Bundle {
            release: "2026-04-17",
            name: AUTHENTICATION,
            types: types!(authentication: Action Address Amount AuthenticationResult BrowserInfo ChallengeAction Channel
                DelegateAuthenticationAuthenticateRequest DelegateAuthenticationCreateRequest
                DelegateAuthenticationSession DelegateAuthenticationSessionWithResult Error FingerprintAction
                FlowPreference PaymentMethod ShopperDetails;
                "DelegateAuthenticationSessionBase" = DelegateAuthenticationSession),
        },
    ]
}

/// Calls `check` with every definition and its type.
fn each_definition(mut check: impl FnMut(&str, &Schema, &str, RoundTrip)) {
    for bundle in bundles() {
        let Some(schema) = Schema::of(bundle.release, bundle.name) else { return };
        let typed: BTreeSet<&str> = bundle.types.keys().copied().collect();
        assert_eq!(typed, schema.0.keys().map(String::as_str).collect(), "{} {}", bundle.release, bundle.name);
        for (name, round_trip) in &bundle.types {
            check(&format!("{} {} {name}", bundle.release, bundle.name), &schema, name, *round_trip);
        }
    }
}

#[test]
fn every_field_is_read_and_written() {
    each_definition(|place, schema, name, round_trip| {
        for (full, branch) in [(true, 0), (true, 1), (true, 2), (true, 3), (false, 0)] {
            let instance = schema.instance("", &schema.0[name], full, branch);
            assert_eq!(round_trip(&instance), Ok(instance.clone()), "{place} {branch}");
        }
    });
}

// ACP-DP-04, ACP-DA-02
#[test]
fn a_missing_field_is_refused_by_its_name() {
    each_definition(|place, schema, name, round_trip| {
        let definition = schema.resolve(&schema.0[name]);
        for field in definition["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let mut instance = schema.instance("", &definition, true, 0);
            instance.as_object_mut().expect("an object").remove(field);
            let error = round_trip(&instance).expect_err(place);
            assert!(error.contains(&format!("missing field `{field}`")), "{place}.{field}: {error}");
        }
    });
}

#[test]
fn null_is_refused_and_what_is_unknown_is_passed_over() {
    each_definition(|place, schema, name, round_trip| {
        let definition = schema.resolve(&schema.0[name]);
        let instance = schema.instance("", &definition, true, 0);
        for field in definition["properties"].as_object().into_iter().flatten().map(|(field, _)| field) {
            let mut without = instance.clone();
            without[field] = Value::Null;
            assert!(round_trip(&without).is_err(), "{place}.{field}");
        }
        let mut extended = instance.clone();
        extended["of_tomorrow"] = json!({"a": [null]});
        assert_eq!(round_trip(&extended), Ok(instance), "{place}");
    });
}

// ACP-DP-13, ACP-DP-14, ACP-DP-15
#[test]
fn enumerations_list_what_the_schemas_list() {
    for (release, codes) in [
        ("2025-09-29", v1::ErrorCode::LISTED),
        ("2025-12-12", v2::ErrorCode::LISTED),
        ("2026-01-16", v3::ErrorCode::LISTED),
        ("2026-01-30", v4::ErrorCode::LISTED),
        ("2026-04-17", v5::ErrorCode::LISTED),
    ] {
        let Some(schema) = Schema::of(release, PAYMENT) else { return };
        let listed = |pointer: &str| listed(&schema, pointer);
        assert_eq!(listed("/Error/properties/code/enum"), codes, "{release}");
        assert_eq!(listed("/Error/properties/type/enum"), v1::ErrorType::LISTED, "{release}");
        assert_eq!(listed("/RiskSignal/properties/type/enum"), v1::RiskSignalType::LISTED, "{release}");
        assert_eq!(listed("/RiskSignal/properties/action/enum"), all(v1::RiskAction::ALL), "{release}");
        assert_eq!(listed("/Allowance/properties/reason/enum"), all(v1::AllowanceReason::ALL), "{release}");
        let card = |field: &str| listed(&format!("/PaymentMethodCard/properties/{field}/enum"));
        assert_eq!(card("checks_performed/items"), v1::CardCheck::LISTED, "{release}");
        assert_eq!(card("card_number_type"), all(v1::CardNumberType::ALL), "{release}");
        assert_eq!(card("display_card_funding_type"), all(v1::CardFundingType::ALL), "{release}");
    }
    let Some(schema) = Schema::of("2026-04-17", AUTHENTICATION) else { return };
    for (pointer, values) in [
        ("/Error/properties/type/enum", authentication::ErrorType::LISTED),
        ("/Error/properties/code/enum", authentication::ErrorCode::LISTED),
        ("/DelegateAuthenticationSessionBase/properties/status/enum", authentication::SessionStatus::LISTED),
        ("/Action/properties/type/enum", authentication::ActionType::LISTED),
        ("/FlowPreference/properties/type/enum", authentication::FlowType::LISTED),
        ("/FlowPreference/properties/challenge/properties/type/enum", authentication::ChallengeType::LISTED),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
    for (pointer, values) in [
        (
            "/DelegateAuthenticationAuthenticateRequest/properties/fingerprint_completion/enum",
            all(authentication::FingerprintCompletion::ALL),
        ),
        ("/PaymentMethod/properties/type/enum", all(authentication::PaymentMethodType::ALL)),
        ("/Channel/properties/type/enum", all(authentication::ChannelType::ALL)),
    ] {
        assert_eq!(listed(&schema, pointer), values, "{pointer}");
    }
}

/// The type of a definition that an official example is an instance of.
fn round_trip_of(release: &str, definition: &str) -> Option<RoundTrip> {
    let (bundle, name) = match definition.split_once('/') {
        Some((bundle, name)) => (bundle, name),
        None if definition.starts_with("DelegatePayment") => (PAYMENT, definition),
        None if definition.starts_with("DelegateAuthentication") => (AUTHENTICATION, definition),
        None => return None,
    };
    // What is not released yet has the fields of the newest release.
    let release = if release == "unreleased" { "2026-04-17" } else { release };
    let bundle = bundles().into_iter().find(|one| (one.release, one.name) == (release, bundle))?;
    bundle.types.get(name).copied()
}

// ACP-DA-07: five of the examples carry a result, which the closed base of the schema refuses (C-DA-01).
#[test]
fn official_examples_come_back_as_they_were() {
    if !spec::required() {
        return;
    }
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for folder in spec::EXAMPLE_FOLDERS {
        let release = spec::release_of(folder);
        for example in spec::example_files(folder) {
            let Some(round_trip) = round_trip_of(release, example.definition) else { continue };
            let written = round_trip(&example.body).unwrap_or_else(|error| panic!("{}: {error}", example.name));
            assert_eq!(written, example.body, "{release} {}", example.name);
            if example.flaw.is_none() {
                spec::assert_valid_in(release, example.definition, &written);
            }
            let bundle = if example.file.ends_with(PAYMENT) { PAYMENT } else { AUTHENTICATION };
            *counts.entry((folder, bundle)).or_default() += 1;
        }
    }
    let expected = [
        (("2025-09-29", PAYMENT), 5),
        (("2025-12-12", PAYMENT), 5),
        (("2026-01-16", PAYMENT), 5),
        (("2026-01-30", PAYMENT), 5),
        (("2026-04-17", AUTHENTICATION), 23),
        (("2026-04-17", PAYMENT), 7),
        (("unreleased", AUTHENTICATION), 23),
        (("unreleased", PAYMENT), 7),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
}

/// A request with everything in it that must not be seen.
fn payment_request() -> Value {
    json!({
        "payment_method": {
            "type": "card", "card_number_type": "network_token", "number": "4242424242424242", "exp_month": "11",
            "exp_year": "2031", "name": "Jane Doe", "cvc": "223", "cryptogram": "sesame", "eci_value": "07",
            "iin": "424242", "display_card_funding_type": "credit", "display_last4": "4242", "metadata": {}
        },
        "allowance": {
            "reason": "one_time", "max_amount": 2000, "currency": "usd", "checkout_session_id": "csn_1",
            "merchant_id": "acme", "expires_at": "2026-10-09T07:20:50Z"
        },
        "risk_signals": [{"type": "card_testing", "score": 10, "action": "manual_review"}],
        "metadata": {}
    })
}

fn read<T: DeserializeOwned>(body: &Value) -> T {
    serde_json::from_value(body.clone()).expect("an instance")
}

fn assert_hidden(printed: &impl Debug, hidden: &[&str]) {
    let printed = format!("{printed:?} {printed:#?}");
    for hidden in hidden {
        assert!(!printed.contains(hidden), "{hidden} in {printed}");
    }
}

#[test]
fn cards_tokens_and_cryptograms_do_not_print() {
    let request: v1::DelegatePaymentRequest = read(&payment_request());
    assert_eq!(request.payment_method.number.expose(), "4242424242424242");
    assert_hidden(&request, &["4242", "223", "sesame", "Jane", "2031", "\"11\"", "07\""]);

    let answer = json!({"id": "vt_1", "created": "2026-10-09T07:20:50Z", "metadata": {}});
    let answer: v1::DelegatePaymentResponse = read(&answer);
    assert_eq!(answer.id.expose(), "vt_1");
    assert_hidden(&answer, &["vt_1"]);

    let create = json!({
        "merchant_id": "m", "amount": {"value": 1, "currency": "EUR"},
        "payment_method": {
            "type": "card", "number": "4917610000000000", "exp_month": "03", "exp_year": "2031", "name": "Jane Doe"
        }
    });
    let create: authentication::DelegateAuthenticationCreateRequest = read(&create);
    assert_hidden(&create, &["4917", "03", "2031", "Jane"]);

    let result = json!({
        "trans_status": "Y", "three_ds_cryptogram": "sesame", "transaction_id": "t", "three_ds_server_trans_id": "s",
        "version": "2.2.0", "authentication_value": "open"
    });
    assert_hidden(&read::<authentication::AuthenticationResult>(&result), &["sesame", "open"]);
}

// ACP-DP-06
#[test]
fn what_a_card_is_must_be_known_and_an_error_names_the_field_and_not_the_card() {
    for (pointer, value, problem) in [
        ("/payment_method/type", json!("wallet"), "is not one of card"),
        ("/payment_method/card_number_type", json!("dpan"), "is not one of fpan, network_token"),
        ("/payment_method/display_card_funding_type", json!("charge"), "is not one of credit, debit, prepaid"),
        ("/payment_method/number", json!(4_242_424_242_424_242_u64), "must be a string, found a number"),
        ("/payment_method/cvc", json!(223), "must be a string, found a number"),
        ("/payment_method/metadata", json!({"a": 1}), "must be a string, found a number"),
        ("/allowance/reason", json!("recurring"), "is not one of one_time"),
        ("/allowance/max_amount", json!(20.5), "must be a whole number, found a fraction"),
        ("/allowance/currency", json!("zzz"), "not a currency code"),
        ("/allowance/expires_at", json!("tomorrow"), "is not valid"),
        ("/risk_signals/0/action", json!("ignored"), "is not one of blocked, manual_review, authorized"),
        ("/risk_signals/0/score", json!("10"), "must be a whole number, found a string"),
    ] {
        let mut request = payment_request();
        *request.pointer_mut(pointer).expect("a field") = value;
        let text = request.to_string();
        let tree = json::parse(text.as_bytes()).expect("JSON");
        let error = json::decode::<v5::DelegatePaymentRequest>(&tree).expect_err(pointer).to_string();
        let field = pointer.replace("/0", "[0]").replace('/', ".");
        assert!(error.starts_with(&format!("${field}")) && error.contains(problem), "{pointer}: {error}");
        assert!(!error.contains("4242") && !error.contains("223"), "{pointer}: {error}");
    }
}
