//! The state of everything in one sentence.

use super::{AgentTally, CheckTally};
use crate::{format, status::StatusKind};

/// What is said first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// What to draw beside it.
    pub kind: StatusKind,
    /// A sentence without a full stop.
    pub text: String,
    /// What limits it, e.g. that agents are offline; a fragment.
    pub limits: Option<String>,
}

/// Says how it stands. What is not measured is never called up.
#[must_use]
pub fn headline(checks: CheckTally, agents: AgentTally) -> Headline {
    let (kind, text) = if agents.n_all() == 0 {
        (StatusKind::Pending, "Nothing is measured: there are no agents yet".to_owned())
    } else if agents.is_blind() {
        (StatusKind::Offline, "Nothing is being measured: no agent is online".to_owned())
    } else if checks.n_all() == 0 {
        (StatusKind::Pending, "Nothing is measured: there are no checks yet".to_owned())
    } else if checks.n_broken() > 0 {
        broken(checks)
    } else if checks.n_up == 0 {
        (StatusKind::Unknown, "Nothing fresh is known of any check".to_owned())
    } else if checks.n_unknown > 0 {
        let unknown = format::plural(count(checks.n_unknown), "check");
        (StatusKind::Unknown, format!("Nothing is known to be broken; nothing fresh is known of {unknown}"))
    } else {
        (StatusKind::Up, "Everything that is measured is up".to_owned())
    };
    Headline { kind, text, limits: limits(agents) }
}

fn broken(checks: CheckTally) -> (StatusKind, String) {
    let words = |kind: StatusKind| match kind {
        StatusKind::Down => Some("down"),
        StatusKind::Partial => Some("partly down"),
        StatusKind::Degraded => Some("degraded"),
        _ => None,
    };
    let mut worst = StatusKind::Up;
    let mut parts = Vec::new();
    for (kind, n) in checks.by_kind() {
        let Some(word) = words(kind).filter(|_| n > 0) else { continue };
        worst = worst.worse(kind);
        let verb = if n == 1 { "is" } else { "are" };
        let who = if parts.is_empty() { format::plural(count(n), "check") } else { format::count(count(n)) };
        parts.push(format!("{who} {verb} {word}"));
    }
    if checks.n_unknown > 0 {
        parts.push(format!("nothing fresh is known of {}", format::count(count(checks.n_unknown))));
    }
    (worst, parts.join(", "))
}

fn limits(agents: AgentTally) -> Option<String> {
    if agents.n_offline == 0 || agents.is_blind() {
        return None;
    }
    let verb = if agents.n_offline == 1 { "is" } else { "are" };
    let all = format::plural(count(agents.n_all()), "agent");
    Some(format!("{} of {all} {verb} offline", format::count(count(agents.n_offline))))
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_THERE: AgentTally = AgentTally { n_online: 3, n_offline: 0, n_pending: 0 };

    fn said(checks: CheckTally) -> (StatusKind, String) {
        let Headline { kind, text, .. } = headline(checks, ALL_THERE);
        (kind, text)
    }

    #[test]
    fn what_is_broken_is_counted_worst_first() {
        let mixed = CheckTally { n_down: 3, n_partial: 1, n_degraded: 2, n_up: 9, ..CheckTally::default() };
        let one = CheckTally { n_degraded: 1, n_unknown: 2, ..CheckTally::default() };

        assert_eq!(
            said(mixed),
            (StatusKind::Down, "3 checks are down, 1 is partly down, 2 are degraded".to_owned())
        );
        assert_eq!(
            said(one),
            (StatusKind::Degraded, "1 check is degraded, nothing fresh is known of 2".to_owned())
        );
    }

    #[test]
    fn up_is_said_only_when_everything_is_known() {
        let up = CheckTally { n_up: 4, ..CheckTally::default() };
        let partly = CheckTally { n_unknown: 1, ..up };

        assert_eq!(said(up), (StatusKind::Up, "Everything that is measured is up".to_owned()));
        assert_eq!(said(partly).0, StatusKind::Unknown);
        assert!(said(partly).1.contains("1 check"));
        assert_eq!(said(CheckTally { n_unknown: 2, ..CheckTally::default() }).0, StatusKind::Unknown);
    }

    #[test]
    fn without_eyes_nothing_is_said_of_checks() {
        let away = AgentTally { n_offline: 2, ..AgentTally::default() };
        let down = CheckTally { n_down: 1, ..CheckTally::default() };

        let blind = headline(down, away);

        assert_eq!((blind.kind, blind.limits), (StatusKind::Offline, None));
        assert!(blind.text.contains("no agent is online"));
        assert_eq!(headline(down, AgentTally::default()).kind, StatusKind::Pending);
        assert_eq!(said(CheckTally::default()).0, StatusKind::Pending);
    }

    #[test]
    fn agents_that_are_away_limit_what_is_said() {
        let up = CheckTally { n_up: 4, ..CheckTally::default() };
        let agents = AgentTally { n_online: 2, n_offline: 1, n_pending: 1 };

        assert_eq!(headline(up, agents).limits.as_deref(), Some("1 of 4 agents is offline"));
        assert_eq!(headline(up, ALL_THERE).limits, None);
    }
}
