//! Coordinator and database go away and come back; agents measure on.

use std::time::Duration;

use nocturne_tests::{
    Fleet,
    eventually::{PATIENCE, eventually},
    tally,
};

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

#[tokio::test(flavor = "multi_thread")]
async fn what_the_disk_could_not_keep_is_a_gap_with_its_cause() {
    let mut fleet = Fleet::start().await;
    fleet.noctl_login().await;
    let mut agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 5).await;

    let (stopped, _) = fleet.coordinator.stop().await;
    assert!(stopped.success(), "{stopped}");
    agent.stop().await;
    agent.leave_free("1TiB");
    agent.start();
    // The spool looks at the room there is every five seconds.
    fleet.await_taken("numbers", 70).await;
    agent.stop().await;
    agent.leave_free("0B");
    agent.start();
    fleet.coordinator.start().await;

    eventually("the drop is a gap with its cause", PATIENCE, async || {
        let told = fleet.noctl(&["gaps", "--agent", "a", "-o", "csv"]).await.ok();
        told.contains("disk_full").then_some(())
    })
    .await;
    fleet.await_taken("numbers", 5).await;
    let tally = fleet.settle(&["a"]).await;
    assert!(tally.is_sound() && tally.declared_gap > 0, "{tally:?}");
}
