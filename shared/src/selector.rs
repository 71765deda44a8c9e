//! Label selectors: `site=ams,role!=edge,rack in (a,b),gpu,!spare`.
//!
//! The syntax is that of Kubernetes' label selectors. Terms are joined by "and"; the empty selector matches everything.

use std::{fmt, str::FromStr};

use crate::label::Labels;

/// Longest selector text, bytes.
pub const MAX_SELECTOR: usize = 1024;

/// Terms that must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selector {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    name: String,
    test: Test,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    Absent,
}

impl Selector {
    /// True when every term holds. `!=` and `notin` also hold for a thing without the label.
    #[must_use]
    pub fn matches(&self, labels: &Labels) -> bool {
        self.terms.iter().all(|term| {
            let value = labels.get(&term.name);
            match &term.test {
                Test::In(values) => value.is_some_and(|value| values.contains(value)),
                Test::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
                Test::Exists => value.is_some(),
                Test::Absent => value.is_none(),
            }
        })
    }
}

impl FromStr for Selector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        if text.len() > MAX_SELECTOR {
            return Err(SelectorError::TooLong);
        }
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let terms = split_terms(text)?.into_iter().map(term).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { terms })
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, Term { name, test }) in self.terms.iter().enumerate() {
            if position > 0 {
                f.write_str(",")?;
            }
            match test {
                Test::In(values) if values.len() == 1 => write!(f, "{name}={}", values.join(","))?,
                Test::NotIn(values) if values.len() == 1 => write!(f, "{name}!={}", values.join(","))?,
                Test::In(values) => write!(f, "{name} in ({})", values.join(","))?,
                Test::NotIn(values) => write!(f, "{name} notin ({})", values.join(","))?,
                Test::Exists => f.write_str(name)?,
                Test::Absent => write!(f, "!{name}")?,
            }
        }
        Ok(())
    }
}

/// Why a text is no selector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectorError {
    /// Over [`MAX_SELECTOR`].
    #[error("selector is longer than {MAX_SELECTOR} bytes")]
    TooLong,
    /// A parenthesis is missing or too many.
    #[error("selector has an unmatched parenthesis")]
    Parenthesis,
    /// A term that is none of the forms.
    #[error(
        "{term:?} is no selector term; write name=value, name!=value, name in (a,b), name notin (a,b), name or !name"
    )]
    Term {
        /// The term as given.
        term: String,
    },
}

/// Splits at commas outside parentheses.
fn split_terms(text: &str) -> Result<Vec<&str>, SelectorError> {
    let mut terms = Vec::new();
    let mut depth = 0_u32;
    let mut rest = text;
    let mut from = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' if depth == 0 => depth = 1,
            ')' if depth == 1 => depth = 0,
            '(' | ')' => return Err(SelectorError::Parenthesis),
            ',' if depth == 0 => {
                let (term, after) = rest.split_at_checked(at - from).unwrap_or((rest, ""));
                terms.push(term);
                rest = after.strip_prefix(',').unwrap_or(after);
                from = at + 1;
            }
            _ => (),
        }
    }
    if depth != 0 {
        return Err(SelectorError::Parenthesis);
    }
    terms.push(rest);
    Ok(terms)
}

fn term(text: &str) -> Result<Term, SelectorError> {
    let text = text.trim();
    let wrong = || SelectorError::Term { term: text.to_owned() };

    let (name, test) = if let Some((name, value)) = text.split_once("!=") {
        (name, Test::NotIn(vec![value.trim().to_owned()]))
    } else if let Some((name, value)) = text.split_once("==").or_else(|| text.split_once('=')) {
        (name, Test::In(vec![value.trim().to_owned()]))
    } else if let Some((head, list)) = text.split_once('(') {
        let list = list.trim_end().strip_suffix(')').ok_or_else(wrong)?;
        let values: Vec<String> = list.split(',').map(|value| value.trim().to_owned()).collect();
        let (name, operator) = head.trim().rsplit_once(char::is_whitespace).ok_or_else(wrong)?;
        match operator {
            "in" => (name, Test::In(values)),
            "notin" => (name, Test::NotIn(values)),
            _ => return Err(wrong()),
        }
    } else if let Some(name) = text.strip_prefix('!') {
        (name, Test::Absent)
    } else {
        (text, Test::Exists)
    };

    let name = name.trim();
    let name_legal = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let value_legal = |value: &String| {
        !value.is_empty() && !value.contains(|c: char| c.is_control() || " =!(),\"'".contains(c))
    };
    let values_legal = match &test {
        Test::In(values) | Test::NotIn(values) => values.iter().all(value_legal),
        Test::Exists | Test::Absent => true,
    };
    if name_legal && values_legal { Ok(Term { name: name.to_owned(), test }) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn labels(pairs: &[(&str, &str)]) -> Labels {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn each_form_of_term_matches_what_it_says() {
        let agent = labels(&[("site", "ams"), ("role", "edge")]);

        let cases = [
            ("", true),
            ("site=ams", true),
            ("site==ams", true),
            ("site=fra", false),
            ("site!=fra", true),
            ("rack!=a", true),
            ("site in (fra, ams)", true),
            ("site in (fra),role=edge", false),
            ("site notin (fra,lon)", true),
            ("role", true),
            ("!role", false),
            ("!rack,site in (ams,fra),role=edge", true),
        ];
        for (text, want) in cases {
            assert_eq!(text.parse::<Selector>().unwrap().matches(&agent), want, "{text}");
        }
    }

    #[test]
    fn text_that_is_no_selector_is_refused() {
        for bad in
            ["=", "site=", "a b", "site in ams", "site in (a", "site)", "a,,b", "(a)", "x=(y)", "site~ams"]
        {
            assert!(bad.parse::<Selector>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_printing_round_trips(text in ".{0,60}") {
            if let Ok(selector) = text.parse::<Selector>() {
                prop_assert_eq!(selector.to_string().parse::<Selector>().unwrap(), selector);
            }
        }
    }
}
