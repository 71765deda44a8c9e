//! What is refused of those who write a check, beyond what can be carried out.
//!
//! Stored checks and assignments are not held to this: what was accepted once goes on being read.

use std::net::{Ipv4Addr, Ipv6Addr};

use rustls_pki_types::{CertificateDer, pem::PemObject as _};

use super::{
    certificate::is_certificate,
    dns::{self, RawDns, RecordType},
    raw::RawKind,
};
use crate::field::FieldError;

/// Looks for texts that cannot be meant.
pub(super) fn check_sense(kind: Option<&RawKind>, found: &mut Vec<FieldError>) {
    match kind {
        Some(RawKind::Dns(raw)) => check_answers(raw, found),
        Some(RawKind::Http(raw)) => check_certificates(&raw.tls_ca_pem, found),
        Some(RawKind::Icmp(_) | RawKind::Tcp { .. }) | None => {}
    }
}

fn check_answers(raw: &RawDns, found: &mut Vec<FieldError>) {
    let Some(record_type) = raw.record_type() else { return };
    for (index, answer) in raw.expected_answers.iter().enumerate() {
        // An alias on the way is part of the answer, whatever was asked for.
        if is_data(record_type, answer) || is_alias(answer) {
            continue;
        }
        let reason = format!("{answer:?} {}", wanted(record_type));
        found.push(FieldError::new(format!("dns.expected_answers[{index}]"), reason));
    }
}

const fn wanted(record_type: RecordType) -> &'static str {
    match record_type {
        RecordType::A => "is no IPv4 address, as 192.0.2.1, and no alias, as www.example.org.",
        RecordType::Aaaa => "is no IPv6 address, as 2001:db8::1, and no alias, as www.example.org.",
        RecordType::Ns | RecordType::Cname | RecordType::Ptr => "is no name, as www.example.org.",
        RecordType::Mx => "is no mail exchange; write preference and name: 10 mail.example.org.",
        RecordType::Srv => "is no service; write priority, weight, port and name: 10 5 5060 sip.example.org.",
        RecordType::Soa => {
            "is no start of authority; write two names and five numbers: \
             ns.example.org. admin.example.org. 2024010101 7200 3600 1209600 300"
        }
        RecordType::Caa => "is no authorization; write flags, tag and value: 0 issue \"ca.example.org\"",
        RecordType::Txt => "is no text",
    }
}

/// True when it is written as the data of such a record are.
fn is_data(record_type: RecordType, text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let number = |word: &str, most: u32| word.parse::<u32>().is_ok_and(|number| number <= most);
    let short = |word: &&str| number(word, u16::MAX.into());
    match (record_type, words.as_slice()) {
        (RecordType::A, [word]) => word.parse::<Ipv4Addr>().is_ok(),
        (RecordType::Aaaa, [word]) => word.parse::<Ipv6Addr>().is_ok(),
        (RecordType::Ns | RecordType::Cname | RecordType::Ptr, [name]) => is_name(name),
        (RecordType::Mx, [preference, name]) => short(preference) && is_name(name),
        (RecordType::Srv, [priority, weight, port, name]) => {
            [priority, weight, port].into_iter().all(short) && is_name(name)
        }
        (RecordType::Soa, [primary, mailbox, numbers @ ..]) => {
            let is_numbers = numbers.len() == 5 && numbers.iter().all(|word| number(word, u32::MAX));
            is_name(primary) && is_name(mailbox) && is_numbers
        }
        (RecordType::Caa, [flags, _tag, _value, ..]) => number(flags, u8::MAX.into()),
        (RecordType::Txt, _) => true,
        _ => false,
    }
}

/// A name of several labels whose last is a word, so that no address with a mistake is taken for one.
fn is_alias(text: &str) -> bool {
    let text = text.trim();
    let last = text.strip_suffix('.').unwrap_or(text).rsplit('.').next();
    let is_word = |label: &str| label.starts_with(|c: char| c.is_ascii_alphabetic()) && !label.contains('/');
    text.contains('.') && is_name(text) && last.is_some_and(is_word)
}

/// Data may hold names that nobody asks for: bytes beyond letters are written as escapes.
fn is_name(text: &str) -> bool {
    text.contains('\\') || dns::name(text).is_some()
}

fn check_certificates(pem: &str, found: &mut Vec<FieldError>) {
    let read = CertificateDer::pem_slice_iter(pem.as_bytes());
    for (number, certificate) in (1_usize..).zip(read) {
        if certificate.is_ok_and(|certificate| !is_certificate(&certificate)) {
            let reason = format!("what stands in PEM block {number} is no X.509 certificate");
            found.push(FieldError::new("http.tls_ca_pem", reason));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(record_type: &str, answers: &[&str]) -> Vec<String> {
        let raw = RawDns {
            query_name: "example.org".to_owned(),
            record_type: record_type.to_owned(),
            expected_answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            ..RawDns::default()
        };
        let mut found = Vec::new();
        check_answers(&raw, &mut found);
        found.into_iter().map(|finding| format!("{} {}", finding.field, finding.reason)).collect()
    }

    #[test]
    fn answers_are_written_as_records_of_the_type_or_as_an_alias() {
        let cases: [(&str, &[&str], &[&str]); 9] = [
            (
                "A",
                &["192.0.2.1", " 192.0.2.1", "www.example.org.", "edge.example.org"],
                &["banana", "2001:db8::1", "300.1.1.1", "192.0.2", "192.0.2.1/32", "a b.c"],
            ),
            ("", &["192.0.2.1"], &["2001:db8::1"]),
            ("AAAA", &["2001:db8::1", "::ffff:192.0.2.1", "www.example.org"], &["192.0.2.1", "2001:db8"]),
            ("NS", &["ns1.example.org.", "localhost"], &["a..b", "10 ns1.example.org"]),
            (
                "MX",
                &["10 mail.example.org.", "0 .", "edge.example.org"],
                &["mail", "70000 mail.example.org", "x y"],
            ),
            ("SRV", &["10 5 5060 sip.example.org."], &["10 5 sip.example.org", "1 2 70000 sip.example.org"]),
            ("SOA", &["ns.a. root.a. 1 2 3 4 5"], &["ns.a. root.a. 1 2 3 4", "ns.a. root.a. 1 2 3 4 x"]),
            (
                "CAA",
                &["0 issue \"ca.example.org\"", "128 iodef \"mailto:a b\""],
                &["issue ca", "300 issue \"x\""],
            ),
            ("TXT", &["v=spf1 -all", "banana", "\"a\" \"b\""], &[]),
        ];
        for (record_type, good, bad) in cases {
            assert!(refused(record_type, good).is_empty(), "{record_type}: {:?}", refused(record_type, good));
            let found = refused(record_type, bad);
            assert_eq!(found.len(), bad.len(), "{record_type}: {found:?}");
        }
        let told = refused("A", &["192.0.2.1", "banana"]);
        assert!(told[0].starts_with("dns.expected_answers[1] \"banana\" is no IPv4 address"), "{told:?}");
    }

    #[test]
    fn what_stands_in_a_pem_block_must_be_a_certificate() {
        let block = |body: &str| format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n");
        let fields = |pem: &str| {
            let mut found = Vec::new();
            check_certificates(pem, &mut found);
            found.into_iter().map(|finding| finding.reason).collect::<Vec<_>>()
        };

        assert_eq!(fields(&block("AAAA")), ["what stands in PEM block 1 is no X.509 certificate"]);
        assert!(fields("").is_empty());
    }
}
