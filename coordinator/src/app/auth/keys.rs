//! The keys that sign access tokens, and the tokens themselves.
//!
//! One Ed25519 key signs; the one before it is still accepted until its tokens are over. Private parts lie in the
//! database, wrapped, so that every coordinator signs and accepts alike. [`super::key_ring`] follows them.

use std::{collections::BTreeMap, time::Duration};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use nocturne_runtime::clock;
use nocturne_shared::{
    id::{OrgId, UserId},
    time::{self, Timestamp},
};
use nocturne_store::{SystemStore, signing_key as store};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::secret;
use crate::{error::ApiError, pki::kek::Kek};

/// Life of an access token: how long a stolen one works at most.
pub const ACCESS_LIFE: Duration = Duration::from_mins(10);
/// Clocks of several coordinators may differ by this much, seconds.
const LEEWAY_S: u64 = 5;
const ISSUER: &str = "nocturne";
const AUDIENCE: &str = "nocturne-api";
/// RFC 9068 §2.1: no other kind of JWT passes for an access token.
const TYPE: &str = "at+jwt";

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: Uuid,
    /// Who.
    pub sub: UserId,
    /// Where.
    pub org: OrgId,
    /// Session version of the user when the token was made.
    pub sv: i64,
    /// The session it belongs to.
    #[serde(default)]
    pub sid: Option<Uuid>,
    /// Role when the token was made; what counts is the binding at the time of a call.
    role: String,
}

impl Claims {
    /// When the token ends.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        Timestamp::from_second(self.exp).unwrap_or(Timestamp::MIN)
    }
}

/// Whom a token is made for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// User.
    pub user_id: UserId,
    /// Organization the session acts in.
    pub org_id: OrgId,
    /// Session version.
    pub session_version: i64,
    /// The session: the tokens that came from one login.
    pub session_id: Uuid,
    /// Role in the organization.
    pub role: String,
}

/// Signs and reads access tokens.
pub struct SigningKeys {
    key_id: String,
    sign: EncodingKey,
    accept: BTreeMap<String, DecodingKey>,
    /// For everything else that this installation must recognise as its own: of each key, the newest first.
    seals: Vec<[u8; 32]>,
}

impl SigningKeys {
    /// Loads the keys, making the first one when there is none.
    ///
    /// # Errors
    ///
    /// The store's; [`ApiError::Internal`] when a key does not unwrap.
    pub async fn load_or_create(system: &SystemStore, kek: &Kek) -> Result<Self, ApiError> {
        let mut rows = store::signing_key_active(system).await?;
        if rows.is_empty() {
            rows = store::signing_key_ensure(system, make(kek)?).await?;
        }
        let privates: Vec<_> = rows
            .iter()
            .map(|row| kek.unwrap(&place(&row.key_id), &row.private_wrapped))
            .collect::<Result<_, _>>()
            .map_err(|error| ApiError::internal("could not unwrap a signing key", error))?;
        let none = || ApiError::internal("could not load signing keys", "none");
        let (newest, private) = rows.first().zip(privates.first()).ok_or_else(none)?;
        Ok(Self {
            key_id: newest.key_id.clone(),
            sign: EncodingKey::from_ed_der(private),
            accept: rows
                .iter()
                .map(|row| (row.key_id.clone(), DecodingKey::from_ed_der(&row.public_key)))
                .collect(),
            seals: privates.iter().map(|private| seal(private)).collect(),
        })
    }

    /// Puts a fresh key in force if the newest is at least `min_age` old. Of the others `n_kept` are still accepted.
    ///
    /// # Errors
    ///
    /// The store's; [`ApiError::Internal`].
    pub async fn rotate(
        system: &SystemStore,
        kek: &Kek,
        min_age: Duration,
        n_kept: u8,
    ) -> Result<store::Rotation, ApiError> {
        let next = make(kek)?;
        Ok(store::signing_key_rotate(system, &next, min_age, i64::from(n_kept) + 1).await?)
    }

    /// One key that is nowhere kept: PKCS#8 and its raw public part.
    #[must_use]
    pub fn of(key_id: &str, private: &[u8], public: &[u8]) -> Self {
        Self {
            key_id: key_id.to_owned(),
            sign: EncodingKey::from_ed_der(private),
            accept: BTreeMap::from([(key_id.to_owned(), DecodingKey::from_ed_der(public))]),
            seals: vec![seal(private)],
        }
    }

