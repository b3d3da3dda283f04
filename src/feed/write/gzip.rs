//! Compression.

use std::fmt;
use std::io::{self, Write};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

/// Compresses what is written to it (RFC 1952), without a name or a time, so that the same feed gives the same bytes.
pub struct Gzip<W: Write>(GzEncoder<W>);

impl<W: Write> Gzip<W> {
    /// Writes compressed to `out`.
    pub fn new(out: W) -> Self {
        Self(GzBuilder::new().mtime(0).write(out, Compression::default()))
    }

    /// Ends the stream.
    ///
    /// # Errors
    ///
    /// That of `out`.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Gzip<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write> fmt::Debug for Gzip<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gzip").finish_non_exhaustive()
    }
}
