//! Writes a product feed, publishes it on schedule, or tells what is wrong with one.
//!
//! ```text
//! cargo run --example feed --features demo -- --generate 10000 --format csv --out feed
//! cargo run --example feed --features demo,parquet -- --generate 10000 --format parquet --out feed
//! cargo run --example feed --features demo -- validate feed/products.csv.gz
//! cargo run --example feed --features demo -- publish --to public/feed --every 15m
//! ```

mod arguments;
mod catalog;
mod generate;
mod publish;

use std::error::Error;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::process::ExitCode;

use agentic_commerce::feed::{CatalogSource, FeedError, FeedFiles, FeedInfo, Format, Layout, Validator, export};
use agentic_commerce::model::{Link, LinkKind, Returns, Seller};
use agentic_commerce::sample::Catalog;
use agentic_commerce::types::{Clock, Currency, SystemClock, Uri};
use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::{Arguments, Command, Validate, Write};
use crate::catalog::CatalogFile;
use crate::generate::Generated;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Some(Command::Validate(validate)) => check(validate),
        Some(Command::Publish(publish)) => match info() {
            Ok(info) => publish::publish(publish, info).await.map(|()| ExitCode::SUCCESS),
            Err(error) => Err(error),
        },
        None => write(&arguments.write).await.map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {}", chain(&*error));
        ExitCode::from(2)
    })
}

/// An error with all its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

/// Writes the feed that the flags describe.
async fn write(arguments: &Write) -> Result<(), Box<dyn Error>> {
    let from = &arguments.from;
    let layout = Layout::new(from.format, from.revision).with_shards(from.shards);
    let info = info()?;
    let directory = arguments.out.as_deref().ok_or("--out DIR is missing")?;
    let mut files = FeedFiles::create(directory, layout, &info)?;
    let bar;
    if let Some(path) = &from.catalog {
        bar = progress(catalog::count(path)?, "products");
        run(&CatalogFile(path.clone()), &mut files, &bar).await?;
    } else if let Some(products) = from.generate {
        bar = progress(products, "products");
        run(&Generated { products, currency: Currency::new("usd")? }, &mut files, &bar).await?;
    } else {
        let catalog = Catalog::builtin();
        bar = progress(catalog.products().count() as u64, "products");
        run(&catalog, &mut files, &bar).await?;
    }
    let mut out = io::stdout().lock();
    let written = files.finish()?;
    for file in &written {
        let note = if file.changed { "" } else { ", as it was" };
        writeln!(out, "{}: {} rows, {} bytes{note}", file.path.display(), file.rows, file.bytes)?;
    }
    let rows: u64 = written.iter().map(|file| file.rows).sum();
    let millis = u64::try_from(bar.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    writeln!(out, "{rows} rows, {} a second", rows.saturating_mul(1_000) / millis)?;
    Ok(())
}

async fn run<S: CatalogSource>(source: &S, files: &mut FeedFiles<'_>, bar: &ProgressBar) -> Result<(), FeedError> {
    export(source, files, |products| bar.set_position(products)).await?;
    bar.finish();
    Ok(())
}

/// Who sells: a shop of the example's own.
fn info() -> Result<FeedInfo, Box<dyn Error>> {
    let mut seller = Seller::new("Example Store");
    seller.url = Some(Uri::new("https://shop.example")?);
    seller.returns = Some(Returns::within(30));
    for (kind, page) in
        [(LinkKind::PrivacyPolicy, "privacy"), (LinkKind::TermsOfUse, "terms"), (LinkKind::ReturnPolicy, "returns")]
    {
        seller.links.push(Link::new(kind, Uri::new(format!("https://shop.example/{page}"))?));
    }
    let mut info = FeedInfo::new(seller).with_target_country("US");
    info.id = Some("feed_example".to_owned());
    info.store_country = Some("US".to_owned());
    Ok(info)
}

/// Reads the files and prints what is wrong with them.
fn check(arguments: &Validate) -> Result<ExitCode, Box<dyn Error>> {
    let mut validator = Validator::new(arguments.revision).at(SystemClock::default().now());
    let mut left = arguments.findings;
    let mut out = io::stdout().lock();
    for path in &arguments.files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let format = Format::of_name(&name).ok_or_else(|| format!("{name}: not .csv, .tsv, .txt or .jsonl"))?;
        let broken = |error: io::Error| format!("{}: {error}", path.display());
        let file = File::open(path).map_err(broken)?;
        let bar = progress(file.metadata().map_err(broken)?.len(), "bytes");
        validator.file(&path.display().to_string(), format, Watched { file, bar: bar.clone() }, |finding| {
            if left > 0 {
                left -= 1;
                bar.suspend(|| drop(writeln!(out, "{finding}")));
            }
        });
        bar.finish();
    }
    let summary = validator.summary();
    writeln!(out, "\n{summary}")?;
    Ok(if summary.errors() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A file that moves the bar as it is read.
struct Watched {
    file: File,
    bar: ProgressBar,
}

impl Read for Watched {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

fn progress(length: u64, what: &str) -> ProgressBar {
    let template = format!("{{bar:40}} {{human_pos}} of {{human_len}} {what}, {{per_sec}}, {{eta}} left {{msg}}");
    ProgressBar::new(length).with_style(ProgressStyle::with_template(&template).unwrap_or(ProgressStyle::default_bar()))
}
