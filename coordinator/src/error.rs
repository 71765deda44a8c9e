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

    /// The caller lacks a permission.
    #[error(
        "{name} with role {role} lacks the permission `{permission}`; ask an administrator for a role, or a token, that has it"
    )]
    Forbidden {
        /// Caller, for people.
        name: String,
        /// Caller's role.
        role: String,
        /// What would be needed.
        permission: Permission,
    },

    /// The password was given by somebody else, and nothing but choosing another one is open.
    #[error(
        "the password was given by an administrator and must be changed before anything else: use ChangePassword, or \
         `noctl passwd`"
    )]
    PasswordExpired,

    /// The password is right, and a code of the second factor is asked for.
    #[error("a code of the second factor is needed too; send it as totp_code")]
    SecondFactorMissing,

    /// The password is right, and the code is not.
    #[error("the code of the second factor is wrong, or was used before; wait for the next one")]
    SecondFactorWrong,

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
            Self::Unauthenticated(_) | Self::SecondFactorMissing | Self::SecondFactorWrong => {
                ErrorKind::Unauthenticated
            }
            Self::Forbidden { .. } | Self::Refused(_) | Self::PasswordExpired => ErrorKind::Forbidden,
            Self::NotFound { .. } => ErrorKind::NotFound,
            Self::AlreadyExists { .. } => ErrorKind::AlreadyExists,
            Self::Conflict { .. } => ErrorKind::Conflict,
            Self::Precondition(_) => ErrorKind::Precondition,
            Self::Exhausted { .. } => ErrorKind::Exhausted,
            Self::Store(error) => error.kind(),
            Self::Internal { .. } => ErrorKind::Internal,
        }
    }

    /// `ErrorInfo.reason`: that of the kind, unless clients must tell this error from others of its kind.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::PasswordExpired => PASSWORD_CHANGE_REQUIRED,
            Self::SecondFactorMissing => TOTP_REQUIRED,
            Self::SecondFactorWrong => TOTP_WRONG,
            other => reason(other.kind()),
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

/// What a kind means to a caller, for the documentation.
#[must_use]
pub const fn meaning(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => {
            "The request can never succeed as sent; `errors` names every field that is wrong."
        }
        ErrorKind::Unauthenticated => {
            "Nobody said who they are, or not convincingly; log in or send an API token."
        }
        ErrorKind::Forbidden => "The caller may not do this; the permission that is lacking is named.",
        ErrorKind::NotFound => "There is no such thing, or not for this caller.",
        ErrorKind::AlreadyExists => "A thing of this name exists.",
        ErrorKind::Conflict => "The thing was changed since it was read; read it again and send its etag.",
        ErrorKind::Precondition => "The thing is not in a state that allows this.",
        ErrorKind::Exhausted => {
            "A limit was reached; try again after the time in `Retry-After`, or ask for less."
        }
        ErrorKind::Unavailable => "The coordinator cannot serve this at the moment; try again, unchanged.",
        ErrorKind::Internal => "The coordinator failed; its log has the cause under the request id.",
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

/// Reason of a refusal that ends when the caller chooses another password.
pub const PASSWORD_CHANGE_REQUIRED: &str = "PASSWORD_CHANGE_REQUIRED";
/// Reason of a login that lacks the code of the second factor.
pub const TOTP_REQUIRED: &str = "TOTP_REQUIRED";
/// Reason of a login or a change with a wrong code.
pub const TOTP_WRONG: &str = "TOTP_WRONG";
/// Reason of a message over the size limit; the layer that says it is no use case, so it has no kind.
pub const TOO_LARGE: &str = "TOO_LARGE";

/// The status of an answer over HTTP: by `ErrorInfo.reason`, which is ours, or else by the gRPC code of what never
/// reached a use case.
#[must_use]
pub fn http_status(given: Option<&str>, code: Code) -> StatusCode {
    if given == Some(TOO_LARGE) {
        return StatusCode::PAYLOAD_TOO_LARGE;
    }
    let kind = given.and_then(|given| ErrorKind::ALL.iter().copied().find(|kind| reason(*kind) == given));
    kind.map_or_else(|| code_status(code), |kind| transport(kind).0)
}

/// As `google/rpc/code.proto` says, where [`transport`] says nothing else.
const fn code_status(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::InvalidArgument => transport(ErrorKind::Invalid).0,
        Code::Unauthenticated => transport(ErrorKind::Unauthenticated).0,
        Code::PermissionDenied => transport(ErrorKind::Forbidden).0,
        Code::NotFound => transport(ErrorKind::NotFound).0,
        Code::AlreadyExists => transport(ErrorKind::AlreadyExists).0,
        Code::Aborted => transport(ErrorKind::Conflict).0,
        Code::FailedPrecondition => transport(ErrorKind::Precondition).0,
        Code::ResourceExhausted => transport(ErrorKind::Exhausted).0,
        Code::Unavailable => transport(ErrorKind::Unavailable).0,
        Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        // The caller went away; nobody reads this.
        Code::Cancelled => StatusCode::REQUEST_TIMEOUT,
        Code::Internal | Code::Unknown | Code::DataLoss => transport(ErrorKind::Internal).0,
    }
}

fn invalid_text(found: &FieldErrors) -> String {
    match found.0.as_slice() {
        [one] => one.to_string(),
        many => format!("{} fields are wrong: {found}", many.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_decides_the_http_status_and_the_code_only_where_there_is_none() {
        let cases = [
            (Some("INVALID"), Code::InvalidArgument, 422),
            (Some("UNAUTHENTICATED"), Code::Unauthenticated, 401),
            (Some("FORBIDDEN"), Code::PermissionDenied, 403),
            (Some("NOT_FOUND"), Code::NotFound, 404),
            (Some("ALREADY_EXISTS"), Code::AlreadyExists, 409),
            (Some("CONFLICT"), Code::Aborted, 412),
            (Some("PRECONDITION"), Code::FailedPrecondition, 409),
            (Some("EXHAUSTED"), Code::ResourceExhausted, 429),
            (Some("TOO_LARGE"), Code::ResourceExhausted, 413),
            (Some("UNAVAILABLE"), Code::Unavailable, 503),
            (Some("INTERNAL"), Code::Internal, 500),
            (Some("of somebody else"), Code::NotFound, 404),
            (None, Code::Ok, 200),
            (None, Code::InvalidArgument, 422),
            (None, Code::Aborted, 412),
            (None, Code::OutOfRange, 400),
            (None, Code::Unimplemented, 501),
            (None, Code::DeadlineExceeded, 504),
            (None, Code::Unknown, 500),
            (None, Code::DataLoss, 500),
        ];
        for (given, code, want) in cases {
            assert_eq!(http_status(given, code).as_u16(), want, "{given:?} {code:?}");
        }
    }

    #[test]
    fn every_kind_has_a_reason_and_one_pair_of_statuses() {
        for kind in ErrorKind::ALL.iter().copied() {
            let (status, code) = transport(kind);
            assert_eq!(http_status(Some(reason(kind)), Code::Unknown), status, "{kind:?}");
            assert_eq!(http_status(None, code), status, "{kind:?}");
        }
    }
}
