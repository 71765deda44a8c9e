//! What a check is pointed at.

use std::{fmt, net::IpAddr, str::FromStr};

/// A host name or an address, without a port.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// An IPv4 or IPv6 address.
    Address(IpAddr),
    /// A host name (RFC 1123 §2.1), lower case, resolved by the agent at each execution.
    Name(String),
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, TargetError> {
        let bare = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self::Address(address));
        }
        let label_legal = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let name = text.strip_suffix('.').unwrap_or(text);
        let labels_legal = (1..=253).contains(&name.len()) && name.split('.').all(label_legal);
        // 10.0.0.300 and the like are mistyped addresses, never names: no top-level domain is all digits.
        let last_numeric =
            name.rsplit('.').next().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
        if labels_legal && !last_numeric {
            Ok(Self::Name(name.to_ascii_lowercase()))
        } else {
            Err(TargetError { text: text.to_owned() })
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

/// The text is neither.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is neither a host name nor an IP address (write it without scheme, port or path)")]
pub struct TargetError {
    text: String,
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
        for bad in ["", "http://a", "a:80", "10.0.0.300", "a b", "a..b", "-a", "a/b", "1.2.3"] {
            assert!(bad.parse::<Target>().is_err(), "{bad}");
        }
    }
}
