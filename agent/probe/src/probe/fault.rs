//! Whose fault an error of a socket is.
//!
//! The same number means different things at different times: "network is unreachable" from the call itself is this
//! host's routing table, from the socket's pending error it is a router's ICMP message.

use std::{io, net::IpAddr};

use nocturne_shared::outcome::Reason;
use rustix::io::Errno;

use super::measurement::Finding;

/// An error that came before anything left this host, while `attempt`.
///
/// "No route to host" is the one that blames the target: Linux gives it for what the routing table declares unreachable
/// and for a neighbour that does not answer.
pub(super) fn before_sending(error: &io::Error, address: IpAddr, attempt: &str) -> Finding {
    let evidence = format!("{attempt}: {error}");
    match Errno::from_io_error(error) {
        Some(Errno::HOSTUNREACH) => Finding::failure(Reason::IcmpUnreachable, evidence),
        Some(Errno::PERM | Errno::ACCESS) => Finding::local(Reason::LocalPermission, evidence),
        Some(Errno::MFILE | Errno::NFILE | Errno::NOBUFS | Errno::NOMEM | Errno::AGAIN) => {
            Finding::local(Reason::LocalResources, evidence)
        }
        // IPv4: no source port is left. IPv6: as well, but far more often the family is switched off.
        Some(Errno::ADDRNOTAVAIL) if address.is_ipv4() => Finding::local(Reason::LocalResources, evidence),
        _ => Finding::local(Reason::LocalNetwork, evidence),
    }
}

/// An error that the network caused after something was sent, while `attempt`.
pub(super) fn after_sending(error: &io::Error, attempt: &str) -> Finding {
    let evidence = format!("{attempt}: {error}");
    match Errno::from_io_error(error) {
        Some(Errno::CONNREFUSED) => Finding::failure(Reason::TcpRefused, evidence),
        Some(Errno::CONNRESET | Errno::CONNABORTED | Errno::PIPE) => {
            Finding::failure(Reason::TcpReset, evidence)
        }
        Some(Errno::TIMEDOUT) => Finding::failure(Reason::Timeout, evidence),
        // What Linux makes of ICMP and ICMPv6 errors (icmp_err_convert); ACCESS is "administratively prohibited".
        Some(
            Errno::HOSTUNREACH
            | Errno::NETUNREACH
            | Errno::HOSTDOWN
            | Errno::NONET
            | Errno::NOPROTOOPT
            | Errno::OPNOTSUPP
            | Errno::PROTO
            | Errno::ACCESS,
        ) => Finding::failure(Reason::IcmpUnreachable, evidence),
        Some(Errno::NOBUFS | Errno::NOMEM) => Finding::local(Reason::LocalResources, evidence),
        _ => Finding::local(Reason::LocalNetwork, evidence),
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, Ipv6Addr};

    use nocturne_shared::outcome::Outcome::{self, Failure, Inconclusive};

    use super::*;

    const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);

    #[test]
    fn faults_of_this_host_are_inconclusive() {
        let table: [(Errno, IpAddr, Outcome, Reason); 10] = [
            (Errno::PERM, V4, Inconclusive, Reason::LocalPermission),
            (Errno::ACCESS, V4, Inconclusive, Reason::LocalPermission),
            (Errno::MFILE, V4, Inconclusive, Reason::LocalResources),
            (Errno::NOBUFS, V4, Inconclusive, Reason::LocalResources),
            (Errno::ADDRNOTAVAIL, V4, Inconclusive, Reason::LocalResources),
            (Errno::ADDRNOTAVAIL, V6, Inconclusive, Reason::LocalNetwork),
            (Errno::NETUNREACH, V4, Inconclusive, Reason::LocalNetwork),
            (Errno::AFNOSUPPORT, V6, Inconclusive, Reason::LocalNetwork),
            (Errno::INVAL, V4, Inconclusive, Reason::LocalNetwork),
            (Errno::HOSTUNREACH, V4, Failure, Reason::IcmpUnreachable),
        ];
        for (errno, address, outcome, reason) in table {
            let finding = before_sending(&errno.into(), address, "connecting");
            assert_eq!((finding.outcome, finding.reason), (outcome, reason), "{errno:?}");
        }
    }

    #[test]
    fn what_the_network_says_is_a_failure() {
        let table = [
            (Errno::CONNREFUSED, Reason::TcpRefused),
            (Errno::CONNRESET, Reason::TcpReset),
            (Errno::TIMEDOUT, Reason::Timeout),
            (Errno::NETUNREACH, Reason::IcmpUnreachable),
            (Errno::HOSTUNREACH, Reason::IcmpUnreachable),
            (Errno::ACCESS, Reason::IcmpUnreachable),
        ];
        for (errno, reason) in table {
            let finding = after_sending(&errno.into(), "connecting");
            assert_eq!((finding.outcome, finding.reason), (Failure, reason), "{errno:?}");
        }
    }
}
