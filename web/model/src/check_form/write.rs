//! From what was typed to a check.

use nocturne_proto::{
    api::v1::{
        Check, DnsCheck, HttpCheck, HttpHeader, IcmpCheck, StatusPolicy, TcpCheck,
        check::Spec,
        dns_check::{RecordType, Transport},
    },
    convert::api::check_from_wire,
};
use nocturne_shared::{field::FieldErrors, label::Slug, target::Target};

use super::{
    CheckForm, CheckKind,
    parse::{Reader, bytes_parse, lines, ratio_parse, targets, whole_lines, words},
};
use crate::failure::FieldFailure;

pub(super) fn check(form: &CheckForm) -> Result<Check, Vec<FieldFailure>> {
    let mut reader = Reader::default();
    let check = Check {
        check_id: form.check_id.clone(),
        etag: form.etag.clone(),
        slug: form.slug.trim().to_owned(),
        description: form.description.trim().to_owned(),
        enabled: Some(form.enabled),
        spec: Some(spec(form, &mut reader)),
        targets: targets(&form.targets),
        agent_selector: form.agent_selector.trim().to_owned(),
        interval: reader.duration("interval", &form.interval),
        timeout: reader.duration("timeout", &form.timeout),
        status_policy: status_policy(form, &mut reader),
        ..Check::default()
    };

    let mut found = reader.found;
    if let Err(FieldErrors(more)) = check_from_wire(&check).check() {
        let unreadable: Vec<String> = found.iter().map(|finding| finding.path.clone()).collect();
        let stands_for_itself = |path: &str| !follows_from(path, &unreadable);
        let more = more.into_iter().filter(|finding| stands_for_itself(&finding.field));
        found.extend(more.map(|finding| FieldFailure::new(finding.field, finding.reason)));
    }
    crate::order::sort_by_key(&mut found, |finding| super::place(&finding.path));
    if found.is_empty() { Ok(check) } else { Err(found) }
}

/// True for what is only wrong because another field, or the field itself, could not be read.
fn follows_from(path: &str, unreadable: &[String]) -> bool {
    let is_unreadable = |other: &str| unreadable.iter().any(|path| path == other);
    let on_times = ["timeout", "icmp.packet_interval"].contains(&path);
    let on_policy = path.starts_with("status_policy");
    is_unreadable(path)
        || on_times && (is_unreadable("interval") || is_unreadable("timeout"))
        || on_policy && unreadable.iter().any(|path| path.starts_with("status_policy"))
}

fn status_policy(form: &CheckForm, reader: &mut Reader) -> Option<StatusPolicy> {
    let window = reader.number("status_policy.window", &form.window);
    let down_after = reader.number("status_policy.down_after", &form.down_after);
    let up_after = reader.number("status_policy.up_after", &form.up_after);
    if (window, down_after, up_after) == (None, None, None) {
        return None;
    }
    let window = window.unwrap_or(3);
    let or_default = |given: Option<u32>| given.unwrap_or_else(|| window.clamp(1, 2));
    Some(StatusPolicy { window, down_after: or_default(down_after), up_after: or_default(up_after) })
}

fn spec(form: &CheckForm, reader: &mut Reader) -> Spec {
    match form.kind {
        CheckKind::Icmp => Spec::Icmp(IcmpCheck {
            packets: given(reader, "icmp.packets", &form.icmp.packets),
            payload_bytes: given(reader, "icmp.payload_bytes", &form.icmp.payload_bytes),
            max_loss_ratio: reader.other(
                "icmp.max_loss_ratio",
                &form.icmp.max_loss_ratio,
                ratio_parse,
                "25 % or 0.25",
            ),
            packet_interval: reader.duration("icmp.packet_interval", &form.icmp.packet_interval),
        }),
        CheckKind::Tcp => {
            if form.tcp.port.trim().is_empty() {
                reader.refuse("tcp.port", "give the port to connect to, 1 to 65535");
            }
            let port = reader.number("tcp.port", &form.tcp.port).unwrap_or_default();
            Spec::Tcp(TcpCheck { port, read_number: form.tcp.read_number })
        }
        CheckKind::Dns => Spec::Dns(dns(form, reader)),
        CheckKind::Http => Spec::Http(http(form, reader)),
    }
}

