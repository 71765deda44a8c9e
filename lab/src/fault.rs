//! What can be wrong with a target for a while, and whom it hits.
//!
//! The same words in a scenario, at the control endpoint and in the library:
//!
//! ```yaml
//! {delay_ms: 300, fail: "status:503", probability: 0.5}
//! ```

use std::{fmt, str::FromStr, time::Duration};

use nocturne_runtime::config::Finding;
use serde::{Deserialize, Serialize, Serializer};
use serde_norway::Value;

use crate::typed;

/// Longest delay, milliseconds: beyond it a target is silent.
const MAX_DELAY_MS: u64 = 600_000;
const WORDS: &str = "refuse, silence, reset, status:CODE, nxdomain, servfail or none";

/// How a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fail {
    /// The port is closed. Of a fault that does not hit everything: the connection is reset at once.
    Refuse,
    /// No answer. A TCP port that is hit always does not even answer a SYN.
    Silence,
    /// The connection is accepted and then reset.
    Reset,
    /// An HTTP response with this status.
    Status(u16),
    /// A DNS answer that the name does not exist.
    Nxdomain,
    /// A DNS answer that the server failed.
    Servfail,
}

impl fmt::Display for Fail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => f.write_str("refuse"),
            Self::Silence => f.write_str("silence"),
            Self::Reset => f.write_str("reset"),
            Self::Status(code) => write!(f, "status:{code}"),
            Self::Nxdomain => f.write_str("nxdomain"),
            Self::Servfail => f.write_str("servfail"),
        }
    }
}

impl FromStr for Fail {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "refuse" => Ok(Self::Refuse),
            "silence" => Ok(Self::Silence),
            "reset" => Ok(Self::Reset),
            "nxdomain" => Ok(Self::Nxdomain),
            "servfail" => Ok(Self::Servfail),
            other => match other.strip_prefix("status:") {
                Some(code) => code
                    .parse()
                    .ok()
                    .filter(|code| (200..=599).contains(code))
                    .map(Self::Status)
                    .ok_or_else(|| format!("{code:?} is no status code; write 200 to 599")),
                None => Err(format!("{other:?} is not known; write {WORDS}")),
            },
        }
    }
}

/// Which requests are hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// Every one.
    All,
    /// Each with this probability, more than 0 and less than 1.
    Probability(f64),
    /// The last of every so many, 2 at least: what a balancer does with one dead backend.
    OneIn(u32),
}

/// What is wrong with a target: at least one of a delay and a way to fail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// Waits so long before anything else happens.
    pub delay: Duration,
    /// Then fails like this.
    pub fail: Option<Fail>,
    /// Whom it hits.
    pub share: Share,
}

impl Fault {
    /// Every request fails like this.
    #[must_use]
    pub const fn fail(fail: Fail) -> Self {
        Self { delay: Duration::ZERO, fail: Some(fail), share: Share::All }
    }

    /// Every request waits so long and then succeeds.
    #[must_use]
    pub const fn delay(delay: Duration) -> Self {
        Self { delay, fail: None, share: Share::All }
    }

    /// Hits no more than `share`.
    #[must_use]
    pub const fn with_share(mut self, share: Share) -> Self {
        self.share = share;
        self
    }

    /// The failure when nobody escapes it.
    pub(crate) fn certain(&self) -> Option<Fail> {
        self.fail.filter(|_| self.share == Share::All)
    }
}

/// A fault as written.
#[derive(Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default, expecting = "a fault such as {fail: refuse}")]
struct RawFault {
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    probability: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    one_in: Option<u32>,
}

/// Reads a fault; what is wrong is noted with `place` in front of its key. Outer `None`: something was wrong. Inner
/// `None`: it says that nothing is to be wrong with the target.
pub(crate) fn read(value: Value, place: &str, findings: &mut Vec<Finding>) -> Option<Option<Fault>> {
    let n_before = findings.len();
    let raw: RawFault = typed::read(value, place, findings)?;
    let fault = raw.check(place, findings.len() == n_before, findings);
    (findings.len() == n_before).then_some(fault)
}

