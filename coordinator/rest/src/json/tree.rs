//! A JSON document as a tree that keeps the order of its members and refuses what is ambiguous (RFC 8259, I-JSON).

use std::{cell::RefCell, collections::HashSet, fmt};

use serde::{
    Serialize, Serializer,
    de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor},
};

use crate::finding::{Finding, Pointer};

/// Deepest nesting of a document. No message is half as deep, and recursion stays far from the end of a stack.
pub(crate) const MAX_DEPTH: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer from 0.
    Unsigned(u64),
    /// A negative integer.
    Signed(i64),
    /// Any other number; finite.
    Float(f64),
    /// Text.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object; names are unique.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// Reads one document.
    ///
    /// # Errors
    ///
    /// No JSON, no UTF-8, the same name twice in an object, nested deeper than 32 levels, or more after the end.
    pub fn parse(document: &[u8]) -> Result<Self, Finding> {
        let whole = Pointer::default();
        let text = std::str::from_utf8(document).map_err(|error| {
            let at = error.valid_up_to();
            Finding::body(&whole, format!("is no JSON: byte {at} is not UTF-8"))
        })?;
        let at = RefCell::new(whole);
        let mut reader = serde_json::Deserializer::from_str(text);
        Tree { at: &at, depth: 0 }
            .deserialize(&mut reader)
            .and_then(|json| reader.end().map(|()| json))
            .map_err(|error| Finding::body(&at.take(), format!("is no JSON that can be read: {error}")))
    }

    /// What it is, for an error.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Unsigned(_) | Self::Signed(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// An object.
    pub(crate) fn object<K: Into<String>, const N: usize>(members: [(K, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// A list of texts.
    pub(crate) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::List(texts.into_iter().map(Self::text).collect())
    }

    /// Text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Adds a member to an object.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl Into<Self>) -> Self {
        if let Self::Object(members) = &mut self {
            members.push((name.to_owned(), value.into()));
        }
        self
    }

    /// Adds a member to an object when there is something to add.
    #[must_use]
    pub(crate) fn with_some(self, name: &str, value: Option<impl Into<Self>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The document.
    pub(crate) fn to_vec(&self) -> Vec<u8> {
        // Only floats that are not finite and keys that are no text fail, and a tree has neither.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The document for people: in one line when it is not longer than `width`.
    pub(crate) fn to_lines(&self, width: usize) -> String {
        let line = serde_json::to_string(self).unwrap_or_default();
        if line.len() <= width { line } else { serde_json::to_string_pretty(self).unwrap_or_default() }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Unsigned(value)
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        u64::try_from(value).map_or(Self::Signed(value), Self::Unsigned)
    }
}

impl From<Vec<Self>> for Json {
    fn from(items: Vec<Self>) -> Self {
        Self::List(items)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Unsigned(value) => serializer.serialize_u64(*value),
            Self::Signed(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

/// Reads one value; `at` is where, and stays there when it fails.
struct Tree<'a> {
    at: &'a RefCell<Pointer>,
    depth: usize,
}

impl Tree<'_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {MAX_DEPTH} levels")));
        }
        Ok(Self { at: self.at, depth: self.depth + 1 })
    }
}

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Unsigned(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::text(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        loop {
            self.at.borrow_mut().push_index(items.len());
            let item = access.next_element_seed(self.deeper()?)?;
            self.at.borrow_mut().pop();
            match item {
                Some(item) => items.push(item),
                None => return Ok(Json::List(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let mut members = Vec::new();
        let mut names = HashSet::new();
        while let Some(name) = access.next_key::<String>()? {
            self.at.borrow_mut().push(&name);
            if !names.insert(name.clone()) {
                return Err(A::Error::custom("the same name is twice in this object"));
            }
            let value = access.next_value_seed(self.deeper()?)?;
            self.at.borrow_mut().pop();
            members.push((name, value));
        }
        Ok(Json::Object(members))
    }
}
