//! Callers that go away in the middle.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use nocturne_database::bootstrap::connect_once;
use nocturne_tests::{Database, Fleet, PATIENCE, eventually};
use tokio::{io::AsyncWriteExt as _, net::TcpStream, sync::Semaphore, task::JoinSet};
use tokio_postgres::Client;

/// Callers.
const CALLERS: usize = 2_000;
/// Of them at once.
const AT_ONCE: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn two_thousand_callers_that_hang_up_leave_no_open_transaction() {
    let fleet = Fleet::start().await;
    let (at, token) = (fleet.coordinator.api, fleet.api.token().to_owned());
    let admin = connect_once(&fleet.database.admin()).await.unwrap();
    // Not the one that locks: what others do stands still for whoever looks inside a transaction.
    let watcher = connect_once(&fleet.database.admin()).await.unwrap();
    let turns = Arc::new(Semaphore::new(AT_ONCE));
    let mut callers = JoinSet::new();

    // Every write waits inside its transaction, so that callers go away from there and not only before and after.
    admin.batch_execute("BEGIN; LOCK TABLE join_token IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let mut n_waiting = 0;
    for number in 0..CALLERS {
        if number < CALLERS / 2 && number % 25 == 0 {
            n_waiting = n_waiting.max(waiting(&watcher).await);
        }
        if number == CALLERS / 2 {
            assert!(n_waiting > 0, "nobody was left in the middle of a transaction");
            admin.batch_execute("COMMIT").await.unwrap();
        }
        let (turns, token) = (Arc::clone(&turns), token.clone());
        let turn = turns.acquire_owned().await.unwrap();
        callers.spawn(async move {
            hang_up(at, &token, number).await;
            drop(turn);
        });
    }
    while let Some(done) = callers.join_next().await {
        done.unwrap();
    }

    eventually("no transaction is left open", PATIENCE, async || {
        open_transactions(&fleet.database).await.is_empty().then_some(())
    })
    .await;
    // The pool is whole: more calls at once than it has connections, each answered soon.
    let mut calls = JoinSet::new();
    for number in 0..20 {
        let api = fleet.api.clone();
        calls.spawn(async move {
            let called = tokio::time::timeout(Duration::from_secs(5), api.join_token("ams", None)).await;
            called.unwrap_or_else(|_| panic!("call {number} is not answered"))
        });
    }
    while let Some(answered) = calls.join_next().await {
        assert!(!answered.unwrap().is_empty());
    }
    assert_eq!(open_transactions(&fleet.database).await, Vec::<String>::new());
}

/// Statements of callers that wait for the table.
async fn waiting(watcher: &Client) -> i64 {
    let statement = "SELECT count(*) FROM pg_stat_activity
         WHERE datname = current_database() AND usename = 'nocturne_app' AND wait_event_type = 'Lock'";
    watcher.query_one(statement, &[]).await.unwrap().get(0)
}

/// One request, left at another point by every caller.
async fn hang_up(at: SocketAddr, token: &str, number: usize) {
    let Ok(mut stream) = TcpStream::connect(at).await else { return };
    let body = r#"{"site": "ams", "ttl": "3600s"}"#;
    let (verb, path, body) = match number % 4 {
        0 => ("GET", "/api/v1/join-tokens", ""),
        1 => ("GET", "/api/v1/agents", ""),
        _ => ("POST", "/api/v1/join-tokens", body),
    };
    let head = format!(
        "{verb} {path} HTTP/1.1\r\nHost: {at}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        body.len()
    );
    let request = format!("{head}{body}");
    // A quarter of the writes stops in the middle of the body.
    let sent = if number % 8 == 2 { request.len() - body.len() / 2 } else { request.len() };
    if stream.write_all(&request.as_bytes()[..sent]).await.is_err() {
        return;
    }
    tokio::time::sleep(Duration::from_millis(u64::try_from(number % 40 * 5).unwrap())).await;
}

/// What the coordinator's roles do in the database, but for single statements that are over in a moment.
async fn open_transactions(database: &Database) -> Vec<String> {
    let admin = connect_once(&database.admin()).await.unwrap();
    let statement = "SELECT state || ': ' || left(query, 60) FROM pg_stat_activity
         WHERE datname = current_database() AND usename = 'nocturne_app'
           AND (state LIKE 'idle in transaction%' OR (state = 'active' AND xact_start < now() - interval '1 second'))";
    admin.query(statement, &[]).await.unwrap().iter().map(|row| row.get(0)).collect()
}
