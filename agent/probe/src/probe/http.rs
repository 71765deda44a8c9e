//! HTTP and HTTPS: sends a request, follows redirects and compares the last answer.
//!
//! ```text
//!   trip ─┬─ connect (reach, tcp) ── tls (trust, certificate) ── exchange ── body ── expect
//!         └─ redirect: the next request, each to an address the policy admits
//!   report: phases, metrics and evidence of all of it, also when it ended early
//! ```
//!
//! HTTP/1.1 with one connection per request, so every execution measures every phase.

use std::time::Instant;

use nocturne_shared::{check::HttpSpec, outcome::Reason, target::Target};
use tokio::time::timeout_at;

mod body;
mod certificate;
mod exchange;
mod expect;
mod fault;
mod phase;
mod redirect;
mod report;
#[cfg(test)]
mod tests;
mod tls;
mod trip;
mod trust;

use self::trip::{Means, Trip};
pub(super) use self::trust::Trust;
pub use self::{
    certificate::Facts,
    redirect::{Ask, is_redirect},
};
use super::{measurement::Finding, reach::Reach};

pub(super) async fn run(
    reach: &Reach,
    trust: &Trust,
    spec: &HttpSpec,
    target: &Target,
    deadline: Instant,
) -> Finding {
    let Target::Url(url) = target else {
        let evidence = format!("an HTTP check asks at URLs, and {target} is none");
        return Finding::local(Reason::LocalNetwork, evidence);
    };
    let mut trip = Trip::new();
    let made = timeout_at(deadline.into(), trip.make(Means { reach, trust, spec, deadline }, url)).await;
    trip.phases.settle();
    let finding = match made {
        Ok(Ok(())) => Finding::success(""),
        Ok(Err(finding)) => finding,
        Err(_elapsed) => late(&trip, spec),
    };
    report::complete(&trip, spec, finding)
}

/// Time is over. A status that is wrong stays wrong whatever the rest of the body had been.
fn late(trip: &Trip, spec: &HttpSpec) -> Finding {
    let status = trip.answer.as_ref().map(|answer| answer.status.as_u16());
    match status.filter(|status| !is_redirect(*status)).map(|status| expect::status(spec, status)) {
        Some(Err(finding)) => finding,
        Some(Ok(())) | None => {
            let phase = trip.phases.current();
            Finding::failure(Reason::Timeout, format!("not done in time (phase {phase})"))
        }
    }
}
