//! From what schemars makes of the types to what the protocol publishes.

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value, json};

/// Makes definitions say what the protocol says.
pub(super) fn finish(mut definitions: Map<String, Value>) -> Map<String, Value> {
    give_variants_their_tag(&mut definitions);
    if definitions.contains_key("CheckoutSession") {
        // The answer to a complete. One type of Rust is both, with an `order` that can be absent.
        let session = json!({ "allOf": [{ "$ref": "#/$defs/CheckoutSession" }], "required": ["order"] });
        definitions.insert("CheckoutSessionWithOrder".to_owned(), session);
    }
    for definition in definitions.values_mut() {
        if let Ok(schema) = <&mut Schema>::try_from(definition) {
            RecursiveTransform(not_null).transform(schema);
            RecursiveTransform(without_width).transform(schema);
            RecursiveTransform(closed).transform(schema);
            RecursiveTransform(plain).transform(schema);
        }
    }
    definitions
}

/// Gives definitions other names, of which each pair holds the old and the new one.
pub(super) fn rename(definitions: Map<String, Value>, names: &[(&str, &str)]) -> Map<String, Value> {
    let new = |old: &str| names.iter().find(|(name, _)| *name == old).map_or(old, |(_, new)| new).to_owned();
    let mut point = RecursiveTransform(|schema: &mut Schema| {
        if let Some(Value::String(target)) = schema.get_mut("$ref") {
            *target = format!("#/$defs/{}", new(target.trim_start_matches("#/$defs/")));
        }
    });
    let renamed = definitions.into_iter().map(|(name, mut definition)| {
        if let Ok(schema) = <&mut Schema>::try_from(&mut definition) {
            point.transform(schema);
        }
        (new(&name), definition)
    });
    renamed.collect()
}

/// Applies a merge patch (RFC 7396): what it names is set, and what it sets to null is removed.
pub(super) fn merge(target: &mut Map<String, Value>, patch: Value) {
    let Value::Object(patch) = patch else { return };
    for (name, value) in patch {
        match (target.get_mut(&name), value) {
            (_, Value::Null) => drop(target.remove(&name)),
            (Some(Value::Object(inner)), value @ Value::Object(_)) => merge(inner, value),
            (_, value) => drop(target.insert(name, value)),
        }
    }
}

/// Moves the tag of a choice (`"type": "shipping"`) from the choice into the variant that it refers to: there the
/// protocol declares it, and a closed object cannot be extended from outside.
fn give_variants_their_tag(definitions: &mut Map<String, Value>) {
    let mut tags = Vec::new();
    for choice in definitions.values_mut() {
        let variants = choice.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
        for variant in variants.filter_map(Value::as_object_mut) {
            let Some(name) = variant.get("$ref").and_then(Value::as_str) else { continue };
            let name = name.trim_start_matches("#/$defs/").to_owned();
            let (properties, required) = (variant.remove("properties"), variant.remove("required"));
            variant.remove("type");
            if let (Some(Value::Object(properties)), Some(Value::Array(required))) = (properties, required) {
                tags.push((name, properties, required));
            }
        }
    }
    for (name, mut tag, mut required) in tags {
        let Some(variant) = definitions.get_mut(&name).and_then(Value::as_object_mut) else { continue };
        if let Some(Value::Object(properties)) = variant.get_mut("properties") {
            tag.append(properties);
            *properties = tag;
        }
        if let Some(Value::Array(others)) = variant.get_mut("required") {
            required.append(others);
            *others = required;
        }
    }
}

/// What schemars makes of an `Option` can be null; an optional field of the protocol cannot. A `Patch` can, and says so
/// by `oneOf`.
fn not_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_mut_slice() {
            let only = only.take();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choice)) = schema.get_mut("anyOf") else { return };
    if let [Value::Object(value), null] = choice.as_mut_slice()
        && *null == json!({ "type": "null" })
    {
        let value = std::mem::take(value);
        schema.remove("anyOf");
        for (keyword, value) in value {
            schema.ensure_object().entry(keyword).or_insert(value);
        }
    }
}

/// How wide an integer is in Rust is nobody's business on the wire.
fn without_width(schema: &mut Schema) {
    if schema.get("type").is_some_and(|name| name == "integer" || name == "number") {
        schema.remove("format");
    }
}

/// Objects of the protocol are closed; a type whose object is open says so itself.
fn closed(schema: &mut Schema) {
    if schema.get("type").is_some_and(|name| name == "object") && schema.get("properties").is_some() {
        schema.ensure_object().entry("additionalProperties").or_insert(Value::Bool(false));
    }
}

/// What rustdoc reads, for those who do not read it with rustdoc: one line for a paragraph, and names that lead nowhere.
fn plain(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        let paragraphs: Vec<String> = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
        *text = paragraphs.join("\n\n").replace("[`", "`").replace("`]", "`");
    }
}
