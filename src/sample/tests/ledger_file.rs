//! The shop, opened again over what it kept.

use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::backend::{CancelRequest, Finding, LookUpRequest, VoidRequest};
use crate::sample::{Stock, token};

/// A file of a test's own, that goes when the test ends.
struct Page(PathBuf);

impl Page {
    fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let name = format!("acp_ledger_{}_{}.jsonl", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        Self(std::env::temp_dir().join(name))
    }

    fn open(&self) -> SampleShop {
        SampleShop::builtin().with_ledger_file(&self.0).unwrap()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn look_up(shop: &SampleShop, checkout: &Checkout, idempotency_token: &str) -> Finding {
    let request = LookUpRequest::new(checkout, checkout.quote.total().unwrap());
    now(shop.look_up_authorization(&context(checkout.id.as_str(), idempotency_token), request)).unwrap()
}

fn mug(shop: &SampleShop, id: &str) -> Checkout {
    checkout(shop, id, cart(&[("mug", 1)]).to("US").by("standard"))
}

#[test]
fn the_same_token_gets_the_same_answer_after_a_restart() {
    let page = Page::new();
    let before = page.open();
    let sessions = [mug(&before, "cs_1"), mug(&before, "cs_2"), mug(&before, "cs_3"), mug(&before, "cs_4")];
    let [bought, voided, waits, declined] = &sessions;
    let paid = authorized(authorize(&before, bought, "a1", token::SUCCESS));
    let placed = place(&before, bought, "o1", &paid).unwrap();
    let held = authorized(authorize(&before, voided, "a2", token::SUCCESS));
    now(before.void(&context("cs_2", "v2"), VoidRequest::new(voided, &held))).unwrap();
    let challenge = authorize(&before, waits, "a3", token::THREE_DS).unwrap();
    let refusal = authorize(&before, declined, "a4", token::DECLINED).unwrap();
    now(before.cancel(&context("cs_4", "c4"), CancelRequest::new(declined, None))).unwrap();

    let after = page.open();
    assert_eq!(after.ledger(), before.ledger());
    assert_eq!(after.stock("mug"), Stock::Pieces(39), "40, and one is sold");
    assert_eq!(authorized(authorize(&after, bought, "a1", token::SUCCESS)), paid);
    assert_eq!(place(&after, bought, "o1", &paid).unwrap(), placed);
    now(after.void(&context("cs_2", "v2"), VoidRequest::new(voided, &held))).unwrap();
    assert_eq!(authorize(&after, waits, "a3", token::THREE_DS).unwrap(), challenge);
    assert_eq!(authorize(&after, declined, "a4", token::SUCCESS).unwrap(), refusal);
    now(after.cancel(&context("cs_4", "c4"), CancelRequest::new(declined, None))).unwrap();
    assert_eq!(after.ledger(), before.ledger(), "nothing was done twice");
    // What comes new is told from what was there.
    let next = authorized(authorize(&after, declined, "a5", token::SUCCESS));
    assert!(![&paid, &held].contains(&&next), "{next:?}");
}

// Two processes over one file are one shop.
#[test]
fn what_another_process_did_is_known() {
    let page = Page::new();
    let (one, other) = (page.open(), page.open());
    let session = mug(&one, "cs_1");
    let paid = authorized(authorize(&one, &session, "a1", token::SUCCESS));
    assert_eq!(authorized(authorize(&other, &session, "a1", token::SUCCESS)), paid);
    let placed = place(&other, &session, "o1", &paid).unwrap();
    assert_eq!(place(&one, &session, "o1", &paid).unwrap(), placed);
    assert_eq!((one.ledger().tally(&session.id).orders, one.ledger().tally(&session.id).authorized), (1, 1));
}

// The process was killed while it wrote: nobody heard of it.
#[test]
fn half_a_line_did_not_happen() {
    let page = Page::new();
    let shop = page.open();
    let session = mug(&shop, "cs_1");
    authorized(authorize(&shop, &session, "a1", token::SUCCESS));
    let whole = std::fs::read(&page.0).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(&page.0).unwrap();
    file.write_all(br#"{"did":"voided","refer"#).unwrap();
    assert_eq!(page.open().ledger(), shop.ledger());
    assert_eq!(std::fs::read(&page.0).unwrap(), whole);
}

#[test]
fn a_file_of_another_kind_is_refused() {
    let page = Page::new();
    std::fs::write(&page.0, "not a ledger\n").unwrap();
    assert!(SampleShop::builtin().with_ledger_file(&page.0).is_err());
}

// What nobody pays for is found, or never will be: also after a restart.
#[test]
fn an_attempt_is_found_by_its_token() {
    let page = Page::new();
    let shop = page.open();
    let session = mug(&shop, "cs_1");
    assert!(authorize(&shop, &session, "a1", token::TIMEOUT_ONCE).is_err());
    let shop = page.open();
    let Finding::Authorized(found) = look_up(&shop, &session, "a1") else { panic!("the money is set aside") };
    assert_eq!(found.amount, session.quote.total().unwrap());

    for (index, payment) in [token::TIMEOUT, token::THREE_DS, token::PENDING, token::DECLINED].iter().enumerate() {
        let attempt = format!("b{index}");
        let _ = authorize(&shop, &session, &attempt, payment);
        assert_eq!(look_up(&shop, &session, &attempt), Finding::NothingTaken, "{payment}");
        let shop = page.open();
        let late = authorize(&shop, &session, &attempt, token::SUCCESS).unwrap();
        assert!(matches!(late, Authorization::Declined(_)), "whatever comes late takes nothing: {late:?}");
    }
    assert_eq!(page.open().ledger().tally(&session.id).authorized, 1);
}
