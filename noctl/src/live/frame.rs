//! A live view as text: a head that says how old it is, and one table for each topic, cut to the screen.

use nocturne_shared::time::Timestamp;

use super::board::{Board, Row};
use crate::{
    human,
    output::{self, Look, Tone},
    view::{Column, Value, View, listed, state::CheckState},
};

/// Lines of the head: address and connection, counts, an empty one.
const HEAD_LINES: usize = 3;
/// Lines of a table that are not rows: title, header, what is hidden, an empty one.
const TABLE_LINES: usize = 4;
/// Longest evidence that is shown, characters.
const EVIDENCE: usize = 60;

/// Tables to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Wants {
    /// Statuses of checks.
    pub states: bool,
    /// Latest values.
    pub values: bool,
    /// Agents.
    pub agents: bool,
    /// Gaps.
    pub gaps: bool,
}

/// How the watch is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Connection {
    /// Not open yet.
    Opening,
    /// Live.
    Live {
        /// When something was last heard.
        heard_at: Timestamp,
    },
    /// Cut.
    Waiting {
        /// Why.
        reason: String,
        /// When it is tried again.
        retry_at: Timestamp,
    },
}

/// What stands above the tables.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// The coordinator.
    pub url: String,
    /// How the watch is.
    pub connection: Connection,
    /// When what is shown was last known to be complete.
    pub known_at: Option<Timestamp>,
    /// Something to say for a while; empty is nothing.
    pub note: String,
}

