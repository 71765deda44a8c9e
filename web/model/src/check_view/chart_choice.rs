//! What can be drawn of a check, and which series that takes.

use std::collections::BTreeMap;

use nocturne_proto::api::v1::{LatestValue, Series};
use nocturne_shared::outcome::Metric;

use crate::{
    check_form::CheckKind,
    format::{metric_title, series_part},
};

/// How lines are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A line for each agent.
    Agents,
    /// A line for each phase, as one agent sees them.
    Phases,
}

/// One thing that can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartChoice {
    /// Its name in the address: metric, or metric and part, e.g. `probe_tcp_duration_seconds.connect`.
    pub id: String,
    /// For people.
    pub title: String,
    /// Metric.
    pub metric: String,
    /// Value of the label `phase` or `stat`; empty for a metric without parts, or for all of them.
    pub part: String,
    /// How lines are told apart.
    pub shape: Shape,
}

/// What there is, the most telling first.
#[must_use]
pub fn choices(kind: Option<CheckKind>, latest: &[LatestValue]) -> Vec<ChartChoice> {
    let mut parts: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for series in latest.iter().filter_map(|value| value.series.as_ref()) {
        let title = series_part(&series.labels).unwrap_or_default();
        parts.entry(&series.metric).or_default().insert(part_of(series), title);
    }
    // The mean round trip stands under its own name already.
    if parts.contains_key(Metric::IcmpRtt.as_str()) {
        parts.remove(Metric::IcmpDuration.as_str());
    }
    let mut found = Vec::new();
    for (metric, parts) in &parts {
        let is_time = metric.ends_with("_duration_seconds");
        if is_time && parts.len() > 1 {
            found.push(ChartChoice {
                id: (*metric).to_owned(),
                title: "Phases".to_owned(),
                metric: (*metric).to_owned(),
                part: String::new(),
                shape: Shape::Phases,
            });
        }
        for (part, words) in parts {
            found.push(ChartChoice {
                id: if part.is_empty() { (*metric).to_owned() } else { format!("{metric}.{part}") },
                title: title(metric, part, words),
                metric: (*metric).to_owned(),
                part: part.clone(),
                shape: Shape::Agents,
            });
        }
    }
    let order = order(kind);
    crate::order::sort_by_key(&mut found, |choice| {
        let place = order.iter().position(|id| *id == choice.id).unwrap_or(order.len());
        (place, choice.title.clone())
    });
    found
}

/// The series to draw at a target, by agent. Phases are those of one agent: `agent`, or the first that has any.
#[must_use]
pub fn series_of<'a>(
    choice: &ChartChoice,
    latest: &'a [LatestValue],
    target: &str,
    agent: Option<&str>,
) -> Vec<&'a Series> {
    let label = |series: &'a Series, name: &str| series.labels.get(name).map_or("", String::as_str);
    let mut found: Vec<&Series> = latest
        .iter()
        .filter_map(|value| value.series.as_ref())
        .filter(|series| series.metric == choice.metric && label(series, "target") == target)
        .filter(|series| choice.shape == Shape::Phases || part_of(series) == choice.part)
        .filter(|series| agent.is_none_or(|agent| label(series, "agent") == agent))
        .collect();
    crate::order::sort_by_key(&mut found, |series| (label(series, "agent"), phase_place(&part_of(series))));
    if choice.shape == Shape::Phases {
        let first = found.first().map(|series| label(series, "agent"));
        found.retain(|series| Some(label(series, "agent")) == first);
    }
    found
}

