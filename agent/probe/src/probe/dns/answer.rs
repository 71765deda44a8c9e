//! What a server sent (RFC 1035 §4.1).
//!
//! ```text
//!   header    id, flags, four counts                        12 bytes
//!   question  name, type, class                             once
//!   answer, authority, additional                           records: name, type, class, ttl, length, data
//! ```

use std::fmt::Write as _;

use nocturne_shared::check::{Rcode, RecordType};

use super::{
    data,
    name::Name,
    reader::{Malformed, Reader},
};

/// Class of the Internet, the only one in use.
pub(super) const CLASS_IN: u16 = 1;

/// What the header says beyond counts and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    pub(super) const fn is_response(self) -> bool {
        self.0 & 0x8000 != 0
    }

    pub(super) const fn opcode(self) -> u16 {
        (self.0 >> 11) & 0xf
    }

    /// Whether the server left records out because they did not fit.
    #[must_use]
    pub const fn is_cut(self) -> bool {
        self.0 & 0x0200 != 0
    }

    /// The response code.
    #[must_use]
    pub const fn rcode(self) -> u16 {
        self.0 & 0xf
    }

    /// The set ones as `dig` names them.
    #[must_use]
    pub fn to_text(self) -> String {
        let names =
            [("qr", 15), ("aa", 10), ("tc", 9), ("rd", 8), ("ra", 7), ("ad", 5), ("cd", 4)].into_iter();
        let set = names.filter(|(_name, bit)| self.0 & (1 << bit) != 0);
        set.map(|(name, _bit)| name).collect::<Vec<_>>().join(" ")
    }
}

/// The mnemonic of a response code, or its number.
pub(super) fn rcode_text(code: u16) -> String {
    Rcode::from_code(code).map_or_else(|| format!("RCODE{code}"), |rcode| rcode.to_string())
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub(super) name: Name,
    pub(super) record_type: u16,
    pub(super) class: u16,
}

impl Question {
    /// Whose records are asked for.
    #[must_use]
    pub const fn name(&self) -> &Name {
        &self.name
    }
}

/// The part of a message that says what it is an answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Chosen by who asked.
    pub id: u16,
    /// The flags.
    pub flags: Flags,
    /// Absent from refusals of servers that did not look at it.
    pub question: Option<Question>,
    n_records: [u16; 3],
}

impl Head {
    /// `Err` says why this is no answer to that question.
    pub(super) fn belongs_to(&self, id: u16, question: &Question) -> Result<(), &'static str> {
        let refused = ![Rcode::NoError.code(), Rcode::NxDomain.code()].contains(&self.flags.rcode());
        if self.id != id {
            return Err("its id is another");
        }
        if !self.flags.is_response() || self.flags.opcode() != 0 {
            return Err("it is no answer to a query");
        }
        match &self.question {
            Some(asked) if asked == question => Ok(()),
            None if refused => Ok(()),
            Some(_other) => Err("it answers another question"),
            None => Err("it does not say which question it answers"),
        }
    }
}

/// One record.
#[derive(Debug, Clone)]
pub struct Record<'a> {
    /// Whose it is.
    pub name: Name,
    /// Number of its type.
    pub record_type: u16,
    pub(super) class: u16,
    ttl: u32,
    pub(super) data: Reader<'a>,
}

impl Record<'_> {
    /// Its data as `dig +short` writes them.
    ///
    /// # Errors
    ///
    /// The data are not what records of that type hold.
    pub fn text(&self) -> Result<String, Malformed> {
        data::text(self.record_type, self.data)
    }

    /// All of it as `dig` writes it, with blanks for tabs.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { name, ttl, class, record_type, .. } = self;
        let mut line = format!("{name} {ttl} ");
        match *class {
            CLASS_IN => line.push_str("IN "),
            other => drop(write!(line, "CLASS{other} ")),
        }
        match RecordType::from_code(*record_type) {
            Some(known) => drop(write!(line, "{known} ")),
            None => drop(write!(line, "TYPE{record_type} ")),
        }
        line.push_str(&self.text().unwrap_or_else(|error| format!("({error})")));
        line
    }
}

/// A whole message.
#[derive(Debug, Clone)]
pub struct Answer<'a> {
    /// Its head.
    pub head: Head,
    /// Records of the answer section.
    pub answers: Vec<Record<'a>>,
    /// Records of the authority section.
    pub n_authorities: u16,
    /// Records of the additional section.
    pub n_additionals: u16,
}

/// Reads the head of a message.
///
/// # Errors
///
/// Where it is none.
pub fn read_head(message: &[u8]) -> Result<Head, Malformed> {
    head(&mut Reader::new(message))
}

/// Reads a whole message. Bytes behind the last record are ignored.
///
/// The data of a record are looked at when its text is asked for, so that unknown ones do no harm.
///
/// # Errors
///
/// Where it is none.
pub fn read_answer(message: &[u8]) -> Result<Answer<'_>, Malformed> {
    let mut reader = Reader::new(message);
    let head = head(&mut reader)?;
    let [n_answers, n_authorities, n_additionals] = head.n_records;
    // Each takes 11 bytes at least, so counts that lie end with the message.
    let answers = (0..n_answers).map(|_index| record(&mut reader)).collect::<Result<_, _>>()?;
    for _index in 0..u32::from(n_authorities) + u32::from(n_additionals) {
        record(&mut reader)?;
    }
    Ok(Answer { head, answers, n_authorities, n_additionals })
}

fn head(reader: &mut Reader<'_>) -> Result<Head, Malformed> {
    let id = reader.u16()?;
    let flags = Flags(reader.u16()?);
    let n_questions = reader.u16()?;
    let n_records = [reader.u16()?, reader.u16()?, reader.u16()?];
    let question = match n_questions {
        0 => None,
        1 => {
            let name = reader.name()?;
            Some(Question { name, record_type: reader.u16()?, class: reader.u16()? })
        }
        _ => return Err(reader.fault("more than one question")),
    };
    Ok(Head { id, flags, question, n_records })
}

fn record<'a>(reader: &mut Reader<'a>) -> Result<Record<'a>, Malformed> {
    let name = reader.name()?;
    let (record_type, class, ttl) = (reader.u16()?, reader.u16()?, reader.u32()?);
    let length = reader.u16()?;
    let data = reader.part(length.into())?;
    Ok(Record { name, record_type, class, ttl, data })
}
