//! CSV and TSV.

use std::io::Write;

use super::cell::cell;
use crate::feed::row::{Row, columns};
use crate::feed::{FeedError, Field, Revision};

#[derive(Debug)]
pub(super) struct Delimited<W: Write> {
    columns: Vec<Field>,
    out: csv::Writer<W>,
    scratch: String,
    cell: String,
}

impl<W: Write> Delimited<W> {
    pub(super) fn new(delimiter: u8, revision: Revision, out: W) -> Result<Self, FeedError> {
        let mut out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        let columns = columns(revision);
        out.write_record(columns.iter().map(|(_, name)| name)).map_err(error)?;
        let columns = columns.into_iter().map(|(field, _)| field).collect();
        Ok(Self { columns, out, scratch: String::new(), cell: String::new() })
    }

    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        for field in &self.columns {
            let value = row.value(*field, &mut self.scratch);
            let text = value.as_ref().map_or("", |value| cell(value, &mut self.cell));
            self.out.write_field(text).map_err(error)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(error)
    }

    pub(super) fn get_ref(&self) -> &W {
        self.out.get_ref()
    }

    pub(super) fn finish(self) -> Result<W, FeedError> {
        self.out.into_inner().map_err(|error| FeedError::Io(error.into_error()))
    }
}

fn error(error: csv::Error) -> FeedError {
    FeedError::Io(error.into())
}
