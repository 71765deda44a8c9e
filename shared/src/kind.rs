//! What a caller can do about an error.

/// The only thing transports look at. A further variant forces every mapping to be revisited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The request can never succeed as sent.
    Invalid,
    /// Nobody has said who they are, or not convincingly.
    Unauthenticated,
    /// The caller is known and may not.
    Forbidden,
    /// No such thing, or not for this caller.
    NotFound,
    /// A thing of this name is there.
    AlreadyExists,
    /// Someone else changed the same thing: read again, then retry.
    Conflict,
    /// The thing is not in a state that allows this.
    Precondition,
    /// A limit was reached; retry after a while or ask for less.
    Exhausted,
    /// Retry later, unchanged.
    Unavailable,
    /// A bug or broken data; retrying will not help.
    Internal,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Invalid,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::AlreadyExists,
        Self::Conflict,
        Self::Precondition,
        Self::Exhausted,
        Self::Unavailable,
        Self::Internal,
    ];
}
