//! How fast a counter runs.

use jiff::Timestamp;
use nocturne_proto::api::v1::SystemStatus;

use crate::format;

/// A counter's reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// When, coordinator's clock.
    pub at: Timestamp,
    /// When it began to count.
    pub begun: Option<Timestamp>,
    /// What it showed.
    pub n: u64,
}

impl Counted {
    /// Samples that were committed; `None` when the coordinator says no time.
    #[must_use]
    pub fn samples(status: &SystemStatus) -> Option<Self> {
        let at = format::timestamp(status.server_time.as_ref())?;
        Some(Self { at, begun: format::timestamp(status.start_time.as_ref()), n: status.samples_committed })
    }
}

/// How fast a counter runs, times a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// Between two readings.
    Lately(f64),
    /// On average since it began to count.
    SinceBegin(f64),
}

impl Rate {
    /// Times a second.
    #[must_use]
    pub const fn per_second(self) -> f64 {
        match self {
            Self::Lately(rate) | Self::SinceBegin(rate) => rate,
        }
    }
}

/// From the oldest and the newest reading that are there, which may be the same one: a single reading tells the average
/// since the coordinator started. `None` when no time passed.
#[must_use]
pub fn sample_rate(oldest: Counted, newest: Counted) -> Option<Rate> {
    let begin = || {
        let begun = newest.begun?;
        samples_per_second(Counted { at: begun, begun: Some(begun), n: 0 }, newest)
    };
    samples_per_second(oldest, newest).map(Rate::Lately).or_else(|| begin().map(Rate::SinceBegin))
}

/// Between two readings of the same run; `None` when the coordinator started anew, or no time passed.
fn samples_per_second(before: Counted, after: Counted) -> Option<f64> {
    if before.begun != after.begun {
        return None;
    }
    let n = after.n.checked_sub(before.n)?;
    let seconds = after.at.duration_since(before.at).as_secs_f64();
    #[allow(clippy::cast_precision_loss, reason = "a count of a few seconds is far below 2^53")]
    let rate = n as f64 / seconds;
    (seconds > 0.0).then_some(rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(second: i64, begun: i64, n: u64) -> Counted {
        let at = |second| Timestamp::from_second(second).expect("in range");
        Counted { at: at(second), begun: Some(at(begun)), n }
    }

    #[test]
    fn a_rate_needs_two_readings_of_one_run() {
        let before = counted(100, 1, 1_000);

        assert_eq!(samples_per_second(before, counted(104, 1, 1_100)), Some(25.0));
        assert_eq!(samples_per_second(before, counted(104, 102, 50)), None);
        assert_eq!(samples_per_second(before, counted(104, 1, 900)), None);
        assert_eq!(samples_per_second(before, before), None);
    }

    #[test]
    fn one_reading_tells_the_average_since_the_start() {
        let only = counted(101, 1, 1_000);

        assert_eq!(sample_rate(only, only), Some(Rate::SinceBegin(10.0)));
        assert_eq!(sample_rate(only, counted(105, 1, 1_100)), Some(Rate::Lately(25.0)));
        assert_eq!(sample_rate(only, counted(112, 102, 50)), Some(Rate::SinceBegin(5.0)));
        let just_started = counted(1, 1, 0);
        assert_eq!(sample_rate(just_started, just_started), None);
        let of_unknown_age = Counted { begun: None, ..only };
        assert_eq!(sample_rate(of_unknown_age, of_unknown_age), None);
    }
}
