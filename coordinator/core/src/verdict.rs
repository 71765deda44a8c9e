//! What all agents together say of one check at one target.
//!
//! ```text
//! agents ─ fresh and conclusive? ─▶ sites: down when more than half of theirs say so ─▶ verdict over the sites
//! ```
//!
//! Sites vote, not agents: ten agents behind one broken uplink are one witness.

use std::collections::BTreeMap;

use nocturne_shared::{outcome::CheckStatus, time::Timestamp};

pub use self::began::Change;

mod began;

/// What is told to people in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody has said anything that is fresh and conclusive.
    Unknown,
    /// Every conclusive site sees it up.
    Up,
    /// Some site sees it degraded, none down.
    Degraded,
    /// Some sites see it down, not more than half of the conclusive ones.
    Partial,
    /// More than half of the conclusive sites see it down.
    Down,
}

/// One agent that runs the check at the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness<'a> {
    /// Its site.
    pub site: &'a str,
    /// What it says; `None` when it has not said anything yet.
    pub sight: Option<Sight<'a>>,
}

/// A status as one agent decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight<'a> {
    /// Status.
    pub status: CheckStatus,
    /// False when it was confirmed too long ago to be believed.
    pub is_fresh: bool,
    /// From the closed list; empty is none.
    pub reason: &'a str,
    /// Since when, agent's clock.
    pub since_at: Timestamp,
    /// When it was last confirmed, coordinator's clock.
    pub confirmed_at: Timestamp,
    /// Until when that is believed, coordinator's clock.
    pub believed_until: Timestamp,
}

/// The verdict with what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quorum {
    /// Verdict.
    pub verdict: Verdict,
    /// For people, e.g. `down from 3 of 4 sites`.
    pub summary: String,
    /// Agents by their fresh status.
    pub agents: Tally,
    /// Sites that see it down, by name.
    pub down_sites: Vec<String>,
    /// Sites with a fresh and conclusive status.
    pub n_conclusive_sites: usize,
    /// Most frequent reason among those that see it down or degraded; of equally frequent ones the first by name.
    pub reason: String,
    /// Since when the verdict is what it is, as far back as the changes reach; none for UNKNOWN.
    pub since_at: Option<Timestamp>,
    /// When the latest status was confirmed; `None` when there is no status at all.
    pub confirmed_at: Option<Timestamp>,
}

/// Agents, each counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// See it up.
    pub n_up: usize,
    /// See it degraded.
    pub n_degraded: usize,
    /// See it down.
    pub n_down: usize,
    /// Could not look.
    pub n_inconclusive: usize,
    /// Said something that is too old.
    pub n_stale: usize,
    /// Have not said anything yet.
    pub n_silent: usize,
}

/// Fresh and conclusive agents of one site.
#[derive(Debug, Clone, Copy, Default)]
struct Site {
    n_up: usize,
    n_degraded: usize,
    n_down: usize,
}

/// Sites by what they see.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    n_degraded: usize,
    n_down: usize,
    n_conclusive: usize,
}

