//! The schemas themselves: what they accept of the official examples, what the patches let through and what they do not.

use std::collections::{BTreeMap, BTreeSet};

use agentic_commerce::types::ApiVersion;
use serde_json::{Value, json};

use super::{EXAMPLE_FOLDERS, RELEASES, assert_valid, errors, example, example_files, flaw, required, source, webhook};

/// Valid and invalid examples per folder and file, as counted with another validator (Python's jsonschema).
const COUNTS: &[(&str, &str, usize, usize)] = &[
    ("2025-09-29", "examples.agentic_checkout", 9, 1),
    ("2025-09-29", "examples.delegate_payment", 5, 0),
    ("2025-12-12", "examples.agentic_checkout", 14, 0),
    ("2025-12-12", "examples.delegate_payment", 5, 0),
    ("2026-01-16", "examples.agentic_checkout", 18, 0),
    ("2026-01-16", "examples.capability_negotiation", 0, 14),
    ("2026-01-16", "examples.delegate_payment", 5, 0),
    ("2026-01-30", "discount-extension", 0, 10),
    ("2026-01-30", "examples.agentic_checkout", 19, 0),
    ("2026-01-30", "examples.delegate_payment", 5, 0),
    ("2026-04-17", "discount-extension", 0, 10),
    ("2026-04-17", "examples.agentic_checkout", 27, 3),
    ("2026-04-17", "examples.delegate_authentication", 18, 5),
    ("2026-04-17", "examples.delegate_payment", 7, 0),
    ("2026-04-17", "examples.feed", 7, 0),
    ("2026-04-17", "examples.mcp.agentic_checkout", 5, 7),
    ("2026-04-17", "examples.multi_item_checkout", 0, 2),
    ("2026-04-17", "orders", 5, 5),
    ("unreleased", "examples.agentic_checkout", 27, 3),
    ("unreleased", "examples.delegate_authentication", 18, 5),
    ("unreleased", "examples.delegate_payment", 7, 0),
    ("unreleased", "examples.feed", 8, 0),
    ("unreleased", "examples.intent_traces", 12, 0),
    ("unreleased", "examples.mcp.agentic_checkout", 5, 7),
    ("unreleased", "examples.multi_item_checkout", 0, 2),
    (example::UNSORTED, "discount-extension", 0, 10),
    (example::UNSORTED, "orders", 5, 5),
];

#[test]
fn every_official_example_is_as_valid_as_known() {
    if !required() {
        return;
    }
    let mut surprises = Vec::new();
    let mut counts: BTreeMap<(&str, String), (usize, usize)> = BTreeMap::new();
    for folder in EXAMPLE_FOLDERS {
        for example in example_files(folder) {
            let errors = errors(example::release_of(folder), example.definition, &example.body);
            let group = example.file.split('/').next().unwrap_or_default().to_owned();
            let (valid, invalid) = counts.entry((folder, group)).or_default();
            *(if errors.is_empty() { valid } else { invalid }) += 1;

            let surprise = match example.flaw {
                None if errors.is_empty() => continue,
                None => format!("is not valid:\n    {}", errors.join("\n    ")),
                Some(flaw) if errors.is_empty() => format!("is valid, but was listed for: {flaw}"),
                Some(flaw) if errors.iter().any(|error| error.contains(flaw)) => continue,
                Some(flaw) => format!("fails for something else than {flaw}:\n    {}", errors.join("\n    ")),
            };
            surprises.push(format!("{folder}/{} {} ({}) {surprise}", example.file, example.name, example.definition));
        }
    }
    assert!(surprises.is_empty(), "{}", surprises.join("\n"));

    let expected: BTreeMap<(&str, String), (usize, usize)> =
        COUNTS.iter().map(|&(folder, group, valid, invalid)| ((folder, group.to_owned()), (valid, invalid))).collect();
    assert_eq!(counts, expected);
    let sum = counts.values().fold((0, 0), |(valid, invalid), (more, worse)| (valid + more, invalid + worse));
    assert_eq!(sum, (231, 89));
}

#[test]
fn every_listed_flaw_belongs_to_an_example() {
    if !required() {
        return;
    }
    let listed: usize = flaw::listed_flaws().count();
    let used = EXAMPLE_FOLDERS
        .iter()
        .flat_map(|folder| example_files(folder).into_iter().map(move |example| (*folder, example)))
        .filter(|(_, example)| example.flaw.is_some())
        .map(|(folder, example)| (folder, example.file.split('/').next().map(str::to_owned), example.name))
        .collect::<BTreeSet<_>>();
    assert_eq!(used.len(), listed, "a flaw is listed for an example that does not exist");
}

