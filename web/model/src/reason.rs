//! Reasons of failures in words: what was seen, what that usually means, where to look next.

use nocturne_shared::outcome::Reason;

/// A reason for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonWords {
    /// A few words, e.g. `Connection refused`.
    pub title: &'static str,
    /// What happened and what that usually means.
    pub meaning: &'static str,
    /// What to look at next, the likeliest first.
    pub next: &'static [&'static str],
}

/// The words for a code of the closed list; `None` for one that this console does not know, and for none at all.
#[must_use]
pub fn reason_words(code: &str) -> Option<ReasonWords> {
    match Reason::from_text(code)? {
        Reason::None => None,
        Reason::Timeout => Some(TIMEOUT),
        reason @ (Reason::DnsNxdomain | Reason::DnsFailed) => Some(name(reason)),
        reason @ (Reason::TcpRefused | Reason::TcpReset | Reason::TcpAnswer) => Some(tcp(reason)),
        reason @ (Reason::IcmpUnreachable | Reason::IcmpLoss) => Some(icmp(reason)),
        reason @ (Reason::DnsRcode | Reason::DnsNoAnswer | Reason::DnsAnswer | Reason::DnsMalformed) => {
            Some(dns(reason))
        }
        reason @ (Reason::HttpStatus
        | Reason::HttpBody
        | Reason::HttpRedirect
        | Reason::HttpBodySize
        | Reason::HttpProtocol) => Some(http(reason)),
        reason @ (Reason::TlsExpired
        | Reason::TlsNotYetValid
        | Reason::TlsUntrusted
        | Reason::TlsName
        | Reason::TlsExpiring
        | Reason::TlsHandshake) => Some(tls(reason)),
        reason @ (Reason::LocalPermission | Reason::LocalNetwork | Reason::LocalResources) => {
            Some(local(reason))
        }
    }
}

/// Title of a reason; of one that is not known the code itself.
#[must_use]
pub fn reason_title(code: &str) -> &str {
    reason_words(code).map_or(code, |words| words.title)
}

/// True for what says something about the agent's host and nothing about the target.
#[must_use]
pub fn is_local(code: &str) -> bool {
    code.starts_with("local.")
}

/// Evidence as the probes write it, taken apart: what decided first, then what was seen on the way. What is quoted from the
/// target stays whole.
#[must_use]
pub fn evidence_parts(evidence: &str) -> Vec<&str> {
    let mut quoted = false;
    let separates = |letter: char| {
        quoted ^= letter == '"';
        letter == ';' && !quoted
    };
    evidence.split(separates).map(str::trim).filter(|part| !part.is_empty()).collect()
}

const TIMEOUT: ReasonWords = ReasonWords {
    title: "No answer in time",
    meaning: "Nothing came back before the timeout. The evidence names the phase that was reached: nothing at all points \
              to a firewall, a wrong address or a host that is off; a late phase points to a slow service.",
    next: &[
        "Is it the same from every site? If only one sees it, look at the path from there.",
        "A firewall that drops instead of refusing looks exactly like this.",
        "Compare the chart before it began: did it slow down, or stop at once?",
    ],
};

const fn name(reason: Reason) -> ReasonWords {
    match reason {
        Reason::DnsNxdomain => ReasonWords {
            title: "Name does not exist",
            meaning: "A name server said that there is no such name. The record was deleted, never made, or is asked for \
                      in another zone or view.",
            next: &[
                "Is the name spelled right in the check?",
                "Does the zone still hold the record, on all of its name servers?",
                "Split-horizon DNS: the agent's resolver may see another zone than yours.",
            ],
        },
        _ => ReasonWords {
            title: "Name could not be resolved",
            meaning: "The resolver of the agent's host gave no address for the target. The target itself was not asked.",
            next: &[
                "Does the agent's host resolve other names?",
                "SERVFAIL often means broken DNSSEC or name servers that cannot be reached.",
            ],
        },
    }
}

