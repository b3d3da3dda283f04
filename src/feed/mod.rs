//! Product feeds.

mod check;
mod error;
mod field;
mod files;
mod format;
mod info;
mod row;
mod source;
mod write;

pub use check::{Finding, Record, Rule, Severity, Summary, Validator};
pub use error::FeedError;
pub use field::Field;
pub use files::{FeedFiles, Layout, Written, export, shard_of};
pub use format::{Format, Revision, UnknownWord};
pub use info::FeedInfo;
pub use source::{CatalogSource, Page};
pub use write::{FeedWriter, Gzip, write_metadata};
