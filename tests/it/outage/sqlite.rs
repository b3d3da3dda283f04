//! A file that is full, locked, for reading only, or no database.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::signature::Fingerprint;
use agentic_commerce::store::{
    CommitError, IdempotencyKey, Reservation, ReserveRequest, SetupError, SqliteStore, Store,
};
use agentic_commerce::types::Principal;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Connection, SqlitePool};

use super::{causes, is_store_error, is_told, large};
use crate::agent::body;
use crate::database::{self, Folder};
use crate::fault::{Market, V5};
use crate::store::{now, session, take};

/// A store that holds one connection, so that what is set for it is set for all.
async fn lone(folder: &Folder) -> SqliteStore {
    let options = options(folder).create_if_missing(true).journal_mode(SqliteJournalMode::Wal);
    let store = SqliteStore::new(pool(options).await);
    store.migrate().await.unwrap();
    store
}

fn options(folder: &Folder) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(folder.file("store.db")).busy_timeout(Duration::from_millis(50))
}

async fn pool(options: SqliteConnectOptions) -> SqlitePool {
    SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap()
}

/// Lets the file grow by so many pages, and no further.
async fn fill_up(pool: &SqlitePool, pages: i64) {
    let count: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(pool).await.unwrap();
    let limit = format!("PRAGMA max_page_count = {}", count + pages);
    let set: i64 = sqlx::query_scalar(AssertSqlSafe(limit)).fetch_one(pool).await.unwrap();
    assert_eq!(set, count + pages);
}

