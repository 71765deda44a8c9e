//! Join tokens: `noc1.<id>.<secret>.<pin>`.
//!
//! The pin is the SHA-256 of the public key (SPKI) of the coordinator's CA. It arrives with the token, out of band, so
//! that the very first connection already knows whom it talks to: there is no insecure bootstrap.

use std::{fmt, str::FromStr};

/// What every token of this version starts with.
const VERSION: &str = "noc1";
/// Longest token that is looked at, bytes.
const MAX_TOKEN: usize = 512;

/// A join token that has the right form. Whether it is valid only the coordinator knows.
#[derive(Clone, PartialEq, Eq)]
pub struct JoinToken {
    text: String,
    id: String,
    ca_pin: [u8; 32],
}

impl JoinToken {
    /// The whole token as it goes to the coordinator. A secret: never log it.
    #[must_use]
    pub fn secret_text(&self) -> &str {
        &self.text
    }

    /// The part that may be shown; `noctl tokens list` shows the same.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// SHA-256 of the CA's SPKI.
    #[must_use]
    pub const fn ca_pin(&self) -> [u8; 32] {
        self.ca_pin
    }
}

impl fmt::Debug for JoinToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinToken({})", self.id)
    }
}

impl FromStr for JoinToken {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TokenError::Empty);
        }
        if text.len() > MAX_TOKEN {
            return Err(TokenError::TooLong { n_bytes: text.len() });
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [version, id, secret, pin] = parts.as_slice() else {
            return Err(TokenError::Parts { n_parts: parts.len() });
        };
        if *version != VERSION {
            return Err(TokenError::Version);
        }
        let legal = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        if !legal(id) {
            return Err(TokenError::Id);
        }
        if !legal(secret) {
            return Err(TokenError::Secret);
        }
        let mut ca_pin = [0; 32];
        hex::decode_to_slice(pin, &mut ca_pin).map_err(|_| TokenError::Pin { n_chars: pin.len() })?;
        Ok(Self { text: text.to_owned(), id: (*id).to_owned(), ca_pin })
    }
}

/// The text is not a join token. Says nothing of the text: it may hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing was given.
    #[error("the join token is empty")]
    Empty,
    /// Longer than any token.
    #[error("the join token has {n_bytes} bytes, more than any token has")]
    TooLong {
        /// Its length.
        n_bytes: usize,
    },
    /// Not four parts.
    #[error("a join token has 4 parts separated by dots, this has {n_parts}; was it cut while copying?")]
    Parts {
        /// How many there are.
        n_parts: usize,
    },
    /// Does not start as a token does.
    #[error("a join token starts with \"noc1.\"; this is something else, or made for another version")]
    Version,
    /// Empty or with characters that are never there.
    #[error("the id (second part) of the join token is damaged")]
    Id,
    /// Empty or with characters that are never there.
    #[error("the secret (third part) of the join token is damaged")]
    Secret,
    /// Not 32 bytes of hexadecimal.
    #[error(
        "the CA pin (fourth part) of the join token must be 64 hexadecimal digits, this has {n_chars} \
         characters; was it cut while copying?"
    )]
    Pin {
        /// Its length.
        n_chars: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198f3a2-7c1e-7d33-9b61-2f0c5e8a4d10";

    #[test]
    fn a_token_gives_its_id_and_pin() {
        let text = format!("noc1.{ID}.s3cret_-A.{}", "ab".repeat(32));

        let token: JoinToken = format!("  {text}\n").parse().unwrap();

        assert_eq!(token.id(), ID);
        assert_eq!(token.ca_pin(), [0xab; 32]);
        assert_eq!(token.secret_text(), text);
        assert!(!format!("{token:?}").contains("s3cret"));
    }

    #[test]
    fn each_kind_of_damage_has_its_own_message() {
        let pin = "ab".repeat(32);
        let cases = [
            (String::new(), TokenError::Empty),
            ("x".repeat(600), TokenError::TooLong { n_bytes: 600 }),
            ("noc1.a.b".to_owned(), TokenError::Parts { n_parts: 3 }),
            (format!("noc2.{ID}.s.{pin}"), TokenError::Version),
            (format!("noc1.{ID}!.s.{pin}"), TokenError::Id),
            (format!("noc1.{ID}..{pin}"), TokenError::Secret),
            (format!("noc1.{ID}.s.abcd"), TokenError::Pin { n_chars: 4 }),
            (format!("noc1.{ID}.s.{}", "zz".repeat(32)), TokenError::Pin { n_chars: 64 }),
        ];
        for (text, want) in cases {
            let error = text.parse::<JoinToken>().unwrap_err();
            assert_eq!(error, want, "{text}");
            assert!(text.len() < 10 || !error.to_string().contains(&text), "the message repeats the token");
        }
    }
}
