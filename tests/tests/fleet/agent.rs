//! Agents that die, and agents that are stopped in order.

use std::time::Duration;

use nocturne_tests::{
    Fleet, PATIENCE,
    api::micros,
    eventually,
    process::{self, AGENT},
};

const INTERVAL: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_agent_declares_what_it_lost() {
    let mut fleet = Fleet::start().await;
    let mut agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 10).await;

    agent.kill();
    agent.start();

    fleet.await_taken("numbers", 10).await;
    let tally = fleet.settle(&["a"]).await;
    assert!(tally.is_sound() && tally.gaps == 1, "{tally:?}");
    assert!(tally.declared_gap < 20, "no more than a moment is missing: {tally:?}");
    let gaps = fleet.api.gaps("a").await.unwrap();
    assert_eq!(gaps[0].cause, "unclean_stop");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_did_not_run_for_a_while_says_so() {
    const PAUSE: Duration = Duration::from_secs(6);
    let mut fleet = Fleet::start().await;
    let agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 10).await;

    agent.pause(PAUSE).await;

    fleet.await_taken("numbers", 10).await;
    let tally = fleet.settle(&["a"]).await;
    assert!(tally.is_sound() && tally.gaps == 1, "{tally:?}");
    assert!(tally.widest_gap_ms < 60_000, "no more than the pause is missing: {tally:?}");
    let gaps = fleet.api.gaps("a").await.unwrap();
    assert_eq!(gaps[0].cause, "stalled");
    let length = micros(gaps[0].to_time.as_ref()) - micros(gaps[0].from_time.as_ref());
    assert!(PAUSE.as_micros() <= u128::try_from(length).unwrap() + 1_000_000, "{length} µs");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_that_was_stopped_keeps_its_state_and_delivers_everything() {
    let mut fleet = Fleet::start().await;
    let mut agent = fleet.run_agent("a").await;
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 10).await;

    // The coordinator is away: what was measured lives only in the agent's directory, and so do the checks.
    fleet.coordinator.kill();
    fleet.await_taken("numbers", 10).await;
    let (status, _) = agent.stop().await;
    assert!(status.success(), "{status}");
    let state = agent.state.display().to_string();
    let stat = process::run(AGENT, &["spool", "stat", "--state", &state, "-o", "json"], "").await.ok();
    assert!(stat.contains("pending_records"), "{stat}");
    drop(process::run(AGENT, &["spool", "verify", "--state", &state], "").await.ok());
    agent.start();
    fleet.await_taken("numbers", 10).await;
    fleet.coordinator.start().await;

    let tally = fleet.settle(&["a"]).await;
    assert!(tally.is_sound() && tally.declared_gap == 0, "{tally:?}");
    let gaps = fleet.api.gaps("a").await.unwrap();
    assert_eq!(gaps.iter().map(|gap| gap.cause.as_str()).collect::<Vec<_>>(), ["restart"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_agent_in_the_same_directory_is_refused() {
    let fleet = Fleet::start().await;
    let mut agent = fleet.run_agent("a").await;
    eventually("the agent is online", PATIENCE, async || fleet.api.agent("a").await?.last_seen_time).await;

    let state = agent.state.display().to_string();
    let second = process::run(AGENT, &["run", "--state", &state], "").await;
    let token = fleet.api.join_token("b", None).await;
    let enrolled = agent.enrol(&fleet.coordinator.agents.to_string(), &token).await;

    second.failed(1, &["another nocturne-agent works in", "--state"]);
    enrolled.failed(1, &["another nocturne-agent works in", "--state"]);
    assert_eq!(agent.exited(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_without_identity_says_how_to_enrol() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("empty").display().to_string();

    let ended = process::run(AGENT, &["run", "--state", &state], "").await;

    ended.failed(1, &["holds no identity", "nocturne-agent enrol --coordinator"]);
}
