//! Everything that has a status, as one list with a shape, a word, a tone and an order.

use std::cmp::Ordering;

use nocturne_proto::api::v1::{
    Agent, CheckState, CheckVerdict, agent::Presence, check_state::Status, check_verdict::Verdict, join_token,
};

/// Status of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StatusKind {
    /// Does what is expected.
    Up,
    /// Some executions fail, fewer than make it down.
    Degraded,
    /// Down from some sites, not from most.
    Partial,
    /// Does not do what is expected.
    Down,
    /// Nobody has said anything that is fresh.
    Unknown,
    /// The observer could not look.
    Inconclusive,
    /// Agent that was heard from lately.
    Online,
    /// Agent that was not heard from for too long.
    Offline,
    /// Has not begun.
    Pending,
    /// Ended by an administrator.
    Revoked,
}

/// What a colour means. Red is kept for what somebody has to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// As it should be.
    Good,
    /// Worth a look.
    Warning,
    /// Act.
    Bad,
    /// On its way.
    Info,
    /// Not known.
    Neutral,
    /// Over.
    Muted,
}

impl Tone {
    /// Ending of the class and of the custom properties, e.g. `good`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Info => "info",
            Self::Neutral => "neutral",
            Self::Muted => "muted",
        }
    }
}

impl StatusKind {
    /// Every kind, worst first.
    pub const ALL: [Self; 10] = [
        Self::Down,
        Self::Partial,
        Self::Offline,
        Self::Degraded,
        Self::Inconclusive,
        Self::Unknown,
        Self::Pending,
        Self::Up,
        Self::Online,
        Self::Revoked,
    ];

    /// The word for it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Up => "Up",
            Self::Degraded => "Degraded",
            Self::Partial => "Partial",
            Self::Down => "Down",
            Self::Unknown => "Unknown",
            Self::Inconclusive => "Inconclusive",
            Self::Online => "Online",
            Self::Offline => "Offline",
            Self::Pending => "Pending",
            Self::Revoked => "Revoked",
        }
    }

    /// One sentence that says what it means.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Up => "Does what the check expects.",
            Self::Degraded => "Some executions fail, fewer than make it down.",
            Self::Partial => "Down from some sites, not from most.",
            Self::Down => "Does not do what the check expects.",
            Self::Unknown => "No agent has said anything fresh.",
            Self::Inconclusive => {
                "The agent itself was cut off or not permitted; this says nothing about the target."
            }
            Self::Online => "Heard from lately.",
            Self::Offline => "Not heard from for longer than it should be.",
            Self::Pending => "Enrolled, never connected.",
            Self::Revoked => "Revoked by an administrator.",
        }
    }

    /// Ending of the class, e.g. `down`.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Degraded => "degraded",
            Self::Partial => "partial",
            Self::Down => "down",
            Self::Unknown => "unknown",
            Self::Inconclusive => "inconclusive",
            Self::Online => "online",
            Self::Offline => "offline",
            Self::Pending => "pending",
            Self::Revoked => "revoked",
        }
    }

    /// Reads a [`StatusKind::slug`].
    #[must_use]
    pub fn from_slug(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == text)
    }

    /// Place in a list, 0 is the worst.
    #[must_use]
    pub const fn rank(self) -> u8 {
        match self {
            Self::Down => 0,
            Self::Partial => 1,
            Self::Offline => 2,
            Self::Degraded => 3,
            Self::Inconclusive => 4,
            Self::Unknown => 5,
            Self::Pending => 6,
            Self::Up => 7,
            Self::Online => 8,
            Self::Revoked => 9,
        }
    }

    /// What its colour says.
    #[must_use]
    pub const fn tone(self) -> Tone {
        match self {
            Self::Up | Self::Online => Tone::Good,
            Self::Degraded | Self::Partial | Self::Offline => Tone::Warning,
            Self::Down => Tone::Bad,
            Self::Pending => Tone::Info,
            Self::Unknown | Self::Inconclusive => Tone::Neutral,
            Self::Revoked => Tone::Muted,
        }
    }

    /// True for what belongs into a list of problems.
    #[must_use]
    pub const fn is_problem(self) -> bool {
        matches!(self, Self::Down | Self::Partial | Self::Offline | Self::Degraded | Self::Inconclusive)
    }

    /// The worse of both.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if other.rank() < self.rank() { other } else { self }
    }

    /// The worst of all; `None` of none.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Option<Self> {
        all.into_iter().min_by_key(|kind| kind.rank())
    }
}

