//! One way to write a schema, so that two of them can be compared.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

/// What is said to people, and what is said of the document.
const ANNOTATIONS: [&str; 8] = ["title", "description", "examples", "example", "default", "$comment", "$schema", "$id"];

/// The schema in its normal form: without annotations, with `allOf` joined, choices and lists in order, each thing said
/// in one way. A reference stays, if the name is one of `names`, and is followed otherwise.
pub(super) fn normal(schema: &Value, definitions: &Map<String, Value>, names: &BTreeSet<&str>) -> Value {
    let Value::Object(schema) = schema else {
        // `true` is the schema that says nothing; a broken schema stays what it is.
        return if *schema == json!(true) { json!({}) } else { schema.clone() };
    };
    let mut result = Map::new();
    for (keyword, value) in schema {
        let inner = |value: &Value| normal(value, definitions, names);
        let list = |value: &Value| -> Vec<Value> { value.as_array().into_iter().flatten().map(inner).collect() };
        match keyword.as_str() {
            keyword if ANNOTATIONS.contains(&keyword) => {}
            "$ref" => {
                let name = value.as_str().and_then(|target| target.strip_prefix("#/$defs/")).unwrap_or_default();
                if names.contains(name) {
                    join(&mut result, json!({ "$ref": name }));
                } else {
                    join(&mut result, inner(&definitions[name]));
                }
            }
            "allOf" => {
                let parts = list(value);
                let undeclared = undeclared(&parts);
                for part in parts {
                    join(&mut result, part);
                }
                if !undeclared.is_empty() {
                    join(&mut result, json!({ "undeclared": undeclared }));
                }
            }
            "oneOf" | "anyOf" => join(&mut result, choice(keyword, list(value))),
            "type" if value.is_array() => {
                let types = value.as_array().into_iter().flatten().map(|name| json!({ "type": name }));
                join(&mut result, choice("oneOf", types.collect()));
            }
            "const" => join(&mut result, json!({ "enum": [value] })),
            "properties" | "$defs" => {
                let properties = value.as_object().into_iter().flatten();
                let properties: Map<_, _> = properties.map(|(name, schema)| (name.clone(), inner(schema))).collect();
                join(&mut result, json!({ keyword: properties }));
            }
            "items" | "additionalProperties" | "if" | "then" | "else" | "not"
                if value.is_object() || value.is_boolean() =>
            {
                if *value != json!(true) {
                    join(&mut result, json!({ keyword: inner(value) }));
                }
            }
            "uniqueItems" if *value == json!(false) => {}
            _ => join(&mut result, json!({ keyword: value })),
        }
    }
    if result.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().all(Value::is_string)) {
        result.remove("type");
    }
    // `if` and its branches belong together, and several of them can be joined.
    if let Some(condition) = result.remove("if") {
        let branches = ["then", "else"].map(|branch| result.remove(branch).unwrap_or_else(|| json!({})));
        let conditions = result.entry("conditions").or_insert_with(|| json!([]));
        conditions.as_array_mut().expect("a list").push(json!([condition, branches]));
    }
    Value::Object(result)
}

/// The properties that some part of an `allOf` has and another one, which is closed, refuses.
fn undeclared(parts: &[Value]) -> BTreeSet<String> {
    let declares = |part: &Value, name: &str| part["properties"].get(name).is_some();
    let names = parts.iter().filter_map(|part| part["properties"].as_object()).flat_map(Map::keys);
    let closed: Vec<&Value> = parts.iter().filter(|part| part["additionalProperties"] == json!(false)).collect();
    names.filter(|name| closed.iter().any(|part| !declares(part, name))).cloned().collect()
}

/// Adds what another schema says of the same value.
pub(super) fn join(result: &mut Map<String, Value>, other: Value) {
    let Value::Object(other) = other else { panic!("{other} says nothing that can be joined") };
    for (keyword, value) in other {
        match (keyword.as_str(), result.get_mut(&keyword)) {
            ("required" | "enum" | "conditions", Some(Value::Array(list))) => {
                list.extend(value.as_array().expect("a list").iter().cloned());
                sort(list);
            }
            ("properties", Some(Value::Object(properties))) => {
                for (name, schema) in value.as_object().expect("properties") {
                    let said = properties.entry(name.clone()).or_insert_with(|| schema.clone());
                    assert_eq!(said, schema, "{name} is said twice");
                }
            }
            (_, Some(same)) => assert_eq!(*same, value, "{keyword} is said twice"),
            ("required" | "enum", None) => {
                let mut list = value.as_array().expect("a list").clone();
                sort(&mut list);
                if keyword == "enum" || !list.is_empty() {
                    result.insert(keyword, list.into());
                }
            }
            (_, None) => drop(result.insert(keyword, value)),
        }
    }
}

/// A choice: one between a value and null is a value that may be null; one between types is exclusive, by whatever
/// keyword; the order of the variants says nothing.
fn choice(keyword: &str, mut variants: Vec<Value>) -> Value {
    let null = json!({ "type": "null" });
    if let Some(at) = variants.iter().position(|variant| *variant == null)
        && variants.len() == 2
    {
        variants.remove(at);
        let mut value = variants.remove(0);
        value["nullable"] = json!(true);
        return value;
    }
    sort(&mut variants);
    let types: BTreeSet<&str> = variants.iter().filter_map(|variant| variant["type"].as_str()).collect();
    let keyword = if types.len() == variants.len() { "oneOf" } else { keyword };
    json!({ keyword: variants })
}

fn sort(list: &mut Vec<Value>) {
    list.sort_by_key(Value::to_string);
    list.dedup();
}
