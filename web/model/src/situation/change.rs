//! What changed, newest first: statuses, gaps, agents that came or went.

mod burst;
mod flap;
mod presence;

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, CheckEvent, Gap};

pub use self::{
    burst::StatusChange,
    presence::{Known, PresenceChange, presence_changes},
};
use crate::{chart::gap_cause_label, format};

/// Learned so much later than it happened, it is worth a word.
const LATE: Duration = Duration::from_mins(1);

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Stays the same while the line grows.
    pub key: String,
    /// When it happened.
    pub at: Timestamp,
    /// How much later the coordinator learned it, when that is long.
    pub late: Option<Duration>,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// Statuses became another.
    Status(StatusChange),
    /// A time without data was declared.
    Gap {
        /// Agent whose data is missing.
        agent: String,
        /// Why, for people.
        cause: String,
        /// How long.
        length: Duration,
        /// Records known to be missing; 0 when it cannot be known.
        records: u64,
        /// For people.
        detail: String,
    },
    /// An agent came, went or is over.
    Presence {
        /// Agent.
        agent: String,
        /// Its site.
        site: String,
        /// Which of it.
        change: PresenceChange,
    },
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// Newest first.
    pub lines: Vec<Change>,
    /// Changes of status before it are not among them; `None` when there are none.
    pub horizon: Option<Timestamp>,
}

/// What changes are made of.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sources<'a> {
    /// The latest changes of status.
    pub events: &'a [CheckEvent],
    /// There are no older ones.
    pub whole: bool,
    /// Times without data that are over.
    pub gaps: &'a [Gap],
    /// Times without data that go on.
    pub ongoing: &'a [Gap],
    /// The fleet.
    pub agents: &'a [Agent],
    /// What was noticed of agents while watching.
    pub seen: &'a [Change],
}

/// Everything that changed, at most `at_most` lines.
#[must_use]
pub fn changes(of: Sources<'_>, at_most: usize) -> Changes {
    let oldest = of.events.iter().filter_map(|event| format::timestamp(event.time.as_ref())).min();
    let mut lines: Vec<Change> = of.gaps.iter().filter_map(declared).collect();
    lines.extend(presence::known_of(of.agents, of.ongoing));
    lines.extend(of.seen.iter().filter(|change| !presence::is_known(change, of.ongoing)).cloned());
    lines.extend(flap::folded(burst::bursts(of.events)));
    crate::order::sort_by(&mut lines, |a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    lines.dedup_by(|a, b| a.key == b.key);
    lines.truncate(at_most);
    Changes { lines, horizon: oldest.filter(|_| !of.whole) }
}

fn declared(gap: &Gap) -> Option<Change> {
    let from = format::timestamp(gap.from_time.as_ref())?;
    let to = format::timestamp(gap.to_time.as_ref())?;
    Some(Change {
        key: format!("gap {}", gap.gap_id),
        at: to,
        late: None,
        what: What::Gap {
            agent: gap.agent.clone(),
            cause: gap_cause_label(&gap.cause),
            length: Duration::try_from(to.duration_since(from)).unwrap_or_default(),
            records: gap.records,
            detail: gap.detail.clone(),
        },
    })
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::{agent::Presence, check_state::Status};

    use super::*;

    const T: i64 = 1_700_000_000;

    fn at(second: i64) -> Option<prost_types::Timestamp> {
        Some(prost_types::Timestamp { seconds: T + second, nanos: 0 })
    }

    fn event(second: i64) -> CheckEvent {
        CheckEvent {
            check_id: "c".to_owned(),
            to_status: Status::Down.into(),
            time: at(second),
            ..CheckEvent::default()
        }
    }

    fn gap(id: &str, from: i64, to: Option<i64>) -> Gap {
        Gap {
            gap_id: id.to_owned(),
            agent_id: "id-a".to_owned(),
            agent: "a".to_owned(),
            cause: "spool_full".to_owned(),
            from_time: at(from),
            to_time: to.and_then(at),
            ..Gap::default()
        }
    }

    fn of<'a>(events: &'a [CheckEvent], gaps: &'a [Gap]) -> Sources<'a> {
        Sources { events, gaps, whole: true, ..Sources::default() }
    }

    #[test]
    fn everything_stands_in_one_order_newest_first() {
        let agents = [Agent { agent_id: "id-b".to_owned(), create_time: at(20), ..Agent::default() }];
        let (events, gaps) = ([event(30), event(-1_000)], [gap("g", 0, Some(25))]);

        let all = changes(Sources { agents: &agents, ..of(&events, &gaps) }, 10).lines;

        let seconds: Vec<i64> = all.iter().map(|change| change.at.as_second() - T).collect();
        assert_eq!(seconds, [30, 25, 20, -1_000]);
        assert!(matches!(&all[1].what, What::Gap { length, .. } if *length == Duration::from_secs(25)));
        assert_eq!(changes(of(&events, &gaps), 2).lines.len(), 2);
    }

    #[test]
    fn a_list_that_was_cut_says_where() {
        let events = [event(30), event(20)];

        let cut = changes(Sources { whole: false, ..of(&events, &[]) }, 10);

        assert_eq!(cut.horizon.map(|at| at.as_second() - T), Some(20));
        assert_eq!(changes(of(&events, &[]), 10).horizon, None);
    }

    #[test]
    fn an_agent_that_is_away_is_said_once() {
        let agents = [Agent {
            agent_id: "id-a".to_owned(),
            slug: "a".to_owned(),
            presence: Presence::Offline.into(),
            ..Agent::default()
        }];
        let ongoing = [gap("", 10, None)];
        let gone = presence_changes(
            &[("id-a".to_owned(), Known(Presence::Online))].into(),
            &agents,
            Timestamp::from_second(T + 40).expect("in range"),
        );
        assert_eq!(gone.len(), 1);

        let noticed = Sources { agents: &agents, seen: &gone, ..of(&[], &[]) };
        let all = changes(Sources { ongoing: &ongoing, ..noticed }, 10).lines;

        assert_eq!(all.len(), 1);
        assert_eq!(all[0].at.as_second(), T + 10);
        assert_eq!(changes(noticed, 10).lines, gone);
    }
}
