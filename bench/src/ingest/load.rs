//! The process of the simulated agents: apart from the coordinator, so that its CPU time can be told from the server's.

use std::{
    io::{BufRead as _, Write as _},
    time::Duration,
};

use anyhow::Context as _;
use nocturne_runtime::tls;
use tokio::{task::JoinSet, time::Instant};

use super::{
    agent::{self, Agent},
    orders::{Order, Report},
    workload::Shape,
};

/// Follows orders until standard input ends.
///
/// # Errors
///
/// What was attempted, with the cause.
pub(crate) fn run() -> anyhow::Result<()> {
    tls::install_crypto();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut sessions = JoinSet::new();
    let mut agents = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let order = serde_json::from_str(&line?).context("an order cannot be read")?;
        let report = match order {
            Order::Join { coordinator, tokens, state_dir } => {
                for (number, token) in tokens.iter().enumerate() {
                    let folder = state_dir.join(number.to_string());
                    let joined = agent::join(&coordinator, token, &folder, &mut sessions);
                    agents.push(runtime.block_on(joined).with_context(|| format!("agent {number}"))?);
                }
                Report::Ready(agents.iter().map(Agent::who).collect())
            }
            Order::Fill { samples_per_message, base_us, n_messages } => {
                let shape = Shape::new(base_us, samples_per_message);
                std::thread::scope(|scope| {
                    for agent in &mut agents {
                        scope.spawn(move || agent.fill(shape, n_messages));
                    }
                });
                Report::Filled
            }
            Order::Drain { window_ms } => {
                let (report, back) = runtime.block_on(drain(agents, Duration::from_millis(window_ms)))?;
                agents = back;
                report
            }
        };
        let mut out = std::io::stdout().lock();
        serde_json::to_writer(&mut out, &report)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

async fn drain(agents: Vec<Agent>, window: Duration) -> anyhow::Result<(Report, Vec<Agent>)> {
    let begun = Instant::now();
    let mut tasks = JoinSet::new();
    for (index, mut agent) in agents.into_iter().enumerate() {
        tasks.spawn(async move {
            let drained = agent.drain(begun + window).await;
            (index, agent, drained)
        });
    }
    let mut ended = tasks.join_all().await;
    let elapsed_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    ended.sort_unstable_by_key(|(index, ..)| *index);

    let (mut back, mut acked, mut n_late) = (Vec::new(), Vec::new(), 0);
    for (index, agent, drained) in ended {
        let (late, of_agent) = drained.with_context(|| format!("agent {index}"))?;
        n_late += late;
        acked.push(of_agent);
        back.push(agent);
    }
    Ok((Report::Drained { elapsed_us, n_late, acked }, back))
}
