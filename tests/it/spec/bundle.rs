//! The schemas of a release as one document.
//!
//! Every bundle calls itself by the same `$id` in every release, and those that refer to another do it by file name
//! (C-SCH-03). So each bundle goes without its `$id` under `$defs/<bundle>`, and each reference is rewritten to where
//! its target then stands.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Map, Value, json};

use super::{chatgpt, mcp, patch, source, webhook};

/// The bundle that a bare name means.
pub(super) const CHECKOUT: &str = "agentic_checkout";

/// The schemas of a release by the names of their files: `schema.feed.json` is `feed`.
type Bundles = BTreeMap<String, Value>;

/// A schema that accepts what `definition` of the release accepts.
pub(super) fn schema(folder: &str, definition: &str) -> Value {
    let bundles = release(folder);
    let (bundle, name) = locate(&bundles, definition).unwrap_or_else(|problem| panic!("{folder}: {problem}"));
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": format!("#/$defs/{bundle}/$defs/{name}"),
        "$defs": *bundles,
    })
}

/// Finds a definition: `feed/Error` in that bundle, `Error` in the checkout's bundle, else in the only one that has it.
fn locate<'a>(bundles: &'a Bundles, definition: &'a str) -> Result<(&'a str, &'a str), String> {
    let defines = |bundle: &str, name: &str| {
        bundles.get(bundle).and_then(|schema| schema.get("$defs")).is_some_and(|defs| defs.get(name).is_some())
    };
    if let Some((bundle, name)) = definition.split_once('/') {
        return defines(bundle, name).then_some((bundle, name)).ok_or(format!("no definition {definition}"));
    }
    if defines(CHECKOUT, definition) {
        return Ok((CHECKOUT, definition));
    }
    let found: Vec<&str> = bundles.keys().map(String::as_str).filter(|bundle| defines(bundle, definition)).collect();
    match found[..] {
        [] => Err(format!("no definition {definition}")),
        [bundle] => Ok((bundle, definition)),
        _ => Err(format!("{definition} stands in {found:?}: say which, as in {}/{definition}", found[0])),
    }
}

/// The schemas of a release: patched, joined, read once.
fn release(folder: &str) -> Arc<Bundles> {
    static RELEASES: OnceLock<Mutex<BTreeMap<String, Arc<Bundles>>>> = OnceLock::new();

    let mut releases = RELEASES.get_or_init(Mutex::default).lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(bundles) = releases.get(folder) {
        return Arc::clone(bundles);
    }
    let published = if folder == chatgpt::FOLDER { chatgpt::RELEASE } else { folder };
    let mut bundles: Bundles = source::files(&format!("spec/{published}/json-schema"), "json")
        .into_iter()
        .map(|(name, path)| (name.trim_start_matches("schema.").to_owned(), source::json(&path)))
        .collect();
    patch::apply(published, &mut bundles);
    let events = webhook::bundle(published, &bundles[CHECKOUT]);
    bundles.insert(webhook::BUNDLE.to_owned(), events);
    if folder != published {
        patch::apply(folder, &mut bundles);
    }
    if let Some(calls) = mcp::bundle(published) {
        bundles.insert(mcp::BUNDLE.to_owned(), calls);
    }
    for (name, schema) in &mut bundles {
        let root = schema.as_object_mut().expect("a bundle is an object");
        root.remove("$id");
        root.remove("$schema");
        join(name, schema);
    }
    let bundles = Arc::new(bundles);
    releases.insert(folder.to_owned(), Arc::clone(&bundles));
    bundles
}

/// Points each `$ref` of a bundle to where its target stands in the joined document.
fn join(bundle: &str, schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            redirect(bundle, object);
            object.values_mut().for_each(|inner| join(bundle, inner));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| join(bundle, inner)),
        _ => {}
    }
}

fn redirect(bundle: &str, object: &mut Map<String, Value>) {
    let Some(Value::String(reference)) = object.get_mut("$ref") else { return };
    let (file, pointer) = reference.split_once('#').expect("a reference into a bundle");
    let target = match file {
        "" => bundle,
        file => file
            .strip_prefix("schema.")
            .and_then(|file| file.strip_suffix(".json"))
            .unwrap_or_else(|| panic!("{bundle} refers to {file}")),
    };
    *reference = format!("#/$defs/{target}{pointer}");
}
