//! What requests, workers and sweeps ask of a database is found by an index, however much is stored.

use sqlx::{AssertSqlSafe, Executor};

use crate::database::{self, Schema};
use crate::{package, statement};

/// One statement does not look for anything.
fn looks(statement: &str) -> bool {
    !statement.starts_with("INSERT INTO acp_event ")
}

#[tokio::test]
async fn sqlite_scans_no_table() {
    let (store, _folder) = database::sqlite().await;
    let statements = statement::of(&package(), "sqlite");
    assert!(statements.len() >= 20, "{statements:#?}");
    for statement in statements.iter().filter(|statement| looks(statement)) {
        let query = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(query).fetch_all(store.pool()).await.unwrap();
        let scans = plan.iter().filter(|row| row.3.starts_with("SCAN acp_")).count();
        assert_eq!(scans, 0, "{statement}\n{plan:#?}");
    }
}

#[tokio::test]
async fn postgres_scans_no_table() {
    let Some(schema) = Schema::new().await else { return };
    let store = schema.store().await;
    let mut connection = store.pool().acquire().await.unwrap();
    // A table of no rows is always read as a whole, unless that is told to be dear; and no value is known beforehand.
    connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan").await.unwrap();
    let statements = statement::of(&package(), "postgres");
    assert!(statements.len() >= 20, "{statements:#?}");
    for statement in statements.iter().filter(|statement| looks(statement)) {
        let nulls = vec!["NULL"; statement::values(statement)].join(", ");
        let explain = format!("EXPLAIN (COSTS OFF) EXECUTE explained ({nulls})").replace(" ()", "");
        connection.execute(AssertSqlSafe(format!("PREPARE explained AS {statement}"))).await.unwrap();
        let plan: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(explain)).persistent(false).fetch_all(&mut *connection).await.unwrap();
        connection.execute("DEALLOCATE explained").await.unwrap();
        let plan = plan.join("\n");
        let scans = plan.lines().filter(|line| line.contains("Seq Scan on acp_")).count();
        assert_eq!(scans, 0, "{statement}\n{plan}");
        // An index that is read from one end to the other is no better.
        let through = plan.matches("Index Scan using").count() + plan.matches("Index Only Scan using").count();
        assert!(plan.matches("Index Cond").count() >= through, "{statement}\n{plan}");
    }
    drop(connection);
    store.pool().close().await;
    schema.drop().await;
}
