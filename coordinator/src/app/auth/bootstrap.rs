//! The first organization and the first administrator.

use nocturne_store::{SystemStore, user};
use secrecy::{ExposeSecret as _, SecretString};

use super::password as passwords;
use crate::{app::id::fresh_id, error::ApiError};

/// Name of the first organization.
pub const ORGANIZATION: &str = "default";
/// Name of the first administrator.
pub const USERNAME: &str = "admin";

/// The first administrator, to be shown once.
pub struct FirstAdmin {
    /// User name.
    pub username: &'static str,
    /// Password, valid until changed; it is stored only as a hash.
    pub password: SecretString,
}

/// Makes organization and administrator unless there is a user already; `password` is `None` for a random one.
///
/// Two coordinators that start at once make one administrator: the other one gets `None`.
///
/// # Errors
///
/// The store's; [`ApiError::Internal`].
pub async fn bootstrap_admin(
    system: &SystemStore,
    password: Option<SecretString>,
) -> Result<Option<FirstAdmin>, ApiError> {
    if user::user_any(system).await? {
        return Ok(None);
    }
    let password = match password {
        Some(given) => given,
        None => passwords::random()?,
    };
    let hash = passwords::hash(SecretString::from(password.expose_secret().to_owned())).await?;
    let made = user::user_bootstrap(system, fresh_id(), ORGANIZATION, fresh_id(), USERNAME, &hash).await?;
    Ok(made.then_some(FirstAdmin { username: USERNAME, password }))
}
