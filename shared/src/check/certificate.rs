//! Whether bytes are an X.509 certificate (RFC 5280 §4.1), by their outline.
//!
//! The outline is what tells a certificate from something else in its PEM block; signature and names are for the TLS
//! library of the agent.

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const SEQUENCE: u8 = 0x30;
/// `[0] EXPLICIT Version`.
const VERSION: u8 = 0xa0;

/// True when the bytes are `SEQUENCE { tbsCertificate, signatureAlgorithm, signatureValue }` and nothing else.
pub(super) fn is_certificate(der: &[u8]) -> bool {
    outline(der).is_some()
}

fn outline(der: &[u8]) -> Option<()> {
    let (certificate, rest) = take(der, SEQUENCE)?;
    let (body, after) = take(certificate, SEQUENCE)?;
    let (_algorithm, after) = take(after, SEQUENCE)?;
    let (_signature, after) = take(after, BIT_STRING)?;
    // Version 1 says no version.
    let body = take(body, VERSION).map_or(body, |(_version, rest)| rest);
    let (_serial, body) = take(body, INTEGER)?;
    // Signature algorithm, issuer, validity, subject and public key.
    (0..5).try_fold(body, |body, _| take(body, SEQUENCE).map(|(_content, rest)| rest))?;
    (rest.is_empty() && after.is_empty()).then_some(())
}

/// Content of the element that stands first, and what follows it; `None` when it has another tag or is cut.
fn take(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = der.split_first_chunk()?;
    if found != tag {
        return None;
    }
    let (length, rest) = match length {
        0..=0x7f => (usize::from(length), rest),
        // Up to four bytes of length follow (X.690 §8.1.3.5).
        0x81..=0x84 => {
            let (bytes, rest) = rest.split_at_checked(usize::from(length - 0x80))?;
            (bytes.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        let length = u8::try_from(content.len()).unwrap();
        [&[tag, length], content].concat()
    }

    fn certificate(version: &[u8]) -> Vec<u8> {
        let empty = element(SEQUENCE, &[]);
        let body = [version, &element(INTEGER, &[1]), &empty.repeat(5)].concat();
        let signature = element(BIT_STRING, &[0, 1]);
        element(SEQUENCE, &[element(SEQUENCE, &body), empty, signature].concat())
    }

    #[test]
    fn a_certificate_is_known_by_its_outline() {
        assert!(is_certificate(&certificate(&[])));
        assert!(is_certificate(&certificate(&element(VERSION, &element(INTEGER, &[2])))));
    }

    #[test]
    fn anything_else_is_none() {
        let whole = certificate(&[]);
        for end in 0..whole.len() {
            assert!(!is_certificate(&whole[..end]), "cut at {end}");
        }
        assert!(!is_certificate(&[whole.as_slice(), &[0]].concat()), "something follows");
        assert!(!is_certificate(&[0; 3]), "AAAA");
        assert!(!is_certificate(&element(SEQUENCE, &element(INTEGER, &[1]))), "a key begins like that");
        assert!(!is_certificate(&[SEQUENCE, 0x84, 0xff, 0xff, 0xff, 0xff]), "a length beyond the end");
    }
}
