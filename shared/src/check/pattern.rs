//! Regular expressions over bodies.

use std::fmt;

#[cfg(not(target_arch = "wasm32"))]
use regex::bytes::{Regex, RegexBuilder};

/// Longest expression, bytes.
pub(super) const MAX_PATTERN: usize = 1_024;
/// Most memory of one compiled expression, bytes: an agent holds thousands of checks.
#[cfg(not(target_arch = "wasm32"))]
const MAX_COMPILED: usize = 256 * 1024;

/// A regular expression that compiles. Equal when the texts are.
///
/// The engine takes linear time, so no text can make an agent hang. A browser does not load it:
/// there nothing is matched, and whether it compiles is left to the coordinator.
#[derive(Clone)]
pub struct Pattern(#[cfg(not(target_arch = "wasm32"))] Regex, #[cfg(target_arch = "wasm32")] String);

impl Pattern {
    /// Compiles an expression (syntax of the `regex` crate).
    ///
    /// # Errors
    ///
    /// What is wrong with it and where.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() || text.len() > MAX_PATTERN {
            return Err(PatternError(format!("{} bytes; give 1 to {MAX_PATTERN}", text.len())));
        }
        if text.contains('\0') {
            return Err(PatternError("it holds the character U+0000; write it as \\x00".to_owned()));
        }
        Self::compile(text)
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn compile(text: &str) -> Result<Self, PatternError> {
        let compiled = RegexBuilder::new(text).size_limit(MAX_COMPILED).build();
        compiled.map(Self).map_err(|error| {
            // The library draws the place over several lines; its last line says what is wrong.
            let text = error.to_string();
            let what = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            PatternError(what)
        })
    }

    #[cfg(target_arch = "wasm32")]
    #[expect(clippy::unnecessary_wraps, reason = "the same signature everywhere")]
    fn compile(text: &str) -> Result<Self, PatternError> {
        Ok(Self(text.to_owned()))
    }

    /// The expression as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// True when it matches somewhere.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn is_match(&self, bytes: &[u8]) -> bool {
        self.0.is_match(bytes)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Pattern {}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.as_str())
    }
}

/// The text is no regular expression that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("does not compile as a regular expression: {0}")]
pub struct PatternError(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_why_it_does_not_compile() {
        assert!(Pattern::new("ok|fine").unwrap().is_match(b"it is fine"));

        assert_eq!(
            Pattern::new("a(b").unwrap_err().to_string(),
            "does not compile as a regular expression: unclosed group"
        );
        assert!(Pattern::new("").is_err());
        assert!(Pattern::new(r"(\w{200}){200}").is_err(), "larger than an agent can hold");
    }
}
