//! What a check does, kind by kind.

use nocturne_proto::api::v1 as wire;
use serde::Serialize;

use crate::{
    span::{self, Span},
    view::{Value, serialize_number, span_of},
};

/// What a check does; flattened into the check under the kind's name.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// ICMP echo.
    Icmp(Icmp),
    /// TCP connect.
    Tcp(Tcp),
    /// A question to a DNS server.
    Dns(Dns),
    /// An HTTP or HTTPS request.
    Http(Http),
}

/// ICMP echo.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Icmp {
    packets: u32,
    payload_bytes: u32,
    #[serde(serialize_with = "serialize_number")]
    max_loss_ratio: f64,
    packet_interval: Option<Span>,
}

/// TCP connect.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Tcp {
    port: u32,
    read_number: bool,
}

/// A question to a DNS server.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Dns {
    query_name: String,
    record_type: String,
    port: u32,
    transport: String,
    recursion_desired: bool,
    expected_rcode: String,
    expected_answers: Vec<String>,
}

/// An HTTP or HTTPS request.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Http {
    method: String,
    headers: Vec<Header>,
    body: String,
    expected_statuses: Vec<String>,
    body_matches: Vec<String>,
    body_forbids: Vec<String>,
    max_redirects: Option<u32>,
    max_body_bytes: u64,
    tls_ca_pem: String,
    tls_server_name: String,
    tls_insecure: bool,
    tls_min_remaining: Option<Span>,
}

#[derive(Debug, Clone, Serialize)]
struct Header {
    name: String,
    value: String,
}

impl From<wire::check::Spec> for Kind {
    fn from(spec: wire::check::Spec) -> Self {
        match spec {
            wire::check::Spec::Icmp(icmp) => Self::Icmp(Icmp {
                packets: icmp.packets,
                payload_bytes: icmp.payload_bytes,
                max_loss_ratio: icmp.max_loss_ratio,
                packet_interval: span_of(icmp.packet_interval),
            }),
            wire::check::Spec::Tcp(tcp) => Self::Tcp(Tcp { port: tcp.port, read_number: tcp.read_number }),
            wire::check::Spec::Dns(dns) => Self::Dns(dns.into()),
            wire::check::Spec::Http(http) => Self::Http(http.into()),
        }
    }
}

impl From<wire::DnsCheck> for Dns {
    fn from(dns: wire::DnsCheck) -> Self {
        let record_type = match dns.record_type() {
            wire::dns_check::RecordType::Unspecified => "A",
            known => known.as_str_name().trim_start_matches("RECORD_TYPE_"),
        };
        let transport = match dns.transport() {
            wire::dns_check::Transport::Tcp => "TCP",
            wire::dns_check::Transport::Unspecified | wire::dns_check::Transport::Udp => "UDP",
        };
        Self {
            record_type: record_type.to_owned(),
            transport: transport.to_owned(),
            query_name: dns.query_name,
            port: dns.port,
            recursion_desired: dns.recursion_desired.unwrap_or(true),
            expected_rcode: dns.expected_rcode,
            expected_answers: dns.expected_answers,
        }
    }
}

impl From<wire::HttpCheck> for Http {
    fn from(http: wire::HttpCheck) -> Self {
        Self {
            method: http.method,
            headers: http
                .headers
                .into_iter()
                .map(|header| Header { name: header.name, value: header.value })
                .collect(),
            body: http.body,
            expected_statuses: http.expected_statuses,
            body_matches: http.body_matches,
            body_forbids: http.body_forbids,
            max_redirects: http.max_redirects,
            max_body_bytes: http.max_body_bytes,
            tls_ca_pem: http.tls_ca_pem,
            tls_server_name: http.tls_server_name,
            tls_insecure: http.tls_insecure,
            tls_min_remaining: span_of(http.tls_min_remaining),
        }
    }
}

