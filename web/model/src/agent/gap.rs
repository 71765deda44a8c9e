//! Times without data as rows of a table.

use std::time::Duration;

use jiff::Timestamp;
use nocturne_proto::api::v1::{Gap, ListGapsResponse};

use crate::{
    chart::{gap_cause_label, gap_cause_meaning},
    format::{self, lasting, timestamp},
};

/// One time without data.
#[derive(Debug, Clone, PartialEq)]
pub struct GapRow {
    /// Unique among the rows.
    pub key: String,
    /// Cause as the API spells it.
    pub cause: String,
    /// Cause for people.
    pub label: String,
    /// One sentence about the cause; empty of one that is not known.
    pub meaning: &'static str,
    /// Begin.
    pub from: Option<Timestamp>,
    /// End; `None` while it lasts.
    pub to: Option<Timestamp>,
    /// Records known to be missing; `None` when it cannot be known.
    pub records: Option<u64>,
    /// What the agent said about it.
    pub detail: String,
}

impl GapRow {
    /// True while it lasts.
    #[must_use]
    pub const fn is_ongoing(&self) -> bool {
        self.to.is_none()
    }

    /// How long it lasted, or lasts at `now`.
    #[must_use]
    pub fn length(&self, now: Timestamp) -> Option<Duration> {
        let to = self.to.unwrap_or(now);
        Some(Duration::try_from(to.duration_since(self.from?)).unwrap_or_default())
    }

    /// The length for people: `3 min`, `4 s so far`.
    #[must_use]
    pub fn length_text(&self, now: Timestamp) -> String {
        match self.length(now) {
            None => "not known".to_owned(),
            Some(length) if self.is_ongoing() => format!("{} so far", lasting(length)),
            Some(length) if length < Duration::from_secs(1) => "less than 1\u{202f}s".to_owned(),
            Some(length) => lasting(length),
        }
    }

    /// What happened as a sentence: what the agent said about it, else what the cause means.
    #[must_use]
    pub fn happened(&self) -> String {
        let mut letters = self.detail.trim().chars();
        match letters.next() {
            None => self.meaning.to_owned(),
            Some(first) => {
                let rest = letters.as_str();
                let end = if rest.ends_with(['.', '!', '?']) { "" } else { "." };
                first.to_uppercase().chain(rest.chars()).chain(end.chars()).collect()
            }
        }
    }

    /// What is missing for people.
    #[must_use]
    pub fn records_text(&self) -> String {
        self.records.map_or_else(|| "not known".to_owned(), format::count)
    }
}

/// Gaps as the API lists them: those that last first, then the others, the latest end first.
#[must_use]
pub fn gap_rows(answer: &ListGapsResponse) -> Vec<GapRow> {
    let mut rows: Vec<GapRow> = answer.ongoing.iter().chain(&answer.gaps).map(row).collect();
    crate::order::sort_by_key(&mut rows, |row| (row.to.is_some(), std::cmp::Reverse(row.to.or(row.from))));
    rows
}

fn row(gap: &Gap) -> GapRow {
    let key = if gap.gap_id.is_empty() { format!("ongoing {}", gap.agent_id) } else { gap.gap_id.clone() };
    GapRow {
        key,
        cause: gap.cause.clone(),
        label: gap_cause_label(&gap.cause),
        meaning: gap_cause_meaning(&gap.cause),
        from: timestamp(gap.from_time.as_ref()),
        to: timestamp(gap.to_time.as_ref()),
        records: (gap.records > 0).then_some(gap.records),
        detail: gap.detail.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    fn gap(id: &str, cause: &str, from: i64, to: Option<i64>, records: u64) -> Gap {
        let proto = |seconds| prost_types::Timestamp { seconds, nanos: 0 };
        Gap {
            gap_id: id.to_owned(),
            agent_id: "a".to_owned(),
            cause: cause.to_owned(),
            from_time: Some(proto(from)),
            to_time: to.map(proto),
            records,
            ..Gap::default()
        }
    }

    #[test]
    fn what_lasts_stands_first_and_the_rest_latest_first() {
        let answer = ListGapsResponse {
            gaps: vec![gap("1", "restart", 10, Some(20), 0), gap("2", "spool_full", 30, Some(90), 12)],
            ongoing: vec![gap("", "disconnected", 50, None, 0)],
            ..ListGapsResponse::default()
        };

        let rows = gap_rows(&answer);

        assert_eq!(rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["ongoing a", "2", "1"]);
        assert_eq!(rows[0].length_text(at(170)), "2\u{202f}min so far");
        assert_eq!(rows[1].length_text(at(170)), "1\u{202f}min");
    }

    #[test]
    fn what_the_agent_said_comes_before_what_the_cause_means() {
        let mut told = row(&gap("1", "unclean_stop", 1, Some(2), 0));
        assert_eq!(told.happened(), told.meaning);

        told.detail = "the power failed".to_owned();
        assert_eq!(told.happened(), "The power failed.");
    }

    #[test]
    fn records_that_cannot_be_known_are_not_zero() {
        let known = row(&gap("1", "spool_full", 1, Some(2), 1_200));
        let unknown = row(&gap("2", "unclean_stop", 1, Some(2), 0));

        assert_eq!(
            (known.records_text().as_str(), unknown.records_text().as_str()),
            ("1\u{202f}200", "not known")
        );
    }

    #[test]
    fn every_cause_there_is_has_words() {
        for cause in [
            "unknown",
            "spool_full",
            "spool_expired",
            "disk_full",
            "corruption",
            "unclean_stop",
            "restart",
            "spool_loss",
            "disk_error",
            "stalled",
            "disconnected",
        ] {
            let row = row(&gap("1", cause, 1, Some(2), 0));

            assert!(!row.label.is_empty() && !row.meaning.is_empty(), "{cause}");
        }
    }

    #[test]
    fn a_gap_that_ends_before_it_begins_is_short_and_no_panic() {
        assert_eq!(row(&gap("1", "restart", 9, Some(5), 0)).length_text(at(10)), "less than 1\u{202f}s");
    }
}
