//! What is wrong with which part of a request.

use std::fmt::{self, Write as _};

/// Most findings that are told at once: who has more made one mistake many times.
pub const MAX_FINDINGS: usize = 50;

/// Part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The JSON document.
    Body,
    /// The query string.
    Query,
    /// A variable of the path.
    Path,
    /// A header.
    Header,
}

impl Place {
    /// Spelling in a problem.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Query => "query",
            Self::Path => "path",
            Self::Header => "header",
        }
    }
}

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

/// A place in a document; `Display` is its JSON pointer (RFC 6901), empty for the whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pointer(pub(crate) Vec<Step>);

impl Pointer {
    /// One field of the whole.
    pub(crate) fn name(name: impl Into<String>) -> Self {
        Self(vec![Step::Name(name.into())])
    }

    pub(crate) fn push(&mut self, name: &str) {
        self.0.push(Step::Name(name.to_owned()));
    }

    pub(crate) fn push_index(&mut self, index: usize) {
        self.0.push(Step::Index(index));
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    /// The same place as an expression: `check.targets[3]`.
    #[must_use]
    pub fn field(&self) -> String {
        let mut text = String::new();
        for step in &self.0 {
            match step {
                Step::Name(name) if text.is_empty() => text.push_str(name),
                Step::Name(name) => write!(text, ".{name}").unwrap_or_default(),
                Step::Index(index) => write!(text, "[{index}]").unwrap_or_default(),
            }
        }
        text
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for step in &self.0 {
            match step {
                Step::Name(name) => write!(f, "/{}", name.replace('~', "~0").replace('/', "~1"))?,
                Step::Index(index) => write!(f, "/{index}")?,
            }
        }
        Ok(())
    }
}

/// One thing that is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where it was sent; `None` when that is not known.
    pub place: Option<Place>,
    /// Where in it.
    pub pointer: Pointer,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl Finding {
    /// A finding about a part of the body.
    pub(crate) fn body(pointer: &Pointer, detail: impl Into<String>) -> Self {
        Self { place: Some(Place::Body), pointer: pointer.clone(), detail: detail.into() }
    }

    /// A finding about a named part of the head.
    pub(crate) fn head(place: Place, name: &str, detail: impl Into<String>) -> Self {
        Self { place: Some(place), pointer: Pointer::name(name), detail: detail.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = self.pointer.field();
        match (field.as_str(), self.place) {
            ("", Some(Place::Body) | None) => write!(f, "{}", self.detail),
            ("", Some(place)) => write!(f, "{}: {}", place.as_str(), self.detail),
            (field, _) => write!(f, "{field}: {}", self.detail),
        }
    }
}

/// Findings on their way, at most [`MAX_FINDINGS`].
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        if self.0.len() < MAX_FINDINGS {
            self.0.push(finding);
        }
    }

    pub(crate) fn or<T>(self, value: T) -> Result<T, Vec<Finding>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}
