//! The shop itself.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::catalog::{Catalog, Stock};
use super::journal::{self, Journal};
use super::ledger::Ledger;
use super::payment::Attempt;
use super::state::State;
use super::{order, pricing};
use crate::backend::{
    AbandonRequest, AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, Finding, LookUpRequest,
    OrderRequest, Placement, Profile, VoidRequest,
};
use crate::model::{
    AccountType, Authorization, Authorized, Cart, Checkout, Enforcement, Intervention, Interventions, PaymentHandler,
    PaymentTerms, Quote,
};
use crate::payment::{Charge, PaymentProvider};
use crate::types::{ItemId, Money};

/// A whole shop in memory.
///
/// Share it as an `Arc<SampleShop>`, which is a [`CommerceBackend`] as well: the test keeps one end, to look into the
/// [ledger](Self::ledger) and to [change the stock](Self::set_stock).
#[derive(Debug)]
pub struct SampleShop {
    catalog: Catalog,
    profile: Profile,
    payment_handler: Arc<PaymentHandler>,
    authentication_from: Option<Money>,
    payments: Option<Arc<dyn PaymentProvider>>,
    state: Mutex<State>,
    journal: Option<Mutex<Journal>>,
}

impl SampleShop {
    /// Opens a shop with that catalog.
    #[must_use]
    pub fn new(catalog: Catalog) -> Self {
        let interventions = Interventions { supported: vec![Intervention::ThreeDs], ..Interventions::default() };
        let mut profile = Profile::new(catalog.currency).with_interventions(interventions);
        profile.links = catalog.links.clone().into();
        let mut payment_handler = PaymentHandler::stripe_card("card_tokenized", "acct_sample");
        payment_handler.display_name = Some("Card".to_owned());
        Self {
            state: Mutex::new(State::opening(&catalog)),
            catalog,
            profile,
            payment_handler: Arc::new(payment_handler),
            authentication_from: None,
            payments: None,
            journal: None,
        }
    }

    /// Opens a shop with the [built-in catalog](Catalog::builtin), where 3-D Secure is required from $500 on and the
    /// customer `cust_ada` has a credit of $50.
    #[must_use]
    pub fn builtin() -> Self {
        let catalog = Catalog::builtin();
        let amount = |minor| Money::new(minor, catalog.currency());
        let (authentication_from, credit) = (amount(50_000), amount(5_000));
        let shop = Self::new(catalog).with_authentication_from(authentication_from);
        shop.set_store_credit("cust_ada", credit);
        shop
    }

    /// The same shop, in which 3-D Secure is required for totals from that amount on.
    #[must_use]
    pub const fn with_authentication_from(mut self, amount: Money) -> Self {
        self.authentication_from = Some(amount);
        self
    }

    /// The same shop, in which cards are charged by that provider. Store credit and purchase orders stay with the shop.
    #[must_use]
    pub fn with_payments(mut self, payments: Arc<dyn PaymentProvider>) -> Self {
        self.payments = Some(payments);
        self
    }

