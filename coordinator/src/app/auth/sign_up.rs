//! An organization that its first user makes.

use std::net::IpAddr;

use nocturne_core::{
    access::Role,
    audit::{Action, ActorKind},
    password as rules,
};
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::{OrgId, UserId},
    label::Slug,
};
use nocturne_store::{
    refresh_token::Owner,
    user::{self, NewUser, UserStanding},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;
use uuid::Uuid;

use super::{Auth, Session};
use crate::{
    app::{
        audit::{Actor, Change, Object, record_system},
        id::fresh_id,
        user::{display_name_check, username_check},
    },
    error::ApiError,
};

/// What somebody wants.
pub struct SignUpInput {
    /// Name of the organization.
    pub organization: String,
    /// Name of its first user.
    pub username: String,
    /// The same for people.
    pub display_name: String,
    /// Their password.
    pub password: SecretString,
}

impl Auth {
    /// Makes an organization with its first user, who administers it, and logs them in.
    ///
    /// # Errors
    ///
    /// [`ApiError::Precondition`] when strangers may not; [`ApiError::Invalid`] with everything that is wrong;
    /// [`ApiError::Exhausted`] after too many attempts from one address; [`ApiError::AlreadyExists`].
    pub async fn sign_up(&self, input: SignUpInput, address: Option<IpAddr>) -> Result<Session, ApiError> {
        if !self.settings.current().sign_up {
            return Err(ApiError::Precondition(
                "sign-up is switched off here; ask an administrator for an account".to_owned(),
            ));
        }
        check(&input)?;
        // Never given back: an organization takes space, so an address makes a few of them only.
        self.attempt(&format!("sign-up of {}", input.organization), address)?;
        let hash = self.passwords.hash(input.password).await?;

        let (org_id, user_id): (OrgId, UserId) = (fresh_id(), fresh_id());
        let tx = self.system.begin("sign_up").await?;
        if !user::organization_insert(&tx, org_id, &input.organization, &input.organization).await? {
            return Err(ApiError::AlreadyExists { what: "organization", name: input.organization });
        }
        let made = NewUser {
            user_id,
            username: &input.username,
            display_name: &input.display_name,
            password_hash: &hash,
            must_change_password: false,
            role: Role::Admin.as_str(),
        };
        if !user::user_insert(&tx, org_id, &made).await? {
            return Err(ApiError::AlreadyExists { what: "user", name: input.username });
        }
        let standing = UserStanding {
            username: input.username.to_lowercase(),
            session_version: 1,
            disabled: false,
            must_change_password: false,
            role: Role::Admin.as_str().to_owned(),
            permissions: Role::Admin.permissions(),
        };
        let actor =
            Actor { kind: ActorKind::User, id: Some(user_id.uuid()), name: standing.username.clone() };
        let after = json!({ "organization": input.organization, "username": standing.username });
        let change = Change {
            action: Action::AuthSignUp,
            object: Object::new("organization", org_id, input.organization),
            before: None,
            after: Some(after),
        };
        record_system(&tx, org_id, actor, change).await?;
        let owner = Owner { org_id, user_id, family_id: Uuid::now_v7() };
        let session = self.session_begin(&tx, owner, standing, address).await?;
        tx.commit().await?;
        tracing::info!(org.id = %org_id, "organization {org_id} signed up");
        Ok(session)
    }
}

fn check(input: &SignUpInput) -> Result<(), FieldErrors> {
    let mut found = Vec::new();
    if let Err(reason) = input.organization.parse::<Slug>() {
        found.push(FieldError::new("organization", reason.to_string()));
    }
    found.extend(username_check(&input.username).err());
    found.extend(display_name_check(&input.display_name).err());
    if let Err(reason) = rules::check(input.password.expose_secret(), &input.username) {
        found.push(FieldError::new("password", reason.to_string()));
    }
    FieldErrors::check(found)
}
