//! Values that cannot be.

use super::{Refusal, personal};
use crate::model::{AffiliateAttribution, Buyer, Cancel, Destination, Field};

/// Longest note on an order, in characters (ACP-CRE-10, ACP-UPD-05).
const LONGEST_NOTE: usize = 5_000;
/// Longest summary of an intent trace, in characters (C-INT-03).
const LONGEST_SUMMARY: usize = 500;

/// The buyer's e-mail address must be one (ACP-BUY-01, ACP-BUY-02): the session shows it again.
pub(super) fn buyer(buyer: &Buyer) -> Result<(), Refusal> {
    email(&buyer.email, Field::BuyerEmail)
}

/// The recipient's e-mail address must be one, if it is given.
pub(super) fn destination(destination: &Destination) -> Result<(), Refusal> {
    destination.email.as_deref().map_or(Ok(()), |address| email(address, Field::DestinationEmail))
}

/// Notes have a longest length.
pub(super) fn order_notes(notes: &str) -> Result<(), Refusal> {
    if notes.chars().nth(LONGEST_NOTE).is_some() {
        return Err(Refusal::Invalid { field: Field::OrderNotes, reason: "longer than 5000 characters" });
    }
    Ok(())
}

/// An attribution names its token or its publisher, and no person (ACP-AFF-10).
pub(super) fn attribution(attribution: &AffiliateAttribution) -> Result<(), Refusal> {
    if attribution.token.is_none() && attribution.publisher_id.is_none() {
        return Err(Refusal::Invalid { field: Field::AffiliateAttribution, reason: "needs a token or a publisher_id" });
    }
    personal::find(attribution).map_or(Ok(()), |place| Err(Refusal::PersonalData { place }))
}

/// The summary of an intent trace has a longest length.
pub(super) fn cancel(cancel: &Cancel) -> Result<(), Refusal> {
    let summary = cancel.intent.as_ref().and_then(|intent| intent.trace_summary.as_deref());
    if summary.is_some_and(|summary| summary.chars().nth(LONGEST_SUMMARY).is_some()) {
        return Err(Refusal::Invalid {
            field: Field::IntentTrace,
            reason: "trace_summary is longer than 500 characters",
        });
    }
    Ok(())
}

fn email(address: &str, field: Field) -> Result<(), Refusal> {
    if is_email(address) { Ok(()) } else { Err(Refusal::Invalid { field, reason: "not an e-mail address" }) }
}

/// A dot-atom, an `@`, and a host name (RFC 5321 §4.1.2 without quoted parts and address literals).
pub(super) fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else { return false };
    let atom = |atom: &str| {
        !atom.is_empty()
            && atom.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte))
    };
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    local.len() <= 64 && domain.len() <= 253 && local.split('.').all(atom) && domain.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{IntentTrace, ReasonCode};

    // ACP-BUY-01, ACP-BUY-02: by RFC 5321 §4.1.2 and §4.5.3.1.
    #[test]
    fn addresses_of_mailboxes() {
        let longest = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
        for taken in [
            "ada@example.com",
            "ada.lovelace+acp@mail.example.co.uk",
            "!#$%&'*+-/=?^_`{|}~@example.com",
            "a@b",
            "1@2.3",
            "a@x-y.example",
            longest.as_str(),
        ] {
            assert_eq!(buyer(&Buyer::new(taken)), Ok(()), "{taken}");
        }
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_label = format!("a@{}.example", "b".repeat(64));
        let long_domain = format!("a@{}example", "b.".repeat(124));
        for refused in [
            "",
            "ada",
            "@",
            "@example.com",
            "ada@",
            "ada@@example.com",
            "a@b@c.example@",
            "a@b@example.com",
            ".ada@example.com",
            "ada.@example.com",
            "ada..l@example.com",
            "ada l@example.com",
            " ada@example.com",
            "ada@example.com ",
            "ada@example.com\n",
            "ada@.example.com",
            "ada@example.com.",
            "ada@example..com",
            "ada@-example.com",
            "ada@example-.com",
            "ada@exa_mple.com",
            "ada@exämple.com",
            "ädа@example.com",
            "Ada <ada@example.com>",
            "ada@example.com,bob@example.com",
            long_local.as_str(),
            long_label.as_str(),
            long_domain.as_str(),
        ] {
            let refusal = Refusal::Invalid { field: Field::BuyerEmail, reason: "not an e-mail address" };
            assert_eq!(buyer(&Buyer::new(refused)), Err(refusal), "{refused:?}");
        }
    }

    #[test]
    fn the_recipient_needs_no_address_but_not_a_broken_one() {
        let mut recipient = Destination::default();
        assert_eq!(destination(&recipient), Ok(()));
        recipient.email = Some("ada@example.com".to_owned());
        assert_eq!(destination(&recipient), Ok(()));
        recipient.email = Some("ada".to_owned());
        let refusal = Refusal::Invalid { field: Field::DestinationEmail, reason: "not an e-mail address" };
        assert_eq!(destination(&recipient), Err(refusal));
    }

    // ACP-CRE-10, ACP-UPD-05: characters, not bytes.
    #[test]
    fn notes_have_at_most_5000_characters() {
        for letter in ["a", "ä", "🦀"] {
            assert_eq!(order_notes(&letter.repeat(5_000)), Ok(()), "{letter}");
            let refusal = Refusal::Invalid { field: Field::OrderNotes, reason: "longer than 5000 characters" };
            assert_eq!(order_notes(&letter.repeat(5_001)), Err(refusal), "{letter}");
        }
        assert_eq!(order_notes(""), Ok(()));
    }

    // ACP-INT-04, C-INT-03
    #[test]
    fn a_summary_has_at_most_500_characters() {
        let of = |summary: Option<String>| {
            let mut intent = IntentTrace::new(ReasonCode::Other);
            intent.trace_summary = summary;
            cancel(&Cancel { intent: Some(intent) })
        };
        assert_eq!(cancel(&Cancel::default()), Ok(()));
        assert_eq!(of(None), Ok(()));
        assert_eq!(of(Some("ä".repeat(500))), Ok(()));
        let reason = "trace_summary is longer than 500 characters";
        assert_eq!(of(Some("ä".repeat(501))), Err(Refusal::Invalid { field: Field::IntentTrace, reason }));
    }

    // ACP-AFF-03
    #[test]
    fn an_attribution_names_a_token_or_a_publisher() {
        let of = |token: Option<&str>, publisher: Option<&str>| {
            let mut claim = AffiliateAttribution::new("impact.com");
            claim.token = token.map(str::to_owned);
            claim.publisher_id = publisher.map(str::to_owned);
            attribution(&claim)
        };
        assert_eq!(of(Some("t"), None), Ok(()));
        assert_eq!(of(None, Some("p")), Ok(()));
        assert_eq!(of(Some("t"), Some("p")), Ok(()));
        let reason = "needs a token or a publisher_id";
        assert_eq!(of(None, None), Err(Refusal::Invalid { field: Field::AffiliateAttribution, reason }));
    }
}
