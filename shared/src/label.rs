//! Slugs and labels.

use std::{borrow::Borrow, collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Names and their values, sorted by name.
pub type Labels = BTreeMap<String, String>;

/// Longest slug: a DNS label.
pub const MAX_SLUG: usize = 63;
/// Longest label value, bytes.
pub const MAX_LABEL_VALUE: usize = 128;
/// Most labels one thing may carry.
pub const MAX_LABELS: usize = 32;
/// Labels that only the coordinator sets.
pub const RESERVED: [&str; 5] = ["agent", "site", "check", "target", "node"];

/// An immutable name: lower case letters, digits and inner `-`, 1 to 63 bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest slug to any text, e.g. of a host name; `fallback` when nothing usable is left.
    #[must_use]
    pub fn nearest(text: &str, fallback: &str) -> Self {
        let mut near = String::new();
        for c in text.to_lowercase().chars() {
            let c = if c.is_ascii_alphanumeric() { c } else { '-' };
            if near.len() < MAX_SLUG && !(c == '-' && (near.is_empty() || near.ends_with('-'))) {
                near.push(c);
            }
        }
        let near = near.trim_end_matches('-');
        Self(if near.is_empty() { fallback.to_owned() } else { near.to_owned() })
    }
}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let fits = (1..=MAX_SLUG).contains(&text.len());
        if fits && text.chars().all(legal) && !text.starts_with('-') && !text.ends_with('-') {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl Borrow<str> for Slug {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to 63 lower case letters, digits or inner '-'")]
pub struct SlugError;

/// Checks one label that a person gives.
///
/// Names follow Prometheus (`[a-zA-Z_][a-zA-Z0-9_]*`, at most 63 bytes); values are 1 to 128 bytes without control
/// characters, quotes, commas or parentheses, so that selectors can name them.
///
/// # Errors
///
/// What is wrong, as a sentence about this label.
pub fn label_check(name: &str, value: &str) -> Result<(), String> {
    let name_legal = !name.is_empty()
        && name.len() <= MAX_SLUG
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !name_legal {
        return Err(format!("label name {name:?} must be letters, digits or '_' and not start with a digit"));
    }
    if RESERVED.contains(&name) {
        return Err(format!("label {name:?} is given by the coordinator; choose another name"));
    }
    // Selectors leave out every kind of space around a value.
    let bad = |c: char| {
        c.is_control() || c.is_whitespace() || matches!(c, '"' | '\'' | ',' | '(' | ')' | '=' | '!')
    };
    if value.is_empty() || value.len() > MAX_LABEL_VALUE || value.contains(bad) {
        return Err(format!(
            "value of label {name:?} must be 1 to {MAX_LABEL_VALUE} bytes without spaces, quotes, commas, parentheses, '=' or '!'"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_dns_labels() {
        for good in ["a", "ams-1", "0", &"x".repeat(63)] {
            assert!(good.parse::<Slug>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "A", "a.b", "ä", &"x".repeat(64)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_nearest_slug_of_any_text_is_a_slug() {
        for (text, want) in [("Edge Host.Example", "edge-host-example"), ("--", "agent"), ("ÄÖ", "agent")] {
            let near = Slug::nearest(text, "agent");
            assert_eq!(near.as_str(), want);
            assert!(near.as_str().parse::<Slug>().is_ok());
        }
    }

    #[test]
    fn reserved_and_malformed_labels_are_refused() {
        assert!(label_check("role", "edge").is_ok());
        for (name, value) in [
            ("site", "x"),
            ("1a", "x"),
            ("a-b", "x"),
            ("a", ""),
            ("a", "x,y"),
            ("a", "x y"),
            ("a", "x\u{2003}"),
        ] {
            assert!(label_check(name, value).is_err(), "{name}={value}");
        }
    }
}
