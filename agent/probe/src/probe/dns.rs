//! DNS: asks a server one question and compares the answer (RFC 1035).
//!
//! ```text
//!   query ──▶ asking (UDP, TCP) ──▶ answer ──▶ expect
//!                                     └ reader, name, data
//! ```
//!
//! Everything behind `asking` is a plain function of bytes.

use std::{
    net::{IpAddr, SocketAddr},
    time::Instant,
};

use nocturne_shared::{
    check::{DnsSpec, RecordType},
    outcome::{Metric, Reason},
};

mod answer;
mod asking;
mod data;
mod expect;
mod name;
mod query;
mod reader;
#[cfg(test)]
mod tests;

use self::{answer::rcode_text, asking::Asking};
pub use self::{
    answer::{Answer, Flags, Head, Question, Record, read_answer, read_head},
    expect::judge,
    name::Name,
    query::question,
    reader::Malformed,
};
use super::measurement::Finding;

/// Most answers that are shown.
const MAX_SHOWN: usize = 16;
/// Most characters of an answer that are shown.
const MAX_LINE: usize = 200;

pub(super) async fn run(spec: &DnsSpec, address: IpAddr, deadline: Instant) -> Finding {
    let question = question(spec);
    let mut asking = Asking::new(spec, &question, SocketAddr::new(address, spec.port), deadline);
    let finding = match asking.ask().await {
        Ok(message) => read(spec, &question, &message, &asking.attempt()),
        Err(finding) => finding,
    };
    let phases = [(asking.connect, &[("phase", "connect")]), (asking.request, &[("phase", "request")])];
    phases.into_iter().fold(finding, |finding, (took, labels)| match took {
        Some(took) => finding.value(Metric::DnsDuration, labels, took.as_secs_f64()),
        None => finding,
    })
}

fn read(spec: &DnsSpec, question: &Question, message: &[u8], attempt: &str) -> Finding {
    let answer = match read_answer(message) {
        Ok(answer) => answer,
        Err(error) => {
            let n_bytes = message.len();
            let evidence = format!("{attempt}: {n_bytes} bytes came back that are no message: {error}");
            return Finding::failure(Reason::DnsMalformed, evidence);
        }
    };
    let shown = shown(&answer);
    let finding = match judge(spec, question, &answer) {
        Ok(()) => Finding::success(format!("{attempt}: {shown}")),
        Err((reason, why)) => Finding::failure(reason, format!("{attempt}: {why}; {shown}")),
    };
    let n_answers = u32::try_from(answer.answers.len()).unwrap_or(u32::MAX);
    let finding = finding
        .value(Metric::DnsAnswerRrs, &[], n_answers.into())
        .value(Metric::DnsAuthorityRrs, &[], answer.n_authorities.into())
        .value(Metric::DnsAdditionalRrs, &[], answer.n_additionals.into());
    match expect::serial(&answer).filter(|_serial| spec.record_type == RecordType::Soa) {
        Some(serial) => finding.value(Metric::DnsSerial, &[], serial.into()),
        None => finding,
    }
}

/// The answer for people.
fn shown(answer: &Answer<'_>) -> String {
    let flags = answer.head.flags;
    let n_answers = answer.answers.len();
    let lines = answer.answers.iter().take(MAX_SHOWN).map(|record| {
        let mut line = record.line();
        line.truncate(line.floor_char_boundary(MAX_LINE));
        line
    });
    let mut shown = format!(
        "{}, flags {}, answer {n_answers}, authority {}, additional {}",
        rcode_text(flags.rcode()),
        flags.to_text(),
        answer.n_authorities,
        answer.n_additionals
    );
    for line in lines {
        shown.push_str("; ");
        shown.push_str(&line);
    }
    if n_answers > MAX_SHOWN {
        shown.push_str("; …");
    }
    shown
}
