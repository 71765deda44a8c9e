//! What an agent is told to run: `nocturne_proto::convert::agent`.

use nocturne_proto::{
    agent::v1 as wire,
    convert::agent::{assignment_to_wire, try_desired_state_from_wire},
};
use prost::Message as _;

use crate::Limits;

/// Expressions are compiled, each with some hundred KiB at most; an empty check takes two bytes and has many faults.
pub const LIMITS: Limits = Limits { mutations: 8_000, base_bytes: 8 << 20, bytes_per_byte: 512 };

/// A hundred, and those of the check that was looked at last: each of its thousand targets may be wrong.
const MAX_FINDINGS: usize = 1_200;

/// What is accepted goes back to where it came from, and every finding says where.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let Ok(sent) = wire::DesiredState::decode(bytes) else { return false };
    let n_sent = sent.checks.len();
    let assignments = match try_desired_state_from_wire(&sent) {
        Ok(assignments) => assignments,
        Err(errors) => {
            assert!(!errors.0.is_empty(), "refused without a finding");
            assert!(errors.0.len() <= MAX_FINDINGS, "{} findings", errors.0.len());
            for finding in &errors.0 {
                assert!(finding.field.starts_with("checks["), "{finding}");
                assert!(!finding.reason.is_empty(), "{finding}");
            }
            return false;
        }
    };
    assert_eq!(assignments.len(), n_sent);

    let checks = assignments.iter().map(|assignment| {
        assignment_to_wire(
            assignment.check_id,
            assignment.revision,
            assignment.slug.as_str(),
            &assignment.spec,
        )
    });
    let written = wire::DesiredState { checks: checks.collect() };

    assert_eq!(try_desired_state_from_wire(&written).as_ref(), Ok(&assignments));
    true
}
