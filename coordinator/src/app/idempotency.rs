//! Creations that are asked for twice and happen once.

use nocturne_shared::{
    field::{FieldError, FieldErrors},
    id::OrgId,
};
use nocturne_store::{
    OrgTx, SystemTx,
    idempotency::{
        Claim, Claimed, idempotency_claim, idempotency_claim_system, idempotency_settle,
        idempotency_settle_system,
    },
};

use crate::{
    app::auth::{Caller, Principal, secret},
    error::ApiError,
};

/// Longest id, characters.
const MAX_LENGTH: usize = 128;
const FIELD: &str = "request_id";

/// A creation as it was asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    request_id: String,
    request_sha256: [u8; 32],
}

/// What came of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Created<T> {
    /// It was made.
    Made(T),
    /// It was made when the same was asked before, and answered with this.
    Repeated(Vec<u8>),
}

/// The right to create once; without an id of the caller's own every time is the first.
#[derive(Debug)]
pub struct Once(Option<Claim>);

impl Asked {
    /// `request` is everything that was asked for without the id: equal bytes are the same request. An empty id is none.
    #[must_use]
    pub fn new(request_id: String, request: &[u8]) -> Self {
        Self { request_id, request_sha256: secret::sha256(request) }
    }

    /// Looks at the id.
    ///
    /// # Errors
    ///
    /// One finding about `request_id`.
    pub fn check(&self, caller: &Principal, method: &'static str) -> Result<Once, FieldErrors> {
        if self.request_id.is_empty() {
            return Ok(Once(None));
        }
        let is_printable = |c: char| c == ' ' || c.is_ascii_graphic();
        if self.request_id.chars().count() > MAX_LENGTH || !self.request_id.chars().all(is_printable) {
            let reason = "must be at most 128 printable ASCII characters; a UUID is a good choice";
            return Err(FieldErrors::one(FIELD, reason));
        }
        let principal = match caller.caller {
            Caller::User(user_id) => format!("user:{user_id}"),
            Caller::ApiToken(api_token_id) => format!("api_token:{api_token_id}"),
        };
        let Self { request_id, request_sha256 } = self.clone();
        Ok(Once(Some(Claim { principal, method, request_id, request_sha256 })))
    }
}

impl Once {
    /// Takes the turn: `None` is to create, settle and commit; otherwise it was answered before, with this. Waits for a
    /// call with the same id that is under way.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] when the id was used for something else; the store's.
    pub async fn claim(&self, tx: &OrgTx) -> Result<Option<Vec<u8>>, ApiError> {
        let Some(claim) = &self.0 else { return Ok(None) };
        answered(idempotency_claim(tx, claim).await?)
    }

    /// As [`Self::claim`], in a transaction of identity.
    ///
    /// # Errors
    ///
    /// As [`Self::claim`].
    pub async fn claim_system(&self, tx: &SystemTx, org_id: OrgId) -> Result<Option<Vec<u8>>, ApiError> {
        let Some(claim) = &self.0 else { return Ok(None) };
        answered(idempotency_claim_system(tx, org_id, claim).await?)
    }

    /// Notes the answer, in the transaction of the creation.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn settle(&self, tx: &OrgTx, response: &[u8]) -> Result<(), ApiError> {
        match &self.0 {
            None => Ok(()),
            Some(claim) => Ok(idempotency_settle(tx, claim, response).await?),
        }
    }

    /// As [`Self::settle`], in a transaction of identity.
    ///
    /// # Errors
    ///
    /// The store's.
    pub async fn settle_system(&self, tx: &SystemTx, org_id: OrgId, response: &[u8]) -> Result<(), ApiError> {
        match &self.0 {
            None => Ok(()),
            Some(claim) => Ok(idempotency_settle_system(tx, org_id, claim, response).await?),
        }
    }
}

fn answered(claimed: Claimed) -> Result<Option<Vec<u8>>, ApiError> {
    match claimed {
        Claimed::Free => Ok(None),
        Claimed::Answered(response) => Ok(Some(response)),
        Claimed::Other => Err(ApiError::invalid(
            FIELD,
            "was used for another request within the last 24 hours; send that request unchanged to have its answer, or \
             this one with a fresh id",
        )),
    }
}

/// Everything that is wrong with an id and with what is asked for, at once.
///
/// # Errors
///
/// The findings of both.
pub fn both<A, B>(
    once: Result<A, FieldErrors>,
    input: Result<B, FieldErrors>,
) -> Result<(A, B), FieldErrors> {
    match (once, input) {
        (Ok(once), Ok(input)) => Ok((once, input)),
        (once, input) => {
            let found = |errors: Option<FieldErrors>| errors.map(|found| found.0).unwrap_or_default();
            let found: Vec<FieldError> = [found(input.err()), found(once.err())].concat();
            Err(FieldErrors(found))
        }
    }
}

/// The same request as before, whose secret was in the first answer and is nowhere else.
pub(crate) fn secret_shown(what: &str, response: &[u8]) -> ApiError {
    let id = String::from_utf8_lossy(response);
    ApiError::Precondition(format!(
        "this request was carried out before and made {what} {id}; its secret was shown then and is not kept. If it did \
         not arrive, revoke {what} {id} and ask again with another request_id"
    ))
}

#[cfg(test)]
mod tests {
    use nocturne_core::access::Permissions;
    use nocturne_shared::id::UserId;

    use super::*;

    #[test]
    fn ids_are_printable_ascii_of_at_most_128_characters() {
        let caller = Principal {
            org_id: OrgId::from_parts(1, &[0; 10]),
            caller: Caller::User(UserId::from_parts(1, &[0; 10])),
            role: "admin".to_owned(),
            permissions: Permissions::ALL,
            must_change_password: false,
            name: "a".to_owned(),
            proof: crate::app::auth::Proof::ApiToken { sha256: [0; 32], expires_at: None },
        };
        let claim = |id: &str| Asked::new(id.to_owned(), b"x").check(&caller, "m").map(|once| once.0);

        assert_eq!(claim(""), Ok(None));
        for good in ["a", "0198 {x}~", &"x".repeat(128)] {
            assert_eq!(claim(good).unwrap().unwrap().request_id, good);
        }
        for bad in ["ä", "a\nb", "\u{7f}", &"x".repeat(129)] {
            assert_eq!(claim(bad).unwrap_err().0[0].field, "request_id", "{bad:?}");
        }
    }
}
