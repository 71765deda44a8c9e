//! The fields of the form by their paths in the API.

use crate::check_form::CheckForm;

/// What a field holds, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldValue {
    /// Text of any sort.
    Text(String),
    /// On or off.
    Flag(bool),
    /// Names and values.
    Pairs(Vec<(String, String)>),
}

impl From<&String> for FieldValue {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&bool> for FieldValue {
    fn from(flag: &bool) -> Self {
        Self::Flag(*flag)
    }
}

impl From<&Vec<(String, String)>> for FieldValue {
    fn from(pairs: &Vec<(String, String)>) -> Self {
        Self::Pairs(pairs.clone())
    }
}

macro_rules! fields {
    ($($path:literal: $variant:ident = $($name:ident).+;)*) => {
        /// Path of every field that a person fills in, in the order of the page.
        pub const FIELDS: &[&str] = &[$($path,)*];

        /// What a field holds; `None` of a path that is no field.
        #[must_use]
        pub fn field(form: &CheckForm, path: &str) -> Option<FieldValue> {
            Some(match path {
                $($path => FieldValue::from(&form.$($name).+),)*
                _ => return None,
            })
        }

        /// Fills in a field. A path that is no field, or a value of another sort, changes nothing.
        pub fn put(form: &mut CheckForm, path: &str, value: FieldValue) {
            match (path, value) {
                $(($path, FieldValue::$variant(value)) => form.$($name).+ = value,)*
                _ => (),
            }
        }
    };
}

fields! {
    "slug": Text = slug;
    "description": Text = description;
    "enabled": Flag = enabled;
    "icmp.packets": Text = icmp.packets;
    "icmp.max_loss_ratio": Text = icmp.max_loss_ratio;
    "icmp.payload_bytes": Text = icmp.payload_bytes;
    "icmp.packet_interval": Text = icmp.packet_interval;
    "tcp.port": Text = tcp.port;
    "tcp.read_number": Flag = tcp.read_number;
    "dns.query_name": Text = dns.query_name;
    "dns.record_type": Text = dns.record_type;
    "dns.expected_answers": Text = dns.expected_answers;
    "dns.expected_rcode": Text = dns.expected_rcode;
    "dns.transport": Text = dns.transport;
    "dns.port": Text = dns.port;
    "dns.recursion_desired": Flag = dns.recursion_desired;
    "http.method": Text = http.method;
    "http.expected_statuses": Text = http.expected_statuses;
    "http.body_matches": Text = http.body_matches;
    "http.tls_min_remaining": Text = http.tls_min_remaining;
    "http.headers": Pairs = http.headers;
    "http.body": Text = http.body;
    "http.body_forbids": Text = http.body_forbids;
    "http.max_redirects": Text = http.max_redirects;
    "http.max_body_bytes": Text = http.max_body_bytes;
    "http.tls_server_name": Text = http.tls_server_name;
    "http.tls_ca_pem": Text = http.tls_ca_pem;
    "http.tls_insecure": Flag = http.tls_insecure;
    "targets": Text = targets;
    "agent_selector": Text = agent_selector;
    "interval": Text = interval;
    "timeout": Text = timeout;
    "status_policy.window": Text = window;
    "status_policy.down_after": Text = down_after;
    "status_policy.up_after": Text = up_after;
}

/// Fields that differ in what is typed.
#[must_use]
pub fn changed_fields(before: &CheckForm, after: &CheckForm) -> Vec<&'static str> {
    FIELDS.iter().copied().filter(|path| field(before, path) != field(after, path)).collect()
}

/// True when a field holds what it holds in a form that nobody typed into, or nothing at all.
#[must_use]
pub fn is_default(form: &CheckForm, path: &str) -> bool {
    let fresh = CheckForm::new(form.kind);
    match field(form, path) {
        None => true,
        Some(FieldValue::Text(text)) if text.trim().is_empty() => true,
        // What the placeholder says is what an empty field means.
        Some(FieldValue::Text(text)) if text == CheckForm::placeholder(path) => true,
        held => held == field(&fresh, path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check_form::CheckKind;

    #[test]
    fn every_field_takes_what_it_gives() {
        for path in FIELDS {
            let mut form = CheckForm::new(CheckKind::Http);
            let other = match field(&form, path).unwrap() {
                FieldValue::Text(text) => FieldValue::Text(format!("{text}x")),
                FieldValue::Flag(flag) => FieldValue::Flag(!flag),
                FieldValue::Pairs(_) => FieldValue::Pairs(vec![("a".to_owned(), "b".to_owned())]),
            };
            put(&mut form, path, other.clone());

            assert_eq!(field(&form, path), Some(other), "{path}");
            assert_eq!(changed_fields(&CheckForm::new(CheckKind::Http), &form), [*path]);
            assert!(!is_default(&form, path), "{path}");
        }
    }

    #[test]
    fn what_is_no_field_or_of_another_sort_changes_nothing() {
        let mut form = CheckForm::new(CheckKind::Http);
        put(&mut form, "color", FieldValue::Flag(true));
        put(&mut form, "slug", FieldValue::Flag(true));

        assert_eq!(form, CheckForm::new(CheckKind::Http));
        assert_eq!(field(&form, "color"), None);
    }

    #[test]
    fn no_path_of_a_finding_is_without_a_field() {
        let map = CheckForm::field_map();
        for path in FIELDS.iter().filter(|path| **path != "http.tls_insecure") {
            assert_eq!(map.id_for(path), Some(CheckForm::field_id(path).as_str()));
        }
    }

    #[test]
    fn defaults_are_told_from_what_was_chosen() {
        let mut form = CheckForm::new(CheckKind::Http);
        for (path, text, want) in [
            ("http.max_redirects", "", true),
            ("http.max_redirects", "5", true),
            ("http.max_redirects", "0", false),
            ("http.method", "GET", true),
            ("http.body", " ", true),
        ] {
            put(&mut form, path, FieldValue::Text(text.to_owned()));
            assert_eq!(is_default(&form, path), want, "{path} {text}");
        }
    }
}