impl RawFault {
    /// The fault, or `None` when it says that nothing is wrong.
    fn check(&self, place: &str, faultless: bool, findings: &mut Vec<Finding>) -> Option<Fault> {
        let mut wrong = |key: &str, reason: String| {
            let dot = if place.is_empty() { "" } else { "." };
            findings.push(Finding::new(format!("{place}{dot}{key}"), reason));
        };

        let delay_ms = self.delay_ms.unwrap_or(0);
        if delay_ms > MAX_DELAY_MS {
            wrong(
                "delay_ms",
                format!("{delay_ms} is more than {MAX_DELAY_MS}; for longer, use fail: silence"),
            );
        }
        let fail = match self.fail.as_deref() {
            None | Some("none") => None,
            Some(text) => text.parse().map_err(|reason| wrong("fail", reason)).ok(),
        };
        let share = self.share(&mut wrong);
        // What was found to be wrong before is not missing as well.
        if self.fail.is_none() && self.delay_ms.is_none() && faultless {
            wrong("fail", format!("neither fail nor delay_ms is given; fail is {WORDS}"));
        }
        let harmless = (fail.is_none() && delay_ms == 0) || share == Share::Probability(0.0);
        (!harmless).then_some(Fault { delay: Duration::from_millis(delay_ms), fail, share })
    }

    fn share(&self, wrong: &mut impl FnMut(&str, String)) -> Share {
        match (self.probability, self.one_in) {
            (None, None) | (Some(1.0), None) | (None, Some(1)) => Share::All,
            (Some(_), Some(_)) => {
                wrong("one_in", "probability is given as well; give one of them".to_owned());
                Share::All
            }
            (Some(probability), None) => {
                if !(0.0..=1.0).contains(&probability) {
                    wrong("probability", format!("{probability} is outside 0 to 1"));
                }
                Share::Probability(probability)
            }
            (None, Some(n)) => {
                if n == 0 {
                    wrong("one_in", "0 of what? Write 1 for every request, 3 for every third".to_owned());
                }
                Share::OneIn(n)
            }
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let delay_ms = u64::try_from(self.delay.as_millis()).unwrap_or(u64::MAX);
        RawFault {
            delay_ms: (delay_ms > 0).then_some(delay_ms),
            fail: self.fail.map(|fail| fail.to_string()),
            probability: match self.share {
                Share::Probability(probability) => Some(probability),
                Share::All | Share::OneIn(_) => None,
            },
            one_in: match self.share {
                Share::OneIn(n) => Some(n),
                Share::All | Share::Probability(_) => None,
            },
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use nocturne_runtime::config::Findings;

    use super::*;

    fn read(json: &str) -> Result<Option<Fault>, String> {
        let mut findings = Vec::new();
        let fault = super::read(serde_norway::from_str(json).unwrap(), "", &mut findings);
        fault.ok_or_else(|| Findings(findings).to_string())
    }

    #[test]
    fn faults_are_read_and_written_in_the_same_words() {
        for json in [
            r#"{"fail":"refuse"}"#,
            r#"{"delay_ms":250}"#,
            r#"{"delay_ms":5,"fail":"status:503","probability":0.5}"#,
            r#"{"fail":"reset","one_in":3}"#,
            r#"{"fail":"servfail"}"#,
        ] {
            let fault = read(json).unwrap().unwrap();

            assert_eq!(serde_json::to_string(&fault).unwrap(), json);
        }
    }

    #[test]
    fn what_harms_nobody_is_no_fault() {
        for json in [r#"{"fail":"none"}"#, r#"{"delay_ms":0}"#, r#"{"fail":"reset","probability":0}"#] {
            assert_eq!(read(json).unwrap(), None, "{json}");
        }
        assert_eq!(
            read(r#"{"fail":"reset","probability":1}"#).unwrap(),
            Some(Fault::fail(Fail::Reset)),
            "certain is not a matter of chance"
        );
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let found = read(r#"{"delay_ms":900000,"fail":"status:42","probability":7}"#).unwrap_err();

        assert_eq!(
            found,
            "delay_ms: 900000 is more than 600000; for longer, use fail: silence\n\
             fail: \"42\" is no status code; write 200 to 599\n\
             probability: 7 is outside 0 to 1"
        );
        assert!(read("{}").unwrap_err().contains("neither fail nor delay_ms"));
        assert!(read(r#"{"fail":"explode"}"#).unwrap_err().contains("servfail or none"));
        assert!(read(r#"{"fail":"reset","one_in":0}"#).unwrap_err().contains("every third"));
        let misspelt = read(r#"{"fial":"reset","probability":3}"#).unwrap_err();
        assert!(misspelt.starts_with("fial: unknown field"), "{misspelt}");
        assert!(misspelt.ends_with("probability: 3 is outside 0 to 1"), "{misspelt}");
        assert!(read("[]").unwrap_err().contains("expected a fault such as"));
    }
}
