//! A check as options.
//!
//! Each option sets one field of a check as a file would; [`table`] knows both names.

use std::{path::PathBuf, time::Duration};

use serde_norway::{Mapping, Value};

use super::super::parse_selector;
use crate::{
    error::Error,
    span::{self, Span},
};

mod table;

pub(crate) use table::{Kind, place, refusal};
use table::{OPTIONS, belongs};

/// What a check is. Nothing is required here: `update` changes what is given.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct CheckOptions {
    /// Host name or address; of an http check a URL; of a dns check the server to ask. May be given several times.
    #[arg(long = "target", value_name = "TARGET")]
    pub targets: Vec<String>,
    /// Agents that run it, e.g. `site in (ams,fra)`; empty is every agent.
    #[arg(long, short = 'l', value_parser = parse_selector)]
    selector: Option<String>,
    /// Time between two starts at one target [default: 60s]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    interval: Option<Duration>,
    /// Time one execution may take [default: 5s, or the interval if that is shorter]
    ///
    /// Named apart from `--timeout`, which limits calls to the coordinator.
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    check_timeout: Option<Duration>,
    /// For people.
    #[arg(long)]
    description: Option<String>,
    /// When it is DOWN and UP again: window, failures, successes [default: 3,2,2]
    #[arg(long, value_name = "W,D,U", value_parser = parse_policy)]
    status_policy: Option<(u32, u32, u32)>,
    #[command(flatten, next_help_heading = "Options of icmp checks")]
    icmp: IcmpOptions,
    #[command(flatten, next_help_heading = "Options of tcp and dns checks")]
    port: PortOptions,
    #[command(flatten, next_help_heading = "Options of dns checks")]
    dns: DnsOptions,
    #[command(flatten, next_help_heading = "Options of http checks")]
    http: HttpOptions,
}

#[derive(Debug, Default, clap::Args)]
struct IcmpOptions {
    /// Echo requests per execution [default: 3]
    #[arg(long, value_name = "N")]
    packets: Option<u32>,
    /// Payload of each request [default: 56]
    #[arg(long, value_name = "N")]
    payload_bytes: Option<u32>,
    /// Largest loss that still succeeds, 0 to 1 [default: 0]
    #[arg(long, value_name = "RATIO")]
    max_loss_ratio: Option<f64>,
    /// Time between two requests [default: 20ms]
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    packet_interval: Option<Duration>,
}

#[derive(Debug, Default, clap::Args)]
struct PortOptions {
    /// The port [default of dns: 53]
    #[arg(long)]
    port: Option<u32>,
    /// tcp: also record the first number in the first line the target sends.
    #[arg(long)]
    read_number: bool,
}

#[derive(Debug, Default, clap::Args)]
struct DnsOptions {
    /// Name to ask for, e.g. `www.example.org`.
    #[arg(long, value_name = "NAME")]
    query: Option<String>,
    /// Type of the records: A, AAAA, CNAME, MX, NS, PTR, SOA, SRV, TXT or CAA [default: A]
    #[arg(long = "type", value_name = "TYPE")]
    record_type: Option<String>,
    /// UDP (and TCP when the answer was cut) or TCP [default: UDP]
    #[arg(long, value_name = "UDP|TCP")]
    transport: Option<String>,
    /// Do not ask the server to find the answer elsewhere.
    #[arg(long)]
    no_recursion: bool,
    /// Response code that succeeds, e.g. NXDOMAIN [default: NOERROR]
    #[arg(long, value_name = "RCODE")]
    expect_rcode: Option<String>,
    /// Answer that must be there, as `dig +short` writes it; may be given several times.
    #[arg(long = "expect-answer", value_name = "ANSWER", allow_hyphen_values = true)]
    expect_answers: Vec<String>,
}

#[derive(Debug, Default, clap::Args)]
struct HttpOptions {
    /// GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS [default: GET]
    #[arg(long)]
    method: Option<String>,
    /// Header to send, e.g. `Accept: text/html`; may be given several times. No secrets: every operator can read it.
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = parse_header)]
    headers: Vec<(String, String)>,
    /// Body to send.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    body: Option<String>,
    /// Status code or range that succeeds; may be given several times [default: 200-299]
    #[arg(long = "expect-status", value_name = "CODE", value_delimiter = ',')]
    expect_statuses: Vec<String>,
    /// Regular expression that must match the body; may be given several times.
    #[arg(long = "match", value_name = "REGEX", allow_hyphen_values = true)]
    matches: Vec<String>,
    /// Regular expression that must not match the body; may be given several times.
    #[arg(long = "forbid", value_name = "REGEX", allow_hyphen_values = true)]
    forbids: Vec<String>,
    /// Redirects to follow, 0 to 20 [default: 5]
    #[arg(long, value_name = "N")]
    max_redirects: Option<u32>,
    /// Most bytes of body to read [default: 1 MiB]
    #[arg(long, value_name = "N")]
    max_body_bytes: Option<u64>,
    /// PEM file with certificates that the target's may come from, besides the usual roots.
    ///
    /// The CA of the coordinator is `--api-ca-file`.
    #[arg(id = "check_ca_file", long = "ca-file", value_name = "FILE")]
    ca_file: Option<PathBuf>,
    /// Name the certificate must have [default: the host of the URL]
    #[arg(long, value_name = "HOST")]
    server_name: Option<String>,
    /// Accept every certificate of the target; its facts are measured all the same.
    #[arg(id = "check_insecure", long = "insecure")]
    insecure: bool,
    /// Fail when the certificate ends sooner than this, e.g. 14d.
    #[arg(long, value_name = "TIME", value_parser = span::parse)]
    min_remaining: Option<Duration>,
}

