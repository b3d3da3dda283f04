//! Which of the official examples break their own schema, and why.

use super::example::UNSORTED;

/// Why an example is not valid, if it is known not to be.
pub(super) fn flaw(folder: &str, file: &str, name: &str) -> Option<&'static str> {
    FLAWS
        .iter()
        .find(|(folders, in_file, names, _)| {
            folders.contains(&folder) && file.starts_with(in_file) && names.contains(&name)
        })
        .map(|(.., flaw)| *flaw)
}

/// Every flaw that is listed, once per folder, kind of file and example.
pub(super) fn listed_flaws() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    FLAWS.iter().flat_map(|(folders, file, names, _)| {
        folders.iter().flat_map(move |folder| names.iter().map(move |name| (*folder, *file, *name)))
    })
}

/// Folders of examples, beginning of the file's name, examples, and what the validator says of each of them.
type Flaw = (&'static [&'static str], &'static str, &'static [&'static str], &'static str);

const V5_AND_UNRELEASED: &[&str] = &["2026-04-17", "unreleased"];

const FLAWS: &[Flaw] = &[
    // No order, although the name of the definition says it all.
    (
        &["2025-09-29"],
        "examples.agentic_checkout",
        &["complete_checkout_session_response"],
        "\"order\" is a required property",
    ),
    // Written for capabilities that came, in another form, a release later (C-CAP-04).
    (
        &["2026-01-16"],
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
        &["2026-01-16"],
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
    (
        &["2026-01-30", "2026-04-17", UNSORTED],
        "discount-extension/",
        &["request"],
        "\"capabilities\" is a required property",
    ),
    (&["2026-01-30", "2026-04-17", UNSORTED], "discount-extension/", &["response"], "'payment_methods' was unexpected"),
    // The small order of the older releases (C-WH-01).
    (
        V5_AND_UNRELEASED,
        "examples.agentic_checkout",
        &["webhook_order_create_event", "webhook_order_update_event"],
        "'refunds' was unexpected",
    ),
    // Partial details for an outcome that has no cryptogram (C-3DS-02).
    (
        V5_AND_UNRELEASED,
        "examples.agentic_checkout",
        &["authentication_result_denied_example"],
        "\"three_ds_cryptogram\" is a required property",
    ),
    // A closed base that does not declare the result (C-DA-01).
    (
        V5_AND_UNRELEASED,
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
        V5_AND_UNRELEASED,
        "examples.multi_item_checkout",
        &["create_multi_item_checkout_request"],
        "\"capabilities\" is a required property",
    ),
    (
        V5_AND_UNRELEASED,
        "examples.multi_item_checkout",
        &["create_multi_item_checkout_response"],
        "'capabilities' was unexpected",
    ),
    // The messages of the MCP binding (C-MCP-02): a kind of link that the checkout does not list, sessions without the
    // ways to deliver, the nested selection of 2025-12-12, an instrument without type and credential.
    (V5_AND_UNRELEASED, "examples.mcp.", &["create_checkout_session_response"], "\"terms_of_service\" is not one of"),
    (
        V5_AND_UNRELEASED,
        "examples.mcp.",
        &[
            "get_checkout_session_response",
            "update_checkout_session_response",
            "complete_checkout_session_response",
            "cancel_checkout_session_response",
        ],
        "\"fulfillment_options\" is a required property",
    ),
    (V5_AND_UNRELEASED, "examples.mcp.", &["update_checkout_session_request"], "\"option_id\" is a required property"),
    (
        V5_AND_UNRELEASED,
        "examples.mcp.",
        &["complete_checkout_session_request"],
        "\"credential\" is a required property",
    ),
    // Notes inside a closed object. Without them, which is how the example `order` is looked at, the orders are valid.
    (&["2026-04-17", UNSORTED], "orders/", &["order_as_published"], "'$schema', '_description' were unexpected"),
];
