//! Since when a verdict is what it is.
//!
//! Verdicts are not written down; statuses are, with each of their changes. So the present is undone moment by moment,
//! the latest first, until the agents together would have said something else.
//!
//! ```text
//! present ─▶ undo the latest moment ─▶ same verdict? ─ yes ─▶ undo the moment before it ─▶ …
//!                                           └─ no ─▶ the verdict began at the moment undone last
//! ```
//!
//! What no change tells:
//!
//! - An agent that fell silent had its vote until its status was no longer believed. That moment is undone as well.
//! - An agent that was silent for a while and is heard again counts as if it had been heard all along.
//! - Those who run the check are the witnesses of the past too, each from its first status on.
//!
//! Where the changes of any agent end before its first status, nothing is known of the time before, and the verdict
//! is as old as that moment at least.

use std::{cmp::Reverse, time::Duration};

use nocturne_shared::{
    outcome::CheckStatus,
    time::{self, Timestamp},
};

use super::{Sight, Verdict, Witness, verdict_of};

/// The least time between two changes of one agent.
const MOMENT: Duration = Duration::from_micros(1);

/// A status that changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Whose, as an index into the witnesses.
    pub witness: usize,
    /// Before; `None` for the first status.
    pub before: Option<CheckStatus>,
    /// Agent's clock.
    pub at: Timestamp,
}

/// Something that is taken back.
#[derive(Debug, Clone, Copy)]
struct Undo {
    at: Timestamp,
    witness: usize,
    what: What,
}

#[derive(Debug, Clone, Copy)]
enum What {
    /// Its status was no longer believed from here on.
    Silence,
    /// It said something else before, or nothing.
    Change(Option<CheckStatus>),
    /// Nothing is known of what it said before.
    End,
}

/// Since when the witnesses give the verdict that they give, or the earliest moment that the changes reach; `None` for
/// UNKNOWN. `changes` are in the order of their arrival, the last first.
pub(super) fn began_at(witnesses: &[Witness<'_>], changes: &[Change]) -> Option<Timestamp> {
    let present = verdict_of(witnesses);
    if present == Verdict::Unknown {
        return None;
    }
    let mut undos: Vec<Undo> =
        (0..).zip(witnesses).flat_map(|(index, witness)| undos_of(index, *witness, changes)).collect();
    // Stable: what one witness said stays in its order.
    undos.sort_by_key(|undo| Reverse(undo.at));

    let mut past = witnesses.to_vec();
    let mut began_at = None;
    for moment in undos.chunk_by(|a, b| a.at == b.at) {
        began_at = moment.first().map(|undo| undo.at);
        for undo in moment {
            if let Some(witness) = past.get_mut(undo.witness) {
                witness.sight = undo.before(witness.sight);
            }
        }
        let is_end = moment.iter().any(|undo| matches!(undo.what, What::End));
        if is_end || verdict_of(&past) != present {
            break;
        }
    }
    began_at
}

/// What one witness did, the last first. An agent's clock may have been set back: what it said later was later, if only
/// by a microsecond.
fn undos_of(index: usize, witness: Witness<'_>, changes: &[Change]) -> Vec<Undo> {
    let Some(sight) = witness.sight else { return Vec::new() };
    let mut undos = Vec::new();
    let mut latest = Timestamp::MAX;
    let mut no_later = |at: Timestamp| {
        let found = at.min(latest);
        latest = time::sub(found, MOMENT);
        found
    };
    let mut undo = |at, what| undos.push(Undo { at, witness: index, what });
    if !sight.is_fresh {
        undo(no_later(sight.believed_until), What::Silence);
    }
    let mut known_from = None;
    for change in changes.iter().filter(|change| change.witness == index) {
        let at = no_later(change.at);
        undo(at, What::Change(change.before));
        if change.before.is_none() {
            // What is older is from a time when it was asked before, and was forgotten in between.
            return undos;
        }
        known_from = Some(at);
    }
    undo(known_from.unwrap_or_else(|| no_later(sight.since_at)), What::End);
    undos
}

impl Undo {
    fn before(self, sight: Option<Sight<'_>>) -> Option<Sight<'_>> {
        let sight = sight?;
        match self.what {
            What::Silence => Some(Sight { is_fresh: true, ..sight }),
            What::Change(before) => before.map(|status| Sight { status, ..sight }),
            What::End => Some(sight),
        }
    }
}

#[cfg(test)]
mod tests;
