//! Where probes may go.
//!
//! A check is written by people who may reach less than the agent's host does. Addresses that mean the host itself or a
//! cloud's metadata service are therefore closed unless the host's own configuration opens them.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    str::FromStr,
};

/// The policy: loopback, link-local (which holds the metadata services), unspecified and multicast addresses are denied
/// except those in a listed network.
#[derive(Debug, Clone, Default)]
pub struct Egress {
    allow: Vec<Network>,
}

/// EC2's metadata service over IPv6, the one that is not link-local.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254);

impl Egress {
    /// Allows `allow` beyond what is always allowed.
    #[must_use]
    pub const fn new(allow: Vec<Network>) -> Self {
        Self { allow }
    }

    /// The policy of labs and demonstrations, where targets live on this host.
    #[must_use]
    pub fn with_loopback() -> Self {
        Self::new(vec![
            Network { base: IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), prefix: 8 },
            Network { base: IpAddr::V6(Ipv6Addr::LOCALHOST), prefix: 128 },
        ])
    }

    /// Allows everything: for somebody at this host who asks on their own behalf.
    #[must_use]
    pub fn everything() -> Self {
        Self::new(vec![
            Network { base: IpAddr::V4(Ipv4Addr::UNSPECIFIED), prefix: 0 },
            Network { base: IpAddr::V6(Ipv6Addr::UNSPECIFIED), prefix: 0 },
        ])
    }

    /// `Err` says why not and what to do. `address` must be canonical: no IPv4 in IPv6.
    pub(super) fn admit(&self, address: IpAddr) -> Result<(), String> {
        let Some(class) = closed_class(address) else { return Ok(()) };
        if self.allow.iter().any(|network| network.contains(address)) {
            return Ok(());
        }
        Err(format!(
            "{address} is a {class} address, which this agent's egress policy denies; allow its network in the agent's \
             configuration if it is meant"
        ))
    }
}

fn closed_class(address: IpAddr) -> Option<&'static str> {
    let link_local = match address {
        IpAddr::V4(v4) => v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unicast_link_local() || v6 == METADATA_V6,
    };
    let broadcast = matches!(address, IpAddr::V4(v4) if v4.is_broadcast());
    match address {
        _ if address.is_loopback() => Some("loopback"),
        // Linux connects 0.0.0.0 and :: to itself.
        _ if address.is_unspecified() => Some("unspecified"),
        _ if link_local => Some("link-local or metadata"),
        _ if address.is_multicast() || broadcast => Some("multicast or broadcast"),
        _ => None,
    }
}

/// Addresses that share their first bits, written `127.0.0.0/8`; an address alone is a network of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether the address is in it. Families never match across.
    #[must_use]
    pub fn contains(self, address: IpAddr) -> bool {
        let (difference, width) = match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(other)) => (u128::from(base.to_bits() ^ other.to_bits()), 32),
            (IpAddr::V6(base), IpAddr::V6(other)) => (base.to_bits() ^ other.to_bits(), 128),
            _ => return false,
        };
        difference.checked_shr(width - u32::from(self.prefix)).unwrap_or(0) == 0
    }
}

impl FromStr for Network {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let fault = || NetworkError { text: text.to_owned() };
        let (base, prefix) = text.split_once('/').map_or((text, None), |(base, prefix)| (base, Some(prefix)));
        let base: IpAddr = base.parse().map_err(|_unparsed| fault())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(most), str::parse).map_err(|_unparsed| fault())?;
        if prefix > most { Err(fault()) } else { Ok(Self { base, prefix }) }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}

/// The text is no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no network; write an address and a prefix length, such as 10.0.0.0/8")]
pub struct NetworkError {
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_host_itself_are_closed_unless_listed() {
        for closed in
            ["127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "fe80::1", "fd00:ec2::254", "224.0.0.1"]
        {
            let address: IpAddr = closed.parse().unwrap();
            assert!(Egress::default().admit(address).is_err(), "{closed}");
            assert!(Egress::new(vec![closed.parse().unwrap()]).admit(address).is_ok(), "{closed}");
        }
        for open in ["10.0.0.1", "192.0.2.1", "2001:db8::1", "fd00::2"] {
            assert!(Egress::default().admit(open.parse().unwrap()).is_ok(), "{open}");
        }
    }

    #[test]
    fn everything_is_every_address() {
        for address in ["127.0.0.1", "::1", "0.0.0.0", "169.254.169.254", "fd00:ec2::254", "255.255.255.255"]
        {
            assert!(Egress::everything().admit(address.parse().unwrap()).is_ok(), "{address}");
        }
    }

    #[test]
    fn loopback_is_all_of_loopback_and_no_more() {
        let egress = Egress::with_loopback();

        assert!(egress.admit(IpAddr::from([127, 255, 0, 9])).is_ok());
        assert!(egress.admit(IpAddr::from([169, 254, 169, 254])).is_err());
    }

    #[test]
    fn networks_hold_what_shares_their_prefix() {
        let network: Network = "10.1.0.0/16".parse().unwrap();

        assert!(network.contains(IpAddr::from([10, 1, 255, 255])));
        assert!(!network.contains(IpAddr::from([10, 2, 0, 0])));
        assert!("::/0".parse::<Network>().unwrap().contains("2001:db8::1".parse().unwrap()));
        for bad in ["", "10.0.0.0/33", "10.0.0.0/", "a/8", "::/129"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
