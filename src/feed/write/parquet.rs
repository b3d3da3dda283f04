//! Parquet: rows are gathered column by column, and written as a row group when there are enough of them.

use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::cell::cell;
use crate::feed::row::{Row, Value, columns, pictures};
use crate::feed::{FeedError, Field, Revision};

/// How much memory a row group may take before it is written, give or take a row.
const GROUP_BYTES: usize = 8 * 1024 * 1024;

pub(super) struct Parquet<W: Write> {
    columns: Vec<Column>,
    file: SerializedFileWriter<W>,
    /// The memory of what was gathered since the last row group.
    bytes: usize,
    scratch: String,
    cell: String,
}

impl<W: Write> std::fmt::Debug for Parquet<W> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parquet").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn new(revision: Revision, out: W) -> Result<Self, FeedError> {
        let columns: Vec<Column> =
            columns(revision).into_iter().map(|(field, name)| Column::new(field, name)).collect();
        let fields = columns.iter().map(Column::schema).collect::<Result<_, _>>().map_err(error)?;
        let schema = Type::group_type_builder("schema").with_fields(fields).build().map_err(error)?;
        // A feed is read whole: statistics would only make its end longer, and longer with every row group.
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::None)
            .set_offset_index_disabled(true)
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(error)?;
        Ok(Self { columns, file, bytes: 0, scratch: String::new(), cell: String::new() })
    }

    pub(super) fn write(&mut self, row: Row<'_>) -> Result<(), FeedError> {
        for column in &mut self.columns {
            let value = row.value(column.field, &mut self.scratch);
            self.bytes += column.push(value.as_ref(), &mut self.cell);
        }
        if self.bytes >= GROUP_BYTES { self.write_group() } else { Ok(()) }
    }

    fn write_group(&mut self) -> Result<(), FeedError> {
        self.bytes = 0;
        let mut group = self.file.next_row_group().map_err(error)?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column().map_err(error)? else { break };
            column.write(&mut writer).map_err(error)?;
            writer.close().map_err(error)?;
        }
        group.close().map_err(error)?;
        Ok(())
    }

    pub(super) fn get_ref(&self) -> &W {
        self.file.inner()
    }

    pub(super) fn finish(mut self) -> Result<W, FeedError> {
        if self.bytes > 0 {
            self.write_group()?;
        }
        let mut out = self.file.into_inner().map_err(error)?;
        out.flush()?;
        Ok(out)
    }
}

/// The values of a field in the rows of a row group.
struct Column {
    field: Field,
    name: &'static str,
    values: Values,
    /// One for each row, and for each further text of a list: whether there is a value (0 if not), and how deep.
    definitions: Vec<i16>,
}

enum Values {
    Text(Texts),
    Flag(Vec<bool>),
    Whole(Vec<i64>),
    List {
        texts: Texts,
        /// Beside each definition: 0 where a row begins, 1 where its list goes on.
        repetitions: Vec<i16>,
    },
}

/// Texts, one after the other, and where each of them ends.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a text; the memory that it takes until it is written.
    fn push(&mut self, text: &str) -> usize {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
        text.len() + mem::size_of::<usize>() + mem::size_of::<ByteArray>()
    }

    /// Takes the texts out, and leaves room for as many.
    fn take(&mut self) -> Vec<ByteArray> {
        let room = Vec::with_capacity(self.bytes.len());
        let bytes = Bytes::from(mem::replace(&mut self.bytes, room));
        let mut start = 0;
        self.ends.drain(..).map(|end| bytes.slice(mem::replace(&mut start, end)..end).into()).collect()
    }
}

impl Column {
    fn new(field: Field, name: &'static str) -> Self {
        let values = match field {
            Field::IsEligibleSearch
            | Field::IsEligibleCheckout
            | Field::ListingHasVariations
            | Field::IsDigital
            | Field::AcceptsReturns
            | Field::AcceptsExchanges
            | Field::IsAdsEligible => Values::Flag(Vec::new()),
            Field::InventoryQuantity | Field::ReturnDeadlineInDays | Field::ReviewCount | Field::StoreReviewCount => {
                Values::Whole(Vec::new())
            }
            Field::AdditionalImageUrls | Field::TargetCountries => {
                Values::List { texts: Texts::default(), repetitions: Vec::new() }
            }
            _ => Values::Text(Texts::default()),
        };
        Self { field, name, values, definitions: Vec::new() }
    }

