//! A person's own password: compared, and changed by whoever knows it.

use std::{net::IpAddr, time::Instant};

use nocturne_core::{audit::Action, password as rules};
use nocturne_shared::{field::FieldErrors, id::UserId, time::Timestamp};
use nocturne_store::{refresh_token, user};
use secrecy::{ExposeSecret as _, SecretString};
use uuid::Uuid;

use super::{Auth, Caller, Principal, Proof, keys::Subject, password, throttle::Attempt};
use crate::{
    app::{
        audit::{Actor, Change, Object, record_system},
        call::Call,
    },
    error::ApiError,
};

/// What goes on after a password was changed: the access tokens from before are void.
pub struct Continued {
    /// JWT.
    pub access_token: String,
    /// Its end.
    pub access_expires_at: Timestamp,
}

impl Auth {
    /// Changes the caller's own password. Every other session ends; this one goes on with the access token that comes back.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] when the current password is wrong or the next one is not good enough; [`ApiError::Exhausted`]
    /// after too many wrong ones; [`ApiError::Precondition`] for a token.
    pub async fn password_change(
        &self,
        caller: &Principal,
        current: SecretString,
        next: SecretString,
    ) -> Result<Continued, ApiError> {
        let user_id = own_account(caller)?;
        rules::check(next.expose_secret(), &caller.name)
            .map_err(|reason| ApiError::invalid("new_password", reason.to_string()))?;
        if current.expose_secret() == next.expose_secret() {
            return Err(ApiError::invalid("new_password", "is the current one; choose another"));
        }
        let attempt = self.attempt(&caller.name, Call::current().address)?;
        let former = self.own_password_fits(user_id, current).await?;
        let former = former.ok_or_else(|| ApiError::invalid("current_password", "is wrong"))?;
        let hash = self.passwords.hash(next).await?;

        let tx = self.system.begin("password_change").await?;
        let version = user::user_password_change(&tx, user_id, &former, &hash).await?;
        let session_version =
            version.ok_or_else(|| ApiError::Conflict { what: "user", name: caller.name.clone() })?;
        let session_id = session_id(caller);
        refresh_token::refresh_token_end_others(&tx, user_id, session_id).await?;
        let object = Object::new("user", user_id, caller.name.clone());
        let change = Change { action: Action::AuthPasswordChange, object, before: None, after: None };
        record_system(&tx, caller.org_id, Actor::from(caller), change).await?;
        tx.commit().await?;
        self.forget_standings();
        self.throttle.succeeded(&attempt);

        let subject = Subject {
            user_id,
            org_id: caller.org_id,
            session_version,
            session_id: session_id.unwrap_or_else(Uuid::now_v7),
            role: caller.role.clone(),
        };
        let (access_token, access_expires_at) = self.keys.current().await.issue(subject)?;
        Ok(Continued { access_token, access_expires_at })
    }

    /// The hash of the password if it is this one.
    pub(super) async fn own_password_fits(
        &self,
        user_id: UserId,
        password: SecretString,
    ) -> Result<Option<String>, ApiError> {
        let hash = user::user_password_hash(&self.system, user_id).await?;
        let fits = self.passwords.fits(password, hash.as_deref()).await?;
        Ok(hash.filter(|_| fits))
    }

    /// Takes a place for one attempt at a secret of this account.
    pub(super) fn attempt(&self, username: &str, address: Option<IpAddr>) -> Result<Attempt, ApiError> {
        let most = self.settings.current().login_failures;
        self.throttle.take(username, address, most, Instant::now()).map_err(|retry_after| {
            ApiError::Exhausted { message: "too many failed attempts".to_owned(), retry_after }
        })
    }

    /// A random password that fits the rules, with its hash: shown once, to be changed at the first login.
    pub(in crate::app) async fn password_made(&self) -> Result<(SecretString, String), ApiError> {
        let made = password::random()?;
        let hash = self.passwords.hash(SecretString::from(made.expose_secret().to_owned())).await?;
        Ok((made, hash))
    }

    /// The hash of a password that somebody chose for `username`.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as `field`.
    pub(in crate::app) async fn password_hashed(
        &self,
        password: SecretString,
        username: &str,
        field: &str,
    ) -> Result<String, ApiError> {
        rules::check(password.expose_secret(), username)
            .map_err(|reason| FieldErrors::one(field, reason.to_string()))?;
        self.passwords.hash(password).await
    }
}

/// The session that a caller's access token belongs to.
pub(super) fn session_id(caller: &Principal) -> Option<Uuid> {
    match caller.proof {
        Proof::Access { session_id, .. } => session_id,
        Proof::ApiToken { .. } => None,
    }
}

/// The account of a caller, who must be a person.
pub(super) fn own_account(caller: &Principal) -> Result<UserId, ApiError> {
    match caller.caller {
        Caller::User(user_id) => Ok(user_id),
        Caller::ApiToken(_) => Err(ApiError::Precondition(
            "an API token has no account of its own; log in as the person whose account it is".to_owned(),
        )),
    }
}
