//! Passwords: argon2id, a few at a time, and the same work whether or not the user exists.

use std::{sync::Arc, time::Duration};

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::{Semaphore, SemaphorePermit};
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::secret;
use crate::error::ApiError;

/// Memory of one hash, KiB (19 MiB: the least that OWASP recommends with two passes).
const MEMORY_KIB: u32 = 19 * 1_024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// Hashes at the same time: bounds memory and processor time that strangers can use.
const AT_ONCE: usize = 2;
/// How long a call waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest password, bytes. Longer ones are wrong without being hashed.
const MAX_PASSWORD: usize = 1_024;

/// Makes and compares hashes.
pub struct Passwords {
    turns: Semaphore,
    /// Compared when there is no user.
    nobody: Arc<str>,
}

impl Passwords {
    /// Prepares the hash that stands for users that do not exist.
    ///
    /// # Errors
    ///
    /// [`ApiError::Internal`].
    pub async fn start() -> Result<Self, ApiError> {
        let nobody = hash(SecretString::from("nobody has this password")).await?;
        Ok(Self { turns: Semaphore::new(AT_ONCE), nobody: nobody.into() })
    }

    /// True when the password fits the hash; `None` is a user that does not exist, for whom nothing fits.
    ///
    /// # Errors
    ///
    /// [`ApiError::Exhausted`] when too many others log in; [`ApiError::Internal`].
    pub async fn fits(&self, password: SecretString, hash: Option<&str>) -> Result<bool, ApiError> {
        let _turn = self.turn().await?;
        let exists = hash.is_some();
        let hash: Arc<str> = hash.map_or_else(|| Arc::clone(&self.nobody), Arc::from);
        let is_possible = password.expose_secret().len() <= MAX_PASSWORD;

        let compare = move || {
            let text = if is_possible { normal(password.expose_secret()) } else { Zeroizing::default() };
            hasher().map(|hasher| hasher.verify_password(text.as_bytes(), &*hash).is_ok())
        };
        let fits = tokio::task::spawn_blocking(compare)
            .await
            .map_err(|error| ApiError::internal("could not compare a password", error))??;
        Ok(fits && exists && is_possible)
    }

    /// Hashes a password in its turn.
    ///
    /// # Errors
    ///
    /// As [`Self::fits`].
    pub async fn hash(&self, password: SecretString) -> Result<String, ApiError> {
        let _turn = self.turn().await?;
        hash(password).await
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, ApiError> {
        match tokio::time::timeout(PATIENCE, self.turns.acquire()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(ApiError::Exhausted {
                message: "too many people log in at the same moment".to_owned(),
                retry_after: PATIENCE,
            }),
        }
    }
}

/// Hashes a password for the database.
///
/// # Errors
///
/// [`ApiError::Internal`].
pub async fn hash(password: SecretString) -> Result<String, ApiError> {
    let make = move || -> Result<String, ApiError> {
        let hash = hasher()?
            .hash_password(normal(password.expose_secret()).as_bytes())
            .map_err(|error| ApiError::internal("could not hash a password", error.to_string()))?;
        Ok(hash.to_string())
    };
    tokio::task::spawn_blocking(make)
        .await
        .map_err(|error| ApiError::internal("could not hash a password", error))?
}

/// A random password of 24 characters.
///
/// # Errors
///
/// [`ApiError::Internal`] when the system gives no random numbers.
pub fn random() -> Result<SecretString, ApiError> {
    Ok(SecretString::from(URL_SAFE_NO_PAD.encode(secret::random::<18>()?)))
}

/// Keyboards write the same character in several ways; NFC is one of them (RFC 8265 §4.2.2).
fn normal(password: &str) -> Zeroizing<String> {
    Zeroizing::new(password.nfc().collect())
}

fn hasher() -> Result<Argon2<'static>, ApiError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None)
        .map_err(|error| ApiError::internal("could not hash a password", error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_only() {
        let passwords = Passwords::start().await.unwrap();
        let hash = hash("correct horse".into()).await.unwrap();

        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.fits("correct horse".into(), Some(&hash)).await.unwrap());
        assert!(!passwords.fits("wrong horse".into(), Some(&hash)).await.unwrap());
        assert!(!passwords.fits("nobody has this password".into(), None).await.unwrap());
        assert!(!passwords.fits("x".repeat(2_000).into(), Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn a_password_fits_however_the_keyboard_writes_its_characters() {
        let passwords = Passwords::start().await.unwrap();

        let hash = passwords.hash("u\u{308}ber alle Berge".into()).await.unwrap();

        assert!(passwords.fits("\u{fc}ber alle Berge".into(), Some(&hash)).await.unwrap());
    }
}
