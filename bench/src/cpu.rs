//! CPU time of processes, from /proc.
//!
//! A server's backends come and go: the time of those that ended is counted in their parent, so that the sum over a
//! tree only grows.

use std::{collections::HashMap, ops::Sub};

use anyhow::Context as _;
use serde::Serialize;

/// CPU seconds of everyone who takes part.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub(crate) struct CpuSeconds {
    /// This process: coordinator, or the client of COPY.
    pub(crate) own: f64,
    /// PostgreSQL with all its processes.
    pub(crate) postgresql: f64,
    /// The simulated agents.
    pub(crate) load: f64,
}

impl Sub for CpuSeconds {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            own: self.own - before.own,
            postgresql: self.postgresql - before.postgresql,
            load: self.load - before.load,
        }
    }
}

/// Whom to look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Watch {
    /// PostgreSQL's first process.
    pub(crate) postmaster: u32,
    /// The simulated agents.
    pub(crate) load: u32,
}

impl Watch {
    /// Time used until this moment, to the hundredth of a second.
    ///
    /// # Errors
    ///
    /// One of them is gone.
    pub(crate) fn read(&self) -> anyhow::Result<CpuSeconds> {
        Ok(CpuSeconds {
            own: alone(std::process::id())?,
            postgresql: tree(self.postmaster)?,
            load: alone(self.load)?,
        })
    }
}

/// One line of /proc/PID/stat, as far as it is of use.
struct Stat {
    parent: u32,
    own_ticks: u64,
    children_ticks: u64,
}

fn alone(pid: u32) -> anyhow::Result<f64> {
    Ok(seconds(stat(pid)?.own_ticks))
}

/// A process, those of its children that ended, and everything below it that lives.
fn tree(root: u32) -> anyhow::Result<f64> {
    let mut stats = HashMap::new();
    for entry in std::fs::read_dir("/proc").context("could not list /proc")? {
        let pid = entry?.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
        // A process may end between the list and the look.
        if let Some(pid) = pid
            && let Ok(stat) = stat(pid)
        {
            stats.insert(pid, stat);
        }
    }
    anyhow::ensure!(stats.contains_key(&root), "PostgreSQL (process {root}) is gone");
    let below = |pid: u32| {
        let mut at = pid;
        while at != root {
            match stats.get(&at) {
                Some(stat) if stat.parent != 0 => at = stat.parent,
                _ => return false,
            }
        }
        true
    };
    let ticks =
        stats.iter().filter(|(pid, _)| below(**pid)).map(|(_, stat)| stat.own_ticks + stat.children_ticks);
    Ok(seconds(ticks.sum()))
}

fn stat(pid: u32) -> anyhow::Result<Stat> {
    let path = format!("/proc/{pid}/stat");
    let text = std::fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
    // The name in parentheses may hold anything.
    let rest = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |index: usize| fields.get(index).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    Ok(Stat {
        parent: u32::try_from(number(1)).unwrap_or(0),
        own_ticks: number(11) + number(12),
        children_ticks: number(13) + number(14),
    })
}

#[expect(clippy::cast_precision_loss, reason = "ticks of a run are few")]
fn seconds(ticks: u64) -> f64 {
    ticks as f64 / rustix::param::clock_ticks_per_second() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_of_this_process_is_in_its_tree() {
        let own = alone(std::process::id()).expect("this process");

        assert!(own <= tree(std::process::id()).expect("its tree"));
    }
}
