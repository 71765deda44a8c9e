//! Specifications before anybody looked at them.

use std::{str::FromStr as _, time::Duration};

use super::{
    CheckKind, CheckSpec, DEFAULT_INTERVAL, DEFAULT_TIMEOUT, IcmpSpec, MAX_INTERVAL, MAX_TARGETS,
    MIN_INTERVAL, StatusPolicy, TcpSpec, dns::RawDns, http::RawHttp, span::typed,
};
use crate::{
    field::{FieldError, FieldErrors},
    selector::Selector,
    target::Target,
};

/// What to do as it was given.
#[derive(Debug, Clone, PartialEq)]
pub enum RawKind {
    /// ICMP echo.
    Icmp(IcmpSpec),
    /// TCP connect.
    Tcp {
        /// Wider than a port is.
        port: u32,
        /// Also read a number.
        read_number: bool,
    },
    /// A question to a DNS server.
    Dns(RawDns),
    /// An HTTP or HTTPS request.
    Http(Box<RawHttp>),
}

impl From<&CheckKind> for RawKind {
    /// What would give this kind again.
    fn from(kind: &CheckKind) -> Self {
        match kind {
            CheckKind::Icmp(spec) => Self::Icmp(spec.clone()),
            CheckKind::Tcp(spec) => Self::Tcp { port: spec.port.into(), read_number: spec.read_number },
            CheckKind::Dns(spec) => Self::Dns(RawDns {
                query_name: spec.query_name.clone(),
                record_type: spec.record_type.to_string(),
                port: spec.port.into(),
                tcp: spec.tcp,
                recursion_desired: Some(spec.recursion_desired),
                expected_rcode: spec.expected_rcode.to_string(),
                expected_answers: spec.expected_answers.clone(),
            }),
            CheckKind::Http(spec) => Self::Http(Box::new(RawHttp {
                method: spec.method.as_str().to_owned(),
                headers: spec.headers.clone(),
                body: spec.body.clone(),
                expected_statuses: spec.expected_statuses.to_texts(),
                body_matches: spec.body_matches.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
                body_forbids: spec.body_forbids.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
                max_redirects: Some(spec.max_redirects),
                max_body_bytes: spec.max_body_bytes,
                tls_ca_pem: spec.tls_ca_pem.clone(),
                tls_server_name: spec.tls_server_name.clone(),
                tls_insecure: spec.tls_insecure,
                tls_min_remaining: spec.tls_min_remaining,
            })),
        }
    }
}

/// A specification as it was given, before anybody looked at it.
#[derive(Debug, Clone, PartialEq)]
pub struct RawCheckSpec {
    /// What to do; `None` when nothing was chosen.
    pub kind: Option<RawKind>,
    /// Targets as given.
    pub targets: Vec<String>,
    /// Selector over agents as given.
    pub agent_selector: String,
    /// `None` is [`DEFAULT_INTERVAL`].
    pub interval: Option<Duration>,
    /// `None` is [`DEFAULT_TIMEOUT`] or the interval if that is shorter.
    pub timeout: Option<Duration>,
    /// Window, `down_after`, `up_after`; `None` is [`StatusPolicy::DEFAULT`].
    pub status_policy: Option<(u32, u32, u32)>,
}

impl RawCheckSpec {
    /// Looks at every field and returns the specification with its agent selector.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn check(&self) -> Result<(CheckSpec, Selector), FieldErrors> {
        let mut found = Vec::new();
        let kind = self.check_kind(&mut found);
        let targets = self.check_targets(&mut found);
        let (interval, timeout) = self.check_times(&mut found);
        if let Some(CheckKind::Icmp(spec)) = &kind
            && found.is_empty()
        {
            check_icmp_fits(spec, timeout, &mut found);
        }
        let selector = Selector::from_str(&self.agent_selector).unwrap_or_else(|error| {
            found.push(FieldError::new("agent_selector", error.to_string()));
            Selector::default()
        });
        let status_policy = match self.status_policy {
            None => StatusPolicy::DEFAULT,
            Some((window, down_after, up_after)) => StatusPolicy::new(window, down_after, up_after)
                .unwrap_or_else(|FieldErrors(more)| {
                    found.extend(more);
                    StatusPolicy::DEFAULT
                }),
        };

