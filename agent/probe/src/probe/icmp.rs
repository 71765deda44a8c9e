//! ICMP echo (RFC 792, RFC 4443 §4).
//!
//! ```text
//!   Pinger::run ──request──▶ engine (its own thread) ──▶ flight: who waits for what, and until when
//!        ◀─────report──────        │
//!                                  └──▶ socket: raw, else datagram; packet: bytes
//! ```
//!
//! One thread owns both sockets, so that a reply's time of arrival does not depend on how busy the agent is, and the
//! state needs no lock. All executions share the sockets; what keeps them apart is in `flight`.

use std::{io, net::IpAddr, thread, time::Instant};

use nocturne_shared::{
    check::IcmpSpec,
    outcome::{Metric, Reason},
};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout_at,
};

use self::{
    flight::{Report, Request},
    socket::{EchoSocket, Mode},
};
use super::{fault::before_sending, measurement::Finding};
use crate::statistics::Summary;

mod engine;
mod flight;
pub mod packet;
mod socket;

/// Executions that wait for the thread to take them. It takes one in microseconds; when it cannot, callers wait until
/// their deadline.
const QUEUE: usize = 1_024;

/// Handle to the thread. Dropping it ends the thread.
#[derive(Debug)]
pub(super) struct Pinger {
    requests: Option<mpsc::Sender<Request>>,
    thread: Option<thread::JoinHandle<()>>,
    mode: Option<Mode>,
}

impl Pinger {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let mode = EchoSocket::probe_mode();
        let (requests, queue) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("icmp".to_owned())
            .spawn(move || runtime.block_on(async { engine::Engine::open().run(queue).await }))?;
        tracing::debug!(mode = mode.map_or("none", Mode::capability), "icmp thread started");
        Ok(Self { requests: Some(requests), thread: Some(thread), mode })
    }

    pub(super) fn capability(&self) -> Option<&'static str> {
        self.mode.map(Mode::capability)
    }

    pub(super) async fn run(&self, spec: &IcmpSpec, target: IpAddr, deadline: Instant) -> Finding {
        let (reply, report) = oneshot::channel();
        let request = Request::new(spec, target, deadline, reply);
        let Some(requests) = &self.requests else { return ended() };
        match timeout_at(deadline.into(), requests.send(request)).await {
            Ok(Ok(())) => {}
            Ok(Err(_closed)) => return ended(),
            Err(_elapsed) => {
                let evidence = format!("{QUEUE} executions wait for the icmp thread");
                return Finding::local(Reason::LocalResources, evidence);
            }
        }
        // No deadline here: the thread keeps it, and looks at what has arrived before it gives up.
        match report.await {
            Ok(report) => judge(spec, target, &report),
            Err(_dropped) => ended(),
        }
    }
}

impl Drop for Pinger {
    fn drop(&mut self) {
        drop(self.requests.take());
        if let Some(Err(_panic)) = self.thread.take().map(thread::JoinHandle::join) {
            tracing::error!("icmp thread had panicked");
        }
    }
}

fn ended() -> Finding {
    Finding::local(Reason::LocalResources, "the icmp thread has ended")
}

fn judge(spec: &IcmpSpec, target: IpAddr, report: &Report) -> Finding {
    if let Some(fault) = &report.fault {
        return match fault {
            flight::Fault::NoSocket(error) => no_socket(error, target),
            flight::Fault::Send(error) => {
                before_sending(error, target, &format!("sending an echo request to {target}"))
            }
            flight::Fault::NothingSent => Finding::local(
                Reason::LocalResources,
                format!("no echo request to {target} could be sent in time"),
            ),
        };
    }
    let answered = u32::try_from(report.rtts.len()).unwrap_or(u32::MAX);
    let loss = 1.0 - f64::from(answered) / f64::from(report.sent.max(1));
    let mut evidence = format!("{target} answered {answered} of {} echo requests", report.sent);
    if let Some(complaint) = &report.complaint {
        evidence = format!("{evidence}; {complaint}");
    }
    let finding = match &report.complaint {
        _ if loss <= spec.max_loss_ratio => Finding::success(evidence),
        Some(_complaint) => Finding::failure(Reason::IcmpUnreachable, evidence),
        None if answered > 0 => Finding::failure(Reason::IcmpLoss, evidence),
        None => Finding::failure(Reason::Timeout, evidence),
    };
    let seconds: Vec<f64> = report.rtts.iter().map(std::time::Duration::as_secs_f64).collect();
    let finding = finding.value(Metric::IcmpLossRatio, &[], loss);
    let Some(summary) = Summary::of(&seconds) else { return finding };
    finding
        .value(Metric::IcmpDuration, &[("phase", "rtt")], summary.avg)
        .value(Metric::IcmpRtt, &[("stat", "min")], summary.min)
        .value(Metric::IcmpRtt, &[("stat", "avg")], summary.avg)
        .value(Metric::IcmpRtt, &[("stat", "max")], summary.max)
        .value(Metric::IcmpRtt, &[("stat", "stddev")], summary.stddev)
        .value(Metric::IcmpRtt, &[("stat", "jitter")], summary.jitter)
}

fn no_socket(error: &io::Error, target: IpAddr) -> Finding {
    let finding = before_sending(error, target, "opening an icmp socket");
    if finding.reason != Reason::LocalPermission {
        return finding;
    }
    let evidence = format!(
        "{}; give the agent CAP_NET_RAW (setcap cap_net_raw+ep on its binary, or AmbientCapabilities=CAP_NET_RAW in its \
         unit) or put its group into the sysctl net.ipv4.ping_group_range",
        finding.evidence
    );
    Finding::local(Reason::LocalPermission, evidence)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use nocturne_shared::outcome::Outcome;

    use super::*;

    #[test]
    fn loss_beyond_the_limit_fails_with_the_reason_that_fits() {
        let spec = IcmpSpec { packets: 4, max_loss_ratio: 0.25, ..IcmpSpec::default() };
        let complaint = Some("192.0.2.1 says so".to_owned());
        let table = [
            (4, None, Outcome::Success, Reason::None),
            (3, None, Outcome::Success, Reason::None),
            (3, complaint.clone(), Outcome::Success, Reason::None),
            (2, None, Outcome::Failure, Reason::IcmpLoss),
            (2, complaint.clone(), Outcome::Failure, Reason::IcmpUnreachable),
            (0, complaint, Outcome::Failure, Reason::IcmpUnreachable),
            (0, None, Outcome::Failure, Reason::Timeout),
        ];
        for (answered, complaint, outcome, reason) in table {
            let rtts = vec![Duration::from_millis(1); answered];
            let report = Report { sent: 4, rtts, complaint, fault: None };

            let finding = judge(&spec, IpAddr::from([192, 0, 2, 9]), &report);

            assert_eq!((finding.outcome, finding.reason), (outcome, reason), "{report:?}");
            assert_eq!(finding.values.len(), if answered > 0 { 7 } else { 1 });
        }
    }

    #[test]
    fn a_missing_permission_says_what_to_do() {
        let error = io::Error::from(rustix::io::Errno::ACCESS);
        let report =
            Report { sent: 0, rtts: vec![], complaint: None, fault: Some(flight::Fault::NoSocket(error)) };

        let finding = judge(&IcmpSpec::default(), IpAddr::from([192, 0, 2, 9]), &report);

        assert_eq!((finding.outcome, finding.reason), (Outcome::Inconclusive, Reason::LocalPermission));
        assert!(finding.evidence.contains("CAP_NET_RAW") && finding.evidence.contains("ping_group_range"));
    }
}
