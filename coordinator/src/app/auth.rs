//! Who somebody is: passwords, sessions, bearer tokens.
//!
//! The one use case, with the agents' own identity in `pki`, that may ask the system role: whoever presents a credential
//! has not said yet which organization it belongs to.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use nocturne_core::access::Permissions;
use nocturne_shared::{
    id::{ApiTokenId, OrgId, UserId},
    time::Timestamp,
};
use nocturne_store::{
    SystemStore, SystemTx, api_token,
    refresh_token::{self, Exchange, NewRefreshToken, Owner},
    user::{self, UserStanding},
};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use self::proof::Proof;
use self::{
    failures::Failures, key_ring::KeyRing, keys::Subject, password::Passwords, second_factor::Factor,
    standing::Standings, throttle::Throttle,
};
use crate::{error::ApiError, pki::kek::Kek, settings::Settings};

pub mod bootstrap;
mod failures;
pub mod key_ring;
pub mod keys;
pub mod own_password;
pub mod own_sessions;
pub mod password;
pub mod proof;
pub mod second_factor;
pub mod secret;
mod sessions;
pub mod sign_up;
mod standing;
pub mod throttle;
pub mod totp;

/// Life of a refresh token: how long somebody can be away and still be logged in.
pub const REFRESH_LIFE: Duration = Duration::from_hours(24 * 30);

const WRONG_LOGIN: &str = "user name or password is wrong";
const WRONG_TOKEN: &str = "the access token is not valid or its time is over; refresh it or log in again";
const WRONG_API_TOKEN: &str =
    "the API token is not valid, was revoked or its time is over; ask for another one";
const SESSION_OVER: &str = "the session is over; log in again";
const SESSION_ENDED: &str = "this refresh token was used before, so somebody else may hold a copy: the session was ended; log in again";

/// A token pair.
#[derive(Debug, Clone)]
pub struct Session {
    /// JWT.
    pub access_token: String,
    /// Its end.
    pub access_expires_at: Timestamp,
    /// Opaque.
    pub refresh_token: String,
    /// Its end.
    pub refresh_expires_at: Timestamp,
    /// Who.
    pub username: String,
    /// Where.
    pub org_id: OrgId,
    /// True while nothing but choosing another password is open to them.
    pub must_change_password: bool,
}

/// Who calls, proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Organization the call acts in.
    pub org_id: OrgId,
    /// A person or a token.
    pub caller: Caller,
    /// Name of the caller's role there.
    pub role: String,
    /// What the caller may do there at this moment.
    pub permissions: Permissions,
    /// True while nothing but choosing another password is open to them.
    pub must_change_password: bool,
    /// User name, or the name of the token.
    pub name: String,
    /// By what they were recognised.
    pub proof: Proof,
}

/// A person or a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caller {
    /// A logged-in user.
    User(UserId),
    /// Automation.
    ApiToken(ApiTokenId),
}

/// Proves who somebody is.
pub struct Auth {
    system: SystemStore,
    keys: Arc<KeyRing>,
    passwords: Passwords,
    throttle: Throttle,
    settings: Arc<Settings>,
    standings: Standings,
    failures: Failures,
    kek: Kek,
}

impl Auth {
    /// Loads the signing keys, making the first one when there is none.
    ///
    /// # Errors
    ///
    /// The store's; [`ApiError::Internal`] when a key does not unwrap.
    pub async fn start(system: SystemStore, kek: &Kek, settings: Arc<Settings>) -> Result<Self, ApiError> {
        let keys = Arc::new(KeyRing::start(system.clone(), kek.clone()).await?);
        let passwords = Passwords::start().await?;
        let (throttle, standings) = (Throttle::default(), Standings::default());
        Ok(Self {
            system,
            keys,
            passwords,
            throttle,
            settings,
            standings,
            failures: Failures::default(),
            kek: kek.clone(),
        })
    }

    /// Keys by which this installation recognises what it gave out, e.g. page tokens: the first seals, all are accepted.
    #[must_use]
    pub fn seals(&self) -> Vec<[u8; 32]> {
        self.keys.held().seals().to_vec()
    }

