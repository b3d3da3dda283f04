//! The published schemas: current, and equal to the official ones but for what is listed.

mod compare;
mod difference;
mod normal;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use agentic_commerce::schema;
use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use crate::spec;
use difference::{COUNT, DIFFERENCES, UNPUBLISHED};

/// `schemas/` is what the example writes.
#[test]
fn the_files_of_the_package_are_current() {
    let root = crate::package().join("schemas");
    let read = |folder: &std::path::Path| -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    };
    let releases: Vec<&str> = schema::releases().map(ApiVersion::as_str).collect();
    assert_eq!(read(&root), releases);
    for release in schema::releases() {
        let folder = root.join(release.as_str());
        let files = schema::all(release);
        assert_eq!(read(&folder), files.keys().map(|name| format!("{name}.json")).collect::<Vec<_>>());
        for (name, document) in files {
            let written = fs::read_to_string(folder.join(format!("{name}.json"))).expect("a readable file");
            assert!(
                written == format!("{document:#}\n"),
                "{release}/{name}.json is old: cargo run --example schemas --features schemars"
            );
        }
    }
}

/// Every difference is listed, and everything that is listed is a difference.
#[test]
fn the_schemas_are_the_official_ones_but_for_what_is_listed() {
    if !spec::required() {
        return;
    }
    let mut used = vec![false; DIFFERENCES.len()];
    let mut unlisted = Vec::new();
    let mut found = 0;
    for release in schema::releases() {
        for (file, ours) in schema::all(release) {
            for difference in compare::documents(&spec::published(release.as_str(), file), &ours) {
                found += 1;
                match DIFFERENCES.iter().position(|listed| listed.covers(release, file, &difference.place)) {
                    Some(at) => used[at] = true,
                    None => unlisted.push(format!("{release} {file} {difference}")),
                }
            }
        }
    }
    assert!(unlisted.is_empty(), "not listed:\n{}", unlisted.join("\n"));
    let listed = DIFFERENCES.iter().zip(used).filter(|(_, used)| !used);
    let unused: Vec<String> = listed.map(|(listed, _)| format!("{} ({})", listed.place, listed.reason)).collect();
    assert!(unused.is_empty(), "listed, but no difference any more:\n{}", unused.join("\n"));
    assert_eq!(found, COUNT);
}

/// Every official file is published, but for those that are listed.
#[test]
fn every_official_file_is_published_or_listed() {
    if !spec::required() {
        return;
    }
    let mut missing = BTreeSet::new();
    for release in schema::releases() {
        let published = schema::all(release);
        missing
            .extend(spec::bundles(release.as_str()).into_iter().filter(|name| !published.contains_key(name.as_str())));
    }
    let listed: Vec<&str> = UNPUBLISHED.iter().map(|(name, _)| *name).collect();
    assert_eq!(missing.into_iter().collect::<Vec<_>>(), listed);
}

/// The documents are valid schemas, on their own and by definition, and take what the official schemas take.
#[test]
fn official_examples_are_valid() {
    if !spec::required() {
        return;
    }
    let mut checked = BTreeMap::new();
    for release in schema::releases() {
        for example in spec::example_files(release.as_str()) {
            let Some(schema) = schema::schema_for(release, example.definition) else { continue };
            let validator = jsonschema::draft202012::new(&schema).expect("a valid schema");
            let problem = validator.iter_errors(&example.body).next().map(|error| error.to_string());
            match (example.flaw, problem) {
                (None, None) => *checked.entry(release).or_insert(0) += 1,
                (None, Some(problem)) => panic!("{release} {}/{}: {problem}", example.file, example.name),
                // C-DA-01: no result is valid by the official definition, and every one by ours.
                (Some("'authentication_result' was unexpected"), None) | (Some(_), Some(_)) => {}
                (Some(flaw), None) => panic!("{release} {}/{} passes in spite of {flaw}", example.file, example.name),
            }
        }
    }
    assert_eq!(checked.keys().copied().collect::<Vec<_>>(), schema::releases().collect::<Vec<_>>());
}

#[test]
fn a_definition_brings_what_it_refers_to_and_nothing_else() {
    let schema = schema::schema_for(ApiVersion::V2025_09_29, "PaymentData").expect("a definition");
    let names: Vec<&String> = schema["$defs"].as_object().expect("definitions").keys().collect();
    assert_eq!(names, ["Address", "PaymentData", "PaymentProviderName"]);
    let by_file = schema::schema_for(ApiVersion::V2025_09_29, "agentic_checkout/PaymentData");
    assert_eq!(by_file, Some(schema));
    assert_eq!(schema::schema_for(ApiVersion::V2025_09_29, "Capabilities"), None);
    assert_eq!(schema::schema_for(ApiVersion::V2025_09_29, "elsewhere/PaymentData"), None);
}

/// Two types of one name would be told apart by a number.
#[test]
fn every_definition_has_a_name_of_its_own() {
    for release in schema::releases() {
        for (file, document) in schema::all(release) {
            for name in document["$defs"].as_object().expect("definitions").keys() {
                assert!(!name.ends_with(|end: char| end.is_ascii_digit()), "{release} {file}: {name}");
            }
        }
    }
}

/// C-UPD-01, and what a bare `Option` would publish.
#[test]
fn null_clears_a_field_of_an_update_and_stands_nowhere_else() {
    for (release, lines) in [(ApiVersion::V2025_09_29, "items"), (ApiVersion::V2026_04_17, "line_items")] {
        let valid = |definition: &str, body: Value| {
            let schema = schema::schema_for(release, definition).expect("a definition");
            jsonschema::draft202012::is_valid(&schema, &body)
        };
        assert!(valid("CheckoutSessionUpdateRequest", json!({ "buyer": null, lines: null })));
        assert!(!valid("CheckoutSessionUpdateRequest", json!({ "buyer": 1 })));
        assert!(valid("Error", json!({ "type": "invalid_request", "code": "c", "message": "m" })));
        assert!(!valid("Error", json!({ "type": "invalid_request", "code": "c", "message": "m", "param": null })));
        assert!(!valid("Error", json!({ "type": "invalid_request", "code": "c", "message": "m", "more": 1 })));
    }
}
