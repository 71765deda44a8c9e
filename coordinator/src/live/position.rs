//! Positions as callers carry them.
//!
//! ```text
//!   u8 version, 1 │ 16 bytes source │ u64 sequence, big endian        base64url without padding
//! ```
//!
//! Not sealed: the source is a name that no other log has, so a position that somebody makes up gives them at most what
//! they may watch anyway, from another place of the same log.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::log::Position;

const VERSION: u8 = 1;

impl Position {
    /// As text.
    #[must_use]
    pub fn to_token(self) -> String {
        let Self { source, sequence } = self;
        URL_SAFE_NO_PAD.encode([&[VERSION], source.as_bytes().as_slice(), &sequence.to_be_bytes()].concat())
    }

    /// Reads a text; `None` for one that is not a position.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        let bytes: [u8; 25] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let (version, rest) = bytes.split_first()?;
        let (source, sequence) = rest.split_first_chunk::<16>()?;
        let sequence = u64::from_be_bytes(sequence.try_into().ok()?);
        (*version == VERSION).then_some(Self { source: Uuid::from_bytes(*source), sequence })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_comes_back_as_it_was_and_nothing_else_is_one() {
        let position = Position { source: Uuid::now_v7(), sequence: u64::MAX - 1 };
        let token = position.to_token();

        assert_eq!(Position::from_token(&token), Some(position));
        let other_version = URL_SAFE_NO_PAD.encode([2; 25]);
        let short: String = token.chars().skip(1).collect();
        for bad in
            ["", "x", "not a token", &short, &format!("{token}A"), &format!("{token}="), &other_version]
        {
            assert_eq!(Position::from_token(bad), None, "{bad:?}");
        }
    }
}
