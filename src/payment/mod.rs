//! Getting paid.
//!
//! A shop that charges through a payment provider need not write that part itself: a [`PaymentProvider`] sets money
//! aside, takes it, lets go of it and gives it back, and never does any of it twice. [`Charge::of`] makes what it is
//! asked out of what the shop is asked, so that a [`CommerceBackend`](crate::backend::CommerceBackend) delegates in a
//! few lines:
//!
//! ```
//! use std::sync::Arc;
//!
//! use agentic_commerce::backend::{AuthorizeRequest, BackendError, Context, VoidRequest};
//! use agentic_commerce::model::{Authorization, Decline};
//! use agentic_commerce::payment::{Charge, PaymentProvider};
//!
//! struct Shop {
//!     payments: Arc<dyn PaymentProvider>,
//! }
//!
//! // Of `impl CommerceBackend for Shop`, the part that is about money.
//! impl Shop {
//!     async fn authorize(
//!         &self,
//!         context: &Context,
//!         request: AuthorizeRequest<'_>,
//!     ) -> Result<Authorization, BackendError> {
//!         match Charge::of(context, &request) {
//!             Some(charge) => self.payments.authorize(&charge).await,
//!             None => Ok(Authorization::Declined(Decline::new("Please pay by card."))), // a purchase order
//!         }
//!     }
//!
//!     async fn void(&self, context: &Context, request: VoidRequest<'_>) -> Result<(), BackendError> {
//!         self.payments.void(&context.idempotency_token, &request.authorized.reference).await
//!     }
//! }
//! ```
//!
//! With the feature `stripe` there is one for Stripe's Shared Payment Tokens, [`stripe`]. An implementation of your own
//! is held to the same promises by `testing::payment_contract`.
//!
//! What becomes of the money afterwards changes the order: [`Refund::adjust`] and [`Dispute::adjust`] write it down, however
//! often and in whatever order a provider tells it.
//!
//! The other side of the token, where an agent delegates a card to a provider, is [`delegate`]; where it has the buyer's
//! bank authenticate the payment, [`authentication`].

mod aftermath;
pub mod authentication;
mod charge;
pub mod delegate;
mod flaw;
mod provider;
mod settlement;
#[cfg(feature = "stripe")]
pub mod stripe;

pub use charge::Charge;
pub use provider::PaymentProvider;
pub use settlement::{Dispute, DisputeState, Payment, PaymentState, Refund, RefundState};
