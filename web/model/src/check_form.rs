//! A check while somebody edits it: every field as it was typed, of all kinds at once, so that looking at another kind
//! loses nothing.

use nocturne_proto::api::v1::Check;

use crate::{failure::FieldFailure, fields::FieldMap};

mod difference;
mod parse;
mod read;
mod starter;
mod write;

pub(crate) use self::read::{record_type_text, transport_text};

pub use self::{
    difference::{Difference, changed_mask, differences},
    parse::{bytes_parse, lines, ratio_parse, targets},
    starter::{Starter, starters},
};

/// What a check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CheckKind {
    /// An HTTP or HTTPS request.
    Http,
    /// ICMP echo.
    Icmp,
    /// TCP connect.
    Tcp,
    /// A question to a DNS server.
    Dns,
}

impl CheckKind {
    /// Every kind, the most usual first.
    pub const ALL: [Self; 4] = [Self::Http, Self::Icmp, Self::Tcp, Self::Dns];

    /// Kind of a check; `None` when it has none.
    #[must_use]
    pub fn of(check: &Check) -> Option<Self> {
        use nocturne_proto::api::v1::check::Spec;
        Some(match check.spec.as_ref()? {
            Spec::Icmp(_) => Self::Icmp,
            Spec::Tcp(_) => Self::Tcp,
            Spec::Dns(_) => Self::Dns,
            Spec::Http(_) => Self::Http,
        })
    }

    /// Name in the API.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Icmp => "icmp",
            Self::Tcp => "tcp",
            Self::Dns => "dns",
        }
    }

    /// Reads a [`CheckKind::slug`].
    #[must_use]
    pub fn from_slug(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text)
    }

    /// Name for people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Icmp => "Ping",
            Self::Tcp => "TCP",
            Self::Dns => "DNS",
        }
    }

    /// What it does.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Http => "Sends a request and looks at status, body and certificate",
            Self::Icmp => "Sends echo requests and measures round trips and loss",
            Self::Tcp => "Opens a connection and measures how long it takes",
            Self::Dns => "Asks a name server and looks at its answer",
        }
    }

    /// What its targets are.
    #[must_use]
    pub const fn target_hint(self) -> &'static str {
        match self {
            Self::Http => "URLs, one on each line, e.g. https://example.org/health",
            Self::Icmp | Self::Tcp => "Host names or addresses, one on each line, e.g. 192.0.2.1",
            Self::Dns => "Name servers to ask, one on each line, e.g. 192.0.2.53",
        }
    }
}

/// A check as it is typed. An empty text is the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckForm {
    /// Id of the check that is changed; empty of one that is made.
    pub check_id: String,
    /// What was read, to change that and nothing later.
    pub etag: String,
    /// Name.
    pub slug: String,
    /// For people.
    pub description: String,
    /// Whether it runs.
    pub enabled: bool,
    /// What it does.
    pub kind: CheckKind,
    /// One on each line.
    pub targets: String,
    /// Selector over agents.
    pub agent_selector: String,
    /// Duration.
    pub interval: String,
    /// Duration.
    pub timeout: String,
    /// Executions looked at.
    pub window: String,
    /// Failures that make it DOWN.
    pub down_after: String,
    /// Successes that make it UP.
    pub up_after: String,
    /// ICMP echo.
    pub icmp: IcmpForm,
    /// TCP connect.
    pub tcp: TcpForm,
    /// DNS.
    pub dns: DnsForm,
    /// HTTP.
    pub http: HttpForm,
}

/// ICMP echo as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IcmpForm {
    /// Number.
    pub packets: String,
    /// Number.
    pub payload_bytes: String,
    /// `0.25` or `25 %`.
    pub max_loss_ratio: String,
    /// Duration.
    pub packet_interval: String,
}

/// TCP connect as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TcpForm {
    /// Number.
    pub port: String,
    /// Also record the first number of the greeting.
    pub read_number: bool,
}

/// A question to a DNS server as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsForm {
    /// Name.
    pub query_name: String,
    /// Mnemonic, e.g. `AAAA`.
    pub record_type: String,
    /// Number.
    pub port: String,
    /// `UDP` or `TCP`.
    pub transport: String,
    /// Asks the server to recurse.
    pub recursion_desired: bool,
    /// Mnemonic, e.g. `NXDOMAIN`.
    pub expected_rcode: String,
    /// One on each line.
    pub expected_answers: String,
}

impl Default for DnsForm {
    fn default() -> Self {
        Self {
            query_name: String::new(),
            record_type: "A".to_owned(),
            port: String::new(),
            transport: "UDP".to_owned(),
            recursion_desired: true,
            expected_rcode: "NOERROR".to_owned(),
            expected_answers: String::new(),
        }
    }
}

/// An HTTP request as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpForm {
    /// Method.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
    /// Codes and ranges between spaces, commas or on lines.
    pub expected_statuses: String,
    /// One expression on each line.
    pub body_matches: String,
    /// One expression on each line.
    pub body_forbids: String,
    /// Number.
    pub max_redirects: String,
    /// Size, e.g. `1 MiB`.
    pub max_body_bytes: String,
    /// PEM.
    pub tls_ca_pem: String,
    /// Name.
    pub tls_server_name: String,
    /// Accepts every certificate.
    pub tls_insecure: bool,
    /// Duration.
    pub tls_min_remaining: String,
}

