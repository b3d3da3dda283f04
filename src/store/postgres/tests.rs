//! How PostgreSQL finds what it needs.

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{AssertSqlSafe, PgPool};

use super::{PostgresStore, outbox};

/// The lines of a plan, for statements with these in the place of their parameters.
async fn plan(pool: &PgPool, statement: &str, values: &[&str]) -> Vec<String> {
    let mut statement = statement.to_owned();
    for (number, value) in values.iter().enumerate() {
        statement = statement.replace(&format!("${}", number + 1), value);
    }
    sqlx::query_scalar(AssertSqlSafe(format!("EXPLAIN (COSTS OFF) {statement}"))).fetch_all(pool).await.unwrap()
}

// However many events wait: where 20,000 do, no table is read as a whole.
#[tokio::test]
async fn events_are_found_by_an_index() {
    let Ok(url) = std::env::var("TEST_DATABASE_URL") else {
        eprintln!("ignored: TEST_DATABASE_URL names no PostgreSQL server");
        return;
    };
    let options: PgConnectOptions = url.parse().unwrap();
    let server = PgPoolOptions::new().max_connections(1).connect_with(options.clone()).await.unwrap();
    let name = format!("acp_plan_{}", std::process::id());
    let drop = || AssertSqlSafe(format!("DROP SCHEMA IF EXISTS {name} CASCADE"));
    sqlx::raw_sql(drop()).execute(&server).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("CREATE SCHEMA {name}"))).execute(&server).await.unwrap();
    let options = options.options([("search_path", &name)]);
    let store = PostgresStore::new(PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap());
    store.migrate().await.unwrap();
    // Two events of each order; one in a hundred was set aside.
    let fill = "INSERT INTO acp_event (id, principal, order_id, occurred_at, document, dead_reason) \
        SELECT 'event_' || i, 'agent', 'order_' || i / 2, i, 'some words', CASE WHEN i % 100 = 0 THEN 'gone' END \
        FROM generate_series(1, 20000) AS n(i); \
        INSERT INTO acp_delivery (principal, order_id, due_at) \
        SELECT 'agent', 'order_' || i, i FROM generate_series(0, 10000) AS n(i); ANALYZE acp_event; ANALYZE acp_delivery";
    sqlx::raw_sql(fill).execute(store.pool()).await.unwrap();

    let order = ["'agent'", "'order_7'"];
    for (statement, values, index) in [
        (outbox::TAKE, vec!["30000", "30000", "16"], "acp_delivery_due_at"),
        (outbox::TAKE, vec!["30000", "30000", "16"], "acp_event_waiting"),
        (outbox::END, [&order[..], &["true", "7"]].concat(), "acp_event_waiting"),
        (outbox::DEAD, vec!["'event_100'", "16"], "acp_event_dead"),
    ] {
        let lines = plan(store.pool(), statement, &values).await;
        assert!(!lines.iter().any(|line| line.contains("Seq Scan")), "{statement}: {lines:#?}");
        assert!(lines.iter().any(|line| line.contains(index)), "{index}: {lines:#?}");
    }
    // The test sees it when an index is gone.
    sqlx::query("DROP INDEX acp_delivery_due_at").execute(store.pool()).await.unwrap();
    let lines = plan(store.pool(), outbox::TAKE, &["30000", "30000", "16"]).await;
    assert!(lines.iter().any(|line| line.contains("Seq Scan")), "{lines:#?}");
    store.pool().close().await;
    sqlx::raw_sql(drop()).execute(&server).await.unwrap();
}
