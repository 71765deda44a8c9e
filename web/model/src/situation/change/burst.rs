//! Statuses that change together are one line.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use nocturne_proto::api::v1::CheckEvent;

use super::{Change, LATE, What};
use crate::{format, status::StatusKind};

/// Agents decide at their own pace; what they decide alike within this time has one cause.
const TOGETHER: Duration = Duration::from_mins(3);

/// Statuses of one check that became another, at one or several targets, seen by one or several agents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusChange {
    /// Id of the check.
    pub check_id: String,
    /// Its name.
    pub check: String,
    /// What it was before; `None` when it was the first or not everywhere the same.
    pub from: Option<StatusKind>,
    /// What it became.
    pub to: StatusKind,
    /// From the closed list; empty is none.
    pub reason: String,
    /// What was seen first.
    pub evidence: String,
    /// Targets, by name.
    pub targets: BTreeSet<String>,
    /// Agents, by name.
    pub agents: BTreeSet<String>,
    /// It was the first status of all of them.
    pub is_first: bool,
    /// How often it changed to and fro, when that is often, and since when.
    pub flapping: Option<(usize, Timestamp)>,
}

struct Burst {
    first: Timestamp,
    key: String,
    late: Option<Duration>,
    change: StatusChange,
    members: BTreeSet<(String, String)>,
    closed: bool,
}

/// One line for what one check's targets became within [`TOGETHER`] for the same reason.
pub(super) fn bursts(events: &[CheckEvent]) -> Vec<Change> {
    let mut timed: Vec<(Timestamp, &CheckEvent)> =
        events.iter().filter_map(|event| Some((format::timestamp(event.time.as_ref())?, event))).collect();
    crate::order::sort_by(&mut timed, |a, b| {
        a.0.cmp(&b.0).then_with(|| (&a.1.agent, &a.1.target).cmp(&(&b.1.agent, &b.1.target)))
    });
    let mut bursts: Vec<Burst> = Vec::new();
    let mut oldest_open = 0;
    for (at, event) in timed {
        let is_over = |burst: &Burst| at.duration_since(burst.first).unsigned_abs() > TOGETHER;
        oldest_open += bursts.iter().skip(oldest_open).take_while(|burst| is_over(burst)).count();
        let open = bursts.iter_mut().skip(oldest_open).filter(|burst| !burst.closed);
        let mut mine = None;
        for burst in open.filter(|burst| burst.change.check_id == event.check_id) {
            if burst.takes(event) {
                mine = Some(burst);
            } else if burst.members.contains(&(event.agent_id.clone(), event.target.clone())) {
                burst.closed = true;
            }
        }
        match mine {
            Some(burst) => burst.add(event),
            None => bursts.push(Burst::new(at, event)),
        }
    }
    bursts.into_iter().map(Burst::into_change).collect()
}

impl Burst {
    fn new(at: Timestamp, event: &CheckEvent) -> Self {
        let from = from_of(event);
        let received = format::timestamp(event.receive_time.as_ref());
        let late = received.and_then(|received| Duration::try_from(received.duration_since(at)).ok());
        let to = StatusKind::from(event.to_status());
        Self {
            first: at,
            key: format!(
                "{} {} {} {at} {} {}",
                event.check_id,
                to.slug(),
                event.reason,
                event.agent_id,
                event.target
            ),
            late: late.filter(|late| *late > LATE),
            change: StatusChange {
                check_id: event.check_id.clone(),
                check: event.check.clone(),
                from,
                to,
                reason: event.reason.clone(),
                evidence: event.evidence.clone(),
                targets: [event.target.clone()].into(),
                agents: [event.agent.clone()].into(),
                is_first: from.is_none(),
                flapping: None,
            },
            members: [(event.agent_id.clone(), event.target.clone())].into(),
            closed: false,
        }
    }

    fn takes(&self, event: &CheckEvent) -> bool {
        self.change.to == StatusKind::from(event.to_status())
            && self.change.reason == event.reason
            && self.change.is_first == from_of(event).is_none()
    }