        match kind {
            Some(kind) if found.is_empty() => {
                Ok((CheckSpec { kind, targets, interval, timeout, status_policy }, selector))
            }
            _ => Err(FieldErrors(found)),
        }
    }

    /// As [`RawCheckSpec::check`], for what somebody writes: refuses as well what can be carried out and cannot be meant.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once.
    pub fn check_written(&self) -> Result<(CheckSpec, Selector), FieldErrors> {
        let mut more = Vec::new();
        check_packet_interval(self.kind.as_ref(), &mut more);
        // A browser leaves the texts to the coordinator, which says the same.
        #[cfg(not(target_arch = "wasm32"))]
        super::sense::check_sense(self.kind.as_ref(), &mut more);
        match self.check() {
            Ok(checked) => FieldErrors::check(more).map(|()| checked),
            Err(FieldErrors(mut found)) => {
                more.retain(|finding| !found.iter().any(|other| other.field == finding.field));
                found.extend(more);
                Err(FieldErrors(found))
            }
        }
    }

    fn check_kind(&self, found: &mut Vec<FieldError>) -> Option<CheckKind> {
        match &self.kind {
            None => {
                let reason = "no kind of check is given; set one of icmp, tcp, dns, http";
                found.push(FieldError::new("spec", reason));
                None
            }
            Some(RawKind::Icmp(spec)) => {
                check_icmp(spec, found);
                let packet_interval = whole_micros(spec.packet_interval);
                Some(CheckKind::Icmp(IcmpSpec { packet_interval, ..spec.clone() }))
            }
            Some(RawKind::Tcp { port, read_number }) => match u16::try_from(*port) {
                Ok(port) if port != 0 => Some(CheckKind::Tcp(TcpSpec { port, read_number: *read_number })),
                _ => {
                    let reason = format!("{port} is no port; give 1 to 65535");
                    found.push(FieldError::new("tcp.port", reason));
                    None
                }
            },
            Some(RawKind::Dns(raw)) => raw.check(found).map(CheckKind::Dns),
            Some(RawKind::Http(raw)) => raw.check(found).map(|spec| CheckKind::Http(Box::new(spec))),
        }
    }

    fn check_targets(&self, found: &mut Vec<FieldError>) -> Vec<Target> {
        if self.targets.is_empty() || self.targets.len() > MAX_TARGETS {
            found.push(FieldError::new(
                "targets",
                format!("{} targets given; give 1 to {MAX_TARGETS}", self.targets.len()),
            ));
        }
        let mut targets = Vec::with_capacity(self.targets.len().min(MAX_TARGETS));
        for (index, text) in self.targets.iter().take(MAX_TARGETS).enumerate() {
            match self.check_target(text) {
                Ok(target) if targets.contains(&target) => {
                    found.push(FieldError::new(
                        format!("targets[{index}]"),
                        format!("{text:?} is there twice"),
                    ));
                }
                Ok(target) => targets.push(target),
                Err(reason) => found.push(FieldError::new(format!("targets[{index}]"), reason)),
            }
        }
        targets
    }

    /// HTTP asks at URLs, everything else at hosts.
    fn check_target(&self, text: &str) -> Result<Target, String> {
        let is_http = matches!(self.kind, Some(RawKind::Http(_)));
        if is_http && !text.contains("://") {
            return Err(format!("{text:?} is no URL; write it as https://host/path"));
        }
        let target = text.parse::<Target>().map_err(|error| error.to_string())?;
        if self.kind.is_some() && !is_http && matches!(target, Target::Url(_)) {
            return Err(format!("{text:?} is a URL; only HTTP checks have those, write the host alone"));
        }
        Ok(target)
    }

    fn check_times(&self, found: &mut Vec<FieldError>) -> (Duration, Duration) {
        let interval = whole_micros(self.interval.unwrap_or(DEFAULT_INTERVAL));
        if !(MIN_INTERVAL..=MAX_INTERVAL).contains(&interval) {
            found.push(FieldError::new("interval", format!("{} is outside 100ms to 24h", typed(interval))));
        }
        let timeout = whole_micros(self.timeout.unwrap_or(DEFAULT_TIMEOUT.min(interval)));
        // One that nobody gave follows the interval and is no finding of its own.
        if self.timeout.is_some() && (timeout.is_zero() || timeout > interval) {
            found.push(FieldError::new(
                "timeout",
                format!(
                    "{} must be at least 1µs and at most the interval ({})",
                    typed(timeout),
                    typed(interval)
                ),
            ));
        }
        (interval, timeout)
    }
}

