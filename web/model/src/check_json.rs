//! Checks in the JSON of the API, as far as a person sets them.

use nocturne_proto::{
    api::v1::{Check, DnsCheck, HttpCheck, IcmpCheck, TcpCheck, check::Spec, dns_check::Transport},
    convert::api::{check_from_wire, spec_to_wire},
};
use serde_json::{Map, Value, json};

use crate::{
    check_form::{record_type_text, transport_text},
    format::{duration_from_proto, duration_json},
};

/// Fields of a document.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    /// A field whose zero says nothing.
    fn plain(mut self, name: &str, value: impl Into<Value>) -> Self {
        let value = value.into();
        let is_nothing = match &value {
            Value::Null | Value::Bool(false) => true,
            Value::String(text) => text.is_empty(),
            Value::Array(list) => list.is_empty(),
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::Bool(true) | Value::Object(_) => false,
        };
        if !is_nothing {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// A field that says something whenever it is there.
    fn given(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
        self
    }

    fn span(self, name: &str, span: Option<&prost_types::Duration>) -> Self {
        self.given(name, duration_from_proto(span).map(duration_json))
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// What a person sets, in the API's spelling, without what is left to its default.
#[must_use]
pub fn check_to_json(check: &Check) -> Value {
    let policy = check.status_policy.as_ref().map(|policy| {
        let (window, down_after, up_after) = (policy.window, policy.down_after, policy.up_after);
        json!({"window": window, "down_after": down_after, "up_after": up_after})
    });
    let spec = check.spec.as_ref().map(spec_json);
    let (kind, spec) = spec.map_or(("", None), |(kind, spec)| (kind, Some(spec)));
    Object::default()
        .plain("slug", check.slug.as_str())
        .plain("description", check.description.as_str())
        .given(kind, spec)
        .plain("targets", check.targets.clone())
        .plain("agent_selector", check.agent_selector.as_str())
        .span("interval", check.interval.as_ref())
        .span("timeout", check.timeout.as_ref())
        .given("status_policy", policy)
        .given("enabled", check.enabled.filter(|enabled| !enabled))
        .done()
}

/// The check with its defaults filled in and everything in its normal form; as it is when it makes no sense.
#[must_use]
pub fn normal(check: &Check) -> Check {
    let mut meant = check.clone();
    // A revision has no name; any makes sense here.
    let named = Check { slug: "x".to_owned(), ..check.clone() };
    if let Ok(checked) = check_from_wire(&named).check() {
        spec_to_wire(&checked.spec, &mut meant);
        meant.agent_selector = checked.agent_selector.to_string();
        meant.enabled = Some(checked.enabled);
    }
    meant
}

/// The leaves of a document by path, in order; lists are leaves.
#[must_use]
pub fn leaves(document: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    flatten(String::new(), document, &mut found);
    found
}

fn flatten(path: String, value: &Value, found: &mut Vec<(String, Value)>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(path, value, found);
            }
        }
        leaf => found.push((path, leaf.clone())),
    }
}

fn spec_json(spec: &Spec) -> (&'static str, Value) {
    match spec {
        Spec::Icmp(icmp) => ("icmp", icmp_json(icmp)),
        Spec::Tcp(tcp) => ("tcp", tcp_json(tcp)),
        Spec::Dns(dns) => ("dns", dns_json(dns)),
        Spec::Http(http) => ("http", http_json(http)),
    }
}

fn icmp_json(icmp: &IcmpCheck) -> Value {
    Object::default()
        .plain("packets", icmp.packets)
        .plain("payload_bytes", icmp.payload_bytes)
        .plain("max_loss_ratio", icmp.max_loss_ratio)
        .span("packet_interval", icmp.packet_interval.as_ref())
        .done()
}

fn tcp_json(tcp: &TcpCheck) -> Value {
    Object::default().plain("port", tcp.port).plain("read_number", tcp.read_number).done()
}

fn dns_json(dns: &DnsCheck) -> Value {
    let transport = (dns.transport() != Transport::Unspecified).then(|| transport_text(dns.transport()));
    Object::default()
        .plain("query_name", dns.query_name.as_str())
        .given("record_type", record_type_text(dns.record_type()))
        .plain("port", dns.port)
        .given("transport", transport)
        .given("recursion_desired", dns.recursion_desired.filter(|desired| !desired))
        .plain("expected_rcode", dns.expected_rcode.as_str())
        .plain("expected_answers", dns.expected_answers.clone())
        .done()
}

fn http_json(http: &HttpCheck) -> Value {
    let headers = http.headers.iter().map(|header| json!({"name": header.name, "value": header.value}));
    Object::default()
        .plain("method", http.method.as_str())
        .plain("headers", headers.collect::<Vec<_>>())
        .plain("body", http.body.as_str())
        .plain("expected_statuses", http.expected_statuses.clone())
        .plain("body_matches", http.body_matches.clone())
        .plain("body_forbids", http.body_forbids.clone())
        .given("max_redirects", http.max_redirects)
        .plain("max_body_bytes", http.max_body_bytes)
        .plain("tls_ca_pem", http.tls_ca_pem.as_str())
        .plain("tls_server_name", http.tls_server_name.as_str())
        .plain("tls_insecure", http.tls_insecure)
        .span("tls_min_remaining", http.tls_min_remaining.as_ref())
        .done()
}