const fn tcp(reason: Reason) -> ReasonWords {
    match reason {
        Reason::TcpRefused => ReasonWords {
            title: "Connection refused",
            meaning: "The host is there and says that nothing listens on this port, or a firewall answers in its name.",
            next: &[
                "Does the service run, and on this port and address?",
                "Was it restarted or moved at the time this began?",
                "A firewall rule that rejects answers the same way.",
            ],
        },
        Reason::TcpReset => ReasonWords {
            title: "Connection cut",
            meaning: "The connection was made and then cut before the answer was complete.",
            next: &[
                "Did the service crash or restart while it answered?",
                "A load balancer without a healthy backend often cuts connections.",
                "Middleboxes reset what they do not like: look for rules on the way.",
            ],
        },
        _ => ReasonWords {
            title: "No number in the greeting",
            meaning: "The first line of the target holds no number, though the check asks for one.",
            next: &["Does the service greet with another line since an update? The evidence quotes it."],
        },
    }
}

const fn icmp(reason: Reason) -> ReasonWords {
    match reason {
        Reason::IcmpUnreachable => ReasonWords {
            title: "Unreachable",
            meaning: "A router on the way, or the host itself, said that it cannot be reached.",
            next: &[
                "Who said it? The evidence names the address.",
                "Is there a route to the target's network from this site?",
                "Of a UDP port the host says this when nothing listens there.",
            ],
        },
        _ => ReasonWords {
            title: "Packets lost",
            meaning: "More echo requests stayed unanswered than the check allows, though some came back.",
            next: &[
                "Congested or damaged link: compare the round-trip time.",
                "Routers and hosts limit how many echo requests they answer.",
            ],
        },
    }
}

const fn dns(reason: Reason) -> ReasonWords {
    match reason {
        Reason::DnsRcode => ReasonWords {
            title: "Unexpected response code",
            meaning: "The server answered with another response code than the check expects.",
            next: &[
                "REFUSED: the server does not serve this zone to the agent's address.",
                "SERVFAIL: the server could not find the answer itself.",
            ],
        },
        Reason::DnsNoAnswer => ReasonWords {
            title: "No record of this type",
            meaning: "The name exists, but the answer holds no record of the type that was asked for.",
            next: &["Was the record deleted, or is only another type there?"],
        },
        Reason::DnsAnswer => ReasonWords {
            title: "Expected answer is missing",
            meaning: "The server answered, but at least one of the expected records is not there.",
            next: &[
                "Was the record changed on purpose? Then the check must follow.",
                "Do all name servers of the zone have the same serial?",
            ],
        },
        _ => ReasonWords {
            title: "Not a DNS answer",
            meaning: "What came back is no answer to the question.",
            next: &[
                "Does something else listen on this port?",
                "Devices on the way that rewrite DNS break answers like this.",
            ],
        },
    }
}

const fn http(reason: Reason) -> ReasonWords {
    match reason {
        Reason::HttpStatus => ReasonWords {
            title: "Unexpected status code",
            meaning: "The server answered with a status that the check does not expect. 5xx points to the service or what \
                      stands behind it, 4xx to the request, 3xx to a redirect.",
            next: &[
                "What does the service's log say at that time?",
                "502, 503 and 504 come from a proxy whose backend is gone or slow.",
            ],
        },
        Reason::HttpBody => ReasonWords {
            title: "Body does not match",
            meaning: "The page came, but it does not hold what it must, or holds what it must not.",
            next: &[
                "The evidence quotes the beginning of the body.",
                "Error pages are often sent with status 200.",
            ],
        },
        Reason::HttpRedirect => ReasonWords {
            title: "Redirect leads nowhere",
            meaning: "A circle of redirects, one more than the check follows, or one without a usable address.",
            next: &[
                "The evidence names the last address.",
                "A rule from http to https, and one back, make a circle.",
            ],
        },
        Reason::HttpBodySize => ReasonWords {
            title: "Body too long",
            meaning: "The body is longer than the check reads.",
            next: &["Raise the most bytes of body that are read, or ask for a smaller page."],
        },
        _ => ReasonWords {
            title: "Not HTTP",
            meaning: "What came back is no HTTP/1 answer.",
            next: &[
                "Is TLS spoken on this port while the URL says http, or the other way round?",
                "Does another service listen there?",
            ],
        },
    }
}

