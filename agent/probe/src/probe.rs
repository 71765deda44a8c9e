//! Asking the network one question.
//!
//! A [`Prober`] performs exactly one execution per call: name, egress policy, exchange. The scheduler owns time and
//! repetition. Silence, refusal and ICMP complaints are what it came to measure and are failures with a reason; faults
//! of this host (no permission, no route, no files left) say nothing about the target and are inconclusive.

use std::{
    io,
    net::IpAddr,
    time::{Duration, Instant},
};

use nocturne_shared::{
    check::{CheckKind, MAX_INTERVAL},
    outcome::{Metric, Reason},
    target::Target,
};

pub mod dns;
mod egress;
mod fault;
pub mod http;
pub mod icmp;
mod measurement;
mod reach;
mod resolve;
mod tcp;
#[cfg(test)]
mod tests;

pub use self::{
    egress::{Egress, Network, NetworkError},
    measurement::{MAX_EVIDENCE, Measurement, Value},
};
use self::{http::Trust, icmp::Pinger, measurement::Finding, reach::Reach};

/// Runs executions, any number at a time. One per process: it owns the ICMP sockets and the thread that reads them.
#[derive(Debug)]
pub struct Prober {
    clock: fn() -> i64,
    reach: Reach,
    trust: Trust,
    pinger: Pinger,
}

impl Prober {
    /// Opens what there is permission for, reads the host's root certificates and starts the ICMP thread, which ends with
    /// this value.
    ///
    /// `clock` gives microseconds since 1970. A missing permission is no error: it shows in [`Prober::capabilities`]
    /// and in every measurement that needs it.
    ///
    /// # Errors
    ///
    /// The thread or its event queue could not be made, or there is no verifier of certificates.
    pub fn start(clock: fn() -> i64, egress: Egress) -> io::Result<Self> {
        let trust = Trust::load(clock)?;
        Ok(Self { clock, reach: Reach::new(egress), trust, pinger: Pinger::start()? })
    }

    /// What this host can do, for the coordinator and for people: `tcp`, `dns`, `http`, and of ICMP one of `icmp.raw`
    /// and `icmp.datagram` (which cannot see ICMP errors, so an unreachable target shows as `timeout`).
    #[must_use]
    pub fn capabilities(&self) -> Vec<&'static str> {
        ["tcp", "dns", "http"].into_iter().chain(self.pinger.capability()).collect()
    }

    /// Performs one execution, which takes at most about `timeout`, including the time to resolve a name.
    pub async fn run(&self, kind: &CheckKind, target: &Target, timeout: Duration) -> Measurement {
        let started_at_us = (self.clock)();
        let start = Instant::now();
        let finding = self.find(kind, target, start, start + timeout.min(MAX_INTERVAL)).await;
        finding.into_measurement(started_at_us, start.elapsed())
    }

    async fn find(&self, kind: &CheckKind, target: &Target, start: Instant, deadline: Instant) -> Finding {
        let host = match (kind, target.host()) {
            (CheckKind::Http(spec), _) => {
                // On the heap, so that the other kinds do not carry its size.
                return Box::pin(http::run(&self.reach, &self.trust, spec, target, deadline)).await;
            }
            (_, Some(host)) => host,
            (_, None) => {
                return Finding::local(Reason::LocalNetwork, format!("{target} names no host"));
            }
        };
        let addresses = match self.reach.addresses(&host, deadline).await {
            Ok(addresses) => addresses,
            Err(finding) => return finding,
        };
        let lookup = start.elapsed();

        let mut finding = Finding::failure(Reason::DnsFailed, format!("{host} has no address"));
        for address in addresses {
            finding = self.exchange(kind, address, deadline).await;
            // A host without this address family still reaches the target by the other one.
            if finding.reason != Reason::LocalNetwork {
                break;
            }
        }
        match (host, kind) {
            (Target::Name(_), CheckKind::Dns(_)) => finding
                .value(Metric::DnsLookupTime, &[], lookup.as_secs_f64())
                .value(Metric::DnsDuration, &[("phase", "resolve")], lookup.as_secs_f64()),
            (Target::Name(_), _) => finding.value(Metric::DnsLookupTime, &[], lookup.as_secs_f64()),
            (Target::Address(_) | Target::Url(_), _) => finding,
        }
    }

    async fn exchange(&self, kind: &CheckKind, address: IpAddr, deadline: Instant) -> Finding {
        let address = match self.reach.admit(address) {
            Ok(address) => address,
            Err(finding) => return finding,
        };
        let finding = match kind {
            CheckKind::Icmp(spec) => self.pinger.run(spec, address, deadline).await,
            CheckKind::Tcp(spec) => tcp::run(spec, address, deadline).await,
            CheckKind::Dns(spec) => dns::run(spec, address, deadline).await,
            CheckKind::Http(_) => Finding::local(Reason::LocalNetwork, "HTTP is asked at URLs"),
        };
        finding.ip_protocol(address)
    }
}
