//! The example purchase, with a payment provider beside the store.

use std::process::{Command, Output};

use crate::process::example;

fn purchase(arguments: &[&str]) -> Output {
    Command::new(example("purchase")).args(arguments).output().expect("the example")
}

// ACP-PD-06, ACP-3DS-12, ACP-DP-01, ACP-DA-01: the agent hands a card to the provider, is challenged, and buys.
#[test]
fn an_agent_delegates_a_card_is_challenged_and_buys() {
    let Output { status, stdout, stderr } = purchase(&["--with-psp"]);
    let (told, wrong) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{told}{wrong}");
    let mut rest = &*told;
    // One after the other. 2 x 12.50 + 15.00 for express delivery + 8.25 % of 25.00 is 42.06.
    for line in [
        "POST /agentic_commerce/delegate_payment\n   201 Created, a token",
        "200 OK, session authentication_required",
        "POST /delegate_authentication\n   201 Created, action_required: fingerprint",
        "/authenticate\n   200 OK, action_required: challenge",
        "200 OK, authenticated",
        "200 OK, session completed",
        "ok     payments in the provider's books: 1",
        "bought 2 \u{d7} mug for 42.06 USD in",
        "1 charge, 1 order; everything as the protocol says",
    ] {
        let Some((_, after)) = rest.split_once(line) else { panic!("{line:?} is not told, or too early:\n{told}") };
        rest = after;
    }
    for secret in ["4000002760003184", "vt_"] {
        assert!(!told.contains(secret) && !wrong.contains(secret), "{secret} is shown");
    }
}

#[test]
fn a_release_without_delegated_authentication_is_refused() {
    let Output { status, stderr, .. } = purchase(&["--with-psp", "--release", "2026-01-30"]);
    assert_eq!(status.code(), Some(2));
    assert!(String::from_utf8_lossy(&stderr).contains("2026-01-30 has no delegated authentication"));
}

#[test]
fn the_manual_names_the_payment_provider() {
    let help = purchase(&["--help"]).stdout;
    assert!(String::from_utf8_lossy(&help).contains("--with-psp"));
    let readme = std::fs::read_to_string(crate::package().join("README.md")).expect("the README");
    assert!(readme.contains("cargo run --example purchase --features demo -- --with-psp"));
}
