//! Reading a message byte by byte (RFC 1035 §4.1), which never looks outside of it.

use super::name::Name;

/// Most pointers that are followed in one name. Every label of the longest name may be behind one of its own.
const MAX_POINTERS: usize = 127;
/// Longest name on the wire, with its final empty label (RFC 1035 §2.3.4).
const MAX_NAME: usize = 255;

/// Bytes are no DNS message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Malformed {
    pub(super) what: &'static str,
    /// Offset in the message.
    pub(super) at: usize,
}

/// A place in a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    message: &'a [u8],
    at: usize,
    end: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(message: &'a [u8]) -> Self {
        Self { message, at: 0, end: message.len() }
    }

    pub(super) const fn fault(&self, what: &'static str) -> Malformed {
        Malformed { what, at: self.at }
    }

    /// Takes `length` bytes and returns a reader of just those, in which names may still point to all of the message.
    pub(super) fn part(&mut self, length: usize) -> Result<Self, Malformed> {
        let end = self.at.saturating_add(length);
        if end > self.end {
            return Err(self.fault("data longer than the message"));
        }
        let part = Self { message: self.message, at: self.at, end };
        self.at = end;
        Ok(part)
    }

    pub(super) fn bytes(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let part = self.part(length)?;
        self.message.get(part.at..part.end).ok_or_else(|| self.fault("the end of the message"))
    }

    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = self.message.get(self.at..self.end).unwrap_or_default();
        self.at = self.end;
        rest
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let fault = self.fault("the end of the message");
        self.bytes(N).and_then(|bytes| bytes.try_into().map_err(|_length| fault))
    }

    pub(super) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(u8::from_be_bytes)
    }

    pub(super) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(u32::from_be_bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.at >= self.end
    }

    /// Data that is longer than what it should hold.
    pub(super) const fn finish(&self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(self.fault("bytes left over in the data")) }
    }

    /// A name, whose pointers are followed (RFC 1035 §4.1.4).
    ///
    /// A pointer must lead to before the labels it ends, so no name leads back to itself.
    pub(super) fn name(&mut self) -> Result<Name, Malformed> {
        let mut name = Vec::new();
        let mut part = *self;
        let mut came_from = self.at;
        let mut n_pointers = 0;
        loop {
            let length = part.u8()?;
            match length {
                0 => {
                    name.push(0);
                    break;
                }
                1..=63 => {
                    name.push(length);
                    name.extend_from_slice(part.bytes(length.into())?);
                }
                0xc0.. => {
                    let to = usize::from(u16::from_be_bytes([length & 0x3f, part.u8()?]));
                    if n_pointers == 0 {
                        self.at = part.at;
                    }
                    n_pointers += 1;
                    if to >= came_from || n_pointers > MAX_POINTERS {
                        return Err(Malformed { what: "a name that leads back to itself", at: came_from });
                    }
                    came_from = to;
                    part = Self { message: self.message, at: to, end: self.message.len() };
                }
                64..=0xbf => return Err(part.fault("a label of unknown kind before")),
            }
            if name.len() >= MAX_NAME {
                return Err(self.fault("a name of more than 255 bytes"));
            }
        }
        if n_pointers == 0 {
            self.at = part.at;
        }
        Ok(Name::from_wire(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(message: &[u8], at: usize) -> Result<(String, usize), Malformed> {
        let mut reader = Reader::new(message);
        reader.part(at)?;
        reader.name().map(|name| (name.to_string(), reader.at))
    }

    #[test]
    fn names_are_read_through_pointers_and_the_reader_goes_on_behind_the_first() {
        let message = b"\x03org\x00\x07example\xc0\x00\x03www\xc0\x05!";

        assert_eq!(name(message, 0), Ok(("org.".to_owned(), 5)));
        assert_eq!(name(message, 5), Ok(("example.org.".to_owned(), 15)));
        assert_eq!(name(message, 15), Ok(("www.example.org.".to_owned(), 21)));
        assert_eq!(name(message, 4), Ok((".".to_owned(), 5)));
    }

    #[test]
    fn pointers_to_themselves_forward_and_in_circles_are_refused() {
        for message in
            [&b"\xc0\x00"[..], b"\xc0\x02\xc0\x00", b"\x01a\xc0\x00", b"\xc0\x04xx\x00", b"\xff\xff"]
        {
            assert!(name(message, 0).is_err(), "{message:?}");
        }
    }

    #[test]
    fn names_that_are_too_long_or_of_unknown_kind_are_refused() {
        let long: Vec<u8> = [b"\x3f".as_slice(), &[b'a'; 63]].concat().repeat(4);
        assert!(name(&[long.as_slice(), b"\x00"].concat(), 0).is_err());
        for message in [&b"\x41a\x00"[..], b"\x80\x00", b"\x03ab", b""] {
            assert!(name(message, 0).is_err(), "{message:?}");
        }
    }

    #[test]
    fn chains_of_pointers_end() {
        let mut message = vec![0, 0];
        for to in (0_u16..1_000).step_by(2) {
            message.extend((0xc000 | to).to_be_bytes());
        }

        assert!(name(&message, 200).is_ok());
        assert!(name(&message, 1_000).is_err());
    }
}
