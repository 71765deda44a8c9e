//! A check that goes up and down all the time is one line.

use std::{collections::BTreeMap, time::Duration};

use super::{Change, What, burst::StatusChange};
use crate::status::StatusKind;

/// Calm for so long ends it.
const CALM: Duration = Duration::from_mins(5);
/// Turns between up and not up that make it flapping: up, down, up, down.
const TURNS: usize = 3;

/// Puts the changes of each check that flaps into one line at the time of the latest. `changes` are oldest first.
pub(super) fn folded(changes: Vec<Change>) -> Vec<Change> {
    let mut kept = Vec::new();
    let mut by_check: BTreeMap<String, Vec<Change>> = BTreeMap::new();
    for change in changes {
        match &change.what {
            What::Status(status) if !status.is_first => {
                by_check.entry(status.check_id.clone()).or_default().push(change);
            }
            What::Status(_) | What::Gap { .. } | What::Presence { .. } => kept.push(change),
        }
    }
    for (check_id, changes) in by_check {
        let spells = spells(changes);
        let n_spells = spells.len();
        for (n, spell) in spells.into_iter().enumerate() {
            if n_turns(&spell) < TURNS {
                kept.extend(spell);
            } else {
                // Counted from the latest, so that the line keeps its key while older changes fall out of the list.
                kept.extend(fold(spell, format!("flapping {check_id} {}", n_spells - n)));
            }
        }
    }
    kept
}

/// Cuts where it was calm.
fn spells(changes: Vec<Change>) -> Vec<Vec<Change>> {
    let mut spells: Vec<Vec<Change>> = Vec::new();
    for change in changes {
        match spells.last_mut().and_then(|spell| Some((spell.last()?.at, spell))) {
            Some((before, spell)) if change.at.duration_since(before).unsigned_abs() <= CALM => {
                spell.push(change)
            }
            _ => spells.push(vec![change]),
        }
    }
    spells
}

fn n_turns(spell: &[Change]) -> usize {
    let up: Vec<bool> =
        spell.iter().filter_map(|change| Some(status(change)?.to == StatusKind::Up)).collect();
    up.windows(2).filter(|pair| matches!(pair, [a, b] if a != b)).count()
}

fn fold(spell: Vec<Change>, key: String) -> Option<Change> {
    let since = spell.first()?.at;
    let n_changes = spell.len();
    let mut all = spell.into_iter().rev();
    let latest = all.next()?;
    let mut folded = status(&latest)?.clone();
    folded.from = None;
    folded.flapping = Some((n_changes, since));
    for earlier in all {
        let Some(earlier) = status(&earlier) else { continue };
        folded.targets.extend(earlier.targets.iter().cloned());
        folded.agents.extend(earlier.agents.iter().cloned());
        if folded.reason.is_empty() {
            folded.reason.clone_from(&earlier.reason);
            folded.evidence.clone_from(&earlier.evidence);
        }
    }
    Some(Change { key, at: latest.at, late: None, what: What::Status(folded) })
}

const fn status(change: &Change) -> Option<&StatusChange> {
    match &change.what {
        What::Status(status) => Some(status),
        What::Gap { .. } | What::Presence { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn change(second: i64, check: &str, to: StatusKind) -> Change {
        let status = StatusChange {
            check_id: check.to_owned(),
            check: check.to_owned(),
            from: Some(StatusKind::Degraded),
            to,
            reason: if to == StatusKind::Up { String::new() } else { "timeout".to_owned() },
            evidence: String::new(),
            targets: [format!("t{second}")].into(),
            agents: ["a".to_owned()].into(),
            is_first: false,
            flapping: None,
        };
        let at = Timestamp::from_second(1_700_000_000 + second).expect("in range");
        Change { key: format!("{check} {second}"), at, late: None, what: What::Status(status) }
    }

    fn sequence(check: &str, kinds: &[StatusKind]) -> Vec<Change> {
        (0..).step_by(20).zip(kinds).map(|(second, kind)| change(second, check, *kind)).collect()
    }

    #[test]
    fn to_and_fro_is_one_line_at_the_time_of_the_latest() {
        use StatusKind::{Degraded, Down, Up};

        let folded = folded(sequence("web", &[Degraded, Down, Up, Degraded, Up]));

        assert_eq!(folded.len(), 1);
        assert_eq!(folded[0].at.as_second(), 1_700_000_080);
        let status = status(&folded[0]).expect("it is one");
        assert_eq!((status.to, status.reason.as_str(), status.targets.len()), (Up, "timeout", 5));
        assert_eq!(status.flapping.map(|(n, since)| (n, since.as_second())), Some((5, 1_700_000_000)));
    }

    #[test]
    fn one_outage_is_no_flapping_nor_are_many_targets_one_after_the_other() {
        use StatusKind::{Degraded, Down, Up};

        assert_eq!(folded(sequence("web", &[Up, Degraded, Down, Up])).len(), 4);
        assert_eq!(folded(sequence("web", &[Down, Down, Down, Down, Down])).len(), 5);
    }

    #[test]
    fn a_calm_time_lies_between_two_spells_and_the_latest_keeps_its_key() {
        use StatusKind::{Down, Up};

        let mut all = sequence("web", &[Down, Up, Down, Up]);
        all.extend(sequence("web", &[Down, Up, Down, Up]).into_iter().map(|mut change| {
            change.at += Duration::from_mins(10);
            change
        }));

        let both = folded(all.clone());
        let latest = folded(all.split_off(4));

        assert_eq!(both.len(), 2);
        assert_eq!(latest.first().map(|change| &change.key), both.last().map(|change| &change.key));
    }
}
