//! What the shop has done, in order.

use crate::model::ReasonCode;
use crate::types::{CheckoutId, Money, OrderId};

/// What the shop has done, in order: a copy, as of the moment when it was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
}

impl Ledger {
    /// Every entry, the oldest first.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// The entries of one session, the oldest first.
    pub fn of<'a>(&'a self, checkout: &'a CheckoutId) -> impl Iterator<Item = &'a LedgerEntry> {
        self.entries.iter().filter(move |entry| entry.checkout() == checkout)
    }

    /// The order that was paid with what a provider calls by that id.
    #[must_use]
    pub fn order_of(&self, payment: &str) -> Option<&OrderId> {
        let paid =
            |entry: &&LedgerEntry| matches!(entry, LedgerEntry::Authorized { reference, .. } if reference == payment);
        let checkout = self.entries.iter().find(paid)?.checkout();
        self.of(checkout).find_map(|entry| match entry {
            LedgerEntry::OrderPlaced { order, .. } => Some(order),
            _ => None,
        })
    }

    /// How often each thing was done for one session.
    #[must_use]
    pub fn tally(&self, checkout: &CheckoutId) -> Tally {
        self.of(checkout).fold(Tally::default(), |mut tally, entry| {
            let counter = match entry {
                LedgerEntry::Authorized { .. } => &mut tally.authorized,
                LedgerEntry::Voided { .. } => &mut tally.voided,
                LedgerEntry::Abandoned { .. } => &mut tally.abandoned,
                LedgerEntry::OrderPlaced { .. } => &mut tally.orders,
                LedgerEntry::Canceled { .. } => &mut tally.canceled,
            };
            *counter += 1;
            tally
        })
    }

    pub(super) fn record(&mut self, entry: LedgerEntry) {
        self.entries.push(entry);
    }
}

/// Something that the shop has done.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerEntry {
    /// Money was set aside.
    Authorized {
        /// The provider's id of it.
        reference: String,
        /// The session.
        checkout: CheckoutId,
        /// How much.
        amount: Money,
    },
    /// Money was let go of.
    Voided {
        /// The provider's id of it.
        reference: String,
        /// The session.
        checkout: CheckoutId,
    },
    /// An attempt to pay that waited was let go of.
    Abandoned {
        /// The provider's id of it.
        reference: String,
        /// The session.
        checkout: CheckoutId,
    },
    /// An order was placed.
    OrderPlaced {
        /// The order.
        order: OrderId,
        /// The session.
        checkout: CheckoutId,
    },
    /// A session was given up.
    Canceled {
        /// The session.
        checkout: CheckoutId,
        /// Why, if the agent said so.
        reason: Option<ReasonCode>,
    },
}

impl LedgerEntry {
    /// The session that it was done for.
    #[must_use]
    pub const fn checkout(&self) -> &CheckoutId {
        match self {
            Self::Authorized { checkout, .. }
            | Self::Voided { checkout, .. }
            | Self::Abandoned { checkout, .. }
            | Self::OrderPlaced { checkout, .. }
            | Self::Canceled { checkout, .. } => checkout,
        }
    }
}

/// How often each thing was done for one session.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Money set aside.
    pub authorized: usize,
    /// Money let go of.
    pub voided: usize,
    /// Attempts to pay let go of while they waited.
    pub abandoned: usize,
    /// Orders placed.
    pub orders: usize,
    /// Sessions given up.
    pub canceled: usize,
}
