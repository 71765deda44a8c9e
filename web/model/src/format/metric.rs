//! What metrics are called and in what unit their values are.

use std::collections::HashMap;

use jiff::Timestamp;
use nocturne_shared::outcome::Metric;

use super::number::{bytes, number, percent, seconds};

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Seconds.
    Seconds,
    /// 0 to 1.
    Ratio,
    /// Bytes.
    Bytes,
    /// Things.
    Count,
    /// 1 or 0.
    Flag,
    /// A number that names something, e.g. a status code.
    Code,
    /// Seconds since 1970.
    Epoch,
    /// Nothing is known about it.
    Plain,
}

impl Unit {
    /// For an axis whose largest value is `most`: what to divide values by, and the unit then.
    #[must_use]
    pub fn axis(self, most: f64) -> (f64, &'static str) {
        const KIB: f64 = 1024.0;
        let first = |units: &[(f64, &'static str)], otherwise: (f64, &'static str)| {
            units.iter().copied().find(|(least, _)| most.abs() >= *least).unwrap_or(otherwise)
        };
        match self {
            Self::Seconds if most == 0.0 => (1e-3, "ms"),
            Self::Seconds => first(&[(1.0, "s"), (1e-3, "ms")], (1e-6, "µs")),
            Self::Ratio => (0.01, "%"),
            Self::Bytes => first(&[(KIB * KIB * KIB, "GiB"), (KIB * KIB, "MiB"), (KIB, "KiB")], (1.0, "B")),
            Self::Count | Self::Flag | Self::Code | Self::Epoch | Self::Plain => (1.0, ""),
        }
    }
}

/// Unit of a metric of this name.
#[must_use]
pub fn metric_unit(name: &str) -> Unit {
    match Metric::from_text(name) {
        Some(
            Metric::ProbeDuration
            | Metric::IcmpDuration
            | Metric::IcmpRtt
            | Metric::TcpDuration
            | Metric::DnsLookupTime
            | Metric::DnsDuration
            | Metric::HttpDuration,
        ) => Unit::Seconds,
        Some(Metric::IcmpLossRatio) => Unit::Ratio,
        Some(Metric::HttpContentLength | Metric::HttpBodyBytes) => Unit::Bytes,
        Some(Metric::ProbeSuccess | Metric::HttpSsl | Metric::FailedDueToRegex) => Unit::Flag,
        Some(Metric::HttpStatusCode | Metric::IpProtocol | Metric::DnsSerial | Metric::HttpVersion) => {
            Unit::Code
        }
        Some(Metric::SslEarliestExpiry) => Unit::Epoch,
        Some(
            Metric::DnsAnswerRrs | Metric::DnsAuthorityRrs | Metric::DnsAdditionalRrs | Metric::HttpRedirects,
        ) => Unit::Count,
        Some(Metric::TcpAnswerNumber) => Unit::Plain,
        None if name.ends_with("_seconds") => Unit::Seconds,
        None if name.ends_with("_ratio") => Unit::Ratio,
        None if name.ends_with("_bytes") => Unit::Bytes,
        None if name.ends_with("_total") => Unit::Count,
        None => Unit::Plain,
    }
}

/// Name of a metric for people; of one that is not known its own.
#[must_use]
pub fn metric_title(name: &str) -> String {
    let title = match Metric::from_text(name) {
        Some(Metric::ProbeSuccess) => "Success",
        Some(Metric::ProbeDuration) => "Duration",
        Some(Metric::IcmpDuration) => "Round-trip time",
        Some(Metric::IcmpLossRatio) => "Packet loss",
        Some(Metric::IcmpRtt) => "Round-trip statistics",
        Some(Metric::TcpDuration) => "TCP time",
        Some(Metric::TcpAnswerNumber) => "Number in the greeting",
        Some(Metric::DnsLookupTime) => "Name lookup of the target",
        Some(Metric::DnsDuration) => "DNS time",
        Some(Metric::DnsAnswerRrs) => "Answer records",
        Some(Metric::DnsAuthorityRrs) => "Authority records",
        Some(Metric::DnsAdditionalRrs) => "Additional records",
        Some(Metric::DnsSerial) => "Zone serial",
        Some(Metric::HttpDuration) => "HTTP time",
        Some(Metric::HttpStatusCode) => "Status code",
        Some(Metric::HttpContentLength) => "Content length",
        Some(Metric::HttpBodyBytes) => "Body size",
        Some(Metric::HttpRedirects) => "Redirects",
        Some(Metric::HttpSsl) => "TLS in use",
        Some(Metric::HttpVersion) => "HTTP version",
        Some(Metric::FailedDueToRegex) => "Body decided the failure",
        Some(Metric::SslEarliestExpiry) => "Certificate ends",
        Some(Metric::IpProtocol) => "IP version",
        None => name,
    };
    title.to_owned()
}

/// The part of a measurement that a series is, in words: its phase or its statistic; `None` for the whole.
#[must_use]
pub fn series_part(labels: &HashMap<String, String>) -> Option<String> {
    let (label, value) =
        ["phase", "stat"].iter().find_map(|name| labels.get(*name).map(|value| (*name, value)))?;
    let words = match (label, value.as_str()) {
        ("phase", "rtt") => "Round trip",
        ("phase", "resolve") => "Name lookup",
        ("phase", "connect") => "Connect",
        ("phase", "tls") => "TLS handshake",
        ("phase", "processing") => "Time to first byte",
        ("phase", "transfer") => "Transfer",
        ("phase", "request") => "Answer",
        ("phase", "answer") => "Greeting",
        ("stat", "min") => "Minimum",
        ("stat", "avg") => "Average",
        ("stat", "max") => "Maximum",
        ("stat", "stddev") => "Standard deviation",
        ("stat", "jitter") => "Jitter",
        _ => value,
    };
    Some(words.to_owned())
}

/// A value of a metric with its unit.
#[must_use]
pub fn metric_value(name: &str, value: f64) -> String {
    match (Metric::from_text(name), value) {
        (Some(Metric::ProbeSuccess), 1.0) => "success".to_owned(),
        (Some(Metric::ProbeSuccess), 0.0) => "failure".to_owned(),
        (Some(Metric::HttpContentLength), -1.0) => "not said".to_owned(),
        (Some(Metric::IpProtocol), 4.0 | 6.0) => format!("IPv{value}"),
        _ => unit_value(metric_unit(name), value),
    }
}

/// A value in this unit.
#[must_use]
pub fn unit_value(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Seconds => seconds(value),
        Unit::Ratio => percent(value),
        Unit::Bytes => bytes(value),
        Unit::Flag if value == 1.0 => "yes".to_owned(),
        Unit::Flag if value == 0.0 => "no".to_owned(),
        Unit::Code if value.is_finite() => format!("{value}"),
        Unit::Epoch => epoch(value),
        Unit::Count | Unit::Flag | Unit::Code | Unit::Plain => number(value),
    }
}

