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
    outcome::{Metric, Outcome, Reason},
    target::Target,
};

mod egress;
mod fault;
mod icmp;
mod measurement;
mod resolve;
mod tcp;
#[cfg(test)]
mod tests;

pub use self::{
    egress::{Egress, Network, NetworkError},
    measurement::{MAX_EVIDENCE, Measurement, Value},
};
use self::{icmp::Pinger, measurement::Finding, resolve::Resolver};

/// Runs executions, any number at a time. One per process: it owns the ICMP sockets and the thread that reads them.
#[derive(Debug)]
pub struct Prober {
    clock: fn() -> i64,
    egress: Egress,
    resolver: Resolver,
    pinger: Pinger,
}

impl Prober {
    /// Opens what there is permission for and starts the ICMP thread, which ends with this value.
    ///
    /// `clock` gives microseconds since 1970. A missing permission is no error: it shows in [`Prober::capabilities`]
    /// and in every measurement that needs it.
    ///
    /// # Errors
    ///
    /// The thread or its event queue could not be made.
    pub fn start(clock: fn() -> i64, egress: Egress) -> io::Result<Self> {
        Ok(Self { clock, egress, resolver: Resolver::default(), pinger: Pinger::start()? })
    }

    /// What this host can do, for the coordinator and for people: `tcp`, and of ICMP one of `icmp.raw` and
    /// `icmp.datagram` (which cannot see ICMP errors, so an unreachable target shows as `timeout`).
    #[must_use]
    pub fn capabilities(&self) -> Vec<&'static str> {
        std::iter::once("tcp").chain(self.pinger.capability()).collect()
    }

    /// Performs one execution, which takes at most about `timeout`, including the time to resolve a name.
    pub async fn run(&self, kind: &CheckKind, target: &Target, timeout: Duration) -> Measurement {
        let started_at_us = (self.clock)();
        let start = Instant::now();
        let finding = self.find(kind, target, start, start + timeout.min(MAX_INTERVAL)).await;
        finding.into_measurement(started_at_us, start.elapsed())
    }

    async fn find(&self, kind: &CheckKind, target: &Target, start: Instant, deadline: Instant) -> Finding {
        let name = match target {
            Target::Address(address) => return self.exchange(kind, *address, deadline).await,
            Target::Name(name) => name,
        };
        let addresses = match self.resolver.lookup(name, deadline).await {
            Ok(addresses) => addresses,
            Err(finding) => return finding,
        };
        let lookup = start.elapsed();

        let mut finding = Finding::new(Outcome::Failure, Reason::DnsFailed, format!("{name} has no address"));
        for address in addresses {
            finding = self.exchange(kind, address, deadline).await;
            // A host without this address family still reaches the target by the other one.
            if finding.reason != Reason::LocalNetwork {
                break;
            }
        }
        finding.value(Metric::DnsLookupTime, &[], lookup.as_secs_f64())
    }

    async fn exchange(&self, kind: &CheckKind, address: IpAddr, deadline: Instant) -> Finding {
        // ::ffff:127.0.0.1 is 127.0.0.1: the policy looks at the address that is connected to.
        let address = address.to_canonical();
        if let Err(denied) = self.egress.admit(address) {
            return Finding::local(Reason::LocalPermission, denied);
        }
        match kind {
            CheckKind::Icmp(spec) => self.pinger.run(spec, address, deadline).await,
            CheckKind::Tcp(spec) => tcp::run(spec, address, deadline).await,
        }
    }
}
