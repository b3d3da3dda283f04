//! Where the published schemas differ from the official ones, and why.

use agentic_commerce::types::ApiVersion;

/// A difference that is meant.
pub(super) struct Difference {
    releases: &'static [&'static str],
    file: &'static str,
    /// A place as [`Found`](super::compare::Found) names it; `*` stands for any one field.
    pub(super) place: &'static str,
    /// Why; a number is that of a contradiction in the project's analysis of the specification.
    pub(super) reason: &'static str,
}

impl Difference {
    pub(super) fn covers(&self, release: ApiVersion, file: &str, place: &str) -> bool {
        self.releases.contains(&release.as_str())
            && self.file == file
            && match self.place.split_once('*') {
                None => self.place == place,
                Some((before, after)) => place
                    .strip_prefix(before)
                    .and_then(|rest| rest.strip_suffix(after))
                    .is_some_and(|field| !field.is_empty() && !field.contains(['.', '[', ':'])),
            }
    }
}

/// Official files that are not published, and why.
pub(super) const UNPUBLISHED: &[(&str, &str)] = &[
    ("cart", "the cart's API is not spoken"),
    (
        "extension",
        "most of it describes a registry of extensions; `ExtensionDeclaration` stands in the checkout's file",
    ),
    ("feed", "the types of the feed's API are no types of `acp`: a feed is written as it streams"),
];

/// How many differences there are in all releases together.
pub(super) const COUNT: usize = 60;

const ALL: &[&str] = &["2025-09-29", "2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17"];
const WITH_CAPABILITIES: &[&str] = &["2026-01-30", "2026-04-17"];

pub(super) const DIFFERENCES: &[Difference] = &[
    Difference {
        releases: ALL,
        file: "agentic_checkout",
        place: "CheckoutSessionBase: definition",
        reason: "`CheckoutSession` is nothing else, and so is not split in two",
    },
    Difference {
        releases: ALL,
        file: "agentic_checkout",
        place: "CheckoutSessionUpdateRequest.*: nullable",
        reason: "C-UPD-01: null clears a field (agentic checkout §6.2), though no schema allows it",
    },
    Difference {
        releases: &["2025-09-29"],
        file: "agentic_checkout",
        place: "CheckoutSession.order: property",
        reason: "C-SCH-01: `CheckoutSessionWithOrder` can only be valid if the closed session declares its order",
    },
    Difference {
        releases: &["2025-09-29"],
        file: "agentic_checkout",
        place: "CheckoutSessionWithOrder: undeclared",
        reason: "C-SCH-01: a closed session beside an order that it does not declare accepts nothing",
    },
    Difference {
        releases: &["2025-09-29"],
        file: "agentic_checkout",
        place: "Item.quantity: exclusiveMinimum",
        reason: "C-SCH-02: `true` is draft 4; in 2020-12 the bound is a number",
    },
    Difference {
        releases: &["2025-09-29"],
        file: "agentic_checkout",
        place: "Item.quantity: minimum",
        reason: "C-SCH-02: the bound that was to be exclusive",
    },
    Difference {
        releases: &["2025-12-12", "2026-01-16", "2026-01-30", "2026-04-17"],
        file: "agentic_checkout",
        place: "AffiliateAttributionMetadata: definition",
        reason: "a map, said where it stands",
    },
    Difference {
        releases: &["2025-12-12", "2026-01-16"],
        file: "agentic_checkout",
        place: "SelectedDigitalFulfillmentOption: definition",
        reason: "what is selected is of one form, `SelectedShippingFulfillmentOption`, whatever its kind",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "agentic_checkout",
        place: "Item.quantity: property",
        reason: "C-LI-01: without it an agent cannot ask for two; the item of a line is of the same type",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "agentic_checkout",
        place: "PaymentMethodObject: definition",
        reason: "C-SCH-07: nothing refers to it",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "agentic_checkout",
        place: "PaymentResponse: definition",
        reason: "C-SCH-07: nothing refers to it",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "agentic_checkout",
        place: "GiftWrap: definition",
        reason: "C-SCH-07: nothing refers to it",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "agentic_checkout",
        place: "SplitPayment: definition",
        reason: "C-SCH-07: nothing refers to it",
    },
    Difference {
        releases: &["2026-04-17"],
        file: "delegate_authentication",
        place: "DelegateAuthenticationSessionBase: definition",
        reason: "`DelegateAuthenticationSession` is nothing else, and so is not split in two",
    },
    Difference {
        releases: &["2026-04-17"],
        file: "delegate_authentication",
        place: "DelegateAuthenticationSessionWithResult: undeclared",
        reason: "C-DA-01: a closed session beside a result that it does not declare accepts no result",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "discount",
        place: "checkout_with_discount: definition",
        reason: "it is the checkout's own `CheckoutSession`, which declares the discounts",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "discount",
        place: "checkout_create_request_with_discount: definition",
        reason: "it is the checkout's own `CheckoutSessionCreateRequest`, which declares the discounts",
    },
    Difference {
        releases: WITH_CAPABILITIES,
        file: "discount",
        place: "checkout_update_request_with_discount: definition",
        reason: "it is the checkout's own `CheckoutSessionUpdateRequest`, which declares the discounts",
    },
];
