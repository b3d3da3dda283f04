//! Where two documents of definitions differ.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value, json};

use super::normal::{join, normal};

/// One difference.
pub(super) struct Found {
    /// The definition, the way into it and what is said differently there:
    /// `CheckoutSession.line_items[].quantity: minimum`.
    pub(super) place: String,
    official: String,
    ours: String,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n    official {}\n    ours     {}", self.place, self.official, self.ours)
    }
}

/// Every difference between the definitions of two documents. A definition of ours that the official document has under
/// no name is compared where it is referred to.
pub(super) fn documents(official: &Value, ours: &Value) -> Vec<Found> {
    let (official, ours) = (definitions(official), definitions(ours));
    let names: BTreeSet<&str> = official.keys().filter(|name| ours.contains_key(*name)).map(String::as_str).collect();
    let mut comparison = Comparison { official, ours, names: &names, found: Vec::new() };
    for name in official.keys() {
        match ours.get(name) {
            Some(schema) => {
                comparison.schemas(name, normal(&official[name], official, &names), normal(schema, ours, &names));
            }
            None => comparison.note(name, "definition", json!("defined"), json!(null)),
        }
    }
    comparison.found
}

fn definitions(document: &Value) -> &Map<String, Value> {
    document["$defs"].as_object().expect("definitions")
}

struct Comparison<'a> {
    official: &'a Map<String, Value>,
    ours: &'a Map<String, Value>,
    /// The definitions of both documents.
    names: &'a BTreeSet<&'a str>,
    found: Vec<Found>,
}

impl Comparison<'_> {
    fn note(&mut self, path: &str, keyword: &str, official: Value, ours: Value) {
        let side = |value: Value| if value.is_null() { "nothing".to_owned() } else { value.to_string() };
        let place = format!("{path}: {keyword}");
        self.found.push(Found { place, official: side(official), ours: side(ours) });
    }

    fn schemas(&mut self, path: &str, official: Value, ours: Value) {
        if official == ours {
            return;
        }
        let (Value::Object(mut official), Value::Object(mut ours)) = (official.clone(), ours.clone()) else {
            return self.note(path, "schema", official, ours);
        };
        if official.get("$ref") != ours.get("$ref") {
            follow(&mut official, self.official, self.names);
            follow(&mut ours, self.ours, self.names);
        }
        let keywords: BTreeSet<String> = official.keys().chain(ours.keys()).cloned().collect();
        for keyword in keywords {
            let take = |side: &mut Map<String, Value>| side.remove(&keyword).unwrap_or_default();
            let (official, ours) = (take(&mut official), take(&mut ours));
            match (keyword.as_str(), &official, &ours) {
                _ if official == ours => {}
                ("properties", _, _) => self.properties(path, &official, &ours),
                ("items", Value::Object(_), Value::Object(_)) => self.schemas(&format!("{path}[]"), official, ours),
                ("additionalProperties", Value::Object(_), Value::Object(_)) => {
                    self.schemas(&format!("{path}.*"), official, ours);
                }
                ("oneOf" | "anyOf", Value::Array(theirs), Value::Array(own)) if theirs.len() == own.len() => {
                    for (at, (official, ours)) in theirs.iter().zip(own).enumerate() {
                        self.schemas(&format!("{path}({at})"), official.clone(), ours.clone());
                    }
                }
                _ => self.note(path, &keyword, official, ours),
            }
        }
    }

    fn properties(&mut self, path: &str, official: &Value, ours: &Value) {
        let none = Map::new();
        let (official, ours) = (official.as_object().unwrap_or(&none), ours.as_object().unwrap_or(&none));
        for name in official.keys().chain(ours.keys()).collect::<BTreeSet<_>>() {
            let path = format!("{path}.{name}");
            match (official.get(name), ours.get(name)) {
                (Some(official), Some(ours)) => self.schemas(&path, official.clone(), ours.clone()),
                (official, ours) => {
                    self.note(
                        &path,
                        "property",
                        official.cloned().unwrap_or_default(),
                        ours.cloned().unwrap_or_default(),
                    );
                }
            }
        }
    }
}

