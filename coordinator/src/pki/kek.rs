//! The key-encryption key: what wraps every private key that lies in the database.

use std::path::Path;

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use nocturne_runtime::fs;
use secrecy::ExposeSecret as _;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

/// Bytes of an `XChaCha20` nonce; random ones of this size never repeat in practice.
const NONCE: usize = 24;

/// Wraps and unwraps secrets with XChaCha20-Poly1305. The place of a secret is authenticated with it, so that a wrapped
/// value copied to another row or field does not unwrap there.
#[derive(Clone)]
pub struct Kek {
    cipher: XChaCha20Poly1305,
    id: String,
}

/// Why a secret cannot be wrapped or unwrapped.
#[derive(Debug, thiserror::Error)]
pub enum KekError {
    /// The file cannot be read or is open to others.
    #[error("could not read the key-encryption key")]
    Read(#[source] fs::FsError),
    /// The file does not hold 64 hexadecimal digits.
    #[error("the key-encryption key must be 64 hexadecimal digits; make one with: openssl rand -hex 32")]
    Format,
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
    /// Wrapped with another key, or for another place, or damaged.
    #[error(
        "a stored secret does not unwrap with key {id}: it was wrapped by another key-encryption key or is damaged"
    )]
    Unwrap {
        /// Id of the key that was tried.
        id: String,
    },
}

impl Kek {
    /// Reads the key from a file that only its owner can read.
    ///
    /// # Errors
    ///
    /// [`KekError::Read`] and [`KekError::Format`].
    pub fn load(path: &Path) -> Result<Self, KekError> {
        let text = fs::read_secret(path).map_err(KekError::Read)?;
        let bytes =
            Zeroizing::new(hex::decode(text.expose_secret().trim_ascii()).map_err(|_| KekError::Format)?);
        Self::from_bytes(&bytes)
    }

    /// Makes a random key and writes it to `path`, mode 0600, unless a file is there.
    ///
    /// # Errors
    ///
    /// As [`Self::load`].
    pub fn load_or_create(path: &Path) -> Result<Self, KekError> {
        if !path.exists() {
            let mut key = Zeroizing::new([0_u8; 32]);
            getrandom::fill(&mut *key).map_err(|_| KekError::Random)?;
            let text = Zeroizing::new(hex::encode(*key));
            fs::replace(path, text.as_bytes(), 0o600).map_err(KekError::Read)?;
        }
        Self::load(path)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KekError> {
        let cipher = XChaCha20Poly1305::new_from_slice(bytes).map_err(|_| KekError::Format)?;
        // An id that betrays nothing: rows say by which key they are wrapped.
        let digest = Sha256::new().chain_update(b"nocturne kek id").chain_update(bytes).finalize();
        let id = hex::encode(digest.iter().take(8).copied().collect::<Vec<u8>>());
        Ok(Self { cipher, id })
    }

    /// Names the key without betraying it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Wraps `plain` for the place `aad` (`table|id|field`): nonce, then ciphertext.
    ///
    /// # Errors
    ///
    /// [`KekError::Random`].
    pub fn wrap(&self, aad: &str, plain: &[u8]) -> Result<Vec<u8>, KekError> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| KekError::Random)?;
        let payload = Payload { msg: plain, aad: aad.as_bytes() };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| KekError::Random)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Unwraps what [`Self::wrap`] made for the same place.
    ///
    /// # Errors
    ///
    /// [`KekError::Unwrap`].
    pub fn unwrap(&self, aad: &str, wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, KekError> {
        let wrong = || KekError::Unwrap { id: self.id.clone() };
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        let payload = Payload { msg: sealed, aad: aad.as_bytes() };
        self.cipher.decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_unwraps_only_with_its_key_at_its_place() {
        let kek = Kek::from_bytes(&[7; 32]).unwrap();
        let wrapped = kek.wrap("signing_key|a|private", b"secret").unwrap();

        assert_eq!(*kek.unwrap("signing_key|a|private", &wrapped).unwrap(), b"secret");
        assert!(kek.unwrap("signing_key|b|private", &wrapped).is_err());
        assert!(Kek::from_bytes(&[8; 32]).unwrap().unwrap("signing_key|a|private", &wrapped).is_err());
        assert!(kek.unwrap("signing_key|a|private", b"short").is_err());
    }

    #[test]
    fn a_key_file_is_made_once_and_read_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kek");

        let made = Kek::load_or_create(&path).unwrap();
        let read = Kek::load_or_create(&path).unwrap();

        assert_eq!(made.id(), read.id());
    }
}
