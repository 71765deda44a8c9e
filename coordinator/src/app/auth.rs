//! Who somebody is: passwords, sessions, bearer tokens.
//!
//! The one use case, with the agents' own identity in `pki`, that may ask the system role: whoever presents a credential
//! has not said yet which organization it belongs to.

use std::{
    collections::BTreeMap,
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use nocturne_core::access::Role;
use nocturne_shared::{
    id::{ApiTokenId, OrgId, UserId},
    time::Timestamp,
};
use nocturne_store::{
    SystemStore, api_token,
    refresh_token::{self, Exchange},
    user::{self, UserStanding},
};
use secrecy::SecretString;

pub use self::proof::Proof;
use self::{
    keys::{SigningKeys, Subject},
    password::Passwords,
    throttle::Throttle,
};
use crate::{error::ApiError, pki::kek::Kek};

pub mod bootstrap;
pub mod keys;
pub mod password;
pub mod proof;
pub mod secret;
pub mod throttle;

/// Life of a refresh token: how long somebody can be away and still be logged in.
pub const REFRESH_LIFE: Duration = Duration::from_hours(24 * 30);
/// How long a user's standing is remembered: a disabled user works this much longer.
const STANDING_LIFE: Duration = Duration::from_secs(3);
/// Standings remembered; beyond it all are asked for again.
const MAX_STANDINGS: usize = 10_000;

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
}

/// Who calls, proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// Organization the call acts in.
    pub org_id: OrgId,
    /// A person or a token.
    pub caller: Caller,
    /// What the caller may do there.
    pub role: Role,
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
    keys: SigningKeys,
    passwords: Passwords,
    throttle: Throttle,
    standings: Mutex<BTreeMap<(OrgId, UserId), (Instant, UserStanding)>>,
}

impl Auth {
    /// Loads the signing keys, making the first one when there is none.
    ///
    /// # Errors
    ///
    /// The store's; [`ApiError::Internal`] when a key does not unwrap.
    pub async fn start(system: SystemStore, kek: &Kek) -> Result<Self, ApiError> {
        let keys = SigningKeys::load_or_create(&system, kek).await?;
        let passwords = Passwords::start().await?;
        Ok(Self { system, keys, passwords, throttle: Throttle::default(), standings: Mutex::default() })
    }

    /// A key by which this installation recognises what it gave out, e.g. page tokens.
    #[must_use]
    pub const fn seal(&self) -> [u8; 32] {
        self.keys.seal()
    }

    /// Exchanges a name and a password for a session.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`], in the same words and after the same work whether the user does not exist, is
    /// disabled or has another password; [`ApiError::Exhausted`] after five failures in a minute.
    pub async fn login(
        &self,
        username: &str,
        password: SecretString,
        address: Option<IpAddr>,
    ) -> Result<Session, ApiError> {
        let attempt = self.throttle.take(username, address, Instant::now()).map_err(|retry_after| {
            ApiError::Exhausted { message: "too many failed logins".to_owned(), retry_after }
        })?;
        let found = user::user_login(&self.system, username).await?;
        let hash = found.as_ref().map(|user| user.password_hash.as_str());
        let fits = self.passwords.fits(password, hash).await?;
        let Some(user) = found.filter(|user| fits && !user.disabled) else {
            metrics::counter!("nocturne_auth_login_failures_total").increment(1);
            tracing::warn!("a login failed");
            return Err(ApiError::Unauthenticated(WRONG_LOGIN));
        };
        self.throttle.succeeded(&attempt);

        let refresh = secret::fresh(secret::REFRESH_TOKEN)?;
        let refresh_expires_at = refresh_token::refresh_token_begin(
            &self.system,
            user.org_id,
            user.user_id,
            &refresh.sha256,
            REFRESH_LIFE,
        )
        .await?;
        let subject = Subject {
            user_id: user.user_id,
            org_id: user.org_id,
            session_version: user.session_version,
            role: user.role,
        };
        tracing::info!(user.id = %user.user_id, "user {} logged in", user.user_id);
        self.session(subject, user.username, refresh.text, refresh_expires_at)
    }

