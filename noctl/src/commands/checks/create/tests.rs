use std::sync::{Arc, Mutex};

use clap::Parser as _;
use nocturne_proto::api::v1::{
    self as wire, DnsCheck, HttpCheck,
    check::Spec,
    check_service_server::{CheckService, CheckServiceServer},
    dns_check,
};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{Request, Response, Status, transport::Server};

use super::*;
use crate::{
    cli::{Cli, Command},
    commands::checks::ChecksCommand,
};

const PEM: &str =
    "-----BEGIN CERTIFICATE-----\nMBUwDQIBATAAMAAwADAAMAAwAAMCAAE=\n-----END CERTIFICATE-----\n";

fn words(words: &[&str]) -> Result<WireCheck, Error> {
    let line = ["noctl", "checks", "create"].iter().chain(words);
    match Cli::try_parse_from(line).unwrap().command {
        Command::Checks(ChecksCommand::Create(arguments)) => arguments.check(),
        other => panic!("{other:?}"),
    }
}

fn parsed(line: &str) -> Result<WireCheck, Error> {
    words(&line.split_whitespace().collect::<Vec<_>>())
}

#[test]
fn flags_make_the_check_they_say() {
    let check = parsed("tcp web --target a.example --target 192.0.2.1 --port 443 --interval 10s").unwrap();

    assert_eq!(check.slug, "web");
    assert_eq!(check.targets, ["a.example", "192.0.2.1"]);
    assert_eq!(check.interval, Some(prost_types::Duration { seconds: 10, nanos: 0 }));
    assert_eq!(check.enabled, Some(true));
    let by_options = parsed("--name web --kind tcp --target a.example,192.0.2.1 --port 443 --interval 10s");
    assert_eq!(by_options.unwrap(), check);
}

#[test]
fn every_field_of_a_dns_check_has_an_option() {
    let line = "dns d --target 192.0.2.53 --query Example.org --type txt --port 5353 --transport tcp --no-recursion \
                --expect-rcode noerror --expect-answer 10,mail. --expect-answer second";

    let check = parsed(line).unwrap();

    let want = DnsCheck {
        query_name: "Example.org".to_owned(),
        record_type: dns_check::RecordType::Txt.into(),
        port: 5353,
        transport: dns_check::Transport::Tcp.into(),
        recursion_desired: Some(false),
        expected_rcode: "noerror".to_owned(),
        expected_answers: vec!["10,mail.".to_owned(), "second".to_owned()],
    };
    assert_eq!(check.spec, Some(Spec::Dns(want)));
}

#[test]
fn every_field_of_an_http_check_has_an_option() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), PEM.as_bytes()).unwrap();
    let path = path.display().to_string();
    let line = [
        "http",
        "web",
        "--target",
        "https://example.org/?a=1,2",
        "--method",
        "post",
        "--header",
        "X-A: b: c",
        "--header",
        "Accept:*/*",
        "--body",
        "-x",
        "--expect-status",
        "200,300-308",
        "--expect-status",
        "404",
        "--match",
        "-ok",
        "--forbid",
        "no",
        "--max-redirects",
        "0",
        "--max-body-bytes",
        "10",
        "--ca-file",
        &path,
        "--server-name",
        "a.b",
        "--insecure",
        "--min-remaining",
        "14d",
    ];

    let check = words(&line).unwrap();

    assert_eq!(check.targets, ["https://example.org/?a=1,2"]);
    let header = |name: &str, value: &str| nocturne_proto::api::v1::HttpHeader {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let want = HttpCheck {
        method: "post".to_owned(),
        headers: vec![header("X-A", "b: c"), header("Accept", "*/*")],
        body: "-x".to_owned(),
        expected_statuses: texts(&["200", "300-308", "404"]),
        body_matches: texts(&["-ok"]),
        body_forbids: texts(&["no"]),
        max_redirects: Some(0),
        max_body_bytes: 10,
        tls_ca_pem: PEM.to_owned(),
        tls_server_name: "a.b".to_owned(),
        tls_insecure: true,
        tls_min_remaining: Some(prost_types::Duration { seconds: 14 * 86_400, nanos: 0 }),
    };
    assert_eq!(check.spec, Some(Spec::Http(want)));
}

#[test]
fn the_ca_and_the_insecurity_of_a_check_are_not_those_of_the_coordinator() {
    let line = "noctl --api-ca-file api.pem checks create http web --target https://a/ --insecure";

    let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();

    assert!(!cli.global.api_insecure());
    assert_eq!(cli.global.api_ca_file().unwrap().to_str(), Some("api.pem"));
}

