//! How a use case fails, and the one table from kinds of failure to both transports.

use std::{error::Error, time::Duration};

use http::StatusCode;
use nocturne_core::access::Permission;
use nocturne_shared::{
    field::{FieldError, FieldErrors},
    kind::ErrorKind,
};
use nocturne_store::StoreError;
use tonic::Code;

pub mod render;

/// Why a call was not carried out. `Display` is what the caller is told, except for [`ErrorKind::Internal`] and
/// [`ErrorKind::Unavailable`], whose cause is for the log.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// Fields are wrong; all of them are named.
    #[error("{}", invalid_text(.0))]
    Invalid(FieldErrors),

    /// Nobody has said who they are, or not convincingly.
    #[error("{0}")]
    Unauthenticated(&'static str),

    /// The caller's role lacks a permission.
    #[error(
        "{name} has role {role}, which lacks the permission `{permission}`; ask an administrator for a role that has it"
    )]
    Forbidden {
        /// Caller, for people.
        name: String,
        /// Caller's role.
        role: &'static str,
        /// What would be needed.
        permission: Permission,
    },

    /// The caller may do this kind of thing, but not this one.
    #[error("{0}")]
    Refused(String),

    /// No such thing in the caller's organization.
    #[error("there is no {what} {id:?}; list what is there and use an id or a name from it")]
    NotFound {
        /// Kind of thing.
        what: &'static str,
        /// What was asked for.
        id: String,
    },

    /// The name is taken.
    #[error("a {what} named {name:?} exists already; choose another name or change that one")]
    AlreadyExists {
        /// Kind of thing.
        what: &'static str,
        /// The name.
        name: String,
    },

    /// Somebody else changed the thing since it was read.
    #[error(
        "{what} {name:?} was changed since it was read; read it again, apply the change to what is there and send its etag"
    )]
    Conflict {
        /// Kind of thing.
        what: &'static str,
        /// Which one.
        name: String,
    },

    /// The thing is not in a state that allows this.
    #[error("{0}")]
    Precondition(String),

    /// A limit was reached.
    #[error("{message}; try again in {} s", retry_after.as_secs().max(1))]
    Exhausted {
        /// Which limit.
        message: String,
        /// When it is worth trying again.
        retry_after: Duration,
    },

    /// The store failed; its kind says how.
    #[error(transparent)]
    Store(#[from] StoreError),

    /// A bug or broken data.
    #[error("{attempt}")]
    Internal {
        /// What was attempted.
        attempt: &'static str,
        /// Why it failed.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
}

impl ApiError {
    /// One wrong field.
    pub fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid(FieldErrors::one(field, reason))
    }

    /// A failure of ours.
    pub fn internal(attempt: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal { attempt, source: source.into() }
    }

    /// What a caller can do about it.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Unauthenticated(_) => ErrorKind::Unauthenticated,
            Self::Forbidden { .. } | Self::Refused(_) => ErrorKind::Forbidden,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::AlreadyExists { .. } => ErrorKind::AlreadyExists,
            Self::Conflict { .. } => ErrorKind::Conflict,
            Self::Precondition(_) => ErrorKind::Precondition,
            Self::Exhausted { .. } => ErrorKind::Exhausted,
            Self::Store(error) => error.kind(),
            Self::Internal { .. } => ErrorKind::Internal,
        }
    }

    /// The wrong fields, if that is what it is.
    #[must_use]
    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(FieldErrors(found)) => found,
            _ => &[],
        }
    }
}

impl From<FieldErrors> for ApiError {
    fn from(found: FieldErrors) -> Self {
        Self::Invalid(found)
    }
}

/// The table from kinds to both transports.
#[must_use]
pub const fn transport(kind: ErrorKind) -> (StatusCode, Code) {
    match kind {
        ErrorKind::Invalid => (StatusCode::UNPROCESSABLE_ENTITY, Code::InvalidArgument),
        ErrorKind::Unauthenticated => (StatusCode::UNAUTHORIZED, Code::Unauthenticated),
        ErrorKind::Forbidden => (StatusCode::FORBIDDEN, Code::PermissionDenied),
        ErrorKind::NotFound => (StatusCode::NOT_FOUND, Code::NotFound),
        ErrorKind::AlreadyExists => (StatusCode::CONFLICT, Code::AlreadyExists),
        ErrorKind::Conflict => (StatusCode::PRECONDITION_FAILED, Code::Aborted),
        ErrorKind::Precondition => (StatusCode::CONFLICT, Code::FailedPrecondition),
        ErrorKind::Exhausted => (StatusCode::TOO_MANY_REQUESTS, Code::ResourceExhausted),
        ErrorKind::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        ErrorKind::Internal => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
    }
}

/// Stable spelling of a kind in `ErrorInfo.reason`.
#[must_use]
pub const fn reason(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "INVALID",
        ErrorKind::Unauthenticated => "UNAUTHENTICATED",
        ErrorKind::Forbidden => "FORBIDDEN",
        ErrorKind::NotFound => "NOT_FOUND",
        ErrorKind::AlreadyExists => "ALREADY_EXISTS",
        ErrorKind::Conflict => "CONFLICT",
        ErrorKind::Precondition => "PRECONDITION",
        ErrorKind::Exhausted => "EXHAUSTED",
        ErrorKind::Unavailable => "UNAVAILABLE",
        ErrorKind::Internal => "INTERNAL",
    }
}

fn invalid_text(found: &FieldErrors) -> String {
    match found.0.as_slice() {
        [one] => one.to_string(),
        many => format!("{} fields are wrong: {found}", many.len()),
    }
}
