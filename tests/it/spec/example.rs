//! The official examples: what each is an instance of, and which of them break their own schema.

use serde_json::{Map, Value};

use super::source;

/// One request, response or object out of the official example files.
#[derive(Debug)]
pub(crate) struct Example {
    /// The file, without its extension and below the release's folder: `examples.agentic_checkout`, `orders/simple-order`.
    pub(crate) file: String,
    /// The name within the file: `create_checkout_session_request`. Files that hold a single pair or object have
    /// `request` and `response`, or `order`.
    pub(crate) name: String,
    /// What it is an instance of, as [`errors`](super::errors) takes it.
    pub(crate) definition: &'static str,
    /// Why it is not valid, if it is not: a part of the validator's words.
    pub(crate) flaw: Option<&'static str>,
    /// The example itself, without the notes that some files put beside it.
    pub(crate) body: Value,
}

/// Every official example of a release, in a fixed order.
///
/// Without those of the MCP binding: they are JSON-RPC messages, which the JSON Schemas do not describe.
pub(crate) fn example_files(folder: &str) -> Vec<Example> {
    source::files(&format!("examples/{folder}"), "json")
        .into_iter()
        .filter(|(file, _)| !file.starts_with("examples.mcp."))
        .flat_map(|(file, path)| {
            let parts = parts(&file, source::json(&path));
            parts.into_iter().map(move |(name, body)| {
                let definition = definition(&file, &name)
                    .unwrap_or_else(|| panic!("{folder}/{file}: no definition is known for {name}"));
                Example { flaw: flaw(folder, &file, &name), file: file.clone(), name, definition, body }
            })
        })
        .collect()
}

/// Takes a file apart into its examples.
fn parts(file: &str, content: Value) -> Map<String, Value> {
    let Value::Object(mut content) = content else { panic!("{file} holds no object") };
    for note in ["$schema", "_description", "_notes"] {
        content.remove(note);
    }
    if file.starts_with("orders/") {
        return Map::from_iter([("order".to_owned(), Value::Object(content))]);
    }
    if file.starts_with("discount-extension/") {
        content.remove("description");
    }
    content
}

/// What an example is an instance of.
fn definition(file: &str, name: &str) -> Option<&'static str> {
    match file.split('/').next()? {
        "orders" => return Some("Order"),
        "examples.delegate_payment" => {
            return Some(match name {
                "delegate_payment_request" => "DelegatePaymentRequest",
                "delegate_payment_success_response" => "DelegatePaymentResponse",
                _ if name.starts_with("delegate_payment_error_") => "delegate_payment/Error",
                _ => return None,
            });
        }
        "examples.delegate_authentication" => {
            return Some(match name {
                _ if name.starts_with("create_authentication_session_request_") => {
                    "DelegateAuthenticationCreateRequest"
                }
                _ if name.starts_with("authenticate_request_") => "DelegateAuthenticationAuthenticateRequest",
                _ if name.starts_with("create_authentication_session_response_")
                    || name.starts_with("authenticate_response_") =>
                {
                    "DelegateAuthenticationSession"
                }
                _ if name.starts_with("retrieve_session_response_") => "DelegateAuthenticationSessionWithResult",
                _ if name.starts_with("error_") => "delegate_authentication/Error",
                _ => return None,
            });
        }
        "examples.feed" => {
            return Some(match name {
                "create_feed_request_minimal" => "CreateFeedRequest",
                "create_feed_response" | "get_feed_response" => "FeedMetadata",
                "get_products_response" => "ProductsResponse",
                "upsert_products_request_single_product" => "UpsertProductsRequest",
                _ if name.starts_with("feed_error_") => "feed/Error",
                _ => return None,
            });
        }
        "examples.capability_negotiation" | "examples.multi_item_checkout" | "discount-extension" => {
            return Some(match name {
                _ if name.ends_with("request") => "CheckoutSessionCreateRequest",
                _ if name.ends_with("response") => "CheckoutSession",
                _ => return None,
            });
        }
        "examples.agentic_checkout" => {}
        _ => return None,
    }
    Some(match name {
        "create_checkout_session_request" | "create_checkout_session_request_with_first_touch_attribution" => {
            "CheckoutSessionCreateRequest"
        }
        "update_checkout_session_request" => "CheckoutSessionUpdateRequest",
        "complete_checkout_session_request"
        | "complete_checkout_session_request_seller_backed"
        | "complete_checkout_session_request_with_last_touch_attribution"
        | "complete_session_with_authentication_result_request"
        | "complete_session_with_denied_authentication_request" => "CheckoutSessionCompleteRequest",
        "cancel_checkout_session_request" | "cancel_checkout_session_request_timing_deferred" => "CancelSessionRequest",
        "create_checkout_session_response"
        | "update_checkout_session_response"
        | "get_checkout_session_response"
        | "cancel_checkout_session_response"
        | "checkout_session_authentication_required"
        | "checkout_session_with_out_of_stock"
        | "checkout_session_with_payment_declined" => "CheckoutSession",
        "complete_checkout_session_response" => "CheckoutSessionWithOrder",
        "webhook_order_create_event" | "webhook_order_update_event" => "WebhookEvent",
        "discovery_response_full" | "discovery_response_minimal" => "DiscoveryResponse",
        _ if name.starts_with("authentication_result_") => "AuthenticationResult",
        _ if name.starts_with("error_") => "Error",
        _ => return None,
    })
}

