//! The writers: a product in, bytes out, nothing kept but the line, or the row group, that is being written.

mod cell;
mod delimited;
mod gzip;
mod jsonl;
mod nested;
#[cfg(feature = "parquet")]
mod parquet;
mod xml;

use std::io::Write;

use super::row::Row;
use super::{FeedError, FeedInfo, Format, Revision};
use crate::model::{Product, Variant};

pub use gzip::Gzip;
pub use nested::write_metadata;
pub(super) use nested::{Description, Dialect, Price, upsert_body};

/// Writes a feed, product by product, in constant memory. The same products give the same bytes.
///
/// Call [`finish`](Self::finish) at the end: only then all of it is written.
///
/// ```
/// use agentic_commerce::feed::{FeedInfo, FeedWriter, Format, Revision};
/// use agentic_commerce::model::{Product, Seller, Variant};
/// use agentic_commerce::types::{Currency, Money};
///
/// let info = FeedInfo::new(Seller::new("Helio Store"));
/// let mug = Variant::new("mug", "Mug", Money::new(1_250, Currency::new("usd")?));
/// let mut writer = FeedWriter::new(Format::Jsonl, Revision::D, &info, Vec::new())?;
/// writer.write(&Product::new("mug", "Mug").with_variant(mug))?;
/// let line = String::from_utf8(writer.finish()?)?;
/// assert!(line.contains(r#""item_id":"mug","title":"Mug","price":"12.50 USD","availability":"in_stock""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FeedWriter<'i, W: Write> {
    info: &'i FeedInfo,
    revision: Revision,
    rows: u64,
    kind: Kind<W>,
}

#[derive(Debug)]
enum Kind<W: Write> {
    Delimited(delimited::Delimited<W>),
    Jsonl(jsonl::Jsonl<W>),
    Xml(xml::Xml<W>),
    #[cfg(feature = "parquet")]
    Parquet(parquet::Parquet<W>),
    Nested(nested::Nested<W>),
}

impl<'i, W: Write + Send> FeedWriter<'i, W> {
    /// A feed in that format. The revision is that of the rows; nested formats do not look at it.
    ///
    /// # Errors
    ///
    /// [`FeedError::NotTaken`] where the revision has no such format, [`FeedError::NotBuilt`] where a feature of this crate
    /// is missing, [`FeedError::Country`], [`FeedError::Io`] when the head cannot be written.
    pub fn new(format: Format, revision: Revision, info: &'i FeedInfo, out: W) -> Result<Self, FeedError> {
        if !format.takes(revision) {
            return Err(FeedError::NotTaken { format, revision });
        }
        info.check()?;
        let kind = match format {
            Format::Csv => Kind::Delimited(delimited::Delimited::new(b',', revision, out)?),
            Format::Tsv => Kind::Delimited(delimited::Delimited::new(b'\t', revision, out)?),
            Format::Jsonl => Kind::Jsonl(jsonl::Jsonl::new(revision, out)),
            Format::Xml => Kind::Xml(xml::Xml::new(revision, info, out)?),
            #[cfg(feature = "parquet")]
            Format::Parquet => Kind::Parquet(parquet::Parquet::new(revision, out)?),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => return Err(FeedError::NotBuilt { format, feature: "parquet" }),
            Format::OpenAi => Kind::Nested(nested::Nested::new(nested::Dialect::OpenAi, out)),
            Format::Acp => Kind::Nested(nested::Nested::new(nested::Dialect::Acp, out)),
        };
        Ok(Self { info, revision, rows: 0, kind })
    }

    /// Writes a product: a row for each variant, or one line in a nested format.
    ///
    /// # Errors
    ///
    /// [`FeedError`] when an amount is below zero or of another currency than the price, when a nested product lacks an
    /// id, or when nothing can be written. A product that is refused leaves nothing of itself behind.
    pub fn write(&mut self, product: &Product) -> Result<(), FeedError> {
        product.variants.iter().try_for_each(|variant| row_of(self.info, product, variant, self.revision).check())?;
        if let Kind::Nested(nested) = &mut self.kind {
            nested.write(self.info, product)?;
            self.rows += 1;
            return Ok(());
        }
        product
            .variants
            .iter()
            .try_for_each(|variant| self.write_row(row_of(self.info, product, variant, self.revision)))
    }

    /// Writes one variant of a product as a row. A nested format has none.
    pub(super) fn write_variant(&mut self, product: &Product, variant: &Variant) -> Result<(), FeedError> {
        let row = row_of(self.info, product, variant, self.revision);
        row.check()?;
        self.write_row(row)
    }

    fn write_row(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        match &mut self.kind {
            Kind::Delimited(writer) => writer.write(row)?,
            Kind::Jsonl(writer) => writer.write(row)?,
            Kind::Xml(writer) => writer.write(row)?,
            #[cfg(feature = "parquet")]
            Kind::Parquet(writer) => writer.write(row)?,
            Kind::Nested(_) => return Ok(()),
        }
        self.rows += 1;
        Ok(())
    }

    /// Where it goes.
    pub(super) fn get_ref(&self) -> &W {
        match &self.kind {
            Kind::Delimited(writer) => writer.get_ref(),
            Kind::Jsonl(writer) => writer.get_ref(),
            Kind::Xml(writer) => writer.get_ref(),
            #[cfg(feature = "parquet")]
            Kind::Parquet(writer) => writer.get_ref(),
            Kind::Nested(writer) => writer.get_ref(),
        }
    }

    /// How many rows, or products of a nested format, are written.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// Ends the feed and gives back where it went.
    ///
    /// # Errors
    ///
    /// [`FeedError::Io`] when the rest cannot be written.
    pub fn finish(self) -> Result<W, FeedError> {
        match self.kind {
            Kind::Delimited(writer) => writer.finish(),
            Kind::Jsonl(writer) => writer.finish(),
            Kind::Xml(writer) => writer.finish(),
            #[cfg(feature = "parquet")]
            Kind::Parquet(writer) => writer.finish(),
            Kind::Nested(writer) => writer.finish(),
        }
    }
}

const fn row_of<'a>(info: &'a FeedInfo, product: &'a Product, variant: &'a Variant, revision: Revision) -> Row<'a> {
    Row { info, product, variant, revision }
}
