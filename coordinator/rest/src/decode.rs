//! Percent-encoding (RFC 3986, section 2.1), strictly: a broken escape is an error, not text.

/// Bytes behind the escapes; with `plus`, `+` is a blank as in forms. `Err` says what is wrong.
pub(crate) fn percent(text: &str, plus: bool) -> Result<String, String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let escape = (bytes.next().and_then(hex), bytes.next().and_then(hex));
                let (Some(high), Some(low)) = escape else {
                    return Err(
                        "has a % that two hexadecimal digits must follow; write % itself as %25".to_owned()
                    );
                };
                high << 4 | low
            }
            b'+' if plus => b' ',
            byte => byte,
        });
    }
    String::from_utf8(out).map_err(|_| "is not UTF-8 behind its escapes".to_owned())
}

/// Escapes everything that is not unreserved.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_strictly() {
        assert_eq!(percent("a%2Fb%c3%a4+", false).unwrap(), "a/bä+");
        assert_eq!(percent("a+b", true).unwrap(), "a b");
        for bad in ["%", "%2", "%zz", "%ff", "%+1"] {
            assert!(percent(bad, false).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_escaped_reads_back() {
        let text = "a b/ä%+&=\u{0}";
        assert_eq!(percent(&escape(text), true).unwrap(), text);
    }
}
