//! One id per request: taken from the caller or made, returned, in every log line and in every error.

use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue};
use nocturne_runtime::accept::ConnInfo;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::app::call::Call;

/// The header, in both directions.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken over from a caller.
const MAX_LENGTH: usize = 128;

/// Id of the request that the running task serves; empty outside of one.
#[must_use]
pub fn current() -> String {
    Call::current().request_id
}

/// Layer: gives the request its id, and tells use cases of the call.
pub async fn assign(request: Request, next: Next) -> Response {
    let given = request.headers().get(HEADER).and_then(|value| value.to_str().ok());
    let id = given.filter(|id| is_legal(id)).map_or_else(|| Uuid::now_v7().to_string(), str::to_owned);
    let span = tracing::debug_span!("request", request.id = %id, path = request.uri().path());

    let address = request.extensions().get::<ConnInfo>().map(|info| info.peer_addr.ip());

    let call = Call { request_id: id.clone(), address };
    let mut response = call.scope(next.run(request).instrument(span)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}

/// Callers choose ids that end up in logs: printable ASCII without spaces only.
fn is_legal(id: &str) -> bool {
    (1..=MAX_LENGTH).contains(&id.len()) && id.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_would_disturb_a_log_are_not_taken_over() {
        assert!(is_legal("01-abc/DEF"));
        for bad in ["", "a b", "a\nb", "ä", &"x".repeat(129)] {
            assert!(!is_legal(bad), "{bad:?}");
        }
    }
}
