//! What one execution found.

use std::{net::IpAddr, time::Duration};

use nocturne_shared::outcome::{Metric, Outcome, Reason};

/// Most bytes of evidence.
pub const MAX_EVIDENCE: usize = 4_096;

/// One execution of a check at one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// When it started, microseconds since 1970. A claim of this host's clock.
    pub started_at_us: i64,
    /// How long it took, by the monotonic clock.
    pub duration: Duration,
    /// What it came to.
    pub outcome: Outcome,
    /// Why it did not succeed; [`Reason::None`] exactly when it did.
    pub reason: Reason,
    /// For people: what was tried on what and what came back. At most [`MAX_EVIDENCE`] bytes, no control characters.
    pub evidence: String,
    /// What was measured, each metric and labels at most once.
    pub values: Vec<Value>,
}

/// One measured number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Value {
    /// What, which also says the unit.
    pub metric: Metric,
    /// Labels beyond those of the execution, as name and value.
    pub labels: &'static [(&'static str, &'static str)],
    /// Always finite.
    pub value: f64,
}

/// A measurement before the caller's clocks are added.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Finding {
    pub(super) outcome: Outcome,
    pub(super) reason: Reason,
    pub(super) evidence: String,
    pub(super) values: Vec<Value>,
}

impl Finding {
    pub(super) fn new(outcome: Outcome, reason: Reason, evidence: impl Into<String>) -> Self {
        Self { outcome, reason, evidence: evidence.into(), values: Vec::new() }
    }

    pub(super) fn success(evidence: impl Into<String>) -> Self {
        Self::new(Outcome::Success, Reason::None, evidence)
    }

    pub(super) fn failure(reason: Reason, evidence: impl Into<String>) -> Self {
        Self::new(Outcome::Failure, reason, evidence)
    }

    /// This host could not ask.
    pub(super) fn local(reason: Reason, evidence: impl Into<String>) -> Self {
        Self::new(Outcome::Inconclusive, reason, evidence)
    }

    #[must_use]
    pub(super) fn value(
        mut self,
        metric: Metric,
        labels: &'static [(&'static str, &'static str)],
        value: f64,
    ) -> Self {
        self.values.push(Value { metric, labels, value });
        self
    }

    /// Which version of the protocol the target was reached by; nothing when this host could not ask.
    #[must_use]
    pub(super) fn ip_protocol(self, address: IpAddr) -> Self {
        if self.outcome == Outcome::Inconclusive {
            return self;
        }
        self.value(Metric::IpProtocol, &[], if address.is_ipv4() { 4.0 } else { 6.0 })
    }

    pub(super) fn into_measurement(self, started_at_us: i64, duration: Duration) -> Measurement {
        let Self { outcome, reason, evidence, values } = self;
        Measurement { started_at_us, duration, outcome, reason, evidence: tame(&evidence), values }
    }
}

/// Replaces control characters and cuts to [`MAX_EVIDENCE`] bytes, at a character.
fn tame(text: &str) -> String {
    let mut tame: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    tame.truncate(tame.floor_char_boundary(MAX_EVIDENCE));
    tame
}

/// Writes bytes a target sent so that they can be shown: invalid UTF-8, control and invisible characters are escaped.
pub(super) fn quote(bytes: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_cut_and_holds_no_control_characters() {
        let finding = Finding::success(format!("\u{1b}[2J{}", "ä".repeat(MAX_EVIDENCE)));

        let evidence = finding.into_measurement(0, Duration::ZERO).evidence;

        assert!(evidence.len() <= MAX_EVIDENCE && evidence.len() > MAX_EVIDENCE - 2);
        assert!(!evidence.chars().any(char::is_control));
    }

    #[test]
    fn what_a_target_sent_is_quoted_and_escaped() {
        assert_eq!(quote(b"a\"\x1b[31m\r\n\xff\xe2\x80\xae"), "\"a\\\"\\u{1b}[31m\\r\\n\u{fffd}\\u{202e}\"");
    }
}
