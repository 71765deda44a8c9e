//! Opaque secrets: 256 random bits behind a prefix that says what they are. Only their SHA-256 is ever stored.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::error::ApiError;

/// What API tokens begin with.
pub const API_TOKEN: &str = "noc_pat_";
/// What refresh tokens begin with.
pub const REFRESH_TOKEN: &str = "noc_rt_";

/// A fresh secret. Printed once, then forgotten.
pub struct Secret {
    /// For the caller.
    pub text: String,
    /// For the database.
    pub sha256: [u8; 32],
}

/// Makes a secret: `prefix` and 43 characters of base64url.
///
/// # Errors
///
/// [`ApiError::Internal`] when the system gives no random numbers.
pub fn fresh(prefix: &str) -> Result<Secret, ApiError> {
    let text = format!("{prefix}{}", URL_SAFE_NO_PAD.encode(random::<32>()?));
    let sha256 = sha256(text.as_bytes());
    Ok(Secret { text, sha256 })
}

/// Random bytes.
///
/// # Errors
///
/// [`ApiError::Internal`] when the system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], ApiError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| ApiError::internal("could not get random numbers", error.to_string()))?;
    Ok(bytes)
}

/// SHA-256.
#[must_use]
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}
