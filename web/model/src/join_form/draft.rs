//! What was typed, and the request it makes.

use std::collections::HashMap;

use nocturne_proto::api::v1::{Agent, CreateJoinTokenRequest};

use crate::{
    failure::FieldFailure,
    format::{duration_parse, duration_to_proto},
};

/// Lives that are offered: the text of the duration, and what it is for.
pub const LIVES: [Life; 3] = [
    Life { value: "1h", label: "1 hour", meaning: "Long enough to walk to the machine." },
    Life { value: "24h", label: "24 hours", meaning: "For a machine that is set up today." },
    Life { value: "7d", label: "7 days", meaning: "For a machine that is sent to its site." },
];

/// A life of a token that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// As durations are typed.
    pub value: &'static str,
    /// For people.
    pub label: &'static str,
    /// What it is for.
    pub meaning: &'static str,
}

/// A join token to be, as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinDraft {
    /// Name of the site.
    pub site: String,
    /// Name of the agent; empty is derived from its host name.
    pub name: String,
    /// Labels, those that are still empty among them.
    pub labels: Vec<(String, String)>,
    /// How long the token works.
    pub life: String,
}

impl Default for JoinDraft {
    fn default() -> Self {
        let life = LIVES.first().map_or("1h", |life| life.value).to_owned();
        Self { site: String::new(), name: String::new(), labels: Vec::new(), life }
    }
}

impl JoinDraft {
    /// The life that is chosen among [`LIVES`]; `None` is another one.
    #[must_use]
    pub fn chosen_life(&self) -> Option<Life> {
        LIVES.into_iter().find(|life| life.value == self.life.trim())
    }

    /// The request without its id.
    ///
    /// # Errors
    ///
    /// What cannot be put into a request at all; everything else is the server's to judge.
    pub fn request(&self) -> Result<CreateJoinTokenRequest, Vec<FieldFailure>> {
        let mut found = Vec::new();
        let site = self.site.trim().to_owned();
        if site.is_empty() {
            found.push(FieldFailure::new("site", "is needed: checks choose agents by their site"));
        }
        let labels = self.labels(&mut found);
        let ttl = match duration_parse(&self.life) {
            Ok(life) => Some(duration_to_proto(life)),
            Err(error) => {
                found.push(FieldFailure::new("ttl", error.to_string()));
                None
            }
        };
        if !found.is_empty() {
            return Err(found);
        }
        let agent_slug = self.name.trim().to_owned();
        Ok(CreateJoinTokenRequest { site, labels, ttl, agent_slug, request_id: String::new() })
    }

    fn labels(&self, found: &mut Vec<FieldFailure>) -> HashMap<String, String> {
        let mut labels = HashMap::new();
        for (name, value) in &self.labels {
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() && value.is_empty() {
                continue;
            }
            if name.is_empty() {
                found.push(FieldFailure::new("labels", format!("the value {value:?} has no name")));
            } else if labels.insert(name.to_owned(), value.to_owned()).is_some() {
                found.push(FieldFailure::new("labels", format!("{name:?} is there twice")));
            }
        }
        labels
    }
}

/// The agent that has this name already, revoked ones among them: a token with it could never be redeemed.
#[must_use]
pub fn name_taken<'a>(agents: &'a [Agent], name: &str) -> Option<&'a Agent> {
    let name = name.trim();
    if name.is_empty() { None } else { agents.iter().find(|agent| agent.slug == name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(site: &str, labels: &[(&str, &str)], life: &str) -> JoinDraft {
        JoinDraft {
            site: site.to_owned(),
            labels: labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            life: life.to_owned(),
            ..JoinDraft::default()
        }
    }

    #[test]
    fn what_is_typed_becomes_the_request() {
        let request =
            draft(" ams ", &[("role", "edge"), ("", "")], "24h").request().expect("nothing is wrong");

        assert_eq!(request.site, "ams");
        assert_eq!(request.labels, HashMap::from([("role".to_owned(), "edge".to_owned())]));
        assert_eq!(request.ttl.map(|ttl| ttl.seconds), Some(86_400));
    }

    #[test]
    fn what_no_request_can_say_is_found_here_and_all_at_once() {
        let found =
            draft("", &[("role", "a"), ("role", "b"), ("", "x")], "soon").request().expect_err("it is wrong");

        let paths: Vec<&str> = found.iter().map(|finding| finding.path.as_str()).collect();
        assert_eq!(paths, ["site", "labels", "labels", "ttl"]);
    }

    #[test]
    fn every_life_that_is_offered_is_a_duration() {
        for life in LIVES {
            let draft = draft("ams", &[], life.value);

            assert!(draft.request().is_ok());
            assert_eq!(draft.chosen_life(), Some(life));
        }
        assert_eq!(draft("ams", &[], "3h").chosen_life(), None);
    }

    #[test]
    fn the_name_of_a_revoked_agent_is_taken_too() {
        let agents = [Agent { slug: "ams-1".to_owned(), ..Agent::default() }];

        assert!(name_taken(&agents, " ams-1 ").is_some());
        assert!(name_taken(&agents, "").is_none());
    }
}
