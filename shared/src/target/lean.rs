//! URLs for a browser, which loads neither the whole grammar nor the tables of international names: what stands before
//! the path is looked at, and the rest is left to the coordinator.

use std::net::{IpAddr, Ipv6Addr};

use super::{Target, host_name};

/// An HTTP or HTTPS URL. Equal when the texts are, the case of scheme and host aside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url {
    text: String,
    /// As it stands in the text.
    host: String,
}

impl Url {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What is wrong with it. Nothing is said of what would need more than is here to tell.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let Some((scheme, rest)) = text.trim().split_once("://") else {
            return Err("relative URL without a base".to_owned());
        };
        let scheme = scheme.to_ascii_lowercase();
        if !matches!(scheme.as_str(), "http" | "https") {
            return Err("only http and https are asked".to_owned());
        }
        let (authority, path) = rest.split_at(rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err("a user or password in it would be seen by everybody".to_owned());
        }
        if path.contains('#') {
            return Err("what follows # is never sent".to_owned());
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port),
            _ => (authority.as_str(), ""),
        };
        match port.parse::<u16>() {
            Ok(0) => return Err("0 is no port".to_owned()),
            Err(_) if !port.is_empty() => return Err("invalid port number".to_owned()),
            _ => (),
        }
        host_legal(host)?;
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { text: format!("{scheme}://{authority}{path}"), host: host.to_owned() })
    }

    /// The text of it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn host(&self) -> Target {
        let bare =
            self.host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(&self.host);
        match bare.parse::<IpAddr>() {
            Ok(address) => Target::Address(address),
            Err(_) => Target::Name(bare.strip_suffix('.').unwrap_or(bare).to_owned()),
        }
    }
}

fn host_legal(host: &str) -> Result<(), String> {
    if host.is_empty() {
        return Err("empty host".to_owned());
    }
    if let Some(inner) = host.strip_prefix('[') {
        let address = inner.strip_suffix(']').and_then(|inner| inner.parse::<Ipv6Addr>().ok());
        return address.map(|_| ()).ok_or_else(|| "invalid IPv6 address".to_owned());
    }
    // What is written in other scripts, in percents or as one number becomes a host by rules that are not here.
    let last = host.strip_suffix('.').unwrap_or(host).rsplit('.').next().unwrap_or_default();
    let beyond = !host.is_ascii() || host.contains('%') || last.starts_with(|c: char| c.is_ascii_digit());
    if beyond || host_name(host).is_some() { Ok(()) } else { Err(format!("{host:?} is no host name")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the whole grammar says of it.
    fn whole(text: &str) -> Option<String> {
        match text.parse() {
            Ok(Target::Url(url)) => Some(url.to_string()),
            _ => None,
        }
    }

    #[test]
    fn what_is_told_is_what_the_whole_grammar_tells() {
        for text in [
            "https://example.org",
            "HTTPS://Example.ORG/a?b=c",
            "http://example.org:8080/health",
            "http://[2001:db8::1]:8080/",
            "http://192.0.2.1/x",
            "https://example.org./",
            "ftp://a/",
            "http://",
            "http:///",
            "http://u:p@a/",
            "http://u@a/",
            "http://a/#b",
            "http://a:0/",
            "http://a:x/",
            "http://a:70000/",
            "http://a!b/",
            "http://a../",
            "http://[::1/",
            "http://[example]/",
            "://a",
        ] {
            let lean = Url::parse(text).ok().map(|url| url.as_str().to_owned());
            assert_eq!(lean.is_some(), whole(text).is_some(), "{text}");
            if let (Some(lean), Some(whole)) = (lean, whole(text)) {
                assert_eq!(lean, whole);
            }
        }
    }

    #[test]
    fn what_it_cannot_tell_is_left_to_the_coordinator() {
        for text in ["http://bücher.example/", "http://2130706433/", "http://0x7f.1/", "http://%61/"] {
            assert!(whole(text).is_some() && Url::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn it_tells_its_host() {
        let host = |text| Url::parse(text).unwrap().host().to_string();

        assert_eq!(host("https://Example.ORG.:8443/a"), "example.org");
        assert_eq!(host("http://[::1]:8080/"), "::1");
        assert_eq!(host("http://192.0.2.1/"), "192.0.2.1");
    }
}
