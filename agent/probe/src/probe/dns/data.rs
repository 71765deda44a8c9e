//! Data of records as `dig` writes them.

use std::{
    fmt::Write as _,
    net::{Ipv4Addr, Ipv6Addr},
};

use nocturne_shared::check::RecordType;

use super::{
    name::{Name, SPECIAL, write_escaped},
    reader::{Malformed, Reader},
};

/// Writes data of any type; of one that is not known the bytes (RFC 3597 §5).
pub(super) fn text(record_type: u16, data: Reader<'_>) -> Result<String, Malformed> {
    let mut reader = data;
    let Some(record_type) = RecordType::from_code(record_type) else { return Ok(unknown(reader)) };
    let text = match record_type {
        RecordType::A => reader.array::<4>().map(Ipv4Addr::from)?.to_string(),
        RecordType::Aaaa => reader.array::<16>().map(Ipv6Addr::from)?.to_string(),
        RecordType::Ns | RecordType::Cname | RecordType::Ptr => reader.name()?.to_string(),
        RecordType::Mx => format!("{} {}", reader.u16()?, reader.name()?),
        RecordType::Srv => {
            format!("{} {} {} {}", reader.u16()?, reader.u16()?, reader.u16()?, reader.name()?)
        }
        RecordType::Soa => soa(&mut reader)?.0,
        RecordType::Txt => txt(&mut reader)?,
        RecordType::Caa => caa(&mut reader)?,
    };
    reader.finish()?;
    Ok(text)
}

/// The name that data of one name hold.
pub(super) fn target(data: Reader<'_>) -> Result<Name, Malformed> {
    let mut reader = data;
    reader.name()
}

/// The serial number of a zone (RFC 1035 §3.3.13).
pub(super) fn serial(data: Reader<'_>) -> Result<u32, Malformed> {
    let mut reader = data;
    soa(&mut reader).map(|(_text, serial)| serial)
}

/// The strings of a text record, one after the other: what those who read them make of it (RFC 7208 §3.3).
pub(super) fn joined_text(data: Reader<'_>) -> Result<Vec<u8>, Malformed> {
    let mut reader = data;
    let mut joined = Vec::new();
    while !reader.is_empty() {
        joined.extend_from_slice(string(&mut reader)?);
    }
    Ok(joined)
}

fn soa(reader: &mut Reader<'_>) -> Result<(String, u32), Malformed> {
    let (primary, mailbox, serial) = (reader.name()?, reader.name()?, reader.u32()?);
    let [refresh, retry, expire, minimum] = [reader.u32()?, reader.u32()?, reader.u32()?, reader.u32()?];
    Ok((format!("{primary} {mailbox} {serial} {refresh} {retry} {expire} {minimum}"), serial))
}

fn txt(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    let mut strings = Vec::new();
    while !reader.is_empty() {
        strings.push(quoted(string(reader)?));
    }
    Ok(strings.join(" "))
}

/// RFC 8659 §4.1.
fn caa(reader: &mut Reader<'_>) -> Result<String, Malformed> {
    let flags = reader.u8()?;
    let mut tag = String::new();
    for byte in string(reader)? {
        write_escaped(&mut tag, *byte, SPECIAL).ok();
    }
    Ok(format!("{flags} {tag} {}", quoted(reader.rest())))
}

fn string<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Malformed> {
    let length = reader.u8()?;
    reader.bytes(length.into())
}

fn quoted(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() + 2);
    text.push('"');
    for byte in bytes {
        match byte {
            b' ' => text.push(' '),
            // Writing to a string does not fail.
            _ => drop(write_escaped(&mut text, *byte, br#"\""#)),
        }
    }
    text.push('"');
    text
}

fn unknown(mut reader: Reader<'_>) -> String {
    let bytes = reader.rest();
    let mut text = format!("\\# {}", bytes.len());
    if !bytes.is_empty() {
        text.push(' ');
    }
    for byte in bytes {
        write!(text, "{byte:02X}").ok();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(record_type: u16, data: &[u8]) -> Result<String, Malformed> {
        text(record_type, Reader::new(data))
    }

    #[test]
    fn data_are_written_as_dig_does() {
        let soa = b"\x02ns\x00\x01h\x00\x78\xbf\x6b\x24\0\0\x1c\x20\0\0\x0e\x10\0\x12\x75\0\0\0\x0e\x10";
        let table: [(RecordType, &[u8], &str); 10] = [
            (RecordType::A, &[192, 0, 2, 1], "192.0.2.1"),
            (RecordType::Aaaa, &[0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
            (RecordType::Cname, b"\x03www\x03org\x00", "www.org."),
            (RecordType::Mx, b"\x00\x0a\x04mail\x00", "10 mail."),
            (RecordType::Srv, b"\x00\x01\x00\x02\x14\x6c\x03sip\x00", "1 2 5228 sip."),
            (RecordType::Soa, soa, "ns. h. 2025810724 7200 3600 1209600 3600"),
            (RecordType::Txt, b"\x05a \"b\\\x02\xff;", r#""a \"b\\" "\255;""#),
            (RecordType::Txt, b"\x00", r#""""#),
            (RecordType::Caa, b"\x00\x05issueca.example", r#"0 issue "ca.example""#),
            (RecordType::Ptr, b"\x00", "."),
        ];
        for (record_type, data, want) in table {
            assert_eq!(written(record_type.code(), data).as_deref(), Ok(want), "{record_type}");
        }
        assert_eq!(written(65_280, &[0xab, 1]).as_deref(), Ok(r"\# 2 AB01"));
    }

    #[test]
    fn data_that_are_too_short_or_too_long_are_malformed() {
        for record_type in RecordType::ALL {
            assert!(written(record_type.code(), b"\x07").is_err(), "{record_type}");
        }
        assert!(written(RecordType::A.code(), &[1, 2, 3, 4, 5]).is_err());
        assert!(written(RecordType::Ns.code(), b"\x00\x00").is_err());
        assert!(written(RecordType::Caa.code(), b"\x00\x09short").is_err());
    }
}