impl Default for HttpForm {
    fn default() -> Self {
        Self {
            method: "GET".to_owned(),
            headers: Vec::new(),
            body: String::new(),
            expected_statuses: String::new(),
            body_matches: String::new(),
            body_forbids: String::new(),
            max_redirects: String::new(),
            max_body_bytes: String::new(),
            tls_ca_pem: String::new(),
            tls_server_name: String::new(),
            tls_insecure: false,
            tls_min_remaining: String::new(),
        }
    }
}

/// Paths that have a field of their own, in the order of the form.
const PATHS: [&str; 37] = [
    "slug",
    "description",
    "enabled",
    "spec",
    "targets",
    "agent_selector",
    "interval",
    "timeout",
    "status_policy",
    "status_policy.window",
    "status_policy.down_after",
    "status_policy.up_after",
    "icmp.packets",
    "icmp.payload_bytes",
    "icmp.max_loss_ratio",
    "icmp.packet_interval",
    "tcp.port",
    "tcp.read_number",
    "dns.query_name",
    "dns.record_type",
    "dns.port",
    "dns.transport",
    "dns.recursion_desired",
    "dns.expected_rcode",
    "dns.expected_answers",
    "http.method",
    "http.headers",
    "http.body",
    "http.expected_statuses",
    "http.body_matches",
    "http.body_forbids",
    "http.max_redirects",
    "http.max_body_bytes",
    "http.tls_ca_pem",
    "http.tls_server_name",
    "http.tls_insecure",
    "http.tls_min_remaining",
];

/// Place of a path in the form.
fn place(path: &str) -> usize {
    let list = path.split('[').next().unwrap_or(path);
    PATHS.iter().position(|known| *known == list).unwrap_or(PATHS.len())
}

impl CheckForm {
    /// A check that does not exist, with the defaults that are worth seeing.
    #[must_use]
    pub fn new(kind: CheckKind) -> Self {
        Self {
            check_id: String::new(),
            etag: String::new(),
            slug: String::new(),
            description: String::new(),
            enabled: true,
            kind,
            targets: String::new(),
            agent_selector: String::new(),
            interval: "1m".to_owned(),
            timeout: String::new(),
            window: "3".to_owned(),
            down_after: "2".to_owned(),
            up_after: "2".to_owned(),
            icmp: IcmpForm::default(),
            tcp: TcpForm::default(),
            dns: DnsForm::default(),
            http: HttpForm::default(),
        }
    }

    /// A check that exists.
    #[must_use]
    pub fn from_check(check: &Check) -> Self {
        read::form(check)
    }

    /// The same as something to make: without id, etag and name.
    #[must_use]
    pub fn as_copy(mut self) -> Self {
        self.check_id.clear();
        self.etag.clear();
        self.slug = if self.slug.is_empty() { String::new() } else { format!("{}-copy", self.slug) };
        self
    }

    /// What is sent.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, at once: what cannot be read, and what the server would refuse, in its words.
    pub fn to_check(&self) -> Result<Check, Vec<FieldFailure>> {
        write::check(self)
    }

    /// The fields to send in a change: those in which it differs from what was read.
    ///
    /// # Errors
    ///
    /// As [`CheckForm::to_check`].
    pub fn changed_mask(&self, original: &Check) -> Result<prost_types::FieldMask, Vec<FieldFailure>> {
        Ok(changed_mask(original, &self.to_check()?))
    }

    /// A name made of the first target, when none was typed; empty when there is none.
    #[must_use]
    pub fn suggested_slug(&self) -> String {
        write::suggested_slug(self)
    }

    /// Id on the page of the field for a path, e.g. `check-http-body_matches`.
    #[must_use]
    pub fn field_id(path: &str) -> String {
        format!("check-{}", path.replace('.', "-"))
    }

    /// Where findings of the server belong.
    #[must_use]
    pub fn field_map() -> FieldMap {
        let ids: Vec<(&str, String)> = PATHS.iter().map(|path| (*path, Self::field_id(path))).collect();
        FieldMap::new(&ids.iter().map(|(path, id)| (*path, id.as_str())).collect::<Vec<_>>())
    }

    /// What stands in an empty field: the default, or an example where there is none.
    #[must_use]
    pub fn placeholder(path: &str) -> &'static str {
        match path {
            "slug" => "web-frontpage",
            "description" => "What it watches, and what to do when it is down",
            "agent_selector" => "every agent",
            "interval" => "1m",
            "timeout" => "5s, or the interval if that is shorter",
            "status_policy.window" | "icmp.packets" => "3",
            "status_policy.down_after" | "status_policy.up_after" => "2",
            "icmp.payload_bytes" => "56",
            "icmp.max_loss_ratio" => "0 %",
            "icmp.packet_interval" => "20ms",
            "tcp.port" => "443",
            "dns.query_name" => "www.example.org",
            "dns.port" => "53",
            "dns.expected_answers" => "any answer",
            "http.expected_statuses" => "200-299",
            "http.max_redirects" => "5",
            "http.max_body_bytes" => "1 MiB",
            "http.tls_server_name" => "the host of the URL",
            "http.tls_min_remaining" => "never",
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests;
