//! From a gRPC status and its details.

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::{Failure, FailureKind, FieldFailure, permission_in, sentence};

/// How errors begin that the browser's transport makes itself, before or instead of an answer.
const TRANSPORT: [&str; 7] = [
    "JS API error",
    "malformed response",
    "missing content-type header",
    "missing response body",
    "invalid content type",
    "failed to parse headers",
    "base64 decode error",
];

pub(super) fn failure(status: &Status) -> Failure {
    let details = status.get_error_details();
    let info = details.error_info();
    let reason = info.map(|info| info.reason.as_str()).filter(|reason| !reason.is_empty());
    let message = status.message();
    let kind = reason.and_then(by_reason).unwrap_or_else(|| by_code(status.code(), message));

    let mut failure = Failure::new(kind, detail(kind, message));
    if let Some(reason) = reason {
        failure.code = reason.to_owned();
    }
    if let Some(bad) = details.bad_request() {
        let violations = bad.field_violations.iter();
        failure.fields =
            violations.map(|found| FieldFailure::new(&found.field, &found.description)).collect();
    }
    if let Some(broken) = details.precondition_failure() {
        let violations = broken.violations.iter();
        failure.fields.extend(violations.map(|found| FieldFailure::new(&found.subject, &found.description)));
    }
    failure.permission =
        info.and_then(|info| info.metadata.get("permission").cloned()).or_else(|| permission_in(message));
    failure.request_id = info
        .and_then(|info| info.metadata.get("request_id").cloned())
        .or_else(|| details.request_info().map(|request| request.request_id.clone()))
        .or_else(|| header(status, "x-request-id"))
        .filter(|id| !id.is_empty());
    failure.retry_after = details.retry_info().and_then(|retry| retry.retry_delay);
    failure
}

fn header(status: &Status, name: &str) -> Option<String> {
    status.metadata().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}

fn by_reason(reason: &str) -> Option<FailureKind> {
    FailureKind::ALL.into_iter().find(|kind| kind.code() == reason)
}

fn by_code(code: Code, message: &str) -> FailureKind {
    match code {
        Code::InvalidArgument | Code::OutOfRange => FailureKind::Invalid,
        Code::Unauthenticated => FailureKind::Unauthenticated,
        Code::PermissionDenied => FailureKind::Forbidden,
        Code::NotFound => FailureKind::NotFound,
        Code::AlreadyExists => FailureKind::AlreadyExists,
        Code::Aborted => FailureKind::Conflict,
        Code::FailedPrecondition => FailureKind::Precondition,
        Code::ResourceExhausted => FailureKind::Exhausted,
        Code::Unavailable => FailureKind::Unavailable,
        Code::DeadlineExceeded => FailureKind::TimedOut,
        Code::Cancelled => FailureKind::Cancelled,
        Code::Unimplemented => FailureKind::Unsupported,
        Code::Unknown | Code::Internal if TRANSPORT.iter().any(|begin| message.contains(begin)) => {
            FailureKind::Unreachable
        }
        Code::Ok | Code::Unknown | Code::Internal | Code::DataLoss => FailureKind::Internal,
    }
}

/// What the browser says of a connection that was not made is English of another house.
fn detail(kind: FailureKind, message: &str) -> String {
    match kind {
        FailureKind::Unreachable => {
            "No answer came from the coordinator, or one that something in between made up.".to_owned()
        }
        FailureKind::TimedOut if message.is_empty() => "The coordinator was too slow.".to_owned(),
        _ if message.is_empty() => "The coordinator gives no reason.".to_owned(),
        _ => sentence(message),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashMap, time::Duration};

    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn everything_the_server_says_is_kept() {
        let mut details = ErrorDetails::new();
        details.set_error_info(
            "INVALID",
            "nocturne",
            HashMap::from([("request_id".to_owned(), "r-1".to_owned())]),
        );
        details.add_bad_request_violation("interval", "is 0");
        details.add_bad_request_violation("targets[1]", "is there twice");
        let status =
            Status::with_error_details(Code::InvalidArgument, "2 fields are wrong: interval: is 0", details);

        let failure = Failure::from(&status);

        assert!(failure.is_invalid() && !failure.is_retryable());
        assert_eq!(failure.code, "INVALID");
        assert_eq!(failure.detail, "2 fields are wrong: interval: is 0.");
        let want = [FieldFailure::new("interval", "is 0"), FieldFailure::new("targets[1]", "is there twice")];
        assert_eq!(failure.fields, want);
        assert_eq!(failure.request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn the_reason_counts_more_than_the_code() {
        let mut details = ErrorDetails::new();
        details.set_error_info("TOO_LARGE", "nocturne", HashMap::new());
        let status = Status::with_error_details(Code::ResourceExhausted, "too large", details);

        assert_eq!(Failure::from(&status).kind, FailureKind::TooLarge);
    }

    #[test]
    fn a_reason_that_is_not_known_leaves_it_to_the_code() {
        let mut details = ErrorDetails::new();
        details.set_error_info("OF_TOMORROW", "nocturne", HashMap::new());
        let status = Status::with_error_details(Code::NotFound, "gone", details);

        let failure = Failure::from(status);

        assert_eq!((failure.kind, failure.code.as_str()), (FailureKind::NotFound, "OF_TOMORROW"));
    }

    #[test]
    fn the_permission_that_lacks_is_named() {
        let message = "eve has role viewer, which lacks the permission `checks.write`; ask an administrator";

        let failure = Failure::from(Status::permission_denied(message));

        assert!(failure.is_forbidden());
        assert_eq!(failure.permission.as_deref(), Some("checks.write"));
        assert_eq!(Failure::from(Status::permission_denied("no permission ``")).permission, None);
    }

    #[test]
    fn a_lost_connection_is_not_a_failure_of_the_coordinator() {
        for message in
            ["JS API error: TypeError: Failed to fetch", "missing content-type header in gRPC response"]
        {
            let failure = Failure::from(Status::unknown(message));

            assert!(failure.is_unavailable() && failure.is_retryable(), "{message}");
            assert!(!failure.detail.contains("JS"));
        }
        assert_eq!(Failure::from(Status::unknown("boom")).kind, FailureKind::Internal);
    }

    #[test]
    fn a_limit_says_when_to_come_back() {
        let details = ErrorDetails::with_retry_info(Some(Duration::from_secs(7)));
        let status = Status::with_error_details(Code::ResourceExhausted, "too many tries", details);

        assert_eq!(Failure::from(status).retry_after, Some(Duration::from_secs(7)));
    }

    #[test]
    fn broken_preconditions_are_kept_as_fields() {
        let details = ErrorDetails::with_precondition_failure_violation("STATE", "agent", "is revoked");
        let failure = Failure::from(Status::with_error_details(Code::FailedPrecondition, "no", details));

        assert_eq!(failure.fields, [FieldFailure::new("agent", "is revoked")]);
    }

    #[test]
    fn every_code_has_a_kind_and_words() {
        for code in 0..=16 {
            let failure = Failure::from(Status::new(Code::from_i32(code), ""));
            assert!(
                !failure.title.is_empty() && !failure.detail.is_empty() && !failure.what_to_do.is_empty()
            );
        }
    }

    #[test]
    fn details_that_are_garbage_are_left_out() {
        let status = Status::with_details(Code::NotFound, "gone", vec![0xff, 0x01, 0x80].into());

        assert!(Failure::from(status).is_not_found());
    }
}
