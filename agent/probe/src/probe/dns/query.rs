//! The question as it is sent (RFC 1035 §4.1).

use nocturne_shared::check::DnsSpec;

use super::{
    answer::{CLASS_IN, Question},
    name::Name,
};

const RECURSION_DESIRED: u16 = 0x0100;

/// What a check asks.
#[must_use]
pub fn question(spec: &DnsSpec) -> Question {
    Question {
        name: Name::from_text(&spec.query_name),
        record_type: spec.record_type.code(),
        class: CLASS_IN,
    }
}

/// A message that asks the question and nothing else. Without EDNS, so answers of more than 512 bytes come over TCP, and
/// the oldest server understands it.
pub(super) fn encode(question: &Question, recursion_desired: bool, id: u16) -> Vec<u8> {
    let flags = if recursion_desired { RECURSION_DESIRED } else { 0 };
    let n_questions = 1;
    let mut message = Vec::with_capacity(16 + question.name.as_wire().len());
    for number in [id, flags, n_questions, 0, 0, 0] {
        message.extend(number.to_be_bytes());
    }
    message.extend(question.name.as_wire());
    message.extend(question.record_type.to_be_bytes());
    message.extend(question.class.to_be_bytes());
    message
}

#[cfg(test)]
mod tests {
    use nocturne_shared::check::{Rcode, RecordType};

    use super::*;

    #[test]
    fn a_question_has_the_bytes_of_the_specification() {
        let spec = DnsSpec {
            query_name: "a.example".to_owned(),
            record_type: RecordType::Caa,
            port: 53,
            tcp: false,
            recursion_desired: true,
            expected_rcode: Rcode::NoError,
            expected_answers: Vec::new(),
        };

        let message = encode(&question(&spec), spec.recursion_desired, 0x1234);

        let want = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x07example\x00\x01\x01\x00\x01";
        assert_eq!(message, want);
    }
}
