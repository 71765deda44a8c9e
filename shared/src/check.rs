//! What a check does and how often: specifications that have been looked at and can be trusted.

use std::{str::FromStr as _, time::Duration};

use crate::{
    field::{FieldError, FieldErrors},
    selector::Selector,
    target::Target,
};

/// Shortest interval. Ten executions a second of one target is a load test, not monitoring.
pub const MIN_INTERVAL: Duration = Duration::from_millis(100);
/// Longest interval: a status must not be older than a day.
pub const MAX_INTERVAL: Duration = Duration::from_hours(24);
/// Interval when none is given.
pub const DEFAULT_INTERVAL: Duration = Duration::from_mins(1);
/// Timeout when none is given and the interval is longer.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);
/// Most targets of one check; more are several checks.
pub const MAX_TARGETS: usize = 1_000;
/// Longest description, bytes.
pub const MAX_DESCRIPTION: usize = 1_024;

/// What one revision of a check asks of an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckSpec {
    /// What to do.
    pub kind: CheckKind,
    /// At what. Results name targets by their index here.
    pub targets: Vec<Target>,
    /// Time between two starts at one target.
    pub interval: Duration,
    /// Time one execution may take; at most the interval.
    pub timeout: Duration,
    /// How executions become a status.
    pub status_policy: StatusPolicy,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckKind {
    /// ICMP echo.
    Icmp(IcmpSpec),
    /// TCP connect.
    Tcp(TcpSpec),
}

impl CheckKind {
    /// The kind's name in the API and the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Icmp(_) => "icmp",
            Self::Tcp(_) => "tcp",
        }
    }
}

/// ICMP echo.
#[derive(Debug, Clone, PartialEq)]
pub struct IcmpSpec {
    /// Echo requests per execution, 1 to 20.
    pub packets: u32,
    /// Payload bytes per request, 16 to 1400.
    pub payload_bytes: u32,
    /// Largest loss ratio that still succeeds, 0 to 1.
    pub max_loss_ratio: f64,
    /// Time between two requests of one execution.
    pub packet_interval: Duration,
}

impl Default for IcmpSpec {
    fn default() -> Self {
        Self {
            packets: 3,
            payload_bytes: 56,
            max_loss_ratio: 0.0,
            packet_interval: Duration::from_millis(20),
        }
    }
}

/// TCP connect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpSpec {
    /// Port, never 0.
    pub port: u16,
    /// Also read the first line the target sends and record the first decimal number in it.
    pub read_number: bool,
}

/// N of M with hysteresis. Fields are private: a policy that exists is consistent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusPolicy {
    window: u8,
    down_after: u8,
    up_after: u8,
}

impl StatusPolicy {
    /// Two failures of three are down, two successes in a row are up.
    pub const DEFAULT: Self = Self { window: 3, down_after: 2, up_after: 2 };

    /// `window` is 1 to 32; the others are 1 to `window`.
    ///
    /// # Errors
    ///
    /// One finding per number that is out of its range.
    pub fn new(window: u32, down_after: u32, up_after: u32) -> Result<Self, FieldErrors> {
        let mut found = Vec::new();
        let mut number = |field: &str, value: u32, most: u32| match u8::try_from(value) {
            Ok(small) if (1..=most).contains(&value) => small,
            _ => {
                found.push(FieldError::new(
                    format!("status_policy.{field}"),
                    format!("{value} is outside 1 to {most}"),
                ));
                1
            }
        };
        let policy = Self {
            window: number("window", window, 32),
            down_after: number("down_after", down_after, window.clamp(1, 32)),
            up_after: number("up_after", up_after, window.clamp(1, 32)),
        };
        FieldErrors::check(found).map(|()| policy)
    }

    /// Executions looked at, 1 to 32.
    #[must_use]
    pub const fn window(self) -> u8 {
        self.window
    }

    /// Failures in the window that make it DOWN.
    #[must_use]
    pub const fn down_after(self) -> u8 {
        self.down_after
    }

    /// Consecutive successes that make it UP again.
    #[must_use]
    pub const fn up_after(self) -> u8 {
        self.up_after
    }
}

/// A specification as it was given, before anybody looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawCheckSpec {
    /// What to do; `None` when nothing was chosen.
    pub kind: Option<CheckKind>,
    /// Port of a TCP check as given: wider than a port is.
    pub port: u32,
    /// Targets as given.
    pub targets: Vec<String>,
    /// Selector over agents as given.
    pub agent_selector: String,
    /// `None` is [`DEFAULT_INTERVAL`].
    pub interval: Option<Duration>,
    /// `None` is [`DEFAULT_TIMEOUT`] or the interval if that is shorter.
    pub timeout: Option<Duration>,
    /// Window, `down_after`, `up_after`; `None` is [`StatusPolicy::DEFAULT`].
    pub status_policy: Option<(u32, u32, u32)>,
}

impl RawCheckSpec {
    /// Looks at every field and returns the specification with its agent selector.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn check(&self) -> Result<(CheckSpec, Selector), FieldErrors> {
        let mut found = Vec::new();
        let kind = self.check_kind(&mut found);
        let targets = self.check_targets(&mut found);
        let (interval, timeout) = self.check_times(&mut found);
        let selector = Selector::from_str(&self.agent_selector).unwrap_or_else(|error| {
            found.push(FieldError::new("agent_selector", error.to_string()));
            Selector::default()
        });
        let status_policy = match self.status_policy {
            None => StatusPolicy::DEFAULT,
            Some((window, down_after, up_after)) => StatusPolicy::new(window, down_after, up_after)
                .unwrap_or_else(|FieldErrors(more)| {
                    found.extend(more);
                    StatusPolicy::DEFAULT
                }),
        };

