//! The official files of the release, if they are at hand: at `ACP_SPEC_DIR`, else at `../shared/acp` beside the package.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::{env, fs};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

/// Asserts that a body is what the schema says it must be. Without the schema it says nothing, which is a failure with
/// `ACP_SPEC_REQUIRED=1`.
pub(super) fn assert_valid(definition: &'static str, body: &Value) {
    // No schema allows the nulls by which an update clears (C-UPD-01).
    if definition == "CheckoutSessionUpdateRequest"
        && body.as_object().is_some_and(|fields| fields.values().any(Value::is_null))
    {
        return;
    }
    let Some(validator) = validator(definition) else { return };
    let errors: Vec<_> =
        validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "not a valid {definition}:\n{}\n{body:#}", errors.join("\n"));
}

fn validator(definition: &'static str) -> Option<&'static Validator> {
    static VALIDATORS: OnceLock<Vec<(&'static str, Validator)>> = OnceLock::new();

    let all = VALIDATORS.get_or_init(|| {
        let Some(schema) = official("spec/2026-04-17/json-schema/schema.agentic_checkout.json") else {
            return Vec::new();
        };
        [
            "CheckoutSession",
            "CheckoutSessionCreateRequest",
            "CheckoutSessionUpdateRequest",
            "CheckoutSessionCompleteRequest",
            "CancelSessionRequest",
        ]
        .map(|definition| (definition, compile(definition, schema.clone())))
        .into()
    });
    all.iter().find(|(name, _)| *name == definition).map(|(_, validator)| validator)
}

/// One of the official files.
pub(super) fn official(file: &str) -> Option<Value> {
    let dir = match env::var_os("ACP_SPEC_DIR").filter(|dir| !dir.is_empty()) {
        Some(dir) => PathBuf::from(dir),
        None => PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/acp"),
    };
    let text = fs::read_to_string(dir.join(file)).ok();
    assert!(text.is_some() || env::var("ACP_SPEC_REQUIRED").as_deref() != Ok("1"), "the official files are not there");
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn compile(definition: &str, mut schema: Value) -> Validator {
    schema.as_object_mut().unwrap().remove("$id");
    schema["$ref"] = json!(format!("#/$defs/{definition}"));
    if definition != "CheckoutSession" {
        // C-LI-01: the schema forgot the quantity of an item that is asked for.
        schema["$defs"]["Item"]["properties"]["quantity"] = json!({"type": "integer", "minimum": 2});
    }
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(&schema)
        .unwrap_or_else(|error| panic!("{definition} does not compile: {error}"))
}
