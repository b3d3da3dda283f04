//! What it costs to lose nothing.
//!
//! ```text
//! cargo bench --bench store --features full                all of it: about half an hour, and 20 GB in the meantime
//! cargo bench --bench store --features full -- rates       purchases per second
//! cargo bench --bench store --features full -- sizes       at 1,000 and at 1,000,000 stored sessions, and the plans
//! cargo bench --bench store --features full -- plans       the plans alone, at 1,000
//! ```
//!
//! **rates**: whole purchases (create, complete) per second over each store, eight at a time; and the floor: as many bare
//! commits of as many bytes by the same database. The stores take turns, and the median of the rounds counts.
//!
//! **sizes**: what one purchase costs, one at a time, and one round of the upkeep that has nothing to do, in two databases
//! of each kind: one with a thousand sessions and keys, one with a million (`STORE_SESSIONS` says another number). The two
//! take turns, so that whatever else the machine does falls on both, and the median of the ratios counts.
//!
//! **plans**: how the databases find what each statement of the stores asks for.
//!
//! PostgreSQL is the server at `TEST_DATABASE_URL`; without the variable it is left out.

#![expect(clippy::expect_used, clippy::indexing_slicing, reason = "a benchmark that goes wrong is to stop")]

mod database;
mod load;
#[path = "../../tests/it/statement.rs"]
mod statement;

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::store::{MemoryStore, Store};

use database::{Postgres, Sqlite};

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let benched = std::env::args().any(|flag| flag == "--bench");
    let parts: Vec<String> = std::env::args().skip(1).filter(|part| !part.starts_with('-')).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    if wanted("rates") {
        let (rounds, span) = if benched { (5, Duration::from_secs(3)) } else { (1, Duration::from_millis(50)) };
        rates(rounds, span).await;
    }
    if wanted("sizes") {
        let many = std::env::var("STORE_SESSIONS").map_or(1_000_000, |number| number.parse().expect("a number"));
        let (sizes, rounds, span) = if benched {
            ([1_000, many], 9, Duration::from_secs(2))
        } else {
            ([10, 100], 1, Duration::from_millis(50))
        };
        at_sizes(sizes, rounds, span).await;
    } else if wanted("plans") {
        let (sqlite, postgres) = (Sqlite::open("plans").await.fill(1_000).await, Postgres::open("plans").await);
        sqlite.explain().await;
        sqlite.drop().await;
        if let Some(postgres) = postgres {
            postgres.fill(1_000).await;
            postgres.explain().await;
            postgres.drop().await;
        }
    }
}

/// Purchases per second, over each store and by bare commits.
async fn rates(rounds: usize, span: Duration) {
    let (sqlite, postgres) = (Sqlite::open("rates").await, Postgres::open("rates").await);
    load::purchases(Arc::new(sqlite.store.clone()), Duration::ZERO).await;
    let bytes = sqlite.bytes_of_a_purchase().await / load::COMMITS;
    let mut names = vec!["memory", "SQLite", "SQLite, floor"];
    if postgres.is_some() {
        names.extend(["PostgreSQL", "PostgreSQL, floor"]);
    }
    let mut rates = vec![Vec::new(); names.len()];
    for _ in 0..rounds {
        let mut round = vec![
            load::purchases(Arc::new(MemoryStore::new()), span).await,
            load::purchases(Arc::new(sqlite.store.clone()), span).await,
            load::floor_of_sqlite(sqlite.store.pool(), bytes, span).await,
        ];
        if let Some(postgres) = &postgres {
            round.push(load::purchases(Arc::new(postgres.store.clone()), span).await);
            round.push(load::floor_of_postgres(postgres.store.pool(), bytes, span).await);
        }
        for (rates, rate) in rates.iter_mut().zip(round) {
            rates.push(rate);
        }
    }
    println!("purchases per second (the floor: {} bare commits of {bytes} bytes each count as one)", load::COMMITS);
    let medians: Vec<f64> = rates.into_iter().map(median).collect();
    for (name, rate) in names.iter().zip(&medians) {
        println!("  {name:<18} {rate:>9.1}   {:>6.3} of memory", rate / medians[0]);
    }
    println!("  SQLite to its floor: {:.2}", medians[1] / medians[2]);
    if medians.len() > 3 {
        println!("  PostgreSQL to its floor: {:.2}", medians[3] / medians[4]);
    }
    sqlite.drop().await;
    if let Some(postgres) = postgres {
        postgres.drop().await;
    }
}

/// What a purchase and a round of upkeep cost with few and with many sessions stored.
async fn at_sizes(sizes: [i64; 2], rounds: usize, span: Duration) {
    println!("milliseconds, one at a time, with {} and with {} sessions and as many keys stored", sizes[0], sizes[1]);
    let (few, many) = (Sqlite::open("few").await.fill(sizes[0]).await, Sqlite::open("many").await.fill(sizes[1]).await);
    compare("SQLite", [Arc::new(few.store.clone()), Arc::new(many.store.clone())], rounds, span).await;
    many.explain().await;
    few.drop().await;
    many.drop().await;
    let (Some(few), Some(many)) = (Postgres::open("few").await, Postgres::open("many").await) else { return };
    few.fill(sizes[0]).await;
    many.fill(sizes[1]).await;
    compare("PostgreSQL", [Arc::new(few.store.clone()), Arc::new(many.store.clone())], rounds, span).await;
    many.explain().await;
    few.drop().await;
    many.drop().await;
}

async fn compare(name: &str, stores: [Arc<dyn Store>; 2], rounds: usize, span: Duration) {
    let (mut purchases, mut upkeep) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    // The first round warms both up.
    for round in 0..=rounds {
        for at in [round % 2, 1 - round % 2] {
            let bought = load::cost(Arc::clone(&stores[at]), span).await;
            let looked_after = load::upkeep(&stores[at], span / 8).await;
            if round > 0 {
                purchases[at].push(bought);
                upkeep[at].push(looked_after);
            }
        }
    }
    for (what, [few, many]) in [("purchase", purchases), ("upkeep", upkeep)] {
        let ratio = median(few.iter().zip(&many).map(|(few, many)| many / few).collect());
        println!("  {name:<10} {what:<8} {:>8.3} and {:>8.3}: {ratio:.2} times", median(few), median(many));
    }
}

fn median(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}
