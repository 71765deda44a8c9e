//! How far a join token has come.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, JoinToken, agent::Presence, join_token::State};

use crate::format::timestamp;

/// A token that ends within this time is marked.
const SOON: Duration = Duration::from_mins(10);

/// From a token to an agent that measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JoinStage {
    /// Nobody used it yet.
    Waiting,
    /// An agent has its identity and was not heard from.
    Enrolled,
    /// That agent is there.
    Online,
    /// That agent was there and is not now.
    Offline,
    /// That agent was revoked since.
    AgentRevoked,
    /// Its time is over and nobody used it.
    Expired,
    /// It was ended.
    Revoked,
}

/// `agent` is the one that redeemed the token, as far as it is known.
#[must_use]
pub fn join_stage(token: &JoinToken, agent: Option<&Agent>) -> JoinStage {
    match token.state() {
        State::Unspecified | State::Open => JoinStage::Waiting,
        State::Expired => JoinStage::Expired,
        State::Revoked => JoinStage::Revoked,
        State::Redeemed => match agent.map(Agent::presence) {
            None | Some(Presence::Unspecified | Presence::Pending) => JoinStage::Enrolled,
            Some(Presence::Online) => JoinStage::Online,
            Some(Presence::Offline) => JoinStage::Offline,
            Some(Presence::Revoked) => JoinStage::AgentRevoked,
        },
    }
}

impl JoinStage {
    /// True when waiting longer changes nothing.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Online | Self::AgentRevoked | Self::Expired | Self::Revoked)
    }
}

/// How many can still be redeemed.
#[must_use]
pub fn n_open(tokens: &[JoinToken]) -> usize {
    tokens.iter().filter(|token| token.state() == State::Open).count()
}

/// True for an open token that ends in the next minutes.
#[must_use]
pub fn ends_soon(token: &JoinToken, now: Timestamp) -> bool {
    let left = timestamp(token.expire_time.as_ref()).map(|ends| ends.duration_since(now));
    token.state() == State::Open
        && left.is_some_and(|left| Duration::try_from(left).unwrap_or_default() < SOON)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(state: State) -> JoinToken {
        JoinToken { state: state.into(), ..JoinToken::default() }
    }

    #[test]
    fn a_token_comes_from_waiting_over_enrolled_to_online() {
        let agent = |presence: Presence| Agent { presence: presence.into(), ..Agent::default() };

        assert_eq!(join_stage(&token(State::Open), None), JoinStage::Waiting);
        assert_eq!(join_stage(&token(State::Redeemed), None), JoinStage::Enrolled);
        let pending = agent(Presence::Pending);
        assert_eq!(join_stage(&token(State::Redeemed), Some(&pending)), JoinStage::Enrolled);
        let online = agent(Presence::Online);
        assert_eq!(join_stage(&token(State::Redeemed), Some(&online)), JoinStage::Online);
        assert!(JoinStage::Online.is_final() && !JoinStage::Enrolled.is_final());
    }

    #[test]
    fn only_open_tokens_count_and_end_soon() {
        let now = Timestamp::from_second(1_000).expect("in range");
        let ends = |state: State, seconds: i64| JoinToken {
            expire_time: Some(prost_types::Timestamp { seconds, nanos: 0 }),
            ..token(state)
        };

        assert_eq!(n_open(&[token(State::Open), token(State::Expired), token(State::Redeemed)]), 1);
        assert!(ends_soon(&ends(State::Open, 1_100), now));
        assert!(!ends_soon(&ends(State::Open, 5_000), now));
        assert!(!ends_soon(&ends(State::Revoked, 1_100), now));
    }
}
