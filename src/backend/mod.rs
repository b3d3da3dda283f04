//! The merchant's seam: implement [`CommerceBackend`] and the store sells.
//!
//! The trait never sees the JSON of a release. It is asked three kinds of questions: what a cart costs
//! ([`quote`](CommerceBackend::quote)), whether the money is there ([`authorize`](CommerceBackend::authorize),
//! [`void`](CommerceBackend::void), [`abandon`](CommerceBackend::abandon)), and whether the order stands
//! ([`place_order`](CommerceBackend::place_order), [`cancel`](CommerceBackend::cancel)). Everything else (sessions,
//! statuses, messages, idempotency, releases) is the crate's business.
//!
//! # A whole shop
//!
//! One mug at $12.50, 8 % tax, $5 shipping within the United States, cards through Stripe.
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::backend::{
//!     AuthorizeRequest, BackendError, CancelRequest, CommerceBackend, Context, OrderRequest, Placement, Profile,
//!     VoidRequest,
//! };
//! use agentic_commerce::engine::Engine;
//! use agentic_commerce::inbound::{ApiKeys, Pipeline};
//! use agentic_commerce::model::{
//!     Authorization, Authorized, Cart, Decline, FulfillmentOption, ItemProblem, LineItem, Link, LinkKind, Order,
//!     OrderStatus, PaymentHandler, ProductDetails, Quote, Totals, UnavailableItem,
//! };
//! use agentic_commerce::store::MemoryStore;
//! use agentic_commerce::types::{Currency, Money, Uri};
//!
//! struct MugShop {
//!     profile: Profile,
//!     usd: Currency,
//! }
//!
//! impl MugShop {
//!     fn new() -> Result<Self, Box<dyn std::error::Error>> {
//!         let usd = Currency::new("usd")?;
//!         let terms = Link::new(LinkKind::TermsOfUse, Uri::new("https://mugs.example/terms")?);
//!         Ok(Self { profile: Profile::new(usd).with_link(terms), usd })
//!     }
//! }
//!
//! impl CommerceBackend for MugShop {
//!     fn profile(&self) -> &Profile {
//!         &self.profile
//!     }
//!
//!     async fn quote(&self, _context: &Context, cart: &Cart) -> Result<Quote, BackendError> {
//!         let mut lines = Vec::new();
//!         let mut unavailable = Vec::new();
//!         for wanted in &cart.lines {
//!             if wanted.item != "mug" {
//!                 unavailable.push(UnavailableItem::new(wanted.id.clone(), ItemProblem::Unknown));
//!                 continue;
//!             }
//!             let line = LineItem::new(wanted.id.clone(), "mug", wanted.quantity, Money::new(1_250, self.usd))?;
//!             let tax = line.subtotal.checked_share(80_000)?; // 8 %, in millionths
//!             lines.push(line.with_tax(tax)?.with_product(ProductDetails::named("Mug")));
//!         }
//!
//!         let standard = FulfillmentOption::shipping("standard", "Standard", Money::new(500, self.usd));
//!         let ships_there = cart.address().is_some_and(|address| address.country == "US");
//!         let options = if ships_there { vec![standard] } else { Vec::new() };
//!
//!         let mut totals = Totals::of_lines(self.usd, &lines)?;
//!         let chosen = cart.selections.first().map(|selection| &selection.option);
//!         if let Some(option) = options.iter().find(|option| Some(&option.id) == chosen) {
//!             totals = totals.fulfillment(option.subtotal);
//!         }
//!
//!         let mut quote = Quote::new(self.usd, lines, totals.build()?);
//!         quote.unavailable = unavailable;
//!         quote.fulfillment_options = options;
//!         quote.payment_handlers = vec![Arc::new(PaymentHandler::stripe_card("card", "acct_123"))];
//!         Ok(quote)
//!     }
//!
//!     async fn authorize(
//!         &self,
//!         context: &Context,
//!         request: AuthorizeRequest<'_>,
//!     ) -> Result<Authorization, BackendError> {
//!         // Hand `context.idempotency_token` to the payment provider: the same attempt never charges twice.
//!         match request.payment.token().map(|token| token.expose()) {
//!             Some("spt_good") => {
//!                 let reference = format!("pi_{}", context.idempotency_token);
//!                 Ok(Authorization::Authorized(Authorized::new(reference, request.amount)))
//!             }
//!             _ => Ok(Authorization::Declined(Decline::new("The card was declined."))),
//!         }
//!     }
//!
//!     async fn void(&self, _context: &Context, _request: VoidRequest<'_>) -> Result<(), BackendError> {
//!         Ok(()) // cancel the payment intent `authorized.reference`
//!     }
//!
//!     async fn place_order(&self, _context: &Context, request: OrderRequest<'_>) -> Result<Placement, BackendError> {
//!         // Insert the order under `context.idempotency_token`, or find the one that is there.
//!         let id = format!("ord_{}", request.checkout.id);
//!         let page = Uri::new(format!("https://mugs.example/orders/{id}")).map_err(BackendError::internal)?;
//!         let mut order = Order::new(id, request.checkout.id.clone(), page);
//!         order.status = Some(OrderStatus::Confirmed);
//!         Ok(Placement::from(order))
//!     }
//!
//!     async fn cancel(&self, _context: &Context, _request: CancelRequest<'_>) -> Result<(), BackendError> {
//!         Ok(()) // nothing was reserved
//!     }
//! }
//!
//! let engine = Engine::new(MugShop::new()?, Arc::new(MemoryStore::new()));
//! let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("my-agent", "sk_test_123"));
//! // `router::router(Arc::new(pipeline))` is an axum router; here the pipeline answers by itself.
//! # futures_lite_block_on(async {
//! let request = http::Request::post("/checkout_sessions")
//!     .header("authorization", "Bearer sk_test_123")
//!     .header("api-version", "2026-04-17")
//!     .header("idempotency-key", "b6f3")
//!     .header("content-type", "application/json")
//!     .body(r#"{"line_items":[{"id":"mug","quantity":2}],"currency":"usd","capabilities":{}}"#.into())?;
//! let response = pipeline.handle(request).await;
//! assert_eq!(response.status(), http::StatusCode::CREATED);
//! let session: serde_json::Value = serde_json::from_slice(response.body())?;
//! assert_eq!(session["status"], "not_ready_for_payment"); // where should it be delivered?
//! assert_eq!(session["totals"][3]["amount"], 2_700); // 25.00 + 8 %
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # fn futures_lite_block_on<T>(future: impl std::future::Future<Output = T>) -> T {
//! #     let mut future = std::pin::pin!(future);
//! #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
//! #     loop {
//! #         if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) { return value; }
//! #     }
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod context;
mod dynamic;
mod error;
#[cfg(feature = "tokio")]
mod patience;
mod profile;
mod request;

use std::future::Future;

pub use context::Context;
pub use dynamic::DynCommerceBackend;
pub use error::{BackendError, BackendErrorKind};
#[cfg(feature = "tokio")]
pub use patience::Patience;
pub use profile::Profile;
pub use request::{
    AbandonRequest, AuthorizeRequest, CancelRequest, CodeAttempt, ExtensionProblem, Finding, LookUpRequest,
    OrderRequest, Placement, VoidRequest,
};

use serde_json::Value;

use crate::model::{Authorization, Cart, ExtensionDeclaration, Quote};

/// A store that sells through agents.
pub trait CommerceBackend: Send + Sync + 'static {
    /// What holds for the whole shop: currencies, policy pages, interventions.
    fn profile(&self) -> &Profile;

    /// Prices a cart: catalog, stock, discounts, delivery, tax and ways to pay in one answer.
    ///
    /// The cart is always the whole of what the buyer wants. A shop that computes prices reads it and answers; a shop
    /// that keeps carts of its own upserts one by [`Context::checkout_id`]. An unknown or sold-out item is part of the
    /// answer ([`Quote::unavailable`]), not an error. A selection that is not among the options offered is to be
    /// passed over: the engine chooses another and asks again.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the shop cannot answer. The agent gets a 5xx and may retry.
    fn quote(&self, context: &Context, cart: &Cart) -> impl Future<Output = Result<Quote, BackendError>> + Send;

    /// Whether these discount codes may be tried: a shop counts here who guesses, and how fast (2026-04-17, discount
    /// extension §11). Asked once for each request that brings codes, before they are [quoted](Self::quote), with the
    /// caller and the session in the context. A shop that does not say otherwise allows all.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the shop cannot answer. The agent gets a 5xx and may retry.
    fn try_codes(
        &self,
        context: &Context,
        codes: &[String],
    ) -> impl Future<Output = Result<CodeAttempt, BackendError>> + Send {
        let _ = (context, codes);
        async { Ok(CodeAttempt::Allowed) }
    }

    /// Whether a value is one that this field of the shop's own extension can have (2026-04-17, extensions §7). Nothing
    /// else checks it: a shop that [offers](Profile::with_extension) an extension has to say what it takes. A shop that
    /// offers none is never asked.
    ///
    /// # Errors
    ///
    /// [`ExtensionProblem`], which the agent gets as a 400 that names the place.
    fn check_extension(
        &self,
        extension: &ExtensionDeclaration,
        field: &str,
        value: &Value,
    ) -> Result<(), ExtensionProblem> {
        let _ = (extension, field, value);
        Ok(())
    }

    /// Sets the money aside.
    ///
    /// [`Context::idempotency_token`] stays the same when the same attempt is made again after a crash or a lost
    /// answer: hand it to the payment provider, so that nobody pays twice. A refusal of the provider is an answer
    /// ([`Authorization::Declined`]), not an error.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the outcome is not known. The attempt will be made again with the same token.
    fn authorize(
        &self,
        context: &Context,
        request: AuthorizeRequest<'_>,
    ) -> impl Future<Output = Result<Authorization, BackendError>> + Send;

    /// Says what became of an attempt to set money aside whose answer never came, and which no agent makes again. Its
    /// [`Context::idempotency_token`] is that of [`authorize`](Self::authorize): ask the payment provider by it. There is no
    /// payment in the request, for nobody keeps what a buyer pays with.
    ///
    /// With a shop that does not know, the session stays where it is until the agent tries again.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the shop cannot answer. It will be asked again.
    fn look_up_authorization(
        &self,
        _context: &Context,
        _request: LookUpRequest<'_>,
    ) -> impl Future<Output = Result<Finding, BackendError>> + Send {
        std::future::ready(Ok(Finding::Unknown))
    }

    /// Lets go of money that was set aside: the order could not be placed.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the outcome is not known. It will be tried again with the same token.
    fn void(
        &self,
        context: &Context,
        request: VoidRequest<'_>,
    ) -> impl Future<Output = Result<(), BackendError>> + Send;

    /// Lets go of an attempt to pay that waits for an authentication or an approval: the buyer has changed the cart since,
    /// so it will never be resumed. A shop whose provider lets such attempts lapse need not do anything.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the outcome is not known. The cart stays as it was, and the agent may retry.
    fn abandon(
        &self,
        _context: &Context,
        _request: AbandonRequest<'_>,
    ) -> impl Future<Output = Result<(), BackendError>> + Send {
        std::future::ready(Ok(()))
    }

    /// Places the order for which the money is set aside.
    ///
    /// Called again with the same [`Context::idempotency_token`], it must answer the same order.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the outcome is not known. It will be tried again with the same token.
    fn place_order(
        &self,
        context: &Context,
        request: OrderRequest<'_>,
    ) -> impl Future<Output = Result<Placement, BackendError>> + Send;

    /// Releases what was reserved for a session that is given up.
    ///
    /// # Errors
    ///
    /// [`BackendError`] when the shop cannot answer. The session stays open and the agent may retry.
    fn cancel(
        &self,
        context: &Context,
        request: CancelRequest<'_>,
    ) -> impl Future<Output = Result<(), BackendError>> + Send;
}
