//! Integration tests: one binary, one module per subject.

#[cfg(test)]
mod agent;
#[cfg(test)]
mod attribution;
#[cfg(test)]
mod authentication;
#[cfg(test)]
mod buyer;
#[cfg(test)]
mod capability;
#[cfg(test)]
mod client;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod concurrency;
#[cfg(test)]
mod consent;
#[cfg(test)]
mod content;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod database;
#[cfg(test)]
mod delegate;
#[cfg(test)]
mod dialect;
#[cfg(test)]
mod discount;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod error;
#[cfg(test)]
mod example;
#[cfg(test)]
mod extension;
#[cfg(test)]
mod fault;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod fulfillment;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod handler;
#[cfg(test)]
mod header;
#[cfg(test)]
mod house;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod intent;
#[cfg(test)]
mod interleaving;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod localisation;
#[cfg(test)]
mod log;
#[cfg(test)]
mod markdown;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod order;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod process;
#[cfg(test)]
mod proxy;
#[cfg(test)]
mod purchase;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod rich;
#[cfg(test)]
mod schema;
#[cfg(test)]
mod shop;
#[cfg(test)]
mod signed;
#[cfg(test)]
mod spec;
#[cfg(test)]
mod statement;
#[cfg(test)]
mod stop;
#[cfg(test)]
mod store;
#[cfg(test)]
mod store_model;
#[cfg(test)]
mod stripe;
#[cfg(test)]
mod v2025_09_29;
#[cfg(test)]
mod v2025_12_12;
#[cfg(test)]
mod v2026_01_16;
#[cfg(test)]
mod v2026_01_30;
#[cfg(test)]
mod webhook;
#[cfg(test)]
mod witness;

/// The root of the package that is under test. Asked of the running cargo first: a build directory that several checkouts
/// share may hold a binary that was compiled in another one.
#[cfg(test)]
fn package() -> std::path::PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), Into::into)
}
