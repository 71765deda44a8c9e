//! What a check does and how often: specifications that have been looked at and can be trusted.

use std::time::Duration;

use crate::{
    field::{FieldError, FieldErrors},
    target::Target,
};

#[cfg(not(target_arch = "wasm32"))]
mod certificate;
mod dns;
mod http;
mod pattern;
mod raw;
#[cfg(not(target_arch = "wasm32"))]
mod sense;
mod span;

pub use self::{
    dns::{DnsSpec, RawDns, Rcode, RecordType},
    http::{HttpSpec, Method, RawHttp, StatusSet},
    pattern::{Pattern, PatternError},
    raw::{RawCheckSpec, RawKind},
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
    /// A question to a DNS server.
    Dns(DnsSpec),
    /// An HTTP or HTTPS request.
    Http(Box<HttpSpec>),
}

impl CheckKind {
    /// The kind's name in the API and the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Icmp(_) => "icmp",
            Self::Tcp(_) => "tcp",
            Self::Dns(_) => "dns",
            Self::Http(_) => "http",
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