    /// Writes down failed logins until shutdown.
    ///
    /// # Errors
    ///
    /// None; the type is the supervisor's.
    pub async fn write_failures(self: Arc<Self>, shutdown: CancellationToken) -> anyhow::Result<()> {
        self.failures.write(&self.system, shutdown).await;
        Ok(())
    }

    /// The keys that sign access tokens.
    #[must_use]
    pub fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys)
    }

    /// For the users of an organization, whose accounts are global.
    pub(in crate::app) const fn system(&self) -> &SystemStore {
        &self.system
    }

    /// Exchanges a name and a password for a session.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`], in the same words and after the same work whether the user does not exist, is
    /// disabled or has another password; [`ApiError::SecondFactorMissing`] and [`ApiError::SecondFactorWrong`] only after
    /// the right one; [`ApiError::Exhausted`] after too many failures in a minute.
    pub async fn login(
        &self,
        username: &str,
        password: SecretString,
        totp_code: &str,
        address: Option<IpAddr>,
    ) -> Result<Session, ApiError> {
        let most = self.settings.current().login_failures;
        let attempt = self.throttle.take(username, address, most, Instant::now()).map_err(|retry_after| {
            ApiError::Exhausted { message: "too many failed logins".to_owned(), retry_after }
        })?;
        let found = user::user_login(&self.system, username).await?;
        let hash = found.as_ref().map(|user| user.password_hash.as_str());
        let fits = self.passwords.fits(password, hash).await?;
        let (proven, unproven) = match found {
            Some(user) if fits && !user.standing.disabled => (Some(user), None),
            unproven => (None, unproven),
        };
        let Some(user) = proven else {
            self.failures.note(unproven.as_ref());
            metrics::counter!("nocturne_auth_login_failures_total").increment(1);
            tracing::warn!("a login failed");
            return Err(ApiError::Unauthenticated(WRONG_LOGIN));
        };
        let owner = Owner { org_id: user.org_id, user_id: user.user_id, family_id: Uuid::now_v7() };
        let tx = self.system.begin("login").await?;
        match self.second_factor_use(&tx, user.user_id, totp_code).await? {
            Factor::Passed => self.throttle.succeeded(&attempt),
            Factor::Missing => {
                // The password was right; asking for the code is no failure.
                self.throttle.succeeded(&attempt);
                return Err(ApiError::SecondFactorMissing);
            }
            Factor::Wrong => {
                metrics::counter!("nocturne_auth_login_failures_total").increment(1);
                tracing::warn!(user.id = %user.user_id, "a code of user {} was wrong", user.user_id);
                return Err(ApiError::SecondFactorWrong);
            }
        }
        sessions::logged_in(&tx, owner, &user.standing.username).await?;
        let session = self.session_begin(&tx, owner, user.standing, address).await?;
        tx.commit().await?;
        tracing::info!(user.id = %user.user_id, "user {} logged in", user.user_id);
        Ok(session)
    }

    /// Begins a session in the transaction that decided about it.
    pub(super) async fn session_begin(
        &self,
        tx: &SystemTx,
        owner: Owner,
        standing: UserStanding,
        address: Option<IpAddr>,
    ) -> Result<Session, ApiError> {
        let refresh = secret::fresh(secret::REFRESH_TOKEN)?;
        let address = address.map(|address| address.to_canonical().to_string());
        let token =
            NewRefreshToken { sha256: &refresh.sha256, life: REFRESH_LIFE, address: address.as_deref() };
        // Holds the account until the end: whoever ends all sessions meanwhile ends this one too.
        if !user::user_logged_in(tx, owner.user_id, standing.session_version).await? {
            return Err(ApiError::Unauthenticated(WRONG_LOGIN));
        }
        let expires_at = refresh_token::refresh_token_begin(tx, owner, token).await?;
        self.session(owner, standing, refresh.text, expires_at).await
    }

    /// Exchanges a refresh token for the next pair.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`] when the session is over, which it is for everybody after a used token was presented
    /// again (see `nocturne_core::refresh`).
    pub async fn refresh(&self, token: &str, address: Option<IpAddr>) -> Result<Session, ApiError> {
        let next = secret::fresh(secret::REFRESH_TOKEN)?;
        let presented = secret::sha256(token.as_bytes());
        let address = address.map(|address| address.to_canonical().to_string());
        let next_token =
            NewRefreshToken { sha256: &next.sha256, life: REFRESH_LIFE, address: address.as_deref() };
        let tx = self.system.begin("refresh").await?;
        let exchange = refresh_token::refresh_token_exchange(&tx, &presented, next_token).await?;
        if let Exchange::FamilyEnded(ended) = &exchange {
            sessions::reused(&tx, ended).await?;
        }
        tx.commit().await?;
        let (owner, expires_at) = match exchange {
            Exchange::Next { owner, expires_at } => (owner, expires_at),
            Exchange::Over => return Err(ApiError::Unauthenticated(SESSION_OVER)),
            Exchange::FamilyEnded(ended) => {
                let user_id = ended.owner.user_id;
                tracing::warn!(user.id = %user_id, "a refresh token of user {user_id} was presented twice; its session was ended");
                return Err(ApiError::Unauthenticated(SESSION_ENDED));
            }
        };
        let standing = user::user_standing(&self.system, owner.org_id, owner.user_id).await?;
        let Some(standing) = standing.filter(|standing| !standing.disabled) else {
            let tx = self.system.begin("refresh_refused").await?;
            refresh_token::refresh_token_end(&tx, &next.sha256).await?;
            tx.commit().await?;
            return Err(ApiError::Unauthenticated(SESSION_OVER));
        };
        self.session(owner, standing, next.text, expires_at).await
    }

    /// Ends a session. A token that is not known ends nothing, and that is fine.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn logout(&self, token: &str) -> Result<(), ApiError> {
        let tx = self.system.begin("logout").await?;
        if let Some(ended) = refresh_token::refresh_token_end(&tx, &secret::sha256(token.as_bytes())).await? {
            sessions::logged_out(&tx, &ended).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Who presents this bearer token: an access token or an API token.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`]; the store's.
    pub async fn principal(&self, bearer: &str) -> Result<Principal, ApiError> {
        if bearer.starts_with(secret::API_TOKEN) {
            return self.api_token(&secret::sha256(bearer.as_bytes())).await;
        }
        let claims = self.keys.claims(bearer).await.ok_or(ApiError::Unauthenticated(WRONG_TOKEN))?;
        let standing = self.standing(claims.org, claims.sub).await?;
        let standing = standing.filter(|user| !user.disabled && user.session_version == claims.sv);
        let standing = standing.ok_or(ApiError::Unauthenticated(SESSION_OVER))?;
        Ok(Principal {
            org_id: claims.org,
            caller: Caller::User(claims.sub),
            role: standing.role,
            permissions: standing.permissions,
            must_change_password: standing.must_change_password,
            name: standing.username,
            proof: Proof::Access {
                session_version: claims.sv,
                session_id: claims.sid,
                ends_at: claims.ends_at(),
            },
        })
    }

    async fn api_token(&self, sha256: &[u8; 32]) -> Result<Principal, ApiError> {
        let token = api_token::api_token_by_secret(&self.system, sha256).await?;
        let token = token.filter(|token| !token.revoked && !token.expired);
        let token = token.ok_or(ApiError::Unauthenticated(WRONG_API_TOKEN))?;
        Ok(Principal {
            org_id: token.org_id,
            caller: Caller::ApiToken(token.api_token_id),
            role: token.role,
            permissions: token.permissions,
            must_change_password: false,
            name: token.name,
            proof: Proof::ApiToken { sha256: *sha256, expires_at: token.expires_at },
        })
    }

    async fn session(
        &self,
        owner: Owner,
        standing: UserStanding,
        refresh_token: String,
        refresh_expires_at: Timestamp,
    ) -> Result<Session, ApiError> {
        let subject = Subject {
            user_id: owner.user_id,
            org_id: owner.org_id,
            session_version: standing.session_version,
            session_id: owner.family_id,
            role: standing.role,
        };
        let (access_token, access_expires_at) = self.keys.current().await.issue(subject)?;
        Ok(Session {
            access_token,
            access_expires_at,
            refresh_token,
            refresh_expires_at,
            username: standing.username,
            org_id: owner.org_id,
            must_change_password: standing.must_change_password,
        })
    }
}
