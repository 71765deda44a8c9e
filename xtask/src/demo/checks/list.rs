//! The checks themselves. Descriptions of what fails name the reason it fails with.

use super::{Check, Kind};

const EVERYWHERE: &str = "";
const EDGE: &str = "role=edge";
const AMS: &str = "site=ams";

pub(super) const CHECKS: [Check; 27] = [
    // What is well.
    tcp("echo", "a healthy service", "echo", false, "2s"),
    tcp("numbered", "hands out a number that is recorded", "numbered", true, "2s"),
    tcp("slow", "accepts at once, greets late", "slow", false, "5s"),
    ping(
        "ping-loopback",
        "four addresses of this machine",
        &["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"],
        EVERYWHERE,
    ),
    ping("ping-from-ams", "asked at one site only", &["127.0.1.1"], AMS),
    ping("ping-from-the-edge", "asked where role=edge", &["127.0.2.1", "127.0.2.2"], EDGE),
    http(
        "web",
        "a healthy web server with the right body",
        ("web", "ok"),
        &["body_matches: [\"all systems nominal\"]"],
        EVERYWHERE,
    ),
    http(
        "web-tls",
        "the same over TLS, with a certificate that is good for more than a week",
        ("web-tls", "ok"),
        &["tls_min_remaining: 168h", "body_matches: [\"all systems nominal\"]"],
        EVERYWHERE,
    ),
    http("web-redirects", "three redirects on the way", ("web", "redirect/3"), &[], EDGE),
    http("web-drip", "a body that takes its time: look at the phases", ("web", "drip/20000/300"), &[], AMS),
    dns("dns-www", "an address", ("www.lab.test", "A"), &["expected_answers: [\"192.0.2.80\"]"], EVERYWHERE),
    dns(
        "dns-mail",
        "both mail servers, in any order",
        ("lab.test", "MX"),
        &["expected_answers: [\"20 mail2.lab.test.\", \"10 mail.lab.test.\"]"],
        AMS,
    ),
    dns("dns-big", "cut over UDP, asked again over TCP", ("big.lab.test", "TXT"), &[], EDGE),
    dns(
        "dns-gone-as-wanted",
        "a name that must not exist",
        ("gone.lab.test", "A"),
        &["expected_rcode: NXDOMAIN"],
        EDGE,
    ),
    // What comes and goes.
    tcp("flapping", "open for 20 s, closed for 20 s: tcp.refused", "flapping", false, "2s"),
    http("shop", "often overloaded for 30 s of 90: http.status", ("shop", "ok"), &[], EVERYWHERE),
    http(
        "balancer",
        "one of its three backends is dead: http.status, seen from one of three sites",
        ("balancer", "ok"),
        &[],
        EVERYWHERE,
    ),
    // What fails.
    tcp("refusing", "nothing listens: tcp.refused", "refusing", false, "5s"),
    tcp("silent", "every SYN is dropped: timeout", "silent", false, "5s"),
    tcp("mute", "accepts and never says a number: timeout", "mute", true, "5s"),
    Check {
        name: "nowhere",
        about: "a name that does not exist: dns.nxdomain",
        kind: Kind::Nowhere,
        agents: EVERYWHERE,
        interval: "10s",
        timeout: "2s",
    },
    http("web-expired", "a certificate that ended yesterday: tls.expired", ("web-expired", "ok"), &[], AMS),
    http(
        "web-expiring",
        "a certificate that ends in three days, and a week is wanted: tls.expiring",
        ("web-expiring", "ok"),
        &["tls_min_remaining: 168h"],
        EVERYWHERE,
    ),
    http("web-wrong-name", "a certificate for another host: tls.name", ("web-wrong-name", "ok"), &[], EDGE),
    http("web-loop", "redirects to itself: http.redirect", ("web", "loop"), &[], EVERYWHERE),
    http(
        "web-wrong-body",
        "not the page that is wanted: http.body",
        ("web", "ok"),
        &["body_matches: [\"welcome to the shop\"]"],
        AMS,
    ),
    dns("dns-gone", "a name that is not in its zone: dns.nxdomain", ("gone.lab.test", "A"), &[], EVERYWHERE),
];

const fn tcp(
    name: &'static str,
    about: &'static str,
    target: &'static str,
    read_number: bool,
    interval: &'static str,
) -> Check {
    let kind = Kind::Tcp { target, read_number };
    Check { name, about, kind, agents: EVERYWHERE, interval, timeout: "1s" }
}

const fn ping(
    name: &'static str,
    about: &'static str,
    targets: &'static [&'static str],
    agents: &'static str,
) -> Check {
    Check { name, about, kind: Kind::Ping(targets), agents, interval: "2s", timeout: "1s" }
}

/// `at`: the target and its path.
const fn http(
    name: &'static str,
    about: &'static str,
    at: (&'static str, &'static str),
    lines: &'static [&'static str],
    agents: &'static str,
) -> Check {
    let kind = Kind::Http { target: at.0, path: at.1, lines };
    Check { name, about, kind, agents, interval: "5s", timeout: "2s" }
}

/// `question`: name and type.
const fn dns(
    name: &'static str,
    about: &'static str,
    question: (&'static str, &'static str),
    lines: &'static [&'static str],
    agents: &'static str,
) -> Check {
    let kind = Kind::Dns { name: question.0, record_type: question.1, lines };
    Check { name, about, kind, agents, interval: "5s", timeout: "2s" }
}
