//! What values a setting takes.

use std::{fmt, net::Ipv6Addr};

/// Most entries of a list.
const MAX_ENTRIES: usize = 100;
/// Longest text of a value, bytes.
const MAX_TEXT: usize = 4_096;

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// What is counted; empty when the name says it.
        unit: &'static str,
        /// Smallest.
        least: u64,
        /// Largest.
        most: u64,
    },
    /// A time in whole units.
    Duration {
        /// In what it is counted and written.
        unit: TimeUnit,
        /// Smallest, in units.
        least: u64,
        /// Largest, in units.
        most: u64,
    },
    /// A text; an empty one is none, where that is allowed.
    Text {
        /// Whether there may be none.
        optional: bool,
    },
    /// One of these texts.
    Choice(&'static [&'static str]),
    /// Web origins, exact.
    Origins,
}

/// In what a time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Thousandths of a second.
    Milliseconds,
    /// Seconds.
    Seconds,
    /// Days of 24 hours.
    Days,
}

/// A value of the right kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Yes or no.
    Boolean(bool),
    /// A number or a time, in its unit.
    Number(u64),
    /// A text; empty is none.
    Text(String),
    /// Texts.
    List(Vec<String>),
}

/// The one spelling that is stored and shown.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(yes) => yes.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(text),
            Self::List(entries) => f.write_str(&entries.join(",")),
        }
    }
}

impl TimeUnit {
    /// As it is written behind a number.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Days => "d",
        }
    }

    const fn milliseconds(self) -> u64 {
        match self {
            Self::Milliseconds => 1,
            Self::Seconds => 1_000,
            Self::Days => 86_400_000,
        }
    }

    /// Reads `30`, which is in this unit, or a number with a unit of its own that comes out even: `30s`, `12h`.
    fn read(self, text: &str) -> Result<u64, String> {
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, suffix) = text.split_at_checked(digits).unwrap_or((text, ""));
        let number: u64 = number.parse().map_err(|_| self.wanted(text))?;
        let each = match suffix.trim() {
            "" => return Ok(number),
            "ms" => 1,
            "s" => 1_000,
            "m" | "min" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return Err(self.wanted(text)),
        };
        let total = number.checked_mul(each).ok_or_else(|| self.wanted(text))?;
        if total % self.milliseconds() == 0 {
            Ok(total / self.milliseconds())
        } else {
            Err(format!("{text:?} is no whole number of {}", self.suffix()))
        }
    }

    fn wanted(self, text: &str) -> String {
        format!("{text:?} is no time; give a number of {0}, or one with its unit, e.g. 30{0}", self.suffix())
    }
}

impl Kind {
    /// What is counted, behind the number; empty for what is not counted.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Integer { unit, .. } => unit,
            Self::Duration { unit, .. } => unit.suffix(),
            Self::Boolean | Self::Text { .. } | Self::Choice(_) | Self::Origins => "",
        }
    }

    /// Smallest and largest number.
    #[must_use]
    pub const fn range(self) -> Option<(u64, u64)> {
        match self {
            Self::Integer { least, most, .. } | Self::Duration { least, most, .. } => Some((least, most)),
            Self::Boolean | Self::Text { .. } | Self::Choice(_) | Self::Origins => None,
        }
    }

    /// The texts of which one must be given; empty when any may.
    #[must_use]
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Choice(choices) => choices,
            Self::Boolean
            | Self::Integer { .. }
            | Self::Duration { .. }
            | Self::Text { .. }
            | Self::Origins => &[],
        }
    }

    /// Reads a value.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and what would be right.
    pub fn read(self, text: &str) -> Result<Value, String> {
        if text.len() > MAX_TEXT {
            return Err(format!("is longer than {MAX_TEXT} bytes"));
        }
        let text = text.trim();
        match self {
            Self::Boolean => match text {
                "true" => Ok(Value::Boolean(true)),
                "false" => Ok(Value::Boolean(false)),
                _ => Err(format!("{text:?} is neither true nor false")),
            },
            Self::Integer { least, most, .. } => {
                let number = text.parse().map_err(|_| format!("{text:?} is no whole number"))?;
                in_range(number, least, most)
            }
            Self::Duration { unit, least, most } => in_range(unit.read(text)?, least, most),
            Self::Text { optional: false } if text.is_empty() => Err("is empty".to_owned()),
            Self::Text { .. } if text.chars().any(char::is_control) => {
                Err("contains a control character".to_owned())
            }
            Self::Text { .. } => Ok(Value::Text(text.to_owned())),
            Self::Choice(choices) if choices.contains(&text) => Ok(Value::Text(text.to_owned())),
            Self::Choice(choices) => Err(format!("{text:?} is not one of {}", choices.join(", "))),
            Self::Origins => origins(text),
        }
    }
}

fn in_range(number: u64, least: u64, most: u64) -> Result<Value, String> {
    if (least..=most).contains(&number) {
        Ok(Value::Number(number))
    } else {
        Err(format!("{number} is outside {least} to {most}"))
    }
}

fn origins(text: &str) -> Result<Value, String> {
    let mut entries: Vec<String> = Vec::new();
    for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
        origin_check(entry)?;
        entries.push(entry.to_owned());
    }
    entries.sort_unstable();
    entries.dedup();
    if entries.len() > MAX_ENTRIES {
        return Err(format!("has {} entries, more than {MAX_ENTRIES}", entries.len()));
    }
    Ok(Value::List(entries))
}

/// Looks whether a text is a web origin as browsers write it (RFC 6454, section 6.2): then comparing texts is enough.
///
/// # Errors
///
/// What is wrong with it.
pub fn origin_check(origin: &str) -> Result<(), String> {
    let wrong =
        |why: &str| Err(format!("{origin:?} {why}; write it as browsers do, e.g. https://tools.example.org"));
    let Some((scheme, authority)) = origin.split_once("://") else {
        return wrong(if origin == "*" { "would let every page in" } else { "has no scheme" });
    };
    let default_port = match scheme {
        "https" => "443",
        "http" => "80",
        _ => return wrong("is neither http nor https"),
    };
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, rest)) => {
            if address.parse::<Ipv6Addr>().is_err() {
                return wrong("has no IPv6 address between its brackets");
            }
            match rest.split_once(':') {
                Some(("", port)) => ("", Some(port)),
                None if rest.is_empty() => ("", None),
                Some(_) | None => return wrong("has something behind its bracket"),
            }
        }
        None => match authority.split_once(':') {
            Some(("", _)) => return wrong("has no host"),
            Some((host, port)) => (host, Some(port)),
            None if authority.is_empty() => return wrong("has no host"),
            None => (authority, None),
        },
    };
    let is_legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
    if !host.chars().all(is_legal) {
        return wrong("has more than a host in lower case and a port, or a wildcard");
    }
    match port {
        None => Ok(()),
        Some(port) if port == default_port => wrong("names the port that browsers leave away"),
        Some(port) if port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port) => {
            Ok(())
        }
        Some(_) => wrong("has no port behind its colon"),
    }
}
