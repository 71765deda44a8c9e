//! Users.

use nocturne_proto::api::v1 as wire;
use nocturne_shared::time::Timestamp;
use serde::Serialize;

use super::{Column, Value, View, detail, listed, time_of};
use crate::{human, output::Tone};

/// One user.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct User {
    user_id: String,
    username: String,
    display_name: String,
    role: String,
    disabled: bool,
    must_change_password: bool,
    second_factor: bool,
    last_login_time: Option<Timestamp>,
    create_time: Option<Timestamp>,
    etag: String,
}

impl From<wire::User> for User {
    fn from(user: wire::User) -> Self {
        Self {
            user_id: user.user_id,
            username: user.username,
            display_name: user.display_name,
            role: user.role,
            disabled: user.disabled,
            must_change_password: user.must_change_password,
            second_factor: user.second_factor,
            last_login_time: time_of(user.last_login_time),
            create_time: time_of(user.create_time),
            etag: user.etag,
        }
    }
}

impl View for User {
    const COLUMNS: &'static [Column] = &[
        detail("user_id", "ID"),
        listed("username", "NAME"),
        listed("display_name", "FOR PEOPLE"),
        listed("role", "ROLE"),
        listed("disabled", "DISABLED"),
        detail("must_change_password", "MUST CHANGE PASSWORD"),
        listed("second_factor", "SECOND FACTOR"),
        listed("last_login_time", "LAST LOGIN"),
        listed("create_time", "MADE"),
        detail("etag", "ETAG"),
    ];
    const EMPTY: &'static str = "No users. Make one with `noctl users create NAME --role ROLE`.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.user_id.clone()),
            Value::Text(self.username.clone()),
            Value::Text(self.display_name.clone()),
            Value::Text(self.role.clone()),
            Value::Mark { set: self.disabled, word: "disabled", tone: Tone::Bad },
            Value::Flag(self.must_change_password),
            Value::Flag(self.second_factor),
            Value::Age(self.last_login_time),
            Value::Age(self.create_time),
            Value::Text(self.etag.clone()),
        ]
    }
}

/// A user with a password that is shown only then.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct UserWithPassword {
    user: User,
    password: String,
}

impl UserWithPassword {
    /// An empty password is one that the reader gave.
    pub(crate) fn new(user: Option<wire::User>, password: String) -> Self {
        Self { user: user.map(User::from).unwrap_or_default(), password }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        let (name, role) = (&self.user.username, &self.user.role);
        if self.password.is_empty() {
            return human::clean(&format!("User {name} with role {role} is made.")) + "\n";
        }
        let text = [
            format!("Password of user {name} with role {role}:"),
            String::new(),
            self.password.clone(),
            String::new(),
            "It is not shown again, and has to be changed at the first login.".to_owned(),
        ];
        text.iter().map(|line| human::clean(line) + "\n").collect()
    }
}

impl View for UserWithPassword {
    const COLUMNS: &'static [Column] = &[
        listed("user_id", "ID"),
        listed("username", "NAME"),
        listed("role", "ROLE"),
        detail("password", "PASSWORD"),
    ];
    const EMPTY: &'static str = "No user was made.";

    fn values(&self) -> Vec<Value> {
        vec![
            Value::Text(self.user.user_id.clone()),
            Value::Text(self.user.username.clone()),
            Value::Text(self.user.role.clone()),
            Value::Text(self.password.clone()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_password_is_told_once_and_a_given_one_never() {
        let user =
            wire::User { username: "eve".to_owned(), role: "viewer".to_owned(), ..wire::User::default() };

        let random = UserWithPassword::new(Some(user.clone()), "s3cret".to_owned()).text();
        let given = UserWithPassword::new(Some(user), String::new()).text();

        assert!(random.contains("\ns3cret\n") && random.contains("not shown again"), "{random}");
        assert_eq!(given, "User eve with role viewer is made.\n");
    }
}
