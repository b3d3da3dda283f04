//! Which fields are the release's own.

use std::collections::BTreeSet;

use super::schema::official;
use crate::acp::v2026_04_17::convert::extension::{COMPLETE, CREATE, SESSION, UPDATE};

// ACP-EXT-09: what the schema lists belongs to no extension.
#[test]
fn the_fields_of_the_schema_are_all_known() {
    let Some(schema) = official("spec/2026-04-17/json-schema/schema.agentic_checkout.json") else { return };
    for (definition, known, older) in [
        ("CheckoutSessionCreateRequest", &CREATE[..], &["items"][..]),
        ("CheckoutSessionUpdateRequest", &UPDATE[..], &["items"][..]),
        ("CheckoutSessionCompleteRequest", &COMPLETE[..], &[][..]),
        ("CheckoutSessionBase", &SESSION[..], &[][..]),
    ] {
        let listed = schema["$defs"][definition]["properties"].as_object().unwrap().keys().map(String::as_str);
        let listed: BTreeSet<_> = listed.chain(older.iter().copied()).collect();
        assert_eq!(known.iter().copied().collect::<BTreeSet<_>>(), listed, "{definition}");
        assert_eq!(known.len(), listed.len(), "{definition}");
    }
}
