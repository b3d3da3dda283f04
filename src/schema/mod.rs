//! The JSON Schemas of the protocol, release by release, made of the types of [`acp`](crate::acp).
//!
//! For whoever builds on the protocol: the input schema of a tool, a validator beside a proxy, code in another language.
//! They say what may be written in a release, and equal the official files but for the differences that a test of this
//! crate lists, each with its reason; so closed objects are closed, listed values are listed, and null stands nowhere
//! but in an update, where it clears a field. (Reading is more tolerant than that.) The same schemas lie ready under
//! `schemas/` in the package, one document of draft 2020-12 for each official file.
//!
//! ```
//! use agentic_commerce::schema;
//! use agentic_commerce::types::ApiVersion;
//!
//! // One definition, with the definitions that it needs and no others.
//! let create = schema::schema_for(ApiVersion::V2026_04_17, "CheckoutSessionCreateRequest").unwrap();
//! assert_eq!(create["$ref"], "#/$defs/CheckoutSessionCreateRequest");
//! assert!(create["$defs"].get("Buyer").is_some() && create["$defs"].get("Order").is_none());
//!
//! // All definitions of a release, by the official file in which they stand.
//! let files = schema::all(ApiVersion::V2025_09_29);
//! let address = &files["agentic_checkout"]["$defs"]["Address"];
//! assert_eq!(address["additionalProperties"], false);
//! assert_eq!(schema::releases().next(), Some(ApiVersion::V2025_09_29));
//! ```
//!
//! The types themselves implement [`schemars::JsonSchema`], for schemas of your own that contain them. What schemars
//! makes of them is looser than what stands here: it lets optional fields be null and leaves objects open.

mod definition;
mod file;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::types::ApiVersion;

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The releases that have schemas, oldest first.
pub fn releases() -> impl Iterator<Item = ApiVersion> {
    ApiVersion::ALL.iter().rev().copied()
}

/// The schema of one definition of a release, such as `CheckoutSession`: a document of its own, with the definitions
/// that it refers to. `None` if the release has no such definition.
///
/// A name that several files define means the checkout's; `delegate_payment/Error` names another one's.
#[must_use]
pub fn schema_for(release: ApiVersion, definition: &str) -> Option<Value> {
    let (file, name) = definition.split_once('/').map_or((None, definition), |(file, name)| (Some(file), name));
    let definitions = file::of(release)
        .filter(|candidate| file.is_none_or(|file| file == candidate.name))
        .map(file::File::definitions)
        .find(|definitions| definitions.contains_key(name))?;
    let needed = reachable(&definitions, name);
    let definitions: Map<String, Value> = definitions.into_iter().filter(|(name, _)| needed.contains(name)).collect();
    Some(json!({ "$schema": DIALECT, "$ref": format!("#/$defs/{name}"), "$defs": definitions }))
}

/// Every definition of a release: a document for each official file, by the name of the file. The official
/// `schema.agentic_checkout.json` is `agentic_checkout`.
#[must_use]
pub fn all(release: ApiVersion) -> BTreeMap<&'static str, Value> {
    file::of(release)
        .map(|file| {
            let title = format!("Agentic Commerce Protocol {release}: {}", file.name);
            (file.name, json!({ "$schema": DIALECT, "title": title, "$defs": file.definitions() }))
        })
        .collect()
}

/// A definition and all that it refers to.
fn reachable(definitions: &Map<String, Value>, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([name.to_owned()]);
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop() {
        if let Some(schema) = definitions.get(&name) {
            references(schema, &mut |target| {
                if found.insert(target.to_owned()) {
                    open.push(target.to_owned());
                }
            });
        }
    }
    found
}

/// Calls back with each name under `$defs` that a schema refers to.
fn references(schema: &Value, found: &mut impl FnMut(&str)) {
    match schema {
        Value::Object(object) => {
            if let Some(target) = object.get("$ref").and_then(Value::as_str) {
                found(target.trim_start_matches("#/$defs/"));
            }
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}
