//! The latest entries within a bound.

use std::{collections::VecDeque, sync::Arc};

use super::{Bound, Entry};

/// Entries by ascending number. Beyond the bound the oldest go.
#[derive(Debug)]
pub(super) struct Ring {
    bound: Bound,
    /// Each with the bytes ever pushed before it.
    entries: VecDeque<(usize, Arc<Entry>)>,
    /// Bytes ever pushed.
    n_bytes_pushed: usize,
    /// Everything after this number is here.
    complete_after: u64,
}

impl Ring {
    pub(super) const fn new(bound: Bound, complete_after: u64) -> Self {
        Self { bound, entries: VecDeque::new(), n_bytes_pushed: 0, complete_after }
    }

    pub(super) fn push(&mut self, entry: Arc<Entry>) {
        let before = self.n_bytes_pushed;
        self.n_bytes_pushed += entry.event.size_bytes();
        self.entries.push_back((before, entry));
        while !is_within(self.size_from(0), self.bound)
            && let Some((_, oldest)) = self.entries.pop_front()
        {
            self.complete_after = oldest.sequence;
        }
    }

    /// True when nothing after this number was lost.
    pub(super) const fn holds_after(&self, sequence: u64) -> bool {
        self.complete_after <= sequence
    }

    /// True when what comes after this number is within a bound.
    pub(super) fn waits_within(&self, sequence: u64, bound: Bound) -> bool {
        is_within(self.size_from(self.index_after(sequence)), bound)
    }

    /// Entries after this number, oldest first.
    pub(super) fn after(&self, sequence: u64) -> impl Iterator<Item = &Arc<Entry>> {
        self.entries.range(self.index_after(sequence)..).map(|(_, entry)| entry)
    }

    fn index_after(&self, sequence: u64) -> usize {
        self.entries.partition_point(|(_, entry)| entry.sequence <= sequence)
    }

    fn size_from(&self, index: usize) -> Bound {
        let n_bytes = self.entries.get(index).map_or(0, |(before, _)| self.n_bytes_pushed - before);
        Bound { n_events: self.entries.len() - index, n_bytes }
    }
}

const fn is_within(size: Bound, bound: Bound) -> bool {
    size.n_events <= bound.n_events && size.n_bytes <= bound.n_bytes
}
