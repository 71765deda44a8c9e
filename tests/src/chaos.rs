//! Kills at random under load, and the count afterwards.
//!
//! ```text
//!   load      agents × checks of numbered targets every 100 to 200 ms, the targets in this process
//!   kill      SIGKILL: a coordinator, an agent, or a postmaster with every process below it
//!   pause     up to PAUSE, then it is started again
//!   wait      until it is up, then a moment between SPACING: the next kill
//!   settle    checks off, spools empty
//!   compare   what the targets gave against the bytes in the database
//! ```
//!
//! Agents keep what they measured, so killing a coordinator or PostgreSQL must leave no gap at all; killing an agent may
//! cost what it had not written yet, and that must lie inside a gap that it declares.

use std::{ops::RangeInclusive, time::Duration};

use clap::ValueEnum;
use fastrand::Rng;
use serde::Serialize;

use crate::{
    agent::Agent,
    eventually::{PATIENCE, eventually},
    fleet::Fleet,
    tally::Tally,
};

mod recovery;

use recovery::{Kill, Monitor};

/// Milliseconds between the end of one recovery and the next kill.
const SPACING_MS: RangeInclusive<u64> = 1_000..=2_500;
/// Milliseconds a victim stays away.
const PAUSE_MS: RangeInclusive<u64> = 0..=800;
/// Milliseconds between two executions of one check, in turn.
const INTERVALS_MS: [u64; 4] = [100, 125, 150, 200];

/// What is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Victim {
    /// The coordinator.
    Coordinator,
    /// One of the agents.
    Agent,
    /// The postmaster with all its backends.
    Postgres,
}

/// One series.
#[derive(Debug, Clone)]
pub struct ChaosOptions {
    /// How often something is killed.
    pub kills: u32,
    /// What is random follows from it.
    pub seed: u64,
    /// Each time one of these.
    pub victims: Vec<Victim>,
    /// Agents.
    pub agents: usize,
    /// Checks of each agent.
    pub checks: usize,
}

/// What came of it.
#[derive(Debug, Serialize)]
pub struct ChaosReport {
    /// What was killed.
    pub victims: Vec<Victim>,
    /// How often.
    pub kills: u32,
    /// To repeat it.
    pub seed: u64,
    /// The count.
    #[serde(flatten)]
    pub tally: Tally,
    /// From the start of a killed program until a measurement made after it was committed for every agent that the kill
    /// concerned: the 95th percentile, seconds.
    pub seconds_to_recover_p95: f64,
}

impl ChaosReport {
    /// Nothing lost, nothing twice, and no gap where none is needed.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let may_have_gaps = self.victims.contains(&Victim::Agent);
        self.tally.is_sound() && (may_have_gaps || (self.tally.gaps == 0 && self.tally.declared_gap == 0))
    }
}

/// Runs one series.
///
/// # Panics
///
/// The system does not come up, or does not recover from a kill. What is lost or stored twice is in the report.
pub async fn chaos(options: &ChaosOptions) -> ChaosReport {
    let mut rng = Rng::with_seed(options.seed);
    let mut fleet = Fleet::start_killable().await;
    let mut agents = load(&mut fleet, options).await;
    let names: Vec<String> = agents.iter().map(|agent| agent.name.clone()).collect();
    let monitor = Monitor::start(fleet.database.admin());

    let mut kills = Vec::new();
    for _ in 0..options.kills {
        tokio::time::sleep(Duration::from_millis(rng.u64(SPACING_MS))).await;
        let victim = options.victims.get(rng.usize(0..options.victims.len())).copied();
        let pause = Duration::from_millis(rng.u64(PAUSE_MS));
        let index = rng.usize(0..agents.len());
        match (victim.unwrap_or(Victim::Coordinator), agents.get_mut(index)) {
            (Victim::Agent, Some(agent)) => kills.push(kill_agent(agent, pause).await),
            (Victim::Coordinator | Victim::Agent, _) => {
                kills.push(kill_coordinator(&mut fleet, pause, &names).await)
            }
            (Victim::Postgres, _) => kills.push(kill_postgres(&fleet, pause, &names).await),
        }
        assert_eq!(fleet.coordinator.exited(), None, "the coordinator ended by itself");
        for agent in &mut agents {
            assert_eq!(agent.exited(), None, "agent {} ended by itself", agent.name);
        }
    }
    eventually("every kill is recovered from", PATIENCE, async || monitor.recovered(&kills)).await;
    let seconds_to_recover_p95 = monitor.p95(&kills);

    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let tally = fleet.settle(&names).await;
    let report = ChaosReport {
        victims: options.victims.clone(),
        kills: options.kills,
        seed: options.seed,
        tally,
        seconds_to_recover_p95,
    };
    if !report.is_sound() {
        fleet.show(&format!("{:#?}", report.tally));
    }
    report
}

async fn load(fleet: &mut Fleet, options: &ChaosOptions) -> Vec<Agent> {
    let mut agents = Vec::new();
    let mut checks = Vec::new();
    for number in 1..=options.agents {
        let name = format!("agent-{number}");
        agents.push(fleet.run_agent(&name).await);
        for (index, interval) in (1..=options.checks).zip(INTERVALS_MS.into_iter().cycle()) {
            let check = format!("numbers-{number}-{index}");
            fleet.number(&name, &check, Duration::from_millis(interval)).await;
            checks.push(check);
        }
    }
    for check in checks {
        fleet.await_stored(&check, 2).await;
    }
    agents
}

async fn kill_agent(agent: &mut Agent, pause: Duration) -> Kill {
    agent.kill();
    tokio::time::sleep(pause).await;
    let kill = Kill::just(vec![agent.name.clone()]);
    agent.start();
    kill
}

async fn kill_coordinator(fleet: &mut Fleet, pause: Duration, agents: &[String]) -> Kill {
    fleet.coordinator.kill();
    tokio::time::sleep(pause).await;
    let kill = Kill::just(agents.to_vec());
    fleet.coordinator.start().await;
    kill
}

async fn kill_postgres(fleet: &Fleet, pause: Duration, agents: &[String]) -> Kill {
    fleet.database.kill();
    tokio::time::sleep(pause).await;
    let kill = Kill::just(agents.to_vec());
    fleet.database.revive().await;
    kill
}