/// A number that must not be 0, because 0 would mean the default.
fn given(reader: &mut Reader, path: &str, text: &str) -> u32 {
    let number = reader.number(path, text);
    if number == Some(0) {
        reader.refuse(path, "0 is too few; leave it empty for the default");
    }
    number.unwrap_or_default()
}

/// 0 would mean the default here too.
fn body_limit(reader: &mut Reader, text: &str) -> u64 {
    const PATH: &str = "http.max_body_bytes";
    if bytes_parse(text) == Some(0) {
        reader.refuse(PATH, "0 is too few; leave it empty for the default");
    }
    reader.other(PATH, text, bytes_parse, "64 KiB or 1 MiB")
}

fn dns(form: &CheckForm, reader: &mut Reader) -> DnsCheck {
    let dns = &form.dns;
    if dns.query_name.trim().is_empty() {
        reader.refuse("dns.query_name", "give the name to ask for, e.g. www.example.org");
    }
    let mnemonic = dns.record_type.trim().to_uppercase();
    let record_type = match mnemonic.as_str() {
        "" => RecordType::Unspecified,
        known => RecordType::from_str_name(&format!("RECORD_TYPE_{known}")).unwrap_or_else(|| {
            reader.refuse("dns.record_type", format!("\"{known}\" is no record type that can be asked for"));
            RecordType::Unspecified
        }),
    };
    let transport = match dns.transport.trim().to_uppercase().as_str() {
        "" | "UDP" => Transport::Udp,
        "TCP" => Transport::Tcp,
        other => {
            reader.refuse("dns.transport", format!("\"{other}\" is neither UDP nor TCP"));
            Transport::Unspecified
        }
    };
    DnsCheck {
        query_name: dns.query_name.trim().to_owned(),
        record_type: record_type.into(),
        port: given(reader, "dns.port", &dns.port),
        transport: transport.into(),
        recursion_desired: Some(dns.recursion_desired),
        expected_rcode: dns.expected_rcode.trim().to_owned(),
        expected_answers: lines(&dns.expected_answers),
    }
}

fn http(form: &CheckForm, reader: &mut Reader) -> HttpCheck {
    let http = &form.http;
    let header = |(name, value): &(String, String)| HttpHeader {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
    };
    let is_typed = |(name, value): &&(String, String)| !(name.trim().is_empty() && value.trim().is_empty());
    HttpCheck {
        method: http.method.trim().to_uppercase(),
        headers: http.headers.iter().filter(is_typed).map(header).collect(),
        body: http.body.clone(),
        expected_statuses: words(&http.expected_statuses),
        body_matches: whole_lines(&http.body_matches),
        body_forbids: whole_lines(&http.body_forbids),
        max_redirects: reader.number("http.max_redirects", &http.max_redirects),
        max_body_bytes: body_limit(reader, &http.max_body_bytes),
        tls_ca_pem: http.tls_ca_pem.trim().to_owned(),
        tls_server_name: http.tls_server_name.trim().to_owned(),
        tls_insecure: http.tls_insecure,
        tls_min_remaining: reader.duration("http.tls_min_remaining", &http.tls_min_remaining),
    }
}

pub(super) fn suggested_slug(form: &CheckForm) -> String {
    let Some(first) = targets(&form.targets).into_iter().next() else { return String::new() };
    let host = first.parse::<Target>().ok().and_then(|target| target.host());
    let name = host.map_or(first, |host| host.to_string());
    let name = if form.kind == CheckKind::Dns && !form.dns.query_name.is_empty() {
        form.dns.query_name.clone()
    } else {
        name
    };
    let name = name.strip_prefix("www.").unwrap_or(&name);
    Slug::nearest(&format!("{name}-{}", form.kind.slug()), form.kind.slug()).to_string()
}
