//! Where the coordinator's API is, and whether credentials may travel there.

use std::{fmt, net::IpAddr, str::FromStr};

use tonic::transport::Uri;

/// An address of the API that was looked at: scheme, host, optional port, nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiUrl {
    uri: Uri,
    host: String,
}

/// Why an address cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlError {
    /// Not of the right form.
    #[error("{0:?} is no API address; write http://HOST:PORT or https://HOST:PORT")]
    Malformed(String),
    /// Something follows the authority.
    #[error("{0:?} has a path; give scheme, host and port only")]
    Path(String),
}

impl ApiUrl {
    /// The whole address.
    pub(crate) const fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Host without brackets.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// True for https.
    pub(crate) fn is_tls(&self) -> bool {
        self.uri.scheme_str() == Some("https")
    }

    /// True when the host is this machine by definition, so that nobody can listen on the way.
    pub(crate) fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

impl FromStr for ApiUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        let malformed = || UrlError::Malformed(text.to_owned());
        let uri: Uri = text.trim().parse().map_err(|_| malformed())?;
        let authority =
            uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(malformed)?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || authority.host().is_empty() {
            return Err(malformed());
        }
        if uri.path_and_query().is_some_and(|rest| rest.as_str() != "/") {
            return Err(UrlError::Path(text.to_owned()));
        }
        let host = authority.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { uri, host })
    }
}

impl fmt::Display for ApiUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri.to_string().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_scheme_host_and_port() {
        let url: ApiUrl = "http://127.0.0.1:8080/".parse().unwrap();

        assert_eq!(url.to_string(), "http://127.0.0.1:8080");
        assert!(url.is_loopback() && !url.is_tls());
        for bad in ["", "127.0.0.1:80", "localhost", "ftp://a", "http://", "http://u:p@a", "http://a b"] {
            assert!(matches!(bad.parse::<ApiUrl>(), Err(UrlError::Malformed(_))), "{bad}");
        }
        assert!(matches!("http://a/api".parse::<ApiUrl>(), Err(UrlError::Path(_))));
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, want) in [
            ("http://localhost:1", true),
            ("http://[::1]:1", true),
            ("http://127.9.9.9", true),
            ("http://10.0.0.1", false),
            ("http://localhost.example.org", false),
            ("http://127.0.0.1.example.org", false),
        ] {
            assert_eq!(text.parse::<ApiUrl>().unwrap().is_loopback(), want, "{text}");
        }
    }
}