fn epoch(value: f64) -> String {
    // A float casts to the nearest integer that there is; what is no time is refused below.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and what is out of range is no time")]
    let seconds = value as i64;
    match Timestamp::from_second(seconds) {
        Ok(at) if value.is_finite() => super::stamp_utc(at),
        _ => number(f64::NAN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::UNIT_SPACE;

    #[test]
    fn every_metric_has_a_title_of_its_own_for_people() {
        let mut titles: Vec<String> =
            Metric::ALL.iter().map(|metric| metric_title(metric.as_str())).collect();
        assert!(titles.iter().all(|title| !title.contains('_')));

        titles.sort();
        let n_titles = titles.len();
        titles.dedup();
        assert_eq!(titles.len(), n_titles);
        assert_eq!(metric_title("of_a_later_version"), "of_a_later_version");
    }

    #[test]
    fn values_have_the_unit_of_their_metric() {
        let cases = [
            ("probe_success", 1.0, "success"),
            ("probe_icmp_duration_seconds", 0.0123, "12.3 ms"),
            ("probe_icmp_loss_ratio", 0.333_33, "33.3 %"),
            ("probe_http_status_code", 404.0, "404"),
            ("probe_http_content_length", -1.0, "not said"),
            ("probe_http_uncompressed_body_length", 2_048.0, "2 KiB"),
            ("probe_http_ssl", 1.0, "yes"),
            ("probe_http_version", 1.1, "1.1"),
            ("probe_ip_protocol", 6.0, "IPv6"),
            ("probe_ssl_earliest_cert_expiry", 1_700_000_000.0, "2023-11-14 22:13:20 UTC"),
            ("probe_ssl_earliest_cert_expiry", f64::NAN, "–"),
            ("probe_ssl_earliest_cert_expiry", f64::MAX, "–"),
            ("probe_dns_serial", 2_025_013_101.0, "2025013101"),
            ("something_seconds", 2.0, "2 s"),
            ("something_ratio", 1.0, "100 %"),
            ("something_bytes", 1.0, "1 B"),
            ("something_total", 1_000.0, "1 000"),
            ("something", 1.5, "1.5"),
        ];
        for (name, value, want) in cases {
            assert_eq!(metric_value(name, value).replace(UNIT_SPACE, " "), want, "{name} {value}");
        }
    }

    #[test]
    fn an_axis_has_one_unit_for_all_its_values() {
        let cases = [
            (Unit::Seconds, 0.0, "ms"),
            (Unit::Seconds, 0.000_2, "µs"),
            (Unit::Seconds, 0.2, "ms"),
            (Unit::Seconds, 2.0, "s"),
            (Unit::Bytes, 10.0, "B"),
            (Unit::Bytes, 10_000.0, "KiB"),
            (Unit::Ratio, 1.0, "%"),
            (Unit::Count, 5.0, ""),
        ];
        for (unit, most, want) in cases {
            assert_eq!(unit.axis(most).1, want, "{unit:?} {most}");
        }
    }

    #[test]
    fn parts_are_named_in_words() {
        let labels = |name: &str, value: &str| HashMap::from([(name.to_owned(), value.to_owned())]);

        assert_eq!(series_part(&labels("phase", "processing")).as_deref(), Some("Time to first byte"));
        assert_eq!(series_part(&labels("stat", "p99")).as_deref(), Some("p99"));
        assert_eq!(series_part(&labels("site", "ams")), None);
    }
}