async fn make_room(pool: &SqlitePool) {
    sqlx::query("PRAGMA max_page_count = 1000000").execute(pool).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_leaves_nothing_half_written() {
    let mut failed = 0;
    for pages in (0..60).step_by(6) {
        let folder = Folder::new();
        let store = lone(&folder).await;
        let ticket = take(&store, "k").await;
        let session = Arc::new(session());
        let commit = large(&session, &ticket, 200_000).with_events(vec![crate::store::event()]);
        fill_up(store.pool(), pages).await;
        if let Err(error) = store.commit(commit.clone()).await {
            assert!(causes(&error).contains("full"), "{error:?}");
            failed += 1;
            // The very connection may be of no use any more; the store is.
            make_room(store.pool()).await;
            let read = store.session(&session.principal, &session.checkout.id).await.unwrap();
            assert_eq!(read, None, "{pages} pages");
            assert_eq!(store.claim_events(now(), Duration::from_secs(1), 9).await.unwrap(), []);
            let held = store.reserve(crate::store::request("k")).await.unwrap();
            assert!(matches!(held, Reservation::InFlight), "{held:?}");
            store.commit(commit).await.unwrap();
        }
        assert!(store.session(&session.principal, &session.checkout.id).await.unwrap().is_some());
        assert_eq!(store.claim_events(now(), Duration::from_secs(1), 9).await.unwrap().len(), 1);
        // Taking, settling and putting back go on as well.
        fill_up(store.pool(), 0).await;
        let _ = store
            .commit(large(&Arc::new(crate::store::session_with("cs_2")), &take_anyway(&store).await, 900_000))
            .await;
        make_room(store.pool()).await;
        let far = now().saturating_add(Duration::from_secs(9));
        let taken = store.claim_events(far, Duration::from_secs(1), 9).await.unwrap();
        assert_eq!(taken.len(), 1);
    }
    assert!(failed >= 5, "{failed}");
}

/// Takes a key even where there is no room for it.
async fn take_anyway(store: &SqliteStore) -> agentic_commerce::store::Ticket {
    make_room(store.pool()).await;
    let ticket = take(store, "another").await;
    fill_up(store.pool(), 0).await;
    ticket
}

// ACP-IDEM-20, ACP-IDEM-21: whatever had no room, the agent is told to come back, and the shop has done nothing twice.
#[tokio::test]
async fn an_agent_at_a_full_disk_comes_back() {
    let (mut told, mut untouched) = (0, 0);
    for pages in 0..16 {
        let folder = Folder::new();
        let store = lone(&folder).await;
        let mut market = Market::over(Arc::new(store.clone()));
        let (id, path) = market.payable().await;
        // What is free within the pages goes first.
        fill_up(store.pool(), pages / 8).await;
        for number in 0..(pages % 8) * 3 {
            let _ =
                sqlx::query("INSERT INTO acp_key VALUES ('x', 'x', ?1, x'00', 1, 1, 9e15, 200, '[]', randomblob(300))")
                    .bind(number)
                    .execute(store.pool())
                    .await;
        }
        let reply = market.agent.post(&path, &body::pay(V5, "spt_test_success")).keyed("pay").send().await;
        let (charged, voided, ordered) = market.did(&id);
        assert!(charged <= 1 && voided == 0 && ordered <= charged, "{pages} pages: {charged}, {voided}, {ordered}");
        if reply.status != 200 {
            is_told(&reply);
            told += 1;
            untouched += usize::from(charged == 0);
        }
        make_room(store.pool()).await;
        market.ends_well(&id, &path, &format!("{pages} pages")).await;
    }
    assert!(told >= 4 && untouched >= 1, "{told} told, {untouched} untouched");
}

// ACP-IDEM-21: fail closed. What cannot be written can be read.
#[tokio::test]
async fn a_file_for_reading_only_is_read() {
    let folder = Folder::new();
    let store = lone(&folder).await;
    let mut market = Market::over(Arc::new(store.clone()));
    let (id, path) = market.payable().await;
    sqlx::query("PRAGMA query_only = 1").execute(store.pool()).await.unwrap();
    is_told(&market.agent.post(&path, &body::pay(V5, "spt_test_success")).keyed("pay").send().await);
    assert_eq!(market.agent.retrieve(&id).await.expect(200).session_status(), "ready_for_payment");
    assert_eq!(market.shop.ledger().entries().len(), 0, "nothing runs without its reservation");
    assert!(is_store_error(store.purge(now(), 9).await).contains("readonly"));
    sqlx::query("PRAGMA query_only = 0").execute(store.pool()).await.unwrap();
    market.ends_well(&id, &path, "for writing again").await;

    let only = SqliteStore::new(pool(options(&folder).read_only(true)).await);
    only.check().await.unwrap();
    assert!(only.session(&Principal::from("agent"), &id.as_str().into()).await.unwrap().is_some());
    only.migrate().await.expect("nothing is to be done");
    let request = ReserveRequest::new(
        IdempotencyKey::new(Principal::from("agent"), "/checkout_sessions", "new"),
        Fingerprint::EMPTY,
        now(),
        Duration::from_secs(1),
    );
    assert!(is_store_error(only.reserve(request).await).contains("readonly"));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = Folder::new();
    let letter = "Dear shop, this is a letter and no database at all. ".repeat(99);
    std::fs::write(folder.file("store.db"), &letter).unwrap();
    let error = SqliteStore::open(folder.file("store.db")).await.unwrap_err();
    assert!(matches!(error, SetupError::Database(_)), "{error:?}");
    assert!(causes(&error).contains("file is not a database"), "{error:?}");
    assert_eq!(std::fs::read_to_string(folder.file("store.db")).unwrap(), letter);

    let error = SqliteStore::open(folder.file("nowhere/store.db")).await.unwrap_err();
    assert!(causes(&error).contains("unable to open database file"), "{error:?}");
}

#[tokio::test]
async fn a_file_that_somebody_else_keeps_locked_is_told_of() {
    let folder = Folder::new();
    let store = lone(&folder).await;
    let mut market = Market::over(Arc::new(store.clone()));
    let (id, path) = market.payable().await;
    let mut other = sqlx::SqliteConnection::connect_with(&options(&folder)).await.unwrap();
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    is_told(&market.agent.post(&path, &body::pay(V5, "spt_test_success")).keyed("pay").send().await);
    assert_eq!(market.shop.ledger().entries().len(), 0, "nothing runs without its reservation");
    assert_eq!(market.agent.retrieve(&id).await.expect(200).session_status(), "ready_for_payment");
    let error = store.commit(large(&Arc::new(session()), &ticket(), 1)).await.unwrap_err();
    assert!(matches!(&error, CommitError::Store(_)) && causes(&error).contains("locked"), "{error:?}");
    held.rollback().await.unwrap();
    market.ends_well(&id, &path, "no longer locked").await;
}

fn ticket() -> agentic_commerce::store::Ticket {
    let key = IdempotencyKey::new(Principal::from("agent"), "/checkout_sessions", "k");
    agentic_commerce::store::Ticket::new(key, 1)
}

// A lock that comes and goes costs time only.
#[tokio::test]
async fn a_lock_that_does_not_last_is_waited_for() {
    let (store, folder) = database::sqlite().await;
    let mut other = sqlx::SqliteConnection::connect_with(&options(&folder)).await.unwrap();
    let held = other.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let writing = tokio::spawn(async move { take(&store, "k").await });
    // Long enough that it stands at the lock, where it did not have to wait at all the test would pass as well.
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(!writing.is_finished());
    held.rollback().await.unwrap();
    writing.await.unwrap();
}
