//! The bytes of a file: compressed or not, counted, and never more than a row of them at a time.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

/// How long a row may be. A quote that never ends would otherwise bring the whole file into memory.
const LONGEST_ROW: u64 = 16 * 1024 * 1024;

/// How many bytes went by since the last row, and in all.
#[derive(Debug, Clone, Default)]
pub(super) struct Meter {
    row: Rc<Cell<u64>>,
    file: Rc<Cell<u64>>,
}

impl Meter {
    /// A row is read: the next one may be as long again.
    pub(super) fn next_row(&self) {
        self.row.set(0);
    }

    /// Whether reading stopped because a row was too long.
    pub(super) fn is_exceeded(&self) -> bool {
        self.row.get() > LONGEST_ROW
    }

    /// The bytes of the file, as they lie on the disk.
    pub(super) fn file_bytes(&self) -> u64 {
        self.file.get()
    }
}

struct Metered<R> {
    inner: R,
    count: Rc<Cell<u64>>,
    limit: u64,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.count.get() > self.limit {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a row is too long"));
        }
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get().saturating_add(read as u64));
        Ok(read)
    }
}

/// A file that is opened.
pub(super) struct Opened<R> {
    pub(super) input: R,
    pub(super) is_gzip: bool,
    pub(super) has_mark: bool,
}

/// Looks at the first bytes: uncompresses by what they say, not by the name, and takes a byte order mark away.
pub(super) fn open(input: impl Read, meter: &Meter) -> io::Result<Opened<impl BufRead>> {
    let counted = Metered { inner: input, count: Rc::clone(&meter.file), limit: u64::MAX };
    let (start, raw) = peek(counted, 2)?;
    let is_gzip = start == [0x1f, 0x8b];
    let raw = BufReader::with_capacity(64 * 1024, raw);
    let plain = if is_gzip { Plain::Gzip(MultiGzDecoder::new(raw)) } else { Plain::Raw(raw) };
    let (start, mut plain) = peek(plain, 3)?;
    let has_mark = start == [0xef, 0xbb, 0xbf];
    if has_mark {
        plain.read_exact(&mut [0; 3])?;
    }
    let metered = Metered { inner: plain, count: Rc::clone(&meter.row), limit: LONGEST_ROW };
    Ok(Opened { input: BufReader::with_capacity(64 * 1024, metered), is_gzip, has_mark })
}

enum Plain<R> {
    Raw(R),
    Gzip(MultiGzDecoder<R>),
}

impl<R: BufRead> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Raw(raw) => raw.read(buffer),
            Self::Gzip(gzip) => gzip.read(buffer),
        }
    }
}

/// The first bytes, or fewer where there are no more, and a reader that gives them again.
fn peek<R: Read>(mut input: R, count: u64) -> io::Result<(Vec<u8>, impl Read)> {
    let mut start = Vec::new();
    (&mut input).take(count).read_to_end(&mut start)?;
    Ok((start.clone(), io::Cursor::new(start).chain(input)))
}
