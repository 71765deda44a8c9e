//! May this join token be redeemed with this key?

use std::time::Duration;

use nocturne_shared::{id::AgentId, time};
use time::Timestamp;

/// How long the key that redeemed a token may repeat the call after a lost reply.
pub const RETRY_WINDOW: Duration = Duration::from_mins(10);

/// A token's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// When it ends.
    pub expires_at: Timestamp,
    /// When an administrator ended it.
    pub revoked_at: Option<Timestamp>,
    /// When, with which key and for which agent it was redeemed.
    pub redeemed: Option<(Timestamp, [u8; 32], AgentId)>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeem {
    /// Bind the token to this key and make an agent.
    Fresh,
    /// Certify the same key for the same agent again.
    Again(AgentId),
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// An administrator ended it.
    #[error("the join token was revoked; ask for another one")]
    Revoked,
    /// Another key redeemed it, or this key did and came back too late.
    #[error("the join token was used already; each one admits a single agent, ask for another one")]
    Used,
    /// Its time is over.
    #[error("the join token has expired; ask for another one")]
    Expired,
}

/// Decides; `now` is the database clock.
///
/// # Errors
///
/// Why the token admits nobody.
pub fn redeem(token: &Token, spki_sha256: &[u8; 32], now: Timestamp) -> Result<Redeem, Refused> {
    if token.revoked_at.is_some() {
        return Err(Refused::Revoked);
    }
    match &token.redeemed {
        Some((at, key, agent_id)) if key == spki_sha256 && now < time::add(*at, RETRY_WINDOW) => {
            Ok(Redeem::Again(*agent_id))
        }
        Some(_) => Err(Refused::Used),
        None if now < token.expires_at => Ok(Redeem::Fresh),
        None => Err(Refused::Expired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_admits_one_key_and_that_key_again_for_ten_minutes() {
        let at = |seconds: i64| time::from_micros(seconds * 1_000_000);
        let agent = AgentId::from_parts(1, &[1; 10]);
        let open = Token { expires_at: at(3_600), revoked_at: None, redeemed: None };
        let used = Token { redeemed: Some((at(100), [1; 32], agent)), ..open };
        let revoked = Token { revoked_at: Some(at(1)), ..used };

        let cases = [
            (&open, [1; 32], 3_599, Ok(Redeem::Fresh)),
            (&open, [1; 32], 3_600, Err(Refused::Expired)),
            (&used, [1; 32], 699, Ok(Redeem::Again(agent))),
            (&used, [1; 32], 700, Err(Refused::Used)),
            (&used, [2; 32], 101, Err(Refused::Used)),
            (&revoked, [1; 32], 101, Err(Refused::Revoked)),
        ];
        for (token, key, now, want) in cases {
            assert_eq!(redeem(token, &key, at(now)), want, "{token:?} at {now}");
        }
    }
}