    /// What the column is in the schema of the file.
    fn schema(&self) -> Result<TypePtr, ParquetError> {
        let text = |name, repetition| {
            Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
                .with_repetition(repetition)
                .with_logical_type(Some(LogicalType::String))
                .build()
                .map(Arc::new)
        };
        let plain = |physical| {
            Type::primitive_type_builder(self.name, physical)
                .with_repetition(Repetition::OPTIONAL)
                .build()
                .map(Arc::new)
        };
        match self.values {
            Values::Text(_) => text(self.name, Repetition::OPTIONAL),
            Values::Flag(_) => plain(Physical::BOOLEAN),
            Values::Whole(_) => plain(Physical::INT64),
            Values::List { .. } => {
                // The three levels that the format prescribes for a list (LogicalTypes.md, "Lists").
                let list = Type::group_type_builder("list")
                    .with_repetition(Repetition::REPEATED)
                    .with_fields(vec![text("element", Repetition::REQUIRED)?])
                    .build()?;
                let column = Type::group_type_builder(self.name)
                    .with_repetition(Repetition::OPTIONAL)
                    .with_logical_type(Some(LogicalType::List))
                    .with_converted_type(ConvertedType::LIST)
                    .with_fields(vec![Arc::new(list)])
                    .build()?;
                Ok(Arc::new(column))
            }
        }
    }

    /// Adds the value of a row; the memory that it takes.
    fn push(&mut self, value: Option<&Value<'_>>, buffer: &mut String) -> usize {
        const LEVEL: usize = mem::size_of::<i16>();
        match (&mut self.values, value) {
            (Values::Text(texts), Some(value)) => {
                self.definitions.push(1);
                LEVEL + texts.push(cell(value, buffer))
            }
            (Values::Flag(flags), Some(Value::Flag(flag))) => {
                flags.push(*flag);
                self.definitions.push(1);
                LEVEL + mem::size_of::<bool>()
            }
            (Values::Whole(numbers), Some(Value::Whole(number))) => {
                // More than that is no count of anything.
                numbers.push(i64::try_from(*number).unwrap_or(i64::MAX));
                self.definitions.push(1);
                LEVEL + mem::size_of::<i64>()
            }
            (Values::List { texts, repetitions }, value) => {
                let before = texts.ends.len();
                let bytes: usize = match value {
                    Some(Value::Pictures(media)) => pictures(media).skip(1).map(|url| texts.push(url.as_str())).sum(),
                    Some(Value::Words(words)) => words.iter().map(|word| texts.push(word)).sum(),
                    _ => 0,
                };
                // No list is 0; every text of one is 2, and all but the first go on with it.
                let count = texts.ends.len() - before;
                self.definitions.extend(std::iter::repeat_n(if count == 0 { 0 } else { 2 }, count.max(1)));
                repetitions.push(0);
                repetitions.extend(std::iter::repeat_n(1, count.saturating_sub(1)));
                bytes + 2 * LEVEL * count.max(1)
            }
            _ => {
                self.definitions.push(0);
                LEVEL
            }
        }
    }

    /// Writes what was gathered, and begins anew.
    fn write(&mut self, out: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(self.definitions.as_slice());
        match &mut self.values {
            Values::Text(texts) => out.typed::<ByteArrayType>().write_batch(&texts.take(), levels, None)?,
            Values::Flag(flags) => out.typed::<BoolType>().write_batch(&mem::take(flags), levels, None)?,
            Values::Whole(numbers) => out.typed::<Int64Type>().write_batch(&mem::take(numbers), levels, None)?,
            Values::List { texts, repetitions } => {
                let repetitions = mem::take(repetitions);
                out.typed::<ByteArrayType>().write_batch(&texts.take(), levels, Some(&repetitions))?
            }
        };
        self.definitions.clear();
        Ok(())
    }
}

fn error(error: ParquetError) -> FeedError {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => FeedError::Io(*source),
            Err(source) => FeedError::Io(io::Error::other(source)),
        },
        other => FeedError::Io(io::Error::other(other)),
    }
}
