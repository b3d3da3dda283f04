//! A server that is not there, goes away in the middle of something, or undoes one transaction for another.

use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::store::{Answer, Commit, CommitError, PostgresStore, SetupError, Store};
use agentic_commerce::testing::{Fault, store_contract};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};
use tokio::net::TcpListener;

use super::{causes, is_told};
use crate::agent::body;
use crate::database::Schema;
use crate::fault::{Market, V5, purchase};
use crate::proxy::Proxy;
use crate::store::{now, session, session_with, take};

/// How often something that will happen is looked for, ten milliseconds apart.
const LOOKS: usize = 3_000;

/// An address at which nobody listens.
async fn nowhere() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap().port()
}

// ACP-IDEM-21: fail closed.
#[tokio::test]
async fn a_server_that_is_not_there_is_told_of() {
    let port = nowhere().await;
    let error = PostgresStore::open(&format!("postgres://shop@127.0.0.1:{port}/shop")).await.unwrap_err();
    assert!(matches!(error, SetupError::Database(_)), "{error:?}");
    assert!(causes(&error).contains("refused"), "{error:?}");

    let options = PgConnectOptions::new().host("127.0.0.1").port(port).username("shop");
    let pool = PgPoolOptions::new().acquire_timeout(Duration::from_millis(200)).connect_lazy_with(options);
    let market = Market::over(Arc::new(PostgresStore::new(pool)));
    is_told(&market.agent.post("/checkout_sessions", &body::create(V5, "mug", 1)).keyed("create").send().await);
    is_told(&market.agent.retrieve("cs_1").await);
    assert_eq!(market.shop.ledger().entries().len(), 0);
}

