//! Which time is looked at, as part of the page's address.

use std::time::Duration;

use jiff::{Timestamp, tz::Offset};

use crate::{
    format::{day_and_clock, duration_parse},
    table::Pairs,
};

/// Shortest range: less than this shows nothing between two samples.
const MIN_RANGE: Duration = Duration::from_secs(10);
/// Longest range that is asked for.
const MAX_RANGE: Duration = Duration::from_hours(24 * 366);

/// Ranges that end now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Preset {
    /// 15 minutes.
    Minutes15,
    /// An hour.
    #[default]
    Hour,
    /// 6 hours.
    Hours6,
    /// A day.
    Day,
    /// A week.
    Week,
}

impl Preset {
    /// Every preset, shortest first.
    pub const ALL: [Self; 5] = [Self::Minutes15, Self::Hour, Self::Hours6, Self::Day, Self::Week];

    /// How long it is.
    #[must_use]
    pub const fn length(self) -> Duration {
        match self {
            Self::Minutes15 => Duration::from_mins(15),
            Self::Hour => Duration::from_hours(1),
            Self::Hours6 => Duration::from_hours(6),
            Self::Day => Duration::from_hours(24),
            Self::Week => Duration::from_hours(24 * 7),
        }
    }

    /// Name in the address.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour => "1h",
            Self::Hours6 => "6h",
            Self::Day => "24h",
            Self::Week => "7d",
        }
    }

    /// Short name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minutes15 => "15 min",
            Self::Hour => "1 h",
            Self::Hours6 => "6 h",
            Self::Day => "24 h",
            Self::Week => "7 d",
        }
    }
}

/// The time that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRange {
    /// Until now, and it moves on.
    Last(Preset),
    /// Fixed.
    Between {
        /// Begin.
        from: Timestamp,
        /// End, after the begin.
        to: Timestamp,
    },
}

impl Default for TimeRange {
    fn default() -> Self {
        Self::Last(Preset::default())
    }
}

impl TimeRange {
    /// Fixed between two times in either order, not shorter or longer than a chart can show, in whole seconds.
    #[must_use]
    pub fn between(a: Timestamp, b: Timestamp) -> Self {
        let whole = |at: Timestamp| Timestamp::from_second(at.as_second()).unwrap_or(at);
        let (from, to) = (whole(a.min(b)), whole(a.max(b)));
        let length = Duration::try_from(to.duration_since(from)).unwrap_or_default();
        let from = if length > MAX_RANGE { to.saturating_sub(MAX_RANGE).unwrap_or(from) } else { from };
        let to = if length < MIN_RANGE { from.saturating_add(MIN_RANGE).unwrap_or(to) } else { to };
        Self::Between { from, to }
    }

