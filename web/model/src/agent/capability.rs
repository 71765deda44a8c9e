//! What an agent's build and host can do.

use nocturne_proto::api::v1::{Agent, agent::Presence};

use crate::status::Tone;

/// Something an agent can do, or what it lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capability {
    /// As the agent spells it, e.g. `icmp.raw`; `icmp` when it has no way at all.
    pub name: String,
    /// What it means.
    pub meaning: &'static str,
    /// Commands for the agent's host that would change it, one of them is enough.
    pub remedies: &'static [(&'static str, &'static str)],
    /// Good, or a warning when something is lacking.
    pub tone: Tone,
}

/// Ways to let an agent send ICMP, the narrower first.
const ICMP_REMEDIES: &[(&str, &str)] = &[
    (
        "As a systemd service: allow raw sockets",
        "sudo systemctl edit nocturne-agent\n# add:\n[Service]\nAmbientCapabilities=CAP_NET_RAW",
    ),
    (
        "Without a service manager: on the program itself",
        "sudo setcap cap_net_raw+ep \"$(command -v nocturne-agent)\"",
    ),
    ("Or allow ping sockets to every group", "sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'"),
];

/// What the agent said it can do, and that it lacks ICMP when it does. Empty when it has not said anything yet.
#[must_use]
pub fn capabilities(agent: &Agent) -> Vec<Capability> {
    if agent.capabilities.is_empty() && agent.presence() == Presence::Pending {
        return Vec::new();
    }
    let mut all: Vec<Capability> = agent.capabilities.iter().map(|name| known(name)).collect();
    if !agent.capabilities.iter().any(|name| name.starts_with("icmp.")) {
        all.push(Capability {
            name: "icmp".to_owned(),
            meaning: "Not permitted: its ICMP checks are inconclusive, which says nothing about their targets. Allow it \
                      on the agent's host in one of these ways, then restart the agent.",
            remedies: ICMP_REMEDIES,
            tone: Tone::Warning,
        });
    }
    all
}

fn known(name: &str) -> Capability {
    let meaning = match name {
        "tcp" => "Opens TCP connections, and can wait for a greeting.",
        "dns" => "Asks name servers and looks at their answers.",
        "http" => "Fetches over HTTP and HTTPS and looks at status, headers, body and certificate.",
        "icmp.raw" => "Pings with raw sockets: sees echo replies, and errors of the routers between.",
        "icmp.datagram" => {
            "Pings with the kernel's ping sockets: sees echo replies and no ICMP errors, so an unreachable target shows \
             as a timeout."
        }
        _ => "",
    };
    Capability { name: name.to_owned(), meaning, remedies: &[], tone: Tone::Good }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(names: &[&str], presence: Presence) -> Agent {
        Agent {
            capabilities: names.iter().map(|name| (*name).to_owned()).collect(),
            presence: presence.into(),
            ..Agent::default()
        }
    }

    #[test]
    fn an_agent_without_icmp_is_told_what_to_do() {
        let all = capabilities(&agent(&["tcp", "dns", "http"], Presence::Online));

        let last = all.last().expect("there are four");
        assert_eq!((last.name.as_str(), last.tone), ("icmp", Tone::Warning));
        assert!(!last.remedies.is_empty());
    }

    #[test]
    fn either_kind_of_icmp_is_enough() {
        for kind in ["icmp.raw", "icmp.datagram"] {
            let all = capabilities(&agent(&["tcp", kind], Presence::Offline));

            assert_eq!(all.len(), 2);
            assert!(
                all.iter().all(|capability| capability.tone == Tone::Good && !capability.meaning.is_empty())
            );
        }
    }

    #[test]
    fn nothing_is_claimed_of_an_agent_that_has_not_spoken() {
        assert_eq!(capabilities(&agent(&[], Presence::Pending)), []);
    }

    #[test]
    fn what_a_later_agent_can_do_is_shown_by_its_name() {
        let all = capabilities(&agent(&["path.trace", "icmp.raw"], Presence::Online));

        assert_eq!(all.first().map(|capability| capability.name.as_str()), Some("path.trace"));
    }
}
