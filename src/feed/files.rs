//! A feed as files in a directory: shards, compressed, replaced all at once.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::write::{FeedWriter, Gzip, write_metadata};
use super::{CatalogSource, FeedError, FeedInfo, Format, Revision};
use crate::model::Product;

/// How a feed lies in its directory.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Layout {
    /// How rows or products are written.
    pub format: Format,
    /// Which fields a row has. Nested formats do not look at it.
    pub revision: Revision,
    /// What the names begin with: `products` gives `products.csv.gz`, or `products-000.csv.gz` where there are several.
    pub stem: String,
    /// Whether the files are compressed by gzip. Parquet compresses what is inside, and does not look at it.
    pub gzip: bool,
    /// How many files, at least 1. Keep it: an item stays in its shard as long as the number does.
    pub shards: u32,
    /// Most rows of a file.
    pub max_rows: u64,
    /// Most bytes of a file, before gzip.
    pub max_bytes: u64,
}

impl Layout {
    /// One file, compressed where the platform wants it, of at most 500,000 rows and 500 MB.
    #[must_use]
    pub fn new(format: Format, revision: Revision) -> Self {
        let wanted = matches!(revision, Revision::B | Revision::C | Revision::D);
        Self {
            format,
            revision,
            stem: "products".to_owned(),
            gzip: wanted && matches!(format, Format::Csv | Format::Tsv | Format::Jsonl),
            shards: 1,
            max_rows: 500_000,
            max_bytes: 500_000_000,
        }
    }

    /// The same, in that many shards; none is one.
    #[must_use]
    pub fn with_shards(mut self, shards: u32) -> Self {
        self.shards = shards.max(1);
        self
    }

    fn is_gzip(&self) -> bool {
        self.gzip && self.format != Format::Parquet
    }

    /// The name of a shard's file.
    #[must_use]
    pub fn file_name(&self, shard: u32) -> String {
        let (stem, extension) = (&self.stem, self.format.extension());
        let gz = if self.is_gzip() { ".gz" } else { "" };
        if self.shards <= 1 { format!("{stem}.{extension}{gz}") } else { format!("{stem}-{shard:03}.{extension}{gz}") }
    }
}

/// The shard of an id, from 0: the same in every run and on every machine (FNV-1a, 64 bits).
#[must_use]
pub fn shard_of(id: &str, shards: u32) -> u32 {
    let hash = id
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    u32::try_from(hash % u64::from(shards.max(1))).unwrap_or_default()
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// Where it lies.
    pub path: PathBuf,
    /// Rows, or products of a nested format.
    pub rows: u64,
    /// Bytes on the disk.
    pub bytes: u64,
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Whether it differs from what lay there before. If not, it was not touched.
    pub changed: bool,
}

/// A feed that is being written to a directory, in constant memory. Readers see the old files until
/// [`finish`](Self::finish), and the new ones after; without it nothing of the new ones stays.
///
/// ```
/// use agentic_commerce::feed::{FeedFiles, FeedInfo, Format, Layout, Revision};
/// use agentic_commerce::model::{Product, Seller, Variant};
/// use agentic_commerce::types::{Currency, Money};
///
/// # let directory = std::env::temp_dir().join(format!("feed-doc-{}", std::process::id()));
/// let info = FeedInfo::new(Seller::new("Helio Store"));
/// let mug = Variant::new("mug", "Mug", Money::new(1_250, Currency::new("usd")?));
/// let mug = Product::new("mug", "Mug").with_variant(mug);
///
/// for changed in [true, false] {
///     let mut files = FeedFiles::create(&directory, Layout::new(Format::Csv, Revision::D), &info)?;
///     files.write(&mug)?;
///     let written = files.finish()?;
///     assert!(written[0].path.ends_with("products.csv.gz"));
///     assert_eq!(written[0].changed, changed); // the second time it is the same feed
/// }
/// # std::fs::remove_dir_all(&directory)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct FeedFiles<'i> {
    directory: PathBuf,
    layout: Layout,
    info: &'i FeedInfo,
    shards: Vec<FeedWriter<'i, Sink>>,
    leftovers: Leftovers,
}

impl<'i> FeedFiles<'i> {
    /// Begins a feed. The directory is made if it is not there.
    ///
    /// # Errors
    ///
    /// [`FeedError`] when the revision has no such format, or a file cannot be made.
    pub fn create(directory: &Path, layout: Layout, info: &'i FeedInfo) -> Result<Self, FeedError> {
        fs::create_dir_all(directory)?;
        let mut leftovers = Leftovers(Vec::new());
        let mut shards = Vec::new();
        for shard in 0..layout.shards.max(1) {
            let path = new_path(directory, &layout.file_name(shard));
            let file = File::create(&path)?;
            leftovers.0.push(path);
            let sink = Sink::new(file, layout.is_gzip());
            shards.push(FeedWriter::new(layout.format, layout.revision, info, sink)?);
        }
        Ok(Self { directory: directory.to_owned(), layout, info, shards, leftovers })
    }

    /// Writes a product: each variant to the shard of its id, or the whole of it to that of its own in a nested format.
    ///
    /// # Errors
    ///
    /// That of [`FeedWriter::write`], and [`FeedError::ShardFull`] beyond the limits of the layout.
    pub fn write(&mut self, product: &Product) -> Result<(), FeedError> {
        if !self.layout.format.is_flat() {
            let shard = shard_of(&product.id, self.layout.shards);
            return self.write_to(shard, |writer| writer.write(product));
        }
        for variant in &product.variants {
            let shard = shard_of(variant.id.as_str(), self.layout.shards);
            self.write_to(shard, |writer| writer.write_variant(product, variant))?;
        }
        Ok(())
    }

