//! Where servers send us on: `nocturne_probe::probe::http::Ask`.
//!
//! The first line of an input is a status, the rest a `Location` as it came.

use nocturne_probe::probe::http::{Ask, is_redirect};
use nocturne_shared::check::Method;

use crate::{Limits, agent_protocol::split};

/// A URL, and the request that is copied.
pub const LIMITS: Limits = Limits { bytes_per_byte: 256, ..Limits::USUAL };

/// What only the check's own host may see.
const SECRETS: [&str; 2] = ["authorization", "cookie"];

/// A redirect leads to a host over HTTP, without a name or password in it, and takes secrets nowhere else. True when it
/// leads somewhere.
///
/// # Panics
///
/// On a finding.
pub fn target(bytes: &[u8]) -> bool {
    let (status, location) = split(bytes);
    let status = std::str::from_utf8(status).ok().and_then(|text| text.parse().ok()).unwrap_or(302);
    if !is_redirect(status) {
        return false;
    }
    let headers =
        [("authorization", "Bearer s"), ("cookie", "c=1"), ("content-type", "text/plain"), ("x-y", "z")];
    let first = Ask {
        method: Method::Post,
        url: "http://shop.example:8080/a/b?c".parse().expect("a URL"),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        body: "body".to_owned(),
    };
    let next = match first.follow(status, Some(location)) {
        Ok(next) => next,
        Err(why) => {
            assert!(!why.is_empty() && why.len() <= 2_000, "{} bytes are told", why.len());
            assert!(!why.contains(char::is_control), "control characters are told: {why:?}");
            return false;
        }
    };
    let url = &next.url;
    assert!(matches!(url.scheme(), "http" | "https"), "{url}");
    assert!(url.host_str().is_some_and(|host| !host.is_empty()) && url.port() != Some(0), "{url}");
    assert!(url.username().is_empty() && url.password().is_none() && url.fragment().is_none(), "{url}");
    let has = |name: &str| next.headers.iter().any(|(known, _)| known == name);
    if url.origin() != first.url.origin() {
        assert!(!SECRETS.into_iter().any(has), "secrets of {} go to {url}", first.url);
    }
    assert!(has("x-y"));
    assert_eq!(has("content-type"), next.method == Method::Post);
    assert_eq!(next.body.is_empty(), next.method != Method::Post);
    true
}
