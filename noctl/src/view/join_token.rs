//! Join tokens.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::{label::Labels, time::Timestamp};
use serde::Serialize;

use super::{Column, Value, View, detail, labels_of, listed, time_of};
use crate::output::{Look, Tone};

/// One join token, without its secret.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct JoinToken {
    /// Id.
    pub join_token_id: String,
    site: String,
    labels: Labels,
    state: &'static str,
    create_time: Option<Timestamp>,
    expire_time: Option<Timestamp>,
    agent_id: String,
    agent_slug: String,
}

impl From<wire::JoinToken> for JoinToken {
    fn from(token: wire::JoinToken) -> Self {
        Self {
            state: match token.state() {
                wire::join_token::State::Unspecified => "UNSPECIFIED",
                wire::join_token::State::Open => "OPEN",
                wire::join_token::State::Redeemed => "REDEEMED",
                wire::join_token::State::Expired => "EXPIRED",
                wire::join_token::State::Revoked => "REVOKED",
            },
            join_token_id: token.join_token_id,
            site: token.site,
            labels: labels_of(token.labels),
            create_time: time_of(token.create_time),
            expire_time: time_of(token.expire_time),
            agent_id: token.agent_id,
            agent_slug: token.agent_slug,
        }
    }
}

impl View for JoinToken {
    const COLUMNS: &'static [Column] = &[
        listed("join_token_id", "ID"),
        listed("site", "SITE"),
        listed("state", "STATE"),
        listed("expire_time", "ENDS"),
        listed("agent_slug", "NAME"),
        listed("labels", "LABELS"),
        detail("create_time", "MADE"),
        detail("agent_id", "AGENT"),
    ];
    const EMPTY: &'static str = "No join tokens. Make one with `noctl tokens create --site NAME`.";

    fn values(&self) -> Vec<Value> {
        let tone = if self.state == "OPEN" { Tone::Good } else { Tone::Dim };
        vec![
            Value::Text(self.join_token_id.clone()),
            Value::Text(self.site.clone()),
            Value::Status { word: self.state, tone },
            Value::Age(self.expire_time),
            Value::Text(self.agent_slug.clone()),
            Value::Labels(self.labels.clone()),
            Value::Age(self.create_time),
            Value::Text(self.agent_id.clone()),
        ]
    }
}

/// A join token just made, with the secret that is shown only then.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct JoinTokenCreated {
    join_token: Option<JoinToken>,
    secret: String,
    site_created: bool,
    agent_address: String,
    /// Reads the token from standard input, so that no list of processes shows it; not a field of the API.
    enrol_command: String,
}

impl From<wire::CreateJoinTokenResponse> for JoinTokenCreated {
    fn from(answer: wire::CreateJoinTokenResponse) -> Self {
        Self {
            enrol_command: format!(
                "nocturne-agent enrol --coordinator {} --state /var/lib/nocturne-agent --token-file -",
                answer.agent_address
            ),
            join_token: answer.join_token.map(JoinToken::from),
            secret: answer.secret,
            site_created: answer.site_created,
            agent_address: answer.agent_address,
        }
    }
}

impl JoinTokenCreated {
    /// What the technician needs, for people.
    pub(crate) fn text(&self, look: &Look) -> String {
        let (site, ends, id) = self.join_token.as_ref().map_or(("-", String::new(), "-"), |token| {
            let ends = token.expire_time.map(|at| crate::human::age(at, look.now)).unwrap_or_default();
            (token.site.as_str(), ends, token.join_token_id.as_str())
        });
        let created = if self.site_created { "Site did not exist and was created." } else { "Site exists." };
        let mut text = vec![
            format!("Join token {id} for one agent at site {site}; ends {ends}. {created}"),
            String::new(),
            "Run this once on the agent's host, as the user that will run the agent:".to_owned(),
            String::new(),
            format!("{} <<'TOKEN'", self.enrol_command),
            self.secret.clone(),
            "TOKEN".to_owned(),
            String::new(),
            "The token works once and is not shown again.".to_owned(),
        ];
        if self.only_from_its_host() {
            text.push(format!(
                "Only the coordinator's own host reaches {}: for agents elsewhere, set agents.listen and \
                 agents.advertise in the coordinator's configuration. `nocturne-coordinator dev` and the demo are for agents on their host.",
                self.agent_address
            ));
        }
        text.iter().map(|line| crate::human::clean(line) + "\n").collect()
    }
}

impl JoinTokenCreated {
    fn only_from_its_host(&self) -> bool {
        let address = self.agent_address.parse::<std::net::SocketAddr>();
        address.is_ok_and(|address| address.ip().is_loopback() || address.ip().is_unspecified())
    }
}

impl View for JoinTokenCreated {
    const COLUMNS: &'static [Column] = &[
        listed("join_token_id", "ID"),
        listed("site", "SITE"),
        listed("expire_time", "ENDS"),
        listed("secret", "TOKEN"),
        listed("site_created", "SITE CREATED"),
        listed("agent_address", "COORDINATOR"),
        detail("enrol_command", "COMMAND"),
    ];
    const EMPTY: &'static str = "No token was made.";

    fn values(&self) -> Vec<Value> {
        let token = self.join_token.as_ref();
        vec![
            Value::Text(token.map(|token| token.join_token_id.clone()).unwrap_or_default()),
            Value::Text(token.map(|token| token.site.clone()).unwrap_or_default()),
            Value::Time(token.and_then(|token| token.expire_time)),
            Value::Text(self.secret.clone()),
            Value::Flag(self.site_created),
            Value::Text(self.agent_address.clone()),
            Value::Text(self.enrol_command.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(agent_address: &str) -> (String, String) {
        let created = JoinTokenCreated::from(wire::CreateJoinTokenResponse {
            secret: "noc1.id.secret.pin".to_owned(),
            agent_address: agent_address.to_owned(),
            ..wire::CreateJoinTokenResponse::default()
        });
        (created.text(&Look::of_stdout(true)), created.enrol_command)
    }

    #[test]
    fn the_token_is_the_input_of_the_command_and_no_argument() {
        let (text, command) = said("coordinator.example.org:8443");

        assert!(!command.contains("noc1.") && command.ends_with("--token-file -"), "{command}");
        assert!(text.contains(&format!("\n{command} <<'TOKEN'\nnoc1.id.secret.pin\nTOKEN\n")), "{text}");
        assert!(!text.contains("agents.advertise"), "{text}");
    }

    #[test]
    fn an_address_that_only_one_host_reaches_is_said_to_be_one() {
        for address in ["127.0.0.1:42817", "[::1]:8443", "0.0.0.0:8443"] {
            let (text, _) = said(address);

            assert!(text.contains(&format!("own host reaches {address}")), "{text}");
        }
    }
}