#[test]
fn bad_flags_are_bad_usage_and_all_are_named_at_their_option() {
    let wrong =
        parsed("tcp Web --target http://a --port 443 --interval 0s --status-policy 3,4,1").unwrap_err();

    let report = wrong.report();
    assert_eq!(wrong.exit_code(), 64);
    for place in [
        "NAME (slug)",
        "--target (targets[0])",
        "--interval (interval)",
        "--status-policy (status_policy.down_after)",
    ] {
        assert!(report.contains(&format!("\n  - {place}: ")), "{report}");
    }
}

#[test]
fn what_is_missing_or_of_another_kind_is_said() {
    for (line, text) in [
        ("tcp a --target a", "--port (tcp.port): is missing"),
        ("dns a --target a", "--query (dns.query_name): is missing"),
        ("icmp a", "--target (targets): is missing"),
        ("icmp a --target a --port 1", "--port belongs to another kind of check, this one is icmp"),
        (
            "http a --target https://a/ --ca-file nowhere.pem",
            "--ca-file (http.tls_ca_file): \"nowhere.pem\" cannot be read",
        ),
        ("http a --target a", "--target (targets[0])"),
        ("tcp", "what is it called"),
        ("--target a", "what kind of check"),
    ] {
        let error = parsed(line).unwrap_err();

        assert!(
            matches!(error, Error::Usage(_)) && error.report().contains(text),
            "{line}: {}",
            error.report()
        );
    }
}

#[test]
fn request_ids_are_short_and_printable() {
    assert!(parse_request_id("a-1").is_ok());
    for bad in ["", "a b", "ä", &"x".repeat(129)] {
        assert!(parse_request_id(bad).is_err(), "{bad}");
    }
}

/// Is away for the first `n_away` creations.
#[derive(Clone, Default)]
struct Flaky {
    n_away: usize,
    request_ids: Arc<Mutex<Vec<String>>>,
}

#[tonic::async_trait]
impl CheckService for Flaky {
    async fn create_check(
        &self,
        request: Request<wire::CreateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        let request = request.into_inner();
        let mut ids = self.request_ids.lock().unwrap();
        ids.push(request.request_id);
        if ids.len() <= self.n_away {
            return Err(Status::unavailable("the database is restarting"));
        }
        Ok(Response::new(request.check.unwrap()))
    }

    async fn get_check(&self, _: Request<wire::GetCheckRequest>) -> Result<Response<wire::Check>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn list_checks(
        &self,
        _: Request<wire::ListChecksRequest>,
    ) -> Result<Response<wire::ListChecksResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn update_check(
        &self,
        _: Request<wire::UpdateCheckRequest>,
    ) -> Result<Response<wire::Check>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn delete_check(
        &self,
        _: Request<wire::DeleteCheckRequest>,
    ) -> Result<Response<wire::DeleteCheckResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn preview_check(
        &self,
        _: Request<wire::PreviewCheckRequest>,
    ) -> Result<Response<wire::PreviewCheckResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }

    async fn list_check_revisions(
        &self,
        _: Request<wire::ListCheckRevisionsRequest>,
    ) -> Result<Response<wire::ListCheckRevisionsResponse>, Status> {
        Err(Status::unimplemented("not asked for"))
    }
}

/// Defines a check at a coordinator that is away at first; what became of it, and the ids that were sent.
async fn created(n_away: usize, line: &str) -> (Result<(), Error>, Vec<String>) {
    let flaky = Flaky { n_away, ..Flaky::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = Server::builder()
        .add_service(CheckServiceServer::new(flaky.clone()))
        .serve_with_incoming(TcpListenerStream::new(listener));
    #[expect(clippy::disallowed_methods, reason = "ends with the test's runtime")]
    tokio::spawn(server);
    let global = ["noctl", "--home", "/nowhere", "--api-url", &url, "--api-token", "t", "checks", "create"];
    let cli = Cli::try_parse_from(global.into_iter().chain(line.split_whitespace())).unwrap();
    let Command::Checks(ChecksCommand::Create(arguments)) = cli.command else { panic!("another command") };
    let done = run(&Context::new(cli.global).unwrap(), *arguments).await;
    let ids = flaky.request_ids.lock().unwrap().clone();
    (done, ids)
}

#[tokio::test]
async fn a_creation_without_an_answer_is_repeated_under_the_same_id() {
    let (done, ids) = created(1, "icmp a --target 192.0.2.1").await;

    done.unwrap();
    assert_eq!(ids.len(), 2);
    assert!(ids[0] == ids[1] && ids[0].starts_with("noctl-"), "{ids:?}");
}

#[tokio::test]
async fn a_coordinator_that_stays_away_ends_it_and_the_id_is_the_one_given() {
    let (done, ids) = created(9, "icmp a --target 192.0.2.1 --request-id mine").await;

    assert!(done.unwrap_err().report().contains("the database is restarting"));
    assert_eq!(ids, ["mine", "mine", "mine"]);
}
