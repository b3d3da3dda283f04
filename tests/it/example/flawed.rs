//! Requests among the official examples that break their own schema: agents are built after them, so they are read.

use std::collections::BTreeMap;

use agentic_commerce::acp;
use agentic_commerce::json::{self, DecodeError};
use agentic_commerce::types::ApiVersion;
use serde_json::Value;

use crate::spec;

/// Reads a request; `None` if the definition is none of a checkout's requests.
fn read(version: ApiVersion, definition: &str, body: &Value) -> Option<Result<(), DecodeError>> {
    let text = body.get("payload").unwrap_or(body).to_string();
    let tree = json::parse(text.as_bytes()).expect("JSON");
    match definition {
        "CheckoutSessionCreateRequest" => Some(acp::decode_create(version, &tree).map(drop)),
        "mcp/update_checkout_session.arguments" => Some(acp::decode_update(version, &tree).map(drop)),
        "mcp/complete_checkout_session.arguments" => Some(acp::decode_complete(version, &tree).map(drop)),
        _ => None,
    }
}

// C-CAP-04, C-CRE-01, C-LI-01, C-MCP-02
#[test]
fn what_agents_may_send_after_them_is_read() {
    if !spec::required() {
        return;
    }
    let mut read_by_folder: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in spec::EXAMPLE_FOLDERS {
        // What is not released yet is read as the newest release.
        let version = match spec::release_of(folder) {
            "unreleased" => ApiVersion::LATEST,
            release => release.parse().expect("a release"),
        };
        for example in spec::example_files(folder).into_iter().filter(|example| example.flaw.is_some()) {
            let Some(outcome) = read(version, example.definition, &example.body) else { continue };
            let place = format!("{folder}/{} {}", example.file, example.name);
            match outcome {
                Ok(()) => *read_by_folder.entry(folder).or_default() += 1,
                // An instrument without type and credential: nothing could be charged.
                Err(error) => {
                    assert_eq!(example.name, "complete_checkout_session_request", "{place}: {error}");
                    assert_eq!(error.to_string(), "$.payment_data.instrument.type is missing", "{place}");
                }
            }
        }
    }
    for (folder, count) in
        [("2026-01-16", 7), ("2026-01-30", 5), ("2026-04-17", 7), ("unreleased", 2), (spec::UNSORTED, 5)]
    {
        assert_eq!(read_by_folder.get(folder), Some(&count), "{folder}");
    }
}
