//! Which types a file of a release defines, and what it says of them that their other files do not.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

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
    /// What the file says otherwise of types that it shares: a merge patch (RFC 7396) of its definitions.
    amendment: fn() -> Value,
}

/// Defines types of a module of [`acp`](crate::acp).
macro_rules! define {
    ($module:path: $($name:ident),+ $(,)?) => {
        |generator| {
            use $module as module;
            $( generator.subschema_for::<module::$name>(); )+
        }
    };
}

/// A file that says of its types what they say themselves.
const PLAIN: File = File {
    release: ApiVersion::V2025_09_29,
    name: "agentic_checkout",
    define: |_| (),
    names: &[],
    amendment: || json!({}),
};

const DISCOUNT: File = File {
    name: "discount",
    define: define!(crate::acp::v2026_04_17: DiscountsRequest, DiscountsResponse),
    names: &[
        ("AppliedDiscount", "applied_discount"),
        ("Coupon", "coupon"),
        ("DiscountAllocation", "allocation"),
        ("DiscountErrorCode", "discount_error_codes"),
        ("DiscountsRequest", "discounts_request"),
        ("DiscountsResponse", "discounts_response"),
        ("RejectedDiscount", "rejected_discount"),
    ],
    ..PLAIN
};

const DELEGATE_PAYMENT: File = File {
    name: "delegate_payment",
    define: define!(crate::acp::v2025_09_29::delegate_payment: DelegatePaymentRequest, DelegatePaymentResponse, Error),
    amendment: || json!({ "Address": billing_address() }),
    ..PLAIN
};

const FILES: &[File] = &[
    File {
        define: define!(
            crate::acp::v2025_09_29: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            Error,
        ),
        ..PLAIN
    },
    DELEGATE_PAYMENT,
    File {
        release: ApiVersion::V2025_12_12,
        define: define!(
            crate::acp::v2025_12_12: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            Error,
        ),
        ..PLAIN
    },
    File { release: ApiVersion::V2025_12_12, ..DELEGATE_PAYMENT },
    File {
        release: ApiVersion::V2026_01_16,
        define: define!(
            crate::acp::v2026_01_16: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            Error,
        ),
        amendment: || {
            let unbounded = json!({ "minLength": null, "maxLength": null });
            json!({
                "AcquirerDetails": { "properties": {
                    "acquirer_bin": unbounded,
                    "acquirer_country": unbounded,
                    "acquirer_merchant_id": unbounded,
                    "merchant_name": unbounded,
                    "requestor_id": unbounded,
                } },
                "Browser": { "properties": { "ip_address": unbounded, "language": unbounded } },
            })
        },
        ..PLAIN
    },
    File {
        release: ApiVersion::V2026_01_16,
        amendment: || {
            json!({
                "Address": billing_address(),
                "PaymentMethodCard": { "properties": { "iin": { "maxLength": 8 } } },
            })
        },
        ..DELEGATE_PAYMENT
    },
    File {
        release: ApiVersion::V2026_01_30,
        define: define!(
            crate::acp::v2026_01_30: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            ExtensionDeclaration,
            Error,
        ),
        // The type's last word, `amount_refunded`, is of orders, which have no totals yet.
        amendment: || {
            use crate::acp::v2026_01_30::TotalType;
            let words = TotalType::LISTED.iter().filter(|word| **word != TotalType::AmountRefunded.as_str());
            json!({ "TotalType": { "enum": words.collect::<Vec<_>>() } })
        },
        ..PLAIN
    },
    File {
        release: ApiVersion::V2026_01_30,
        amendment: || {
            json!({
                "Address": billing_address(),
                "PaymentMethodCard": { "properties": { "display_last4": four_digits() } },
            })
        },
        ..DELEGATE_PAYMENT
    },
    File { release: ApiVersion::V2026_01_30, ..DISCOUNT },
    File {
        release: ApiVersion::V2026_04_17,
        define: define!(
            crate::acp::v2026_04_17: CheckoutSession,
            CheckoutSessionCreateRequest,
            CheckoutSessionUpdateRequest,
            CheckoutSessionCompleteRequest,
            CancelSessionRequest,
            ExtensionDeclaration,
            DiscoveryResponse,
            Error,
        ),
        ..PLAIN
    },
    File {
        release: ApiVersion::V2026_04_17,
        define: define!(
            crate::acp::v2026_04_17::delegate_payment: DelegatePaymentRequest,
            DelegatePaymentResponse,
            Error,
        ),
        amendment: || {
            json!({
                "Address": billing_address(),
                "PaymentMethodCard": { "properties": { "iin": { "maxLength": 8 }, "display_last4": four_digits() } },
                "DelegatePaymentRequest": { "properties": { "risk_signals": { "minItems": null } } },
            })
        },
        ..DELEGATE_PAYMENT
    },
    File {
        release: ApiVersion::V2026_04_17,
        name: "delegate_authentication",
        define: define!(
            crate::acp::v2026_04_17::delegate_authentication: DelegateAuthenticationCreateRequest,
            DelegateAuthenticationAuthenticateRequest,
            DelegateAuthenticationSession,
            DelegateAuthenticationSessionWithResult,
            Error,
        ),
        names: &[("Browser", "BrowserInfo")],
        amendment: || {
            json!({
                "Address": billing_address(),
                "BrowserInfo": { "allOf": [{
                    "if": { "properties": { "javascript_enabled": { "const": true } } },
                    "then": {
                        "required": ["color_depth", "java_enabled", "screen_height", "screen_width", "timezone_offset"]
                    },
                }] },
            })
        },
    },
    File { release: ApiVersion::V2026_04_17, ..DISCOUNT },
];

/// An address as those who handle cards take it; in a checkout no field has a bound.
fn billing_address() -> Value {
    json!({ "properties": {
        "name": { "maxLength": 256 },
        "line_one": { "maxLength": 60 },
        "line_two": { "maxLength": 60 },
        "city": { "maxLength": 60 },
        "country": { "minLength": 2, "maxLength": 2 },
        "postal_code": { "maxLength": 20 },
    } })
}

/// The end of a card's number, since 2026-01-30.
fn four_digits() -> Value {
    json!({ "minLength": 4, "maxLength": 4, "pattern": "^[0-9]{4}$" })
}

/// The files of a release.
pub(super) fn of(release: ApiVersion) -> impl Iterator<Item = &'static File> {
    FILES.iter().filter(move |file| file.release == release)
}

impl File {
    /// The definitions, by name.
    pub(super) fn definitions(&self) -> Map<String, Value> {
        let mut definitions = self.named();
        definition::merge(&mut definitions, (self.amendment)());
        definitions
    }

    /// The definitions as the types say them.
    fn named(&self) -> Map<String, Value> {
        let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
        (self.define)(&mut generator);
        definition::rename(definition::finish(generator.take_definitions(false)), self.names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amendments_and_names_are_of_definitions_that_there_are() {
        for file in FILES {
            let definitions = file.named();
            let amended = (file.amendment)();
            let names = file.names.iter().map(|(_, name)| *name);
            for name in amended.as_object().unwrap().keys().map(String::as_str).chain(names) {
                assert!(definitions.contains_key(name), "{} {}: {name}", file.release, file.name);
            }
        }
    }
}