/// Why an example is not valid, if it is known not to be.
fn flaw(folder: &str, file: &str, name: &str) -> Option<&'static str> {
    FLAWS
        .iter()
        .find(|(in_folder, in_file, names, _)| {
            *in_folder == folder && file.starts_with(in_file) && names.contains(&name)
        })
        .map(|(.., flaw)| *flaw)
}

/// Every flaw that is listed, once per kind of file and example.
pub(super) fn listed_flaws() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FLAWS.iter().flat_map(|(folder, file, names, _)| names.iter().map(move |name| (*folder, *file, *name)))
}

/// Release, beginning of the file's name, examples, and what the validator says of each of them.
type Flaw = (&'static str, &'static str, &'static [&'static str], &'static str);

const FLAWS: &[Flaw] = &[
    // No order, although the name of the definition says it all.
    (
        "2025-09-29",
        "examples.agentic_checkout",
        &["complete_checkout_session_response"],
        "\"order\" is a required property",
    ),
    // Written for capabilities that came, in another form, a release later (C-CAP-04).
    (
        "2026-01-16",
        "examples.capability_negotiation",
        &[
            "authentication_requirement_request",
            "bnpl_capable_request",
            "digital_wallet_request",
            "incompatible_payment_method_request",
            "minimal_agent_capabilities_request",
            "network_tokenization_request",
            "successful_negotiation_request",
        ],
        "'agent_capabilities' was unexpected",
    ),
    (
        "2026-01-16",
        "examples.capability_negotiation",
        &[
            "authentication_requirement_response",
            "bnpl_capable_response",
            "digital_wallet_response",
            "incompatible_payment_method_response",
            "minimal_seller_capabilities_response",
            "network_tokenization_response",
            "successful_negotiation_response",
        ],
        "'seller_capabilities' was unexpected",
    ),
    // Requests without the required capabilities (C-CRE-01), responses with a field of the old form (C-CAP-01). As
    // published, the requests also fail for their quantity, which C-LI-01 lets pass.
    ("2026-01-30", "discount-extension/", &["request"], "\"capabilities\" is a required property"),
    ("2026-01-30", "discount-extension/", &["response"], "'payment_methods' was unexpected"),
    ("2026-04-17", "discount-extension/", &["request"], "\"capabilities\" is a required property"),
    ("2026-04-17", "discount-extension/", &["response"], "'payment_methods' was unexpected"),
    // The small order of the older releases (C-WH-01).
    (
        "2026-04-17",
        "examples.agentic_checkout",
        &["webhook_order_create_event", "webhook_order_update_event"],
        "'refunds' was unexpected",
    ),
    // Partial details for an outcome that has no cryptogram (C-3DS-02).
    (
        "2026-04-17",
        "examples.agentic_checkout",
        &["authentication_result_denied_example"],
        "\"three_ds_cryptogram\" is a required property",
    ),
    // A closed base that does not declare the result (C-DA-01).
    (
        "2026-04-17",
        "examples.delegate_authentication",
        &[
            "retrieve_session_response_attempted",
            "retrieve_session_response_authenticated",
            "retrieve_session_response_challenge_abandoned",
            "retrieve_session_response_not_authenticated",
            "retrieve_session_response_rejected",
        ],
        "'authentication_result' was unexpected",
    ),
    // Capabilities missing or in the wrong place (C-CRE-01), and the total's old name (C-LI-04).
    (
        "2026-04-17",
        "examples.multi_item_checkout",
        &["create_multi_item_checkout_request"],
        "\"capabilities\" is a required property",
    ),
    (
        "2026-04-17",
        "examples.multi_item_checkout",
        &["create_multi_item_checkout_response"],
        "'capabilities' was unexpected",
    ),
];
