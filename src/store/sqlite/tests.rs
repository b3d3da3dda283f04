//! How SQLite finds what it needs.

use sqlx::AssertSqlSafe;
use sqlx::sqlite::SqlitePoolOptions;

use super::{SqliteStore, outbox};

/// The steps of a plan.
async fn plan(store: &SqliteStore, statement: &str) -> Vec<String> {
    let rows: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"))).fetch_all(store.pool()).await.unwrap();
    rows.into_iter().map(|row| row.3).collect()
}

// However many events wait: nothing reads a whole table, or sorts one.
#[tokio::test]
async fn events_are_found_by_an_index() {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    let store = SqliteStore::new(pool);
    store.migrate().await.unwrap();
    for (statement, index) in [
        (outbox::TAKE, "acp_delivery_due_at"),
        (outbox::TAKE, "acp_event_waiting"),
        (outbox::END, "acp_event_waiting"),
        (outbox::DEAD, "acp_event_dead"),
    ] {
        let steps = plan(&store, statement).await;
        let whole = |step: &&String| step.starts_with("SCAN") || step.contains("TEMP B-TREE");
        assert_eq!(steps.iter().find(whole), None, "{statement}: {steps:#?}");
        assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
    }
    // The test sees it when an index is gone.
    sqlx::query("DROP INDEX acp_delivery_due_at").execute(store.pool()).await.unwrap();
    let steps = plan(&store, outbox::TAKE).await;
    assert!(steps.iter().any(|step| step.starts_with("SCAN")), "{steps:#?}");
}