/// Puts the definition in the place of a reference to it.
fn follow(schema: &mut Map<String, Value>, definitions: &Map<String, Value>, names: &BTreeSet<&str>) {
    let Some(Value::String(name)) = schema.remove("$ref") else { return };
    join(schema, normal(&definitions[&name], definitions, names));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The places of the differences between two definitions `A`.
    fn places(official: Value, ours: Value) -> Vec<String> {
        let document = |schema| json!({ "$defs": { "A": schema, "B": { "type": "string" } } });
        documents(&document(official), &document(ours)).into_iter().map(|found| found.place).collect()
    }

    #[test]
    fn what_is_said_in_another_way_is_no_difference() {
        for (official, ours) in [
            (json!({ "const": "a", "type": "string" }), json!({ "enum": ["a"], "description": "A." })),
            (json!({ "enum": ["a", "b"] }), json!({ "enum": ["b", "a"] })),
            (json!({ "oneOf": [{ "$ref": "#/$defs/A" }, {}] }), json!({ "oneOf": [{}, { "$ref": "#/$defs/A" }] })),
            (json!({ "type": ["string", "number"] }), json!({ "anyOf": [{ "type": "number" }, { "type": "string" }] })),
            (json!({ "type": "object", "additionalProperties": true }), json!({ "type": "object" })),
            (
                json!({ "required": ["a", "b"], "properties": { "a": true, "b": {} } }),
                json!({ "allOf": [{ "required": ["b"], "properties": { "b": {} } }, { "$ref": "#/$defs/C" }] }),
            ),
        ] {
            let with_part =
                |schema| json!({ "$defs": { "A": schema, "C": { "required": ["a"], "properties": { "a": {} } } } });
            let mut official = with_part(official);
            official["$defs"].as_object_mut().unwrap().remove("C");
            let found: Vec<String> =
                documents(&official, &with_part(ours)).into_iter().map(|found| found.to_string()).collect();
            assert_eq!(found, [""; 0]);
        }
    }

    #[test]
    fn whatever_is_said_differently_is_found_where_it_is() {
        let object = |property: Value| json!({ "type": "object", "properties": { "p": property } });
        for (official, ours, place) in [
            (object(json!({ "type": "string" })), object(json!({ "type": "integer" })), "A.p: type"),
            (object(json!({ "type": "string" })), json!({ "type": "object" }), "A.p: property"),
            (object(json!({ "format": "uri" })), object(json!({})), "A.p: format"),
            (object(json!({ "pattern": "^a" })), object(json!({ "pattern": "^b" })), "A.p: pattern"),
            (object(json!({ "minimum": 1 })), object(json!({ "minimum": 0 })), "A.p: minimum"),
            (object(json!({ "maxLength": 1 })), object(json!({})), "A.p: maxLength"),
            (object(json!({ "enum": ["a"] })), object(json!({ "enum": ["a", "b"] })), "A.p: enum"),
            (object(json!({ "type": "string" })), object(json!({ "type": ["string", "null"] })), "A.p: nullable"),
            (object(json!({ "$ref": "#/$defs/B" })), object(json!({ "type": "integer" })), "A.p: type"),
            (
                object(json!({ "items": { "$ref": "#/$defs/B" } })),
                object(json!({ "items": { "$ref": "#/$defs/A" } })),
                "A.p[].p: property",
            ),
            (
                object(json!({ "additionalProperties": { "type": "string" } })),
                object(json!({ "additionalProperties": { "type": "number" } })),
                "A.p.*: type",
            ),
            (
                object(json!({ "oneOf": [{ "type": "string" }, { "required": ["a"] }] })),
                object(json!({ "oneOf": [{ "type": "string" }, { "required": ["b"] }] })),
                "A.p(0): required",
            ),
            (json!({ "additionalProperties": false }), json!({}), "A: additionalProperties"),
            (json!({ "required": ["a", "b"] }), json!({ "required": ["a"] }), "A: required"),
            (json!({ "uniqueItems": true }), json!({}), "A: uniqueItems"),
            (
                json!({ "allOf": [{ "additionalProperties": false }, { "properties": { "p": {} } }] }),
                json!({ "additionalProperties": false, "properties": { "p": {} } }),
                "A: undeclared",
            ),
            (json!({ "if": { "required": ["a"] }, "then": false }), json!({}), "A: conditions"),
            (json!({ "anyOf": [{ "required": ["a"] }] }), json!({}), "A: anyOf"),
        ] {
            let found = places(official, ours);
            assert!(found.iter().any(|found| found == place), "{place} is not among {found:?}");
        }
        let found = documents(&json!({ "$defs": { "A": {} } }), &json!({ "$defs": {} }));
        assert_eq!(found[0].place, "A: definition");
    }
}