/// Waits until somebody waits for what `holder` holds; who that is.
async fn waiter(pool: &PgPool, holder: i32) -> i32 {
    let query = "SELECT pid FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)) LIMIT 1";
    for _ in 0..LOOKS {
        if let Some(pid) = sqlx::query_scalar(query).bind(holder).fetch_optional(pool).await.unwrap() {
            return pid;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits for {holder}");
}

async fn pid_of(connection: &mut PgConnection) -> i32 {
    sqlx::query_scalar("SELECT pg_backend_pid()").fetch_one(connection).await.unwrap()
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27
#[tokio::test]
async fn a_connection_that_ends_in_the_middle_of_a_commit_leaves_nothing_behind() {
    let Some(schema) = Schema::new().await else { return };
    let store = schema.store().await;
    let mut market = Market::over(Arc::new(store.clone()));
    let (id, path) = market.payable().await;
    let others = schema.pool(2).await;
    let mut holder = others.begin().await.unwrap();
    let pid = pid_of(&mut holder).await;
    sqlx::query("SELECT 1 FROM acp_session WHERE id = $1 FOR UPDATE").bind(&id).execute(&mut *holder).await.unwrap();

    let pay = body::pay(V5, "spt_test_success");
    let paying = market.agent.post(&path, &pay).keyed("pay").send();
    let ending = async {
        let waiting = waiter(&others, pid).await;
        let ended: bool =
            sqlx::query_scalar("SELECT pg_terminate_backend($1)").bind(waiting).fetch_one(&others).await.unwrap();
        assert!(ended);
    };
    let (reply, ()) = tokio::join!(paying, ending);
    is_told(&reply);
    assert_eq!(market.did(&id), (0, 0, 0), "the session was never claimed, so nobody was charged");
    holder.rollback().await.unwrap();
    market.ends_well(&id, &path, "connected again").await;

    others.close().await;
    store.pool().close().await;
    schema.drop().await;
}

/// A store behind a way that breaks, over one connection.
async fn behind(schema: &Schema) -> (PostgresStore, Proxy) {
    let options = schema.options();
    let proxy = Proxy::to(options.get_host(), options.get_port()).await;
    let options = options.host("127.0.0.1").port(proxy.address().port());
    let pool = PgPoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    let store = PostgresStore::new(pool);
    store.migrate().await.unwrap();
    (store, proxy)
}

// A server that does not answer is one that is not there, however long it takes to hear of it: the store waits five seconds.
#[tokio::test]
async fn a_server_that_hangs_is_told_of() {
    let Some(schema) = Schema::new().await else { return };
    let (store, proxy) = behind(&schema).await;
    let mut market = Market::over(Arc::new(store.clone()));
    let (id, path) = market.payable().await;
    proxy.set_held(true);
    is_told(&market.agent.post(&path, &body::pay(V5, "spt_test_success")).keyed("pay").send().await);
    assert_eq!(market.did(&id), (0, 0, 0), "nothing runs without its reservation");
    proxy.set_held(false);
    // The reservation may arrive now, long after the agent was told that it failed: it is over after its lease.
    market.ends_well(&id, &path, "awake again").await;
    store.pool().close().await;
    schema.drop().await;
}

async fn empty(pool: &PgPool) {
    sqlx::raw_sql("TRUNCATE acp_session, acp_key, acp_event, acp_delivery").execute(pool).await.unwrap();
}

/// A purchase for each message that holds `of`, at which the connection breaks: one charge, one order, one event and one
/// answer each time. Says how many there were, and how many of them the agent was told of.
async fn cut_everywhere(side: Fault, of: &'static [u8]) -> Option<(usize, usize)> {
    let schema = Schema::new().await?;
    let direct = schema.pool(1).await;
    let (store, proxy) = behind(&schema).await;
    let (mut cuts, mut told) = (0, 0);
    for at in 1.. {
        empty(&direct).await;
        proxy.cut(at, side, of);
        let (market, id) = purchase(Arc::new(store.clone())).await;
        let case = format!("{side:?} message {at}");
        assert_eq!(market.did(&id), (1, 0, 1), "{case}");
        assert_eq!(market.shop.ledger().entries().len(), 2, "{case}: nothing for any other session");
        let events: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM acp_event").fetch_one(&direct).await.unwrap();
        assert_eq!(events, 1, "{case}");
        if proxy.cuts() == 0 {
            assert_eq!(market.failures(), 0);
            break;
        }
        assert!(market.failures() <= 1, "{case}");
        cuts += 1;
        told += market.failures();
    }
    direct.close().await;
    store.pool().close().await;
    schema.drop().await;
    Some((cuts, told))
}

// ACP-IDEM-20, ACP-IDEM-27, ACP-IDEM-28: whether or not it was written, only the server knows. It is asked by the same
// request, under the same key.
#[tokio::test]
async fn a_commit_whose_answer_is_lost_is_made_once() {
    let Some((cuts, told)) = cut_everywhere(Fault::After, b"COMMIT\0").await else { return };
    // The session, its address, the claim, what was set aside, the order.
    assert_eq!((cuts, told), (5, 5));
}

// ACP-IDEM-20, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_commit_that_never_arrives_is_made_once() {
    let Some((cuts, told)) = cut_everywhere(Fault::Before, b"COMMIT\0").await else { return };
    assert_eq!((cuts, told), (5, 5));
}

// ACP-IDEM-20, ACP-IDEM-21, ACP-IDEM-27, ACP-IDEM-28
#[tokio::test]
async fn a_connection_that_breaks_at_any_message_costs_time_and_no_money() {
    for side in [Fault::Before, Fault::After] {
        let Some((cuts, told)) = cut_everywhere(side, b"").await else { return };
        assert!(cuts >= 20 && told >= 10, "{cuts} cuts, {told} told");
        println!("{side:?}: {cuts} cuts, the agent was told of {told}");
    }
}

// A merchant's own transaction is the merchant's to do again: it may hold more than the store knows of.
#[tokio::test]
async fn a_deadlock_of_a_merchants_transactions_is_reported() {
    let Some(schema) = Schema::new().await else { return };
    let store = schema.store().await;
    let [one, other] = ["cs_1", "cs_2"].map(session_with).map(Arc::new);
    for session in [&one, &other] {
        store.commit(Commit::of_session(Arc::clone(session), None)).await.unwrap();
    }
    let again = |session: &Arc<_>| Commit::of_session(Arc::clone(session), Some(1));
    let (mut first, mut second) = (store.pool().begin().await.unwrap(), store.pool().begin().await.unwrap());
    store.commit_in(&mut first, again(&one)).await.unwrap();
    store.commit_in(&mut second, again(&other)).await.unwrap();
    let (a, b) = tokio::join!(store.commit_in(&mut first, again(&other)), store.commit_in(&mut second, again(&one)));
    let (error, mut won, lost) = match (a, b) {
        (Err(error), Ok(())) => (error, second, first),
        (Ok(()), Err(error)) => (error, first, second),
        other => panic!("{other:?}"),
    };
    assert!(matches!(error, CommitError::Store(_)) && causes(&error).contains("deadlock"), "{error:?}");
    lost.rollback().await.unwrap();
    let mut third = session_with("cs_3");
    third.attempts = 7;
    store.commit_in(&mut won, Commit::of_session(Arc::new(third), None)).await.unwrap();
    won.commit().await.unwrap();
    assert!(store.session(&one.principal, &"cs_3".into()).await.unwrap().is_some());
    store.pool().close().await;
    schema.drop().await;
}

// Here the store knows all that was undone, and does it again.
#[tokio::test]
async fn a_commit_that_was_undone_for_another_one_is_made_again() {
    let Some(schema) = Schema::new().await else { return };
    let store = schema.store().await;
    let (session, ticket) = (Arc::new(session()), take(&store, "k").await);
    store.commit(Commit::of_session(Arc::clone(&session), None)).await.unwrap();
    let mut merchant = store.pool().begin().await.unwrap();
    // Whoever waits longer than a second looks for a deadlock and gives way. The merchant looks later, so it gives way only
    // where this test was too slow to let the store do so.
    sqlx::query("SET LOCAL deadlock_timeout = '2500ms'").execute(&mut *merchant).await.unwrap();
    let pid = pid_of(&mut merchant).await;
    sqlx::query("UPDATE acp_key SET lease_until = lease_until WHERE key = 'k'").execute(&mut *merchant).await.unwrap();
    let mut next = (*session).clone();
    next.revision = 2;
    let next = Arc::new(next);
    let answer = Answer::new(http::StatusCode::OK, "{}".into());
    let commit = Commit::of_session(next, Some(1)).with_answer(ticket, answer, now());
    let committing = tokio::spawn({
        let store = store.clone();
        async move { store.commit(commit).await }
    });
    waiter(store.pool(), pid).await;
    // Each now waits for the other.
    let _ = sqlx::query("UPDATE acp_session SET principal = principal").execute(&mut *merchant).await;
    merchant.rollback().await.unwrap();
    committing.await.unwrap().unwrap();
    let kept = store.session(&session.principal, &session.checkout.id).await.unwrap();
    assert_eq!(kept.map(|session| session.revision), Some(2));
    store.pool().close().await;
    schema.drop().await;
}

// Where a merchant's database puts all transactions in one order, PostgreSQL undoes many: the store does them again.
#[tokio::test]
async fn the_contract_holds_where_transactions_are_serializable() {
    let Some(schema) = Schema::new().await else { return };
    let options = schema.options().options([("default_transaction_isolation", "serializable")]);
    let pool = PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap();
    let level: String = sqlx::query_scalar("SHOW transaction_isolation").fetch_one(&pool).await.unwrap();
    assert_eq!(level, "serializable");
    let store = PostgresStore::new(pool);
    store.migrate().await.unwrap();
    for _ in 0..3 {
        store_contract::every_property(&store).await;
    }
    let (market, id) = purchase(Arc::new(store.clone())).await;
    assert_eq!((market.did(&id), market.failures()), ((1, 0, 1), 0));
    assert_eq!(store.claim_events(now(), Duration::from_secs(1), 9).await.unwrap().len(), 1);
    store.pool().close().await;
    schema.drop().await;
}