    /// Exchanges a refresh token for the next pair.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`] when the session is over, which it is for everybody after a used token was presented
    /// again (see `nocturne_core::refresh`).
    pub async fn refresh(&self, token: &str) -> Result<Session, ApiError> {
        let next = secret::fresh(secret::REFRESH_TOKEN)?;
        let presented = secret::sha256(token.as_bytes());
        let exchange =
            refresh_token::refresh_token_exchange(&self.system, &presented, &next.sha256, REFRESH_LIFE)
                .await?;
        let (org_id, user_id, expires_at) = match exchange {
            Exchange::Next { org_id, user_id, expires_at } => (org_id, user_id, expires_at),
            Exchange::Over => return Err(ApiError::Unauthenticated(SESSION_OVER)),
            Exchange::FamilyEnded { user_id } => {
                tracing::warn!(user.id = %user_id, "a refresh token of user {user_id} was presented twice; its session was ended");
                return Err(ApiError::Unauthenticated(SESSION_ENDED));
            }
        };
        let standing = user::user_standing(&self.system, org_id, user_id).await?;
        let Some(standing) = standing.filter(|standing| !standing.disabled) else {
            refresh_token::refresh_token_end(&self.system, &next.sha256).await?;
            return Err(ApiError::Unauthenticated(SESSION_OVER));
        };
        let subject =
            Subject { user_id, org_id, session_version: standing.session_version, role: standing.role };
        self.session(subject, standing.username, next.text, expires_at)
    }

    /// Ends a session. A token that is not known ends nothing, and that is fine.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn logout(&self, token: &str) -> Result<(), ApiError> {
        refresh_token::refresh_token_end(&self.system, &secret::sha256(token.as_bytes())).await?;
        Ok(())
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
        let claims = self.keys.read(bearer).ok_or(ApiError::Unauthenticated(WRONG_TOKEN))?;
        let standing = self.standing(claims.org, claims.sub).await?;
        let standing = standing.filter(|user| !user.disabled && user.session_version == claims.sv);
        let standing = standing.ok_or(ApiError::Unauthenticated(SESSION_OVER))?;
        Ok(Principal {
            org_id: claims.org,
            caller: Caller::User(claims.sub),
            role: standing.role,
            name: standing.username,
            proof: Proof::Access { session_version: claims.sv, ends_at: claims.ends_at() },
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
            name: token.name,
            proof: Proof::ApiToken { sha256: *sha256, expires_at: token.expires_at },
        })
    }

    async fn standing(&self, org_id: OrgId, user_id: UserId) -> Result<Option<UserStanding>, ApiError> {
        let now = Instant::now();
        let key = (org_id, user_id);
        let fresh = |(at, _): &&(Instant, UserStanding)| now.duration_since(*at) < STANDING_LIFE;
        let held = self.standings().get(&key).filter(fresh).map(|(_, standing)| standing.clone());
        if held.is_some() {
            return Ok(held);
        }
        let standing = user::user_standing(&self.system, org_id, user_id).await?;
        let mut standings = self.standings();
        if standings.len() >= MAX_STANDINGS {
            standings.clear();
        }
        match &standing {
            Some(standing) => standings.insert(key, (now, standing.clone())),
            None => standings.remove(&key),
        };
        drop(standings);
        Ok(standing)
    }

    fn standings(&self) -> MutexGuard<'_, BTreeMap<(OrgId, UserId), (Instant, UserStanding)>> {
        // Every change is a single call: a panic in between leaves nothing half done.
        self.standings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn session(
        &self,
        subject: Subject,
        username: String,
        refresh_token: String,
        refresh_expires_at: Timestamp,
    ) -> Result<Session, ApiError> {
        let (access_token, access_expires_at) = self.keys.issue(subject)?;
        Ok(Session {
            access_token,
            access_expires_at,
            refresh_token,
            refresh_expires_at,
            username,
            org_id: subject.org_id,
        })
    }
}
