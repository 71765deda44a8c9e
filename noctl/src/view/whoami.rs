//! Who is asking.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};

/// The caller, as the coordinator knows it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Caller {
    kind: &'static str,
    name: String,
    org_id: String,
    organization: String,
    role: String,
    permissions: Vec<String>,
    expire_time: Option<Timestamp>,
    must_change_password: bool,
}

impl From<wire::WhoAmIResponse> for Caller {
    fn from(caller: wire::WhoAmIResponse) -> Self {
        Self {
            kind: caller.kind().as_str_name().trim_start_matches("KIND_"),
            name: caller.name,
            org_id: caller.org_id,
            organization: caller.organization,
            role: caller.role,
            permissions: caller.permissions,
            expire_time: time_of(caller.expire_time),
            must_change_password: caller.must_change_password,
        }
    }
}

impl View for Caller {
    const COLUMNS: &'static [Column] = &[
        listed("kind", "KIND"),
        listed("name", "NAME"),
        listed("organization", "ORGANIZATION"),
        detail("org_id", "ORGANIZATION ID"),
        listed("role", "ROLE"),
        listed("permissions", "PERMISSIONS"),
        listed("expire_time", "CREDENTIAL ENDS"),
        detail("must_change_password", "MUST CHANGE PASSWORD"),
    ];
    const EMPTY: &'static str = "Nobody.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.kind.to_owned()),
            Value::Text(self.name.clone()),
            Value::Text(self.organization.clone()),
            Value::Text(self.org_id.clone()),
            Value::Text(self.role.clone()),
            Value::List(self.permissions.clone()),
            Value::Age(self.expire_time),
            Value::Flag(self.must_change_password),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Format, Look, render_one};

    #[test]
    fn programs_get_the_words_of_the_api() {
        let caller = wire::WhoAmIResponse {
            kind: wire::who_am_i_response::Kind::ApiToken.into(),
            name: "ci".to_owned(),
            role: "viewer".to_owned(),
            permissions: vec!["agents.read".to_owned(), "checks.read".to_owned()],
            ..wire::WhoAmIResponse::default()
        };

        let text =
            render_one(Format::Json, &Look::of_stdout(true), &Caller::from(caller), String::new).unwrap();

        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json["kind"], "API_TOKEN");
        assert_eq!(json["permissions"], serde_json::json!(["agents.read", "checks.read"]));
        assert!(json["expire_time"].is_null());
    }
}
