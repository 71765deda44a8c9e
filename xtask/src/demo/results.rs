//! Waiting until it is seen to work: a first status of everything, or news from everybody.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use anyhow::bail;
use serde_json::Value;

use super::{interrupt, noctl::Noctl, process::Running};

/// How long the first results may take. Enrolment, a first schedule and a commit are some seconds.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long an agent that reported in an earlier run may be silent. Somebody may have revoked it, or slowed its checks.
const NEWS: Duration = Duration::from_secs(20);

/// When each agent last said something about each check.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<(String, String), String>);

impl Seen {
    /// What the coordinator knows.
    ///
    /// # Errors
    ///
    /// It does not say.
    pub fn now(noctl: &Noctl) -> anyhow::Result<Self> {
        Ok(Self::of(&noctl.json(&["states"])?))
    }

    fn of(states: &Value) -> Self {
        let text =
            |state: &Value, key: &str| state.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let states = states.as_array().map(Vec::as_slice).unwrap_or_default();
        let pair = |state| ((text(state, "agent"), text(state, "check")), text(state, "update_time"));
        Self(states.iter().map(pair).collect())
    }

    fn n_checks(&self) -> usize {
        self.0.keys().map(|(_, check)| check).collect::<BTreeSet<_>>().len()
    }

    /// Agents that reported before and have said nothing since.
    fn silent<'a>(&'a self, before: &'a Self) -> BTreeSet<&'a str> {
        let agents = |seen: &'a Self| seen.0.keys().map(|(agent, _)| agent.as_str());
        let news = self.0.iter().filter(|(pair, time)| before.0.get(*pair) != Some(time));
        let speaking: BTreeSet<&str> = news.map(|((agent, _), _)| agent.as_str()).collect();
        agents(before).filter(|agent| !speaking.contains(agent)).collect()
    }
}

/// Waits for a status of `n_checks` and for news from whoever reported `before`. Returns who stays silent.
///
/// # Errors
///
/// Too few checks have a status in time, or a process ended.
pub fn wait(
    running: &Running,
    noctl: &Noctl,
    n_checks: usize,
    before: &Seen,
) -> anyhow::Result<BTreeSet<String>> {
    let begun = Instant::now();
    loop {
        let seen = Seen::now(noctl)?;
        let silent = seen.silent(before);
        let enough = seen.n_checks() >= n_checks;
        if enough && (silent.is_empty() || begun.elapsed() > NEWS) {
            return Ok(silent.into_iter().map(str::to_owned).collect());
        }
        if before.0.is_empty() { running.all_alive() } else { running.vital_alive() }?;
        if begun.elapsed() > PATIENCE {
            bail!(
                "only {} of {n_checks} checks have results after {} s",
                seen.n_checks(),
                PATIENCE.as_secs()
            );
        }
        interrupt::pause(Duration::from_millis(250))?;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn checks_count_once_however_many_agents_have_them() {
        let seen = seen(&[("ams", "web", "1"), ("fra", "web", "2"), ("fra", "dns", "2")]);

        assert_eq!(seen.n_checks(), 2);
        assert_eq!(Seen::of(&json!([])).n_checks(), 0);
    }

    #[test]
    fn an_agent_has_news_when_any_of_its_times_moved() {
        let before = seen(&[("ams", "web", "1"), ("ams", "dns", "1"), ("fra", "web", "1")]);
        let now = seen(&[("ams", "web", "1"), ("ams", "dns", "2"), ("fra", "web", "1"), ("lon", "web", "9")]);

        assert_eq!(now.silent(&before), BTreeSet::from(["fra"]));
        assert_eq!(now.silent(&Seen::default()), BTreeSet::new());
    }

    fn seen(list: &[(&str, &str, &str)]) -> Seen {
        let state = |(agent, check, time): &(&str, &str, &str)| json!({"agent": agent, "check": check, "update_time": time});
        Seen::of(&list.iter().map(state).collect())
    }
}