impl Kind {
    /// The kind's name, as the field is called.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Icmp(_) => "icmp",
            Self::Tcp(_) => "tcp",
            Self::Dns(_) => "dns",
            Self::Http(_) => "http",
        }
    }

    /// What it does, in a few words.
    pub(crate) fn brief(&self) -> String {
        match self {
            Self::Icmp(icmp) => format!("icmp ({} packets)", icmp.packets),
            Self::Tcp(tcp) if tcp.read_number => format!("tcp :{} (reads a number)", tcp.port),
            Self::Tcp(tcp) => format!("tcp :{}", tcp.port),
            Self::Dns(dns) => {
                let over = if dns.transport == "TCP" { " over TCP" } else { "" };
                let port =
                    if dns.port == 53 || dns.port == 0 { String::new() } else { format!(" :{}", dns.port) };
                format!("dns {} {}{port}{over}", dns.query_name, dns.record_type)
            }
            Self::Http(http) => {
                let method = if http.method.is_empty() { "GET" } else { &http.method };
                format!("http {method} ({})", or(&http.expected_statuses.join(","), "200-299"))
            }
        }
    }

    /// Everything it does, a line each, for people.
    pub(crate) fn facts(&self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Icmp(icmp) => vec![
                ("PACKETS", Value::Number(icmp.packets.into())),
                ("PAYLOAD", Value::Text(format!("{} B", icmp.payload_bytes))),
                (
                    "LARGEST LOSS",
                    Value::Measure { metric: "loss_ratio".to_owned(), value: icmp.max_loss_ratio },
                ),
                ("BETWEEN PACKETS", Value::Span(icmp.packet_interval)),
            ],
            Self::Tcp(tcp) => vec![
                ("PORT", Value::Number(tcp.port.into())),
                ("READS A NUMBER", Value::Flag(tcp.read_number)),
            ],
            Self::Dns(dns) => dns.facts(),
            Self::Http(http) => http.facts(),
        }
    }
}

impl Dns {
    fn facts(&self) -> Vec<(&'static str, Value)> {
        let port = if self.port == 0 { 53 } else { self.port };
        let answers = match self.expected_answers.join(", ") {
            answers if !answers.is_empty() => answers,
            _ if or(&self.expected_rcode, "NOERROR") == "NOERROR" => "any".to_owned(),
            _ => "none".to_owned(),
        };
        vec![
            ("ASKS FOR", Value::Text(format!("{} {}", self.query_name, self.record_type))),
            ("OVER", Value::Text(format!("{} port {port}", self.transport))),
            ("RECURSION", Value::Flag(self.recursion_desired)),
            ("EXPECTS CODE", Value::Text(or(&self.expected_rcode, "NOERROR").to_owned())),
            ("EXPECTS ANSWERS", Value::Text(answers)),
        ]
    }
}

impl Http {
    fn facts(&self) -> Vec<(&'static str, Value)> {
        let mut facts = vec![("METHOD", Value::Text(or(&self.method, "GET").to_owned()))];
        for header in &self.headers {
            facts.push(("SENDS HEADER", Value::Text(format!("{}: {}", header.name, header.value))));
        }
        if !self.body.is_empty() {
            facts.push(("SENDS BODY", Value::Text(self.body.clone())));
        }
        let statuses = self.expected_statuses.join(", ");
        facts.push(("EXPECTS STATUS", Value::Text(or(&statuses, "200-299").to_owned())));
        for pattern in &self.body_matches {
            facts.push(("BODY MATCHES", Value::Text(pattern.clone())));
        }
        for pattern in &self.body_forbids {
            facts.push(("BODY FORBIDS", Value::Text(pattern.clone())));
        }
        let redirects = self.max_redirects.map_or_else(|| "5".to_owned(), |most| most.to_string());
        let bytes = if self.max_body_bytes == 0 { 1 << 20 } else { self.max_body_bytes };
        facts.push(("REDIRECTS", Value::Text(format!("at most {redirects}"))));
        facts.push(("READS", Value::Text(format!("at most {bytes} B"))));
        facts.push(("CERTIFICATE", Value::Text(self.trust())));
        facts
    }

    fn trust(&self) -> String {
        let mut words = Vec::new();
        if self.tls_insecure {
            words.push("any is accepted".to_owned());
        }
        match self.tls_ca_pem.matches("-----BEGIN CERTIFICATE-----").count() {
            0 if !self.tls_insecure => words.push("from the usual roots".to_owned()),
            0 => {}
            n => words.push(format!("from {n} given and the usual roots")),
        }
        if !self.tls_server_name.is_empty() {
            words.push(format!("for {}", self.tls_server_name));
        }
        if let Some(Span(least)) = self.tls_min_remaining {
            words.push(format!("with at least {} left", span::text(least)));
        }
        words.join(", ")
    }
}

fn or<'a>(text: &'a str, default: &'a str) -> &'a str {
    if text.is_empty() { default } else { text }
}
