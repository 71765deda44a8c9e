//! The events of one organization, in order, as many as there is room for. No clock, no task, no lock.
//!
//! Values have a ring of their own: there are so many of them that they would push everything else out.
//!
//! ```text
//!   sequence     7   8   9  10  11  12  13
//!   events       a       b           c         head = 13
//!   values           v       v   v       v
//!                        ▲
//!                        a reader at 9 gets 10, 11, 12, 13
//! ```

use std::{collections::BTreeSet, iter::Peekable, sync::Arc};

use nocturne_shared::time::Timestamp;
use uuid::Uuid;

use self::ring::Ring;
use super::event::{Event, Topic};

mod ring;
#[cfg(test)]
mod tests;

/// A limit by number and by bytes.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// Events.
    pub n_events: usize,
    /// Their bytes, about.
    pub n_bytes: usize,
}

/// How much a log keeps.
#[derive(Debug, Clone, Copy)]
pub struct LogBounds {
    /// Everything but values; beyond it the oldest go first.
    pub events: Bound,
    /// Values; beyond it the oldest go first.
    pub values: Bound,
    /// Most that may wait for a reader, of each.
    pub waiting: Bound,
}

/// A number within the numbering it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Which log.
    pub source: Uuid,
    /// Number of an event, 0 before the first.
    pub sequence: u64,
}

/// An event with its number.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) sequence: u64,
    pub(super) at: Timestamp,
    pub(super) event: Event,
}

/// What is there for a reader.
#[derive(Debug)]
pub(super) enum Read {
    /// The next events, and up to where they are complete.
    Entries { entries: Vec<Arc<Entry>>, through: u64 },
    /// It came too late, with so many waiting for it.
    Lagged { waiting: u64 },
}

/// The log.
#[derive(Debug)]
pub(super) struct Log {
    source: Uuid,
    bounds: LogBounds,
    head: u64,
    events: Ring,
    /// `None` while values are not recorded.
    values: Option<Ring>,
}

impl Log {
    pub(super) const fn new(source: Uuid, bounds: LogBounds) -> Self {
        Self { source, bounds, head: 0, events: Ring::new(bounds.events, 0), values: None }
    }

    /// The position after the latest event.
    pub(super) const fn head(&self) -> Position {
        Position { source: self.source, sequence: self.head }
    }

    /// Begins to take in values; what was committed before is not known.
    pub(super) fn values_begin(&mut self) {
        self.values.get_or_insert(Ring::new(self.bounds.values, self.head));
    }

    /// Takes in no more values and forgets those it has.
    pub(super) fn values_end(&mut self) {
        self.values = None;
    }

    /// True when values are taken in.
    pub(super) const fn records_values(&self) -> bool {
        self.values.is_some()
    }

    /// Takes in an event; false when it is of a kind that is not recorded.
    pub(super) fn push(&mut self, at: Timestamp, event: Event) -> bool {
        let ring = match (event.topic(), &mut self.values) {
            (Topic::Values, None) => return false,
            (Topic::Values, Some(values)) => values,
            (Topic::Agents | Topic::Checks | Topic::CheckEvents | Topic::Gaps, _) => &mut self.events,
        };
        self.head += 1;
        ring.push(Arc::new(Entry { sequence: self.head, at, event }));
        true
    }

    /// True when everything of these topics since `position` is still here.
    pub(super) fn holds_since(&self, position: Position, topics: &BTreeSet<Topic>) -> bool {
        position.source == self.source
            && position.sequence <= self.head
            && self
                .rings(topics)
                .iter()
                .all(|ring| ring.is_some_and(|ring| ring.holds_after(position.sequence)))
    }

    /// At most `n_most` events of these topics after a number, oldest first.
    ///
    /// A reader that is catching up may be behind by all there is; another one only by the bound for those who wait.
    pub(super) fn read(
        &self,
        after: u64,
        topics: &BTreeSet<Topic>,
        n_most: usize,
        is_catching_up: bool,
    ) -> Read {
        let rings = self.rings(topics);
        let keeps_up = |ring: &Option<&Ring>| {
            let Some(ring) = ring else { return false };
            ring.holds_after(after) && (is_catching_up || ring.waits_within(after, self.bounds.waiting))
        };
        let mut wanted = merged(&rings, after).filter(|entry| topics.contains(&entry.event.topic()));
        if !rings.iter().all(keeps_up) {
            return Read::Lagged { waiting: u64::try_from(wanted.count()).unwrap_or(u64::MAX) };
        }
        let entries: Vec<Arc<Entry>> = wanted.by_ref().take(n_most).cloned().collect();
        let through = if entries.len() < n_most { None } else { entries.last().map(|last| last.sequence) };
        Read::Entries { entries, through: through.unwrap_or(self.head) }
    }

    /// The rings that hold these topics; `None` stands for one that is not recorded.
    fn rings(&self, topics: &BTreeSet<Topic>) -> Vec<Option<&Ring>> {
        let mut rings = Vec::with_capacity(2);
        if topics.iter().any(|topic| *topic != Topic::Values) {
            rings.push(Some(&self.events));
        }
        if topics.contains(&Topic::Values) {
            rings.push(self.values.as_ref());
        }
        rings
    }
}

/// What rings hold after a number, in order of their numbers.
fn merged<'r>(rings: &[Option<&'r Ring>], after: u64) -> impl Iterator<Item = &'r Arc<Entry>> {
    let mut sources: Vec<Peekable<_>> =
        rings.iter().flatten().map(|ring| ring.after(after).peekable()).collect();
    std::iter::from_fn(move || {
        let next = |source: &mut Peekable<_>| source.peek().map(|entry: &&Arc<Entry>| entry.sequence);
        let first = sources.iter_mut().filter_map(|source| Some((next(source)?, source)));
        first.min_by_key(|(sequence, _)| *sequence).and_then(|(_, source)| source.next())
    })
}
