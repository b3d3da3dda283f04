//! Feeds in a directory.

use std::fs;

use agentic_commerce::feed::{DirectorySink, Format, Layout, PublishError, Published, Revision, SinkError};
use serde_json::{Value, json};

use super::super::write::Folder;
use super::{Shop, item, jsonl, rows};

#[tokio::test]
async fn files_are_replaced_as_a_whole() {
    let shop = Shop::new("directory", (0..20).map(|number| item(&format!("i{number}"), 100)));
    let public = Folder::new("public");
    fs::create_dir_all(&public.0).expect("a folder");
    fs::write(public.0.join("robots.txt"), "mine").expect("written");
    let three = shop.publisher(jsonl().with_shards(3), DirectorySink::new(&public.0));
    assert_eq!(rows(three.publish("us").await), 20);
    let shards = ["products-000.jsonl", "products-001.jsonl", "products-002.jsonl"];
    assert_eq!(public.names(), [&shards[..], &["robots.txt"]].concat());
    let lines: usize = shards.iter().map(|name| String::from_utf8(public.read(name)).unwrap().lines().count()).sum();
    assert_eq!(lines, 20);

    // Fewer shards: what a reader would take for a part of the catalog is gone, what is not ours stays.
    let one = shop.publisher(jsonl(), DirectorySink::new(&public.0));
    assert_eq!(rows(one.publish("us").await), 20);
    assert_eq!(public.names(), ["products.jsonl", "robots.txt"]);
    assert_eq!(public.read("robots.txt"), b"mine");

    // What somebody has removed comes back, though the catalog is the same.
    assert_eq!(one.publish("us").await.expect("a run"), Published::Unchanged);
    fs::remove_file(public.0.join("products.jsonl")).expect("removed");
    assert_eq!(rows(one.publish("us").await), 20);
    assert_eq!(public.names(), ["products.jsonl", "robots.txt"]);
}

// One of two files cannot take its place: the directory holds no part of a file, and the next run makes up for it.
#[tokio::test]
async fn a_push_that_fails_leaves_whole_files() {
    let shop = Shop::new("directory-fault", (0..20).map(|number| item(&format!("i{number}"), 100)));
    let public = Folder::new("public-fault");
    let publisher = shop.publisher(jsonl().with_shards(2), DirectorySink::new(&public.0));
    rows(publisher.publish("us").await);
    let before = (public.read("products-000.jsonl"), public.read("products-001.jsonl"));

    // A folder where the second copy should grow.
    fs::create_dir(public.0.join(".products-001.jsonl.new")).expect("a folder in the way");
    shop.shelf.set((0..20).map(|number| item(&format!("i{number}"), 150)));
    let error = publisher.publish("us").await.expect_err("in the way");
    assert!(
        matches!(&error, PublishError::Sink(SinkError::Io { name, .. }) if name == "products-001.jsonl"),
        "{error}"
    );
    assert!(error.is_retryable());
    assert_eq!((public.read("products-000.jsonl"), public.read("products-001.jsonl")), before);

    fs::remove_dir(public.0.join(".products-001.jsonl.new")).expect("out of the way");
    rows(publisher.publish("us").await);
    assert_eq!(public.names(), ["products-000.jsonl", "products-001.jsonl"]);
    assert_ne!(public.read("products-000.jsonl"), before.0);
}

// ACP-FEED-09: metadata.json beside the products; it says when the feed was published, and that alone is no change.
#[tokio::test]
async fn the_open_feed_says_when_it_was_published() {
    let shop = Shop::new("metadata", [item("a", 100)]);
    let public = Folder::new("public-metadata");
    let publisher = shop.publisher(Layout::new(Format::Acp, Revision::D), DirectorySink::new(&public.0));
    let metadata = || serde_json::from_slice::<Value>(&public.read("metadata.json")).expect("JSON");
    rows(publisher.publish("us").await);
    assert_eq!(public.names(), ["metadata.json", "products.jsonl"]);
    let first = json!({ "id": "feed_1", "target_country": "US", "updated_at": "2026-11-24T12:00:00Z" });
    assert_eq!(metadata(), first);

    shop.time.clock.advance(std::time::Duration::from_secs(900));
    assert_eq!(publisher.publish("us").await.expect("a run"), Published::Unchanged);
    assert_eq!(metadata(), first);
    shop.shelf.set([item("a", 150)]);
    rows(publisher.publish("us").await);
    assert_eq!(metadata()["updated_at"], "2026-11-24T12:15:00Z");
}
