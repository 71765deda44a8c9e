//! What the check does: the fields of its kind, the usual ones in sight.

use nocturne_shared::check::{Method, Rcode};
use nocturne_web_model::check_form::CheckKind;
use yew::prelude::*;

use super::{field::Fields, more::More};
use crate::ui::{Choice, Panel};

#[derive(Properties, PartialEq)]
pub(super) struct WhatSectionProps {
    pub fields: Fields,
}

/// What is done at each target and what counts as success.
#[component]
pub(super) fn WhatSection(props: &WhatSectionProps) -> Html {
    let fields = &props.fields;
    let (title, content) = match fields.form.kind {
        CheckKind::Http => ("What: a request and its answer", http(fields)),
        CheckKind::Icmp => ("What: echo requests", icmp(fields)),
        CheckKind::Tcp => ("What: a connection", tcp(fields)),
        CheckKind::Dns => ("What: a question and its answer", dns(fields)),
    };
    html! { <Panel {title}><div class="stack">{ content }</div></Panel> }
}

fn icmp(fields: &Fields) -> Html {
    const MORE: &[&str] = &["icmp.payload_bytes", "icmp.packet_interval"];
    html! {
        <>
            <div class="form__row">
                { fields.number("icmp.packets", "Echo requests", "1 to 20 each time", (1.0, 20.0), "") }
                { fields.line("icmp.max_loss_ratio", "Loss that still succeeds", "As 5 % or 0.05") }
            </div>
            <More fields={fields.clone()} paths={MORE}>
                <div class="form__row">
                    { fields.number("icmp.payload_bytes", "Payload", "16 to 1400 bytes a request", (16.0, 1_400.0), "bytes") }
                    { fields.duration(
                        "icmp.packet_interval",
                        "Between two requests",
                        "All of them leave in the first half of the timeout",
                    ) }
                </div>
            </More>
        </>
    }
}

fn tcp(fields: &Fields) -> Html {
    const MORE: &[&str] = &["tcp.read_number"];
    html! {
        <>
            { fields.number("tcp.port", "Port", "The same at every target", (1.0, 65_535.0), "") }
            <More fields={fields.clone()} paths={MORE}>
                { fields.switch(
                    "tcp.read_number",
                    "Record the first number the target says",
                    "Reads the first line it sends; the number becomes probe_tcp_answer_number.",
                ) }
            </More>
        </>
    }
}

const RECORD_TYPES: [(&str, &str); 10] = [
    ("A", "A: IPv4 address"),
    ("AAAA", "AAAA: IPv6 address"),
    ("CNAME", "CNAME: canonical name"),
    ("MX", "MX: mail exchange"),
    ("NS", "NS: name server"),
    ("PTR", "PTR: name of an address"),
    ("SOA", "SOA: start of authority"),
    ("SRV", "SRV: service"),
    ("TXT", "TXT: text"),
    ("CAA", "CAA: who may issue certificates"),
];

fn dns(fields: &Fields) -> Html {
    const MORE: &[&str] = &["dns.expected_rcode", "dns.transport", "dns.port", "dns.recursion_desired"];
    let choice = |(value, label): (&'static str, &'static str)| Choice::new(value, label);
    let records = RECORD_TYPES.into_iter().map(choice).collect();
    let rcodes = Rcode::ALL.iter().map(|rcode| Choice::new(rcode.as_str(), rcode.as_str())).collect();
    let transports = [("UDP", "UDP, TCP when cut"), ("TCP", "TCP only")].into_iter().map(choice).collect();
    html! {
        <>
            <div class="form__row">
                { fields.needed("dns.query_name", "Name to ask for", "The targets below are the servers that are asked") }
                { fields.select("dns.record_type", "Record type", "", records) }
            </div>
            { fields.lines(
                "dns.expected_answers",
                "Answers that must be there",
                "One on each line, as dig +short writes them. Empty is any, but at least one.",
                2,
            ) }
            <More fields={fields.clone()} paths={MORE}>
                <div class="form__row">
                    { fields.select("dns.expected_rcode", "Response code", "What succeeds", rcodes) }
                    { fields.select("dns.transport", "Transport", "", transports) }
                    { fields.number("dns.port", "Port", "", (1.0, 65_535.0), "") }
                </div>
                { fields.switch(
                    "dns.recursion_desired",
                    "Ask for recursion",
                    "Off for authoritative servers: they answer only what they serve themselves.",
                ) }
            </More>
        </>
    }
}

fn http(fields: &Fields) -> Html {
    const REQUEST: &[&str] =
        &["http.headers", "http.body", "http.max_redirects", "http.max_body_bytes", "http.body_forbids"];
    const TLS: &[&str] = &["http.tls_server_name", "http.tls_ca_pem", "http.tls_insecure"];
    let methods = Method::ALL.iter().map(|method| Choice::new(method.as_str(), method.as_str())).collect();
    html! {
        <>
            <div class="form__row">
                { fields.select("http.method", "Method", "", methods) }
                { fields.line("http.expected_statuses", "Expected status", "Codes and ranges, e.g. 200-299, 401") }
                { fields.duration("http.tls_min_remaining", "Certificate must last", "E.g. 14d; empty never looks") }
            </div>
            { fields.lines(
                "http.body_matches",
                "Body must match",
                "Regular expressions, one on each line; all of them must match. Empty accepts any body.",
                2,
            ) }
            <More fields={fields.clone()} paths={REQUEST}>
                { fields.pairs("http.headers", "Headers", "No secrets: every operator can read them.") }
                { fields.lines("http.body", "Body to send", "At most 8 KiB", 3) }
                { fields.lines("http.body_forbids", "Body must not match", "Regular expressions, one on each line", 2) }
                <div class="form__row">
                    { fields.number("http.max_redirects", "Redirects to follow", "0 to 20; one more fails", (0.0, 20.0), "") }
                    { fields.line("http.max_body_bytes", "Most of the body that is read", "Up to 16 MiB; a longer one fails") }
                </div>
            </More>
            <More fields={fields.clone()} paths={TLS} title="TLS options">
                { fields.line("http.tls_server_name", "Name in the certificate", "When it differs from the host of the URL") }
                { fields.lines(
                    "http.tls_ca_pem",
                    "Certificates to trust as well",
                    "PEM, for a private authority; the usual roots stay trusted.",
                    4,
                ) }
                { fields.switch(
                    "http.tls_insecure",
                    "Accept every certificate",
                    "Its facts are measured all the same, but nobody proves who answered.",
                ) }
            </More>
        </>
    }
}
