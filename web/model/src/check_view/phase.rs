//! Where the time of the latest execution went, and what it found out about the service.

use std::collections::BTreeMap;

use jiff::Timestamp;
use nocturne_proto::api::v1::LatestValue;
use nocturne_shared::outcome::Metric;

use super::chart_choice::{part_of, phase_place};
use crate::{
    format::{metric_title, metric_value, series_part, timestamp},
    status::Tone,
};

/// Certificates that end sooner are worth a look even when the check does not say so.
const SOON_DAYS: f64 = 14.0;

/// Phases of the latest execution from one agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Phases {
    /// Agent.
    pub agent: String,
    /// Phase as the API names it, for people, and seconds, in the course of the execution.
    pub parts: Vec<(String, String, f64)>,
    /// When the execution began, agent's clock.
    pub at: Option<Timestamp>,
}

impl Phases {
    /// Seconds of all phases together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.parts.iter().map(|(_, _, seconds)| seconds).sum()
    }
}

/// A fact about the service as one agent saw it last.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFact {
    /// What it is about.
    pub title: String,
    /// Values with the agents that saw them; one when all agree.
    pub values: Vec<(String, Vec<String>)>,
    /// What it says.
    pub tone: Option<Tone>,
    /// When it was seen last, agent's clock.
    pub at: Option<Timestamp>,
    /// Of a certificate: when the first one ends.
    pub ends: Option<Timestamp>,
}

/// Phases by agent; agents without any are left out.
#[must_use]
pub fn phases(latest: &[LatestValue], target: &str) -> Vec<Phases> {
    let mut by_agent: BTreeMap<&str, Phases> = BTreeMap::new();
    for value in latest {
        let (Some(series), Some(sample)) = (&value.series, &value.sample) else { continue };
        let is_phase = series.metric.ends_with("_duration_seconds") && series.labels.contains_key("phase");
        let is_target = series.labels.get("target").is_some_and(|of| of == target);
        if !is_phase || !is_target || !sample.value.is_finite() {
            continue;
        }
        let agent = series.labels.get("agent").map_or("", String::as_str);
        let phases = by_agent.entry(agent).or_insert_with(|| Phases {
            agent: agent.to_owned(),
            parts: Vec::new(),
            at: None,
        });
        let at = timestamp(sample.time.as_ref());
        // A phase that the latest execution did not reach belongs to one before.
        if at > phases.at {
            phases.at = at;
            phases.parts.clear();
        }
        if at == phases.at {
            let words = series_part(&series.labels).unwrap_or_default();
            phases.parts.push((part_of(series), words, sample.value));
        }
    }
    let mut all: Vec<Phases> = by_agent.into_values().collect();
    for phases in &mut all {
        crate::order::sort_by_key(&mut phases.parts, |(phase, _, _)| phase_place(phase));
    }
    all.retain(|phases| phases.parts.len() > 1);
    all
}

/// Facts about the service at a target that the latest executions found.
#[must_use]
pub fn service_facts(latest: &[LatestValue], target: &str, now: Timestamp) -> Vec<ServiceFact> {
    const SHOWN: [Metric; 10] = [
        Metric::HttpStatusCode,
        Metric::SslEarliestExpiry,
        Metric::HttpVersion,
        Metric::HttpBodyBytes,
        Metric::HttpRedirects,
        Metric::DnsAnswerRrs,
        Metric::DnsSerial,
        Metric::TcpAnswerNumber,
        Metric::IcmpLossRatio,
        Metric::IpProtocol,
    ];
    SHOWN.iter().filter_map(|metric| fact(*metric, latest, target, now)).collect()
}

fn fact(metric: Metric, latest: &[LatestValue], target: &str, now: Timestamp) -> Option<ServiceFact> {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    let (mut tone, mut seen, mut ends) = (None, None, None::<Timestamp>);
    for value in latest {
        let (Some(series), Some(sample)) = (&value.series, &value.sample) else { continue };
        let is_target = series.labels.get("target").is_some_and(|of| of == target);
        if series.metric != metric.as_str() || !is_target {
            continue;
        }
        if metric == Metric::SslEarliestExpiry {
            tone = worse(tone, expiry_tone(sample.value, now));
            let end = time_of(sample.value);
            ends = [ends, end].into_iter().flatten().min();
        }
        seen = seen.max(timestamp(sample.time.as_ref()));
        let text = metric_value(metric.as_str(), sample.value);
        let agent = series.labels.get("agent").cloned().unwrap_or_default();
        match values.iter_mut().find(|(held, _)| *held == text) {
            Some((_, agents)) => agents.push(agent),
            None => values.push((text, vec![agent])),
        }
    }
    values.iter_mut().for_each(|(_, agents)| crate::order::sort(agents));
    crate::order::sort_by_key(&mut values, |(_, agents)| std::cmp::Reverse(agents.len()));
    (!values.is_empty()).then(|| ServiceFact {
        title: metric_title(metric.as_str()),
        values,
        tone,
        at: seen,
        ends,
    })
}

fn time_of(seconds: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and what is out of range is no time")]
    let seconds = seconds as i64;
    Timestamp::from_second(seconds).ok()
}

fn expiry_tone(end: f64, now: Timestamp) -> Tone {
    const DAY: f64 = 86_400.0;
    #[expect(clippy::cast_precision_loss, reason = "seconds of centuries fit")]
    let left = end - now.as_second() as f64;
    if left <= 0.0 {
        Tone::Bad
    } else if left < SOON_DAYS * DAY {
        Tone::Warning
    } else {
        Tone::Good
    }
}

fn worse(held: Option<Tone>, tone: Tone) -> Option<Tone> {
    Some(match (held, tone) {
        (Some(Tone::Bad), _) | (_, Tone::Bad) => Tone::Bad,
        (Some(Tone::Warning), _) | (_, Tone::Warning) => Tone::Warning,
        (_, tone) => tone,
    })
}