    fn add(&mut self, event: &CheckEvent) {
        if self.change.from != from_of(event) {
            self.change.from = None;
        }
        self.change.targets.insert(event.target.clone());
        self.change.agents.insert(event.agent.clone());
        self.members.insert((event.agent_id.clone(), event.target.clone()));
    }

    fn into_change(self) -> Change {
        Change { key: self.key, at: self.first, late: self.late, what: What::Status(self.change) }
    }
}

fn from_of(event: &CheckEvent) -> Option<StatusKind> {
    let from = StatusKind::from(event.from_status());
    (from != StatusKind::Unknown).then_some(from)
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::check_state::Status;

    use super::*;

    fn event(second: i64, target: &str, agent: &str, from: Status, to: Status) -> CheckEvent {
        CheckEvent {
            check_id: "id-web".to_owned(),
            check: "web".to_owned(),
            target: target.to_owned(),
            agent_id: format!("id-{agent}"),
            agent: agent.to_owned(),
            from_status: from.into(),
            to_status: to.into(),
            reason: if to == Status::Down { "timeout".to_owned() } else { String::new() },
            time: Some(prost_types::Timestamp { seconds: 1_700_000_000 + second, nanos: 0 }),
            ..CheckEvent::default()
        }
    }

    fn lines(events: &[CheckEvent]) -> Vec<(StatusKind, usize, usize)> {
        bursts(events)
            .into_iter()
            .filter_map(|change| match change.what {
                What::Status(status) => Some((status.to, status.targets.len(), status.agents.len())),
                What::Gap { .. } | What::Presence { .. } => None,
            })
            .collect()
    }

    #[test]
    fn what_several_agents_see_alike_is_one_line() {
        let events = [
            event(70, "b", "fra", Status::Degraded, Status::Down),
            event(0, "a", "ams", Status::Up, Status::Down),
            event(20, "a", "fra", Status::Up, Status::Down),
        ];

        let all = bursts(&events);

        assert_eq!(lines(&events), [(StatusKind::Down, 2, 2)]);
        let first = all.first().expect("there is one");
        assert_eq!(first.at.as_second(), 1_700_000_000);
        assert!(matches!(&first.what, What::Status(status) if status.from.is_none() && !status.is_first));
    }

    #[test]
    fn its_key_stays_while_it_grows() {
        let one = [event(0, "a", "ams", Status::Up, Status::Down)];
        let two = [event(30, "a", "fra", Status::Up, Status::Down), one[0].clone()];

        assert_eq!(bursts(&one)[0].key, bursts(&two)[0].key);
    }

    #[test]
    fn flapping_is_as_many_lines_as_it_has_changes() {
        let events = [
            event(0, "a", "ams", Status::Up, Status::Down),
            event(40, "a", "ams", Status::Down, Status::Up),
            event(80, "a", "ams", Status::Up, Status::Down),
        ];

        assert_eq!(lines(&events).len(), 3);
    }

    #[test]
    fn what_is_far_apart_or_new_stands_alone() {
        let apart = [
            event(0, "a", "ams", Status::Up, Status::Down),
            event(181, "a", "fra", Status::Up, Status::Down),
        ];
        let new = [
            event(0, "a", "ams", Status::Unspecified, Status::Up),
            event(1, "b", "ams", Status::Unspecified, Status::Up),
            event(2, "c", "ams", Status::Down, Status::Up),
        ];

        assert_eq!(lines(&apart).len(), 2);
        assert_eq!(lines(&new), [(StatusKind::Up, 2, 1), (StatusKind::Up, 1, 1)]);
    }

    #[test]
    fn what_was_learned_long_after_it_happened_says_so() {
        let late = CheckEvent {
            receive_time: Some(prost_types::Timestamp { seconds: 1_700_000_300, nanos: 0 }),
            ..event(0, "a", "ams", Status::Up, Status::Down)
        };

        assert_eq!(bursts(&[late])[0].late, Some(Duration::from_secs(300)));
        assert_eq!(bursts(&[event(0, "a", "ams", Status::Up, Status::Down)])[0].late, None);
    }
}
