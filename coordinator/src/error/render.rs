//! An [`ApiError`] as a gRPC status.
//!
//! Failures of ours are logged here, once, with their whole chain, and the caller gets the id under which to find them.

use std::{error::Error, fmt::Write as _};

use nocturne_shared::kind::ErrorKind;
use tonic::Status;
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{
    error::{ApiError, transport},
    http::request_id,
};

/// `ErrorInfo.domain` of every status.
const DOMAIN: &str = "nocturne";
/// Longest message, bytes. A status travels in headers, and clients hang up, on every call of the connection, when those
/// have more than 8 KiB (gRPC's own) or 16 KiB (hyper).
const MAX_MESSAGE: usize = 768;
/// Most bytes of wrong fields. They are written in base64, which makes four of three.
const MAX_FIELDS: usize = 3_584;
/// Longest name of a wrong field, bytes: labels have names that callers choose.
const MAX_FIELD: usize = 128;
/// Longest reason of one wrong field, bytes: reasons quote what was sent.
const MAX_REASON: usize = 400;

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
            _ => cut(&error.to_string(), MAX_MESSAGE),
        };

        let mut details = ErrorDetails::new();
        details.set_error_info(error.reason(), DOMAIN, [("request_id".to_owned(), request_id)]);
        let mut room = MAX_FIELDS;
        for finding in error.fields() {
            let (field, reason) = (cut(&finding.field, MAX_FIELD), cut(&finding.reason, MAX_REASON));
            // The message says how many there are.
            let Some(left) = room.checked_sub(field.len() + reason.len()) else { break };
            room = left;
            details.add_bad_request_violation(field, reason);
        }
        if let ApiError::Exhausted { retry_after, .. } = &error {
            details.set_retry_info(Some(*retry_after));
        }
        Self::with_error_details(code, message, details)
    }
}

/// The beginning of a text that is too long.
fn cut(text: &str, most_bytes: usize) -> String {
    if text.len() <= most_bytes {
        return text.to_owned();
    }
    let start = text.get(..text.floor_char_boundary(most_bytes)).unwrap_or_default();
    format!("{start}…")
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
    fn a_status_fits_into_the_headers_that_clients_take() {
        let many: Vec<FieldError> =
            (0..1_000).map(|index| FieldError::new(format!("targets[{index}]"), "ä".repeat(5_000))).collect();
        let errors = [
            ApiError::Invalid(FieldErrors(many)),
            ApiError::NotFound { what: "check", id: "\u{1f600}".repeat(30_000) },
        ];
        for error in errors {
            let status = Status::from(error);

            let headers = status.into_http::<()>().into_parts().0.headers;
            let n_bytes: usize =
                headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 32).sum();
            assert!(n_bytes < 8 << 10, "{n_bytes} bytes of headers");
        }
    }

    #[test]
    fn a_failure_of_ours_keeps_its_cause_to_the_log() {
        let secret = std::io::Error::other("password=hunter2");

        let status = Status::from(ApiError::internal("could not think", secret));

        assert_eq!(status.code(), Code::Internal);
        assert!(!status.message().contains("hunter2") && !status.message().contains("think"));
    }
}
