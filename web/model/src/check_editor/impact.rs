//! What a preview says.

use nocturne_proto::api::v1::{
    Check, PreviewCheckRequest, PreviewCheckResponse, TcpCheck,
    check::Spec,
    preview_check_response::{Agent, Change},
};

use crate::{
    check_form::CheckForm,
    failure::FieldFailure,
    format::{number, rate},
    status::Tone,
};

/// What happens to an agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgentChange {
    /// Begins to run the check.
    Starts,
    /// Runs it no longer.
    Stops,
    /// Runs it differently.
    Changes,
    /// Goes on as before.
    Keeps,
}

impl AgentChange {
    /// As the coordinator says it; `None` of what is not known.
    #[must_use]
    pub const fn of(change: Change) -> Option<Self> {
        Some(match change {
            Change::Unspecified => return None,
            Change::Added => Self::Starts,
            Change::Removed => Self::Stops,
            Change::Changed => Self::Changes,
            Change::Unchanged => Self::Keeps,
        })
    }

    /// After the number of agents: `2 agents start`.
    #[must_use]
    pub const fn verb(self, one: bool) -> &'static str {
        match (self, one) {
            (Self::Starts, true) => "starts to run it",
            (Self::Starts, false) => "start to run it",
            (Self::Stops, true) => "stops to run it",
            (Self::Stops, false) => "stop to run it",
            (Self::Changes, true) => "runs it differently",
            (Self::Changes, false) => "run it differently",
            (Self::Keeps, true) => "goes on as before",
            (Self::Keeps, false) => "go on as before",
        }
    }

    /// The sign in front of it.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Starts => "+",
            Self::Stops => "−",
            Self::Changes => "~",
            Self::Keeps => "=",
        }
    }

    /// What its colour says. To stop measuring is no failure, but worth a look.
    #[must_use]
    pub const fn tone(self) -> Tone {
        match self {
            Self::Starts => Tone::Good,
            Self::Stops => Tone::Warning,
            Self::Changes => Tone::Info,
            Self::Keeps => Tone::Neutral,
        }
    }
}

/// Agents with which the same happens.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentGroup {
    /// What happens.
    pub change: AgentChange,
    /// How many; the list may be shorter.
    pub n_agents: u32,
    /// Those that were named.
    pub agents: Vec<Agent>,
}

/// The agents of a preview by what happens to them, groups without agents left out.
#[must_use]
pub fn agent_groups(preview: &PreviewCheckResponse) -> Vec<AgentGroup> {
    let counted = [
        (AgentChange::Starts, preview.added_agents),
        (AgentChange::Stops, preview.removed_agents),
        (AgentChange::Changes, preview.changed_agents),
        (AgentChange::Keeps, preview.unchanged_agents),
    ];
    let group = |(change, n_agents): (AgentChange, u32)| {
        let agents = preview.agents.iter().filter(|agent| AgentChange::of(agent.change()) == Some(change));
        AgentGroup { change, n_agents, agents: agents.cloned().collect() }
    };
    counted.into_iter().filter(|(_, n_agents)| *n_agents > 0).map(group).collect()
}

/// How often something happens, in the unit that gives a number people can see: `12.5/s`, `4/min`, `1/h`.
#[must_use]
pub fn pace(per_second: f64) -> String {
    let per = |seconds: f64, unit: &str| format!("{}/{unit}", number(per_second * seconds));
    match per_second {
        none if none <= 0.0 => "none".to_owned(),
        slow if slow * 60.0 < 1.0 => per(3_600.0, "h"),
        slow if slow < 1.0 => per(60.0, "min"),
        fast => rate(fast),
    }
}

/// Asks whom a selector reaches, whatever the rest of the form looks like. The answer is about a check that nobody makes.
#[must_use]
pub fn reach_request(agent_selector: &str) -> PreviewCheckRequest {
    let check = Check {
        // Longer than what people type, so that it is nobody's name.
        slug: "x".repeat(63),
        spec: Some(Spec::Tcp(TcpCheck { port: 1, read_number: false })),
        targets: vec!["localhost".to_owned()],
        agent_selector: agent_selector.to_owned(),
        ..Check::default()
    };
    PreviewCheckRequest { check: Some(check), update_mask: None }
}

/// Of what was found, the paths of fields that are empty and must not be: they are to be filled in, not wrong.
#[must_use]
pub fn needs(form: &CheckForm, found: &[FieldFailure]) -> Vec<&'static str> {
    let empty = [
        ("targets", form.targets.trim().is_empty()),
        ("slug", form.slug.trim().is_empty()),
        ("tcp.port", form.tcp.port.trim().is_empty()),
        ("dns.query_name", form.dns.query_name.trim().is_empty()),
    ];
    let is_found = |path: &str| found.iter().any(|finding| finding.path == path);
    empty.into_iter().filter(|(path, empty)| *empty && is_found(path)).map(|(path, _)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_form::CheckKind;

    fn agent(name: &str, change: Change) -> Agent {
        Agent { agent: name.to_owned(), change: change.into(), ..Agent::default() }
    }

    #[test]
    fn agents_are_grouped_by_what_happens_to_them() {
        let preview = PreviewCheckResponse {
            agents: vec![
                agent("a", Change::Unchanged),
                agent("b", Change::Added),
                agent("c", Change::Unspecified),
                agent("d", Change::Added),
            ],
            added_agents: 700,
            unchanged_agents: 1,
            ..PreviewCheckResponse::default()
        };

        let groups = agent_groups(&preview);

        let told: Vec<(AgentChange, u32, usize)> =
            groups.iter().map(|group| (group.change, group.n_agents, group.agents.len())).collect();
        assert_eq!(told, [(AgentChange::Starts, 700, 2), (AgentChange::Keeps, 1, 1)]);
    }

    #[test]
    fn a_pace_has_a_unit_that_suits_it() {
        for (per_second, want) in
            [(0.0, "none"), (12.5, "12.5/s"), (1.0, "1/s"), (4.0 / 60.0, "4/min"), (0.001, "3.6/h")]
        {
            assert_eq!(pace(per_second), want);
        }
    }

    #[test]
    fn reach_is_asked_with_a_check_that_is_right() {
        let request = reach_request("site=ams");

        let check = nocturne_proto::convert::api::check_from_wire(&request.check.unwrap()).check().unwrap();

        assert_eq!(check.agent_selector.to_string(), "site=ams");
    }

    #[test]
    fn an_empty_form_needs_things_and_is_not_wrong() {
        for (kind, want) in [
            (CheckKind::Http, vec!["targets", "slug"]),
            (CheckKind::Tcp, vec!["targets", "slug", "tcp.port"]),
            (CheckKind::Dns, vec!["targets", "slug", "dns.query_name"]),
        ] {
            let form = CheckForm::new(kind);
            assert_eq!(needs(&form, &form.to_check().unwrap_err()), want, "{kind:?}");
        }
        let mut form = CheckForm::new(CheckKind::Icmp);
        form.targets = "!".to_owned();
        form.slug = "X".to_owned();
        assert_eq!(needs(&form, &form.to_check().unwrap_err()), Vec::<&str>::new());
    }
}
