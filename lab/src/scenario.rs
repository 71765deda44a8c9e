//! What a lab consists of and what happens in it: text in, checked values out.

mod raw;

use std::{
    collections::BTreeMap,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use nocturne_runtime::config::Findings;

use crate::{
    authority::Certificate,
    dns::Zone,
    fault::{Fail, Fault},
};

/// The scenario that runs when none is given, documented; also the reference of every key.
pub const BUILT_IN: &str = include_str!("scenario/built_in.yaml");

/// Where a target listens when nothing is said: any free port.
pub(crate) const ANYWHERE: SocketAddr = SocketAddr::V4(std::net::SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0));

/// Targets by name, and what happens to them.
#[derive(Debug, Clone, Default)]
pub struct Scenario {
    pub(crate) targets: BTreeMap<String, TargetSpec>,
    pub(crate) timeline: Vec<Turn>,
}

/// One target.
#[derive(Debug, Clone)]
pub(crate) struct TargetSpec {
    pub(crate) kind: Kind,
    pub(crate) listen: SocketAddr,
    /// Wrong from the start.
    pub(crate) fault: Option<Fault>,
}

/// What a target is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// TCP: greets and repeats.
    Echo,
    /// TCP: says a number that it never said before.
    Numbered {
        /// File for the numbers that were taken.
        log: Option<PathBuf>,
    },
    /// TCP: greets late.
    Slow {
        /// How late.
        delay: Duration,
    },
    /// TCP: accepts and says nothing.
    Mute,
    /// A port on which nothing listens.
    Refusing,
    /// A port that drops every SYN.
    Silent,
    /// A web server.
    Http,
    /// A web server over TLS.
    Https {
        /// What it shows.
        certificate: Certificate,
    },
    /// A name server.
    Dns {
        /// What it knows.
        zones: Zones,
    },
}

/// What a name server knows.
#[derive(Debug, Clone, Default)]
pub struct Zones(pub(crate) Vec<Zone>);

/// One entry of the timeline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Change {
    /// `None` heals.
    pub(crate) fault: Option<Fault>,
    /// Since the start.
    pub(crate) at: Duration,
    /// Again and again; longer than `lasts`.
    pub(crate) every: Option<Duration>,
    /// Heals after this.
    pub(crate) lasts: Option<Duration>,
}

/// What happens to a target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Turn {
    pub(crate) target: String,
    pub(crate) change: Change,
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn parse(yaml: &str) -> Result<Self, Findings> {
        raw::parse(yaml)
    }

    /// The built-in one.
    ///
    /// # Errors
    ///
    /// None: a test reads it.
    pub fn built_in() -> Result<Self, Findings> {
        Self::parse(BUILT_IN)
    }

    /// Adds a target on a free loopback port; of two with one name the later counts.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, kind: Kind) -> Self {
        self.targets.insert(name.into(), TargetSpec { kind, listen: ANYWHERE, fault: None });
        self
    }

    /// Names of the targets.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.targets.keys().map(String::as_str)
    }
}

impl Zones {
    /// Adds a zone: its name, and a line per record as in a zone file.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub fn with(mut self, name: &str, records: &[&str]) -> Result<Self, Findings> {
        let lines: Vec<String> = records.iter().map(|line| (*line).to_owned()).collect();
        let zone = Zone::parse(name, &lines).map_err(|wrong| Findings(raw::zone_findings(name, wrong)))?;
        self.0.push(zone);
        Ok(self)
    }
}

impl Kind {
    /// As in a scenario.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Numbered { .. } => "numbered",
            Self::Slow { .. } => "slow",
            Self::Mute => "mute",
            Self::Refusing => "refusing",
            Self::Silent => "silent",
            Self::Http => "http",
            Self::Https { .. } => "https",
            Self::Dns { .. } => "dns",
        }
    }

    /// Whether a target of this kind can fail like this; if not, what it can do.
    pub(crate) fn can(&self, fault: &Fault) -> Result<(), &'static str> {
        let fail = fault.fail;
        let (fits, words) = match self {
            Self::Refusing | Self::Silent => (false, "a target of this kind always fails and takes no fault"),
            Self::Echo | Self::Numbered { .. } | Self::Slow { .. } | Self::Mute => (
                matches!(fail, None | Some(Fail::Refuse | Fail::Silence | Fail::Reset)),
                "a TCP target can do refuse, silence and reset",
            ),
            Self::Http | Self::Https { .. } => (
                matches!(fail, None | Some(Fail::Refuse | Fail::Silence | Fail::Reset | Fail::Status(_))),
                "a web server can do refuse, silence, reset and status:CODE",
            ),
            Self::Dns { .. } => (
                matches!(fail, None | Some(Fail::Refuse | Fail::Silence | Fail::Nxdomain | Fail::Servfail)),
                "a name server can do refuse, silence, nxdomain and servfail",
            ),
        };
        if fits { Ok(()) } else { Err(words) }
    }
}

#[cfg(test)]
mod tests;
