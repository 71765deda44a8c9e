//! Answers of DNS servers: `nocturne_probe::probe::dns`.

use std::sync::LazyLock;

use nocturne_probe::probe::dns::{Question, judge, question, read_answer, read_head};
use nocturne_shared::check::{CheckKind, DnsSpec, RawCheckSpec, RawDns, RawKind, RecordType};

use crate::Limits;

/// A name behind a pointer takes two bytes and becomes up to 255, four times that as text.
pub const LIMITS: Limits = Limits { bytes_per_byte: 2_048, ..Limits::USUAL };

static ASKED: LazyLock<Vec<(DnsSpec, Question)>> = LazyLock::new(|| {
    let spec = |record_type: &RecordType| {
        let raw = RawCheckSpec {
            kind: Some(RawKind::Dns(RawDns {
                query_name: "www.example.org".to_owned(),
                record_type: record_type.to_string(),
                expected_answers: vec!["192.0.2.1".to_owned()],
                ..RawDns::default()
            })),
            targets: vec!["192.0.2.53".to_owned()],
            agent_selector: String::new(),
            interval: None,
            timeout: None,
            status_policy: None,
        };
        match raw.check().expect("a good check").0.kind {
            CheckKind::Dns(spec) => (question(&spec), spec),
            other => panic!("{} is no DNS check", other.name()),
        }
    };
    RecordType::ALL.iter().map(spec).map(|(question, spec)| (spec, question)).collect()
});

/// What a server sends is read within its own bytes, told on one line and judged; true when it is a whole message.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let head = read_head(bytes);
    let answer = match read_answer(bytes) {
        Ok(answer) => answer,
        Err(error) => {
            crate::text::told(&error, 100);
            return false;
        }
    };
    assert_eq!(head.as_ref(), Ok(&answer.head));
    // A record takes eleven bytes at least, the header twelve.
    assert!(answer.answers.len() <= bytes.len() / 11);
    for record in &answer.answers {
        let line = record.line();
        assert!(line.is_ascii() && !line.contains(|c: char| c.is_ascii_control()), "{line:?}");
        // Four characters for each byte of data or of a name.
        assert!(line.len() <= 4 * (bytes.len() + 4 * 255) + 200, "{} characters are told", line.len());
        if let Ok(text) = record.text() {
            assert!(line.ends_with(&text), "{line:?} and {text:?}");
        }
    }
    for (spec, question) in ASKED.iter() {
        if let Err((reason, why)) = judge(spec, question, &answer) {
            assert!(reason.as_str().starts_with("dns."), "{reason}");
            assert!(!why.is_empty());
        }
    }
    true
}
