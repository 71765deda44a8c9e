//! Names to addresses, as the host's own resolver sees them.
//!
//! `getaddrinfo` blocks and cannot be cancelled: with a dead name server a lookup takes tens of seconds, whatever the
//! check's timeout. So lookups hold a permit until they really end; otherwise abandoned ones would fill the process's
//! pool of blocking threads, which the spool needs too.

use std::{
    io,
    net::{IpAddr, ToSocketAddrs as _},
    sync::Arc,
    time::Instant,
};

use nocturne_shared::outcome::Reason;
use tokio::{sync::Semaphore, time::timeout_at};

use super::measurement::Finding;

/// Lookups at a time, including those nobody waits for any more.
const MAX_LOOKUPS: usize = 64;

#[derive(Debug)]
pub(super) struct Resolver {
    permits: Arc<Semaphore>,
}

impl Default for Resolver {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(MAX_LOOKUPS)) }
    }
}

impl Resolver {
    /// The addresses to try in turn: the first IPv4 and then the first IPv6 one, in the resolver's order.
    pub(super) async fn lookup(&self, name: &str, deadline: Instant) -> Result<Vec<IpAddr>, Finding> {
        let acquired = timeout_at(deadline.into(), Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = acquired else {
            let evidence =
                format!("{MAX_LOOKUPS} lookups are under way, so {name} could not be looked up in time");
            return Err(Finding::local(Reason::LocalResources, evidence));
        };
        let owned = name.to_owned();
        let lookup = tokio::task::spawn_blocking(move || {
            let found = (owned.as_str(), 0).to_socket_addrs();
            drop(permit);
            found.map(|addresses| addresses.map(|address| address.ip()).collect::<Vec<IpAddr>>())
        });
        match timeout_at(deadline.into(), lookup).await {
            Ok(Ok(Ok(addresses))) => Ok(preferred(&addresses)),
            Ok(Ok(Err(error))) => Err(failed(name, &error)),
            Ok(Err(_ended)) => {
                Err(Finding::local(Reason::LocalResources, format!("the lookup of {name} was given up")))
            }
            Err(_elapsed) => Err(Finding::failure(
                Reason::Timeout,
                format!("the resolver gave no answer for {name} in time (phase resolve)"),
            )),
        }
    }
}

fn preferred(addresses: &[IpAddr]) -> Vec<IpAddr> {
    let v4 = addresses.iter().find(|address| address.is_ipv4());
    let v6 = addresses.iter().find(|address| address.is_ipv6());
    v4.into_iter().chain(v6).copied().collect()
}

/// The standard library gives `getaddrinfo`'s code only as text: `EAI_NONAME` of glibc, of musl and of the BSDs.
fn failed(name: &str, error: &io::Error) -> Finding {
    let text = error.to_string();
    let unknown = ["Name or service not known", "Name does not resolve", "nodename nor servname provided"];
    let reason =
        if unknown.iter().any(|part| text.contains(part)) { Reason::DnsNxdomain } else { Reason::DnsFailed };
    Finding::failure(reason, format!("resolving {name}: {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_is_tried_before_ipv6_and_one_of_each() {
        let [a, b, c, d] =
            ["::1", "127.0.0.1", "127.0.0.2", "::2"].map(|text| text.parse::<IpAddr>().unwrap());

        assert_eq!(preferred(&[a, b, c, d]), [b, a]);
        assert_eq!(preferred(&[d]), [d]);
    }

    #[test]
    fn a_name_that_does_not_exist_differs_from_a_resolver_that_does_not_answer() {
        let reason = |text: &str| failed("x", &io::Error::other(text)).reason;

        let prefix = "failed to lookup address information";
        assert_eq!(reason(&format!("{prefix}: Name or service not known")), Reason::DnsNxdomain);
        assert_eq!(reason(&format!("{prefix}: Temporary failure in name resolution")), Reason::DnsFailed);
    }
}
