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
    check::{CheckKind, CheckSpec, IcmpSpec, RawCheckSpec, TcpSpec},
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
        kind: match &spec.kind {
            CheckKind::Icmp(icmp) => StoredKind::Icmp {
                packets: icmp.packets,
                payload_bytes: icmp.payload_bytes,
                max_loss_ratio: icmp.max_loss_ratio,
                packet_interval_us: time::micros(icmp.packet_interval),
            },
            CheckKind::Tcp(tcp) => StoredKind::Tcp { port: tcp.port, read_number: tcp.read_number },
        },
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

    let mut port = 0;
    let kind = match stored.kind {
        StoredKind::Icmp { packets, payload_bytes, max_loss_ratio, packet_interval_us } => {
            CheckKind::Icmp(IcmpSpec {
                packets,
                payload_bytes,
                max_loss_ratio,
                packet_interval: duration(packet_interval_us),
            })
        }
        StoredKind::Tcp { port: given, read_number } => {
            port = given.into();
            CheckKind::Tcp(TcpSpec { port: given, read_number })
        }
    };
    let policy = stored.status_policy;
    let raw = RawCheckSpec {
        kind: Some(kind),
        port,
        targets: stored.targets,
        agent_selector: String::new(),
        interval: Some(duration(stored.interval_us)),
        timeout: Some(duration(stored.timeout_us)),
        status_policy: Some((policy.window, policy.down_after, policy.up_after)),
    };
    raw.check().map(|(spec, _selector)| spec).map_err(StoredSpecError::Limits)
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
            kind: Some(CheckKind::Tcp(TcpSpec { port: 443, read_number: true })),
            port: 443,
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