/// Cut to what is kept: a specification that was accepted is the same when it is read again.
pub(super) fn whole_micros(span: Duration) -> Duration {
    Duration::new(span.as_secs(), span.subsec_micros() * 1_000)
}

fn check_packet_interval(kind: Option<&RawKind>, found: &mut Vec<FieldError>) {
    if let Some(RawKind::Icmp(icmp)) = kind
        && whole_micros(icmp.packet_interval).is_zero()
    {
        let reason = "0s is no time between two requests; give up to 1s, or nothing for 20ms";
        found.push(FieldError::new("icmp.packet_interval", reason));
    }
}

fn check_icmp(spec: &IcmpSpec, found: &mut Vec<FieldError>) {
    let mut finding = |field: &str, reason: String| found.push(FieldError::new(field, reason));
    if !(1..=20).contains(&spec.packets) {
        finding("icmp.packets", format!("{} is outside 1 to 20", spec.packets));
    }
    if !(16..=1_400).contains(&spec.payload_bytes) {
        finding("icmp.payload_bytes", format!("{} is outside 16 to 1400", spec.payload_bytes));
    }
    if !(0.0..=1.0).contains(&spec.max_loss_ratio) {
        finding("icmp.max_loss_ratio", format!("{} is outside 0 to 1", spec.max_loss_ratio));
    }
    if spec.packet_interval > Duration::from_secs(1) {
        finding("icmp.packet_interval", "is longer than 1s".to_owned());
    }
}

