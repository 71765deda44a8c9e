//! How a watch goes on after it ended: when to try again, from where, and with which token.
//!
//! ```text
//!   connecting ──opened──▶ live ──end──▶ waiting ──time──▶ connecting
//!        │                   │
//!        └──── give up ◀─────┘   what repeating does not mend
//! ```

use std::time::Duration;

use tonic::Code;

/// Before the second attempt after a cut; doubled with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Longest pause: a coordinator that is back should be seen within seconds.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// Why a watch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The coordinator closed it without a word: it goes away.
    Closed,
    /// Nothing came for longer than the coordinator is ever silent.
    Silent,
    /// It was read too slowly.
    Lagged,
    /// Nobody could be reached, or the connection broke.
    Away,
    /// Something else answers, or something that cannot be trusted.
    Misaddressed,
    /// The coordinator refused with a code.
    Refused(Code),
}

/// What to do then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Try again.
    Retry {
        /// After so long.
        after: Duration,
        /// With another access token.
        renew: bool,
    },
    /// Repeating does not help.
    GiveUp,
}

/// What is known about the watch.
#[derive(Debug, Default)]
pub(crate) struct Link {
    /// Of the last message; empty begins anew.
    resume_token: String,
    /// Attempts since it was last live.
    n_failed: u32,
    /// Cuts for slowness since a whole list was shown without one.
    n_lagged: u32,
    /// True when the token was renewed and nothing was heard since.
    just_renewed: bool,
    /// True when it was ever live.
    was_live: bool,
}

impl Link {
    /// Where to go on from.
    pub(crate) fn resume_token(&self) -> &str {
        &self.resume_token
    }

    /// The watch is open. True when lists must be read again, because something may have been missed.
    pub(crate) fn opened(&mut self, resumed: bool) -> bool {
        let must_list = !self.was_live || !resumed;
        (self.n_failed, self.just_renewed, self.was_live) = (0, false, true);
        must_list
    }

    /// A message came.
    pub(crate) fn heard(&mut self, resume_token: &str, is_event: bool) {
        if !resume_token.is_empty() {
            resume_token.clone_into(&mut self.resume_token);
        }
        if !is_event {
            // The coordinator had nothing to say, so this reader keeps up.
            self.n_lagged = 0;
        }
    }

    /// The watch ended, or could not be opened. `can_renew` tells whether there is a session; `jitter` is 0 to 1.
    pub(crate) fn ended(&mut self, end: End, can_renew: bool, jitter: f64) -> Next {
        let now = |renew| Next::Retry { after: Duration::ZERO, renew };
        match end {
            End::Lagged => {
                self.n_lagged += 1;
                if self.n_lagged == 1 { now(false) } else { self.pause(self.n_lagged, jitter) }
            }
            End::Refused(Code::Unauthenticated) if can_renew && !self.just_renewed => {
                self.just_renewed = true;
                now(true)
            }
            // A token that is no longer understood: from the beginning, then.
            End::Refused(
                Code::InvalidArgument | Code::OutOfRange | Code::FailedPrecondition | Code::NotFound,
            ) if !self.resume_token.is_empty() => {
                self.resume_token.clear();
                self.was_live = false;
                now(false)
            }
            End::Closed | End::Silent | End::Away => self.fail(jitter),
            End::Refused(
                Code::ResourceExhausted | Code::Aborted | Code::Unavailable | Code::DeadlineExceeded,
            ) => self.fail(jitter),
            End::Misaddressed | End::Refused(Code::Internal | Code::Unknown | Code::Cancelled)
                if self.was_live =>
            {
                self.fail(jitter)
            }
            End::Misaddressed | End::Refused(_) => Next::GiveUp,
        }
    }

    fn fail(&mut self, jitter: f64) -> Next {
        self.n_failed = self.n_failed.saturating_add(1);
        self.pause(self.n_failed, jitter)
    }

    /// Doubled each time, and between half and all of that, so that many readers do not come at once.
    fn pause(&self, nth: u32, jitter: f64) -> Next {
        let doubled = FIRST_PAUSE.saturating_mul(1 << nth.saturating_sub(1).min(10));
        let after = doubled.min(LONGEST_PAUSE).mul_f64(0.5 + jitter.clamp(0.0, 1.0) / 2.0);
        Next::Retry { after, renew: false }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn live() -> Link {
        let mut link = Link::default();
        link.opened(true);
        link.heard("t1", true);
        link
    }

    fn after(next: Next) -> Duration {
        match next {
            Next::Retry { after, renew: false } => after,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn lists_are_read_at_first_and_when_something_was_missed() {
        let mut link = Link::default();

        assert!(link.opened(true));
        assert!(!link.opened(true));
        assert!(link.opened(false));
    }

    #[test]
    fn pauses_grow_to_a_limit_and_begin_anew_when_it_is_live() {
        let mut link = live();

        let pauses: Vec<Duration> = (0..8).map(|_| after(link.ended(End::Away, true, 1.0))).collect();

        assert_eq!(pauses[..3], [500, 1_000, 2_000].map(Duration::from_millis));
        assert_eq!(pauses[7], LONGEST_PAUSE);
        link.opened(true);
        assert_eq!(after(link.ended(End::Closed, true, 0.0)), FIRST_PAUSE / 2);
        assert_eq!(link.resume_token(), "t1");
    }

    #[test]
    fn a_slow_reader_resumes_at_once_the_first_time() {
        let mut link = live();

        assert_eq!(after(link.ended(End::Lagged, true, 1.0)), Duration::ZERO);
        assert!(after(link.ended(End::Lagged, true, 1.0)) > Duration::ZERO);
        link.heard("t2", false);
        assert_eq!(after(link.ended(End::Lagged, true, 1.0)), Duration::ZERO);
        assert_eq!(link.resume_token(), "t2");
    }

    #[test]
    fn an_expired_token_is_renewed_once() {
        let expired = End::Refused(Code::Unauthenticated);
        let mut link = live();

        assert_eq!(link.ended(expired, true, 0.0), Next::Retry { after: Duration::ZERO, renew: true });
        assert_eq!(link.ended(expired, true, 0.0), Next::GiveUp);
        assert_eq!(live().ended(expired, false, 0.0), Next::GiveUp);
    }

    #[test]
    fn a_resume_token_that_is_not_understood_is_dropped_once() {
        let mut link = live();

        assert_eq!(after(link.ended(End::Refused(Code::InvalidArgument), true, 0.0)), Duration::ZERO);
        assert_eq!(link.resume_token(), "");
        assert_eq!(link.ended(End::Refused(Code::InvalidArgument), true, 0.0), Next::GiveUp);
        assert!(link.opened(true), "lists are read again");
    }

    #[test]
    fn what_repeating_does_not_mend_ends_it() {
        for code in [Code::Unimplemented, Code::PermissionDenied, Code::DataLoss] {
            assert_eq!(live().ended(End::Refused(code), true, 0.0), Next::GiveUp, "{code:?}");
        }
        assert_eq!(Link::default().ended(End::Refused(Code::Internal), true, 0.0), Next::GiveUp);
        assert_eq!(Link::default().ended(End::Misaddressed, true, 0.0), Next::GiveUp);
        assert!(matches!(live().ended(End::Refused(Code::Internal), true, 0.0), Next::Retry { .. }));
    }
}
