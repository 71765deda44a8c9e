//! Watching: who may, what, and from where on.

use std::time::Duration;

use nocturne_core::access::Permission;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    selector::Selector,
};

use crate::{
    api_state::ApiState,
    app::auth::{Caller, Principal},
    error::ApiError,
    live::{
        event::{Filter, Topic},
        log::Position,
        subscription::Subscription,
    },
};

/// When it is worth trying again after a limit was reached: about as long as a page is looked at.
const FULL_WAIT: Duration = Duration::from_secs(10);
/// Entries of a list of topics that are looked at; more than there are topics is a mistake, and findings must fit into
/// an answer's head.
const MAX_TOPICS: usize = 16;
const TOPICS: &str = "TOPIC_AGENTS, TOPIC_CHECKS, TOPIC_CHECK_EVENTS, TOPIC_VALUES, TOPIC_GAPS";

/// What somebody wants to watch, as they said it.
#[derive(Debug, Clone, Default)]
pub struct WatchInput {
    /// Topics; a number that is none as it is.
    pub topics: Vec<Result<Topic, i32>>,
    /// Label selector over values.
    pub selector: String,
    /// Where they were; empty begins here.
    pub resume_token: String,
}

/// Begins to watch.
///
/// # Errors
///
/// [`ApiError::Invalid`] with everything that is wrong; [`ApiError::Forbidden`]; [`ApiError::Exhausted`] when too many
/// watches are open.
pub fn watch_begin(
    state: &ApiState,
    principal: &Principal,
    input: &WatchInput,
) -> Result<Subscription, ApiError> {
    let (filter, from) = checked(input)?;
    watch_permit(principal, &filter)?;
    let caller = match principal.caller {
        Caller::User(user_id) => user_id.uuid(),
        Caller::ApiToken(api_token_id) => api_token_id.uuid(),
    };
    state
        .live
        .subscribe(principal.org_id, caller, filter, from)
        .map_err(|full| ApiError::Exhausted { message: full.to_string(), retry_after: FULL_WAIT })
}

/// Looks again whether the caller may go on watching.
///
/// # Errors
///
/// [`ApiError::Unauthenticated`] when the credential ended; [`ApiError::Forbidden`]; the store's, which says nothing
/// about the caller.
pub async fn watch_prove(
    state: &ApiState,
    principal: &Principal,
    filter: &Filter,
) -> Result<Principal, ApiError> {
    let principal = state.auth.prove(principal).await?;
    watch_permit(&principal, filter)?;
    Ok(principal)
}

/// The permission to list what a topic tells of.
#[must_use]
pub const fn permission(topic: Topic) -> Permission {
    match topic {
        Topic::Agents => Permission::AgentsRead,
        Topic::Checks => Permission::ChecksRead,
        Topic::CheckEvents | Topic::Values | Topic::Gaps => Permission::TelemetryRead,
    }
}

fn watch_permit(principal: &Principal, filter: &Filter) -> Result<(), ApiError> {
    let lacks =
        |topic: &Topic| Some(permission(*topic)).filter(|needed| !principal.permissions.contains(*needed));
    match filter.topics.iter().find_map(lacks) {
        None => Ok(()),
        Some(permission) => {
            Err(ApiError::Forbidden { name: principal.label(), role: principal.role.clone(), permission })
        }
    }
}