impl CheckOptions {
    /// What is given, as the part of a file that says the same.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] for options of another kind.
    pub(crate) fn patch(&self, kind: Option<Kind>) -> Result<Mapping, Error> {
        let mut patch = Mapping::new();
        let mut foreign = Vec::new();
        for (name, value) in self.given() {
            let known = OPTIONS.iter().find(|option| option.name == name);
            let Some(option) = known.filter(|option| belongs(option, kind)) else {
                foreign.push(name);
                continue;
            };
            match kind {
                Some(kind) if !option.kinds.is_empty() => {
                    let block =
                        patch.entry(kind.name().into()).or_insert_with(|| Value::Mapping(Mapping::new()));
                    if let Value::Mapping(block) = block {
                        block.insert(option.field.into(), value);
                        if option.field == "tls_ca_file" {
                            // What was read before gives way to what is read now.
                            block.insert("tls_ca_pem".into(), Value::Null);
                        }
                    }
                }
                _ => drop(patch.insert(option.field.into(), value)),
            }
        }
        if foreign.is_empty() {
            return Ok(patch);
        }
        let kind = kind.map_or("unknown", Kind::name);
        Err(Error::Usage(format!(
            "{} belongs to another kind of check, this one is {kind}",
            foreign.join(", ")
        )))
    }

    fn given(&self) -> Vec<(&'static str, Value)> {
        let mut given = Given::default();
        given.texts("--target", &self.split_targets());
        given.put("--selector", self.selector.clone());
        given.span("--interval", self.interval);
        given.span("--check-timeout", self.check_timeout);
        given.put("--description", self.description.clone());
        given.put("--status-policy", self.status_policy.map(policy));
        given.put("--packets", self.icmp.packets);
        given.put("--payload-bytes", self.icmp.payload_bytes);
        given.put("--max-loss-ratio", self.icmp.max_loss_ratio);
        given.span("--packet-interval", self.icmp.packet_interval);
        given.put("--port", self.port.port);
        given.put("--read-number", self.port.read_number.then_some(true));
        self.dns.given(&mut given);
        self.http.given(&mut given);
        given.0
    }

    /// Several hosts may stand between commas; a URL may hold commas itself.
    fn split_targets(&self) -> Vec<String> {
        let split = |text: &String| -> Vec<String> {
            if text.contains("://") {
                vec![text.clone()]
            } else {
                text.split(',').map(str::to_owned).collect()
            }
        };
        self.targets.iter().flat_map(split).collect()
    }
}

impl DnsOptions {
    fn given(&self, given: &mut Given) {
        given.put("--query", self.query.clone());
        given.put("--type", self.record_type.clone());
        given.put("--transport", self.transport.clone());
        given.put("--no-recursion", self.no_recursion.then_some(false));
        given.put("--expect-rcode", self.expect_rcode.clone());
        given.texts("--expect-answer", &self.expect_answers);
    }
}

impl HttpOptions {
    fn given(&self, given: &mut Given) {
        let header = |(name, value): &(String, String)| {
            let fields = [("name", name), ("value", value)];
            Value::Mapping(fields.into_iter().map(|(key, text)| (key.into(), text.clone().into())).collect())
        };
        given.put("--method", self.method.clone());
        if !self.headers.is_empty() {
            given.put("--header", Some(Value::Sequence(self.headers.iter().map(header).collect())));
        }
        given.put("--body", self.body.clone());
        given.texts("--expect-status", &self.expect_statuses);
        given.texts("--match", &self.matches);
        given.texts("--forbid", &self.forbids);
        given.put("--max-redirects", self.max_redirects);
        given.put("--max-body-bytes", self.max_body_bytes);
        given.put("--ca-file", self.ca_file.as_ref().map(|path| path.display().to_string()));
        given.put("--server-name", self.server_name.clone());
        given.put("--insecure", self.insecure.then_some(true));
        given.span("--min-remaining", self.min_remaining);
    }
}

/// Options that are given, with their values.
#[derive(Default)]
struct Given(Vec<(&'static str, Value)>);

impl Given {
    fn put<T: Into<Value>>(&mut self, name: &'static str, value: Option<T>) {
        self.0.extend(value.map(|value| (name, value.into())));
    }

    fn span(&mut self, name: &'static str, span: Option<Duration>) {
        self.put(name, span.map(|span| Span(span).to_string()));
    }

    fn texts(&mut self, name: &'static str, texts: &[String]) {
        if !texts.is_empty() {
            self.put(name, Some(texts.to_vec()));
        }
    }
}

fn policy((window, down_after, up_after): (u32, u32, u32)) -> Value {
    let fields = [("window", window), ("down_after", down_after), ("up_after", up_after)];
    Value::Mapping(fields.into_iter().map(|(name, number)| (name.into(), number.into())).collect())
}

fn parse_policy(text: &str) -> Result<(u32, u32, u32), String> {
    let numbers: Option<Vec<u32>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
    match numbers.as_deref() {
        Some(&[window, down_after, up_after]) => Ok((window, down_after, up_after)),
        _ => Err("write three numbers: WINDOW,DOWN_AFTER,UP_AFTER".to_owned()),
    }
}

fn parse_header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or_else(|| "write NAME: VALUE".to_owned())?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
