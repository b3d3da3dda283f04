//! The official examples: what each is an instance of.

use serde_json::{Map, Value};

use super::flaw::flaw;
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

/// The folder of the examples that are sorted into no release.
pub(crate) const UNSORTED: &str = ".";

/// The release whose schemas the examples of a folder are held against.
pub(crate) fn release_of(folder: &str) -> &str {
    if folder == UNSORTED { "unreleased" } else { folder }
}

/// Every official example of a release, or of one of the two folders beside the releases, in a fixed order.
pub(crate) fn example_files(folder: &str) -> Vec<Example> {
    source::files(&format!("examples/{folder}"), "json")
        .into_iter()
        .filter(|(file, _)| folder != UNSORTED || is_unsorted(file))
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

fn is_unsorted(file: &str) -> bool {
    ["orders/", "discount-extension/"].iter().any(|folder| file.starts_with(folder))
}

/// Takes a file apart into its examples.
fn parts(file: &str, content: Value) -> Map<String, Value> {
    let Value::Object(mut content) = content else { panic!("{file} holds no object") };
    let published = content.clone();
    for note in ["$schema", "_description", "_notes"] {
        content.remove(note);
    }
    if file.starts_with("orders/") {
        // Its notes stand inside the order, so it is looked at with and without them.
        let orders = [("order", content), ("order_as_published", published)];
        return orders.map(|(name, order)| (name.to_owned(), Value::Object(order))).into_iter().collect();
    }
    if file.starts_with("examples.mcp.") {
        return content.into_iter().map(|(name, message)| (name, carried(message))).collect();
    }
    if file.starts_with("discount-extension/") {
        content.remove("description");
    }
    content
}

/// What a JSON-RPC message carries: the arguments of a call, its result, or the data of an error.
fn carried(mut message: Value) -> Value {
    ["/params/arguments", "/result", "/error/data"]
        .iter()
        .find_map(|pointer| message.pointer_mut(pointer).map(Value::take))
        .expect("a call, a result or an error")
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
                "upsert_products_response" => "UpsertProductsResponse",
                _ if name.starts_with("feed_error_") => "feed/Error",
                _ => return None,
            });
        }
        "examples.mcp.agentic_checkout" => {
            return Some(match name {
                "create_checkout_session_request" => "mcp/create_checkout_session.arguments",
                "create_checkout_session_response" => "mcp/create_checkout_session.result",
                "get_checkout_session_request" => "mcp/get_checkout_session.arguments",
                "get_checkout_session_response" => "mcp/get_checkout_session.result",
                "update_checkout_session_request" => "mcp/update_checkout_session.arguments",
                "update_checkout_session_response" => "mcp/update_checkout_session.result",
                "complete_checkout_session_request" => "mcp/complete_checkout_session.arguments",
                "complete_checkout_session_response" => "mcp/complete_checkout_session.result",
                "cancel_checkout_session_request" => "mcp/cancel_checkout_session.arguments",
                "cancel_checkout_session_response" => "mcp/cancel_checkout_session.result",
                _ if name.starts_with("error_") => "Error",
                _ => return None,
            });
        }
        "examples.intent_traces" => {
            return Some(match name {
                "cancel_malformed_trace_error" => "Error",
                _ if name.starts_with("cancel_") && name.ends_with("_request") => "CancelSessionRequest",
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