    /// The same shop, which keeps what it does in that file: one JSON object a line, on the disk before anybody hears of it.
    /// Opened again it knows what it did, and answers the same to the same idempotency token. Several processes may share
    /// the file, and are one shop then; its stock is counted from the catalog. Of what another provider charges its id is
    /// kept; store credit is not.
    ///
    /// # Errors
    ///
    /// [`io::Error`] when the file cannot be opened or is not of this kind.
    pub fn with_ledger_file(mut self, file: impl AsRef<Path>) -> io::Result<Self> {
        let mut journal = Journal::open(file.as_ref())?;
        journal.enter(&mut self.state())?;
        self.journal = Some(Mutex::new(journal));
        Ok(self)
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

    /// What the shop owes a customer; `None` if nobody of that id has a credit.
    #[must_use]
    pub fn store_credit(&self, customer: &str) -> Option<Money> {
        self.state().provider.credit.balance(customer)
    }

    /// Says what the shop owes a customer from now on.
    pub fn set_store_credit(&self, customer: impl Into<String>, balance: Money) {
        self.state().provider.credit.set(customer.into(), balance);
    }

    /// What can be paid with, and what the buyer must do for it: both vary with the cart.
    fn ways_to_pay(&self, cart: &Cart, quote: &mut Quote) {
        let buyer = cart.buyer.as_ref();
        quote.payment_handlers.push(Arc::clone(&self.payment_handler));
        quote.payment_handlers.extend(self.state().provider.credit.handler(buyer, quote).map(Arc::new));
        if buyer.is_some_and(|buyer| buyer.account_type == Some(AccountType::Business)) {
            quote.purchase_order_terms = vec![PaymentTerms::Net30, PaymentTerms::Net60];
        }
        if let (Some(from), Some(total)) = (self.authentication_from, quote.total())
            && total.currency == from.currency
            && total.minor >= from.minor
        {
            let required = vec![Intervention::ThreeDs];
            let enforcement = Enforcement::Always;
            quote.interventions = Some(Interventions { required, enforcement, ..self.profile.interventions.clone() });
        }
    }

    /// Does something, and takes it down before anybody hears of it. The
    /// token tells what is new.
    fn act<T>(
        &self,
        token: &str,
        request: &journal::Request<'_>,
        work: impl FnOnce(&mut State) -> Result<T, BackendError>,
    ) -> Result<T, BackendError> {
        let Some(journal) = &self.journal else { return work(&mut self.state()) };
        let mut journal = journal.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *self.state();
        let result = journal.enter(state).and_then(|entered| {
            let before = journal::Before::of(state, token);
            let result = work(state);
            entered.write(&before.lines(state, token, request)).map(|()| result)
        });
        result.unwrap_or_else(|error| {
            // What is not in the file did not happen.
            *state = State::opening(&self.catalog);
            journal.forget();
            Err(BackendError::unavailable(error))
        })
    }

    /// Takes down what another provider has set aside.
    fn enter(&self, token: &str, checkout: &Checkout, authorized: &Authorized) -> Result<(), BackendError> {
        let attempt = Attempt { checkout: checkout.id.clone(), amount: authorized.amount };
        self.act(token, &journal::Request::default(), |State { provider, ledger, .. }| {
            provider.enter(ledger, &authorized.reference, attempt);
            Ok(())
        })
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
        self.ways_to_pay(cart, &mut quote);
        Ok(quote)
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        if let Some(payments) = &self.payments
            && request.payment.handler.as_ref() == Some(&self.payment_handler.id)
            && let Some(charge) = Charge::of(context, &request)
        {
            let answer = payments.authorize(&charge).await?;
            if let Authorization::Authorized(authorized) = &answer {
                self.enter(&context.idempotency_token, request.checkout, authorized)?;
            }
            return Ok(answer);
        }
        let token = &context.idempotency_token;
        let taken_down = journal::Request::of_authorization(request.checkout, request.amount, request.resumes);
        self.act(token, &taken_down, |state| state.provider.authorize(&mut state.ledger, token, &request))
    }

    async fn look_up_authorization(
        &self,
        context: &Context,
        request: LookUpRequest<'_>,
    ) -> Result<Finding, BackendError> {
        let token = &context.idempotency_token;
        if let Some(payments) = &self.payments
            && self.state().provider.answer(token).is_none()
        {
            let finding = payments.find(token).await?;
            if let Finding::Authorized(authorized) = &finding {
                self.enter(token, request.checkout, authorized)?;
            }
            return Ok(finding);
        }
        let taken_down = journal::Request::of_authorization(request.checkout, request.amount, request.resumes);
        self.act(token, &taken_down, |state| Ok(state.provider.look_up(&mut state.ledger, token)))
    }

    async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
        let reference = &request.authorized.reference;
        if let Some(payments) = &self.payments
            && self.state().provider.is_entered(reference)
        {
            payments.void(&context.idempotency_token, reference).await?;
        }
        self.act(&context.idempotency_token, &journal::Request::default(), |state| {
            Ok(state.provider.void(&mut state.ledger, reference)?)
        })
    }

    async fn abandon(&self, context: &Context, request: AbandonRequest<'_>) -> Result<(), BackendError> {
        self.act(&context.idempotency_token, &journal::Request::default(), |state| {
            state.provider.abandon(&mut state.ledger, request.reference);
            Ok(())
        })
    }

    async fn place_order(&self, context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        let token = &context.idempotency_token;
        let taken_down = journal::Request::of_order(request.checkout, &request.authorized.reference);
        self.act(token, &taken_down, |state| order::place(state, &self.catalog.base_url, token, &request))
    }

    async fn cancel(&self, context: &Context, request: CancelRequest<'_>) -> Result<(), BackendError> {
        self.act(&context.idempotency_token, &journal::Request::default(), |state| {
            state.cancel(context, &request);
            Ok(())
        })
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
