//! The administrator: made by the coordinator with a random password that it shows once.

use std::fs;

use anyhow::Context as _;

use super::{
    coordinator::Announced,
    folder::{self, Folder, Login},
    noctl::Noctl,
};

/// Remembers the password that a start was shown and could not remember, because it was killed.
///
/// # Errors
///
/// The login cannot be written.
pub fn rescue(folder: &Folder) -> anyhow::Result<()> {
    match folder::read::<Announced>(&folder.announced()) {
        Ok(announced) if !folder.login().exists() => remember(folder, &announced).map(drop),
        _ => Ok(()),
    }
}

/// Logs in, so that noctl has a session, and makes the token for programs if there is none.
///
/// # Errors
///
/// The password is not known, or the coordinator refuses it.
pub fn enter(folder: &Folder, noctl: &Noctl, announced: &Announced) -> anyhow::Result<Login> {
    let login = match remember(folder, announced)? {
        Some(login) => login,
        None => folder.read_login().with_context(|| {
            format!(
                "the administrator's password was shown at the first start and is not in {}; begin anew with --reset",
                folder.root().display()
            )
        })?,
    };
    // The password is in one file.
    fs::remove_file(folder.announced()).ok();
    noctl.login(&announced.api_url, &login)?;
    noctl.api_token(folder, login)
}

fn remember(folder: &Folder, announced: &Announced) -> anyhow::Result<Option<Login>> {
    let Some(password) = announced.password.clone() else { return Ok(None) };
    let login = Login { username: announced.username.clone(), password, api_token: None };
    folder.write_login(&login)?;
    Ok(Some(login))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOWN: &str = r#"{"api_url": "", "grpc_addr": "", "agent_addr": "", "health_addr": "", "console_url": null,
        "username": "admin", "password": "once", "database_url": null}"#;

    #[test]
    fn a_password_that_was_shown_to_a_killed_start_is_not_lost() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(temp.path()).unwrap();
        fs::write(folder.announced(), SHOWN).unwrap();

        rescue(&folder).unwrap();

        assert_eq!(folder.read_login().unwrap().password, "once");
    }

    #[test]
    fn a_login_that_is_known_stays() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(temp.path()).unwrap();
        let known =
            Login { username: "admin".into(), password: "known".into(), api_token: Some("token".into()) };
        folder.write_login(&known).unwrap();
        fs::write(folder.announced(), SHOWN).unwrap();

        rescue(&folder).unwrap();

        assert_eq!(folder.read_login().unwrap(), known);
    }
}
