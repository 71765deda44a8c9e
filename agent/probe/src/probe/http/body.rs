//! The body of an answer, no further than the check wants to read.

use http::{HeaderMap, header};
use http_body_util::BodyExt as _;

use super::{exchange::Reply, fault::broken};
use crate::probe::measurement::Finding;

/// A body that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    /// All of it, when it was to be kept; never more than the limit.
    pub(super) bytes: Vec<u8>,
    /// How many were read, at most one more than the limit.
    pub(super) n_bytes: u64,
    /// Whether there are more than the limit.
    pub(super) too_long: bool,
}

/// Bytes a head announces; `None` when it does not say.
pub(super) fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
}

/// Reads the body to its end or one byte beyond `limit`. One that announces more is not read at all.
pub(super) async fn read(
    reply: &mut Reply,
    limit: u64,
    keep: bool,
    host: &str,
    attempt: &str,
) -> Result<Body, Finding> {
    let Reply { response, connection } = reply;
    let mut body = Body { bytes: Vec::new(), n_bytes: 0, too_long: false };
    // The length that goes for the body: 0 for answers that have none, whatever their head says.
    let announced = hyper::body::Body::size_hint(response.body()).lower();
    if announced > limit {
        body.too_long = true;
        return Ok(body);
    }
    while let Some(frame) = connection.alongside(response.body_mut().frame()).await {
        let frame = frame.map_err(|error| broken(&error, host, attempt))?;
        // Trailers are of no use here.
        let Ok(data) = frame.into_data() else { continue };
        let room = limit + 1 - body.n_bytes;
        let taken = data.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        body.n_bytes += u64::try_from(taken).unwrap_or(u64::MAX);
        body.too_long = body.n_bytes > limit;
        if body.too_long {
            body.bytes = Vec::new();
            return Ok(body);
        }
        if keep {
            body.bytes.extend(data.iter().take(taken));
        }
    }
    Ok(body)
}
