//! What a check is pointed at.

use std::{fmt, net::IpAddr, str::FromStr};

#[cfg(not(target_arch = "wasm32"))]
use url::{Host, Url};

#[cfg(target_arch = "wasm32")]
pub use self::lean::Url;

#[cfg(any(target_arch = "wasm32", test))]
#[cfg_attr(not(target_arch = "wasm32"), expect(unreachable_pub, reason = "public in a browser only"))]
mod lean;

/// Longest URL, bytes.
const MAX_URL: usize = 2_048;

/// A host name or an address, without a port, or a whole URL.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An IPv4 or IPv6 address.
    Address(IpAddr),
    /// A host name (RFC 1123 §2.1), lower case, resolved by the agent at each execution.
    Name(String),
    /// An HTTP or HTTPS URL in its normal form, without user, password and fragment.
    Url(Url),
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        if text.contains("://") {
            return web_url(text);
        }
        let bare = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self::Address(address));
        }
        host_name(text).map(Self::Name).ok_or_else(|| TargetError::Host(text.to_owned()))
    }
}

impl Target {
    /// The host behind it: of a URL the one it names.
    #[must_use]
    pub fn host(&self) -> Option<Self> {
        match self {
            Self::Address(_) | Self::Name(_) => Some(self.clone()),
            Self::Url(url) => host_of(url),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn host_of(url: &Url) -> Option<Target> {
    url.host().map(|host| match host {
        Host::Ipv4(address) => Target::Address(address.into()),
        Host::Ipv6(address) => Target::Address(address.into()),
        Host::Domain(name) => Target::Name(name.strip_suffix('.').unwrap_or(name).to_owned()),
    })
}

#[cfg(target_arch = "wasm32")]
fn host_of(url: &Url) -> Option<Target> {
    Some(url.host())
}

/// A host name in lower case without its final dot; `None` when it is none.
fn host_name(text: &str) -> Option<String> {
    let label_legal = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let name = text.strip_suffix('.').unwrap_or(text);
    let labels_legal = (1..=253).contains(&name.len()) && name.split('.').all(label_legal);
    // 10.0.0.300 and the like are mistyped addresses, never names: no top-level domain is all digits.
    let last_numeric = name.rsplit('.').next().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    (labels_legal && !last_numeric).then(|| name.to_ascii_lowercase())
}

fn web_url(text: &str) -> Result<Target, TargetError> {
    let wrong = |why: &str| TargetError::Url { text: text.to_owned(), why: why.to_owned() };
    let too_long = |n_bytes: usize| TargetError::Url {
        text: format!("{}…", text.chars().take(40).collect::<String>()),
        why: format!("it has {n_bytes} bytes, the limit is {MAX_URL}"),
    };
    if text.len() > MAX_URL {
        return Err(too_long(text.len()));
    }
    let url = asked_url(text).map_err(|why| wrong(&why))?;
    // What is kept and read again is the normal form, in which a space has three bytes.
    if url.as_str().len() > MAX_URL {
        return Err(too_long(url.as_str().len()));
    }
    Ok(Target::Url(url))
}

#[cfg(target_arch = "wasm32")]
fn asked_url(text: &str) -> Result<Url, String> {
    Url::parse(text)
}

/// A URL that can be asked, or why it cannot.
#[cfg(not(target_arch = "wasm32"))]
fn asked_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    // URLs may name hosts that no resolver can be asked for.
    if let Some(Host::Domain(name)) = url.host()
        && host_name(name).is_none()
    {
        return Err(format!("{name:?} is no host name"));
    }
    let wrong = if !matches!(url.scheme(), "http" | "https") {
        "only http and https are asked"
    } else if !url.username().is_empty() || url.password().is_some() {
        "a user or password in it would be seen by everybody"
    } else if url.fragment().is_some() {
        "what follows # is never sent"
    } else if url.port() == Some(0) {
        "0 is no port"
    } else {
        return Ok(url);
    };
    Err(wrong.to_owned())
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
            Self::Url(url) => f.write_str(url.as_str()),
        }
    }
}

/// The text is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Neither a name nor an address.
    #[error("{0:?} is neither a host name nor an IP address (write it without port or path)")]
    Host(String),
    /// Looks like a URL and is none that can be asked.
    #[error("{text:?} is no URL that can be asked: {why}")]
    Url {
        /// What was given.
        text: String,
        /// What is wrong.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_told_apart() {
        assert_eq!("127.0.0.1".parse(), Ok(Target::Address(IpAddr::from([127, 0, 0, 1]))));
        assert!(matches!("[::1]".parse(), Ok(Target::Address(IpAddr::V6(_)))));
        assert_eq!("Router-1.Example.org.".parse(), Ok(Target::Name("router-1.example.org".to_owned())));
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for bad in [
            "",
            "ftp://a",
            "http://",
            "http://u:p@a",
            "http://a/#b",
            "http://a:0",
            "http://a!b/",
            "http://a../",
            &format!("http://a/{}x", " ".repeat(1_000)),
            "a:80",
            "10.0.0.300",
            "a b",
            "a..b",
            "-a",
            "a/b",
            "1.2.3",
        ] {
            assert!(bad.parse::<Target>().is_err(), "{bad}");
        }
    }

    #[test]
    fn urls_get_their_normal_form_and_tell_their_host() {
        let target: Target = "HTTPS://Example.ORG:443/a/../b?c=d".parse().unwrap();

        assert_eq!(target.to_string(), "https://example.org/b?c=d");
        assert_eq!(target.host(), Some(Target::Name("example.org".to_owned())));
        let address: Target = "http://[::1]:8080/".parse().unwrap();
        assert_eq!(address.host(), Some(Target::Address(IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1]))));
    }
}
