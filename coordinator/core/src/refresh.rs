//! A refresh token is presented: does its session go on?
//!
//! ```text
//!   never used ─────────────────────▶ Continue      the next pair
//!   used less than GRACE ago ───────▶ Continue      the reply was lost, or two calls crossed
//!   used longer ago ────────────────▶ EndFamily     somebody else holds a copy: nobody keeps the session
//!   revoked, or its time is over ───▶ refused
//! ```
//!
//! Every token of a login belongs to one family. A copy that is used within [`GRACE`] of the original goes on beside it,
//! and the next reuse of either ends both.

use std::time::Duration;

use nocturne_shared::time::{self, Timestamp};

/// How long a used token may be presented again: a retry after a lost reply, two processes that share a profile.
pub const GRACE: Duration = Duration::from_secs(10);

/// A token's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was exchanged.
    pub used_at: Option<Timestamp>,
    /// When its family was ended.
    pub revoked_at: Option<Timestamp>,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Give out the next pair.
    Continue,
    /// End every token of the family.
    EndFamily,
    /// Give out nothing; the session was over before.
    Over,
}

/// Decides; `now` is the database clock.
#[must_use]
pub fn present(token: &Presented, now: Timestamp) -> Verdict {
    match token.used_at {
        _ if token.revoked_at.is_some() => Verdict::Over,
        Some(used_at) if time::since(used_at, now) >= GRACE => Verdict::EndFamily,
        _ if now >= token.expires_at => Verdict::Over,
        _ => Verdict::Continue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_used_token_goes_on_for_ten_seconds_and_then_ends_its_family() {
        let at = |seconds: i64| time::from_micros(seconds * 1_000_000);
        let fresh = Presented { expires_at: at(1_000), used_at: None, revoked_at: None };
        let used = Presented { used_at: Some(at(100)), ..fresh };

        let cases = [
            (fresh, 999, Verdict::Continue),
            (fresh, 1_000, Verdict::Over),
            (used, 109, Verdict::Continue),
            (used, 110, Verdict::EndFamily),
            (used, 2_000, Verdict::EndFamily),
            (Presented { revoked_at: Some(at(1)), ..used }, 110, Verdict::Over),
            (Presented { revoked_at: Some(at(1)), ..fresh }, 10, Verdict::Over),
        ];
        for (token, now, want) in cases {
            assert_eq!(present(&token, at(now)), want, "{token:?} at {now}");
        }
    }
}
