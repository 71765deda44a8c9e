//! `probe`: one execution of a check, here and at once.

use clap::{Args, Subcommand, ValueEnum};
use nocturne_probe::probe::{Egress, Prober};
use nocturne_runtime::{clock, exit::EX_FAILED};
use nocturne_shared::outcome::Outcome;

use super::{Failure, print, runtime};

mod raw;
mod show;

/// What to ask.
#[derive(Subcommand)]
pub(super) enum ProbeCommand {
    /// Send ICMP echo requests (ping).
    Icmp(IcmpArgs),
    /// Complete a TCP handshake.
    Tcp(TcpArgs),
    /// Ask a DNS server one question.
    Dns(DnsArgs),
    /// Send an HTTP or HTTPS request.
    Http(HttpArgs),
}

/// What every kind takes.
#[derive(Args)]
pub(super) struct CommonArgs {
    /// Time until it counts as failed, names included, e.g. 500ms or 10s.
    #[arg(long, value_name = "DURATION", default_value = "5s")]
    timeout: String,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Output::Text)]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people.
    Text,
    /// For programs: target, kind, success, outcome, reason, evidence, `duration_seconds`, `started_at`, metrics.
    Json,
}

#[derive(Args)]
pub(super) struct IcmpArgs {
    /// Host name or address.
    target: String,
    /// Echo requests, 1 to 20.
    #[arg(long, value_name = "N")]
    packets: Option<u32>,
    /// Bytes of payload of each, 16 to 1400.
    #[arg(long, value_name = "BYTES")]
    payload_bytes: Option<u32>,
    /// Largest share of requests without an answer that still is up, 0 to 1.
    #[arg(long, value_name = "RATIO")]
    max_loss_ratio: Option<f64>,
    /// Time between two requests, up to 1s.
    #[arg(long, value_name = "DURATION")]
    packet_interval: Option<String>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Args)]
pub(super) struct TcpArgs {
    /// Host name or address.
    target: String,
    /// Port.
    #[arg(long, value_name = "PORT")]
    port: u32,
    /// Also read the first line the target sends and the first number in it.
    #[arg(long)]
    read_number: bool,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Args)]
