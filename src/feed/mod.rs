//! Product feeds: the catalog as files that agents find a shop by.
//!
//! A [`CatalogSource`] gives the catalog page by page, a [`FeedWriter`] turns each [`Product`](crate::model::Product) into
//! rows, and [`FeedFiles`] lays them into a directory: sharded, compressed, replaced all at once, untouched if nothing has
//! changed. A [`Validator`] reads flat text files, ours or anybody's, and tells what is wrong with them. Nothing holds more
//! than a page of the catalog, or a row of a file; of Parquet, 8 MiB of rows for each shard. A [`Publisher`] does all of it
//! on schedule, for every market, and takes what has changed to where it belongs: a directory, a server, or a platform's
//! Feed API ([`FeedClient`]).
//!
//! ```
//! use agentic_commerce::feed::{FeedFiles, FeedInfo, Format, Layout, Revision, export};
//! use agentic_commerce::model::{Product, Seller, Variant};
//! use agentic_commerce::types::{Currency, Money};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = std::env::temp_dir().join(format!("feed-mod-{}", std::process::id()));
//! let yen = Currency::new("jpy")?;
//! // A slice is a source; yours reads the database.
//! let catalog = [Product::new("mug", "Mug").with_variant(Variant::new("mug", "Mug", Money::new(1_800, yen)))];
//!
//! let info = FeedInfo::new(Seller::new("Helio Store"));
//! let mut files = FeedFiles::create(&directory, Layout::new(Format::Jsonl, Revision::D), &info)?;
//! export(catalog.as_slice(), &mut files, |products| println!("{products} products")).await?;
//! for file in files.finish()? {
//!     println!("{}: {} rows", file.path.display(), file.rows); // products.jsonl.gz: 1 rows
//! }
//! # std::fs::remove_dir_all(&directory)?;
//! # Ok(())
//! # }
//! ```
//!
//! # Which format
//!
//! | for | format | revision |
//! | --- | --- | --- |
//! | ChatGPT, by file upload: what `OpenAI` takes today | [`Parquet`](Format::Parquet), which it prefers (feature `parquet`); [`Jsonl`](Format::Jsonl), [`Csv`](Format::Csv), [`Tsv`](Format::Tsv), compressed | [`D`](Revision::D) |
//! | the same, from a feed that was made for Google, if `OpenAI` confirms it | [`Csv`](Format::Csv), [`Tsv`](Format::Tsv) | [`Google`](Revision::Google) |
//! | `OpenAI`'s Feed API | [`OpenAi`](Format::OpenAi) | |
//! | the open Feed API of 2026-04-17: `metadata.json` and `products.jsonl` | [`Acp`](Format::Acp) | |
//! | readers of the first table of fields, the only one that came as XML | [`Xml`](Format::Xml) | [`A`](Revision::A) |
//!
//! In flat rows `price` is the regular price and `sale_price` what is paid now; in nested products `list_price` is the
//! regular price and `price` what is paid now. The catalog says it once, and each format as it wants it.
//!
//! # Where it goes
//!
//! A [`Publisher`] writes each [`Feed`] on its [`Schedule`], and takes what has changed to its [`FeedSink`]:
//!
//! | sink | for |
//! | --- | --- |
//! | [`DirectorySink`] | a folder that somebody reads; files are replaced, each as a whole |
//! | [`HttpsSink`] | a server that takes files by `PUT` or `POST` |
//! | `SftpSink` (feature `sftp`) | `OpenAI`'s upload location, and others over SFTP |
//! | [`ApiSink`] | a platform's Feed API: what is new or has changed, in batches; what is gone, marked so; promotions |
//! | [`MemorySink`] | this process: `router::feeds` serves it |
//!
//! `OpenAI` matches items by their id, whatever file they are in, and takes all files of a location together for the catalog:
//! feeds that share one need stems of their own ([`Layout::stem`]). It keeps what a snapshot leaves out for up to 14 days; say
//! [`searchable`](crate::model::Variant::searchable) = `false` to have it gone at once.
//!
//! # What a revision cannot say
//!
//! - A word that is missing becomes the nearest that promises less: a back-ordered item is `out_of_stock` in A, few pieces
//!   left are `in_stock`, what is discontinued is `out_of_stock` in every flat file.
//! - A fourth option of a variant is lost in A, which has three pairs. The Google profile has no options but color, size
//!   and material.
//! - Several shipping costs go out in A and in the Google profile. B and C take one, and D one price: they say it where
//!   there is only one to say.
//! - Flat descriptions are plain text: one that exists in HTML or Markdown alone is left out, and the validator asks for it.
//! - A sale that is not lower than the price is not written as one. An amount below zero, and two currencies in one offer,
//!   are refused.
//! - XML cannot hold control characters: they are left out, and line ends become line feeds.
//!
//! # Beside the feed of a tutorial
//!
//! Medusa's tutorial on agentic commerce builds a feed of revision A as one XML string in memory. Its fields, and ours:
//!
//! | field | there | here |
//! | --- | --- | --- |
//! | all of them | put together in memory; escaped, but control characters make the file unreadable | streamed; control characters are left out |
//! | `enable_search`, `enable_checkout` | `true` for every item | [`searchable`](crate::model::Variant::searchable), [`purchasable`](crate::model::Variant::purchasable); checkout never without search |
//! | `id` | the variant's | the same |
//! | `title` | that of the product, the same for every variant | that of the variant |
//! | `description` | empty where there is none | left out, and told by the validator |
//! | `link` | relative where no storefront is configured; never of the variant | a [`Uri`](crate::types::Uri), which is absolute; the variant's own if it has one |
//! | `gtin` | the UPC, or an empty element | the GTIN as it is; left out if there is none |
//! | `mpn` | never, though required without a GTIN | written |
//! | `image_link` | one for all variants of a product | the first picture of the variant, or of its product |
//! | `additional_image_link` | all pictures, the first again; a comma in an address ends it | those after the first; a comma is `%2C` |
//! | `availability` | `in stock`, `out of stock`: words that no revision has | `in_stock`, `out_of_stock`, `preorder` |
//! | `inventory_quantity` | 100000 where stock is not counted | left out |
//! | `price`, `sale_price` | always two decimals, wrong for yen and dinars; commas between thousands, which no revision reads; a float | as many digits as the currency has, from whole minor units |
//! | `sale_price_effective_date` | never, though needed with a sale price | written if the sale has a period |
//! | `condition` | always `new` | what the catalog says |
//! | `product_category` | names of all categories joined by `>`, as if they were one path | the path of the main category |
//! | `brand` | empty, then replaced by `Medusa` | the brand, or left out |
//! | `weight` | the number that is stored, called `kg` whatever its unit; `0 kg` if unknown | with its own unit; left out if unknown |
//! | `item_group_id`, `item_group_title` | on every item, alone or not | where there are variants to choose among |
//! | `material` | an empty element if unknown | left out |
//! | `color`, `size` | from the options, or empty elements; any other option is lost | from the options, which are all written (`Custom_variantN_…`) |
//! | `seller_name` | `Medusa` | the seller's |
//! | `seller_url` | an empty element where no storefront is configured | the seller's; left out if unknown |
//! | `seller_privacy_policy`, `seller_tos`, `return_policy` | made-up addresses | the seller's links |
//! | `return_window` | 0 days | the seller's; left out if unknown |
//! | `<channel>` | without the `<link>` that RSS 2.0 wants | with it |

mod api;
mod check;
mod error;
mod field;
mod files;
mod format;
mod info;
mod publish;
mod row;
mod source;
mod write;

pub use api::{
    FeedApi, FeedApiError, FeedAvailability, FeedBarcode, FeedCategory, FeedClient, FeedLink, FeedMeasure, FeedMedia,
    FeedMetadata, FeedProduct, FeedSeller, FeedUnitPrice, FeedVariant, Upserted,
};
pub use check::{Finding, Record, Rule, Severity, Summary, Validator};
pub use error::FeedError;
pub use field::Field;
pub use files::{FeedFiles, Layout, Written, export, shard_of};
pub use format::{Format, Revision, UnknownWord};
pub use info::FeedInfo;
#[cfg(feature = "sftp")]
pub use publish::SftpSink;
#[cfg(feature = "tokio")]
pub use publish::TokioTimer;
pub use publish::{
    ApiSink, DirectorySink, Feed, FeedSink, HeldFile, HttpsSink, MemorySink, PublishError, Published, Publisher, Push,
    Receipt, Retry, Schedule, ScheduleError, SinkError, Snapshot, SnapshotFile, Step, Timer,
};
pub use source::{CatalogSource, Page};
pub use write::{FeedWriter, Gzip, write_metadata};
