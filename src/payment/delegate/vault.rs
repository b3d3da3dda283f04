//! Where cards are kept.

use std::error::Error;
use std::fmt::{self, Debug};

use async_trait::async_trait;

use crate::acp::v2026_04_17::delegate_payment::{Allowance, PaymentMethodCard};
use crate::types::{CheckoutId, Money, Principal, Secret, Timestamp};

/// Where cards are kept, and tokens are good for what the buyer allowed and no more.
#[async_trait]
pub trait Vault: Debug + Send + Sync + 'static {
    /// Keeps a card under that id.
    ///
    /// # Errors
    ///
    /// [`VaultError`] when it cannot be kept.
    async fn keep(&self, id: &str, deposit: Deposit) -> Result<(), VaultError>;

    /// The token of what is kept under that id: `vt_` and letters or digits. The same one each time, hard to guess, and
    /// not stored anywhere.
    ///
    /// # Errors
    ///
    /// [`VaultError`] when it cannot be made.
    async fn token(&self, id: &str) -> Result<Secret, VaultError>;

    /// Hands the card out if the token allows it. One atomic step: of any number of attempts at one time, one gets it,
    /// and no other ever after (2026-04-17, delegate payment §2.5). The attempt that got it gets it again.
    ///
    /// # Errors
    ///
    /// [`VaultError`] when the vault cannot be opened.
    async fn redeem(&self, redemption: &Redemption<'_>) -> Result<Result<Redeemed, TokenRefusal>, VaultError>;
}

/// A card to be kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Deposit {
    /// Who brought it.
    pub principal: Principal,
    /// The card.
    pub card: PaymentMethodCard,
    /// What its token is good for.
    pub allowance: Allowance,
}

impl Deposit {
    /// A card and what may be done with it.
    #[must_use]
    pub const fn new(principal: Principal, card: PaymentMethodCard, allowance: Allowance) -> Self {
        Self { principal, card, allowance }
    }
}

/// What a token is presented for.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Redemption<'a> {
    /// The token.
    pub token: &'a Secret,
    /// The merchant who presents it, as the provider knows it.
    pub merchant_id: &'a str,
    /// The session that is paid for.
    pub checkout_id: &'a CheckoutId,
    /// How much is charged.
    pub amount: Money,
    /// Names the attempt to pay.
    pub attempt: &'a str,
    /// The time now.
    pub now: Timestamp,
}

impl<'a> Redemption<'a> {
    /// The merchant presents the token, for an attempt to charge `amount` for the session.
    #[must_use]
    pub const fn new(
        token: &'a Secret,
        merchant_id: &'a str,
        checkout_id: &'a CheckoutId,
        amount: Money,
        attempt: &'a str,
        now: Timestamp,
    ) -> Self {
        Self { token, merchant_id, checkout_id, amount, attempt, now }
    }

    /// Whether an allowance covers it. Whose token it is comes first: nobody else learns what it is good for.
    ///
    /// # Errors
    ///
    /// [`TokenRefusal`], the first that applies.
    pub fn check(&self, allowance: &Allowance) -> Result<(), TokenRefusal> {
        if allowance.merchant_id != self.merchant_id {
            return Err(TokenRefusal::Merchant);
        }
        if allowance.checkout_session_id != *self.checkout_id {
            return Err(TokenRefusal::Session);
        }
        // "at or after" (ACP-DP-10).
        if allowance.expires_at <= self.now {
            return Err(TokenRefusal::Expired);
        }
        if allowance.currency != self.amount.currency {
            return Err(TokenRefusal::Currency);
        }
        if self.amount.minor <= 0 || self.amount.minor > allowance.max_amount {
            return Err(TokenRefusal::Amount);
        }
        Ok(())
    }
}

/// A card that may be charged.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Redeemed {
    /// The card.
    pub card: PaymentMethodCard,
}

impl Redeemed {
    /// That card.
    #[must_use]
    pub const fn new(card: PaymentMethodCard) -> Self {
        Self { card }
    }
}

/// Why a token is not good for what it is presented for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// There is no such token.
    #[error("there is no such token")]
    Unknown,
    /// It is another merchant's.
    #[error("the token is another merchant's")]
    Merchant,
    /// It is for another session.
    #[error("the token is for another session")]
    Session,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// It is for another currency.
    #[error("the token is for another currency")]
    Currency,
    /// It is for less.
    #[error("the amount is above the allowance")]
    Amount,
    /// It was used.
    #[error("the token was used")]
    Used,
}

/// The vault cannot be opened.
#[derive(Debug)]
pub struct VaultError {
    source: Box<dyn Error + Send + Sync>,
}

impl VaultError {
    /// Because of that.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

impl fmt::Display for VaultError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the vault cannot be opened")
    }
}

impl Error for VaultError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}
