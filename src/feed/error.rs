//! Why a feed could not be written.

use std::io;

use super::{Format, Revision};
use crate::types::{Currency, ItemId};

/// Why a feed could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FeedError {
    /// The revision was never taken in that format.
    #[error("revision {revision} is not taken as {format}")]
    NotTaken {
        /// The format.
        format: Format,
        /// The revision.
        revision: Revision,
    },
    /// The format is behind a feature that this build does not have.
    #[error("{format} is not built in: enable the feature `{feature}` of agentic-commerce")]
    NotBuilt {
        /// The format.
        format: Format,
        /// The feature of this crate.
        feature: &'static str,
    },
    /// An amount below zero.
    #[error("{item}: a price below zero")]
    NegativePrice {
        /// Whose price.
        item: ItemId,
    },
    /// Two currencies in one offer.
    #[error("{item}: an amount in {other} beside a price in {currency}")]
    TwoCurrencies {
        /// Whose price.
        item: ItemId,
        /// That of the price.
        currency: Currency,
        /// The other one.
        other: Currency,
    },
    /// A product of a nested format needs an id, and so does every variant (2026-04-17, product feeds §10).
    #[error("{0:?}: a product without an id, or with a variant that has none or no title")]
    NoId(String),
    /// A country that is not two upper-case letters (ISO 3166-1 alpha-2).
    #[error("{0:?} is not a country: two upper-case letters")]
    Country(String),
    /// A file got longer than the limit: more shards are needed.
    #[error("shard {shard} has more than {limit} {what}: raise the number of shards")]
    ShardFull {
        /// Which one, from 0.
        shard: u32,
        /// The limit.
        limit: u64,
        /// Rows or bytes.
        what: &'static str,
    },
    /// The source of the catalog failed.
    #[error("the catalog cannot be read")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Nothing could be written.
    #[error("the feed cannot be written")]
    Io(#[from] io::Error),
}