        match kind {
            Some(kind) if found.is_empty() => {
                Ok((CheckSpec { kind, targets, interval, timeout, status_policy }, selector))
            }
            _ => Err(FieldErrors(found)),
        }
    }

    fn check_kind(&self, found: &mut Vec<FieldError>) -> Option<CheckKind> {
        let mut finding = |field: &str, reason: String| found.push(FieldError::new(field, reason));
        match &self.kind {
            None => {
                finding("spec", "no kind of check is given; set one of icmp, tcp".to_owned());
                None
            }
            Some(CheckKind::Tcp(spec)) => match u16::try_from(self.port) {
                Ok(port) if port != 0 => Some(CheckKind::Tcp(TcpSpec { port, ..spec.clone() })),
                _ => {
                    finding("tcp.port", format!("{} is no port; give 1 to 65535", self.port));
                    None
                }
            },
            Some(CheckKind::Icmp(spec)) => {
                if !(1..=20).contains(&spec.packets) {
                    finding("icmp.packets", format!("{} is outside 1 to 20", spec.packets));
                }
                if !(16..=1_400).contains(&spec.payload_bytes) {
                    finding("icmp.payload_bytes", format!("{} is outside 16 to 1400", spec.payload_bytes));
                }
                if !(0.0..=1.0).contains(&spec.max_loss_ratio) {
                    finding("icmp.max_loss_ratio", format!("{} is outside 0 to 1", spec.max_loss_ratio));
                }
                if spec.packet_interval > Duration::from_secs(1) {
                    finding("icmp.packet_interval", "is longer than 1s".to_owned());
                }
                Some(CheckKind::Icmp(spec.clone()))
            }
        }
    }

    fn check_targets(&self, found: &mut Vec<FieldError>) -> Vec<Target> {
        if self.targets.is_empty() || self.targets.len() > MAX_TARGETS {
            found.push(FieldError::new(
                "targets",
                format!("{} targets given; give 1 to {MAX_TARGETS}", self.targets.len()),
            ));
        }
        let mut targets = Vec::with_capacity(self.targets.len().min(MAX_TARGETS));
        for (index, text) in self.targets.iter().take(MAX_TARGETS).enumerate() {
            match text.parse::<Target>() {
                Ok(target) if targets.contains(&target) => {
                    found.push(FieldError::new(
                        format!("targets[{index}]"),
                        format!("{text:?} is there twice"),
                    ));
                }
                Ok(target) => targets.push(target),
                Err(error) => found.push(FieldError::new(format!("targets[{index}]"), error.to_string())),
            }
        }
        targets
    }

    fn check_times(&self, found: &mut Vec<FieldError>) -> (Duration, Duration) {
        let interval = self.interval.unwrap_or(DEFAULT_INTERVAL);
        if !(MIN_INTERVAL..=MAX_INTERVAL).contains(&interval) {
            found.push(FieldError::new("interval", format!("{interval:?} is outside 100ms to 24h")));
        }
        let timeout = self.timeout.unwrap_or(DEFAULT_TIMEOUT.min(interval));
        if timeout.is_zero() || timeout > interval {
            found.push(FieldError::new(
                "timeout",
                format!("{timeout:?} must be longer than 0 and at most the interval ({interval:?})"),
            ));
        }
        (interval, timeout)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawCheckSpec {
        RawCheckSpec {
            kind: Some(CheckKind::Tcp(TcpSpec { port: 1, read_number: false })),
            port: 443,
            targets: vec!["127.0.0.1".to_owned(), "example.org".to_owned()],
            agent_selector: "site=ams".to_owned(),
            interval: Some(Duration::from_secs(10)),
            timeout: None,
            status_policy: None,
        }
    }

    #[test]
    fn defaults_fill_what_is_not_given() {
        let (spec, _selector) = raw().check().unwrap();

        assert_eq!(spec.kind, CheckKind::Tcp(TcpSpec { port: 443, read_number: false }));
        assert_eq!(spec.timeout, DEFAULT_TIMEOUT);
        assert_eq!(spec.status_policy, StatusPolicy::DEFAULT);
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let bad = RawCheckSpec {
            port: 70_000,
            targets: vec!["http://x".to_owned(), "a".to_owned(), "a".to_owned()],
            agent_selector: "site=".to_owned(),
            interval: Some(Duration::ZERO),
            timeout: Some(Duration::from_secs(1)),
            status_policy: Some((2, 3, 0)),
            ..raw()
        };

        let FieldErrors(found) = bad.check().unwrap_err();

        let fields: Vec<&str> = found.iter().map(|finding| finding.field.as_str()).collect();
        let want = [
            "tcp.port",
            "targets[0]",
            "targets[2]",
            "interval",
            "timeout",
            "agent_selector",
            "status_policy.down_after",
            "status_policy.up_after",
        ];
        assert_eq!(fields, want);
    }

    #[test]
    fn a_loss_ratio_that_is_no_number_is_refused() {
        let icmp = IcmpSpec { max_loss_ratio: f64::NAN, ..IcmpSpec::default() };
        let bad = RawCheckSpec { kind: Some(CheckKind::Icmp(icmp)), ..raw() };

        assert!(bad.check().is_err());
    }
}
