//! The second factor of a login: begun, proved, used, ended.

use nocturne_core::audit::Action;
use nocturne_runtime::clock;
use nocturne_shared::id::UserId;
use nocturne_store::{
    SystemTx,
    totp::{self as store, TotpRow},
    user::user_sessions_end,
};
use secrecy::{ExposeSecret as _, SecretString};
use zeroize::Zeroizing;

use super::{Auth, Principal, own_password::own_account, secret, totp};
use crate::{
    app::{
        audit::{Actor, Change, Object, record_system},
        call::Call,
    },
    error::ApiError,
};

/// Recovery codes that are given out.
const RECOVERY_CODES: usize = 10;
/// Random bytes of one: 80 bits cannot be guessed, so a plain hash is enough.
const RECOVERY_BYTES: usize = 10;

/// What came of asking for a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    /// There is none, or the code was right and is used up.
    Passed,
    /// There is one, and no code was given.
    Missing,
    /// The code is wrong or was used before.
    Wrong,
}

/// A second factor that is not in force yet.
pub struct BegunTotp {
    /// The secret as people type it.
    pub secret: SecretString,
    /// The same for a QR code.
    pub uri: SecretString,
}

impl Auth {
    /// Looks at a code and uses it up, in the transaction that goes on only when it was right.
    pub(super) async fn second_factor_use(
        &self,
        tx: &SystemTx,
        user_id: UserId,
        code: &str,
    ) -> Result<Factor, ApiError> {
        let held = store::totp_get(tx, user_id).await?.filter(|held| held.confirmed_at.is_some());
        let Some(held) = held else { return Ok(Factor::Passed) };
        let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if code.is_empty() {
            return Ok(Factor::Missing);
        }
        let passed = match self.step(user_id, &held, &code)? {
            Some(step) => store::totp_use(tx, user_id, step).await?,
            None => store::recovery_code_use(tx, user_id, &recovery_sha256(&code)).await?,
        };
        Ok(if passed { Factor::Passed } else { Factor::Wrong })
    }

    /// Makes a secret for the caller's own account. It is in force once a code has proved that it arrived.
    ///
    /// # Errors
    ///
    /// [`ApiError::Precondition`] when there is one in force and for a token; the store's.
    pub async fn totp_begin(&self, caller: &Principal) -> Result<BegunTotp, ApiError> {
        let user_id = own_account(caller)?;
        let plain = Zeroizing::new(secret::random::<{ totp::SECRET }>()?);
        let wrapped = self
            .kek
            .wrap(&place(user_id), plain.as_slice())
            .map_err(|error| ApiError::internal("could not wrap a second factor", error))?;
        let tx = self.system.begin("totp_begin").await?;
        if !store::totp_begin(&tx, user_id, &wrapped, self.kek.id()).await? {
            return Err(in_force());
        }
        tx.commit().await?;
        let uri = totp::uri(&caller.name, plain.as_slice());
        Ok(BegunTotp { secret: totp::base32(plain.as_slice()).into(), uri: uri.into() })
    }

    /// Puts the secret that was begun in force; returns the recovery codes, which are nowhere else.
    ///
    /// # Errors
    ///
    /// [`ApiError::Precondition`] when none was begun or one is in force; [`ApiError::Invalid`] for a wrong code;
    /// [`ApiError::Exhausted`] after too many of them.
    pub async fn totp_confirm(&self, caller: &Principal, code: &str) -> Result<Vec<SecretString>, ApiError> {
        let user_id = own_account(caller)?;
        let attempt = self.attempt(&caller.name, Call::current().address)?;
        let tx = self.system.begin("totp_confirm").await?;
        let held = store::totp_get(&tx, user_id).await?;
        let held = held.ok_or_else(|| {
            ApiError::Precondition("no second factor was begun; call BeginTotp first".to_owned())
        })?;
        if held.confirmed_at.is_some() {
            return Err(in_force());
        }
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let step = self.step(user_id, &held, &code)?.ok_or_else(|| {
            ApiError::invalid(
                "code",
                "is not the code of this moment; look at the clock of the authenticator",
            )
        })?;
        let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| recovery_code()).collect::<Result<_, _>>()?;
        let hashes: Vec<[u8; 32]> =
            codes.iter().map(|code| recovery_sha256(&code.replace('-', ""))).collect();
        if !store::totp_confirm(&tx, user_id, &held.secret_wrapped, step, &hashes).await? {
            return Err(in_force());
        }
        self.record_factor(&tx, caller, Action::AuthTotpEnable).await?;
        tx.commit().await?;
        self.throttle.succeeded(&attempt);
        Ok(codes.into_iter().map(SecretString::from).collect())
    }

    /// Ends the caller's own second factor, against the password or a code.
    ///
    /// # Errors
    ///
    /// [`ApiError::Invalid`] when neither is right; [`ApiError::Exhausted`] after too many of them;
    /// [`ApiError::Precondition`] when there is none.
    pub async fn totp_disable(
        &self,
        caller: &Principal,
        password: SecretString,
        code: &str,
    ) -> Result<(), ApiError> {
        let user_id = own_account(caller)?;
        let attempt = self.attempt(&caller.name, Call::current().address)?;
        let is_password = !password.expose_secret().is_empty();
        let fits = is_password && self.own_password_fits(user_id, password).await?.is_some();
        let tx = self.system.begin("totp_disable").await?;
        if !fits && (code.is_empty() || self.second_factor_use(&tx, user_id, code).await? != Factor::Passed) {
            let field = if is_password { "password" } else { "code" };
            return Err(ApiError::invalid(
                field,
                "is wrong; give the password, or a code that was not used yet",
            ));
        }
        if !store::totp_delete(&tx, user_id).await? {
            return Err(ApiError::Precondition("there is no second factor".to_owned()));
        }
        user_sessions_end(&tx, user_id).await?;
        self.record_factor(&tx, caller, Action::AuthTotpDisable).await?;
        tx.commit().await?;
        self.forget_standings();
        self.throttle.succeeded(&attempt);
        Ok(())
    }

    fn step(&self, user_id: UserId, held: &TotpRow, code: &str) -> Result<Option<i64>, ApiError> {
        let plain = self
            .kek
            .unwrap(&place(user_id), &held.secret_wrapped)
            .map_err(|error| ApiError::internal("could not unwrap a second factor", error))?;
        let unix_s = u64::try_from(clock::now().as_second()).unwrap_or(0);
        Ok(totp::step(&plain, code, unix_s).and_then(|step| i64::try_from(step).ok()))
    }

    async fn record_factor(&self, tx: &SystemTx, caller: &Principal, action: Action) -> Result<(), ApiError> {
        let user_id = own_account(caller)?;
        let object = Object::new("user", user_id, caller.name.clone());
        record_system(
            tx,
            caller.org_id,
            Actor::from(caller),
            Change { action, object, before: None, after: None },
        )
        .await
    }
}

fn in_force() -> ApiError {
    ApiError::Precondition("a second factor is in force already; end it first with DisableTotp".to_owned())
}

fn place(user_id: UserId) -> String {
    format!("user_totp|{user_id}|secret_wrapped")
}

/// `XXXX-XXXX-XXXX-XXXX`.
fn recovery_code() -> Result<String, ApiError> {
    let text = totp::base32(&secret::random::<RECOVERY_BYTES>()?);
    let letters: Vec<char> = text.chars().collect();
    Ok(letters.chunks(4).map(|part| part.iter().collect()).collect::<Vec<String>>().join("-"))
}

fn recovery_sha256(code: &str) -> [u8; 32] {
    secret::sha256(code.to_uppercase().as_bytes())
}