/// The series that tell which executions there were, and which of them could ask.
///
/// Whatever is drawn, holes are judged by them. Of the agents that `drawn` is of when it is of one agent only, else of all, or of `agent`.
#[must_use]
pub fn execution_series<'a>(
    choice: &ChartChoice,
    drawn: &[&Series],
    latest: &'a [LatestValue],
    target: &str,
    agent: Option<&str>,
) -> Vec<&'a Series> {
    let label = |series: &Series, name: &str| series.labels.get(name).cloned().unwrap_or_default();
    let only = match choice.shape {
        Shape::Phases => drawn.first().map(|series| label(series, "agent")),
        Shape::Agents => agent.map(str::to_owned),
    };
    let counts = |metric: &str| {
        metric == Metric::ProbeDuration.as_str()
            || (metric == Metric::ProbeSuccess.as_str() && tells_of_inconclusive(&choice.metric))
    };
    latest
        .iter()
        .filter_map(|value| value.series.as_ref())
        .filter(|series| counts(&series.metric) && label(series, "target") == target)
        .filter(|series| only.as_ref().is_none_or(|only| label(series, "agent") == *only))
        .collect()
}

/// True of what an execution measures too that could not ask.
#[must_use]
pub fn tells_of_inconclusive(metric: &str) -> bool {
    metric == Metric::ProbeDuration.as_str() || metric == Metric::DnsLookupTime.as_str()
}

/// Place of a phase in the course of an execution.
pub(super) fn phase_place(phase: &str) -> usize {
    const COURSE: [&str; 7] = ["resolve", "connect", "tls", "request", "processing", "answer", "transfer"];
    COURSE.iter().position(|known| *known == phase).unwrap_or(COURSE.len())
}

pub(super) fn part_of(series: &Series) -> String {
    let part = ["phase", "stat"].iter().find_map(|name| series.labels.get(*name));
    part.cloned().unwrap_or_default()
}

fn title(metric: &str, part: &str, words: &str) -> String {
    match (Metric::from_text(metric), part) {
        (Some(Metric::ProbeDuration), _) => "Total time".to_owned(),
        (Some(Metric::IcmpRtt), "avg") => "Round-trip time".to_owned(),
        (Some(Metric::IcmpRtt), "jitter") => "Jitter".to_owned(),
        (Some(Metric::IcmpRtt), _) => format!("Round-trip time, {}", words.to_lowercase()),
        (Some(Metric::DnsLookupTime), _) => "Lookup of the target's name".to_owned(),
        (_, "") => metric_title(metric),
        (_, _) => words.to_owned(),
    }
}

/// Ids in the order of how much they tell about a kind; the first is drawn when nothing was chosen.
const fn order(kind: Option<CheckKind>) -> &'static [&'static str] {
    match kind {
        Some(CheckKind::Icmp) => &[
            "probe_icmp_rtt_seconds.avg",
            "probe_icmp_loss_ratio",
            "probe_icmp_rtt_seconds.jitter",
            "probe_icmp_rtt_seconds.min",
            "probe_icmp_rtt_seconds.max",
            "probe_icmp_rtt_seconds.stddev",
            "probe_duration_seconds",
            "probe_success",
        ],
        Some(CheckKind::Tcp) => &[
            "probe_tcp_duration_seconds.connect",
            "probe_tcp_duration_seconds",
            "probe_tcp_duration_seconds.answer",
            "probe_tcp_answer_number",
            "probe_duration_seconds",
            "probe_success",
        ],
        Some(CheckKind::Dns) => &[
            "probe_dns_duration_seconds.request",
            "probe_dns_duration_seconds",
            "probe_dns_duration_seconds.connect",
            "probe_dns_duration_seconds.resolve",
            "probe_duration_seconds",
            "probe_dns_answer_rrs",
            "probe_dns_serial",
            "probe_success",
        ],
        Some(CheckKind::Http) | None => &[
            "probe_duration_seconds",
            "probe_http_duration_seconds",
            "probe_http_duration_seconds.processing",
            "probe_http_duration_seconds.tls",
            "probe_http_duration_seconds.connect",
            "probe_http_duration_seconds.transfer",
            "probe_http_duration_seconds.resolve",
            "probe_http_status_code",
            "probe_http_uncompressed_body_length",
            "probe_success",
        ],
    }
}
