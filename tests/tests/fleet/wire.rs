//! The connection between agent and coordinator breaks in every way that a wire can break.

use std::time::Duration;

use nocturne_tests::{
    Agent, Fleet, PATIENCE, Proxy, eventually,
    proxy::{Mood, Way},
};

const INTERVAL: Duration = Duration::from_millis(100);

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_at_any_byte_loses_and_doubles_nothing() {
    let (mut fleet, proxy, mut agent) = behind_proxy().await;
    agent.hurry();
    fleet.number("a", "one", INTERVAL).await;
    fleet.number("a", "two", INTERVAL).await;
    // A session says some 1.8 kB each way until it streams; then a few acknowledgements of some 40 bytes come each second.
    let handshake = (0..6).map(|step| (Way::Down, 1_200 + step * 131));
    let down = handshake.chain((0..14).map(|step| (Way::Down, 1_830 + step * 9)));
    let up = (0..20).map(|step| (Way::Up, 1_300 + step * 109));
    let cuts: Vec<(Way, usize)> = down.zip(up).flat_map(|(down, up)| [down, up]).collect();
    let n_cuts = cuts.len();
    proxy.cut_next(cuts);

    agent.start();
    eventually("every cut was made", PATIENCE, async || (proxy.n_cut() == n_cuts).then_some(())).await;

    fleet.await_taken("one", 5).await;
    let tally = fleet.settle(&["a"]).await;
    tally.assert_whole();
    assert!(10 < tally.stored, "{tally:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_a_silent_and_a_resetting_wire_lose_and_double_nothing() {
    let (mut fleet, proxy, mut agent) = behind_proxy().await;
    agent.start();
    fleet.number("a", "numbers", INTERVAL).await;
    fleet.await_stored("numbers", 3).await;

    proxy.set(Mood::Delay(Duration::from_millis(150)));
    fleet.await_taken("numbers", 15).await;
    proxy.set(Mood::Silence);
    fleet.await_taken("numbers", 15).await;
    proxy.set(Mood::Pass);
    for _ in 0..5 {
        proxy.reset();
        fleet.await_taken("numbers", 5).await;
    }

    fleet.settle(&["a"]).await.assert_whole();
}

#[tokio::test(flavor = "multi_thread")]
async fn results_of_a_check_that_was_deleted_meanwhile_are_kept() {
    let (mut fleet, proxy, mut agent) = behind_proxy().await;
    agent.start();
    let check = fleet.number("a", "gone", INTERVAL).await;
    fleet.await_stored("gone", 3).await;

    proxy.set(Mood::Refuse);
    proxy.reset();
    fleet.await_taken("gone", 20).await;
    fleet.noctl_login().await;
    drop(fleet.noctl(&["checks", "delete", &check.slug]).await.ok());
    proxy.set(Mood::Pass);

    fleet.settle(&["a"]).await.assert_whole();
}

/// An agent that reaches its coordinator through a wire; it does not run yet.
async fn behind_proxy() -> (Fleet, Proxy, Agent) {
    let fleet = Fleet::start().await;
    let proxy = Proxy::start(fleet.coordinator.agents).await;
    let mut agent = fleet.enrol("a").await;
    agent.go_through(proxy.addr());
    (fleet, proxy, agent)
}
