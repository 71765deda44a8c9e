//! Layer: says in plain words that a message is too large or cannot be read. Both are the caller's mistakes.

use axum::{body::Body, extract::Request, middleware::Next, response::Response};
use nocturne_shared::kind::ErrorKind;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::{
    error::{TOO_LARGE, reason, transport},
    http::request_id,
};

/// Largest message of a request, bytes.
pub const MAX_MESSAGE: usize = 1 << 20;

/// What the decoder's own failures begin with. It calls them INTERNAL.
const UNREADABLE: [&str; 4] =
    ["failed to decode Protobuf message", "protocol error", "Missing request message", "Unexpected EOF"];

/// Layer: tells the decoder's refusals in words.
///
/// No use case answers `OUT_OF_RANGE`: where it appears the decoder refused a length prefix above [`MAX_MESSAGE`]. And none
/// answers INTERNAL without details: where it appears the decoder could not read a message.
pub async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let Some(status) = Status::from_header_map(response.headers()) else {
        return response;
    };
    let by_decoder = || UNREADABLE.iter().any(|start| status.message().starts_with(start));
    match status.code() {
        Code::OutOfRange => too_large(found_bytes(status.message())),
        Code::Internal if status.details().is_empty() && by_decoder() => unreadable(status.message()),
        _ => return response,
    }
    .into_http::<Body>()
}

fn unreadable(why: &str) -> Status {
    let message = format!("the message is none that the method takes: {why}; nothing was changed");
    refusal(transport(ErrorKind::Invalid).1, reason(ErrorKind::Invalid), message)
}

fn too_large(found: Option<u64>) -> Status {
    let size = found.map_or_else(String::new, |bytes| format!(" of {bytes} bytes"));
    let message = format!(
        "the message{size} is larger than the limit of {MAX_MESSAGE} bytes (1 MiB); nothing was changed; split it into \
         several calls"
    );
    refusal(Code::ResourceExhausted, TOO_LARGE, message)
}

fn refusal(code: Code, reason: &str, message: String) -> Status {
    let mut details = ErrorDetails::new();
    details.set_error_info(reason, "nocturne", [("request_id".to_owned(), request_id::current())]);
    Status::with_error_details(code, message, details)
}

/// The first number in the decoder's text.
fn found_bytes(text: &str) -> Option<u64> {
    let from = text.find(|c: char| c.is_ascii_digit())?;
    let digits: String = text.chars().skip(from).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
