//! Looking at a credential again, for calls that last longer than a moment.

use std::fmt;

use nocturne_runtime::clock;
use nocturne_shared::time::Timestamp;
use uuid::Uuid;

use super::{Auth, Caller, Principal, SESSION_OVER, WRONG_TOKEN};
use crate::error::ApiError;

/// By what a caller was recognised.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// An access token.
    Access {
        /// Session version in it.
        session_version: i64,
        /// The session it belongs to.
        session_id: Option<Uuid>,
        /// Its end.
        ends_at: Timestamp,
    },
    /// An API token.
    ApiToken {
        /// Its SHA-256.
        sha256: [u8; 32],
        /// Its end by the database clock; `None` is never.
        expires_at: Option<Timestamp>,
    },
}

/// Without the hash: it finds the token in the database.
impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Access { ends_at, .. } => write!(f, "Access(until {ends_at})"),
            Self::ApiToken { .. } => f.write_str("ApiToken"),
        }
    }
}

impl Principal {
    /// When the credential ends by the clock of this process, as far as that is known beforehand.
    #[must_use]
    pub const fn ends_at(&self) -> Option<Timestamp> {
        match self.proof {
            Proof::Access { ends_at, .. } => Some(ends_at),
            Proof::ApiToken { .. } => None,
        }
    }

    /// When the credential ends, for people; `None` is never.
    #[must_use]
    pub const fn expires_at(&self) -> Option<Timestamp> {
        match self.proof {
            Proof::Access { ends_at, .. } => Some(ends_at),
            Proof::ApiToken { expires_at, .. } => expires_at,
        }
    }

    /// The caller in a sentence.
    #[must_use]
    pub fn label(&self) -> String {
        match self.caller {
            Caller::User(_) => self.name.clone(),
            Caller::ApiToken(_) => format!("API token {:?}", self.name),
        }
    }
}

impl Auth {
    /// The same caller as they stand at this moment.
    ///
    /// # Errors
    ///
    /// [`ApiError::Unauthenticated`] when the credential would not be accepted any more; the store's, which says nothing
    /// about it.
    pub async fn prove(&self, principal: &Principal) -> Result<Principal, ApiError> {
        match (&principal.proof, principal.caller) {
            (Proof::ApiToken { sha256, .. }, _) => self.api_token(sha256).await,
            (Proof::Access { .. }, Caller::ApiToken(_)) => Err(ApiError::Unauthenticated(WRONG_TOKEN)),
            (Proof::Access { session_version, ends_at, .. }, Caller::User(user_id)) => {
                if *ends_at <= clock::now() {
                    return Err(ApiError::Unauthenticated(WRONG_TOKEN));
                }
                let standing = self.standing(principal.org_id, user_id).await?;
                let standing =
                    standing.filter(|user| !user.disabled && user.session_version == *session_version);
                let standing = standing.ok_or(ApiError::Unauthenticated(SESSION_OVER))?;
                Ok(Principal {
                    role: standing.role,
                    permissions: standing.permissions,
                    must_change_password: standing.must_change_password,
                    name: standing.username,
                    ..principal.clone()
                })
            }
        }
    }
}
