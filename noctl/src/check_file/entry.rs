//! One check as written becomes one check as the API takes it.

use std::path::Path;

use nocturne_proto::{
    api::v1::{self as wire, dns_check::Transport},
    convert::api::check_from_wire,
};
use nocturne_shared::{
    check::RecordType,
    field::{FieldError, FieldErrors},
};
use serde_norway::Value;

use super::fields::{Fields, Load, kind_of, text};

/// Keys that say what to do; one of them must be there.
pub(crate) const KINDS: [&str; 4] = ["icmp", "tcp", "dns", "http"];
/// What the coordinator makes; accepted and not looked at, so that what `show` prints can be applied.
const MADE_BY_COORDINATOR: [&str; 5] = ["check_id", "revision", "etag", "create_time", "update_time"];

/// Reads one check and looks at it whole. The name it has, and the check or everything that is wrong with it.
pub(crate) fn read(value: Value, load: Load<'_>) -> (String, Result<wire::Check, FieldErrors>) {
    let mut found = Vec::new();
    let check = Fields::open("", value, &mut found).map(|fields| check(fields, load)).unwrap_or_default();
    let slug = check.slug.clone();
    if let Err(FieldErrors(more)) = check_from_wire(&check).check() {
        // What could not be read has its default here; what is wrong with that says nothing more.
        let is_known = |finding: &FieldError| found.iter().any(|known| covers(&known.field, &finding.field));
        let more: Vec<FieldError> = more.into_iter().filter(|finding| !is_known(finding)).collect();
        found.extend(more);
    }
    (slug, FieldErrors::check(found).map(|()| check))
}

/// True when a finding about `field` follows from one about `known`.
fn covers(known: &str, field: &str) -> bool {
    let base = known.split('[').next().unwrap_or(known);
    let is_kind = KINDS.contains(&known) && field == "spec";
    known == "check" || is_kind || field == known || field.split('[').next() == Some(base)
}

fn check(mut fields: Fields<'_>, load: Load<'_>) -> wire::Check {
    if !fields.has("slug") && !fields.has("name") {
        fields.wrong("slug", "is missing; give the check a name");
    }
    let slug = match (fields.text("slug"), fields.text("name")) {
        (Some(_), Some(_)) => {
            fields.wrong("name", "says the same as slug; give one of them");
            String::new()
        }
        (slug, name) => slug.or(name).unwrap_or_default(),
    };
    let check = wire::Check {
        slug,
        description: fields.text("description").unwrap_or_default(),
        spec: spec(&mut fields, load),
        targets: fields.texts("targets"),
        agent_selector: fields.text("agent_selector").unwrap_or_default(),
        interval: fields.span("interval"),
        timeout: fields.span("timeout"),
        status_policy: policy(&mut fields),
        enabled: Some(fields.flag("enabled").unwrap_or(true)),
        ..wire::Check::default()
    };
    for name in MADE_BY_COORDINATOR {
        fields.take(name);
    }
    fields.finish();
    check
}

