//! How the store fails.

use std::io;

use nocturne_shared::kind::ErrorKind;
use tokio_postgres::error::SqlState;

/// What PostgreSQL says to U+0000 in `text` and in `jsonb`.
const UNSTORABLE: [SqlState; 2] = [SqlState::CHARACTER_NOT_IN_REPERTOIRE, SqlState::UNTRANSLATABLE_CHARACTER];

/// `Display` describes this layer only; the cause is in `source()` and is joined on by whoever logs it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing has that id, or not in this organization.
    #[error("no {what} with id {id}")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// Id as asked for.
        id: String,
    },
    /// The row changed since it was read.
    #[error("{what} was changed by another writer")]
    Conflict {
        /// Kind of thing.
        what: &'static str,
    },
    /// A unique constraint holds.
    #[error("{constraint} holds already")]
    AlreadyExists {
        /// Name of the constraint.
        constraint: String,
    },
    /// A text holds U+0000, which PostgreSQL keeps neither in `text` nor in `jsonb`.
    #[error("a text holds the character U+0000, which cannot be kept; send it without")]
    Unstorable {
        /// Cause.
        #[source]
        source: tokio_postgres::Error,
    },
    /// No connection within the pool's wait limit.
    #[error("no database connection")]
    Pool(#[source] deadpool_postgres::PoolError),
    /// A statement failed.
    #[error("statement {statement} failed")]
    Query {
        /// Name, as in `queries/`.
        statement: &'static str,
        /// Cause.
        #[source]
        source: tokio_postgres::Error,
    },
    /// A stored value cannot be read.
    #[error("a stored {what} is damaged")]
    Damaged {
        /// What.
        what: &'static str,
        /// Cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// What a caller can do about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::Conflict { .. } => ErrorKind::Conflict,
            Self::AlreadyExists { .. } => ErrorKind::AlreadyExists,
            Self::Unstorable { .. } => ErrorKind::Invalid,
            Self::Pool(_) => ErrorKind::Unavailable,
            Self::Query { source, .. } if is_gone(source) => ErrorKind::Unavailable,
            Self::Query { .. } | Self::Damaged { .. } => ErrorKind::Internal,
        }
    }

    /// True when the transaction lost a race and may simply be run again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let Self::Query { source, .. } = self else { return false };
        matches!(source.code(), Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED))
    }
}

/// Turns an error of the driver into ours; `statement` is its name in `queries/`.
pub fn query(statement: &'static str) -> impl Fn(tokio_postgres::Error) -> StoreError {
    move |source| match source.as_db_error() {
        Some(refused) if *refused.code() == SqlState::UNIQUE_VIOLATION => {
            StoreError::AlreadyExists { constraint: refused.constraint().unwrap_or(statement).to_owned() }
        }
        Some(refused) if UNSTORABLE.contains(refused.code()) => StoreError::Unstorable { source },
        _ => StoreError::Query { statement, source },
    }
}

/// A stored value that does not read back.
pub fn damaged<E>(what: &'static str) -> impl Fn(E) -> StoreError
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    move |source| StoreError::Damaged { what, source: source.into() }
}

/// The connection or the server is gone, full, starting or read-only: the same statement may work on another one later.
fn is_gone(error: &tokio_postgres::Error) -> bool {
    match error.code().map(SqlState::code) {
        Some(code) => code == "25006" || ["08", "53", "57P"].iter().any(|class| code.starts_with(class)),
        // Without an answer of the server it is the line, or a value that does not fit its type: a bug.
        None => {
            error.is_closed()
                || std::error::Error::source(error).is_some_and(|source| source.is::<io::Error>())
        }
    }
}
