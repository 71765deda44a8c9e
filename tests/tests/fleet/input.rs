//! What a person or a program gets wrong at the API.

use nocturne_proto::api::v1 as wire;
use nocturne_tests::Fleet;

const CHECK: [&str; 6] = ["checks", "create", "--name", "web", "--kind", "tcp"];

#[tokio::test(flavor = "multi_thread")]
async fn each_wrong_check_has_its_own_message_and_changes_nothing() {
    let fleet = Fleet::start().await;
    fleet.noctl_login().await;
    drop(fleet.noctl(&[&CHECK[..], &["--target", "127.0.0.1", "--port", "80"]].concat()).await.ok());
    let other = ["checks", "create", "--name", "other", "--kind", "tcp"];
    let cases: &[(Vec<&str>, i32, &[&str])] = &[
        (
            [&other[..], &["--target", "127.0.0.1", "--port", "80", "--interval", "0s"]].concat(),
            64,
            &["interval"],
        ),
        (
            [&other[..], &["--target", "not an address", "--port", "80"]].concat(),
            64,
            &["targets", "not an address"],
        ),
        ([&other[..], &["--target", "127.0.0.1"]].concat(), 64, &["port"]),
        (
            [&CHECK[..], &["--target", "127.0.0.1", "--port", "81"]].concat(),
            1,
            &["web", "noctl checks apply"],
        ),
        (vec!["checks", "show", "nowhere"], 1, &["nowhere", "list"]),
        (vec!["tokens", "create", "--site", "No Site"], 1, &["site"]),
    ];

    for (args, code, texts) in cases {
        fleet.noctl(args).await.failed(*code, texts);
    }

    let listed = fleet.noctl(&["checks", "list", "-o", "csv"]).await.ok();
    assert_eq!(listed.lines().count(), 2, "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_findings_of_a_file_are_reported_and_nothing_is_sent() {
    let fleet = Fleet::start().await;
    fleet.noctl_login().await;
    let file = "- {slug: good, tcp: {port: 80}, targets: [127.0.0.1]}\n\
                - {slug: bad, tcp: {port: 0}, targets: [], interval: 0s}\n";

    let refused = fleet.noctl_with(&["checks", "apply", "-f", "-"], file).await;

    refused.failed(64, &["bad", "port", "targets", "interval"]);
    let listed = fleet.noctl(&["checks", "list", "-o", "csv"]).await.ok();
    assert_eq!(listed.lines().count(), 1, "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_of_ten_megabytes_is_refused_in_words() {
    let fleet = Fleet::start().await;
    fleet.noctl_login().await;
    let file = format!(
        "slug: big\ndescription: {}\ntcp: {{port: 80}}\ntargets: [127.0.0.1]\n",
        "x".repeat(10 << 20)
    );
    let path = fleet.folder().join("big.yaml");
    nocturne_tests::coordinator::write_secret(&path, &file);

    let by_file = fleet.noctl(&["checks", "apply", "-f", &path.display().to_string()]).await;
    let check =
        wire::Check { slug: "big".to_owned(), description: "x".repeat(10 << 20), ..wire::Check::default() };
    let message = wire::CreateCheckRequest { check: Some(check), request_id: String::new() };
    let status = fleet.api.checks().create_check(fleet.api.request(message)).await.unwrap_err();

    by_file.failed(64, &["nothing was applied", "description", "the limit is 1024"]);
    assert_eq!(status.code(), tonic::Code::ResourceExhausted);
    assert!(status.message().contains("1 MiB"), "{status}");
    let listed = fleet.noctl(&["checks", "list", "-o", "csv"]).await.ok();
    assert_eq!(listed.lines().count(), 1, "{listed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_is_told_what_to_do() {
    let fleet = Fleet::start().await;

    fleet.noctl(&["status"]).await.failed(1, &["not logged in", "noctl login"]);
    let wrong = fleet.noctl_with(&["login", "--username", "admin", "--password-stdin"], "wrong").await;
    wrong.failed(1, &["log in"]);
    let token = fleet.noctl(&["--api-token", "noc_pat_wrong", "status"]).await;
    token.failed(1, &["noctl login", "API token"]);
}
