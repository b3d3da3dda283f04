//! Publishes a feed on schedule, with a bar.

use std::error::Error;
use std::sync::Arc;

use agentic_commerce::feed::{
    CatalogSource, DirectorySink, Feed, FeedInfo, HttpsSink, Layout, Published, Publisher, Step, TokioTimer,
};
use agentic_commerce::sample::Catalog;
use agentic_commerce::transport::ReqwestTransport;
use agentic_commerce::types::{Currency, Secret, Uri};
use indicatif::ProgressBar;

use crate::arguments::Publish;
use crate::catalog::{self, CatalogFile};
use crate::generate::Generated;

/// Publishes what the flags describe, once or until Ctrl+C.
pub(crate) async fn publish(arguments: &Publish, info: FeedInfo) -> Result<(), Box<dyn Error>> {
    let from = &arguments.from;
    let (feed, products) = if let Some(path) = &from.catalog {
        (feed(arguments, info, CatalogFile(path.clone()))?, catalog::count(path)?)
    } else if let Some(products) = from.generate {
        (feed(arguments, info, Generated { products, currency: Currency::new("usd")? })?, products)
    } else {
        let catalog = Catalog::builtin();
        let products = catalog.products().count() as u64;
        (feed(arguments, info, catalog)?, products)
    };
    let bar = crate::progress(products, "products");
    let (watched, once) = (bar.clone(), arguments.once);
    let publisher =
        Publisher::new(&arguments.work, Arc::new(TokioTimer::default())).with_feed(feed)?.watched(move |_, step| {
            match step {
                // That of a single run is the program's own.
                Step::Failed { .. } if once => {}
                step => show(&watched, products, step),
            }
        });
    if arguments.once {
        publisher.publish("feed").await?;
        return Ok(());
    }
    publisher.run(async { drop(tokio::signal::ctrl_c().await) }).await;
    Ok(())
}

fn feed<S: CatalogSource + 'static>(arguments: &Publish, info: FeedInfo, source: S) -> Result<Feed, Box<dyn Error>> {
    let from = &arguments.from;
    let layout = Layout::new(from.format, from.revision).with_shards(from.shards);
    let source = Arc::new(source);
    let feed = if arguments.to.starts_with("http://") || arguments.to.starts_with("https://") {
        let mut sink = HttpsSink::new(Arc::new(ReqwestTransport::new()?), &Uri::new(&arguments.to)?)?;
        if let Ok(token) = std::env::var("FEED_TOKEN") {
            sink = sink.with_token(&Secret::new(token))?;
        }
        Feed::new("feed", source, info, layout, sink)
    } else {
        Feed::new("feed", source, info, layout, DirectorySink::new(&arguments.to))
    };
    Ok(feed.on(arguments.every.clone()))
}

/// Moves the bar: over the catalog while it is read, over what is sent after that.
fn show(bar: &ProgressBar, products: u64, step: &Step<'_>) {
    match step {
        Step::Began => {
            bar.reset();
            bar.set_length(products);
            bar.set_message("");
        }
        Step::Written { products } => bar.set_position(*products),
        Step::Shrunk { before, rows } => tell(bar, &format!("only {rows} rows, after {before} last time")),
        Step::Sent { done, of } => {
            bar.set_length(*of);
            bar.set_position(*done);
            bar.set_message("sent");
        }
        Step::Waiting { error, wait } => tell(bar, &format!("{error}: again in {:.1} s", wait.as_secs_f64())),
        Step::Ended(Published::Pushed { rows, bytes }) => tell(bar, &format!("published: {rows} rows, {bytes} bytes")),
        Step::Ended(Published::Unchanged) => tell(bar, "as it was: nothing to publish"),
        Step::Ended(_) => tell(bar, "another run is on its way"),
        Step::Failed { error, again } => {
            let when = again
                .map_or_else(|| "not tried again".to_owned(), |wait| format!("again in {:.1} s", wait.as_secs_f64()));
            tell(bar, &format!("error: {}: {when}", crate::chain(*error)));
        }
        _ => {}
    }
}

/// A line above the bar, or where there is no bar, because nobody looks on.
fn tell(bar: &ProgressBar, line: &str) {
    bar.suspend(|| println!("{line}"));
}
