//! Typed refusals of agents: a gRPC status whose `nocturne-refusal` metadata names the reason.

use nocturne_proto::agent::v1::Refusal;
use tonic::{Code, Status, metadata::MetadataValue};

/// Metadata key; the value is the enum's name without prefix, lower case.
pub const KEY: &str = "nocturne-refusal";

/// The status that tells an agent why, in words for a technician and in a word for the program.
#[must_use]
pub fn status(refusal: Refusal) -> Status {
    let (code, text) = match refusal {
        Refusal::Unspecified => (Code::PermissionDenied, "refused"),
        Refusal::Expired => (
            Code::Unauthenticated,
            "the agent's certificate has expired; enrol it again with a fresh join token",
        ),
        Refusal::Revoked => (
            Code::PermissionDenied,
            "an administrator revoked this agent; enrol it again with a fresh join token if that is wanted",
        ),
        Refusal::NotActive => (Code::PermissionDenied, "this agent is not active; ask an administrator"),
        Refusal::Unknown => (
            Code::PermissionDenied,
            "this coordinator does not know the agent; is the address that of the installation it enrolled with?",
        ),
        Refusal::MustRecover => (
            Code::PermissionDenied,
            "the certificate was replaced by a later one; was this state directory copied or restored from a backup?",
        ),
        Refusal::TokenUnknown => (
            Code::PermissionDenied,
            "no such join token; was it copied whole? Make one with: noctl tokens create --site NAME",
        ),
        Refusal::TokenUsed => (
            Code::PermissionDenied,
            "the join token was used already; each one admits a single agent. Make another with: noctl tokens create --site NAME",
        ),
        Refusal::TokenExpired => (
            Code::PermissionDenied,
            "the join token has expired. Make another with: noctl tokens create --site NAME",
        ),
        Refusal::TokenRevoked => (
            Code::PermissionDenied,
            "the join token was revoked. Make another with: noctl tokens create --site NAME",
        ),
        Refusal::NoCertificate => (
            Code::Unauthenticated,
            "no client certificate was presented; enrol first with: nocturne-agent enrol",
        ),
    };
    let mut status = Status::new(code, text);
    let name = refusal.as_str_name().trim_start_matches("REFUSAL_").to_ascii_lowercase();
    if let Ok(value) = MetadataValue::try_from(name) {
        status.metadata_mut().insert(KEY, value);
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_travels_as_a_word() {
        let status = status(Refusal::TokenUsed);

        assert_eq!(status.metadata().get(KEY).unwrap(), "token_used");
        assert_eq!(status.code(), Code::PermissionDenied);
    }
}
