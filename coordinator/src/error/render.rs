//! An [`ApiError`] as a gRPC status.
//!
//! Failures of ours are logged here, once, with their whole chain, and the caller gets the id under which to find them.

use std::{error::Error, fmt::Write as _};

use nocturne_shared::kind::ErrorKind;
use tonic::Status;
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{
    error::{ApiError, reason, transport},
    http::request_id,
};

/// `ErrorInfo.domain` of every status.
const DOMAIN: &str = "nocturne";

impl From<ApiError> for Status {
    fn from(error: ApiError) -> Self {
        let kind = error.kind();
        let (_, code) = transport(kind);
        let request_id = request_id::current();
        let message = match kind {
            ErrorKind::Internal => {
                tracing::error!(request.id = %request_id, "request {request_id} failed: {}", chain(&error));
                format!("the coordinator failed; its log has the cause under request {request_id}")
            }
            ErrorKind::Unavailable => {
                tracing::warn!(request.id = %request_id, "request {request_id} not served: {}", chain(&error));
                format!(
                    "the coordinator cannot serve this at the moment, try again; its log has the cause under request {request_id}"
                )
            }
            _ => error.to_string(),
        };

        let mut details = ErrorDetails::new();
        details.set_error_info(reason(kind), DOMAIN, [("request_id".to_owned(), request_id)]);
        for finding in error.fields() {
            details.add_bad_request_violation(finding.field.clone(), finding.reason.clone());
        }
        if let ApiError::Exhausted { retry_after, .. } = &error {
            details.set_retry_info(Some(*retry_after));
        }
        Self::with_error_details(code, message, details)
    }
}

/// An error with everything that caused it, for the log.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, ": {error}").ok();
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use nocturne_shared::field::{FieldError, FieldErrors};
    use tonic::Code;

    use super::*;

    #[test]
    fn every_wrong_field_is_in_the_message_and_in_the_details() {
        let found = vec![FieldError::new("slug", "is taken"), FieldError::new("interval", "is 0")];

        let status = Status::from(ApiError::Invalid(FieldErrors(found)));

        assert_eq!(status.code(), Code::InvalidArgument);
        assert_eq!(status.message(), "2 fields are wrong: slug: is taken; interval: is 0");
        let details = status.get_error_details();
        let violations = &details.bad_request().unwrap().field_violations;
        assert_eq!(violations.iter().map(|v| v.field.as_str()).collect::<Vec<_>>(), ["slug", "interval"]);
        assert_eq!(details.error_info().unwrap().reason, "INVALID");
    }

    #[test]
    fn a_failure_of_ours_keeps_its_cause_to_the_log() {
        let secret = std::io::Error::other("password=hunter2");

        let status = Status::from(ApiError::internal("could not think", secret));

        assert_eq!(status.code(), Code::Internal);
        assert!(!status.message().contains("hunter2") && !status.message().contains("think"));
    }
}
