//! Which metrics, with which labels, a kind of check may report.
//!
//! The list is closed, so what a hostile agent can make of the series table is bounded by what operators defined: checks,
//! targets and agents, times the few sets below.

use nocturne_shared::{check::CheckKind, outcome::Metric};

/// True when agents may send `metric` with these labels (names and values in turn) for such a check.
#[must_use]
pub fn belongs(kind: &CheckKind, metric: Metric, labels: &[String]) -> bool {
    let one = |name: &str, values: &[&str]| match labels {
        [given, value] => given == name && values.contains(&value.as_str()),
        _ => false,
    };
    match (kind, metric) {
        (_, Metric::DnsLookupTime | Metric::IpProtocol)
        | (CheckKind::Icmp(_), Metric::IcmpLossRatio)
        | (CheckKind::Tcp(_), Metric::TcpAnswerNumber)
        | (
            CheckKind::Dns(_),
            Metric::DnsAnswerRrs | Metric::DnsAuthorityRrs | Metric::DnsAdditionalRrs | Metric::DnsSerial,
        )
        | (
            CheckKind::Http(_),
            Metric::HttpStatusCode
            | Metric::HttpContentLength
            | Metric::HttpBodyBytes
            | Metric::HttpRedirects
            | Metric::HttpSsl
            | Metric::HttpVersion
            | Metric::FailedDueToRegex
            | Metric::SslEarliestExpiry,
        ) => labels.is_empty(),
        (CheckKind::Icmp(_), Metric::IcmpDuration) => one("phase", &["rtt"]),
        (CheckKind::Icmp(_), Metric::IcmpRtt) => one("stat", &["min", "avg", "max", "stddev", "jitter"]),
        (CheckKind::Tcp(_), Metric::TcpDuration) => one("phase", &["connect", "answer"]),
        (CheckKind::Dns(_), Metric::DnsDuration) => one("phase", &["resolve", "connect", "request"]),
        (CheckKind::Http(_), Metric::HttpDuration) => {
            one("phase", &["resolve", "connect", "tls", "processing", "transfer"])
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use nocturne_shared::check::{IcmpSpec, TcpSpec};

    use super::*;

    #[test]
    fn only_the_listed_sets_belong() {
        let icmp = CheckKind::Icmp(IcmpSpec::default());
        let tcp = CheckKind::Tcp(TcpSpec { port: 1, read_number: false });
        let text = |labels: &[&str]| labels.iter().map(|label| (*label).to_owned()).collect::<Vec<_>>();

        assert!(belongs(&icmp, Metric::IcmpRtt, &text(&["stat", "max"])));
        assert!(belongs(&tcp, Metric::TcpDuration, &text(&["phase", "answer"])));
        assert!(belongs(&tcp, Metric::DnsLookupTime, &[]));
        for (kind, metric, labels) in [
            (&tcp, Metric::IcmpRtt, text(&["stat", "max"])),
            (&icmp, Metric::IcmpRtt, text(&["stat", "p99"])),
            (&icmp, Metric::IcmpRtt, text(&["stat", "max", "x", "y"])),
            (&tcp, Metric::TcpDuration, text(&["phase"])),
            (&tcp, Metric::TcpAnswerNumber, text(&["phase", "connect"])),
            (&tcp, Metric::ProbeSuccess, Vec::new()),
        ] {
            assert!(!belongs(kind, metric, &labels), "{metric} {labels:?}");
        }
    }
}
