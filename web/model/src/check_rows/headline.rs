//! The list in one line.

use super::CheckRow;
use crate::{format, status::StatusKind};

/// How many are run and how they are; what nobody measures is said and not counted as well.
#[must_use]
pub fn headline(rows: &[CheckRow]) -> String {
    let count = |keep: &dyn Fn(&CheckRow) -> bool| {
        u64::try_from(rows.iter().filter(|row| keep(row)).count()).unwrap_or(u64::MAX)
    };
    let is_run = |row: &CheckRow| row.enabled && !row.unmatched;
    let run = count(&is_run);
    let bad = count(&|row| is_run(row) && row.status.is_problem());
    let unknown = count(&|row| is_run(row) && row.status == StatusKind::Unknown);
    let (unmatched, disabled) = (count(&|row| row.unmatched), count(&|row| !row.enabled));
    let mut parts = Vec::new();
    match (run, bad) {
        (0, _) => (),
        (run, 0) if unknown == 0 => parts.push(format!("{} running, none has a problem", format::count(run))),
        (run, 0) => parts.push(format!("{} running, none is known to have a problem", format::count(run))),
        (run, bad) => {
            let verb = if bad == 1 { "has" } else { "have" };
            parts.push(format!("{} of {} running {verb} a problem", format::count(bad), format::count(run)));
        }
    }
    if unmatched > 0 {
        parts.push(format!("nobody measures {}, because no agent matches", format::count(unmatched)));
    }
    if disabled > 0 {
        parts.push(format!("{} disabled", format::count(disabled)));
    }
    if parts.is_empty() {
        return "What is asked of the network, and from where".to_owned();
    }
    let text = parts.join("; ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
