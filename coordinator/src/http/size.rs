//! Layer: says in plain words that a message is too large.

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{error::TOO_LARGE, http::request_id};

/// Largest message of a request, bytes.
pub const MAX_MESSAGE: usize = 1 << 20;

/// No use case answers `OUT_OF_RANGE`: where it appears the decoder refused a length prefix above [`MAX_MESSAGE`].
pub async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let too_large = Status::from_header_map(response.headers())
        .filter(|status| status.code() == Code::OutOfRange)
        .map(|status| found_bytes(status.message()));
    let Some(found) = too_large else {
        return response;
    };
    let size = found.map_or_else(String::new, |bytes| format!(" of {bytes} bytes"));
    let message = format!(
        "the message{size} is larger than the limit of {MAX_MESSAGE} bytes (1 MiB); nothing was changed; split it into \
         several calls"
    );
    let mut details = ErrorDetails::new();
    details.set_error_info(TOO_LARGE, "nocturne", [("request_id".to_owned(), request_id::current())]);
    Status::with_error_details(Code::ResourceExhausted, message, details).into_http::<Body>()
}

/// The first number in the decoder's text.
fn found_bytes(text: &str) -> Option<u64> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text.chars().skip(from).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
