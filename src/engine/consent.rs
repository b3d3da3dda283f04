//! What the buyer lets the merchant send.

use crate::model::{Checkout, MarketingConsent};

/// The answers that count: for a channel that was offered (ACP-MKT-06), to somebody who can be reached by it
/// (ACP-MKT-07).
pub(super) fn accept(consents: &[MarketingConsent], checkout: &Checkout) -> Vec<MarketingConsent> {
    let offered = |channel: &str| checkout.quote.consent_options.iter().any(|option| option.channel == channel);
    let counts = |consent: &&MarketingConsent| offered(&consent.channel) && is_reachable(&consent.channel, checkout);
    consents.iter().filter(counts).cloned().collect()
}

/// The contact may be the buyer's or the recipient's. Of a channel that the protocol does not know, the shop knows.
fn is_reachable(channel: &str, checkout: &Checkout) -> bool {
    let (buyer, destination) = (checkout.cart.buyer.as_ref(), checkout.cart.destination.as_ref());
    match channel {
        "email" => buyer.is_some() || destination.is_some_and(|destination| destination.email.is_some()),
        "sms" | "whatsapp" => {
            buyer.is_some_and(|buyer| buyer.phone_number.is_some())
                || destination.is_some_and(|destination| destination.phone_number.is_some())
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::tests::shop::session_of;
    use crate::model::{Buyer, Destination, MarketingConsentOption};
    use crate::types::Uri;

    /// A session that offers these channels, and the channels that it accepts of all that there may be.
    fn accepted(offered: &[&str], buyer: Option<Buyer>, destination: Option<Destination>) -> Vec<String> {
        let mut session = session_of(Vec::new());
        let checkout = Arc::make_mut(&mut session.checkout);
        let privacy = Uri::new("https://mugs.example/privacy").unwrap();
        let option = |channel: &&str| MarketingConsentOption::new(*channel, "News", privacy.clone());
        checkout.quote.consent_options = offered.iter().map(option).collect();
        checkout.cart.buyer = buyer;
        checkout.cart.destination = destination;
        let answers = ["email", "sms", "whatsapp", "pigeon"].map(|channel| MarketingConsent::new(channel, true));
        accept(&answers, checkout).into_iter().map(|consent| consent.channel).collect()
    }

    fn with_phone() -> Buyer {
        let mut buyer = Buyer::new("ada@example.com");
        buyer.phone_number = Some("+14155550100".to_owned());
        buyer
    }

    // ACP-MKT-06, ACP-MKT-08
    #[test]
    fn only_channels_that_were_offered_count() {
        assert_eq!(accepted(&[], Some(with_phone()), None), [""; 0]);
        assert_eq!(accepted(&["email"], Some(with_phone()), None), ["email"]);
        assert_eq!(accepted(&["pigeon", "sms"], Some(with_phone()), None), ["sms", "pigeon"]);
    }

    // ACP-MKT-07
    #[test]
    fn only_who_can_be_reached_agrees() {
        let all = ["email", "sms", "whatsapp", "pigeon"];
        let recipient = Destination { email: Some("ada@example.com".to_owned()), ..Destination::default() };
        let phone = Destination { phone_number: Some("+14155550100".to_owned()), ..Destination::default() };
        assert_eq!(accepted(&all, Some(Buyer::new("ada@example.com")), None), ["email", "pigeon"]);
        assert_eq!(accepted(&all, Some(with_phone()), None), all);
        assert_eq!(accepted(&all, None, Some(recipient)), ["email", "pigeon"]);
        assert_eq!(accepted(&all, None, Some(phone)), ["sms", "whatsapp", "pigeon"]);
        assert_eq!(accepted(&all, None, None), ["pigeon"]);
    }

    // ACP-MKT-05
    #[test]
    fn a_no_is_an_answer_as_well() {
        let mut session = session_of(Vec::new());
        let checkout = Arc::make_mut(&mut session.checkout);
        let privacy = Uri::new("https://mugs.example/privacy").unwrap();
        checkout.quote.consent_options = vec![MarketingConsentOption::new("email", "News", privacy)];
        checkout.cart.buyer = Some(with_phone());
        let no = [MarketingConsent::new("email", false)];
        assert_eq!(accept(&no, checkout), no);
    }
}
