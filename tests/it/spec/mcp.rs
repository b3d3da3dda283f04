//! The definitions of the MCP binding, which only its `OpenRPC` file has (C-SCH-08): for each method what a call carries,
//! `<method>.arguments`, and what it answers, `<method>.result`.

use serde_json::{Map, Value, json};

use super::source;

/// The name by which these definitions join the release's bundles.
pub(super) const BUNDLE: &str = "mcp";

/// The binding's definitions in a release that has one.
pub(super) fn bundle(folder: &str) -> Option<Value> {
    let file = source::root()?.join("spec").join(folder).join("openrpc/openrpc.agentic_checkout.json");
    let document = file.is_file().then(|| source::json(&file))?;
    let mut definitions = document["components"]["schemas"].as_object().expect("schemas").clone();
    for method in document["methods"].as_array().expect("methods") {
        let name = method["name"].as_str().expect("a name");
        let params = method["params"].as_array().expect("parameters");
        let properties: Map<String, Value> =
            params.iter().map(|param| (text(&param["name"]), local(&param["schema"]))).collect();
        let required: Vec<&Value> =
            params.iter().filter(|param| param["required"] == true).map(|param| &param["name"]).collect();
        let arguments = json!({ "type": "object", "properties": properties, "required": required });
        definitions.insert(format!("{name}.arguments"), arguments);
        definitions.insert(format!("{name}.result"), local(&method["result"]["schema"]));
    }
    Some(json!({ "$defs": definitions }))
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// A schema with its reference as one of our bundles would write it.
fn local(schema: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let target = reference.replace("../json-schema/", "").replace("#/components/schemas/", "#/$defs/");
            json!({ "$ref": target })
        }
        None => schema.clone(),
    }
}