impl Ord for StatusKind {
    /// Worst first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.rank().cmp(&other.rank())
    }
}

impl PartialOrd for StatusKind {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Status> for StatusKind {
    fn from(status: Status) -> Self {
        match status {
            Status::Unspecified => Self::Unknown,
            Status::Up => Self::Up,
            Status::Degraded => Self::Degraded,
            Status::Down => Self::Down,
            Status::Inconclusive => Self::Inconclusive,
        }
    }
}

impl From<Verdict> for StatusKind {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Unspecified | Verdict::Unknown => Self::Unknown,
            Verdict::Up => Self::Up,
            Verdict::Degraded => Self::Degraded,
            Verdict::Partial => Self::Partial,
            Verdict::Down => Self::Down,
        }
    }
}

impl From<Presence> for StatusKind {
    fn from(presence: Presence) -> Self {
        match presence {
            Presence::Unspecified => Self::Unknown,
            Presence::Pending => Self::Pending,
            Presence::Online => Self::Online,
            Presence::Offline => Self::Offline,
            Presence::Revoked => Self::Revoked,
        }
    }
}

impl From<&CheckState> for StatusKind {
    fn from(state: &CheckState) -> Self {
        state.status().into()
    }
}

impl From<&CheckVerdict> for StatusKind {
    fn from(verdict: &CheckVerdict) -> Self {
        verdict.verdict().into()
    }
}

impl From<&Agent> for StatusKind {
    fn from(agent: &Agent) -> Self {
        agent.presence().into()
    }
}

/// What became of a join token: what to draw and the word for it.
#[must_use]
pub const fn join_token_status(state: join_token::State) -> (StatusKind, &'static str) {
    match state {
        join_token::State::Unspecified => (StatusKind::Unknown, "Unknown"),
        join_token::State::Open => (StatusKind::Pending, "Open"),
        join_token::State::Redeemed => (StatusKind::Up, "Redeemed"),
        join_token::State::Expired => (StatusKind::Revoked, "Expired"),
        join_token::State::Revoked => (StatusKind::Revoked, "Revoked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_follow_the_list_and_are_all_different() {
        let ranks: Vec<u8> = StatusKind::ALL.iter().map(|kind| kind.rank()).collect();

        assert_eq!(ranks, (0..10).collect::<Vec<u8>>());
    }

    #[test]
    fn the_worst_wins_whatever_the_order() {
        let mixed = [StatusKind::Up, StatusKind::Degraded, StatusKind::Down, StatusKind::Unknown];

        assert_eq!(StatusKind::worst(mixed), Some(StatusKind::Down));
        assert_eq!(StatusKind::worst([]), None);
        assert_eq!(StatusKind::Up.worse(StatusKind::Partial), StatusKind::Partial);
        assert_eq!(StatusKind::Partial.worse(StatusKind::Up), StatusKind::Partial);
    }

    #[test]
    fn every_slug_reads_back_and_no_word_is_there_twice() {
        for kind in StatusKind::ALL {
            assert_eq!(StatusKind::from_slug(kind.slug()), Some(kind));
            assert_eq!(kind.label().to_lowercase(), kind.slug());
        }
        assert_eq!(StatusKind::from_slug("Up"), None);
    }

    #[test]
    fn a_number_of_a_later_contract_is_unknown() {
        let state = CheckState { status: 77, ..CheckState::default() };
        let verdict = CheckVerdict { verdict: -1, ..CheckVerdict::default() };
        let agent = Agent { presence: 99, ..Agent::default() };

        assert_eq!(StatusKind::from(&state), StatusKind::Unknown);
        assert_eq!(StatusKind::from(&verdict), StatusKind::Unknown);
        assert_eq!(StatusKind::from(&agent), StatusKind::Unknown);
    }

    #[test]
    fn only_down_is_red() {
        let red: Vec<StatusKind> =
            StatusKind::ALL.into_iter().filter(|kind| kind.tone() == Tone::Bad).collect();

        assert_eq!(red, [StatusKind::Down]);
    }
}
