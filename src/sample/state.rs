//! What changes while the shop is open.

use std::collections::BTreeSet;

use super::catalog::Catalog;
use super::ledger::{Ledger, LedgerEntry};
use super::order::OrderBook;
use super::payment::Provider;
use super::stock::Shelves;
use crate::backend::{CancelRequest, Context};

/// What changes while the shop is open.
#[derive(Debug)]
pub(super) struct State {
    pub(super) shelves: Shelves,
    pub(super) provider: Provider,
    pub(super) orders: OrderBook,
    pub(super) ledger: Ledger,
    /// Idempotency tokens of the sessions given up.
    pub(super) canceled: BTreeSet<String>,
}

impl State {
    pub(super) fn opening(catalog: &Catalog) -> Self {
        Self {
            shelves: Shelves::of(catalog),
            provider: Provider::default(),
            orders: OrderBook::default(),
            ledger: Ledger::default(),
            canceled: BTreeSet::new(),
        }
    }

    /// Takes down that a session was given up: once, however often it is told. What waits to be paid goes with it.
    pub(super) fn cancel(&mut self, context: &Context, request: &CancelRequest<'_>) {
        if let Some(reference) = request.abandons {
            self.provider.abandon(&mut self.ledger, reference);
        }
        if self.canceled.insert(context.idempotency_token.clone()) {
            let reason = request.intent.map(|intent| intent.reason_code.clone());
            self.ledger.record(LedgerEntry::Canceled { checkout: request.checkout.id.clone(), reason });
        }
    }
}
