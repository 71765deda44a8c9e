//! Configuration that is wrong or half written, and a database that is not there.

use std::fs;

use nocturne_tests::{
    Coordinator, Database, Fleet,
    coordinator::write_secret,
    process::{self, AGENT, COORDINATOR},
};

#[tokio::test(flavor = "multi_thread")]
async fn every_finding_of_a_coordinators_file_is_reported_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("half.yaml");
    write_secret(
        &file,
        "database:\n  host: db.example.org\n  tls: \"off\"\n  app_connections: 0\n  owner_password_file: /nonexistent/owner\n\
         keys:\n  kek_file: /nonexistent/kek\napi:\n  listen: everywhere\nagents:\n  heartbeat_s: 0\ningest:\n",
    );
    let path = file.display().to_string();
    let texts = [
        "database.tls",
        "database.app_connections",
        "database.owner_password_file",
        "keys.kek_file",
        "api.listen",
        "agents.heartbeat_s",
    ];

    for command in ["serve", "check-config", "migrate", "bootstrap"] {
        process::run(COORDINATOR, &[command, "--config", &path], "").await.failed(78, &texts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_ends_in_the_middle_or_has_unknown_keys_is_refused() {
    let fleet = Fleet::start().await;
    let whole = fs::read_to_string(&fleet.coordinator.config).unwrap();
    let cases: [(String, &[&str]); 3] = [
        (whole.replace("listen:", "lisen:"), &["lisen", "api"]),
        (format!("{whole}metrics:\n  on: true\n"), &["metrics"]),
        (format!("{whole}log: {{format: \"hum"), &["line"]),
    ];

    for (text, texts) in cases {
        let file = fleet.folder().join("broken.yaml");
        write_secret(&file, &text);
        let path = file.display().to_string();
        process::run(COORDINATOR, &["serve", "--config", &path], "").await.failed(78, texts);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_without_its_database_says_so_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let database = Database::shared().await;
    let coordinator = Coordinator::new(folder.path(), &database);
    let whole = fs::read_to_string(&coordinator.config).unwrap();
    let port = database.app().port;
    let serve = async |text: &str| {
        let file = folder.path().join("wrong.yaml");
        write_secret(&file, text);
        process::run(COORDINATOR, &["serve", "--config", &file.display().to_string()], "").await
    };

    let unreachable = serve(&whole.replace(&format!("port: {port}"), "port: 1")).await;
    let unknown = serve(&whole.replace(&format!("name: {}", database.app().dbname), "name: nowhere")).await;
    write_secret(&folder.path().join("system.password"), "wrong");
    let unauthorized = serve(&whole).await;

    unreachable.failed(1, &["could not use the database"]);
    unknown.failed(1, &["could not use the database", "nowhere"]);
    unauthorized.failed(1, &["could not use the database", "password"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_file_with_errors_is_refused_with_all_of_them() {
    let fleet = Fleet::start().await;
    let agent = fleet.enrol("a").await;
    let state = agent.state.display().to_string();
    let config = agent.config.display().to_string();
    let run = ["run", "--state", &state, "--config", &config];

    write_secret(&agent.config, "spool:\n  max_bites: 1GiB\n");
    process::run(AGENT, &run, "").await.failed(78, &["max_bites", "spool"]);
    write_secret(
        &agent.config,
        "spool:\n  max_age: 1s\nlink:\n  backoff_base: soon\negress:\n  allow: [nonsense]\n",
    );
    let several = process::run(AGENT, &run, "").await;

    several.failed(78, &["spool.max_age", "link.backoff_base", "egress.allow[0]"]);
    process::run(AGENT, &["check-config", "--config", &config], "").await.failed(78, &["spool.max_age"]);
}
