//! Is it our own page that asks? (Fetch Metadata; RFC 6454)

use http::{HeaderMap, HeaderName, header::ORIGIN};

const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Looks at what a browser says of the page that asks; true when its connection is by TLS, also to a proxy before us.
/// Programs that say nothing pass.
///
/// # Errors
///
/// What is wrong.
pub(super) fn check(headers: &HeaderMap, host: Option<&str>, tls: bool) -> Result<bool, String> {
    if let Some(site) = headers.get(SITE).filter(|site| *site != "same-origin") {
        return Err(format!("Sec-Fetch-Site is {site:?}, not \"same-origin\""));
    }
    let Some(origin) = headers.get(ORIGIN) else { return Ok(tls) };
    let foreign =
        || format!("the page is of {origin:?}, and the request went to {:?}", host.unwrap_or_default());
    let (scheme, authority) = origin.to_str().ok().and_then(split).ok_or_else(foreign)?;
    let is_same = host.is_some_and(|host| without_default_port(host, scheme) == authority);
    // Before us there may be a proxy that ends TLS, but none that begins it.
    if is_same && (scheme == Scheme::Https || !tls) { Ok(scheme == Scheme::Https) } else { Err(foreign()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

fn split(origin: &str) -> Option<(Scheme, String)> {
    let (scheme, authority) = origin.split_once("://")?;
    let scheme = match scheme {
        "http" => Scheme::Http,
        "https" => Scheme::Https,
        _ => return None,
    };
    Some((scheme, without_default_port(authority, scheme)))
}

/// Browsers leave it away; others may not.
fn without_default_port(authority: &str, scheme: Scheme) -> String {
    let port = match scheme {
        Scheme::Http => ":80",
        Scheme::Https => ":443",
    };
    authority.strip_suffix(port).unwrap_or(authority).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn only_pages_of_the_same_origin_pass() {
        let ours = Some("nocturne.example:8443");
        let cases = [
            // Sec-Fetch-Site, Origin, host, TLS here; whether the connection is by TLS, or refused.
            (None, None, ours, false, Some(false)),
            (None, None, ours, true, Some(true)),
            (Some("same-origin"), None, ours, false, Some(false)),
            (Some("same-origin"), Some("http://nocturne.example:8443"), ours, false, Some(false)),
            (None, Some("https://nocturne.example:8443"), ours, true, Some(true)),
            (None, Some("https://nocturne.example:8443"), ours, false, Some(true)),
            (None, Some("https://Nocturne.example"), Some("nocturne.example:443"), true, Some(true)),
            (None, Some("http://127.0.0.1"), Some("127.0.0.1:80"), false, Some(false)),
            (None, Some("http://[::1]:8080"), Some("[::1]:8080"), false, Some(false)),
            (Some("same-site"), None, ours, true, None),
            (Some("cross-site"), Some("https://nocturne.example:8443"), ours, true, None),
            (Some("none"), None, ours, true, None),
            (None, Some("http://nocturne.example:8443"), ours, true, None),
            (None, Some("https://nocturne.example"), ours, true, None),
            (None, Some("https://evil.example:8443"), ours, true, None),
            (None, Some("https://nocturne.example:8443.evil.example"), ours, true, None),
            (None, Some("null"), ours, true, None),
            (None, Some("file://"), ours, true, None),
            (None, Some("https://nocturne.example:8443"), None, true, None),
        ];
        for (site, origin, host, tls, want) in cases {
            let mut headers = HeaderMap::new();
            headers.extend(site.map(|site| (SITE, HeaderValue::from_static(site))));
            headers.extend(origin.map(|origin| (ORIGIN, HeaderValue::from_static(origin))));

            let found = check(&headers, host, tls);

            assert_eq!(found.as_ref().ok(), want.as_ref(), "{site:?} {origin:?} {host:?}: {found:?}");
        }
    }
}