#[test]
fn a_completed_session_of_the_first_release_carries_its_order() {
    if !required() {
        return;
    }
    // C-SCH-01: no instance can satisfy the definition as published.
    let mut session = checkout_example("2025-09-29", "complete_checkout_session_response");
    assert!(!errors("2025-09-29", "CheckoutSessionWithOrder", &session).is_empty());
    session["order"] = json!({
        "id": "order_1",
        "checkout_session_id": "checkout_session_123",
        "permalink_url": "https://www.example.com/orders/1",
    });
    assert_valid(ApiVersion::V2025_09_29, "CheckoutSessionWithOrder", &session);
    session["order_id"] = json!("order_1");
    assert!(!errors("2025-09-29", "CheckoutSessionWithOrder", &session).is_empty());
}

#[test]
fn a_quantity_of_the_first_release_is_above_zero() {
    if !required() {
        return;
    }
    // C-SCH-02
    for (quantity, valid) in [(json!(1), true), (json!(0.5), true), (json!(0), false), (json!(-1), false)] {
        let request = json!({ "items": [{ "id": "item_123", "quantity": quantity }] });
        assert_eq!(errors("2025-09-29", "CheckoutSessionCreateRequest", &request).is_empty(), valid, "{quantity}");
    }
}

#[test]
fn a_requested_item_has_a_quantity_and_the_item_of_a_line_has_none() {
    if !required() {
        return;
    }
    // C-LI-01, C-CART-01
    let items = |quantity: Value| json!([{ "id": "item_123", "quantity": quantity }]);
    for folder in ["2026-01-30", "2026-04-17"] {
        let create = |quantity| json!({ "currency": "usd", "capabilities": {}, "line_items": items(quantity) });
        assert_eq!(errors(folder, "CheckoutSessionCreateRequest", &create(json!(2))), [""; 0]);
        assert!(!errors(folder, "CheckoutSessionCreateRequest", &create(json!(0))).is_empty());
        assert!(!errors(folder, "CheckoutSessionCreateRequest", &create(json!(1.5))).is_empty());
        assert_eq!(errors(folder, "CheckoutSessionUpdateRequest", &json!({ "line_items": items(json!(2)) })), [""; 0]);

        let mut session = checkout_example(folder, "create_checkout_session_response");
        assert_eq!(errors(folder, "CheckoutSession", &session), [""; 0]);
        session["line_items"][0]["item"]["quantity"] = json!(2);
        assert!(!errors(folder, "CheckoutSession", &session).is_empty());
    }
    let cart = json!({ "line_items": items(json!(2)) });
    assert_valid(ApiVersion::V2026_04_17, "CartCreateRequest", &cart);
    assert_valid(ApiVersion::V2026_04_17, "CartUpdateRequest", &cart);
}

#[test]
fn an_empty_list_of_extensions_is_not_valid() {
    if !required() {
        return;
    }
    // C-SCH-11 stands as published: the list is left out when it is empty.
    for folder in ["2026-01-30", "2026-04-17"] {
        assert_eq!(errors(folder, "Capabilities", &json!({})), [""; 0]);
        assert!(!errors(folder, "Capabilities", &json!({ "extensions": [] })).is_empty());
    }
}

#[test]
fn formats_are_asserted() {
    if !required() {
        return;
    }
    let buyer = |email: &str| json!({ "first_name": "Ada", "last_name": "L", "email": email });
    let order = |url: &str| json!({ "id": "o", "checkout_session_id": "c", "permalink_url": url });
    let allowance = |expires: &str| {
        json!({ "max_amount": 1, "currency": "usd", "reason": "one_time",
        "checkout_session_id": "c", "merchant_id": "m", "expires_at": expires })
    };
    for folder in RELEASES {
        for (definition, good, bad) in [
            ("Buyer", buyer("ada@example.com"), buyer("ada")),
            ("Order", order("https://example.com/o"), order("/o")),
            ("Allowance", allowance("2026-04-17T12:00:00Z"), allowance("2026-04-17 12:00")),
        ] {
            assert_eq!(errors(folder, definition, &good), [""; 0], "{definition} of {folder}");
            assert_eq!(errors(folder, definition, &bad).len(), 1, "{definition} of {folder}");
        }
    }
}

