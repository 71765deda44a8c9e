//! Checks to begin with.

use super::{CheckForm, CheckKind, DnsForm, HttpForm, IcmpForm, TcpForm};

/// A check to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// Name in the address.
    pub id: &'static str,
    /// What it answers.
    pub title: &'static str,
    /// When it is the right one.
    pub text: &'static str,
    /// Its form, without name and targets.
    pub form: CheckForm,
}

/// Checks to begin with, the most usual first.
#[must_use]
pub fn starters() -> Vec<Starter> {
    [http(), network()].concat()
}

fn http() -> Vec<Starter> {
    let web = |http: HttpForm, interval: &str| CheckForm {
        interval: interval.to_owned(),
        http,
        ..CheckForm::new(CheckKind::Http)
    };
    vec![
        Starter {
            id: "website",
            title: "A website answers",
            text: "Status 200 to 299, and a certificate that lasts two more weeks.",
            form: web(HttpForm { tls_min_remaining: "14d".to_owned(), ..HttpForm::default() }, "30s"),
        },
        Starter {
            id: "health",
            title: "A health endpoint says ok",
            text: "Exactly 200, the body says \"ok\", redirects are failures.",
            form: web(
                HttpForm {
                    expected_statuses: "200".to_owned(),
                    body_matches: r#"(?i)\bok\b"#.to_owned(),
                    max_redirects: "0".to_owned(),
                    ..HttpForm::default()
                },
                "10s",
            ),
        },
        Starter {
            id: "certificate",
            title: "A certificate is renewed in time",
            text: "Looks once an hour; down when fewer than 21 days are left.",
            form: web(
                HttpForm {
                    method: "HEAD".to_owned(),
                    expected_statuses: "100-599".to_owned(),
                    tls_min_remaining: "21d".to_owned(),
                    ..HttpForm::default()
                },
                "1h",
            ),
        },
    ]
}

fn network() -> Vec<Starter> {
    let every =
        |interval: &str, kind: CheckKind| CheckForm { interval: interval.to_owned(), ..CheckForm::new(kind) };
    vec![
        Starter {
            id: "ping",
            title: "A host answers to ping",
            text: "Three echo requests; any loss is a failure.",
            form: every("10s", CheckKind::Icmp),
        },
        Starter {
            id: "link-quality",
            title: "A link loses no packets",
            text: "Twenty echo requests, up to 5 % loss: round trips, jitter and loss over time.",
            form: CheckForm {
                icmp: IcmpForm {
                    packets: "20".to_owned(),
                    max_loss_ratio: "5 %".to_owned(),
                    packet_interval: "50ms".to_owned(),
                    ..IcmpForm::default()
                },
                ..every("30s", CheckKind::Icmp)
            },
        },
        Starter {
            id: "port",
            title: "A service accepts connections",
            text: "Opens a TCP connection to a port.",
            form: CheckForm {
                tcp: TcpForm { port: "22".to_owned(), read_number: false },
                ..every("15s", CheckKind::Tcp)
            },
        },
        Starter {
            id: "resolver",
            title: "A resolver answers",
            text: "Asks for a name that must exist.",
            form: CheckForm {
                dns: DnsForm { query_name: "www.example.org".to_owned(), ..DnsForm::default() },
                ..every("15s", CheckKind::Dns)
            },
        },
        Starter {
            id: "zone",
            title: "A zone is served",
            text: "Asks an authoritative server for the start of authority and records the serial.",
            form: CheckForm {
                dns: DnsForm {
                    query_name: "example.org".to_owned(),
                    record_type: "SOA".to_owned(),
                    recursion_desired: false,
                    ..DnsForm::default()
                },
                ..every("1m", CheckKind::Dns)
            },
        },
    ]
}
