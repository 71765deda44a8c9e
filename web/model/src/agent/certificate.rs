//! How long an agent's certificate works.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Agent, agent::Presence};

use crate::{format, status::Tone};

/// Longest bar that shows how long a certificate works still.
const LONGEST: Duration = Duration::from_hours(24 * 365);
/// An agent renews when a third of the life is left. The API does not say how long the life is, so the time that is left
/// is drawn on the shortest of these scales that holds it; the first is the coordinator's default.
const SCALES: [(Duration, &str); 5] = [
    (Duration::from_hours(24), "24 hours"),
    (Duration::from_hours(24 * 7), "7 days"),
    (Duration::from_hours(24 * 30), "30 days"),
    (Duration::from_hours(24 * 90), "90 days"),
    (LONGEST, "a year"),
];
/// An agent that is away for the last third cannot renew in time by itself.
const LAST_PART: u32 = 3;
/// How the agent begins what it says about a renewal that fails.
const RENEWAL: &str = "certificate:";

/// An agent's certificate at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateLife {
    /// When it ends.
    pub ends: Timestamp,
    /// Until then; `None` when it is over.
    pub left: Option<Duration>,
    /// Full length of the meter that shows it, in words.
    pub scale: &'static str,
    /// Part of the meter that is left, 0 to 1.
    pub share: f64,
    /// E.g. `18 h 3 min left`, `ended 2 h ago`.
    pub text: String,
    /// E.g. `18 h`, `ended`.
    pub short: String,
    /// What that means for this agent.
    pub meaning: &'static str,
    /// What its colour says.
    pub tone: Tone,
}

/// `None` when the coordinator says no end.
#[must_use]
pub fn certificate_life(agent: &Agent, now: Timestamp) -> Option<CertificateLife> {
    let ends = format::timestamp(agent.certificate_expire_time.as_ref())?;
    let left = Duration::try_from(ends.duration_since(now)).ok().filter(|left| !left.is_zero());
    let (length, scale) = scale(left.unwrap_or_default());
    let share = left.unwrap_or_default().as_secs_f64() / length.as_secs_f64();
    let text = match left {
        Some(left) => format!("{} left", format::lasting(left)),
        None => format!("ended {}", format::age_since(ends, now)),
    };
    let short = left.map_or_else(|| "ended".to_owned(), first_unit);
    let (tone, meaning) = judge(agent, left, length);
    Some(CertificateLife { ends, left, scale, share: share.clamp(0.0, 1.0), text, short, meaning, tone })
}

/// `18 h 3 min` without what is behind its hours.
fn first_unit(left: Duration) -> String {
    let text = format::lasting(left);
    text.split_once(' ').map(|(first, _)| first.to_owned()).unwrap_or(text)
}

fn scale(left: Duration) -> (Duration, &'static str) {
    let fits = SCALES.into_iter().find(|(length, _)| left <= *length);
    fits.map_or((LONGEST, "a year"), |(length, words)| (length, words))
}

fn judge(agent: &Agent, left: Option<Duration>, length: Duration) -> (Tone, &'static str) {
    let presence = agent.presence();
    if presence == Presence::Revoked {
        return (Tone::Muted, "It is refused, because the agent was revoked.");
    }
    let Some(left) = left else {
        return (
            Tone::Bad,
            "It is over: the agent is refused and has to enrol again with another join token.",
        );
    };
    if agent.degraded.iter().any(|line| line.starts_with(RENEWAL)) {
        return (
            Tone::Warning,
            "The agent tries to renew it and does not succeed; it says why under “Not well”.",
        );
    }
    match presence {
        Presence::Online => {
            (Tone::Good, "The agent renews it by itself when about a third of its life is left.")
        }
        _ if left < length / LAST_PART => (
            Tone::Warning,
            "The agent is not connected and cannot renew it. When it ends first, the agent has to enrol again.",
        ),
        _ => (Tone::Neutral, "The agent renews it when it is connected again, if that is before its end."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    fn life(presence: Presence, hours_left: i64, degraded: &[&str]) -> CertificateLife {
        let now = Timestamp::from_second(1_700_000_000).expect("in range");
        let ends = prost_types::Timestamp { seconds: now.as_second() + hours_left * HOUR, nanos: 0 };
        let agent = Agent {
            presence: presence.into(),
            certificate_expire_time: Some(ends),
            degraded: degraded.iter().map(|line| (*line).to_owned()).collect(),
            ..Agent::default()
        };
        certificate_life(&agent, now).expect("it has one")
    }

    #[test]
    fn an_agent_that_is_there_renews_by_itself_whatever_is_left() {
        for hours in [1, 7, 20, 24 * 6] {
            assert_eq!(life(Presence::Online, hours, &[]).tone, Tone::Good, "{hours}");
        }
    }

    #[test]
    fn an_agent_that_is_away_is_a_warning_in_the_last_third() {
        assert_eq!(life(Presence::Offline, 7, &[]).tone, Tone::Warning);
        assert_eq!(life(Presence::Offline, 9, &[]).tone, Tone::Neutral);
        assert_eq!(life(Presence::Revoked, 7, &[]).tone, Tone::Muted);
    }

    #[test]
    fn a_renewal_that_fails_is_a_warning_at_once() {
        let failing = life(Presence::Online, 20, &["certificate: renewal failed 2 times: away"]);

        assert_eq!(failing.tone, Tone::Warning);
    }

    #[test]
    fn what_is_over_is_red_and_says_since_when() {
        let over = life(Presence::Offline, -2, &[]);

        assert_eq!((over.tone, over.left, over.share), (Tone::Bad, None, 0.0));
        assert_eq!(over.text, "ended 2\u{202f}h ago");
    }

    #[test]
    fn a_narrow_column_gets_one_unit() {
        assert_eq!(life(Presence::Online, 18, &[]).short, "18\u{202f}h");
        assert_eq!(life(Presence::Online, 30, &[]).short, "1\u{202f}d");
        assert_eq!(life(Presence::Online, -1, &[]).short, "ended");
    }

    #[test]
    fn the_scale_holds_what_is_left() {
        assert_eq!(life(Presence::Online, 12, &[]).share, 0.5);
        assert_eq!(life(Presence::Online, 25, &[]).scale, "7 days");
        assert_eq!(life(Presence::Online, 24 * 1_000, &[]).share, 1.0);
    }
}
