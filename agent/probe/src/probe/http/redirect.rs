//! Which request follows on a redirect (RFC 9110 §15.4).

use http::StatusCode;
use nocturne_shared::check::{HttpSpec, Method};
use url::Url;

/// Headers that are for the host of the check's own URL alone.
const PRIVATE: [&str; 4] = ["authorization", "cookie", "proxy-authorization", "host"];
/// Most characters of a location that are shown.
const MAX_SHOWN: usize = 160;
/// Headers that describe a body.
const OF_BODY: &str = "content-";

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Method.
    pub method: Method,
    /// Where; without user, password and fragment.
    pub url: Url,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Ask {
    /// The first request of a check.
    #[must_use]
    pub fn first(spec: &HttpSpec, url: &Url) -> Self {
        Self { method: spec.method, url: url.clone(), headers: spec.headers.clone(), body: spec.body.clone() }
    }

    /// The request that a redirect asks for. `location` is the header as it came.
    ///
    /// # Errors
    ///
    /// Why it leads nowhere, for people.
    pub fn follow(&self, status: u16, location: Option<&[u8]>) -> Result<Self, String> {
        let location = location.ok_or("it names no location")?;
        let text = String::from_utf8_lossy(location);
        // The start shows what is meant, and the whole may be as long as a head.
        let shown = || text.chars().take(MAX_SHOWN).collect::<String>();
        let mut url =
            self.url.join(&text).map_err(|error| format!("its location {:?} is no URL: {error}", shown()))?;
        if !matches!(url.scheme(), "http" | "https") {
            let scheme: String = url.scheme().chars().take(MAX_SHOWN).collect();
            return Err(format!("its location is {scheme:?}, neither http nor https"));
        }
        if url.port() == Some(0) || url.host_str().is_none_or(str::is_empty) {
            return Err(format!("its location {:?} has no host or port", shown()));
        }
        url.set_fragment(None);
        // Both fail only for URLs without a host.
        url.set_username("").ok();
        url.set_password(None).ok();

        let mut next = Self { url, ..self.clone() };
        let method = next_method(self.method, status);
        if method != self.method {
            next.method = method;
            next.body.clear();
            next.headers.retain(|(name, _value)| !name.starts_with(OF_BODY));
        }
        if !keeps_secrets(&self.url, &next.url) {
            next.headers.retain(|(name, _value)| !PRIVATE.contains(&name.as_str()));
        }
        Ok(next)
    }
}

/// Whether a status means that another URL is to be asked.
#[must_use]
pub const fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// 301 and 302 turn POST into GET because everybody does; 303 all but HEAD.
fn next_method(method: Method, status: u16) -> Method {
    let is_see_other = status == StatusCode::SEE_OTHER.as_u16();
    match method {
        Method::Post if matches!(status, 301 | 302) => Method::Get,
        Method::Get | Method::Head => method,
        _ if is_see_other => Method::Get,
        _ => method,
    }
}

/// Whether what is meant for one URL may go to the other: the same host, port and scheme, or the usual way from http to
/// https.
fn keeps_secrets(from: &Url, to: &Url) -> bool {
    let is_upgrade = (from.scheme(), to.scheme()) == ("http", "https");
    let default_ports = (from.port(), to.port()) == (None, None);
    from.origin() == to.origin() || (from.host() == to.host() && is_upgrade && default_ports)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(method: Method, url: &str) -> Ask {
        let headers = [("authorization", "s"), ("content-type", "t"), ("host", "h"), ("x-y", "z")];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Ask { method, url: url.parse().unwrap(), headers: headers.into(), body: "b".to_owned() }
    }

    fn names(ask: &Ask) -> Vec<&str> {
        ask.headers.iter().map(|(name, _value)| name.as_str()).collect()
    }

    #[test]
    fn methods_change_as_browsers_do_it() {
        use Method::{Delete, Get, Head, Post, Put};
        let table = [
            (Post, 301, Get),
            (Post, 302, Get),
            (Post, 303, Get),
            (Post, 307, Post),
            (Post, 308, Post),
            (Put, 301, Put),
            (Put, 303, Get),
            (Delete, 302, Delete),
            (Head, 303, Head),
            (Get, 308, Get),
        ];
        for (method, status, want) in table {
            let next = ask(method, "http://a/").follow(status, Some(b"/x")).unwrap();
            assert_eq!(next.method, want, "{method:?} {status}");
            assert_eq!(next.body.is_empty(), method != want);
            assert_eq!(names(&next).contains(&"content-type"), method == want);
        }
    }

    #[test]
    fn locations_are_relative_to_the_url_before() {
        let table = [
            ("/x", "http://a:8080/x"),
            ("x?y", "http://a:8080/b/x?y"),
            ("//c/d", "http://c/d"),
            ("https://u:p@e/#f", "https://e/"),
            ("?q=ä", "http://a:8080/b/c?q=%C3%A4"),
            ("", "http://a:8080/b/c"),
        ];
        for (location, want) in table {
            let next = ask(Method::Get, "http://a:8080/b/c").follow(302, Some(location.as_bytes())).unwrap();
            assert_eq!(next.url.as_str(), want, "{location}");
        }
    }

    #[test]
    fn what_leads_nowhere_says_why() {
        for location in ["ftp://a/", "javascript:alert(1)", "http://", "http://a:99999/", "http://a:0/"] {
            assert!(
                ask(Method::Get, "http://a/").follow(302, Some(location.as_bytes())).is_err(),
                "{location}"
            );
        }
        assert!(ask(Method::Get, "http://a/").follow(302, None).is_err());
        assert!(ask(Method::Get, "http://a/").follow(302, Some(b"http://\xff")).is_err());
    }

    #[test]
    fn secrets_stay_with_their_host() {
        let table = [
            ("http://a/", "http://a/x", true),
            ("http://a/", "https://a/", true),
            ("https://a/", "http://a/", false),
            ("http://a/", "http://b/", false),
            ("http://a/", "http://a:81/", false),
            ("http://a/", "https://a:444/", false),
        ];
        for (from, to, kept) in table {
            let next = ask(Method::Get, from).follow(307, Some(to.as_bytes())).unwrap();
            assert_eq!(names(&next).contains(&"authorization"), kept, "{from} {to}");
            assert_eq!(names(&next).contains(&"host"), kept, "{from} {to}");
            assert!(names(&next).contains(&"x-y"));
        }
    }
}
