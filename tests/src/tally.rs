//! What was handed out against what is stored.
//!
//! ```text
//! produced  a number that a target gave and its peer took: read in full and closed without a reset
//! stored    its number is in a stored sample of its check
//! declared  not stored, and the time it was given lies in a declared gap of its agent, to the microsecond
//! lost      neither
//! dup       in more than one stored sample
//! ```

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use nocturne_core::block::unpack;
use nocturne_lab::NumberedTarget;
use serde::Serialize;
use tokio_postgres::Client;

/// Metric that carries the numbers.
const METRIC: &str = "probe_tcp_answer_number";

/// Numbered targets, one per check, and each check run by one agent.
#[derive(Debug, Default)]
pub struct Oracle {
    targets: Vec<(String, String, NumberedTarget)>,
}

/// Numbers of one check that were taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// Agent that runs the check.
    pub agent: String,
    /// Name of the check.
    pub check: String,
    /// Each number with the time it was said, microseconds since 1970.
    pub numbers: Vec<(u64, i64)>,
}

/// What the database holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// By check: each number and how many samples have it.
    pub numbers: BTreeMap<String, BTreeMap<u64, u64>>,
    /// Declared gaps: agent, cause, begin and end, microseconds since 1970.
    pub gaps: Vec<(String, String, i64, i64)>,
    /// Records that were acknowledged and not stored.
    pub dead_letters: i64,
}

/// The comparison. `produced = stored + declared_gap + lost`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Numbers that were taken.
    pub produced: u64,
    /// Of those, stored.
    pub stored: u64,
    /// Of those, not stored and covered by a gap.
    pub declared_gap: u64,
    /// Of those, gone.
    pub lost: u64,
    /// Numbers that are stored more than once.
    pub dup: u64,
    /// Declared gaps.
    pub gaps: u64,
    /// Width of the widest of them, milliseconds: a gap that is wide enough would excuse anything.
    pub widest_gap_ms: i64,
    /// Records in the dead letters.
    pub dead_letters: i64,
    /// Some of the numbers that are lost or stored twice, for a look.
    #[serde(skip)]
    pub examples: Vec<String>,
}

impl Oracle {
    /// Starts a target for a check of an agent; returns where it listens.
    ///
    /// # Panics
    ///
    /// No port is free.
    pub async fn add(&mut self, agent: &str, check: &str) -> SocketAddr {
        let target = NumberedTarget::start(SocketAddr::from(([127, 0, 0, 1], 0)), None).await;
        let target = target.expect("a port is free");
        let addr = target.addr();
        self.targets.push((agent.to_owned(), check.to_owned(), target));
        addr
    }

    /// Everything that was taken so far.
    #[must_use]
    pub fn taken(&self) -> Vec<Taken> {
        let one = |(agent, check, target): &(String, String, NumberedTarget)| Taken {
            agent: agent.clone(),
            check: check.clone(),
            numbers: target.numbers(),
        };
        self.targets.iter().map(one).collect()
    }

    /// How many numbers of a check were taken so far.
    #[must_use]
    pub fn n_taken(&self, check: &str) -> usize {
        self.targets
            .iter()
            .filter(|(_, name, _)| name == check)
            .map(|(_, _, target)| target.numbers().len())
            .sum()
    }
}

impl Tally {
    /// Compares.
    #[must_use]
    pub fn of(taken: &[Taken], stored: &Stored) -> Self {
        let mut tally = Self {
            gaps: u64::try_from(stored.gaps.len()).unwrap_or(u64::MAX),
            widest_gap_ms: stored.gaps.iter().map(|(_, _, from, to)| (to - from) / 1_000).max().unwrap_or(0),
            dead_letters: stored.dead_letters,
            ..Self::default()
        };
        let none = BTreeMap::new();
        for Taken { agent, check, numbers } in taken {
            let found = stored.numbers.get(check).unwrap_or(&none);
            for (number, said_us) in numbers {
                tally.produced += 1;
                let covers = |(who, _, from, to): &(String, String, i64, i64)| {
                    who == agent && (*from..=*to).contains(said_us)
                };
                if found.contains_key(number) {
                    tally.stored += 1;
                } else if stored.gaps.iter().any(covers) {
                    tally.declared_gap += 1;
                } else {
                    tally.lost += 1;
                    tally.note(|| format!("lost: {number} of {check} by {agent}, said at {said_us}"));
                }
            }
            for (number, n) in found.iter().filter(|(_, n)| **n > 1) {
                tally.dup += 1;
                tally.note(|| format!("stored {n} times: {number} of {check} by {agent}"));
            }
        }
        tally
    }

