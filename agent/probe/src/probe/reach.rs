//! From hosts to addresses that may be connected to.

use std::{net::IpAddr, time::Instant};

use nocturne_shared::{outcome::Reason, target::Target};

use super::{egress::Egress, measurement::Finding, resolve::Resolver};

/// The host's resolver and the policy.
#[derive(Debug)]
pub(super) struct Reach {
    egress: Egress,
    resolver: Resolver,
}

impl Reach {
    pub(super) fn new(egress: Egress) -> Self {
        Self { egress, resolver: Resolver::default() }
    }

    /// The addresses of a host to try in turn, at least one. Only a name takes time.
    pub(super) async fn addresses(&self, host: &Target, deadline: Instant) -> Result<Vec<IpAddr>, Finding> {
        match host {
            Target::Address(address) => Ok(vec![*address]),
            Target::Name(name) => match self.resolver.lookup(name, deadline).await {
                Ok(addresses) if addresses.is_empty() => {
                    Err(Finding::failure(Reason::DnsFailed, format!("{name} has no address")))
                }
                found => found,
            },
            Target::Url(url) => {
                Err(Finding::local(Reason::LocalNetwork, format!("{url} is no name and no address")))
            }
        }
    }

    /// The address to connect to, which every connection goes through.
    pub(super) fn admit(&self, address: IpAddr) -> Result<IpAddr, Finding> {
        // ::ffff:127.0.0.1 is 127.0.0.1: the policy looks at the address that is connected to.
        let address = address.to_canonical();
        match self.egress.admit(address) {
            Ok(()) => Ok(address),
            Err(denied) => Err(Finding::local(Reason::LocalPermission, denied)),
        }
    }
}