/// The last request must have time to be answered, so all leave in the first half of the timeout. What is as short as
/// the default is drawn together without a word; who asks for more is told that it does not fit.
fn check_icmp_fits(spec: &IcmpSpec, timeout: Duration, found: &mut Vec<FieldError>) {
    let span = spec.packet_interval.saturating_mul(spec.packets);
    if spec.packet_interval > IcmpSpec::default().packet_interval && span > timeout / 2 {
        let reason = format!(
            "{} requests {} apart take {}, more than half of the timeout ({}); the rest is for the answers, so send \
             fewer, closer together or with a longer timeout",
            spec.packets,
            typed(spec.packet_interval),
            typed(span),
            typed(timeout)
        );
        found.push(FieldError::new("icmp.packet_interval", reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawCheckSpec {
        RawCheckSpec {
            kind: Some(RawKind::Tcp { port: 443, read_number: false }),
            targets: vec!["127.0.0.1".to_owned(), "example.org".to_owned()],
            agent_selector: "site=ams".to_owned(),
            interval: Some(Duration::from_secs(10)),
            timeout: None,
            status_policy: None,
        }
    }

    #[test]
    fn defaults_fill_what_is_not_given() {
        let (spec, _selector) = raw().check().unwrap();

        assert_eq!(spec.kind, CheckKind::Tcp(TcpSpec { port: 443, read_number: false }));
        assert_eq!(spec.timeout, DEFAULT_TIMEOUT);
        assert_eq!(spec.status_policy, StatusPolicy::DEFAULT);
    }

    #[test]
    fn everything_wrong_is_reported_at_once() {
        let bad = RawCheckSpec {
            kind: Some(RawKind::Tcp { port: 70_000, read_number: false }),
            targets: vec!["http://x".to_owned(), "a".to_owned(), "a".to_owned()],
            agent_selector: "site=".to_owned(),
            interval: Some(Duration::ZERO),
            timeout: Some(Duration::from_secs(1)),
            status_policy: Some((2, 3, 0)),
        };

        let FieldErrors(found) = bad.check().unwrap_err();

        let fields: Vec<&str> = found.iter().map(|finding| finding.field.as_str()).collect();
        let want = [
            "tcp.port",
            "targets[0]",
            "targets[2]",
            "interval",
            "timeout",
            "agent_selector",
            "status_policy.down_after",
            "status_policy.up_after",
        ];
        assert_eq!(fields, want);
    }

    #[test]
    fn durations_are_cut_to_the_microsecond_before_they_are_looked_at() {
        let short = RawCheckSpec { timeout: Some(Duration::from_nanos(999)), ..raw() };
        let FieldErrors(found) = short.check().unwrap_err();
        assert_eq!(found[0].field, "timeout");
        assert_eq!(found[0].reason, "0s must be at least 1µs and at most the interval (10s)");

        let odd = RawCheckSpec { timeout: Some(Duration::from_nanos(5_001)), ..raw() };
        assert_eq!(odd.check().unwrap().0.timeout, Duration::from_micros(5));
    }

    #[test]
    fn requests_that_do_not_fit_the_timeout_are_refused_unless_they_are_close_already() {
        let check = |packets: u32, gap_ms: u64, timeout_ms: u64| {
            let packet_interval = Duration::from_millis(gap_ms);
            let icmp = IcmpSpec { packets, packet_interval, ..IcmpSpec::default() };
            let timeout = Some(Duration::from_millis(timeout_ms));
            RawCheckSpec { kind: Some(RawKind::Icmp(icmp)), timeout, ..raw() }.check().is_ok()
        };

        assert!(check(3, 500, 3_000));
        assert!(!check(3, 501, 3_000));
        assert!(check(20, 20, 100));
    }

    #[test]
    fn no_time_between_two_requests_is_refused_where_it_is_written_and_read_where_it_was_stored() {
        let icmp = |nanos| {
            let packet_interval = Duration::from_nanos(nanos);
            let kind = RawKind::Icmp(IcmpSpec { packet_interval, ..IcmpSpec::default() });
            RawCheckSpec { kind: Some(kind), ..raw() }
        };

        assert!(icmp(0).check_written().is_err());
        assert!(icmp(999).check_written().is_err());
        assert!(icmp(1_000).check_written().is_ok());
        assert!(icmp(0).check().is_ok());
    }

    #[test]
    fn durations_in_findings_are_written_as_people_type_them() {
        let bad = RawCheckSpec { interval: Some(Duration::from_secs(360_000)), ..raw() };

        let FieldErrors(found) = bad.check().unwrap_err();

        assert_eq!(found[0].reason, "100h is outside 100ms to 24h");
    }

    #[test]
    fn a_loss_ratio_that_is_no_number_is_refused() {
        let icmp = IcmpSpec { max_loss_ratio: f64::NAN, ..IcmpSpec::default() };
        let bad = RawCheckSpec { kind: Some(RawKind::Icmp(icmp)), ..raw() };

        assert!(bad.check().is_err());
    }

    #[test]
    fn urls_are_for_http_and_hosts_for_the_rest() {
        let http = RawCheckSpec {
            kind: Some(RawKind::Http(Box::default())),
            targets: vec!["https://example.org/health".to_owned(), "example.org".to_owned()],
            ..raw()
        };

        let FieldErrors(found) = http.check().unwrap_err();

        assert_eq!(found.iter().map(|finding| finding.field.as_str()).collect::<Vec<_>>(), ["targets[1]"]);
    }

    #[test]
    fn what_was_checked_gives_itself_again() {
        let http =
            RawHttp { body_matches: vec!["ok".to_owned()], max_redirects: Some(0), ..RawHttp::default() };
        let dns = RawDns { query_name: "example.org".to_owned(), ..RawDns::default() };
        let kinds = [
            (RawKind::Http(Box::new(http)), "https://example.org/"),
            (RawKind::Dns(dns), "192.0.2.53"),
            (RawKind::Tcp { port: 1, read_number: true }, "example.org"),
        ];
        for (kind, target) in kinds {
            let given = RawCheckSpec { kind: Some(kind), targets: vec![target.to_owned()], ..raw() };
            let (spec, _selector) = given.check().unwrap();

            let again = RawCheckSpec { kind: Some(RawKind::from(&spec.kind)), ..given };

            assert_eq!(again.check().unwrap().0, spec);
        }
    }
}
