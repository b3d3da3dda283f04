//! The provider's seam.

use std::fmt::Debug;

use async_trait::async_trait;

use super::{Charge, Payment, Refund};
use crate::backend::{BackendError, Finding};
use crate::model::Authorization;
use crate::types::Money;

/// Whoever moves the money.
///
/// Every call that moves some takes a token that names this very effect. Called again with the same token, it answers as
/// it did, and moves nothing. A refusal of the buyer's money is an answer, not an error.
///
/// # Errors
///
/// Every method: [`BackendError`]. `Unavailable` and `Timeout` say that the outcome is not known, so that the same call
/// is to be made again; `Internal`, that the call itself is wrong or the account is not set up for it.
#[async_trait]
pub trait PaymentProvider: Debug + Send + Sync + 'static {
    /// Sets money aside, or takes it, as the provider is set up.
    ///
    /// "Declined" is answered only where it is certain that nothing was taken: while the outcome of an earlier try of
    /// the attempt is not known, another credential is not charged.
    async fn authorize(&self, charge: &Charge<'_>) -> Result<Authorization, BackendError>;

    /// Takes money that is set aside: `amount` of it, or all. What is left is let go of.
    async fn capture(
        &self,
        idempotency_token: &str,
        reference: &str,
        amount: Option<Money>,
    ) -> Result<Payment, BackendError>;

    /// Lets go of money: what is set aside is freed, what was taken is given back.
    async fn void(&self, idempotency_token: &str, reference: &str) -> Result<(), BackendError>;

    /// Gives back some of the money that was taken.
    async fn refund(&self, idempotency_token: &str, reference: &str, amount: Money) -> Result<Refund, BackendError>;

    /// What became of an attempt to set money aside, by its token: asked when whoever made it is gone, and with it the
    /// credential.
    ///
    /// `NothingTaken` is answered only where the attempt can take nothing any more. By default nobody knows, and the attempt
    /// has to be made again.
    async fn find(&self, idempotency_token: &str) -> Result<Finding, BackendError> {
        let _ = idempotency_token;
        Ok(Finding::Unknown)
    }

    /// A payment as it is now; `None` if there is no such payment.
    async fn look_up(&self, reference: &str) -> Result<Option<Payment>, BackendError>;
}
