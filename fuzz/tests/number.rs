//! Numbers, as a user's program reads them: without serde_json's feature `float_roundtrip`, which a test dependency of the
//! crate switches on for the crate's own tests.

use agentic_commerce::json;
use agentic_commerce::signature::{Fingerprint, canonicalize};

// Expected texts: Node, JSON.stringify of the same array; Python's repr of the floats agrees.
#[test]
fn numbers_with_a_fraction_are_read_exactly() {
    let misread = serde_json::from_str::<f64>("7.5e-75").expect("a number");
    assert_ne!(misread, 7.5e-75, "serde_json reads exactly here, so this test proves nothing");

    let text = b"[7.5e-75, 1.2e-95, 333333333.33333329, 12345678901234567.5e-2, {\"0.1\": [1, -2, 0.1]}]";
    let tree = json::parse(text).expect("JSON");
    let expected = b"[7.5e-75,1.2e-95,333333333.3333333,123456789012345.67,{\"0.1\":[1,-2,0.1]}]";
    assert_eq!(String::from_utf8_lossy(&canonicalize(&tree)), String::from_utf8_lossy(expected));
    let again = json::parse(expected).expect("JSON");
    assert_eq!(Fingerprint::of(&again), Fingerprint::of(&tree));
}
