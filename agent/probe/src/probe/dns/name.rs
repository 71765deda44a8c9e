//! Names of the domain name system.

use std::fmt;

/// What is escaped outside of quotes.
pub(super) const SPECIAL: &[u8] = br#".\"();@$"#;

/// A name: labels with their lengths, ending with the empty one, as on the wire without pointers.
///
/// Two names are equal when every byte is; [`Name::is_same`] is what the protocol means by equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(Vec<u8>);

impl Name {
    /// `wire` is well formed and ends with the empty label.
    pub(super) const fn from_wire(wire: Vec<u8>) -> Self {
        Self(wire)
    }

    /// Reads a checked name without its final dot; `.` is the root. Labels are plain, so that nothing is escaped.
    pub(super) fn from_text(text: &str) -> Self {
        let mut wire = Vec::with_capacity(text.len() + 2);
        for label in text.split('.').filter(|label| !label.is_empty()) {
            // Checked names have labels of 63 bytes at most.
            let length = u8::try_from(label.len().min(63)).unwrap_or(63);
            wire.push(length);
            wire.extend(label.bytes().take(length.into()));
        }
        wire.push(0);
        Self(wire)
    }

    pub(super) fn as_wire(&self) -> &[u8] {
        &self.0
    }

    /// Whether it is the same name: letters of ASCII are, in either case (RFC 4343).
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        // No length of a label is the number of a letter.
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl fmt::Display for Name {
    /// As `dig` writes it, with the final dot.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_slice();
        let mut is_root = true;
        while let Some((length, behind)) = rest.split_first() {
            let Some((label, behind)) = behind.split_at_checked((*length).into()) else { break };
            if label.is_empty() {
                break;
            }
            is_root = false;
            for byte in label {
                write_escaped(f, *byte, SPECIAL)?;
            }
            f.write_str(".")?;
            rest = behind;
        }
        if is_root { f.write_str(".") } else { Ok(()) }
    }
}

/// Writes a byte as zone files do: `special` ones behind a backslash, those that do not show by number (RFC 1035 §5.1).
pub(super) fn write_escaped(f: &mut impl fmt::Write, byte: u8, special: &[u8]) -> fmt::Result {
    if special.contains(&byte) {
        f.write_char('\\')?;
    }
    if byte.is_ascii_graphic() { f.write_char(byte.into()) } else { write!(f, "\\{byte:03}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_zone_files_have_them() {
        assert_eq!(Name::from_text("www.example.org").to_string(), "www.example.org.");
        assert_eq!(Name::from_text(".").to_string(), ".");
        assert_eq!(Name::from_wire(b"\x05a.b\\\x01\x00".to_vec()).to_string(), r"a\.b\\\001.");
    }

    #[test]
    fn case_makes_no_other_name_and_another_answer() {
        let [lower, upper] = ["example.org", "EXAMPLE.org"].map(Name::from_text);

        assert!(lower.is_same(&upper));
        assert_ne!(lower, upper);
    }
}