/// Hears every agent that runs the check at the target. The order of `witnesses` does not matter; `changes` of their
/// statuses are in the order of their arrival, the last first.
#[must_use]
pub fn quorum(witnesses: &[Witness<'_>], changes: &[Change]) -> Quorum {
    let agents = Tally::of(witnesses);
    let sites = sites(witnesses);
    let down_sites: Vec<String> =
        sites.iter().filter(|(_, site)| site.is_down()).map(|(name, _)| (*name).to_owned()).collect();
    let votes = Votes::of(&sites);
    let verdict = votes.verdict();
    let sights = || witnesses.iter().filter_map(|witness| witness.sight);
    Quorum {
        verdict,
        summary: summary(verdict, votes, agents),
        agents,
        n_conclusive_sites: votes.n_conclusive,
        down_sites,
        reason: most_frequent_reason(witnesses),
        since_at: began::began_at(witnesses, changes),
        confirmed_at: sights().map(|sight| sight.confirmed_at).max(),
    }
}

impl Tally {
    fn of(witnesses: &[Witness<'_>]) -> Self {
        let mut tally = Self::default();
        for witness in witnesses {
            let count = match witness.sight {
                None => &mut tally.n_silent,
                Some(sight) if !sight.is_fresh => &mut tally.n_stale,
                Some(sight) => match sight.status {
                    CheckStatus::Up => &mut tally.n_up,
                    CheckStatus::Degraded => &mut tally.n_degraded,
                    CheckStatus::Down => &mut tally.n_down,
                    CheckStatus::Inconclusive => &mut tally.n_inconclusive,
                },
            };
            *count += 1;
        }
        tally
    }
}

impl Site {
    const fn is_down(self) -> bool {
        self.n_down * 2 > self.n_up + self.n_degraded + self.n_down
    }

    /// A minority that sees it down is a blemish of the site, not its end.
    const fn is_degraded(self) -> bool {
        !self.is_down() && self.n_degraded + self.n_down > 0
    }
}

impl Votes {
    fn of(sites: &BTreeMap<&str, Site>) -> Self {
        Self {
            n_degraded: sites.values().filter(|site| site.is_degraded()).count(),
            n_down: sites.values().filter(|site| site.is_down()).count(),
            n_conclusive: sites.len(),
        }
    }

    const fn verdict(self) -> Verdict {
        if self.n_conclusive == 0 {
            Verdict::Unknown
        } else if self.n_down * 2 > self.n_conclusive {
            Verdict::Down
        } else if self.n_down > 0 {
            Verdict::Partial
        } else if self.n_degraded > 0 {
            Verdict::Degraded
        } else {
            Verdict::Up
        }
    }
}

fn verdict_of(witnesses: &[Witness<'_>]) -> Verdict {
    Votes::of(&sites(witnesses)).verdict()
}

/// Sites with at least one fresh and conclusive agent, by name.
fn sites<'a>(witnesses: &[Witness<'a>]) -> BTreeMap<&'a str, Site> {
    let mut sites: BTreeMap<&str, Site> = BTreeMap::new();
    for witness in witnesses {
        let Some(sight) = witness.sight.filter(|sight| sight.is_fresh) else { continue };
        let count: fn(&mut Site) -> &mut usize = match sight.status {
            CheckStatus::Up => |site| &mut site.n_up,
            CheckStatus::Degraded => |site| &mut site.n_degraded,
            CheckStatus::Down => |site| &mut site.n_down,
            CheckStatus::Inconclusive => continue,
        };
        *count(sites.entry(witness.site).or_default()) += 1;
    }
    sites
}

fn most_frequent_reason(witnesses: &[Witness<'_>]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for sight in witnesses.iter().filter_map(|witness| witness.sight) {
        let complains = matches!(sight.status, CheckStatus::Down | CheckStatus::Degraded);
        if sight.is_fresh && complains && !sight.reason.is_empty() {
            *counts.entry(sight.reason).or_default() += 1;
        }
    }
    // The last maximum wins: from the end of the names it is the first of equally frequent ones.
    let most = counts.iter().rev().max_by_key(|(_, count)| **count);
    most.map_or_else(String::new, |(reason, _)| (*reason).to_owned())
}

fn summary(verdict: Verdict, votes: Votes, agents: Tally) -> String {
    let Votes { n_degraded, n_down, n_conclusive } = votes;
    let mut parts = Vec::new();
    match verdict {
        Verdict::Unknown => {}
        Verdict::Up => parts.push(format!("up from {}", counted(n_conclusive, "site"))),
        Verdict::Degraded => {
            parts.push(format!("degraded from {n_degraded} of {}", counted(n_conclusive, "site")));
        }
        Verdict::Partial | Verdict::Down => {
            parts.push(format!("down from {n_down} of {}", counted(n_conclusive, "site")));
        }
    }
    if verdict == Verdict::Unknown && agents.n_inconclusive > 0 {
        parts.push(format!("{} could not look", counted(agents.n_inconclusive, "agent")));
    }
    if agents.n_stale > 0 {
        parts.push(format!("no fresh status from {}", counted(agents.n_stale, "agent")));
    }
    if agents.n_silent > 0 {
        parts.push(format!("no status yet from {}", counted(agents.n_silent, "agent")));
    }
    if parts.is_empty() { "no agent runs it".to_owned() } else { parts.join(", ") }
}

fn counted(n: usize, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{n} {noun}{plural}")
}

#[cfg(test)]
mod tests;
