//! Which line of a YAML text a field is on.
//!
//! Parsed values carry no position, but an error of the parser does. So the text is walked once more along the path, and
//! at its end an error is raised whose position is the answer. Only findings pay for it.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize as _, Deserializer,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// A check in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Index of the document.
    pub document: usize,
    /// Index in the document's list.
    pub item: Option<usize>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

/// Line, from 1, of a field of a check (or of what holds it, when the field itself is not written); `None` when it cannot
/// be told.
pub(super) fn line_of(text: &str, place: Place, field: &str) -> Option<usize> {
    let mut steps: Vec<Step> = place.item.map(Step::Index).into_iter().collect();
    steps.extend(steps_of(field));
    // What is missing is said of the nearest thing around it.
    let least = usize::from(place.item.is_some());
    loop {
        if let Some(line) = find(text, place.document, &steps) {
            return Some(line);
        }
        if steps.len() <= least.max(1) {
            return None;
        }
        steps.pop();
    }
}

fn find(text: &str, document: usize, steps: &[Step]) -> Option<usize> {
    let document = serde_norway::Deserializer::from_str(text).nth(document)?;
    let is_found = Cell::new(false);
    let error = Walk { steps, is_found: &is_found }.deserialize(document).err()?;
    if is_found.get() { error.location().map(|at| at.line()) } else { None }
}

/// `http.headers[1]` as steps. A key that holds a dot is not found, which costs a line number.
fn steps_of(field: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    for part in field.split('.').filter(|part| !part.is_empty()) {
        let (key, indexes) = part.split_once('[').unwrap_or((part, ""));
        steps.push(Step::Key(key.to_owned()));
        let numbers = indexes.split(['[', ']']).filter_map(|index| index.parse().ok());
        steps.extend(numbers.map(Step::Index));
    }
    steps
}

#[derive(Clone, Copy)]
struct Walk<'a> {
    steps: &'a [Step],
    is_found: &'a Cell<bool>,
}

impl Walk<'_> {
    fn found<E: serde::de::Error>(&self) -> E {
        self.is_found.set(true);
        E::custom("here")
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("what the path leads to")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.steps.split_first() else { return Err(self.found()) };
        let wanted = match first {
            Step::Key(key) => key.as_str(),
            Step::Index(_) => "",
        };
        // The last key is raised at while it is read: the position is that of the key.
        let last = rest.is_empty().then_some(&self);
        while let Some(is_wanted) = map.next_key_seed(KeySeed { wanted, last })? {
            if is_wanted {
                map.next_value_seed(Walk { steps: rest, ..self })?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Err(A::Error::custom("not there"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((first, rest)) = self.steps.split_first() else { return Err(self.found()) };
        let Step::Index(wanted) = first else { return Err(A::Error::custom("no mapping")) };
        for _ in 0..*wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Err(A::Error::custom("not there"));
            }
        }
        list.next_element_seed(Walk { steps: rest, ..self })?;
        Err(A::Error::custom("not there"))
    }

    fn visit_str<E: serde::de::Error>(self, _text: &str) -> Result<(), E> {
        self.scalar()
    }

    fn visit_u64<E: serde::de::Error>(self, _number: u64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_i64<E: serde::de::Error>(self, _number: i64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_f64<E: serde::de::Error>(self, _number: f64) -> Result<(), E> {
        self.scalar()
    }

    fn visit_bool<E: serde::de::Error>(self, _flag: bool) -> Result<(), E> {
        self.scalar()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        self.scalar()
    }
}

impl Walk<'_> {
    fn scalar<E: serde::de::Error>(self) -> Result<(), E> {
        if self.steps.is_empty() { Err(self.found()) } else { Err(E::custom("no mapping")) }
    }
}

/// Reads a key and says whether it is the wanted one.
struct KeySeed<'a, 'b> {
    wanted: &'a str,
    last: Option<&'a Walk<'b>>,
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: serde::de::Error>(self, key: &str) -> Result<bool, E> {
        match self.last {
            Some(walk) if key == self.wanted => Err(walk.found()),
            _ => Ok(key == self.wanted),
        }
    }

    fn visit_u64<E: serde::de::Error>(self, _key: u64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_i64<E: serde::de::Error>(self, _key: i64) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_bool<E: serde::de::Error>(self, _key: bool) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<bool, A::Error> {
        Vec::<IgnoredAny>::deserialize(serde::de::value::SeqAccessDeserializer::new(list)).map(|_items| false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
slug: a
http: {body: x,
       bod: y}
---
- slug: b
  targets:
  - one
  - two
-
  slug: c
  headers: {x: 1}
";

    #[test]
    fn fields_are_found_where_they_are_written() {
        let of = |document, item, field| line_of(TEXT, Place { document, item }, field);

        assert_eq!(of(0, None, "slug"), Some(1));
        assert_eq!(of(0, None, "http.body"), Some(2));
        assert_eq!(of(0, None, "http.bod"), Some(3));
        assert_eq!(of(1, Some(0), "targets"), Some(6));
        assert_eq!(of(1, Some(0), "targets[1]"), Some(8));
        assert_eq!(of(1, Some(1), "headers.x"), Some(11));
    }

    #[test]
    fn what_is_not_written_is_where_it_would_be() {
        let of = |document, item, field| line_of(TEXT, Place { document, item }, field);

        assert_eq!(of(0, None, "http.method"), Some(2));
        assert_eq!(of(1, Some(1), "interval"), Some(10));
        assert_eq!(of(0, None, "interval"), None);
        assert_eq!(of(7, None, "slug"), None);
    }
}
