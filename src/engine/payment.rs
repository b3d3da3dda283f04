//! Whether a cart can be paid for with what the agent brings.

use std::borrow::Cow;

use super::Refusal;
use crate::model::{AccountType, Checkout, Field, PaymentData};

/// The payment names an instrument of a way to pay that this cart offers (ACP-COMP-14), or a purchase order. What the
/// shop offers decides, whatever the agent declared (ACP-CAP-16).
pub(super) fn check(checkout: &Checkout, payment: &PaymentData) -> Result<(), Refusal> {
    if payment.instrument.is_none() {
        return match payment.purchase_order_number {
            Some(_) => check_purchase_order(checkout, payment),
            None => Err(Refusal::Missing(Field::PaymentData)),
        };
    }
    let mut handlers = checkout.quote.payment_handlers.iter();
    let offered = match (&payment.handler, &payment.provider) {
        (Some(id), _) => handlers.any(|handler| handler.id == *id),
        (None, Some(provider)) => handlers.any(|handler| handler.takes_card_tokens_of(provider)),
        (None, None) => false,
    };
    if offered { Ok(()) } else { Err(Refusal::UnknownHandler) }
}

/// A purchase order is for a business (ACP-PD-08), where the shop takes it, and at terms that the shop offers.
fn check_purchase_order(checkout: &Checkout, payment: &PaymentData) -> Result<(), Refusal> {
    let refuse = |reason| Err(Refusal::Invalid { field: Field::PaymentData, reason });
    let offered = &checkout.quote.purchase_order_terms;
    if offered.is_empty() {
        return refuse("this cart cannot be paid for by purchase order");
    }
    let buyer = checkout.cart.buyer.as_ref();
    if buyer.and_then(|buyer| buyer.account_type) != Some(AccountType::Business) {
        return refuse("a purchase order is for a business: account_type says otherwise");
    }
    if payment.payment_terms.is_some_and(|terms| !offered.contains(&terms)) {
        return refuse("these payment terms are not offered");
    }
    Ok(())
}

/// Older releases name a provider where newer ones name a handler: the shop sees a handler either way.
pub(super) fn name_handler<'a>(checkout: &Checkout, payment: &'a PaymentData) -> Cow<'a, PaymentData> {
    if payment.handler.is_some() {
        return Cow::Borrowed(payment);
    }
    let mut named = payment.clone();
    named.handler = checkout
        .quote
        .payment_handlers
        .iter()
        .find(|handler| payment.provider.as_deref().is_some_and(|name| handler.takes_card_tokens_of(name)))
        .map(|handler| handler.id.clone());
    Cow::Owned(named)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::tests::shop::{pay, session_of};
    use crate::model::{Buyer, PaymentHandler, PaymentTerms};

    /// Pays by purchase order for a cart at those terms, as a buyer of that kind.
    fn ordered(
        offered: &[PaymentTerms],
        account_type: Option<AccountType>,
        terms: Option<PaymentTerms>,
    ) -> Result<(), &'static str> {
        let mut session = session_of(Vec::new());
        let checkout = Arc::make_mut(&mut session.checkout);
        checkout.quote.purchase_order_terms = offered.to_vec();
        let mut buyer = Buyer::new("ada@example.com");
        buyer.account_type = account_type;
        checkout.cart.buyer = Some(buyer);
        let mut payment = pay().payment;
        payment.handler = None;
        payment.instrument = None;
        payment.purchase_order_number = Some("PO-1".to_owned());
        payment.payment_terms = terms;
        check(checkout, &payment).map_err(|refusal| match refusal {
            Refusal::Invalid { field: Field::PaymentData, reason } => reason,
            other => panic!("{other:?}"),
        })
    }

    // ACP-PD-08
    #[test]
    fn a_purchase_order_is_for_a_business_at_terms_that_are_offered() {
        use PaymentTerms::{Net30, Net60, Net90};
        let business = Some(AccountType::Business);
        assert_eq!(ordered(&[Net30, Net60], business, Some(Net60)), Ok(()));
        assert_eq!(ordered(&[Net30], business, None), Ok(()));
        assert_eq!(ordered(&[Net30], business, Some(Net90)), Err("these payment terms are not offered"));
        assert_eq!(ordered(&[], business, None), Err("this cart cannot be paid for by purchase order"));
        for other in [None, Some(AccountType::Guest), Some(AccountType::Registered)] {
            let reason = "a purchase order is for a business: account_type says otherwise";
            assert_eq!(ordered(&[Net30], other, None), Err(reason));
        }
    }

    #[test]
    fn a_purchase_order_without_a_buyer_is_for_nobody() {
        let mut session = session_of(Vec::new());
        let checkout = Arc::make_mut(&mut session.checkout);
        checkout.quote.purchase_order_terms = vec![PaymentTerms::Net30];
        checkout.cart.buyer = None;
        let mut payment = pay().payment;
        payment.instrument = None;
        payment.purchase_order_number = Some("PO-1".to_owned());
        assert!(check(checkout, &payment).is_err());
    }

    // A wallet through the same provider is another way to pay: older releases mean the card (versions before 2026-01-30).
    #[test]
    fn a_provider_stands_for_its_handler_of_cards() {
        let mut session = session_of(Vec::new());
        let checkout = Arc::make_mut(&mut session.checkout);
        let mut wallet = PaymentHandler::stripe_card("wallet", "acct_1");
        wallet.name = "com.example.wallet".to_owned();
        checkout.quote.payment_handlers = vec![Arc::new(wallet)];
        let mut payment = pay().payment;
        payment.handler = None;
        payment.provider = Some("stripe".to_owned());
        assert!(matches!(check(checkout, &payment), Err(Refusal::UnknownHandler)));

        checkout.quote.payment_handlers.push(Arc::new(PaymentHandler::stripe_card("card", "acct_1")));
        assert!(check(checkout, &payment).is_ok());
        let named = name_handler(checkout, &payment);
        assert_eq!(named.handler.as_ref().map(crate::types::HandlerId::as_str), Some("card"));
    }
}