fn spec(fields: &mut Fields<'_>, load: Load<'_>) -> Option<wire::check::Spec> {
    let given: Vec<(&'static str, Value)> =
        KINDS.iter().filter_map(|kind| fields.take(kind).map(|value| (*kind, value))).collect();
    if let [_, _, ..] = given.as_slice() {
        let names: Vec<&str> = given.iter().map(|(kind, _)| *kind).collect();
        fields.wrong("spec", format!("{} are given; give one", names.join(" and ")));
        return None;
    }
    let Some((kind, value)) = given.into_iter().next() else {
        fields.wrong("spec", "no kind of check is given; write e.g. `icmp: {}` or `tcp: {port: 443}`");
        return None;
    };
    let inner = Fields::open(kind, value, fields.findings())?;
    Some(match kind {
        "icmp" => wire::check::Spec::Icmp(icmp(inner)),
        "tcp" => wire::check::Spec::Tcp(tcp(inner)),
        "dns" => wire::check::Spec::Dns(dns(inner)),
        _ => wire::check::Spec::Http(http(inner, load)),
    })
}

fn policy(fields: &mut Fields<'_>) -> Option<wire::StatusPolicy> {
    let value = fields.take("status_policy")?;
    let mut inner = Fields::open("status_policy", value, fields.findings())?;
    let mut number = |name| {
        if !inner.has(name) {
            inner.wrong(name, "is missing; window, down_after and up_after belong together");
        }
        inner.number(name).unwrap_or(0)
    };
    let policy = wire::StatusPolicy {
        window: number("window"),
        down_after: number("down_after"),
        up_after: number("up_after"),
    };
    inner.finish();
    Some(policy)
}

fn icmp(mut fields: Fields<'_>) -> wire::IcmpCheck {
    // On the wire 0 is the default, so that a written 0 would not be refused there.
    let mut positive = |name| {
        let number = fields.number::<u32>(name);
        if number == Some(0) {
            fields.wrong(name, "must be larger than 0; leave it out for the default");
        }
        number.unwrap_or(0)
    };
    let (packets, payload_bytes) = (positive("packets"), positive("payload_bytes"));
    let icmp = wire::IcmpCheck {
        packets,
        payload_bytes,
        max_loss_ratio: fields.float("max_loss_ratio").unwrap_or(0.0),
        packet_interval: fields.span("packet_interval"),
    };
    fields.finish();
    icmp
}

fn tcp(mut fields: Fields<'_>) -> wire::TcpCheck {
    let tcp = wire::TcpCheck {
        port: fields.number("port").unwrap_or(0),
        read_number: fields.flag("read_number").unwrap_or(false),
    };
    fields.finish();
    tcp
}

fn dns(mut fields: Fields<'_>) -> wire::DnsCheck {
    let known_types = RecordType::ALL.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let record_type = fields.word("record_type", &known_types, |text| {
        let name = format!("RECORD_TYPE_{}", short(text, "RECORD_TYPE_"));
        wire::dns_check::RecordType::from_str_name(&name)
    });
    let transport = fields.word("transport", "UDP, TCP", |text| {
        Transport::from_str_name(&format!("TRANSPORT_{}", short(text, "TRANSPORT_")))
    });
    let dns = wire::DnsCheck {
        query_name: fields.text("query_name").unwrap_or_default(),
        record_type: record_type.unwrap_or_default().into(),
        port: fields.number("port").unwrap_or(0),
        transport: transport.unwrap_or_default().into(),
        recursion_desired: fields.flag("recursion_desired"),
        expected_rcode: fields.text("expected_rcode").unwrap_or_default(),
        expected_answers: fields.texts("expected_answers"),
    };
    fields.finish();
    dns
}

fn short(text: &str, prefix: &str) -> String {
    let upper = text.trim().to_ascii_uppercase();
    upper.strip_prefix(prefix).map_or(upper.clone(), str::to_owned)
}

fn http(mut fields: Fields<'_>, load: Load<'_>) -> wire::HttpCheck {
    let http = wire::HttpCheck {
        method: fields.text("method").unwrap_or_default(),
        headers: headers(&mut fields),
        body: fields.text("body").unwrap_or_default(),
        expected_statuses: fields.texts("expected_statuses"),
        body_matches: fields.texts("body_matches"),
        body_forbids: fields.texts("body_forbids"),
        max_redirects: fields.number("max_redirects"),
        max_body_bytes: fields.number("max_body_bytes").unwrap_or(0),
        tls_ca_pem: ca_pem(&mut fields, load),
        tls_server_name: fields.text("tls_server_name").unwrap_or_default(),
        tls_insecure: fields.flag("tls_insecure").unwrap_or(false),
        tls_min_remaining: fields.span("tls_min_remaining"),
    };
    fields.finish();
    http
}

fn ca_pem(fields: &mut Fields<'_>, load: Load<'_>) -> String {
    let pem = fields.text("tls_ca_pem").filter(|pem| !pem.is_empty());
    let Some(path) = fields.text("tls_ca_file").filter(|path| !path.is_empty()) else {
        return pem.unwrap_or_default();
    };
    if pem.is_some() {
        fields.wrong("tls_ca_file", "is given beside tls_ca_pem; give one of them");
        return String::new();
    }
    load(Path::new(&path)).unwrap_or_else(|reason| {
        fields.wrong("tls_ca_file", format!("{path:?} cannot be read: {reason}"));
        String::new()
    })
}

/// A mapping of names and values, or a list of `{name: …, value: …}` where a name may come twice.
fn headers(fields: &mut Fields<'_>) -> Vec<wire::HttpHeader> {
    let mut headers = Vec::new();
    match fields.take("headers") {
        None => {}
        Some(Value::Mapping(mapping)) => {
            for (name, value) in mapping {
                match (text(name), text(value)) {
                    (Ok(name), Ok(value)) => headers.push(wire::HttpHeader { name, value }),
                    (Ok(name), Err(reason)) => fields.wrong(&format!("headers.{name}"), reason),
                    (Err(reason), _) => fields.wrong("headers", format!("a name {reason}")),
                }
            }
        }
        Some(Value::Sequence(items)) => {
            for (index, item) in items.into_iter().enumerate() {
                match header(item) {
                    Ok(header) => headers.push(header),
                    Err(reason) => fields.wrong(&format!("headers[{index}]"), reason),
                }
            }
        }
        Some(other) => {
            let reason = format!("is {}; write `Name: value`, or a list of name and value", kind_of(&other));
            fields.wrong("headers", reason);
        }
    }
    headers
}

fn header(item: Value) -> Result<wire::HttpHeader, String> {
    let mut found = Vec::new();
    let Some(mut fields) = Fields::open("", item, &mut found) else {
        return Err("is no header; write {name: Accept, value: text/html}".to_owned());
    };
    let (name, value) = (fields.text("name"), fields.text("value"));
    fields.finish();
    match (name, value, found.first()) {
        (_, _, Some(finding)) => Err(finding.to_string()),
        (Some(name), Some(value), None) => Ok(wire::HttpHeader { name, value }),
        _ => Err("needs name and value".to_owned()),
    }
}