pub(super) struct DnsArgs {
    /// Host name or address of the server.
    target: String,
    /// Name to ask for.
    #[arg(long = "query", value_name = "NAME")]
    query_name: String,
    /// Type of the records: A, AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV or TXT.
    #[arg(long = "type", value_name = "TYPE", default_value = "A")]
    record_type: String,
    /// Port of the server.
    #[arg(long, value_name = "PORT", default_value_t = 53)]
    port: u32,
    /// How to ask; a UDP answer that was cut is asked for again over TCP.
    #[arg(long, value_enum, default_value_t = Transport::Udp)]
    transport: Transport,
    /// Ask only for what the server itself knows.
    #[arg(long)]
    no_recursion: bool,
    /// Response code that is up, e.g. NOERROR, NXDOMAIN, REFUSED.
    #[arg(long, value_name = "RCODE", default_value = "NOERROR")]
    expect_rcode: String,
    /// An answer that must be there, as `dig +short` writes it; may be repeated.
    #[arg(long = "expect-answer", value_name = "TEXT")]
    expect_answers: Vec<String>,
    #[command(flatten)]
    common: CommonArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Transport {
    Udp,
    Tcp,
}

#[derive(Args)]
pub(super) struct HttpArgs {
    /// URL, e.g. <https://example.org/health>.
    #[arg(value_name = "URL")]
    target: String,
    /// GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: String,
    /// A header to send, written 'Name: value'; may be repeated.
    #[arg(long = "header", value_name = "HEADER")]
    headers: Vec<String>,
    /// Body to send.
    #[arg(long, value_name = "TEXT", default_value = "")]
    body: String,
    /// Status codes that are up, e.g. 204 or 200-299 (the default); may be repeated. A redirect that is expected is not
    /// followed.
    #[arg(long = "expect-status", value_name = "CODES", value_delimiter = ',')]
    expect_statuses: Vec<String>,
    /// Regular expression that must match the body; may be repeated.
    #[arg(long = "match", value_name = "REGEX")]
    matches: Vec<String>,
    /// Regular expression that must not match the body; may be repeated.
    #[arg(long = "forbid", value_name = "REGEX")]
    forbids: Vec<String>,
    /// Redirects to follow, 0 to 20; 5 when not given.
    #[arg(long, value_name = "N")]
    max_redirects: Option<u32>,
    /// Most bytes of body that are read, e.g. 4096 or 16MiB (the limit); 1MiB when not given.
    #[arg(long, value_name = "SIZE")]
    max_body_bytes: Option<String>,
    /// File with certificates (PEM) to trust besides the host's.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<std::path::PathBuf>,
    /// Name the certificate must have, when it is not the host of the URL.
    #[arg(long, value_name = "NAME")]
    server_name: Option<String>,
    /// Accept every certificate. What it says is shown all the same.
    #[arg(long)]
    insecure: bool,
    /// Least time the certificates must still last, e.g. 14d.
    #[arg(long, value_name = "DURATION")]
    min_remaining: Option<String>,
    #[command(flatten)]
    common: CommonArgs,
}

/// Runs it; what is not up is a failure.
pub(super) fn run(command: &ProbeCommand) -> Result<(), Failure> {
    let (spec, output) = raw::checked(command).map_err(|findings| {
        let lines: Vec<String> = findings.0.iter().map(|finding| format!("  {finding}")).collect();
        Failure::usage(format!("this cannot be asked:\n{}", lines.join("\n")))
    })?;
    // One target is given, so one is there.
    let Some(target) = spec.targets.first() else { return Err(Failure::usage("give a target")) };
    let runtime = runtime()?;
    let prober =
        Prober::start(clock::now_micros, Egress::everything()).map_err(|error| Failure::failed(&error))?;
    let measurement = runtime.block_on(prober.run(&spec.kind, target, spec.timeout));
    // A lookup that nobody waits for any more cannot be cancelled, and must not keep this process.
    runtime.shutdown_background();
    print(&match output {
        Output::Text => show::text(&spec.kind, target, &measurement),
        Output::Json => show::json(&spec.kind, target, &measurement),
    })?;
    match measurement.outcome {
        Outcome::Success => Ok(()),
        // What was printed says everything.
        Outcome::Failure | Outcome::Inconclusive => Err(Failure { code: EX_FAILED, text: String::new() }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::net::TcpListener;

    use clap::Parser as _;
    use nocturne_runtime::exit::EX_USAGE;
    use nocturne_shared::check::{CheckKind, DnsSpec, HttpSpec, Method, Rcode, RecordType};

    use super::*;

    #[derive(clap::Parser)]
    struct Line {
        #[command(subcommand)]
        what: ProbeCommand,
    }

    fn parsed(args: &[&str]) -> ProbeCommand {
        Line::try_parse_from([&["probe"], args].concat()).unwrap_or_else(|error| panic!("{error}")).what
    }

    fn kind(args: &[&str]) -> CheckKind {
        raw::checked(&parsed(args)).map_err(|findings| findings.to_string()).unwrap().0.kind
    }

    fn findings(args: &[&str]) -> Vec<String> {
        let found = raw::checked(&parsed(args)).err().unwrap();
        found.0.into_iter().map(|finding| finding.field).collect()
    }

    #[test]
    fn every_field_of_a_dns_check_has_an_option() {
        let kind = kind(&[
            "dns",
            "192.0.2.1",
            "--query",
            "example.org",
            "--type",
            "aaaa",
            "--port",
            "5353",
            "--transport",
            "tcp",
            "--no-recursion",
            "--expect-rcode",
            "noerror",
            "--expect-answer",
            "2001:db8::1",
        ]);

        let want = DnsSpec {
            query_name: "example.org".to_owned(),
            record_type: RecordType::Aaaa,
            port: 5353,
            tcp: true,
            recursion_desired: false,
            expected_rcode: Rcode::NoError,
            expected_answers: vec!["2001:db8::1".to_owned()],
        };
        assert_eq!(kind, CheckKind::Dns(want));
    }

    #[test]
    fn every_field_of_an_http_check_has_an_option() {
        let kind = kind(&[
            "http",
            "https://example.org/",
            "--method",
            "post",
            "--header",
            "X-A: b: c",
            "--body",
            "x",
            "--expect-status",
            "204,300-308",
            "--expect-status",
            "500",
            "--match",
            "a",
            "--match",
            "b",
            "--forbid",
            "c",
            "--max-redirects",
            "0",
            "--max-body-bytes",
            "64KiB",
            "--server-name",
            "h",
            "--insecure",
            "--min-remaining",
            "14d",
        ]);

        let CheckKind::Http(spec) = kind else { panic!("{kind:?}") };
        let HttpSpec { method, headers, body, expected_statuses, body_matches, body_forbids, .. } = &*spec;
        assert_eq!((*method, body.as_str()), (Method::Post, "x"));
        assert_eq!(headers, &[("x-a".to_owned(), "b: c".to_owned())]);
        assert_eq!(expected_statuses.to_texts(), ["204", "300-308", "500"]);
        assert_eq!((body_matches.len(), body_forbids.len()), (2, 1));
        assert_eq!((spec.max_redirects, spec.max_body_bytes), (0, 64 << 10));
        assert_eq!((spec.tls_server_name.as_str(), spec.tls_insecure), ("h", true));
        assert_eq!(spec.tls_min_remaining, Some(std::time::Duration::from_hours(14 * 24)));
    }

    #[test]
    fn everything_wrong_is_found_at_once() {
        let http = findings(&[
            "http",
            "example.org",
            "--header",
            "x",
            "--match",
            "a(",
            "--ca-file",
            "/nonexistent/ca",
            "--timeout",
            "5",
            "--max-body-bytes",
            "lots",
        ]);
        assert_eq!(
            http,
            ["header", "max_body_bytes", "ca_file", "timeout", "http.body_matches[0]", "targets[0]"]
        );
        assert_eq!(findings(&["tcp", "a b", "--port", "70000"]), ["tcp.port", "targets[0]"]);
        assert_eq!(
            findings(&["icmp", "a", "--packets", "0", "--timeout", "0s"]),
            ["icmp.packets", "timeout"]
        );
        let refused = run(&parsed(&["tcp", "a", "--port", "0"])).err().unwrap();
        assert_eq!(refused.code, EX_USAGE);
    }

    #[test]
    fn only_a_target_that_is_up_is_no_failure() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port().to_string();
        let command = parsed(&["tcp", "127.0.0.1", "--port", &port]);

        let up = run(&command);
        drop(listener);
        let down = run(&command).err().unwrap();

        assert!(up.is_ok());
        assert_eq!((down.code, down.text.as_str()), (EX_FAILED, ""));
    }
}
