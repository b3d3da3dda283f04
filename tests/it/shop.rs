//! A shop that says whatever a test wants it to say.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use agentic_commerce::backend::{
    AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, OrderRequest, Placement, Profile,
    VoidRequest,
};
use agentic_commerce::model::{Authorization, Authorized, Cart, LineItem, Order, PaymentHandler, Quote, Totals};
use agentic_commerce::types::{Currency, Money, Uri};

type Answer = Box<dyn Fn(&Context, &Cart, Quote) -> Quote + Send + Sync>;
type Authorize = Box<dyn Fn(&Context, &AuthorizeRequest<'_>) -> Authorization + Send>;

/// Sells anything for ten dollars apiece, and lets a test change the quote before it goes out.
#[derive(Clone)]
pub(crate) struct ScriptedShop(Arc<Inner>);

struct Inner {
    profile: Profile,
    answer: Answer,
    authorize: Mutex<Authorize>,
    orders: AtomicUsize,
}

pub(crate) fn usd() -> Currency {
    Currency::new("usd").expect("a currency")
}

pub(crate) fn dollars(minor: i64) -> Money {
    Money::new(minor, usd())
}

pub(crate) fn uri(text: &str) -> Uri {
    Uri::new(text).expect("an address")
}

impl ScriptedShop {
    pub(crate) fn new(answer: impl Fn(&Context, &Cart, Quote) -> Quote + Send + Sync + 'static) -> Self {
        Self::with_profile(Profile::new(usd()), answer)
    }

    pub(crate) fn with_profile(
        profile: Profile,
        answer: impl Fn(&Context, &Cart, Quote) -> Quote + Send + Sync + 'static,
    ) -> Self {
        let authorize = |_: &Context, request: &AuthorizeRequest<'_>| {
            Authorization::Authorized(Authorized::new("pi_1", request.amount))
        };
        Self(Arc::new(Inner {
            profile,
            answer: Box::new(answer),
            authorize: Mutex::new(Box::new(authorize)),
            orders: AtomicUsize::new(0),
        }))
    }

    /// The same shop, whose payment provider answers like that.
    pub(crate) fn paid(
        self,
        authorize: impl Fn(&Context, &AuthorizeRequest<'_>) -> Authorization + Send + 'static,
    ) -> Self {
        *self.0.authorize.lock().unwrap_or_else(PoisonError::into_inner) = Box::new(authorize);
        self
    }

    /// How many orders were placed.
    pub(crate) fn orders(&self) -> usize {
        self.0.orders.load(Ordering::SeqCst)
    }
}

impl CommerceBackend for ScriptedShop {
    fn profile(&self) -> &Profile {
        &self.0.profile
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
        let mut lines = Vec::new();
        for line in &cart.lines {
            lines.push(LineItem::new(line.id.clone(), line.item.clone(), line.quantity, dollars(1_000))?.digital());
        }
        let totals = Totals::of_lines(usd(), &lines)?.build()?;
        let mut quote = Quote::new(usd(), lines, totals);
        quote.payment_handlers = vec![PaymentHandler::stripe_card("card_tokenized", "acct_1").into()];
        Ok((self.0.answer)(context, cart, quote))
    }

    async fn authorize(&self, context: &Context, request: AuthorizeRequest<'_>) -> Result<Authorization, BackendError> {
        // No provider answers at once.
        tokio::task::yield_now().await;
        Ok((self.0.authorize.lock().unwrap_or_else(PoisonError::into_inner))(context, &request))
    }

    async fn void(&self, _: &Context, _: VoidRequest<'_>) -> Result<(), BackendError> {
        Ok(())
    }

    async fn place_order(&self, _: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
        let number = self.0.orders.fetch_add(1, Ordering::SeqCst);
        let page = uri(&format!("https://shop.example/orders/{number}"));
        Ok(Order::new(format!("ord_{number}"), request.checkout.id.clone(), page).into())
    }

    async fn cancel(&self, _: &Context, _: CancelRequest<'_>) -> Result<(), BackendError> {
        Ok(())
    }
}
