//! The kill harness, briefly. `scripts/chaos` runs it at length.

use nocturne_tests::chaos::{ChaosOptions, ChaosReport, Victim, chaos};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_coordinator_costs_nothing() {
    let report = three_kills(Victim::Coordinator, 11).await;

    assert!(report.is_sound(), "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_agent_costs_what_it_declares() {
    let report = three_kills(Victim::Agent, 12).await;

    assert!(report.is_sound() && 0 < report.tally.gaps, "{report:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_database_costs_nothing() {
    let report = three_kills(Victim::Postgres, 13).await;

    assert!(report.is_sound(), "{report:?}");
}

async fn three_kills(victim: Victim, seed: u64) -> ChaosReport {
    chaos(&ChaosOptions { kills: 3, seed, victims: vec![victim], agents: 2, checks: 4 }).await
}