fn checked(input: &WatchInput) -> Result<(Filter, Option<Position>), FieldErrors> {
    let mut found = Vec::new();
    let mut filter = Filter::default();
    let n_topics = input.topics.len();
    if n_topics == 0 {
        found.push(FieldError::new("topics", format!("is empty; name at least one of {TOPICS}")));
    }
    if n_topics > MAX_TOPICS {
        found.push(FieldError::new("topics", format!("has {n_topics} entries; there are only {TOPICS}")));
    }
    for (index, topic) in input.topics.iter().take(MAX_TOPICS).enumerate() {
        match topic {
            Ok(topic) => drop(filter.topics.insert(*topic)),
            Err(number) => {
                let reason = format!("{number} is not a topic; there are {TOPICS}");
                found.push(FieldError::new(format!("topics[{index}]"), reason));
            }
        }
    }
    match input.selector.parse::<Selector>() {
        Ok(selector) => filter.selector = selector,
        Err(error) => found.push(FieldError::new("selector", error.to_string())),
    }
    if !input.selector.is_empty() && !filter.topics.contains(&Topic::Values) {
        found.push(FieldError::new("selector", "is for TOPIC_VALUES only; add that topic or leave it empty"));
    }
    let from = Position::from_token(&input.resume_token);
    if from.is_none() && !input.resume_token.is_empty() {
        found.push(FieldError::new(
            "resume_token",
            "is not one that a watch gave out; leave it empty to begin here",
        ));
    }
    FieldErrors::check(found).map(|()| (filter, from))
}

#[cfg(test)]
mod tests {
    use nocturne_shared::id::{OrgId, UserId};

    use super::*;
    use crate::app::auth::Proof;

    fn fields(input: &WatchInput) -> Vec<String> {
        match checked(input) {
            Ok(_) => Vec::new(),
            Err(FieldErrors(found)) => found.into_iter().map(|finding| finding.field).collect(),
        }
    }

    #[test]
    fn everything_wrong_with_a_watch_is_named_at_once() {
        let input = |topics: &[Result<Topic, i32>], selector: &str, resume_token: &str| WatchInput {
            topics: topics.to_vec(),
            selector: selector.to_owned(),
            resume_token: resume_token.to_owned(),
        };

        let cases: [(WatchInput, &[&str]); 8] = [
            (input(&[Ok(Topic::Agents)], "", ""), &[]),
            (input(&[Ok(Topic::Values), Ok(Topic::Values)], "check=web", ""), &[]),
            (input(&[], "", ""), &["topics"]),
            (input(&[Ok(Topic::Agents); 100_000], "", ""), &["topics"]),
            (input(&[Ok(Topic::Gaps), Err(0), Err(99)], "", ""), &["topics[1]", "topics[2]"]),
            (input(&[Ok(Topic::Gaps)], "check=web", ""), &["selector"]),
            (input(&[Ok(Topic::Values)], "a b", "nonsense"), &["selector", "resume_token"]),
            (input(&[], "a b", "x"), &["topics", "selector", "selector", "resume_token"]),
        ];
        for (input, want) in cases {
            assert_eq!(fields(&input), want, "{input:?}");
        }
    }

    #[test]
    fn each_topic_asks_for_the_permission_to_list_the_same_and_names_it() {
        let principal = |lacking: Option<Permission>| Principal {
            org_id: OrgId::from_parts(1, &[1; 10]),
            caller: Caller::User(UserId::from_parts(1, &[1; 10])),
            role: "viewer".to_owned(),
            permissions: Permission::ALL.iter().copied().filter(|held| Some(*held) != lacking).collect(),
            must_change_password: false,
            name: "ada".to_owned(),
            proof: Proof::ApiToken { sha256: [0; 32], expires_at: None },
        };
        let permit = |topics: &[Topic], lacking: Permission| {
            let filter = Filter { topics: topics.iter().copied().collect(), ..Filter::default() };
            watch_permit(&principal(Some(lacking)), &filter)
        };

        for topic in Topic::ALL {
            let needed = permission(topic);
            let refused = permit(&[topic], needed).unwrap_err().to_string();
            assert!(refused.contains(&format!("`{needed}`")), "{refused}");
            for other in Permission::ALL.iter().filter(|other| **other != needed) {
                assert!(permit(&[topic], *other).is_ok(), "{topic:?} without {other}");
            }
        }
        assert!(permit(&Topic::ALL, Permission::ChecksRead).is_err());
        assert!(watch_permit(&principal(None), &Filter::default()).is_ok());
    }
}
