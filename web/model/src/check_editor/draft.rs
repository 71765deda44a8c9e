//! What is kept of an unfinished check, so that nothing typed is lost.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::value::{FIELDS, FieldValue, field, put};
use crate::check_form::{CheckForm, CheckKind};

/// Another number means that an older console wrote it: it is not read.
const VERSION: u64 = 1;

/// An unfinished check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// As it was typed.
    pub form: CheckForm,
    /// What was there when the change began; `None` of a check to be.
    pub base: Option<CheckForm>,
    /// Id of the request that may have made it already; empty when none was sent.
    pub request_id: String,
    /// When something was typed last.
    pub at: Timestamp,
}

impl Draft {
    /// Writes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        json!({
            "version": VERSION,
            "form": form_to_json(&self.form),
            "base": self.base.as_ref().map(form_to_json),
            "request_id": self.request_id,
            "at_ms": self.at.as_millisecond(),
        })
        .to_string()
    }

    /// Reads it; `None` of what is none.
    #[must_use]
    pub fn from_json(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        if document.get("version")?.as_u64()? != VERSION {
            return None;
        }
        let base = document.get("base").filter(|base| !base.is_null());
        Some(Self {
            form: form_from_json(document.get("form")?)?,
            base: match base {
                Some(base) => Some(form_from_json(base)?),
                None => None,
            },
            request_id: document.get("request_id")?.as_str()?.to_owned(),
            at: Timestamp::from_millisecond(document.get("at_ms")?.as_i64()?).ok()?,
        })
    }
}

fn form_to_json(form: &CheckForm) -> Value {
    let mut fields = Map::new();
    fields.extend(FIELDS.iter().filter_map(|path| {
        let value = match field(form, path)? {
            FieldValue::Text(text) => text.into(),
            FieldValue::Flag(flag) => flag.into(),
            FieldValue::Pairs(pairs) => pairs.into_iter().map(|(name, value)| json!([name, value])).collect(),
        };
        Some(((*path).to_owned(), value))
    }));
    fields.insert("kind".to_owned(), form.kind.slug().into());
    fields.insert("check_id".to_owned(), form.check_id.as_str().into());
    fields.insert("etag".to_owned(), form.etag.as_str().into());
    Value::Object(fields)
}

fn form_from_json(document: &Value) -> Option<CheckForm> {
    let text = |name: &str| document.get(name)?.as_str();
    let mut form = CheckForm::new(CheckKind::from_slug(text("kind")?)?);
    form.check_id = text("check_id")?.to_owned();
    form.etag = text("etag")?.to_owned();
    for path in FIELDS {
        if let Some(value) = document.get(*path).and_then(value_from_json) {
            put(&mut form, path, value);
        }
    }
    Some(form)
}

fn value_from_json(value: &Value) -> Option<FieldValue> {
    Some(match value {
        Value::String(text) => FieldValue::Text(text.clone()),
        Value::Bool(flag) => FieldValue::Flag(*flag),
        Value::Array(pairs) => FieldValue::Pairs(pairs.iter().map(pair).collect::<Option<_>>()?),
        Value::Null | Value::Number(_) | Value::Object(_) => return None,
    })
}

fn pair(value: &Value) -> Option<(String, String)> {
    let part = |index: usize| Some(value.get(index)?.as_str()?.to_owned());
    Some((part(0)?, part(1)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(kind: CheckKind) -> Draft {
        let mut form = CheckForm::new(kind);
        form.check_id = "id".to_owned();
        form.etag = "v3".to_owned();
        form.http.headers = vec![("accept".to_owned(), "\"a\"".to_owned())];
        form.http.tls_insecure = true;
        Draft {
            base: Some(CheckForm::new(kind)),
            form,
            request_id: "r".to_owned(),
            at: Timestamp::from_millisecond(1_700_000_000_123).unwrap(),
        }
    }

    #[test]
    fn what_was_kept_is_read_again_whole() {
        for kind in CheckKind::ALL {
            let kept = draft(kind);
            assert_eq!(Draft::from_json(&kept.to_json()), Some(kept));
        }
        let fresh = Draft { base: None, ..draft(CheckKind::Dns) };
        assert_eq!(Draft::from_json(&fresh.to_json()), Some(fresh));
    }

    #[test]
    fn what_is_no_draft_is_none() {
        let other = draft(CheckKind::Tcp).to_json().replace("\"version\":1", "\"version\":2");
        for text in ["", "{}", "[1]", r#"{"version":1,"form":{"kind":"gopher"}}"#, &other] {
            assert_eq!(Draft::from_json(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_in_any_field_survives(text in ".{0,40}", index in 0..FIELDS.len()) {
            let mut kept = draft(CheckKind::Icmp);
            put(&mut kept.form, FIELDS[index], FieldValue::Text(text));
            prop_assert_eq!(Draft::from_json(&kept.to_json()), Some(kept));
        }
    }
}
