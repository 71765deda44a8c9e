//! Codes of a second factor: RFC 6238 with SHA-1, six digits and steps of 30 s, which every authenticator knows.

use aws_lc_rs::{constant_time, hmac};

/// Length of a step, seconds (RFC 6238 §4.1).
const STEP_S: u64 = 30;
/// Steps before and after the present one whose codes are taken: clocks differ, and typing takes time (§5.2).
const SKEW: u64 = 1;
/// Codes are numbers below this.
const MODULUS: u32 = 1_000_000;
/// Bytes of a secret: as many as the hash has (RFC 4226 §4).
pub const SECRET: usize = 20;

/// The step whose code this is, at `unix_s`; `None` when it is none of those that are taken.
#[must_use]
pub fn step(secret: &[u8], code: &str, unix_s: u64) -> Option<u64> {
    let now = unix_s / STEP_S;
    let is_code_of = |step: &u64| {
        constant_time::verify_slices_are_equal(code_of(secret, *step).as_bytes(), code.as_bytes())
    };
    (now.saturating_sub(SKEW)..=now + SKEW).find(|step| is_code_of(step).is_ok())
}

/// The code of a step, six digits.
#[must_use]
pub fn code_of(secret: &[u8], step: u64) -> String {
    format!("{:06}", number(secret, step) % MODULUS)
}

/// RFC 4226 §5.3: 31 bits out of the hash, from where its last four bits say.
fn number(secret: &[u8], step: u64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let tag = tag.as_ref();
    let offset = usize::from(tag.last().copied().unwrap_or_default() & 0x0f);
    let word = tag.get(offset..).and_then(<[u8]>::first_chunk::<4>).copied().unwrap_or_default();
    u32::from_be_bytes(word) & 0x7fff_ffff
}

/// A secret as people type it: RFC 4648 §6, without padding.
#[must_use]
pub fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let digit = |chunk: &[u8], index: usize| {
        let word =
            chunk.iter().chain([0; 5].iter()).take(5).fold(0_u64, |word, byte| word << 8 | u64::from(*byte));
        let place = usize::try_from(word >> (35 - 5 * index) & 31).unwrap_or(0);
        ALPHABET.get(place).copied().map(char::from)
    };
    bytes
        .chunks(5)
        .flat_map(|chunk| (0..(chunk.len() * 8).div_ceil(5)).filter_map(move |index| digit(chunk, index)))
        .collect()
}

/// What an authenticator reads from a QR code: the key URI format of Google Authenticator.
#[must_use]
pub fn uri(username: &str, secret: &[u8]) -> String {
    // User names hold nothing that a URI would have to escape but `@`, which the label may hold.
    let secret = base32(secret);
    format!(
        "otpauth://totp/Nocturne:{username}?secret={secret}&issuer=Nocturne&algorithm=SHA1&digits=6&period={STEP_S}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of RFC 6238, appendix B.
    const SEED: &[u8] = b"12345678901234567890";

    #[test]
    fn the_codes_are_those_of_the_rfc() {
        let cases = [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ];
        for (unix_s, eight_digits) in cases {
            assert_eq!(number(SEED, unix_s / STEP_S) % 100_000_000, eight_digits, "at {unix_s}");
        }
        assert_eq!(code_of(SEED, 1_111_111_109 / STEP_S), "081804");
    }

    #[test]
    fn a_code_is_taken_one_step_before_and_after_and_no_further() {
        let (unix_s, now) = (1_000_000_000, 1_000_000_000 / STEP_S);

        for near in now - 1..=now + 1 {
            assert_eq!(step(SEED, &code_of(SEED, near), unix_s), Some(near));
        }
        for far in [now - 2, now + 2] {
            assert_eq!(step(SEED, &code_of(SEED, far), unix_s), None);
        }
        for text in ["", "12345", "1234567", "abcdef"] {
            assert_eq!(step(SEED, text, unix_s), None, "{text:?}");
        }
    }

    #[test]
    fn secrets_are_written_as_in_rfc_4648() {
        let cases = [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ];
        for (plain, text) in cases {
            assert_eq!(base32(plain.as_bytes()), text);
        }
        assert!(uri("eve@example.org", SEED).contains("Nocturne:eve@example.org?secret=GEZDGNBVGY3TQOJQ"));
    }
}
