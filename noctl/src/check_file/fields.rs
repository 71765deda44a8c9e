//! Keys of a mapping, taken one by one, so that everything that is wrong with it is found in one go.

use std::path::Path;

use nocturne_shared::field::FieldError;
use serde_norway::{Number, Value};

use crate::span;

/// Reads a file that a check names; the error says what is wrong with it.
pub(crate) type Load<'a> = &'a dyn Fn(&Path) -> Result<String, String>;

/// A mapping whose keys are taken one by one. What is of the wrong type is noted, and so is what nobody took.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    path: &'static str,
    left: Vec<(String, Value)>,
    known: Vec<&'static str>,
    found: &'a mut Vec<FieldError>,
}

impl<'a> Fields<'a> {
    /// Opens a mapping at `path` (empty is the check itself); `None`, and a finding, when it is none.
    pub(crate) fn open(path: &'static str, value: Value, found: &'a mut Vec<FieldError>) -> Option<Self> {
        let place = if path.is_empty() { "check" } else { path };
        let Value::Mapping(mapping) = value else {
            let reason = format!("is {}; write keys and values, e.g. `{{}}`", kind_of(&value));
            found.push(FieldError::new(place, reason));
            return None;
        };
        let mut left = Vec::with_capacity(mapping.len());
        for (key, value) in mapping {
            match key {
                Value::String(key) => left.push((key, value)),
                key => {
                    found.push(FieldError::new(
                        "keys",
                        format!("{place} has a key that is {}", kind_of(&key)),
                    ));
                }
            }
        }
        Some(Self { path, left, known: Vec::new(), found })
    }

    /// True when a key is there and nobody took it yet.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.left.iter().any(|(key, value)| key == name && !value.is_null())
    }

    /// Whatever is at a key; null is nothing.
    pub(crate) fn take(&mut self, name: &'static str) -> Option<Value> {
        self.known.push(name);
        let index = self.left.iter().position(|(key, _)| key == name)?;
        let (_key, value) = self.left.swap_remove(index);
        if value.is_null() { None } else { Some(value) }
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        let value = self.take(name)?;
        self.read(name, text(value))
    }

    /// A list of texts; one text is a list of one.
    pub(crate) fn texts(&mut self, name: &'static str) -> Vec<String> {
        let items = match self.take(name) {
            None => return Vec::new(),
            Some(Value::Sequence(items)) => items,
            Some(one @ (Value::String(_) | Value::Number(_))) => vec![one],
            Some(other) => {
                self.wrong(name, format!("is {}; write a list", kind_of(&other)));
                return Vec::new();
            }
        };
        let mut texts = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            match text(item) {
                Ok(text) => texts.push(text),
                Err(reason) => self.wrong(&format!("{name}[{index}]"), reason),
            }
        }
        texts
    }

    /// A whole number.
    pub(crate) fn number<T: TryFrom<u64>>(&mut self, name: &'static str) -> Option<T> {
        let value = self.take(name)?;
        let number = value.as_u64().and_then(|number| T::try_from(number).ok());
        self.read(name, number.ok_or_else(|| format!("is {}; write a whole number", described(&value))))
    }

    /// A number.
    pub(crate) fn float(&mut self, name: &'static str) -> Option<f64> {
        let value = self.take(name)?;
        self.read(name, value.as_f64().ok_or_else(|| format!("is {}; write a number", described(&value))))
    }

    /// Yes or no.
    pub(crate) fn flag(&mut self, name: &'static str) -> Option<bool> {
        let value = self.take(name)?;
        self.read(
            name,
            value.as_bool().ok_or_else(|| format!("is {}; write true or false", described(&value))),
        )
    }

    /// A duration, as the wire has it.
    pub(crate) fn span(&mut self, name: &'static str) -> Option<prost_types::Duration> {
        let read = match self.take(name)? {
            Value::String(text) => span::parse(&text).map_err(|error| error.to_string()),
            Value::Number(number) => Err(span::SpanError::NoUnit(number.to_string()).to_string()),
            other => Err(format!("is {}; write a duration such as 10s", kind_of(&other))),
        };
        self.read(name, read).map(nocturne_proto::convert::time::duration_to_wire)
    }

    /// One of a few words, read by `parse`; `known` lists them.
    pub(crate) fn word<T>(
        &mut self,
        name: &'static str,
        known: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(name)?;
        self.read(name, parse(&text).ok_or_else(|| format!("{text:?} is not known; use one of {known}")))
    }

    /// Notes that something is wrong with a key.
    pub(crate) fn wrong(&mut self, name: &str, reason: impl Into<String>) {
        let field = self.place(name);
        self.found.push(FieldError::new(field, reason));
    }

    /// The findings, for what is nested here.
    pub(crate) fn findings(&mut self) -> &mut Vec<FieldError> {
        self.found
    }

    /// Refuses what nobody took.
    pub(crate) fn finish(self) {
        let known = self.known.join(", ");
        for (key, _value) in &self.left {
            let field = if self.path.is_empty() { key.clone() } else { format!("{}.{key}", self.path) };
            self.found.push(FieldError::new(field, format!("unknown field `{key}`; known are {known}")));
        }
    }

    fn place(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn read<T>(&mut self, name: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|reason| self.wrong(name, reason)).ok()
    }
}

/// Text as it was written. A number that could have been written in two ways is none.
pub(crate) fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) if is_whole(&number) => Ok(number.to_string()),
        other => Err(format!("is {}; put text in quotes", described(&other))),
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_u64() || number.is_i64()
}

fn described(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::String(text) => format!("the text {text:?}"),
        other => kind_of(other).to_owned(),
    }
}

/// What a value is, in words.
pub(crate) const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Sequence(_) => "a list",
        Value::Mapping(_) => "a mapping",
        Value::Tagged(_) => "a value with a tag",
    }
}
