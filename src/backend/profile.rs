//! What holds for the whole shop.

use crate::model::{Interventions, Link};
use crate::types::Currency;

/// What holds for the whole shop, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Currencies that the shop sells in; the first is the default. Never empty.
    currencies: Vec<Currency>,
    /// Pages: terms, privacy, returns, …
    pub links: Vec<Link>,
    /// What the shop supports and requires of the buyer; a quote may say otherwise for its cart.
    pub interventions: Interventions,
}

impl Profile {
    /// A shop that sells in one currency, has no pages and requires nothing of the buyer.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self { currencies: vec![currency], links: Vec::new(), interventions: Interventions::default() }
    }

    /// The same shop, selling in one more currency.
    #[must_use]
    pub fn also_in(mut self, currency: Currency) -> Self {
        self.currencies.push(currency);
        self
    }

    /// The same shop, with one more page.
    #[must_use]
    pub fn with_link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// The same shop, supporting and requiring these interventions.
    #[must_use]
    pub fn with_interventions(mut self, interventions: Interventions) -> Self {
        self.interventions = interventions;
        self
    }

    /// Whether the shop sells in this currency.
    #[must_use]
    pub fn sells_in(&self, currency: Currency) -> bool {
        self.currencies.contains(&currency)
    }

    /// The currencies that the shop sells in, the default one first.
    #[must_use]
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }
}