    /// Everything is stored once or declared, and adds up.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.lost == 0
            && self.dup == 0
            && self.dead_letters == 0
            && self.produced == self.stored + self.declared_gap
    }

    /// Everything is stored, once, and no gap was needed.
    ///
    /// # Panics
    ///
    /// It is not so.
    pub fn assert_whole(&self) {
        assert!(self.is_sound() && self.declared_gap == 0 && self.gaps == 0, "{self:?}");
    }

    fn note(&mut self, example: impl FnOnce() -> String) {
        if self.examples.len() < 20 {
            self.examples.push(example());
        }
    }
}

/// Reads every stored number and every gap.
///
/// # Panics
///
/// The database does not answer, or a block cannot be read.
pub async fn stored(client: &Client) -> Stored {
    let mut stored = Stored::default();
    let sql = "SELECT series_id, labels->>'check' FROM series WHERE metric = $1";
    let rows = client.query(sql, &[&METRIC]).await.expect("series are read");
    let checks: BTreeMap<i64, String> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();

    for row in client.query("SELECT data FROM sample_block", &[]).await.expect("blocks are read") {
        for sample in unpack(row.get(0)).expect("a block is whole") {
            let Some(check) = checks.get(&sample.series_id) else { continue };
            let numbers = stored.numbers.entry(check.clone()).or_default();
            *numbers.entry(number(sample.value)).or_default() += 1;
        }
    }
    let sql = "SELECT slug, cause, (extract(epoch FROM from_at) * 1000000)::bigint,
                      (extract(epoch FROM to_at) * 1000000)::bigint
               FROM gap JOIN agent USING (org_id, agent_id)";
    let rows = client.query(sql, &[]).await.expect("gaps are read");
    stored.gaps = rows.iter().map(|row| (row.get(0), row.get(1), row.get(2), row.get(3))).collect();
    let row = client.query_one("SELECT count(*) FROM ingest_dead_letter", &[]).await;
    stored.dead_letters = row.expect("dead letters are counted").get(0);
    stored
}

/// Numbers that are missing between the first and the last that are there.
#[must_use]
pub fn missing(numbers: &BTreeMap<u64, u64>) -> BTreeSet<u64> {
    let (Some((first, _)), Some((last, _))) = (numbers.first_key_value(), numbers.last_key_value()) else {
        return BTreeSet::new();
    };
    (*first..=*last).filter(|number| !numbers.contains_key(number)).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "targets say small whole numbers"
)]
fn number(value: f64) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(numbers: &[(u64, u64)]) -> Stored {
        Stored {
            numbers: BTreeMap::from([("c".to_owned(), numbers.iter().copied().collect())]),
            gaps: vec![("a".to_owned(), "unclean_stop".to_owned(), 30, 40)],
            dead_letters: 0,
        }
    }

    fn taken(numbers: &[(u64, i64)]) -> Vec<Taken> {
        vec![Taken { agent: "a".to_owned(), check: "c".to_owned(), numbers: numbers.to_vec() }]
    }

    #[test]
    fn each_number_is_stored_declared_or_lost() {
        let tally =
            Tally::of(&taken(&[(1, 10), (2, 29), (3, 30), (4, 40), (5, 41)]), &stored(&[(1, 1), (4, 1)]));

        assert_eq!(
            (tally.produced, tally.stored, tally.declared_gap, tally.lost, tally.dup),
            (5, 2, 1, 2, 0)
        );
        assert!(!tally.is_sound());
    }

    #[test]
    fn a_number_that_is_stored_twice_is_not_sound() {
        let tally = Tally::of(&taken(&[(1, 10)]), &stored(&[(1, 2)]));

        assert_eq!((tally.stored, tally.dup, tally.is_sound()), (1, 1, false));
    }

    #[test]
    fn missing_numbers_are_found_between_first_and_last() {
        assert_eq!(missing(&BTreeMap::from([(3, 1), (4, 1), (6, 1)])), BTreeSet::from([5]));
        assert_eq!(missing(&BTreeMap::new()), BTreeSet::new());
    }
}
