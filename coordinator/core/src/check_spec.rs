//! How a specification is kept: versioned JSON, looked at again when it is read.
//!
//! ```text
//! {"v":1,"kind":{"tcp":{"port":443,"read_number":false}},"targets":["192.0.2.1"],
//!  "interval_us":10000000,"timeout_us":5000000,"status_policy":{"window":3,"down_after":2,"up_after":2}}
//! ```
//!
//! A further kind of check is a further key under `kind`; a change that older code could not read is a further `v`.

use std::time::Duration;

use nocturne_shared::{
    check::{CheckKind, CheckSpec, IcmpSpec, Pattern, RawCheckSpec, RawDns, RawHttp, RawKind},
    field::FieldErrors,
    time,
};
use serde::{Deserialize, Serialize};

/// The version that is written.
const VERSION: u32 = 1;

/// The JSON's shape.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredSpec {
    v: u32,
    kind: StoredKind,
    targets: Vec<String>,
    interval_us: i64,
    timeout_us: i64,
    status_policy: StoredPolicy,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum StoredKind {
    Icmp { packets: u32, payload_bytes: u32, max_loss_ratio: f64, packet_interval_us: i64 },
    Tcp { port: u16, read_number: bool },
    Dns(StoredDns),
    Http(Box<StoredHttp>),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredDns {
    query_name: String,
    record_type: String,
    port: u16,
    tcp: bool,
    recursion_desired: bool,
    expected_rcode: String,
    expected_answers: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredHttp {
    method: String,
    headers: Vec<(String, String)>,
    body: String,
    expected_statuses: Vec<String>,
    body_matches: Vec<String>,
    body_forbids: Vec<String>,
    max_redirects: u32,
    max_body_bytes: u64,
    tls_ca_pem: String,
    tls_server_name: String,
    tls_insecure: bool,
    tls_min_remaining_us: Option<i64>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredPolicy {
    window: u32,
    down_after: u32,
    up_after: u32,
}

/// What is stored is no specification.
#[derive(Debug, thiserror::Error)]
pub enum StoredSpecError {
    /// Not the JSON that is written here.
    #[error("stored check specification cannot be read")]
    Shape(#[source] serde_json::Error),
    /// Written by a later program.
    #[error("stored check specification has version {0}, this program knows {VERSION}")]
    Version(u32),
    /// Read, but not within today's limits.
    #[error("stored check specification is outside the limits")]
    Limits(#[source] FieldErrors),
}

/// A specification as it is kept.
///
/// Durations are cut to the microsecond; those that the limits allow fit.
#[must_use]
pub fn to_json(spec: &CheckSpec) -> serde_json::Value {
    let policy = spec.status_policy;
    let stored = StoredSpec {
        v: VERSION,
        kind: kind_to_stored(&spec.kind),
        targets: spec.targets.iter().map(ToString::to_string).collect(),
        interval_us: time::micros(spec.interval),
        timeout_us: time::micros(spec.timeout),
        status_policy: StoredPolicy {
            window: policy.window().into(),
            down_after: policy.down_after().into(),
            up_after: policy.up_after().into(),
        },
    };
    // Only maps with keys that are no strings can fail, and there are none.
    serde_json::to_value(stored).unwrap_or_default()
}

/// Reads what [`to_json`] wrote.
///
/// # Errors
///
/// [`StoredSpecError`]: the row is damaged, of a later version, or outside the limits of [`RawCheckSpec::check`].
pub fn from_json(json: &serde_json::Value) -> Result<CheckSpec, StoredSpecError> {
    let version = json.get("v").and_then(serde_json::Value::as_u64).and_then(|v| u32::try_from(v).ok());
    if let Some(other) = version.filter(|version| *version != VERSION) {
        return Err(StoredSpecError::Version(other));
    }
    let stored = StoredSpec::deserialize(json).map_err(StoredSpecError::Shape)?;

    let policy = stored.status_policy;
    let raw = RawCheckSpec {
        kind: Some(kind_from_stored(stored.kind)),
        targets: stored.targets,
        agent_selector: String::new(),
        interval: Some(duration(stored.interval_us)),
        timeout: Some(duration(stored.timeout_us)),
        status_policy: Some((policy.window, policy.down_after, policy.up_after)),
    };
    raw.check().map(|(spec, _selector)| spec).map_err(StoredSpecError::Limits)
}

fn kind_to_stored(kind: &CheckKind) -> StoredKind {
    let texts = |patterns: &[Pattern]| patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect();
    match kind {
        CheckKind::Icmp(icmp) => StoredKind::Icmp {
            packets: icmp.packets,
            payload_bytes: icmp.payload_bytes,
            max_loss_ratio: icmp.max_loss_ratio,
            packet_interval_us: time::micros(icmp.packet_interval),
        },
        CheckKind::Tcp(tcp) => StoredKind::Tcp { port: tcp.port, read_number: tcp.read_number },
        CheckKind::Dns(dns) => StoredKind::Dns(StoredDns {
            query_name: dns.query_name.clone(),
            record_type: dns.record_type.to_string(),
            port: dns.port,
            tcp: dns.tcp,
            recursion_desired: dns.recursion_desired,
            expected_rcode: dns.expected_rcode.to_string(),
            expected_answers: dns.expected_answers.clone(),
        }),
        CheckKind::Http(http) => StoredKind::Http(Box::new(StoredHttp {
            method: http.method.as_str().to_owned(),
            headers: http.headers.clone(),
            body: http.body.clone(),
            expected_statuses: http.expected_statuses.to_texts(),
            body_matches: texts(&http.body_matches),
            body_forbids: texts(&http.body_forbids),
            max_redirects: http.max_redirects,
            max_body_bytes: http.max_body_bytes,
            tls_ca_pem: http.tls_ca_pem.clone(),
            tls_server_name: http.tls_server_name.clone(),
            tls_insecure: http.tls_insecure,
            tls_min_remaining_us: http.tls_min_remaining.map(time::micros),
        })),
    }
}

fn kind_from_stored(stored: StoredKind) -> RawKind {
    match stored {
        StoredKind::Icmp { packets, payload_bytes, max_loss_ratio, packet_interval_us } => {
            RawKind::Icmp(IcmpSpec {
                packets,
                payload_bytes,
                max_loss_ratio,
                packet_interval: duration(packet_interval_us),
            })
        }
        StoredKind::Tcp { port, read_number } => RawKind::Tcp { port: port.into(), read_number },
        StoredKind::Dns(dns) => RawKind::Dns(RawDns {
            query_name: dns.query_name,
            record_type: dns.record_type,
            port: dns.port.into(),
            tcp: dns.tcp,
            recursion_desired: Some(dns.recursion_desired),
            expected_rcode: dns.expected_rcode,
            expected_answers: dns.expected_answers,
        }),
        StoredKind::Http(http) => RawKind::Http(Box::new(RawHttp {
            method: http.method,
            headers: http.headers,
            body: http.body,
            expected_statuses: http.expected_statuses,
            body_matches: http.body_matches,
            body_forbids: http.body_forbids,
            max_redirects: Some(http.max_redirects),
            max_body_bytes: http.max_body_bytes,
            tls_ca_pem: http.tls_ca_pem,
            tls_server_name: http.tls_server_name,
            tls_insecure: http.tls_insecure,
            tls_min_remaining: http.tls_min_remaining_us.map(duration),
        })),
    }
}

fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tcp() -> CheckSpec {
        let raw = RawCheckSpec {
            kind: Some(RawKind::Tcp { port: 443, read_number: true }),
            targets: vec!["192.0.2.1".to_owned(), "example.org".to_owned(), "2001:db8::1".to_owned()],
            agent_selector: String::new(),
            interval: Some(Duration::from_micros(100_001)),
            timeout: None,
            status_policy: Some((32, 5, 4)),
        };
        raw.check().unwrap().0
    }

    #[test]
    fn what_is_written_is_read_back() {
        let icmp = IcmpSpec { max_loss_ratio: 0.1 + 0.2, ..IcmpSpec::default() };
        for spec in [tcp(), CheckSpec { kind: CheckKind::Icmp(icmp), ..tcp() }] {
            let text = to_json(&spec).to_string();
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(from_json(&read).unwrap(), spec);
        }
    }

    #[test]
    fn dns_and_http_are_read_back() {
        let dns = RawDns { query_name: "example.org".to_owned(), ..RawDns::default() };
        let http = RawHttp {
            body_matches: vec!["ok".to_owned()],
            headers: vec![("accept".to_owned(), "*/*".to_owned())],
            tls_min_remaining: Some(Duration::from_secs(60)),
            ..RawHttp::default()
        };
        let kinds =
            [(RawKind::Dns(dns), "192.0.2.1"), (RawKind::Http(Box::new(http)), "https://example.org/")];
        for (kind, target) in kinds {
            let raw = RawCheckSpec {
                kind: Some(kind),
                targets: vec![target.to_owned()],
                agent_selector: String::new(),
                interval: None,
                timeout: None,
                status_policy: None,
            };
            let spec = raw.check().unwrap().0;
            assert_eq!(from_json(&to_json(&spec)).unwrap(), spec);
        }
    }

    #[test]
    fn the_stored_form_never_changes() {
        let want = json!({
            "v": 1,
            "kind": {"tcp": {"port": 443, "read_number": true}},
            "targets": ["192.0.2.1", "example.org", "2001:db8::1"],
            "interval_us": 100_001,
            "timeout_us": 100_001,
            "status_policy": {"window": 32, "down_after": 5, "up_after": 4},
        });

        assert_eq!(to_json(&tcp()), want);
    }

    #[test]
    fn damaged_later_and_absurd_rows_are_told_apart() {
        let good = to_json(&tcp());
        let with = |key: &str, value: serde_json::Value| {
            let mut json = good.clone();
            json[key] = value;
            json
        };

        assert!(matches!(from_json(&json!({"v": 1})), Err(StoredSpecError::Shape(_))));
        assert!(matches!(from_json(&json!(null)), Err(StoredSpecError::Shape(_))));
        assert!(matches!(from_json(&with("v", json!(2))), Err(StoredSpecError::Version(2))));
        assert!(matches!(from_json(&with("interval_us", json!(-1))), Err(StoredSpecError::Limits(_))));
        assert!(matches!(from_json(&with("targets", json!([]))), Err(StoredSpecError::Limits(_))));
        assert!(matches!(from_json(&with("extra", json!(1))), Err(StoredSpecError::Shape(_))));
    }
}