/// Everything as text.
pub(crate) fn frame(board: &Board, head: &Head, wants: Wants, look: &Look) -> String {
    let mut text = head_text(board, head, wants, look);
    if !board.is_listed() {
        return text;
    }
    let needs = needs(board, wants);
    let n_tables = needs.iter().flatten().count();
    let lines = look.height.map_or(usize::MAX, usize::from);
    let room = lines.saturating_sub(HEAD_LINES + n_tables * TABLE_LINES);
    let [states, agents, gaps, values] = share(room, &needs);
    let [n_states, n_agents, n_gaps, n_values] = needs;
    let titled = n_tables > 1;
    if let Some(room) = states {
        let rows: Vec<(Brief<'_>, bool)> =
            board.states().map(|row| (Brief(&row.thing), row.is_fresh(look.now))).collect();
        let rows = pick(rows, room, |row| rank(row.0.0));
        text.push_str(&table(look, titled, "STATUSES", &rows, n_states, "narrow with --check"));
    }
    if let Some(room) = agents {
        let rows = pick(rows_of(board.agents(), look), room, |row| row.0.presence == "ONLINE");
        text.push_str(&table(look, titled, "AGENTS", &rows, n_agents, "`noctl agents list` shows them"));
    }
    if let Some(room) = gaps {
        let rows = pick(rows_of(board.gaps().into_iter(), look), room, |_| 0);
        text.push_str(&table(look, titled, "GAPS", &rows, n_gaps, "`noctl gaps` shows them"));
    }
    if let Some(room) = values {
        let rows = pick(rows_of(board.values().take(room), look), room, |_| 0);
        text.push_str(&table(look, titled, "VALUES", &rows, n_values, "narrow with --selector"));
    }
    text
}

/// Rows that each table would have: statuses, agents, gaps, values.
fn needs(board: &Board, wants: Wants) -> [Option<usize>; 4] {
    [
        wants.states.then(|| board.states().count()),
        wants.agents.then(|| board.agents().count()),
        wants.gaps.then(|| board.gaps().len()),
        wants.values.then(|| board.values().count()),
    ]
}

/// Shares lines among tables: who needs less than a fair part leaves the rest to the others. One row is always shown.
fn share(room: usize, needs: &[Option<usize>; 4]) -> [Option<usize>; 4] {
    let mut rooms = *needs;
    let mut order: Vec<(usize, usize)> =
        needs.iter().enumerate().filter_map(|(index, need)| need.map(|need| (need, index))).collect();
    order.sort_unstable();
    let (mut left, mut n_left) = (room, order.len());
    for (need, index) in order {
        let given = need.min((left / n_left.max(1)).max(1));
        if let Some(slot) = rooms.get_mut(index) {
            *slot = Some(given);
        }
        left = left.saturating_sub(given);
        n_left -= 1;
    }
    rooms
}

fn rows_of<'a, T: 'a>(rows: impl Iterator<Item = &'a Row<T>>, look: &Look) -> Vec<(&'a T, bool)> {
    rows.map(|row| (&row.thing, row.is_fresh(look.now))).collect()
}

/// The rows that fit, those of the lowest rank when not all do, in their own order.
fn pick<R, K: Ord>(mut rows: Vec<R>, room: usize, rank: impl Fn(&R) -> K) -> Vec<R> {
    if rows.len() <= room {
        return rows;
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|index| rows.get(*index).map(&rank));
    order.truncate(room);
    order.sort_unstable();
    let mut kept = order.into_iter().peekable();
    let mut index = 0;
    rows.retain(|_| {
        let is_kept = kept.next_if_eq(&index).is_some();
        index += 1;
        is_kept
    });
    rows
}

fn table<V: View>(
    look: &Look,
    titled: bool,
    title: &str,
    rows: &[(V, bool)],
    need: Option<usize>,
    hint: &str,
) -> String {
    let mut text = if titled { format!("{title}\n") } else { String::new() };
    if rows.is_empty() {
        text.push_str(V::EMPTY);
        text.push('\n');
    } else {
        text.push_str(&output::marked(look, rows));
    }
    let n_hidden = need.unwrap_or(0).saturating_sub(rows.len());
    if n_hidden > 0 {
        text.push_str(&format!("… {n_hidden} more; {hint}\n"));
    }
    if titled {
        text.push('\n');
    }
    text
}

fn head_text(board: &Board, head: &Head, wants: Wants, look: &Look) -> String {
    let (words, tone) = match &head.connection {
        Connection::Opening => ("connecting".to_owned(), Tone::Warn),
        Connection::Live { heard_at } => {
            (format!("live, heard {}", human::age(*heard_at, look.now)), Tone::Good)
        }
        Connection::Waiting { reason, retry_at } => {
            let age = head.known_at.map_or_else(
                || "nothing known yet".to_owned(),
                |at| format!("what follows is from {}", human::age(at, look.now)),
            );
            let retry = if *retry_at <= look.now {
                "trying again".to_owned()
            } else {
                format!("trying again {}", human::age(*retry_at, look.now))
            };
            (format!("{}; {retry}; {age}", human::clean(reason)), Tone::Bad)
        }
    };
    let mut text = format!("{}  {}", head.url, look.paint(&look.status(&words, tone), tone));
    if !head.note.is_empty() {
        text.push_str(&look.paint(&format!("  ({})", human::clean(&head.note)), Tone::Warn));
    }
    text.push('\n');
    if wants.states && board.is_listed() {
        text.push_str(&counts(board, look));
    }
    text.push_str("\n\n");
    text
}

fn counts(board: &Board, look: &Look) -> String {
    let words =
        [("DOWN", Tone::Bad), ("DEGRADED", Tone::Warn), ("INCONCLUSIVE", Tone::Dim), ("UP", Tone::Good)];
    let believed =
        |word: &str| board.states().filter(|row| row.thing.status == word && !row.thing.stale).count();
    let mut texts: Vec<String> = Vec::new();
    for (word, tone) in words {
        let n = believed(word);
        if n > 0 {
            texts.push(look.paint(&format!("{n} {}", look.status(word, tone)), tone));
        }
    }
    let n_stale = board.states().filter(|row| row.thing.stale).count();
    if n_stale > 0 {
        texts.push(look.paint(&format!("{n_stale} {}", look.status("STALE", Tone::Warn)), Tone::Warn));
    }
    if texts.is_empty() { "no statuses".to_owned() } else { texts.join(", ") }
}

/// Worst first.
fn rank(state: &CheckState) -> u8 {
    match (state.stale, state.status) {
        (true, _) => 2,
        (false, "DOWN") => 0,
        (false, "DEGRADED") => 1,
        (false, "UP") => 4,
        (false, _) => 3,
    }
}

/// A status with the columns that fit beside each other.
struct Brief<'a>(&'a CheckState);

impl serde::Serialize for Brief<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl View for Brief<'_> {
    const COLUMNS: &'static [Column] = &[
        listed("check", "CHECK"),
        listed("target", "TARGET"),
        listed("agent", "AGENT"),
        listed("site", "SITE"),
        listed("status", "STATUS"),
        listed("stale", "STALE"),
        listed("since_time", "SINCE"),
        listed("reason", "REASON"),
        listed("evidence", "EVIDENCE"),
    ];
    const EMPTY: &'static str = CheckState::EMPTY;

    fn values(&self) -> Vec<Value> {
        let state = self.0;
        let mut evidence: String = state.evidence.chars().take(EVIDENCE).collect();
        if evidence.len() < state.evidence.len() {
            evidence.push('…');
        }
        vec![
            Value::Text(state.check.clone()),
            Value::Text(state.target.clone()),
            Value::Text(state.agent.clone()),
            Value::Text(state.site.clone()),
            Value::Status { word: state.status, tone: state.tone() },
            Value::Mark { set: state.stale, word: "STALE", tone: Tone::Warn },
            Value::Age(state.since_time),
            Value::Text(state.reason.clone()),
            Value::Text(evidence),
        ]
    }
}

#[cfg(test)]
mod tests;
