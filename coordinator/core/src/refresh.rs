//! A refresh token is presented: does its session go on?
//!
//! ```text
//!   never used ─────────────────────▶ Continue      the next pair
//!   used less than GRACE ago, and
//!   what it became never was ───────▶ Again         the reply was lost: what it became is void, the next pair
//!   used otherwise, or void ────────▶ EndFamily     somebody else holds a copy: nobody keeps the session
//!   revoked, or its time is over ───▶ Over
//! ```
//!
//! Every token of a login belongs to one family, and at most one of a family is neither used nor void. Who reloads a page
//! in the middle of a refresh keeps the session; two who hold copies do not both keep it.

use std::time::Duration;

use nocturne_shared::time::{self, Timestamp};

/// How long a used token may be presented again: a retry after a lost reply, a page that was loaded again. Who gave up
/// waiting tries again after 30 s at most, and may give up once more before that.
pub const GRACE: Duration = Duration::from_mins(1);

/// A token's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was exchanged first.
    pub used_at: Option<Timestamp>,
    /// When it was made void, because the token it came from was exchanged again.
    pub voided_at: Option<Timestamp>,
    /// When its family was ended.
    pub revoked_at: Option<Timestamp>,
    /// Whether the token it was exchanged for last was exchanged itself.
    pub successor_used: bool,
}

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Give out the next pair.
    Continue,
    /// Make void what it was exchanged for, and give out the next pair.
    Again,
    /// End every token of the family.
    EndFamily,
    /// Give out nothing; the session was over before.
    Over,
}

/// Decides; `now` is the database clock.
#[must_use]
pub fn present(token: &Presented, now: Timestamp) -> Verdict {
    let may_repeat = |used_at| time::since(used_at, now) < GRACE && !token.successor_used;
    let goes_on = match token.used_at {
        _ if token.revoked_at.is_some() => return Verdict::Over,
        _ if token.voided_at.is_some() => return Verdict::EndFamily,
        Some(used_at) if !may_repeat(used_at) => return Verdict::EndFamily,
        Some(_) => Verdict::Again,
        None => Verdict::Continue,
    };
    if now < token.expires_at { goes_on } else { Verdict::Over }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_S: i64 = 1_000;

    fn at(seconds: i64) -> Timestamp {
        time::from_micros(seconds * 1_000_000)
    }

    /// Every state of a token, each with what is wanted. `used_s` is how long ago it was used.
    #[test]
    fn every_state_of_a_token_has_its_verdict() {
        use Verdict::{Again, Continue, EndFamily, Over};
        let of = |revoked: bool, voided: bool, used_s: Option<i64>, successor_used: bool, left_s: i64| {
            let token = Presented {
                expires_at: at(NOW_S + left_s),
                used_at: used_s.map(|seconds| at(NOW_S - seconds)),
                voided_at: voided.then(|| at(NOW_S - 1)),
                revoked_at: revoked.then(|| at(NOW_S - 1)),
                successor_used,
            };
            present(&token, at(NOW_S))
        };

        // Neither revoked nor void: used so long ago, its successor used, seconds that are left of its time.
        let cases = [
            (None, false, 1, Continue),
            (None, false, 0, Over),
            (None, false, -1, Over),
            (Some(0), false, 1, Again),
            (Some(59), false, 1, Again),
            (Some(59), false, 0, Over),
            (Some(60), false, 1, EndFamily),
            (Some(60), false, 0, EndFamily),
            (Some(0), true, 1, EndFamily),
            (Some(59), true, 0, EndFamily),
            (Some(60), true, 1, EndFamily),
            (Some(900), true, -1, EndFamily),
        ];
        for (used_s, successor_used, left_s, want) in cases {
            let case =
                format!("used {used_s:?} s ago, its successor used: {successor_used}, {left_s} s left");
            assert_eq!(of(false, false, used_s, successor_used, left_s), want, "{case}");
            assert_eq!(of(false, true, used_s, successor_used, left_s), EndFamily, "void, {case}");
            assert_eq!(of(true, false, used_s, successor_used, left_s), Over, "revoked, {case}");
            assert_eq!(of(true, true, used_s, successor_used, left_s), Over, "revoked and void, {case}");
        }
    }

    #[test]
    fn the_grace_ends_to_the_microsecond_and_a_clock_that_stands_behind_is_within_it() {
        let used = |micros: i64| Presented {
            expires_at: at(2 * NOW_S),
            used_at: Some(time::from_micros(NOW_S * 1_000_000 - micros)),
            voided_at: None,
            revoked_at: None,
            successor_used: false,
        };

        assert_eq!(present(&used(59_999_999), at(NOW_S)), Verdict::Again);
        assert_eq!(present(&used(60_000_000), at(NOW_S)), Verdict::EndFamily);
        assert_eq!(present(&used(-5_000_000), at(NOW_S)), Verdict::Again);
    }
}
