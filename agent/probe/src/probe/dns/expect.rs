//! What an answer is compared with.

use std::{collections::BTreeSet, net::Ipv6Addr};

use nocturne_shared::{
    check::{DnsSpec, Rcode, RecordType},
    outcome::Reason,
};

use super::{
    answer::{Answer, CLASS_IN, Question, Record, rcode_text},
    data,
    reader::Malformed,
};

/// Most aliases that lead to what was asked for: as many as resolvers follow.
const MAX_ALIASES: usize = 16;

/// Compares an answer with what the check expects.
///
/// # Errors
///
/// The reason and what is wrong, for people.
pub fn judge(spec: &DnsSpec, question: &Question, answer: &Answer<'_>) -> Result<(), (Reason, String)> {
    let malformed = |error: Malformed| (Reason::DnsMalformed, error.to_string());
    let rcode = answer.head.flags.rcode();
    if rcode != spec.expected_rcode.code() {
        let reason = if rcode == Rcode::NxDomain.code() { Reason::DnsNxdomain } else { Reason::DnsRcode };
        return Err((reason, format!("{} where {} is expected", rcode_text(rcode), spec.expected_rcode)));
    }
    if spec.expected_rcode != Rcode::NoError {
        return Ok(());
    }
    let way = Way::follow(question, answer).map_err(malformed)?;
    if way.records.is_empty() {
        return Err((Reason::DnsNoAnswer, format!("no {} record", spec.record_type)));
    }
    let mut there = BTreeSet::new();
    for record in way.aliases.iter().chain(&way.records) {
        there.extend(spellings(record).map_err(malformed)?);
    }
    let is_missing = |expected: &&String| !is_there(expected, spec.record_type, &there);
    let missing: Vec<String> =
        spec.expected_answers.iter().filter(is_missing).map(|expected| format!("{expected:?}")).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err((Reason::DnsAnswer, format!("not there: {}", missing.join(", "))))
}

/// The serial number of the zone, of an answer that holds one.
pub(super) fn serial(answer: &Answer<'_>) -> Option<u32> {
    let soa = |record: &&Record<'_>| record.record_type == RecordType::Soa.code();
    answer.answers.iter().find(soa).and_then(|record| data::serial(record.data).ok())
}

/// What of the answer section belongs to the question.
struct Way<'m, 'a> {
    aliases: Vec<&'m Record<'a>>,
    /// All of the type.
    records: Vec<&'m Record<'a>>,
}

impl<'m, 'a> Way<'m, 'a> {
    fn follow(question: &Question, answer: &'m Answer<'a>) -> Result<Self, Malformed> {
        let mut way = Self { aliases: Vec::new(), records: Vec::new() };
        let mut name = question.name.clone();
        for _alias in 0..=MAX_ALIASES {
            let of = |record_type: u16| {
                let name = &name;
                answer.answers.iter().filter(move |record| {
                    record.class == CLASS_IN && record.record_type == record_type && record.name.is_same(name)
                })
            };
            way.records = of(question.record_type).collect();
            let Some(alias) = of(RecordType::Cname.code()).next().filter(|_alias| way.records.is_empty())
            else {
                break;
            };
            let next = data::target(alias.data)?;
            way.aliases.push(alias);
            name = next;
        }
        Ok(way)
    }
}

/// The ways in which people write what a record holds, in normal form.
fn spellings(record: &Record<'_>) -> Result<Vec<String>, Malformed> {
    let text = record.text()?;
    if record.record_type == RecordType::Txt.code() {
        let joined = data::joined_text(record.data)?;
        return Ok(vec![text.to_ascii_lowercase(), String::from_utf8_lossy(&joined).to_ascii_lowercase()]);
    }
    Ok(vec![normal(&text)])
}

fn is_there(expected: &str, record_type: RecordType, there: &BTreeSet<String>) -> bool {
    let lower = expected.to_ascii_lowercase();
    if record_type != RecordType::Txt {
        return there.contains(&normal(expected));
    }
    // An alias on the way to the text is a name.
    there.contains(&lower) || there.contains(&unquoted(&lower)) || there.contains(&normal(expected))
}

/// Lower case, one blank between words, no quotes, no final dots; an IPv6 address in its shortest form.
fn normal(text: &str) -> String {
    if let Ok(address) = text.trim().parse::<Ipv6Addr>() {
        return address.to_string();
    }
    let bare = text.replace('"', "").to_ascii_lowercase();
    let words = bare.split_whitespace().map(|word| match word.strip_suffix('.') {
        Some(name) if !name.is_empty() => name,
        _ => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What is between quotes, one after the other, without the escapes for quotes and backslashes.
fn unquoted(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut inside = !text.starts_with('"');
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => inside = !inside,
            '\\' => joined.extend(chars.next()),
            _ if inside => joined.push(c),
            _ => {}
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_makes_no_difference() {
        let table = [
            ("Mail.Example.ORG.", "mail.example.org"),
            ("10  mail.example.org.", "10 mail.example.org"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
            ("0 issue \"ca.example\"", "0 ISSUE ca.example"),
            ("ns. h. 1 2 3 4 5", "ns h 1 2 3 4 5"),
            (".", "."),
        ];
        for (one, other) in table {
            assert_eq!(normal(one), normal(other));
        }
        assert_ne!(normal("10 mail"), normal("20 mail"));
    }

    #[test]
    fn quotes_around_texts_are_taken_away() {
        assert_eq!(unquoted(r#""v=spf1 " "-all""#), "v=spf1 -all");
        assert_eq!(unquoted(r#"say \"hi\" \\"#), r#"say "hi" \"#);
        assert_eq!(unquoted("plain"), "plain");
    }
}
