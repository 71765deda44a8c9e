//! What an answer is compared with.

use std::time::Duration;

use nocturne_shared::{check::HttpSpec, outcome::Reason};

use super::{body::Body, certificate::Facts};
use crate::probe::measurement::{Finding, quote};

/// Bytes of a body that are shown when it is not as expected.
const MAX_QUOTED: usize = 256;
/// Longest body that is searched on the spot; linear time makes that about a millisecond.
const MAX_ON_THE_SPOT: usize = 64 * 1024;

/// Whether the status is none the check expects.
pub(super) fn status(spec: &HttpSpec, status: u16) -> Result<(), Finding> {
    if spec.expected_statuses.contains(status) {
        return Ok(());
    }
    let evidence = format!("status {status} where {} is expected", spec.expected_statuses);
    Err(Finding::failure(Reason::HttpStatus, evidence))
}

/// Whether the body is longer than the check reads.
pub(super) fn size(spec: &HttpSpec, body: &Body, content_length: Option<u64>) -> Result<(), Finding> {
    if !body.too_long {
        return Ok(());
    }
    let announced = content_length.map(|length| format!(" (it says {length})")).unwrap_or_default();
    let evidence = format!("the body has more than {} bytes{announced}", spec.max_body_bytes);
    Err(Finding::failure(Reason::HttpBodySize, evidence))
}

/// Whether the check looks at the body.
pub(super) const fn wants_body(spec: &HttpSpec) -> bool {
    !spec.body_matches.is_empty() || !spec.body_forbids.is_empty()
}

/// Searches the body, away from the other executions when it is long.
pub(super) async fn body(spec: &HttpSpec, body: Vec<u8>) -> Result<(), Finding> {
    if body.len() <= MAX_ON_THE_SPOT {
        return search(spec, &body);
    }
    let spec = spec.clone();
    let searched = tokio::task::spawn_blocking(move || search(&spec, &body)).await;
    searched.unwrap_or_else(|_ended| {
        Err(Finding::local(Reason::LocalResources, "searching the body was given up"))
    })
}

fn search(spec: &HttpSpec, body: &[u8]) -> Result<(), Finding> {
    let missing = spec.body_matches.iter().filter(|pattern| !pattern.is_match(body));
    let forbidden = spec.body_forbids.iter().filter(|pattern| pattern.is_match(body));
    let wrong: Vec<String> = missing
        .map(|pattern| format!("the body does not match {:?}", pattern.as_str()))
        .chain(forbidden.map(|pattern| format!("the body matches {:?}", pattern.as_str())))
        .collect();
    if wrong.is_empty() {
        return Ok(());
    }
    let start: Vec<u8> = body.iter().take(MAX_QUOTED).copied().collect();
    let evidence = format!("{}; it begins with {}", wrong.join(", "), quote(&start));
    Err(Finding::failure(Reason::HttpBody, evidence))
}

/// Whether the certificates last as long as the check wants, `now` in seconds since 1970.
pub(super) fn remaining(spec: &HttpSpec, facts: Option<&Facts>, now: i64) -> Result<(), Finding> {
    let (Some(least), Some(facts)) = (spec.tls_min_remaining, facts) else { return Ok(()) };
    let left = u64::try_from(facts.earliest_end.saturating_sub(now)).unwrap_or(0);
    if left >= least.as_secs() {
        return Ok(());
    }
    let evidence =
        format!("a certificate ends in {} where {} are wanted", days(Duration::from_secs(left)), days(least));
    Err(Finding::failure(Reason::TlsExpiring, evidence))
}

fn days(span: Duration) -> String {
    format!("{:.1} days", span.as_secs_f64() / 86_400.0)
}
