//! What went wrong with a call, for the one who made it.

use std::{fmt, time::Duration};

use crate::format::duration_human;

mod problem;
mod status;

/// One wrong field, as the server names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFailure {
    /// Path in the API's spelling, e.g. `http.expected_statuses[2]`.
    pub path: String,
    /// What is wrong and what would be right.
    pub message: String,
}

impl FieldFailure {
    /// A finding.
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { path: path.into(), message: message.into() }
    }
}

/// What a caller can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureKind {
    /// Fields are wrong.
    Invalid,
    /// Nobody is logged in, or not any more.
    Unauthenticated,
    /// The role lacks a permission.
    Forbidden,
    /// No such thing.
    NotFound,
    /// The name is taken.
    AlreadyExists,
    /// Somebody else changed it since it was read.
    Conflict,
    /// Its state does not allow this.
    Precondition,
    /// A limit was reached.
    Exhausted,
    /// The request is larger than the limit.
    TooLarge,
    /// The coordinator cannot serve it at the moment.
    Unavailable,
    /// The coordinator was not reached.
    Unreachable,
    /// No answer came in time.
    TimedOut,
    /// No answer came to a call that changes something: it may have been done.
    Unconfirmed,
    /// The caller gave up.
    Cancelled,
    /// The coordinator does not know the call: it is older than the console.
    Unsupported,
    /// A failure of the coordinator.
    Internal,
}

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What can be done about it.
    pub kind: FailureKind,
    /// Stable spelling for reports, e.g. `CONFLICT`.
    pub code: String,
    /// Headline.
    pub title: String,
    /// What happened, as the server says it.
    pub detail: String,
    /// The next step.
    pub what_to_do: String,
    /// Wrong fields.
    pub fields: Vec<FieldFailure>,
    /// Permission that is lacking.
    pub permission: Option<String>,
    /// Id under which the coordinator's log has the call.
    pub request_id: Option<String>,
    /// When it is worth trying again.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// A failure of this kind with a text of our own.
    pub fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: kind.code().to_owned(),
            title: kind.title().to_owned(),
            detail: detail.into(),
            what_to_do: kind.what_to_do().to_owned(),
            fields: Vec::new(),
            permission: None,
            request_id: None,
            retry_after: None,
        }
    }

    /// The browser could not reach the coordinator; `cause` is what it says about it, without the name of its error.
    pub fn unreachable(cause: impl AsRef<str>) -> Self {
        let cause = cause.as_ref();
        let words = cause.rsplit_once("Error: ").map_or(cause, |(_, words)| words);
        Self::new(FailureKind::Unreachable, format!("the browser says: {words}"))
    }

    /// Nothing came from the coordinator within `limit`.
    #[must_use]
    pub fn silent(limit: Duration) -> Self {
        let detail = format!("Nothing came from the coordinator within {}.", duration_human(limit));
        Self {
            title: "The coordinator does not answer".to_owned(),
            what_to_do: "The console goes on by itself when it answers again.".to_owned(),
            ..Self::new(FailureKind::TimedOut, detail)
        }
    }

    /// The same for a call that changes something: without an answer it may have been carried out.
    #[must_use]
    pub fn unconfirmed_if_unanswered(self) -> Self {
        match self.kind {
            FailureKind::Unreachable | FailureKind::TimedOut => {
                Self { request_id: self.request_id, ..Self::new(FailureKind::Unconfirmed, self.detail) }
            }
            _ => self,
        }
    }

    /// Reads a gRPC status with its details.
    #[must_use]
    pub fn from_status(status: &tonic::Status) -> Self {
        status::failure(status)
    }

    /// Reads an answer of the REST surface: `application/problem+json`, or whatever stood in its place.
    #[must_use]
    pub fn from_problem(http_status: u16, body: &[u8], retry_after: Option<&str>) -> Self {
        problem::failure(http_status, body, retry_after)
    }

    /// Nobody is logged in, or not any more.
    #[must_use]
    pub fn is_unauthenticated(&self) -> bool {
        self.kind == FailureKind::Unauthenticated
    }

    /// The role lacks a permission.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.kind == FailureKind::Forbidden
    }

    /// No such thing.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind == FailureKind::NotFound
    }

    /// Somebody else changed it.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.kind == FailureKind::Conflict
    }

    /// Fields are wrong.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.kind == FailureKind::Invalid
    }

    /// It may have been done.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        self.kind == FailureKind::Unconfirmed
    }

    /// The coordinator was not reached or cannot serve: the same call may work later.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        use FailureKind::{TimedOut, Unavailable, Unconfirmed, Unreachable};
        matches!(self.kind, Unavailable | Unreachable | TimedOut | Unconfirmed)
    }

    /// True when the same call may work if it is made again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.is_unavailable() || matches!(self.kind, FailureKind::Exhausted | FailureKind::Internal)
    }

    /// What to say of a change that failed: `thing` as its name, `done` as a participle, e.g. `web` and `changed`.
    #[must_use]
    pub fn of_change(&self, thing: &str, done: &str) -> String {
        if self.is_unconfirmed() {
            format!(
                "It is not known whether {thing} was {done}. {} {}",
                sentence(&self.detail),
                self.what_to_do
            )
        } else {
            format!("{thing} was not {done}: {}", self.detail)
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.title, self.detail)
    }
}