    /// Makes an access token; returns it with its end.
    ///
    /// # Errors
    ///
    /// [`ApiError::Internal`].
    pub fn issue(&self, subject: Subject) -> Result<(String, Timestamp), ApiError> {
        let now = clock::now();
        let expires_at = time::add(now, ACCESS_LIFE);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            exp: expires_at.as_second(),
            nbf: now.as_second(),
            iat: now.as_second(),
            jti: Uuid::now_v7(),
            sub: subject.user_id,
            org: subject.org_id,
            sv: subject.session_version,
            sid: Some(subject.session_id),
            role: subject.role,
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.key_id.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.sign)
            .map_err(|error| ApiError::internal("could not sign an access token", error))?;
        Ok((token, expires_at))
    }

    /// Reads an access token of ours that is within its time; `None` for anything else.
    #[must_use]
    pub fn read(&self, token: &str) -> Option<Claims> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) {
            return None;
        }
        let key = self.accept.get(header.kid.as_deref()?)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.leeway = LEEWAY_S;
        rules.validate_nbf = true;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        jsonwebtoken::decode::<Claims>(token, key, &rules).ok().map(|token| token.claims)
    }

    /// True for a token that names a key which is not among these.
    #[must_use]
    pub fn is_of_another_key(&self, token: &str) -> bool {
        let key_id = jsonwebtoken::decode_header(token).ok().and_then(|header| header.kid);
        key_id.is_some_and(|key_id| !self.accept.contains_key(&key_id))
    }

    /// Keys by which this installation recognises what it gave out, equal on every coordinator: the first seals, all
    /// are accepted.
    #[must_use]
    pub fn seals(&self) -> &[[u8; 32]] {
        &self.seals
    }
}

fn seal(private: &[u8]) -> [u8; 32] {
    secret::sha256(&[b"nocturne seal\0".as_slice(), private].concat())
}

fn make(kek: &Kek) -> Result<store::SigningKeyRow, ApiError> {
    let wrong = |error: aws_lc_rs::error::Unspecified| {
        ApiError::internal("could not make a signing key", error.to_string())
    };
    let pair = Ed25519KeyPair::generate().map_err(wrong)?;
    let private = pair.to_pkcs8().map_err(wrong)?;
    let public_key = pair.public_key().as_ref().to_vec();
    let key_id = hex::encode(secret::sha256(&public_key)).chars().take(16).collect::<String>();
    let private_wrapped = kek
        .wrap(&place(&key_id), private.as_ref())
        .map_err(|error| ApiError::internal("could not wrap the signing key", error))?;
    Ok(store::SigningKeyRow { key_id, public_key, private_wrapped, kek_id: kek.id().to_owned() })
}

fn place(key_id: &str) -> String {
    format!("signing_key|{key_id}|private_wrapped")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> SigningKeys {
        keys_and_public().0
    }

    fn keys_and_public() -> (SigningKeys, Vec<u8>) {
        let pair = Ed25519KeyPair::generate().unwrap();
        let private = pair.to_pkcs8().unwrap();
        let public = pair.public_key().as_ref();
        (SigningKeys::of("k1", private.as_ref(), public), public.to_vec())
    }

    fn subject() -> Subject {
        Subject {
            user_id: UserId::from_parts(1, &[1; 10]),
            org_id: OrgId::from_parts(1, &[2; 10]),
            session_version: 7,
            session_id: Uuid::nil(),
            role: "viewer".to_owned(),
        }
    }

    /// Signs with the right key what `change` made of good header and claims.
    fn signed(keys: &SigningKeys, change: impl FnOnce(&mut Header, &mut Claims)) -> String {
        let (token, _) = keys.issue(subject()).unwrap();
        let mut claims = keys.read(&token).unwrap();
        let mut header = jsonwebtoken::decode_header(&token).unwrap();
        change(&mut header, &mut claims);
        jsonwebtoken::encode(&header, &claims, &keys.sign).unwrap()
    }

    #[test]
    fn a_token_says_who_where_and_until_when() {
        let keys = keys();

        let (token, expires_at) = keys.issue(subject()).unwrap();
        let claims = keys.read(&token).unwrap();

        assert_eq!((claims.sub, claims.org, claims.sv), (subject().user_id, subject().org_id, 7));
        assert_eq!(claims.exp, expires_at.as_second());
        assert_eq!(claims.exp - claims.iat, 600);
    }

    #[test]
    fn what_is_not_an_access_token_of_ours_within_its_time_is_refused() {
        let keys = keys();
        assert!(keys.read(&signed(&keys, |_, _| ())).is_some());

        let bad = [
            signed(&keys, |_, claims| claims.exp = claims.iat - 60),
            signed(&keys, |_, claims| claims.nbf = claims.iat + 60),
            signed(&keys, |_, claims| claims.iss = "other".to_owned()),
            signed(&keys, |_, claims| claims.aud = "nocturne-agent".to_owned()),
            signed(&keys, |header, _| header.typ = Some("JWT".to_owned())),
            signed(&keys, |header, _| header.kid = Some("k2".to_owned())),
            signed(&keys, |header, _| header.kid = None),
            self::keys().issue(subject()).unwrap().0,
            String::new(),
            "a.b.c".to_owned(),
        ];
        for (index, token) in bad.iter().enumerate() {
            assert!(keys.read(token).is_none(), "case {index}");
        }
    }

    #[test]
    fn a_token_whose_header_asks_for_no_signature_or_a_shared_secret_is_refused() {
        let (keys, public) = keys_and_public();
        let (token, _) = keys.issue(subject()).unwrap();
        let claims = keys.read(&token).unwrap();
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some("k1".to_owned());
        for shared in [b"k1".as_slice(), &public] {
            let hmac = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(shared)).unwrap();
            assert!(keys.read(&hmac).is_none());
        }

        // {"typ":"at+jwt","alg":"none","kid":"k1"}
        let body = token.split('.').nth(1).unwrap();
        let none = format!("eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIiwia2lkIjoiazEifQ.{body}.");
        assert!(keys.read(&none).is_none());
    }
}