    fn write_to(
        &mut self,
        shard: u32,
        write: impl FnOnce(&mut FeedWriter<'i, Sink>) -> Result<(), FeedError>,
    ) -> Result<(), FeedError> {
        let Some(writer) = self.shards.get_mut(shard as usize) else { return Ok(()) };
        write(writer)?;
        let max_rows = self.layout.max_rows;
        if writer.rows() > max_rows {
            return Err(FeedError::ShardFull { shard, limit: max_rows, what: "rows" });
        }
        check_bytes(shard, &self.layout, writer.get_ref())
    }

    /// Writes what is left, and replaces each file that has changed. The open Feed API gets its `metadata.json`, where the
    /// feed has an id.
    ///
    /// # Errors
    ///
    /// [`FeedError::Io`], and [`FeedError::ShardFull`] with the rest: each file is the old or the new one, never a part.
    pub fn finish(mut self) -> Result<Vec<Written>, FeedError> {
        let mut ready = Vec::new();
        for (shard, writer) in (0..).zip(std::mem::take(&mut self.shards)) {
            let rows = writer.rows();
            let sink = writer.finish()?;
            // What a writer still held counts too: with Parquet it is a whole row group.
            check_bytes(shard, &self.layout, &sink)?;
            let (hash, bytes) = sink.finish()?;
            ready.push((self.layout.file_name(shard), rows, bytes, hash));
        }
        if self.layout.format == Format::Acp && self.info.id.is_some() {
            let path = new_path(&self.directory, "metadata.json");
            self.leftovers.0.push(path.clone());
            let mut sink = Sink::new(File::create(path)?, false);
            write_metadata(self.info, &mut sink)?;
            let (hash, bytes) = sink.finish()?;
            ready.push(("metadata.json".to_owned(), 0, bytes, hash));
        }
        let mut written = Vec::new();
        for (name, rows, bytes, hash) in ready {
            let path = self.directory.join(&name);
            let changed = hash_of(&path)? != Some(hash);
            if changed {
                fs::rename(new_path(&self.directory, &name), &path)?;
            }
            written.push(Written { path, rows, bytes, sha256: hash, changed });
        }
        Ok(written)
    }
}

fn check_bytes(shard: u32, layout: &Layout, sink: &Sink) -> Result<(), FeedError> {
    let limit = layout.max_bytes;
    if sink.written > limit { Err(FeedError::ShardFull { shard, limit, what: "bytes" }) } else { Ok(()) }
}

/// Reads a catalog page by page into files, and tells `progress` after each page how many products are written.
///
/// # Errors
///
/// [`FeedError::Source`] when a page cannot be read, and those of [`FeedFiles::write`].
pub async fn export<S: CatalogSource + ?Sized>(
    source: &S,
    files: &mut FeedFiles<'_>,
    mut progress: impl FnMut(u64),
) -> Result<(), FeedError> {
    let mut written = 0_u64;
    let mut mark: Option<String> = None;
    loop {
        let page = source.page(mark.as_deref()).await.map_err(|error| FeedError::Source(Box::new(error)))?;
        for product in &page.products {
            files.write(product)?;
            written += 1;
        }
        progress(written);
        match page.next {
            Some(next) => mark = Some(next),
            None => return Ok(()),
        }
    }
}

/// Where a file grows until it is whole.
pub(super) fn new_path(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!(".{name}.new"))
}

/// The hash of a file that may not be there.
fn hash_of(path: &Path) -> io::Result<Option<[u8; 32]>> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else {
            return Ok(Some(hash.finalize().into()));
        };
        hash.update(bytes);
    }
}

/// Files that are not whole, removed when nobody needs them any more.
#[derive(Debug)]
pub(super) struct Leftovers(pub(super) Vec<PathBuf>);

impl Drop for Leftovers {
    fn drop(&mut self) {
        for path in &self.0 {
            // A file that took its place is no longer there.
            let _ = fs::remove_file(path);
        }
    }
}

/// A file that counts what is written and knows its hash.
struct Sink {
    out: Out,
    written: u64,
}

enum Out {
    Plain(Hashed),
    Gzip(Box<Gzip<Hashed>>),
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sink").field("written", &self.written).finish_non_exhaustive()
    }
}

impl Sink {
    fn new(file: File, gzip: bool) -> Self {
        let out = Hashed { out: BufWriter::with_capacity(64 * 1024, file), hash: Sha256::new(), bytes: 0 };
        Self { out: if gzip { Out::Gzip(Box::new(Gzip::new(out))) } else { Out::Plain(out) }, written: 0 }
    }

    /// Everything on the disk; the hash and the length of the file.
    fn finish(self) -> io::Result<([u8; 32], u64)> {
        let hashed = match self.out {
            Out::Plain(out) => out,
            Out::Gzip(gzip) => gzip.finish()?,
        };
        let Hashed { out, hash, bytes } = hashed;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok((hash.finalize().into(), bytes))
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match &mut self.out {
            Out::Plain(out) => out.write(bytes)?,
            Out::Gzip(out) => out.write(bytes)?,
        };
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        // A flush in the middle would cost compression; `finish` writes everything.
        Ok(())
    }
}

struct Hashed {
    out: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::shard_of;

    // FNV-1a, 64 bits, published vectors: "" = cbf29ce484222325, "a" = af63dc4c8601ec8c, "foobar" = 85944171f73967e8.
    #[test]
    fn an_item_stays_in_its_shard() {
        for (id, hash) in
            [("", 0xcbf2_9ce4_8422_2325_u64), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            for shards in [1, 2, 7, 1_000] {
                assert_eq!(u64::from(shard_of(id, shards)), hash % u64::from(shards), "{id} of {shards}");
            }
        }
        assert_eq!(shard_of("a", 0), 0);
    }
}
