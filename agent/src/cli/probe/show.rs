//! A measurement for people and for programs.

use std::fmt::Write as _;

use nocturne_probe::probe::{Measurement, Value};
use nocturne_shared::{
    check::CheckKind,
    outcome::{Metric, Outcome},
    target::Target,
    time::from_micros,
};
use serde_json::{Map, json};

/// One JSON object.
pub(super) fn json(kind: &CheckKind, target: &Target, measurement: &Measurement) -> String {
    let seconds = measurement.duration.as_secs_f64();
    let success = measurement.outcome == Outcome::Success;
    // The first two are what the coordinator makes of outcome and duration.
    let derived = [
        Value { metric: Metric::ProbeSuccess, labels: &[], value: f64::from(u8::from(success)) },
        Value { metric: Metric::ProbeDuration, labels: &[], value: seconds },
    ];
    let metrics = derived.iter().chain(&measurement.values).map(|value| {
        let labels: Map<String, serde_json::Value> =
            value.labels.iter().map(|(name, text)| ((*name).to_owned(), json!(text))).collect();
        json!({ "name": value.metric.as_str(), "labels": labels, "value": value.value })
    });
    let object = json!({
        "target": target.to_string(),
        "kind": kind.name(),
        "success": success,
        "outcome": measurement.outcome.as_str(),
        "reason": measurement.reason.as_str(),
        "evidence": measurement.evidence,
        "duration_seconds": seconds,
        "started_at": from_micros(measurement.started_at_us).to_string(),
        "metrics": metrics.collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}

/// A few aligned lines.
pub(super) fn text(kind: &CheckKind, target: &Target, measurement: &Measurement) -> String {
    let verdict = match measurement.outcome {
        Outcome::Success => "UP".to_owned(),
        Outcome::Failure => format!("DOWN {}", measurement.reason),
        Outcome::Inconclusive => format!("INCONCLUSIVE {}", measurement.reason),
    };
    let took = milliseconds(measurement.duration.as_secs_f64());
    let mut text = format!("{verdict}  {} {target}  {}\n", kind.name(), took.trim_start());
    for part in parts(&measurement.evidence) {
        writeln!(text, "  {part}").ok();
    }
    let (times, numbers): (Vec<_>, Vec<_>) = measurement.values.iter().map(row).partition(|row| row.is_time);
    for rows in [times, numbers] {
        let width = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
        if !rows.is_empty() {
            text.push('\n');
        }
        for Row { name, value, .. } in rows {
            writeln!(text, "  {name:<width$}  {value:>12}").ok();
        }
    }
    text
}

struct Row {
    name: String,
    value: String,
    is_time: bool,
}

fn row(value: &Value) -> Row {
    let label = value.labels.first().map(|(_name, text)| *text);
    let time = |name: &str| Row { name: name.to_owned(), value: milliseconds(value.value), is_time: true };
    match (value.metric, label) {
        // As people who look at HTTP call them.
        (Metric::HttpDuration, Some("resolve")) => time("dns"),
        (Metric::HttpDuration, Some("processing")) => time("ttfb"),
        (
            Metric::IcmpDuration
            | Metric::IcmpRtt
            | Metric::TcpDuration
            | Metric::DnsDuration
            | Metric::HttpDuration,
            Some(label),
        ) => time(label),
        (Metric::SslEarliestExpiry, _) => plain(value, date(value.value)),
        (Metric::IcmpLossRatio, _) => plain(value, format!("{:.0} %", value.value * 100.0)),
        (Metric::DnsLookupTime, _) => plain(value, milliseconds(value.value)),
        _ => plain(value, value.value.to_string()),
    }
}

fn plain(value: &Value, text: String) -> Row {
    Row { name: value.metric.to_string(), value: text, is_time: false }
}

fn milliseconds(seconds: f64) -> String {
    format!("{:.3} ms", seconds * 1_000.0)
}

fn date(seconds: f64) -> String {
    // Seconds of certificates are whole and far below 2^53.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and the clock stays in its range")]
    let micros = (seconds * 1e6) as i64;
    from_micros(micros).to_string()
}

/// The parts of evidence, which `; ` stands between; not where it is quoted.
fn parts(evidence: &str) -> Vec<&str> {
    let (mut parts, mut from, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in evidence.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            ';' if !quoted && evidence.get(at..).is_some_and(|rest| rest.starts_with("; ")) => {
                parts.extend(evidence.get(from..at));
                from = at + 2;
            }
            _ => {}
        }
    }
    parts.extend(evidence.get(from..).filter(|rest| !rest.is_empty()));
    parts
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::time::Duration;

    use nocturne_shared::{check::TcpSpec, outcome::Reason};

    use super::*;

    fn shown() -> (CheckKind, Target, Measurement) {
        let measurement = Measurement {
            started_at_us: 1_700_000_000_000_000,
            duration: Duration::from_micros(1_500),
            outcome: Outcome::Failure,
            reason: Reason::TcpAnswer,
            evidence: "it sent \"no number\"".to_owned(),
            values: vec![
                Value { metric: Metric::TcpDuration, labels: &[("phase", "connect")], value: 0.001 },
                Value { metric: Metric::IpProtocol, labels: &[], value: 4.0 },
            ],
        };
        let kind = CheckKind::Tcp(TcpSpec { port: 22, read_number: true });
        (kind, "192.0.2.1".parse().unwrap(), measurement)
    }

    #[test]
    fn programs_get_one_object_with_everything() {
        let (kind, target, measurement) = shown();

        let object: serde_json::Value = serde_json::from_str(&json(&kind, &target, &measurement)).unwrap();

        let want = json!({
            "target": "192.0.2.1",
            "kind": "tcp",
            "success": false,
            "outcome": "failure",
            "reason": "tcp.answer",
            "evidence": "it sent \"no number\"",
            "duration_seconds": 0.0015,
            "started_at": "2023-11-14T22:13:20Z",
            "metrics": [
                { "name": "probe_success", "labels": {}, "value": 0.0 },
                { "name": "probe_duration_seconds", "labels": {}, "value": 0.0015 },
                { "name": "probe_tcp_duration_seconds", "labels": { "phase": "connect" }, "value": 0.001 },
                { "name": "probe_ip_protocol", "labels": {}, "value": 4.0 },
            ],
        });
        assert_eq!(object, want);
    }

    #[test]
    fn people_get_the_verdict_first_and_times_in_a_column() {
        let (kind, target, measurement) = shown();

        let text = text(&kind, &target, &measurement);

        assert_eq!(
            text,
            "DOWN tcp.answer  tcp 192.0.2.1  1.500 ms\n  it sent \"no number\"\n\n  connect      1.000 ms\n\n  \
             probe_ip_protocol             4\n"
        );
    }
}
