//! When each check is due at each target.
//!
//! Every entry has a fixed grid of slots, `phase + n × interval`, on the caller's monotonic time. The phase is a hash of
//! the agent's seed and the entry, so entries spread over their interval, agents do not beat together, and an entry that
//! is taken away and given back continues on its grid. Nothing drifts because no slot is computed from when something ran.
//!
//! ```text
//!   slots   |----|----|----|----|----|----|
//!   due     x    x    .    .    .    x    x      . = missed: asleep, too late, or the execution before still runs
//! ```
//!
//! A slot that was missed is counted and never made up for. No clock here: time is an argument.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use nocturne_shared::{check::MIN_INTERVAL, id::CheckId};

#[cfg(test)]
mod tests;

/// Most that an execution may start behind its slot. After a sleep of the host at most the executions of this long are
/// due at once, whatever the number of entries.
pub const MAX_LATENESS: Duration = Duration::from_secs(1);

/// One check at one of its targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The check.
    pub check: CheckId,
    /// Index into the targets of its specification.
    pub target_index: u32,
}

/// An entry that should exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assignment {
    /// Which.
    pub key: Key,
    /// Time between two slots; raised to the shortest interval a check may have.
    pub interval: Duration,
}

/// An execution to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Of what.
    pub key: Key,
    /// When it should have started, at most `now` and at least `now - MAX_LATENESS`.
    pub slot: Duration,
    /// Slots of this entry that were skipped since it was last due.
    pub missed: u64,
}

/// All entries. A change costs O(n log n), a due entry O(log n).
#[derive(Debug, Default)]
pub struct Schedule {
    entries: BTreeMap<Key, Entry>,
    /// Exactly one per entry: its next slot.
    queue: BTreeSet<(Duration, Key)>,
    /// Outlives the entry, so that an execution is not doubled when its entry goes and comes back.
    running: BTreeSet<Key>,
    missed: u64,
}

#[derive(Debug)]
struct Entry {
    interval: Duration,
    next: Duration,
    missed: u64,
}

impl Schedule {
    /// Makes the entries exactly `assignments`.
    ///
    /// An entry whose interval is unchanged is left as it is; another starts at the first slot of its grid that is not
    /// before `now`. Of two assignments with one key the later counts. `seed` is the agent's and should not change
    /// while the agent lives: it moves the grids of entries that are added.
    pub fn replace(&mut self, assignments: impl IntoIterator<Item = Assignment>, now: Duration, seed: u64) {
        let mut before = std::mem::take(&mut self.entries);
        for Assignment { key, interval } in assignments {
            let interval = interval.max(MIN_INTERVAL);
            let entry = before
                .remove(&key)
                .filter(|entry| entry.interval == interval)
                .unwrap_or_else(|| Entry { interval, next: first_slot(seed, key, interval, now), missed: 0 });
            self.entries.insert(key, entry);
        }
        self.queue = self.entries.iter().map(|(key, entry)| (entry.next, *key)).collect();
    }

    /// When [`Schedule::pop_due`] next has something to do; `None` without entries.
    #[must_use]
    pub fn next_at(&self) -> Option<Duration> {
        self.queue.first().map(|(slot, _key)| *slot)
    }

    /// Takes every entry whose slot has come and moves it to its first slot after `now`. At most one `Due` per entry.
    ///
    /// What is returned counts as running until [`Schedule::finished`]; an entry that still runs misses its slot.
    #[must_use]
    pub fn pop_due(&mut self, now: Duration) -> Vec<Due> {
        let mut due = Vec::new();
        while let Some((slot, key)) = self.queue.first().copied().filter(|(slot, _key)| *slot <= now) {
            self.queue.pop_first();
            let Some(entry) = self.entries.get_mut(&key) else { continue };
            let skipped = slots_between(slot, now, entry.interval);
            let latest = slot.saturating_add(times(entry.interval, skipped));
            entry.next = latest.saturating_add(entry.interval);
            self.queue.insert((entry.next, key));

            let too_late = now.saturating_sub(latest) > MAX_LATENESS.min(entry.interval / 2);
            let start = !too_late && self.running.insert(key);
            let missed = if start { skipped } else { skipped.saturating_add(1) };
            entry.missed = entry.missed.saturating_add(missed);
            self.missed = self.missed.saturating_add(missed);
            if start {
                due.push(Due { key, slot: latest, missed: std::mem::take(&mut entry.missed) });
            }
        }
        due
    }

    /// The execution that was due is over; without this the entry misses every further slot. Unknown keys are ignored.
    pub fn finished(&mut self, key: Key) {
        self.running.remove(&key);
    }

    /// Slots missed by all entries, ever.
    #[must_use]
    pub const fn missed(&self) -> u64 {
        self.missed
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The first point of the entry's grid that is not before `now`.
fn first_slot(seed: u64, key: Key, interval: Duration, now: Duration) -> Duration {
    let phase = phase(seed, key, interval);
    match now.checked_sub(phase) {
        None | Some(Duration::ZERO) => phase,
        Some(past) => {
            // The grid point at or before one nanosecond ago, and one further.
            let whole = slots_between(Duration::ZERO, past.saturating_sub(Duration::from_nanos(1)), interval);
            phase.saturating_add(times(interval, whole.saturating_add(1)))
        }
    }
}

/// Where in the interval the entry's grid lies, `0 ≤ phase < interval`.
fn phase(seed: u64, key: Key, interval: Duration) -> Duration {
    let (high, low) = key.check.uuid().as_u64_pair();
    let hash =
        [high, low, u64::from(key.target_index)].into_iter().fold(mix(seed), |hash, part| mix(hash ^ part));
    // hash / 2^64 of the interval. An interval is a day at most, so its nanoseconds fit in 47 bits.
    let nanos = (u128::from(hash) * interval.as_nanos()) >> 64;
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// The finalizer of `SplitMix64`: every bit of the input moves about half the bits of the output.
const fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// Whole intervals from `slot` to `now`.
fn slots_between(slot: Duration, now: Duration, interval: Duration) -> u64 {
    let count = now.saturating_sub(slot).as_nanos() / interval.as_nanos().max(1);
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn times(interval: Duration, count: u64) -> Duration {
    let nanos = interval.as_nanos().saturating_mul(u128::from(count));
    u64::try_from(nanos).map_or(Duration::MAX, Duration::from_nanos)
}
