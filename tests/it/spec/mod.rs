//! The official JSON Schemas, for every test that looks at what the crate emits.
//!
//! The protocol's own files are no part of this project. They are looked for at `ACP_SPEC_DIR`, else at `../shared/acp`
//! beside the package. Without them these checks say that they were ignored; with `ACP_SPEC_REQUIRED=1`, which
//! `.ci/run` sets, their absence is a failure.
//!
//! A test that is all about the schemas begins with
//!
//! ```text
//! if !spec::required() {
//!     return;
//! }
//! ```
//!
//! A test with other things to say calls [`assert_valid`] where it has a body in hand: without the files that one
//! assertion is skipped, aloud, and the rest of the test still counts.

mod bundle;
mod chatgpt;
mod example;
mod flaw;
mod mcp;
mod patch;
mod source;
mod validation;
mod webhook;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::{env, io, thread};

use agentic_commerce::types::ApiVersion;
use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::Value;

pub(crate) use example::{UNSORTED, example_files, release_of};
pub(crate) use source::available;

/// The releases whose files are used, by the names of their folders, oldest first.
pub(crate) const RELEASES: [&str; 5] = ["2025-09-29", "2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17"];

/// The folders of examples: those of the releases, what is not released yet, and what is sorted into none.
pub(crate) const EXAMPLE_FOLDERS: [&str; 7] =
    ["2025-09-29", "2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17", "unreleased", UNSORTED];

/// Whether a test that needs the official files can go on. Says so where it cannot, and fails where it must.
#[must_use = "a test without the official files returns here"]
#[track_caller]
pub(crate) fn required() -> bool {
    if available() {
        return true;
    }
    assert!(
        env::var("ACP_SPEC_REQUIRED").as_deref() != Ok("1"),
        "the official ACP files are not there and ACP_SPEC_REQUIRED=1: set ACP_SPEC_DIR"
    );
    // Past the capture of the test harness: a check that did not happen must be seen.
    let thread = thread::current();
    let test = thread.name().unwrap_or("a test");
    let _ = writeln!(io::stderr(), "{test}: ignored for want of the official ACP files (set ACP_SPEC_DIR)");
    false
}

/// One bundle of a release as it was published, without the corrections: `agentic_checkout`, `delegate_payment`.
pub(crate) fn published(folder: &str, bundle: &str) -> Value {
    let root = source::root().expect("the official files are there");
    source::json(&root.join(format!("spec/{folder}/json-schema/schema.{bundle}.json")))
}

/// The bundles of a release, by name.
pub(crate) fn bundles(folder: &str) -> Vec<String> {
    let files = source::files(&format!("spec/{folder}/json-schema"), "json").into_iter();
    files.map(|(name, _)| name.trim_start_matches("schema.").to_owned()).collect()
}

/// Asserts that a body is what a release says it must be.
///
/// `definition` is a name under `$defs` of one of the release's schemas, e.g. `CheckoutSession`,
/// `CheckoutSessionWithOrder`, `Error`, `CheckoutSessionCreateRequest`, `DelegatePaymentRequest`, or one of the two that
/// only the webhook's `OpenAPI` has: `WebhookEvent`, `EventDataOrder`. A name that several schemas define means
/// the checkout's; `feed/Error` names another one's.
#[track_caller]
pub(crate) fn assert_valid(release: ApiVersion, definition: &str, body: &Value) {
    assert_valid_in(release.as_str(), definition, body);
}

/// [`assert_valid`] for a release by the name of its folder, or `2025-09-12` for what ChatGPT makes of 2025-09-29.
#[track_caller]
pub(crate) fn assert_valid_in(folder: &str, definition: &str, body: &Value) {
    if !required() {
        return;
    }
    let errors = errors(folder, definition, body);
    assert!(errors.is_empty(), "not a valid {definition} of {folder}:\n{}\nthe body:\n{body:#}", errors.join("\n"));
}

/// What is wrong with a body by the schemas of a release: where, and what. Empty if it is valid.
pub(crate) fn errors(folder: &str, definition: &str, body: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for error in validator(folder, definition).iter_errors(body) {
        describe(&error, 0, &mut lines);
    }
    lines
}

/// The compiled schema of one definition, with formats asserted. Compiled once per release and definition.
pub(crate) fn validator(folder: &str, definition: &str) -> Arc<Validator> {
    type Compiled = BTreeMap<(String, String), Arc<Validator>>;
    static COMPILED: OnceLock<Mutex<Compiled>> = OnceLock::new();

    // A definition that does not exist panics while the lock is held; what other tests compiled is still good.
    let mut compiled = COMPILED.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    let key = (folder.to_owned(), definition.to_owned());
    if let Some(validator) = compiled.get(&key) {
        return Arc::clone(validator);
    }
    let validator = jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .build(&bundle::schema(folder, definition))
        .unwrap_or_else(|error| panic!("{definition} of {folder} does not compile: {error}"));
    let validator = Arc::new(validator);
    compiled.insert(key, Arc::clone(&validator));
    validator
}

/// One line per error; under a choice, one more per branch, because "none of them" alone helps nobody.
fn describe(error: &ValidationError<'_>, depth: usize, lines: &mut Vec<String>) {
    let path = match error.instance_path().as_str() {
        "" => "(root)",
        path => path,
    };
    let message = match error.instance().as_ref() {
        Value::Array(_) | Value::Object(_) => error.masked_with("the value").to_string(),
        _ => error.to_string(),
    };
    lines.push(format!("{:indent$}{path}: {message}", "", indent = depth * 2));
    if let ValidationErrorKind::AnyOf { context }
    | ValidationErrorKind::OneOfNotValid { context }
    | ValidationErrorKind::OneOfMultipleValid { context } = error.kind()
    {
        for branch in context {
            for error in branch {
                describe(error, depth + 1, lines);
            }
        }
    }
}
