//! Revoked while it streams.

use std::time::Duration;

use nocturne_tests::{Fleet, eventually};

/// In which a revoked agent must be cut.
const CUT_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_agent_is_cut_and_nothing_is_stored_after() {
    let mut fleet = Fleet::start().await;
    let agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", Duration::from_millis(100)).await;
    fleet.await_stored("numbers", 5).await;
    fleet.noctl_login().await;

    drop(fleet.noctl(&["agents", "revoke", "a"]).await.ok());
    eventually("the agent is told", CUT_WITHIN, async || {
        agent.log().contains("an administrator revoked it").then_some(())
    })
    .await;

    let before = last_block(&fleet).await;
    fleet.await_taken("numbers", 20).await;
    assert_eq!(last_block(&fleet).await, before, "something was stored after");
    let state = fleet.noctl(&["agents", "show", "a"]).await.ok();
    assert!(state.contains("REVOKED"), "{state}");
}

/// Number of blocks, and how long after the revocation the latest came, microseconds.
async fn last_block(fleet: &Fleet) -> (i64, i64) {
    let sql =
        "SELECT count(*), (extract(epoch FROM max(b.received_at) - max(a.revoked_at)) * 1000000)::bigint
               FROM sample_block b JOIN agent a USING (org_id, agent_id)";
    let row = fleet.database.look().await.query_one(sql, &[]).await.unwrap();
    let (n_blocks, late_us) = (row.get(0), row.get(1));
    assert!(
        late_us < i64::try_from(CUT_WITHIN.as_micros()).unwrap(),
        "stored {late_us} µs after the revocation"
    );
    (n_blocks, late_us)
}
