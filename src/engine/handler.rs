//! Whether the shop's ways to pay can be declared.

use super::Violation;
use crate::model::Quote;

/// Holds every way to pay against what the protocol wants of it, and none may bear the id of another (ACP-PH-04): a
/// completion names one by its id.
pub(super) fn audit(quote: &Quote) -> Result<(), Violation> {
    for (index, handler) in quote.payment_handlers.iter().enumerate() {
        handler.check()?;
        if quote.payment_handlers.iter().take(index).any(|before| before.id == handler.id) {
            return Err(Violation::TwiceDeclared(handler.id.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::tests::shop::usd;
    use crate::model::PaymentHandler;

    fn audited(handlers: Vec<PaymentHandler>) -> Result<(), Violation> {
        let mut quote = Quote::new(usd(), Vec::new(), Vec::new());
        quote.payment_handlers = handlers.into_iter().map(Arc::new).collect();
        audit(&quote)
    }

    // ACP-PH-03, ACP-PH-04
    #[test]
    fn every_way_to_pay_can_be_declared_and_has_an_id_of_its_own() {
        let card = |id: &str| PaymentHandler::stripe_card(id, "acct_1");
        assert_eq!(audited(vec![]), Ok(()));
        assert_eq!(audited(vec![card("a"), card("b")]), Ok(()));
        assert_eq!(audited(vec![card("a"), card("b"), card("a")]), Err(Violation::TwiceDeclared("a".into())));
        let mut undated = card("b");
        undated.version = "latest".to_owned();
        let error = undated.check().unwrap_err();
        assert_eq!(audited(vec![card("a"), undated]), Err(Violation::Handler(error)));
    }
}
