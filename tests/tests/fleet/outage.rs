//! Coordinator and database go away and come back; agents measure on.

use std::time::Duration;

use nocturne_tests::{Fleet, tally};

const INTERVAL: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_missing_after_the_coordinator_was_away() {
    let mut fleet = Fleet::start().await;
    let _agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 5).await;

    let (status, _) = fleet.coordinator.stop().await;
    assert!(status.success(), "{status}");
    fleet.await_taken("numbers", 40).await;
    fleet.coordinator.start().await;

    fleet.await_taken("numbers", 5).await;
    let tally = fleet.settle(&["a"]).await;
    tally.assert_whole();
    assert!(45 <= tally.stored, "{tally:?}");
    let stored = tally::stored(&fleet.database.look().await).await;
    assert_eq!(tally::missing(&stored.numbers["numbers"]), [].into(), "numbers are contiguous");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_missing_after_the_database_was_killed_and_away() {
    let mut fleet = Fleet::start_killable().await;
    let _agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 5).await;

    fleet.database.kill();
    fleet.await_taken("numbers", 30).await;
    assert_eq!(fleet.coordinator.exited(), None, "the coordinator waits for its database");
    fleet.database.revive().await;

    fleet.await_taken("numbers", 5).await;
    fleet.settle(&["a"]).await.assert_whole();
}
