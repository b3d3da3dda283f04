//! What holds for a whole feed.

use super::FeedError;
use crate::model::Seller;
use crate::types::Timestamp;

/// What holds for a whole feed: who sells, and where.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct FeedInfo {
    /// Who sells what names no seller of its own.
    pub seller: Seller,
    /// What an RSS reader shows.
    pub title: String,
    /// The feed's id: `metadata.json` of the open Feed API.
    pub id: Option<String>,
    /// Where it may be sold: ISO 3166-1 alpha-2, upper case. The first is that of `metadata.json`.
    pub target_countries: Vec<String>,
    /// Where the shop is: ISO 3166-1 alpha-2, upper case.
    pub store_country: Option<String>,
    /// When the catalog changed last: `metadata.json`.
    pub updated_at: Option<Timestamp>,
}

impl FeedInfo {
    /// A feed of that seller.
    #[must_use]
    pub fn new(seller: Seller) -> Self {
        Self {
            title: seller.name.clone(),
            seller,
            id: None,
            target_countries: Vec::new(),
            store_country: None,
            updated_at: None,
        }
    }

    /// Refuses countries that the protocol has no place for: `^[A-Z]{2}$`.
    pub(super) fn check(&self) -> Result<(), FeedError> {
        let good = |country: &str| country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        match self.target_countries.iter().chain(&self.store_country).find(|country| !good(country)) {
            Some(country) => Err(FeedError::Country(country.clone())),
            None => Ok(()),
        }
    }

    /// The same feed for one more country (upper case).
    #[must_use]
    pub fn with_target_country(mut self, country: impl Into<String>) -> Self {
        self.target_countries.push(country.into());
        self
    }
}
