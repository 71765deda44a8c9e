//! What it means to revoke agents, before it is done.

use nocturne_proto::api::v1::{Agent, agent::Presence};

use crate::format::plural;

/// Sentences about what happens to these agents and what does not.
#[must_use]
pub fn revocation_consequences(agents: &[Agent]) -> Vec<String> {
    let one = agents.len() == 1;
    let their = if one { "its" } else { "their" };
    let sum = |of: fn(&Agent) -> u64| agents.iter().map(of).fold(0, u64::saturating_add);
    let scheduled =
        sum(|agent| if agent.presence() == Presence::Online { agent.scheduled_checks } else { 0 });
    let pending = sum(|agent| agent.spool_pending_records);

    let mut all = vec![if one {
        "Its connection is closed at once and its certificate is refused from then on.".to_owned()
    } else {
        "Their connections are closed at once and their certificates are refused from then on.".to_owned()
    }];
    if scheduled > 0 {
        all.push(format!(
            "{} from there {} no longer measured.",
            plural(scheduled, "check and target pair"),
            if scheduled == 1 { "is" } else { "are" }
        ));
    }
    if pending > 0 {
        let wait = if pending == 1 { "waits" } else { "wait" };
        all.push(format!(
            "{} that {wait} on {} disk can never be delivered.",
            plural(pending, "record"),
            their
        ));
    }
    all.push("What was measured so far stays.".to_owned());
    all.push(if one {
        "It cannot be brought back: its host needs a join token and becomes another agent, and the name stays taken."
            .to_owned()
    } else {
        "They cannot be brought back: each host needs a join token and becomes another agent, and the names stay taken."
            .to_owned()
    });
    all
}

/// What has to be typed: the name of the one agent, or how many.
#[must_use]
pub fn revocation_word(agents: &[Agent]) -> String {
    match agents {
        [agent] => agent.slug.clone(),
        _ => format!("revoke {}", agents.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(slug: &str, scheduled: u64, pending: u64) -> Agent {
        Agent {
            slug: slug.to_owned(),
            presence: Presence::Online.into(),
            scheduled_checks: scheduled,
            spool_pending_records: pending,
            ..Agent::default()
        }
    }

    #[test]
    fn one_agent_is_confirmed_by_its_name_and_several_by_their_number() {
        let (a, b) = (agent("ams-1", 0, 0), agent("fra-1", 0, 0));

        assert_eq!(revocation_word(std::slice::from_ref(&a)), "ams-1");
        assert_eq!(revocation_word(&[a, b]), "revoke 2");
    }

    #[test]
    fn only_what_is_lost_is_listed() {
        let idle = revocation_consequences(&[agent("a", 0, 0)]).join(" ");
        let busy = revocation_consequences(&[agent("a", 20, 1), agent("b", 2, 0)]).join(" ");

        assert!(!idle.contains("measured.") && !idle.contains("delivered"), "{idle}");
        assert!(busy.contains("22 check and target pairs from there are no longer measured"), "{busy}");
        assert!(busy.contains("1 record that waits on their disk"), "{busy}");
    }

    #[test]
    fn an_agent_that_is_away_measures_nothing_that_would_end() {
        let mut away = agent("a", 20, 0);
        away.set_presence(Presence::Offline);

        assert!(!revocation_consequences(&[away]).join(" ").contains("pairs"));
    }
}
