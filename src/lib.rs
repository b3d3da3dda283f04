//! Sell through AI agents.
//!
//! An existing store implements one trait, [`CommerceBackend`](backend::CommerceBackend), and mounts one router. Agents
//! such as ChatGPT then buy from it by the **Agentic Commerce Protocol** (ACP), in every dated release that the crate
//! speaks: 2025-09-29, 2025-12-12, 2026-01-16, 2026-01-30 and 2026-04-17.
//!
//! ```text
//!  agent ──HTTP──▶ router ─▶ inbound::Pipeline
//!                             1 route          method + path    → operation
//!                             2 authenticate   Authorization    → principal
//!                             3 verify         Signature, Timestamp over the raw bytes
//!                             4 negotiate      API-Version      → release
//!                             5 reserve        Idempotency-Key  → fresh | replay | in flight | conflict
//!                             6 decode         JSON of that release → command
//!                             │
//!                           engine ◀───▶ backend: the merchant's code
//!                             │
//!                             7 encode         session → JSON of that release
//!                             8 settle         session + answer + order events in one commit ─▶ store
//!  agent ◀──HTTP── router ◀───┘
//! ```
//!
//! # Quick start
//!
//! [`backend`] shows a whole shop in one page. With the in-memory sample shop instead of your own:
//!
//! ```
//! # #[cfg(all(feature = "axum", feature = "sample"))] {
//! use std::sync::Arc;
//!
//! use agentic_commerce::engine::Engine;
//! use agentic_commerce::inbound::{ApiKeys, Pipeline};
//! use agentic_commerce::router::router;
//! use agentic_commerce::sample::SampleShop;
//! use agentic_commerce::store::MemoryStore;
//!
//! let engine = Engine::new(SampleShop::builtin(), Arc::new(MemoryStore::new()));
//! let pipeline = Pipeline::new(engine, ApiKeys::new().with_key("my-agent", "sk_live_…"));
//! let app: axum::Router = axum::Router::new().nest("/acp", router(Arc::new(pipeline)));
//! // axum::serve(listener, app).await
//! # }
//! ```
//!
//! # Guides
//!
//! - [`docs::quick_start`]: your catalog, payments and orders behind the protocol.
//! - [`docs::releases`]: which there are, and what becomes of what an older one cannot say.
//! - [`docs::idempotency`]: what a key promises, and what a crash leaves behind.
//! - [`docs::security`]: who gets in, what is signed, told and logged.
//!
//! # What it takes care of
//!
//! - **Money** is exact, and a shop whose totals do not add up is caught before a price leaves the house
//!   ([`types::Money`], [`engine`]).
//! - **Idempotency** in full: equal requests get the same bytes again, unequal ones a conflict, and a completion never
//!   charges twice, whatever crashes in between ([`store`], [`engine`]).
//! - **Releases** differ in their JSON and in their rules; the merchant's code sees neither ([`acp`]).
//! - **Bad input** gets a flat error that names the field, as the protocol wants it ([`json`], [`inbound`]).
//! - **Product feeds** in every format and revision, streamed, exact, validated and published on schedule ([`feed`]).
//! - **Order events**: the agent's platform hears what becomes of an order, signed, in order and at least once
//!   ([`engine::Engine::change_order`], [`webhook`]).
//! - **Secrets** neither print nor reach the log ([`types::Secret`]).
//!
//! # Features
//!
//! None is on by default; the core needs neither an HTTP framework nor a runtime.
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `axum` | [`router`]: the checkout API as an `axum::Router`; order events as arguments of a handler |
//! | `client` | [`client`]: the agent's side |
//! | `feed` | [`feed`]: product feeds, what is wrong with them, and publishing them on schedule |
//! | `parquet` | [`feed`] as Parquet, compressed by zstd |
//! | `reqwest` | an [`HttpTransport`](transport::HttpTransport) over reqwest, and `client` |
//! | `sample` | [`sample`]: the in-memory reference shop |
//! | `schemars` | [`schema`]: the JSON Schemas of every release |
//! | `sftp` | [`feed::SftpSink`]: feeds over SFTP, and `feed` |
//! | `sqlite` | [`SqliteStore`](store::SqliteStore): everything in one file |
//! | `postgres` | [`PostgresStore`](store::PostgresStore): several processes share it |
//! | `stripe` | `payment::stripe`: charging Shared Payment Tokens, and Stripe's events |
//! | `tokio` | what runs for ever: telling events; waiting, for whoever publishes feeds; a [limit](backend::Patience) on how long a shop may take |
//! | `testing` | [`testing`]: a manual clock, counting ids, the contracts of a store and of a payment provider |
//! | `tracing` | events with stable names |
//! | `demo` | what the examples need |
//! | `full` | everything |
//!
//! # The modules, in the order in which a request travels
//!
//! [`types`] → [`transport`] → [`json`] → [`model`] → [`acp`] → [`signature`] → [`store`] → [`backend`] → [`engine`] →
//! [`inbound`] → [`webhook`] → [`feed`] → [`payment`]; then the doors: `router`, `client`, `schema`, `sample`, `testing`.
//! A module uses only what stands before it.
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
pub mod types;
mod log;
pub mod transport;

pub mod json;
pub mod model;

pub mod acp;
pub mod signature;
pub mod store;

pub mod backend;
pub mod engine;

pub mod inbound;
pub mod webhook;

#[cfg(feature = "feed")]
pub mod feed;

pub mod payment;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "axum")]
pub mod router;
#[cfg(feature = "sample")]
pub mod sample;
#[cfg(feature = "schemars")]
pub mod schema;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

#[cfg(all(any(doc, doctest), feature = "full"))]
pub mod docs;

#[cfg(all(doctest, feature = "full"))]
#[doc = include_str!("../README.md")]
struct Readme;
