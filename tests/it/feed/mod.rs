//! Product feeds: what is written, read back, found wrong and published.

mod api;
mod broken;
mod parquet;
mod publish;
mod receiver;
mod round_trip;
mod shop;
mod write;
