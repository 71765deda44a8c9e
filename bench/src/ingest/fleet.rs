//! The simulated agents as seen from here: a child process, told what to do and asked what it was told.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use anyhow::{Context as _, bail};
use uuid::Uuid;

use super::{
    orders::{Acked, Order, Report},
    workload::Shape,
};

/// All agents.
pub(crate) struct Fleet {
    child: Child,
    orders: Option<ChildStdin>,
    reports: BufReader<ChildStdout>,
    agents: Vec<(Uuid, u64)>,
}

/// What a round came to.
#[derive(Debug, Clone)]
pub(crate) struct Drained {
    /// From the first message to the last acknowledgement.
    pub(crate) elapsed: Duration,
    /// Messages that were made while sending.
    pub(crate) n_late: u64,
    /// By agent.
    pub(crate) acked: Vec<(Uuid, u64, Acked)>,
}

impl Drained {
    /// Records that were acknowledged.
    #[must_use]
    pub(crate) fn n_records(&self) -> u64 {
        self.acked.iter().map(|(_, _, acked)| acked.through_seq - acked.after_seq).sum()
    }
}

impl Fleet {
    /// Starts the process and lets all agents enrol and connect. Blocks.
    ///
    /// # Errors
    ///
    /// What was attempted, with the cause.
    pub(crate) fn join(coordinator: String, tokens: Vec<String>, state_dir: &Path) -> anyhow::Result<Self> {
        let program = std::env::current_exe().context("could not find this program")?;
        let mut child = Command::new(program)
            .arg("ingest-load")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the agents")?;
        let orders = child.stdin.take();
        let reports = BufReader::new(child.stdout.take().context("the agents have no output")?);
        let mut fleet = Self { child, orders, reports, agents: Vec::new() };
        let order = Order::Join { coordinator, tokens, state_dir: state_dir.to_owned() };
        let Report::Ready(agents) = fleet.tell(&order)? else { bail!("the agents are confused") };
        fleet.agents = agents;
        Ok(fleet)
    }

    /// The process.
    #[must_use]
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Makes messages to send. Blocks.
    ///
    /// # Errors
    ///
    /// The agents are gone.
    pub(crate) fn fill(
        &mut self,
        shape: Shape,
        samples_per_message: u32,
        n_messages: usize,
    ) -> anyhow::Result<()> {
        let order = Order::Fill { samples_per_message, base_us: shape.base_us, n_messages };
        let Report::Filled = self.tell(&order)? else { bail!("the agents are confused") };
        Ok(())
    }

    /// Sends for this long and waits for the last acknowledgement. Blocks.
    ///
    /// # Errors
    ///
    /// The agents are gone; standard error says why.
    pub(crate) fn drain(&mut self, window: Duration) -> anyhow::Result<Drained> {
        let order = Order::Drain { window_ms: u64::try_from(window.as_millis())? };
        let Report::Drained { elapsed_us, n_late, acked } = self.tell(&order)? else {
            bail!("the agents are confused")
        };
        let agents = self.agents.iter().zip(acked);
        let acked = agents.map(|((agent_id, epoch), acked)| (*agent_id, *epoch, acked)).collect();
        Ok(Drained { elapsed: Duration::from_micros(elapsed_us), n_late, acked })
    }

    fn tell(&mut self, order: &Order) -> anyhow::Result<Report> {
        let mut line = serde_json::to_string(order)?;
        line.push('\n');
        let orders = self.orders.as_mut().context("the agents have no input")?;
        orders.write_all(line.as_bytes()).context("the agents are gone")?;
        orders.flush()?;
        line.clear();
        let n_bytes = self.reports.read_line(&mut line).context("the agents are gone")?;
        anyhow::ensure!(n_bytes > 0, "the agents ended");
        serde_json::from_str(&line).context("a report cannot be read")
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        // The end of its input is the end of the process.
        drop(self.orders.take());
        if self.child.wait().is_err() {
            self.child.kill().ok();
        }
    }
}
