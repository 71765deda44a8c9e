//! How far an agent's clock is from the coordinator's.

use std::time::Duration;

use nocturne_proto::api::v1::Agent;

use crate::format;

/// Beyond it statuses and values stand visibly at another time than they were measured.
pub const CLOCK_TOLERANCE: Duration = Duration::from_secs(1);
/// From here on the clock is not late but wrong, and fractions say nothing.
const WRONG: Duration = Duration::from_mins(2);

/// An agent's clock against the coordinator's at the last heartbeat.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockOffset {
    /// Seconds; above 0 the agent's clock is ahead.
    pub seconds: f64,
    /// E.g. `+1.5 s`.
    pub text: String,
    /// One sentence.
    pub meaning: String,
    /// More than [`CLOCK_TOLERANCE`].
    pub is_far: bool,
}

/// `None` before the first heartbeat.
#[must_use]
pub fn clock_offset(agent: &Agent) -> Option<ClockOffset> {
    let offset = agent.clock_offset.as_ref()?;
    let nanos = i128::from(offset.seconds) * 1_000_000_000 + i128::from(offset.nanos);
    let length = Duration::from_nanos(u64::try_from(nanos.unsigned_abs()).unwrap_or(u64::MAX));
    let span = if length < WRONG { format::seconds(length.as_secs_f64()) } else { format::lasting(length) };
    let (sign, side) = match nanos.signum() {
        1 => ("+", Some("ahead of")),
        -1 => ("\u{2212}", Some("behind")),
        _ => ("", None),
    };
    let meaning = side.map_or_else(
        || "The agent's clock and the coordinator's agree.".to_owned(),
        |side| format!("The agent's clock is {span} {side} the coordinator's."),
    );
    let seconds = if nanos < 0 { -length.as_secs_f64() } else { length.as_secs_f64() };
    Some(ClockOffset { seconds, text: format!("{sign}{span}"), meaning, is_far: length > CLOCK_TOLERANCE })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(seconds: i64, nanos: i32) -> Agent {
        Agent { clock_offset: Some(prost_types::Duration { seconds, nanos }), ..Agent::default() }
    }

    #[test]
    fn an_offset_is_far_only_beyond_a_second() {
        for (seconds, nanos, far) in
            [(0, 0, false), (1, 0, false), (1, 1, true), (-1, 0, false), (-1, -1, true), (90, 0, true)]
        {
            let offset = clock_offset(&agent(seconds, nanos)).expect("it has one");

            assert_eq!(offset.is_far, far, "{seconds} s {nanos} ns");
        }
    }

    #[test]
    fn the_side_is_said_by_sign_and_by_word() {
        let ahead = clock_offset(&agent(2, 500_000_000)).expect("it has one");
        let behind = clock_offset(&agent(0, -3_000_000)).expect("it has one");

        assert_eq!(ahead.text, "+2.5\u{202f}s");
        assert!(ahead.meaning.contains("ahead of"));
        assert_eq!(behind.text, "\u{2212}3\u{202f}ms");
        assert!(behind.meaning.contains("behind"));
        assert!(behind.seconds < 0.0);
    }

    #[test]
    fn a_clock_that_is_wrong_by_days_is_said_in_days() {
        let wrong = clock_offset(&agent(-2 * 86_400, 0)).expect("it has one");

        assert_eq!(wrong.text, "\u{2212}2\u{202f}d");
    }

    #[test]
    fn an_agent_that_never_beat_has_none() {
        assert_eq!(clock_offset(&Agent::default()), None);
    }
}