    /// Fixed between two places of an axis, seconds since 1970: what a drag over a chart chose.
    #[must_use]
    pub fn zoomed(from: f64, to: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates, and is clamped to what a time can be"
        )]
        let at = |seconds: f64| crate::format::from_millis((seconds * 1e3) as i64);
        Self::between(at(from), at(to))
    }

    /// Reads `range=1h`, or `from=` and `to=` as times; a range of any length (`range=90m`) ends now and is fixed then.
    #[must_use]
    pub fn from_query(query: &[(String, String)], now: Timestamp) -> Self {
        let value =
            |name: &str| query.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let time = |name: &str| value(name).and_then(|text| text.parse::<Timestamp>().ok());
        match (time("from"), time("to")) {
            (Some(from), Some(to)) => return Self::between(from, to),
            (Some(from), None) => return Self::between(from, now),
            (None, _) => (),
        }
        let Some(text) = value("range") else { return Self::default() };
        if let Some(preset) = Preset::ALL.into_iter().find(|preset| preset.slug() == text) {
            return Self::Last(preset);
        }
        match duration_parse(text) {
            Ok(length) if (MIN_RANGE..=MAX_RANGE).contains(&length) => {
                Self::between(now.saturating_sub(length).unwrap_or(now), now)
            }
            _ => Self::default(),
        }
    }

    /// The pairs that [`TimeRange::from_query`] reads; none for the default.
    #[must_use]
    pub fn to_query(&self) -> Pairs {
        match self {
            Self::Last(preset) if *preset == Preset::default() => Pairs::new(),
            Self::Last(preset) => vec![("range".to_owned(), preset.slug().to_owned())],
            Self::Between { from, to } => {
                vec![("from".to_owned(), from.to_string()), ("to".to_owned(), to.to_string())]
            }
        }
    }

    /// True for the names of its pairs.
    #[must_use]
    pub fn owns(name: &str) -> bool {
        ["range", "from", "to"].contains(&name)
    }

    /// Begin and end.
    #[must_use]
    pub fn resolve(&self, now: Timestamp) -> (Timestamp, Timestamp) {
        match self {
            Self::Last(preset) => (now.saturating_sub(preset.length()).unwrap_or(Timestamp::MIN), now),
            Self::Between { from, to } => (*from, *to),
        }
    }

    /// Begin and end, seconds since 1970, as charts have them.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of centuries fit")]
    pub fn axis(&self, now: Timestamp) -> (f64, f64) {
        let (from, to) = self.resolve(now);
        (from.as_millisecond() as f64 / 1e3, to.as_millisecond() as f64 / 1e3)
    }

    /// Earlier (a negative share of its length) or later. What would reach beyond now ends now again.
    #[must_use]
    pub fn shifted(&self, share: f64, now: Timestamp) -> Self {
        let (from, to) = self.axis(now);
        let by = (to - from) * share;
        let Self::Between { from, to } = Self::zoomed(from + by, to + by) else { return *self };
        if to < now {
            return Self::Between { from, to };
        }
        let length = Duration::try_from(to.duration_since(from)).unwrap_or_default();
        match Preset::ALL.into_iter().find(|preset| preset.length() == length) {
            Some(preset) => Self::Last(preset),
            None => Self::between(now.saturating_sub(length).unwrap_or(from), now),
        }
    }

    /// True when it ends now and moves on.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Last(_))
    }

    /// For people.
    #[must_use]
    pub fn label(&self, now: Timestamp, offset: Offset) -> String {
        match self {
            Self::Last(preset) => format!("Last {}", preset.label()),
            Self::Between { from, to } => {
                format!("{} – {}", day_and_clock(*from, now, offset), day_and_clock(*to, now, offset))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn pairs(given: &[(&str, &str)]) -> Pairs {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn every_range_reads_as_it_is_written() {
        let now = at(1_700_000_000);
        for preset in Preset::ALL {
            let range = TimeRange::Last(preset);
            assert_eq!(TimeRange::from_query(&range.to_query(), now), range);
            assert!(range.to_query().iter().all(|(name, _)| TimeRange::owns(name)));
        }
        let fixed = TimeRange::between(at(0), at(3_600));
        assert_eq!(
            fixed.to_query(),
            pairs(&[("from", "1970-01-01T00:00:00Z"), ("to", "1970-01-01T01:00:00Z")])
        );
        assert_eq!(TimeRange::from_query(&fixed.to_query(), now), fixed);
    }

    #[test]
    fn an_address_written_by_hand_is_understood() {
        let now = at(1_700_000_000);
        let read = |given: &[(&str, &str)]| TimeRange::from_query(&pairs(given), now);

        assert_eq!(read(&[("range", "90m")]), TimeRange::between(at(1_700_000_000 - 5_400), now));
        assert_eq!(read(&[("from", "2023-11-14T22:00:00Z")]), TimeRange::between(at(1_699_999_200), now));
        for odd in ["", "0s", "forever", "900y", "-1h"] {
            assert_eq!(read(&[("range", odd)]), TimeRange::default(), "{odd}");
        }
        assert_eq!(read(&[("from", "yesterday"), ("to", "today")]), TimeRange::default());
    }

    #[test]
    fn a_range_has_a_length_in_either_order() {
        assert_eq!(TimeRange::between(at(100), at(0)), TimeRange::Between { from: at(0), to: at(100) });
        assert_eq!(TimeRange::between(at(5), at(5)), TimeRange::Between { from: at(5), to: at(15) });
        assert_eq!(TimeRange::zoomed(10.2, 99.9), TimeRange::Between { from: at(10), to: at(99) });
        let TimeRange::Between { from, to } = TimeRange::zoomed(f64::NEG_INFINITY, f64::INFINITY) else {
            panic!()
        };
        assert_eq!(Duration::try_from(to.duration_since(from)).unwrap(), MAX_RANGE);
    }

    #[test]
    fn a_live_range_moves_on() {
        let range = TimeRange::Last(Preset::Minutes15);

        assert_eq!(range.resolve(at(10_000)), (at(9_100), at(10_000)));
        assert_eq!(range.axis(at(20_000)), (19_100.0, 20_000.0));
        assert!(range.is_live() && !TimeRange::zoomed(0.0, 50.0).is_live());
        assert_eq!(range.label(at(0), Offset::UTC), "Last 15 min");
        assert_eq!(TimeRange::zoomed(0.0, 50.0).label(at(60), Offset::UTC), "00:00:00 – 00:00:50");
    }

    #[test]
    fn steps_go_back_and_forth_and_end_at_now() {
        let now = at(100_000);
        let live = TimeRange::Last(Preset::Hour);

        let earlier = live.shifted(-0.5, now);
        assert_eq!(earlier, TimeRange::Between { from: at(94_600), to: at(98_200) });
        assert_eq!(earlier.shifted(0.25, now), TimeRange::Between { from: at(95_500), to: at(99_100) });
        assert_eq!(earlier.shifted(0.5, now), live);
        let odd = TimeRange::Between { from: at(90_000), to: at(99_990) };
        assert_eq!(odd.shifted(0.5, now), TimeRange::Between { from: at(90_010), to: now });
    }

    proptest! {
        #[test]
        fn no_address_panics(from in ".{0,30}", to in ".{0,30}", range in ".{0,10}", now: i32) {
            let query = pairs(&[("from", &from), ("to", &to), ("range", &range)]);
            let (from, to) = TimeRange::from_query(&query, at(i64::from(now))).resolve(at(i64::from(now)));
            prop_assert!(from < to);
        }
    }
}
