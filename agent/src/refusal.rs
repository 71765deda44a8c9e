//! What the coordinator says when it says no, in sentences a technician can act on.

use nocturne_proto::{
    agent::v1::Refusal,
    convert::agent::{REFUSAL_KEY, refusal_from_metadata},
};
use tonic::{Code, Status};

/// The typed refusal in a status, if there is one.
#[must_use]
pub fn refusal_of(status: &Status) -> Option<Refusal> {
    status.metadata().get(REFUSAL_KEY)?.to_str().ok().and_then(refusal_from_metadata)
}

/// What happened, what it means, what to do.
#[must_use]
pub const fn sentence(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Expired => {
            "the coordinator refuses this agent: its certificate has expired. It was away for longer than a certificate \
             lives, or the clock of one of the hosts is wrong. Check the clocks; if they are right, move the identity \
             directory away and enrol again with a new token (what is spooled is kept)"
        }
        Refusal::Revoked => {
            "the coordinator refuses this agent: an administrator revoked it. Revocation is for good. If that was not \
             meant, move the identity directory away and enrol again with a new token"
        }
        Refusal::NotActive => {
            "the coordinator knows this agent but does not let it work. Ask an administrator; `noctl agents show` says \
             in which state it is"
        }
        Refusal::Unknown => {
            "the coordinator does not know this agent. It was removed, or this is another coordinator, or its database \
             was restored from before this agent enrolled. Check the address; if it is right, move the identity \
             directory away and enrol again with a new token"
        }
        Refusal::MustRecover => {
            "the coordinator replaced this agent's certificate by a later one that this host does not have: this \
             directory was restored from a copy, or runs on two hosts. Stop the other agent, or move the identity \
             directory away and enrol again with a new token"
        }
        Refusal::TokenUnknown => {
            "the coordinator does not know this join token: it was made by another coordinator, or damaged while \
             copying. Copy it again, or make one with `noctl tokens create --site NAME`"
        }
        Refusal::TokenUsed => {
            "this join token was used already. A token is for one agent: make another with \
             `noctl tokens create --site NAME`. If nobody of yours used it, revoke the agent that did"
        }
        Refusal::TokenExpired => {
            "this join token has expired. Make another with `noctl tokens create --site NAME`; `--ttl` lets it live longer"
        }
        Refusal::TokenRevoked => {
            "this join token was revoked by an administrator. Make another with `noctl tokens create --site NAME`"
        }
        Refusal::NoCertificate => {
            "the coordinator saw no certificate of this agent: something between them opens TLS (a proxy or load \
             balancer). Let the agent port through as plain TCP"
        }
        Refusal::Unspecified => "the coordinator refuses without saying why; its log does",
    }
}

/// Whether asking again soon is pointless: only a person can change the answer.
#[must_use]
pub const fn is_lasting(refusal: Refusal) -> bool {
    match refusal {
        Refusal::Expired
        | Refusal::Revoked
        | Refusal::NotActive
        | Refusal::Unknown
        | Refusal::MustRecover
        | Refusal::TokenUnknown
        | Refusal::TokenUsed
        | Refusal::TokenExpired
        | Refusal::TokenRevoked
        | Refusal::NoCertificate => true,
        Refusal::Unspecified => false,
    }
}

/// A status that carries no refusal, for people.
#[must_use]
pub fn status_sentence(status: &Status) -> String {
    let said = status.message();
    match status.code() {
        Code::Unavailable => {
            format!("the coordinator is not available at the moment ({said}); try again later")
        }
        Code::DeadlineExceeded => "the coordinator did not answer in time; try again later".to_owned(),
        Code::ResourceExhausted => {
            format!("the coordinator has too much to do or a limit was reached ({said}); try again later")
        }
        Code::Unimplemented => {
            "what answers is no agent port of a coordinator, or one of another version; check the port"
                .to_owned()
        }
        // How a missing client certificate shows itself when the connection is closed under a call.
        Code::Cancelled => format!("the coordinator closed the connection ({said}); its log says why"),
        code => format!("the coordinator answered {code:?}: {said}"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_refusal_has_a_sentence_with_something_to_do() {
        for code in 1..=10 {
            let refusal = Refusal::try_from(code).unwrap();
            let text = sentence(refusal);
            let advice = ["noctl", "enrol again", "Ask", "Check", "Let"];
            assert!(advice.iter().any(|word| text.contains(word)), "{text}");
        }
    }

    #[test]
    fn a_refusal_is_read_from_the_metadata() {
        let mut status = Status::permission_denied("no");
        assert_eq!(refusal_of(&status), None);

        status.metadata_mut().insert(REFUSAL_KEY, "token_used".parse().unwrap());

        assert_eq!(refusal_of(&status), Some(Refusal::TokenUsed));
    }
}