#[test]
fn an_error_tells_where_and_what_and_shows_every_branch() {
    if !required() {
        return;
    }
    let mut session = checkout_example("2025-09-29", "create_checkout_session_response");
    session["totals"][0]["amount"] = json!("300");
    session["fulfillment_options"][0]["type"] = json!("pigeon");
    let errors = errors("2025-09-29", "CheckoutSession", &session).join("\n");
    for part in [
        "/totals/0/amount: \"300\" is not of type \"integer\"",
        "/fulfillment_options/0: ",
        "  /fulfillment_options/0/type: ",
    ] {
        assert!(errors.contains(part), "{errors}");
    }
}

#[test]
fn an_ambiguous_name_means_the_checkout_s_definition() {
    if !required() {
        return;
    }
    // The checkout leaves codes open, delegated payment lists them.
    let error = json!({ "type": "invalid_request", "code": "session_not_found", "message": "no such session" });
    for folder in RELEASES {
        assert_eq!(errors(folder, "Error", &error), [""; 0]);
        assert_eq!(errors(folder, "agentic_checkout/Error", &error), [""; 0]);
        assert_eq!(errors(folder, "delegate_payment/Error", &error).len(), 1);
    }
}

#[test]
fn the_webhook_s_definitions_are_those_of_the_openapi() {
    if !required() {
        return;
    }
    // C-SCH-08
    for folder in RELEASES {
        let spec = source::root().expect("the official files").join("spec").join(folder);
        let yaml = |name: &str| source::text(&spec.join(format!("openapi/openapi.{name}.yaml")));
        let files = [yaml("agentic_checkout_webhook"), yaml("agentic_checkout")];
        let checkout = source::json(&spec.join("json-schema/schema.agentic_checkout.json"));
        let bundle = webhook::bundle(folder, &checkout);

        let mut open = vec!["WebhookEvent".to_owned()];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            let definition = &bundle["$defs"][&name];
            references(definition, &mut open);
            let ours: BTreeSet<&str> =
                definition["properties"].as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let section = files.iter().find_map(|file| section(file, &name)).expect("a component of the OpenAPI");
            assert_eq!(ours, properties(&section), "{name} of {folder}");
        }

        let packed: String = files[0].split_whitespace().collect();
        let facts: &[&str] = if folder == "2026-04-17" {
            &[
                "./openapi.agentic_checkout.yaml#/components/schemas/Order",
                "required:[type,checkout_session_id,permalink_url,status]",
                "required:[type,data]",
            ]
        } else {
            &[
                "enum:[order_create,order_update]",
                "const:order",
                "enum:[created,manual_review,confirmed,canceled,shipped,fulfilled]",
                "required:[type,checkout_session_id,permalink_url,status,refunds]",
                "enum:[store_credit,original_payment]",
                "required:[type,amount]",
                "required:[type,data]",
            ]
        };
        for fact in facts {
            assert!(packed.contains(fact), "{folder}: {fact}");
        }
    }
}

/// An example of the release's checkout file.
fn checkout_example(folder: &str, name: &str) -> Value {
    example_files(folder)
        .into_iter()
        .find(|example| example.file == "examples.agentic_checkout" && example.name == name)
        .unwrap_or_else(|| panic!("no example {name} in {folder}"))
        .body
}

/// The local definitions that a schema refers to.
fn references(schema: &Value, found: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(name) = object.get("$ref").and_then(Value::as_str).and_then(|at| at.strip_prefix("#/$defs/")) {
                found.push(name.to_owned());
            }
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

/// The lines of one component, which stands four spaces deep.
fn section(yaml: &str, name: &str) -> Option<String> {
    let (_, rest) = yaml.split_once(&format!("\n    {name}:\n"))?;
    Some(rest.lines().take_while(|line| line.is_empty() || line.starts_with("     ")).fold(
        String::new(),
        |mut text, line| {
            text.push_str(line);
            text.push('\n');
            text
        },
    ))
}

/// The names under the `properties` of a component, which stand eight spaces deep.
fn properties(section: &str) -> BTreeSet<&str> {
    section
        .lines()
        .skip_while(|line| *line != "      properties:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with("        "))
        .filter_map(|line| line.strip_prefix("        ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split_once(':').map(|(name, _)| name))
        .collect()
}
