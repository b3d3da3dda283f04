//! Which types a file of a release defines.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::definition;
use crate::types::ApiVersion;

/// A file of definitions.
pub(super) struct File {
    release: ApiVersion,
    /// The official file's, without `schema.` and its extension. The checkout's comes first in each release.
    pub(super) name: &'static str,
    /// Defines the types that no other type of the file refers to, and so all of them.
    define: fn(&mut SchemaGenerator),
    /// What the file calls types whose name is another one: ours, then its own.
    names: &'static [(&'static str, &'static str)],
}

/// Defines types of a release.
macro_rules! define {
    ($release:ident: $($name:ident),+ $(,)?) => {
        |generator| { $( generator.subschema_for::<crate::acp::$release::$name>(); )+ }
    };
}

const FILES: &[File] = &[
    File {
        release: ApiVersion::V2025_09_29,
        name: "agentic_checkout",
        define: define!(
            v2025_09_29: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            Error,
        ),
        names: &[],
    },
    File {
        release: ApiVersion::V2025_12_12,
        name: "agentic_checkout",
        define: define!(
            v2025_12_12: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            Error,
        ),
        names: &[],
    },
    File {
        release: ApiVersion::V2026_04_17,
        name: "agentic_checkout",
        define: define!(
            v2026_04_17: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            ExtensionDeclaration,
            DiscoveryResponse,
            Error,
        ),
        names: &[],
    },
    File {
        release: ApiVersion::V2026_04_17,
        name: "discount",
        define: define!(v2026_04_17: DiscountsRequest, DiscountsResponse),
        names: &[
            ("AppliedDiscount", "applied_discount"),
            ("Coupon", "coupon"),
            ("DiscountAllocation", "allocation"),
            ("DiscountErrorCode", "discount_error_codes"),
            ("DiscountsRequest", "discounts_request"),
            ("DiscountsResponse", "discounts_response"),
            ("RejectedDiscount", "rejected_discount"),
        ],
    },
];

/// The files of a release.
pub(super) fn of(release: ApiVersion) -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(move |file| file.release == release)
}

impl File {
    /// The definitions, by name.
    pub(super) fn definitions(&self) -> Map<String, Value> {
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        (self.define)(&mut generator);
        definition::rename(definition::finish(generator.take_definitions(false)), self.names)
    }
}