const fn tls(reason: Reason) -> ReasonWords {
    match reason {
        Reason::TlsExpired => ReasonWords {
            title: "Certificate expired",
            meaning: "The time of a certificate in the chain is over: every client that checks it refuses to connect.",
            next: &[
                "Renew it, and make sure the server loads the new one.",
                "Why did renewal not happen by itself?",
            ],
        },
        Reason::TlsNotYetValid => ReasonWords {
            title: "Certificate not valid yet",
            meaning: "The time of a certificate has not begun, or the clock of the agent's host is behind.",
            next: &["Compare the clock of the agent's host with the begin in the evidence."],
        },
        Reason::TlsUntrusted => ReasonWords {
            title: "Certificate not trusted",
            meaning: "No root that the agent's host trusts has signed the chain.",
            next: &[
                "Does the server send the intermediate certificates?",
                "Of an own authority: give its certificate to the check.",
            ],
        },
        Reason::TlsName => ReasonWords {
            title: "Certificate for another name",
            meaning: "The certificate is valid, but not for the name that was asked for.",
            next: &[
                "The evidence lists the names it has.",
                "Without the right server block a server shows its default certificate.",
            ],
        },
        Reason::TlsExpiring => ReasonWords {
            title: "Certificate ends soon",
            meaning: "Everything works, but a certificate ends sooner than the check allows.",
            next: &["Renew it before it ends; until then visitors notice nothing."],
        },
        _ => ReasonWords {
            title: "TLS could not be agreed on",
            meaning: "The handshake failed: no common version or cipher, or TLS is not spoken there.",
            next: &[
                "Is it the right port?",
                "Servers that only know TLS 1.1 or older are refused.",
                "Does the server ask for a client certificate?",
            ],
        },
    }
}

const fn local(reason: Reason) -> ReasonWords {
    match reason {
        Reason::LocalPermission => ReasonWords {
            title: "The agent may not ask",
            meaning: "The agent's host or its egress policy does not let it ask. This says nothing about the target.",
            next: &[
                "Is the target's address allowed by the agent's egress policy?",
                "Echo requests need a capability or `ping_group_range` on the host.",
            ],
        },
        Reason::LocalNetwork => ReasonWords {
            title: "The agent has no way there",
            meaning: "The agent's host has no route or no address of this family. This says nothing about the target.",
            next: &[
                "Is the host's own network up?",
                "Does the name lead only to IPv6, and has the host none?",
            ],
        },
        _ => ReasonWords {
            title: "The agent's host is exhausted",
            meaning: "The host is out of files, ports or memory. This says nothing about the target.",
            next: &["Look at the host's load, memory and limits of open files."],
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_reason_of_the_closed_list_has_words_of_its_own() {
        let named: Vec<ReasonWords> = Reason::ALL
            .iter()
            .filter(|reason| **reason != Reason::None)
            .map(|reason| reason_words(reason.as_str()).expect("a reason without words"))
            .collect();

        let titles: BTreeSet<&str> = named.iter().map(|words| words.title).collect();
        assert_eq!(titles.len(), named.len());
        for words in named {
            assert!(words.title.len() <= 32 && !words.title.ends_with('.'), "{words:?}");
            assert!(words.meaning.ends_with('.') && !words.next.is_empty(), "{words:?}");
            assert!(words.next.iter().all(|line| line.ends_with(['.', '?'])), "{words:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_shown_as_it_is() {
        assert_eq!(reason_words(""), None);
        assert_eq!(reason_words("of.tomorrow"), None);
        assert_eq!(reason_title("of.tomorrow"), "of.tomorrow");
        assert_eq!(reason_title("tcp.refused"), "Connection refused");
    }

    #[test]
    fn only_local_reasons_are_about_the_agent() {
        let local: Vec<&str> =
            Reason::ALL.iter().map(|reason| reason.as_str()).filter(|code| is_local(code)).collect();

        assert_eq!(local, ["local.permission", "local.network", "local.resources"]);
    }

    #[test]
    fn evidence_falls_into_its_parts() {
        let evidence = "status 503 where 200-299 is expected; HTTP/1.1 503; connect 0.10 ms, ttfb 1.00 ms";

        assert_eq!(evidence_parts(evidence).len(), 3);
        let quoting = r#"HTTP/1.1 502, content-type: "text/plain; charset=utf-8"; 36 bytes"#;
        assert_eq!(
            evidence_parts(quoting),
            [r#"HTTP/1.1 502, content-type: "text/plain; charset=utf-8""#, "36 bytes"]
        );
        assert_eq!(evidence_parts(""), Vec::<&str>::new());
        assert_eq!(evidence_parts("one"), ["one"]);
    }
}
