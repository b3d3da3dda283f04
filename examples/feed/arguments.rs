//! What the command line says.

use std::path::PathBuf;

use agentic_commerce::feed::{Format, Revision, Schedule};
use clap::{Args, Parser, Subcommand};

/// Writes a product feed, publishes it on schedule, or tells what is wrong with one.
#[derive(Debug, Parser)]
#[command(name = "feed", after_help = EXAMPLES, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) write: Write,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read the files of one upload and tell what is wrong with them
    Validate(Validate),
    /// Publish the feed on a schedule, when it has changed
    Publish(Publish),
}

#[derive(Debug, Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    pub(crate) from: From,

    /// Where the files go: a directory, or an address that takes them by PUT. One that ends with a slash is a folder;
    /// `FEED_TOKEN` is sent as a bearer token, if it is set
    #[arg(long, value_name = "DIR|URL")]
    pub(crate) to: String,

    /// When: 15m, 1h, 1d, or a cron expression in UTC such as "30 3 * * *"
    #[arg(long, value_name = "WHEN", default_value = "15m")]
    pub(crate) every: Schedule,

    /// Publish once, and exit with 2 if that fails
    #[arg(long)]
    pub(crate) once: bool,

    /// What the publisher remembers from run to run
    #[arg(long, value_name = "DIR", default_value = ".feed")]
    pub(crate) work: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct Validate {
    /// What the fields are called: a, b, c, d or google
    #[arg(long, default_value = "d")]
    pub(crate) revision: Revision,

    /// How many findings to print; the report counts all of them
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) findings: u64,

    /// CSV, TSV, TXT or JSONL, compressed or not
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct Write {
    #[command(flatten)]
    pub(crate) from: From,

    /// Where the files go
    #[arg(long, value_name = "DIR", required = true)]
    pub(crate) out: Option<PathBuf>,
}

/// Which catalog, and how it is written.
#[derive(Debug, Args)]
pub(crate) struct From {
    /// The catalog: one product a line, in the JSON of `model::Product`. Without it, and without --generate, the sample
    /// shop's
    #[arg(long, value_name = "FILE", conflicts_with = "generate")]
    pub(crate) catalog: Option<PathBuf>,

    /// Make up a catalog of that many products, with variants: the same in every run
    #[arg(long, value_name = "N")]
    pub(crate) generate: Option<u64>,

    /// csv, tsv, jsonl, xml, parquet (built with --features demo,parquet), openai or acp
    #[arg(long, default_value = "jsonl")]
    pub(crate) format: Format,

    /// What the fields are called: a, b, c, d or google
    #[arg(long, default_value = "d")]
    pub(crate) revision: Revision,

    /// Number of files. A file takes 500,000 rows
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) shards: u32,
}

const EXAMPLES: &str = "\
Examples:
  feed --out feed
      the sample shop as feed/products.jsonl.gz, as ChatGPT takes it today
  feed --generate 100000 --format csv --out feed
      100,000 products, some 300,000 rows
  feed --generate 100000 --format parquet --out feed
      the same as Parquet, which ChatGPT prefers
  feed --catalog catalog.jsonl --format acp --out feed
      metadata.json and products.jsonl of the open Feed API
  feed validate feed/products.jsonl.gz
      what is wrong with it; exits with 1 if there are errors
  feed publish --to public/feed --every 15m
      the sample shop, whenever it has changed, until Ctrl+C
  feed publish --catalog catalog.jsonl --format csv --to https://platform.example/upload/ --once
      one run, for a scheduler of your own";
