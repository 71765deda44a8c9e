//! What can be seen from where.

use std::collections::BTreeMap;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, CheckState, agent::Presence};

use super::AgentTally;
use crate::{format, status::StatusKind, table::natural_compare};

/// Whether a site can say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It looks, and this is the worst it sees; `None` before the first result.
    Sees(Option<StatusKind>),
    /// All of its agents are gone: nothing is known from there, which is not the same as down.
    Blind {
        /// When the last of them was heard from.
        since: Option<Timestamp>,
    },
    /// No agent of it was ever connected.
    NotYet,
}

/// One site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteView {
    /// Name.
    pub site: String,
    /// Its agents.
    pub agents: AgentTally,
    /// Whether it can say anything.
    pub sight: Sight,
    /// Targets by what its agents see, the worst of them counts; worst first, without zeros.
    pub seen: Vec<(StatusKind, usize)>,
    /// Targets of which it has nothing fresh.
    pub n_stale: usize,
}

impl SiteView {
    /// What to draw beside its name.
    #[must_use]
    pub const fn kind(&self) -> StatusKind {
        match self.sight {
            Sight::Sees(Some(worst)) => worst,
            Sight::Sees(None) => StatusKind::Unknown,
            Sight::Blind { .. } => StatusKind::Offline,
            Sight::NotYet => StatusKind::Pending,
        }
    }

    /// Targets with a fresh status.
    #[must_use]
    pub fn n_seen(&self) -> usize {
        self.seen.iter().map(|(_, n)| n).sum()
    }
}

#[derive(Default)]
struct Gathered<'a> {
    agents: AgentTally,
    last_seen: Option<Timestamp>,
    targets: BTreeMap<(&'a str, &'a str), Option<StatusKind>>,
}

/// Every site that has an agent, the one that needs somebody most first.
#[must_use]
pub fn site_views(agents: &[Agent], states: &[CheckState]) -> Vec<SiteView> {
    let mut sites: BTreeMap<&str, Gathered<'_>> = BTreeMap::new();
    for agent in agents.iter().filter(|agent| agent.presence() != Presence::Revoked) {
        let site = sites.entry(&agent.site).or_default();
        site.agents.add(agent.presence());
        site.last_seen = site.last_seen.max(format::timestamp(agent.last_seen_time.as_ref()));
    }
    for state in states {
        let Some(site) = sites.get_mut(state.site.as_str()) else { continue };
        let fresh = (!state.stale).then(|| StatusKind::from(state));
        site.targets
            .entry((&state.check_id, &state.target))
            .and_modify(|known| *known = worse(*known, fresh))
            .or_insert(fresh);
    }
    let mut views: Vec<SiteView> = sites.into_iter().map(|(name, site)| site.into_view(name)).collect();
    crate::order::sort_by(&mut views, |a, b| {
        a.kind().cmp(&b.kind()).then_with(|| natural_compare(&a.site, &b.site))
    });
    views
}

impl Gathered<'_> {
    fn into_view(self, name: &str) -> SiteView {
        let Self { agents, last_seen, targets } = self;
        let mut seen: BTreeMap<StatusKind, usize> = BTreeMap::new();
        for kind in targets.values().flatten() {
            *seen.entry(*kind).or_default() += 1;
        }
        let sight = if agents.is_blind() {
            Sight::Blind { since: last_seen }
        } else if agents.n_online == 0 {
            Sight::NotYet
        } else {
            Sight::Sees(seen.keys().next().copied())
        };
        SiteView {
            site: name.to_owned(),
            agents,
            sight,
            n_stale: targets.values().filter(|kind| kind.is_none()).count(),
            seen: seen.into_iter().collect(),
        }
    }
}

fn worse(a: Option<StatusKind>, b: Option<StatusKind>) -> Option<StatusKind> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.worse(b)),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use nocturne_proto::api::v1::check_state::Status;

    use super::*;

    fn agent(slug: &str, site: &str, presence: Presence, seen: i64) -> Agent {
        Agent {
            slug: slug.to_owned(),
            site: site.to_owned(),
            presence: presence.into(),
            last_seen_time: Some(prost_types::Timestamp { seconds: seen, nanos: 0 }),
            ..Agent::default()
        }
    }

    fn state(site: &str, target: &str, status: Status, stale: bool) -> CheckState {
        CheckState {
            site: site.to_owned(),
            target: target.to_owned(),
            status: status.into(),
            stale,
            ..CheckState::default()
        }
    }

    #[test]
    fn a_target_counts_once_for_a_site_by_the_worst_of_its_agents() {
        let agents = [agent("a1", "ams", Presence::Online, 9), agent("a2", "ams", Presence::Online, 9)];
        let states = [
            state("ams", "x", Status::Up, false),
            state("ams", "x", Status::Down, false),
            state("ams", "y", Status::Up, false),
            state("ams", "y", Status::Down, true),
            state("ams", "z", Status::Up, true),
            state("gone", "x", Status::Down, false),
        ];

        let views = site_views(&agents, &states);

        let ams = views.first().expect("there is one");
        assert_eq!(ams.seen, [(StatusKind::Down, 1), (StatusKind::Up, 1)]);
        assert_eq!((ams.n_stale, ams.n_seen(), views.len()), (1, 2, 1));
        assert_eq!(ams.sight, Sight::Sees(Some(StatusKind::Down)));
    }

    #[test]
    fn a_site_without_agents_that_are_there_is_blind_and_not_down() {
        let agents = [
            agent("a1", "ams", Presence::Offline, 5),
            agent("a2", "ams", Presence::Offline, 8),
            agent("p", "new", Presence::Pending, 0),
            agent("r", "old", Presence::Revoked, 0),
        ];

        let views = site_views(&agents, &[state("ams", "x", Status::Down, true)]);

        let of = |name: &str| views.iter().find(|view| view.site == name);
        let since = Timestamp::from_second(8).expect("in range");
        assert_eq!(of("ams").map(|view| view.sight), Some(Sight::Blind { since: Some(since) }));
        assert_eq!(of("ams").map(SiteView::kind), Some(StatusKind::Offline));
        assert_eq!(of("new").map(|view| view.sight), Some(Sight::NotYet));
        assert_eq!(of("old"), None);
    }

    #[test]
    fn the_site_that_needs_somebody_comes_first() {
        let agents = [
            agent("a", "calm", Presence::Online, 9),
            agent("b", "blind", Presence::Offline, 9),
            agent("c", "bad", Presence::Online, 9),
            agent("d", "mute", Presence::Online, 9),
        ];
        let states = [state("calm", "x", Status::Up, false), state("bad", "x", Status::Down, false)];

        let order: Vec<String> = site_views(&agents, &states).into_iter().map(|view| view.site).collect();

        assert_eq!(order, ["bad", "blind", "mute", "calm"]);
    }
}
