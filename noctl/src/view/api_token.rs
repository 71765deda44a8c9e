//! API tokens.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::human;

/// One API token, without its secret.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ApiToken {
    api_token_id: String,
    name: String,
    role: String,
    scopes: Vec<String>,
    create_time: Option<Timestamp>,
    expire_time: Option<Timestamp>,
    revoke_time: Option<Timestamp>,
}

impl From<wire::ApiToken> for ApiToken {
    fn from(token: wire::ApiToken) -> Self {
        Self {
            api_token_id: token.api_token_id,
            name: token.name,
            role: token.role,
            scopes: token.scopes,
            create_time: time_of(token.create_time),
            expire_time: time_of(token.expire_time),
            revoke_time: time_of(token.revoke_time),
        }
    }
}

impl View for ApiToken {
    const COLUMNS: &'static [Column] = &[
        listed("api_token_id", "ID"),
        listed("name", "NAME"),
        listed("role", "ROLE"),
        listed("scopes", "SCOPES"),
        listed("create_time", "MADE"),
        listed("expire_time", "ENDS"),
        listed("revoke_time", "REVOKED"),
    ];
    const EMPTY: &'static str =
        "No API tokens. Make one with `noctl api-tokens create --name NAME --role ROLE`.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.api_token_id.clone()),
            Value::Text(self.name.clone()),
            Value::Text(self.role.clone()),
            Value::List(self.scopes.clone()),
            Value::Age(self.create_time),
            Value::Age(self.expire_time),
            Value::Age(self.revoke_time),
        ]
    }
}

/// An API token just made, with the secret that is shown only then.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ApiTokenCreated {
    api_token: Option<ApiToken>,
    secret: String,
}

impl From<wire::CreateApiTokenResponse> for ApiTokenCreated {
    fn from(answer: wire::CreateApiTokenResponse) -> Self {
        Self { api_token: answer.api_token.map(ApiToken::from), secret: answer.secret }
    }
}

impl ApiTokenCreated {
    /// For people.
    pub(crate) fn text(&self) -> String {
        let (name, role) = self.api_token.as_ref().map_or(("-", "-"), |t| (t.name.as_str(), t.role.as_str()));
        let text = [
            format!("API token {name} with role {role}:"),
            String::new(),
            self.secret.clone(),
            String::new(),
            "It is not shown again. Give it to programs as NOCTL_API_TOKEN or `authorization: Bearer`."
                .to_owned(),
        ];
        text.iter().map(|line| human::clean(line) + "\n").collect()
    }
}

impl View for ApiTokenCreated {
    const COLUMNS: &'static [Column] = &[
        listed("api_token_id", "ID"),
        listed("name", "NAME"),
        listed("role", "ROLE"),
        listed("expire_time", "ENDS"),
        detail("secret", "SECRET"),
    ];
    const EMPTY: &'static str = "No token was made.";

    fn values(&self) -> Vec<Value> {
        let token = self.api_token.as_ref();
        vec![
            Value::Text(token.map(|token| token.api_token_id.clone()).unwrap_or_default()),
            Value::Text(token.map(|token| token.name.clone()).unwrap_or_default()),
            Value::Text(token.map(|token| token.role.clone()).unwrap_or_default()),
            Value::Time(token.and_then(|token| token.expire_time)),
            Value::Text(self.secret.clone()),
        ]
    }
}
