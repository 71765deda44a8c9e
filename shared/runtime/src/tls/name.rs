//! Who a certificate speaks for.

use std::{fmt, str::FromStr};

use uuid::Uuid;

/// What every name of ours starts with. Other URIs in a certificate are none of our business.
pub const SCHEME: &str = "nocturne://";

/// RFC 1035 §2.3.4: no DNS name is longer, and trust domains look like one.
const MAX_TRUST_DOMAIN: usize = 253;

/// The identity in a certificate, the only one a connection has.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PeerName {
    /// `nocturne://<trust-domain>/coordinator`
    Coordinator {
        /// `[a-z0-9.-]+`
        trust_domain: String,
    },
    /// `nocturne://<trust-domain>/org/<org-id>/agent/<agent-id>`
    Agent {
        /// `[a-z0-9.-]+`
        trust_domain: String,
        /// The organization the agent belongs to.
        org_id: Uuid,
        /// The agent itself.
        agent_id: Uuid,
    },
}

/// The text is not a name; one identity has exactly one spelling.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a Nocturne identity")]
pub struct BadPeerName(pub String);

impl PeerName {
    /// The trust domain the name belongs to.
    #[must_use]
    pub fn trust_domain(&self) -> &str {
        match self {
            Self::Coordinator { trust_domain } | Self::Agent { trust_domain, .. } => trust_domain,
        }
    }
}

impl fmt::Display for PeerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Coordinator { trust_domain } => write!(f, "{SCHEME}{trust_domain}/coordinator"),
            Self::Agent { trust_domain, org_id, agent_id } => {
                write!(f, "{SCHEME}{trust_domain}/org/{org_id}/agent/{agent_id}")
            }
        }
    }
}

impl FromStr for PeerName {
    type Err = BadPeerName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text)
            // The UUID parser takes braces, capitals and missing hyphens.
            .filter(|name| name.to_string() == text)
            .ok_or_else(|| BadPeerName(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<PeerName> {
    let (trust_domain, path) = text.strip_prefix(SCHEME)?.split_once('/')?;
    if !is_trust_domain(trust_domain) {
        return None;
    }
    let trust_domain = trust_domain.to_owned();
    if path == "coordinator" {
        return Some(PeerName::Coordinator { trust_domain });
    }
    let (org_id, agent_id) = path.strip_prefix("org/")?.split_once("/agent/")?;
    Some(PeerName::Agent { trust_domain, org_id: org_id.parse().ok()?, agent_id: agent_id.parse().ok()? })
}

fn is_trust_domain(text: &str) -> bool {
    let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    (1..=MAX_TRUST_DOMAIN).contains(&text.len()) && text.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGENT: &str = "nocturne://lab.example-1/org/0192f0c1-2e4a-7c3b-8d5e-6f708192a3b4\
                         /agent/0192f0c1-2e4a-7c3b-8d5e-6f708192a3b5";

    #[test]
    fn names_survive_a_round_trip() {
        for text in ["nocturne://prod/coordinator", AGENT] {
            let name: PeerName = text.parse().expect("a name");

            assert_eq!(name.to_string(), text);
        }
    }

    #[test]
    fn an_agent_name_carries_both_ids() {
        let name: PeerName = AGENT.parse().expect("a name");

        let PeerName::Agent { trust_domain, org_id, agent_id } = name else {
            panic!("{name} is no agent");
        };
        assert_eq!(trust_domain, "lab.example-1");
        assert_eq!(org_id.to_string(), "0192f0c1-2e4a-7c3b-8d5e-6f708192a3b4");
        assert_eq!(agent_id.to_string(), "0192f0c1-2e4a-7c3b-8d5e-6f708192a3b5");
    }

    #[test]
    fn there_is_one_spelling_only() {
        let long = format!("nocturne://{}/coordinator", "a".repeat(254));
        let refused = [
            "",
            "nocturne://",
            "nocturne:///coordinator",
            "nocturne://prod",
            "nocturne://prod/",
            "nocturne://prod/coordinator/",
            "nocturne://prod/Coordinator",
            "Nocturne://prod/coordinator",
            "spiffe://prod/coordinator",
            "nocturne://PROD/coordinator",
            "nocturne://pr od/coordinator",
            "nocturne://prod:80/coordinator",
            "nocturne://user@prod/coordinator",
            "nocturne://prod/coordinator?x",
            " nocturne://prod/coordinator",
            &long,
            &AGENT.to_uppercase().replace("NOCTURNE://LAB.EXAMPLE-1/ORG", "nocturne://lab/org"),
            &AGENT.replace('-', ""),
            &format!("{AGENT}/agent/0192f0c1-2e4a-7c3b-8d5e-6f708192a3b5"),
            "nocturne://prod/org/x/agent/y",
        ];
        for text in refused {
            assert!(text.parse::<PeerName>().is_err(), "{text:?} was taken");
        }
    }
}
