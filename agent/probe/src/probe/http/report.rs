//! From a trip to metrics and words.

use std::fmt::Write as _;

use http::{HeaderMap, Version};
use nocturne_shared::{
    check::HttpSpec,
    outcome::{Metric, Outcome},
};

use super::{
    body::content_length,
    expect,
    phase::Phase,
    trip::{Answer, Trip},
};
use crate::probe::measurement::{Finding, quote};

/// Headers that are shown. None of them holds a secret, which a location may.
const SHOWN: [&str; 5] = ["content-type", "content-length", "retry-after", "server", "via"];
/// Most bytes of a header that are shown.
const MAX_SHOWN: usize = 200;

/// Adds to `finding` what the trip measured and saw.
pub(super) fn complete(trip: &Trip, spec: &HttpSpec, finding: Finding) -> Finding {
    let Finding { outcome, reason, evidence, values } = finding;
    let finding = Finding { outcome, reason, evidence: words(trip, &evidence), values };
    if outcome == Outcome::Inconclusive {
        return finding;
    }
    let finding = trip.phases.took().fold(finding, |finding, (phase, took)| {
        let finding = finding.value(Metric::HttpDuration, phase.labels(), took.as_secs_f64());
        if phase == Phase::Resolve {
            return finding.value(Metric::DnsLookupTime, &[], took.as_secs_f64());
        }
        finding
    });
    let finding = match trip.address {
        Some(address) => finding.ip_protocol(address),
        None => finding,
    };
    let finding = match &trip.facts {
        Some(facts) => finding.value(Metric::SslEarliestExpiry, &[], number(facts.earliest_end)),
        None => finding,
    };
    match &trip.answer {
        Some(answer) => of_answer(trip, spec, answer, finding),
        None => finding,
    }
}

fn of_answer(trip: &Trip, spec: &HttpSpec, answer: &Answer, finding: Finding) -> Finding {
    let length = content_length(&answer.headers).map(|length| i64::try_from(length).unwrap_or(i64::MAX));
    let finding = finding
        .value(Metric::HttpStatusCode, &[], answer.status.as_u16().into())
        .value(Metric::HttpContentLength, &[], number(length.unwrap_or(-1)))
        .value(Metric::HttpRedirects, &[], trip.n_redirects.into())
        .value(Metric::HttpSsl, &[], f64::from(u8::from(answer.is_tls)))
        .value(Metric::HttpVersion, &[], if answer.version == Version::HTTP_10 { 1.0 } else { 1.1 });
    let finding = match trip.n_body_bytes {
        Some(n_bytes) => {
            finding.value(Metric::HttpBodyBytes, &[], number(i64::try_from(n_bytes).unwrap_or(i64::MAX)))
        }
        None => finding,
    };
    if expect::wants_body(spec) {
        return finding.value(Metric::FailedDueToRegex, &[], f64::from(u8::from(trip.body_failed)));
    }
    finding
}

/// What matters most comes first: long evidence is cut at its end.
fn words(trip: &Trip, verdict: &str) -> String {
    let mut text = verdict.to_owned();
    let mut add = |part: &str| {
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(part);
    };
    if let Some(last) = trip.hops.last() {
        add(last);
    }
    if let Some(answer) = &trip.answer {
        add(&format!("{:?} {}{}", answer.version, answer.status, headers(&answer.headers)));
    }
    if let Some(n_bytes) = trip.n_body_bytes {
        add(&format!("{n_bytes} bytes of body read"));
    }
    let took: Vec<String> = trip
        .phases
        .took()
        .map(|(phase, took)| format!("{phase} {:.2} ms", took.as_secs_f64() * 1_000.0))
        .collect();
    if !took.is_empty() {
        add(&took.join(", "));
    }
    if let Some(complaint) = &trip.overlooked {
        add(&format!("certificate accepted although: {complaint}"));
    }
    if let Some(facts) = &trip.facts {
        add(&facts.to_string());
    }
    if trip.hops.len() > 1 {
        add(&format!("all requests: {}", trip.hops.join(", ")));
    }
    text
}

fn headers(headers: &HeaderMap) -> String {
    let mut text = String::new();
    for name in SHOWN {
        if let Some(value) = headers.get(name) {
            let bytes: Vec<u8> = value.as_bytes().iter().take(MAX_SHOWN).copied().collect();
            write!(text, ", {name}: {}", quote(&bytes)).ok();
        }
    }
    text
}

/// Exact below 2^53, which no clock and no body of ours reaches.
#[expect(clippy::cast_precision_loss, reason = "see above")]
const fn number(value: i64) -> f64 {
    value as f64
}
