//! Product feeds: what is written, read back, and found wrong.

mod broken;
mod parquet;
mod receiver;
mod round_trip;
mod shop;
mod write;