impl std::error::Error for Failure {}

impl From<&tonic::Status> for Failure {
    fn from(status: &tonic::Status) -> Self {
        Self::from_status(status)
    }
}

impl From<tonic::Status> for Failure {
    fn from(status: tonic::Status) -> Self {
        Self::from_status(&status)
    }
}

impl FailureKind {
    /// Every kind.
    pub const ALL: [Self; 16] = [
        Self::Invalid,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::AlreadyExists,
        Self::Conflict,
        Self::Precondition,
        Self::Exhausted,
        Self::TooLarge,
        Self::Unavailable,
        Self::Unreachable,
        Self::TimedOut,
        Self::Unconfirmed,
        Self::Cancelled,
        Self::Unsupported,
        Self::Internal,
    ];

    /// Stable spelling; where the server has one it is the server's.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Invalid => "INVALID",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::AlreadyExists => "ALREADY_EXISTS",
            Self::Conflict => "CONFLICT",
            Self::Precondition => "PRECONDITION",
            Self::Exhausted => "EXHAUSTED",
            Self::TooLarge => "TOO_LARGE",
            Self::Unavailable => "UNAVAILABLE",
            Self::Unreachable => "UNREACHABLE",
            Self::TimedOut => "TIMED_OUT",
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Cancelled => "CANCELLED",
            Self::Unsupported => "UNSUPPORTED",
            Self::Internal => "INTERNAL",
        }
    }

    /// Headline.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Invalid => "Some values are not right",
            Self::Unauthenticated => "You are not logged in",
            Self::Forbidden => "You may not do this",
            Self::NotFound => "There is no such thing",
            Self::AlreadyExists => "The name is taken",
            Self::Conflict => "Somebody else changed it",
            Self::Precondition => "Not possible in this state",
            Self::Exhausted => "A limit was reached",
            Self::TooLarge => "Too much at once",
            Self::Unavailable => "The coordinator cannot serve this at the moment",
            Self::Unreachable => "The coordinator cannot be reached",
            Self::TimedOut => "No answer came in time",
            Self::Unconfirmed => "It is not known whether this happened",
            Self::Cancelled => "The call was given up",
            Self::Unsupported => "The coordinator does not know this call",
            Self::Internal => "The coordinator failed",
        }
    }

    /// The next step.
    #[must_use]
    pub const fn what_to_do(self) -> &'static str {
        match self {
            Self::Invalid => "Correct the fields that are marked and send it again.",
            Self::Unauthenticated => "Log in again; you come back to this page.",
            Self::Forbidden => "Ask an administrator for a role that has the permission.",
            Self::NotFound => "It may have been deleted or renamed. Go back to the list.",
            Self::AlreadyExists => "Choose another name, or change the one that is there.",
            Self::Conflict => "Read it again, look at what changed, and apply your change to that.",
            Self::Precondition => "Look at its state; something else has to happen first.",
            Self::Exhausted => "Wait a moment and try again, or ask for less.",
            Self::TooLarge => "Split it into several changes.",
            Self::Unavailable | Self::TimedOut => "Try again in a moment.",
            Self::Unreachable => {
                "Check the network. The console goes on by itself when the coordinator is back."
            }
            Self::Unconfirmed => "Look whether it happened before you do it again.",
            Self::Cancelled => "Try again.",
            Self::Unsupported => "Reload the page: console and coordinator have different versions.",
            Self::Internal => "Try again. If it stays, give the request id to whoever runs the coordinator.",
        }
    }
}

/// The name in backticks after the word `permission`.
fn permission_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("permission `")?;
    let (name, _) = rest.split_once('`')?;
    (!name.is_empty()).then(|| name.to_owned())
}

/// First letter upper case, a full stop at the end: the server's sentences are fragments.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

#[cfg(test)]
mod tests;
