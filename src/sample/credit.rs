//! Store credit: a way to pay that the shop keeps itself.

use std::collections::BTreeMap;

use crate::model::{Buyer, BuyerAuthentication, PaymentHandler, Quote, SellerBacked};
use crate::types::Money;

/// The id of the handler.
pub(super) const HANDLER: &str = "store_credit";

/// What the shop owes its customers, by their id.
#[derive(Debug, Default)]
pub(super) struct Credit {
    balances: BTreeMap<String, Money>,
}

impl Credit {
    pub(super) fn balance(&self, customer: &str) -> Option<Money> {
        self.balances.get(customer).copied()
    }

    pub(super) fn set(&mut self, customer: String, balance: Money) {
        self.balances.insert(customer, balance);
    }

    /// The handler, if the buyer can pay the whole quote with it: signed in, and with enough left (ACP-SBP-06).
    pub(super) fn handler(&self, buyer: Option<&Buyer>, quote: &Quote) -> Option<PaymentHandler> {
        let balance = self.balance(customer(buyer?)?)?;
        let total = quote.total()?;
        let handler =
            PaymentHandler::seller_backed(HANDLER, SellerBacked::StoreCredit, "sample_merchant", "Store credit");
        let metadata = serde_json::json!({ "balance": balance.minor, "currency": balance.currency });
        covers(balance, total).then(|| handler.with_config("display_metadata", metadata))
    }

    /// Takes the amount off the buyer's credit and says whose it was, if there is enough.
    pub(super) fn draw(&mut self, buyer: Option<&Buyer>, amount: Money) -> Option<String> {
        let customer = customer(buyer?)?;
        let balance = self.balances.get_mut(customer)?;
        *balance = balance.checked_sub(amount).ok().filter(|left| !left.is_negative())?;
        Some(customer.to_owned())
    }

    pub(super) fn give_back(&mut self, customer: &str, amount: Money) {
        if let Some(balance) = self.balances.get_mut(customer) {
            // What was taken off before fits back in.
            *balance = balance.checked_add(amount).unwrap_or(*balance);
        }
    }
}

/// Who signed in with the shop.
fn customer(buyer: &Buyer) -> Option<&str> {
    let signed_in = buyer.authentication_status == Some(BuyerAuthentication::Authenticated);
    buyer.customer_id.as_deref().filter(|_| signed_in)
}

fn covers(balance: Money, total: Money) -> bool {
    balance.checked_sub(total).is_ok_and(|left| !left.is_negative())
}
