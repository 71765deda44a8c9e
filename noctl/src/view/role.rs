//! Roles and what they are made of.

use nocturne_proto::api::v1::{self as wire, list_permissions_response as permissions};
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};

/// One role.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Role {
    name: String,
    description: String,
    permissions: Vec<String>,
    built_in: bool,
    users: u64,
    api_tokens: u64,
    create_time: Option<Timestamp>,
    update_time: Option<Timestamp>,
    etag: String,
}

impl From<wire::Role> for Role {
    fn from(role: wire::Role) -> Self {
        Self {
            name: role.name,
            description: role.description,
            permissions: role.permissions,
            built_in: role.built_in,
            users: role.users,
            api_tokens: role.api_tokens,
            create_time: time_of(role.create_time),
            update_time: time_of(role.update_time),
            etag: role.etag,
        }
    }
}

impl View for Role {
    const COLUMNS: &'static [Column] = &[
        listed("name", "NAME"),
        listed("description", "DESCRIPTION"),
        listed("permissions", "PERMISSIONS"),
        listed("built_in", "BUILT IN"),
        listed("users", "USERS"),
        listed("api_tokens", "API TOKENS"),
        detail("create_time", "MADE"),
        detail("update_time", "CHANGED"),
        detail("etag", "ETAG"),
    ];
    const EMPTY: &'static str = "No roles.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.name.clone()),
            Value::Text(self.description.clone()),
            Value::List(self.permissions.clone()),
            Value::Flag(self.built_in),
            Value::Number(self.users),
            Value::Number(self.api_tokens),
            Value::Age(self.create_time),
            Value::Age(self.update_time),
            Value::Text(self.etag.clone()),
        ]
    }
}

/// One thing that may be permitted.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Permission {
    name: String,
    description: String,
    held: bool,
}

impl From<permissions::Permission> for Permission {
    fn from(permission: permissions::Permission) -> Self {
        Self { name: permission.name, description: permission.description, held: permission.held }
    }
}

impl View for Permission {
    const COLUMNS: &'static [Column] =
        &[listed("name", "NAME"), listed("description", "DESCRIPTION"), listed("held", "YOU HAVE IT")];
    const EMPTY: &'static str = "No permissions.";

    fn values(&self) -> Vec<Value> {
        vec![Value::Text(self.name.clone()), Value::Text(self.description.clone()), Value::Flag(self.held)]
    }
}
