//! The shop itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::catalog::{Catalog, Stock};
use super::ledger::Ledger;
use super::state::State;
use super::{order, pricing};
use crate::backend::{
    AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, OrderRequest, Placement, Profile,
    VoidRequest,
};
use crate::model::{Authorization, Cart, Intervention, Interventions, PaymentHandler, Quote};
use crate::types::ItemId;

/// A whole shop in memory.
///
/// Share it as an `Arc<SampleShop>`, which is a [`CommerceBackend`] as well: the test keeps one end, to look into the
/// [ledger](Self::ledger) and to [change the stock](Self::set_stock).
#[derive(Debug)]
pub struct SampleShop {
    catalog: Catalog,
    profile: Profile,
    payment_handler: Arc<PaymentHandler>,
    state: Mutex<State>,
}

impl SampleShop {
    /// Opens a shop with that catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let interventions = Interventions { supported: vec![Intervention::ThreeDs], ..Interventions::default() };
        let mut profile = Profile::new(catalog.currency).with_interventions(interventions);
        profile.links.clone_from(&catalog.links);
        let mut payment_handler = PaymentHandler::stripe_card("card_tokenized", "acct_sample");
        payment_handler.display_name = Some("Card".to_owned());
        Self {
            state: Mutex::new(State::opening(&catalog)),
            catalog,
            profile,
            payment_handler: Arc::new(payment_handler),
        }
    }

    /// Opens a shop with the [built-in catalog](Catalog::builtin).
    #[must_use]
    pub fn builtin() -> Self {
        Self::new(Catalog::builtin())
    }

    /// What the shop sells.
    #[must_use]
    pub const fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// What the shop has done so far.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        self.state().ledger.clone()
    }

    /// How many there are of an item just now; unlimited if the catalog does not have it.
    #[must_use]
    pub fn stock(&self, item: &str) -> Stock {
        self.state().shelves.stock(item)
    }

    /// Says how many there are of an item from now on.
    pub fn set_stock(&self, item: impl Into<ItemId>, stock: Stock) {
        self.state().shelves.set(item.into(), stock);
    }

    /// A caller that panicked must not close the shop: each change is complete before the next can fail.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CommerceBackend for SampleShop {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        let left = self.state().shelves.left_for(cart.lines.iter().map(|line| (&line.item, line.quantity)));
        let mut quote = pricing::quote(&self.catalog, left, cart, context.now)?;
        quote.payment_handlers.push(Arc::clone(&self.payment_handler));
        Ok(quote)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        let State { provider, ledger, .. } = &mut *self.state();
        provider.authorize(ledger, &context.idempotency_token, &request)
    }

    async fn void(&self, _: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        let State { provider, ledger, .. } = &mut *self.state();
        Ok(provider.void(ledger, &request.authorized.reference)?)
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        order::place(&mut self.state(), &self.catalog.base_url, &context.idempotency_token, &request)
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.state().cancel(context, &request);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_that_panics_does_not_close_the_shop() {
        let shop = SampleShop::builtin();
        let panicked = std::thread::scope(|scope| {
            let caller = scope.spawn(|| {
                let _state = shop.state();
                panic!("while the lock is held");
            });
            caller.join()
        });
        assert!(panicked.is_err());
        assert!(shop.state.is_poisoned());
        assert_eq!(shop.stock("mug"), Stock::Pieces(40));
    }
}
