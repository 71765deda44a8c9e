#![allow(clippy::disallowed_methods, reason = "tests place files as anybody would")]

use std::{collections::BTreeMap, path::PathBuf};

use serde::Deserialize;

use super::*;

const DEFAULTS: &str = "
# Where it listens.
listen:
  address: 127.0.0.1
  port: 8443
database:
  url: postgres://localhost/nocturne
  password: null
  pool_size: 8
labels: {}
features: []
debug: false
";

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    listen: Listen,
    database: Database,
    labels: BTreeMap<String, String>,
    features: Vec<String>,
    debug: bool,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listen {
    address: String,
    port: u16,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Database {
    url: String,
    password: Option<String>,
    pool_size: u32,
}

fn load_with(file: &str, env: &[(&str, &str)]) -> Result<Raw, Findings> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: PathBuf = folder.path().join("config.yaml");
    std::fs::write(&path, file).expect("a writable folder");
    let env = env.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    load(Some(&path), DEFAULTS, env, "NOCTURNE", Ok)
}

fn findings(file: &str, env: &[(&str, &str)]) -> Vec<String> {
    let findings = load_with(file, env).expect_err("something is wrong");
    findings.0.iter().map(ToString::to_string).collect()
}

#[test]
fn without_a_file_the_defaults_hold() {
    let raw: Raw = load(None, DEFAULTS, std::iter::empty(), "NOCTURNE", Ok).expect("good defaults");

    assert_eq!(raw.listen, Listen { address: "127.0.0.1".to_owned(), port: 8443 });
    assert!(raw.labels.is_empty() && raw.features.is_empty() && !raw.debug);
}

#[test]
fn the_environment_wins_over_the_file_and_the_file_over_the_defaults() {
    let file = "listen: { port: 1 }\ndatabase: { pool_size: 2 }\n";

    let raw = load_with(file, &[("NOCTURNE_LISTEN__PORT", "3")]).expect("all good");

    assert_eq!(raw.listen.port, 3);
    assert_eq!(raw.listen.address, "127.0.0.1");
    assert_eq!(raw.database.pool_size, 2);
}

#[test]
fn empty_files_and_empty_sections_change_nothing() {
    for file in ["", "# nothing\n", "listen:\nlabels:\ndatabase:\n"] {
        let raw = load_with(file, &[]).expect("all good");

        assert_eq!(raw.listen.port, 8443);
    }
}

#[test]
fn free_keys_take_anything_their_type_takes() {
    let file = "labels: { rack: a1 }\nfeatures: [x]\ndatabase: { password: geheim }\n";

    let raw = load_with(file, &[("NOCTURNE_LABELS__SITE", "hall: 4")]).expect("all good");

    assert_eq!(raw.labels["rack"], "a1");
    assert_eq!(raw.labels["site"], "hall: 4");
    assert_eq!(raw.features, ["x"]);
    assert_eq!(raw.database.password.as_deref(), Some("geheim"));
}

#[test]
fn variables_are_read_as_scalars_and_texts_literally() {
    let env = [
        ("NOCTURNE_DEBUG", "true"),
        ("NOCTURNE_FEATURES", "[a, b]"),
        ("NOCTURNE_LISTEN__ADDRESS", "0"),
        ("NOCTURNE_DATABASE__URL", "postgres://u:p #1@h/db"),
        ("NOCTURNE_DATABASE__PASSWORD", "\"123\""),
    ];

    let raw = load_with("", &env).expect("all good");

    assert!(raw.debug);
    assert_eq!(raw.features, ["a", "b"]);
    assert_eq!(raw.listen.address, "0");
    assert_eq!(raw.database.url, "postgres://u:p #1@h/db");
    assert_eq!(raw.database.password.as_deref(), Some("123"));
}

#[test]
fn variables_of_others_are_left_alone() {
    let env = [
        ("NOCTURNE_COORDINATOR_SERVICE_HOST", "10.0.0.1"),
        ("NOCTURNEDEBUG", "true"),
        ("PATH", "/bin"),
        ("NOCTURNE", "x"),
    ];

    let raw = load_with("", &env).expect("all good");

    assert!(!raw.debug);
}

#[test]
fn everything_wrong_is_found_at_once() {
    let file = "
lisen: { port: 1 }
listen: { port: many, adress: x }
database: 7
labels: { rack: [1] }
debug: 12
";
    let env = [("NOCTURNE_DATABASE__POOL_SIZE", "big"), ("NOCTURNE_DATABASE__POOLSIZE", "1")];

    let found = findings(file, &env);

    let expected = [
        "lisen: unknown key, expected one of: listen, database, labels, features, debug",
        "listen.adress: unknown key, expected one of: address, port",
        "database: must be a section",
        "NOCTURNE_DATABASE__POOLSIZE: sets database.poolsize, which does not exist",
        "listen.port: invalid type: string \"many\", expected u16",
        "database.pool_size: invalid type: string \"big\", expected u32 (set by NOCTURNE_DATABASE",
        "labels.rack: invalid type",
        "debug: invalid type",
    ];
    for start in expected {
        assert!(found.iter().any(|it| it.starts_with(start)), "{start:?} not in {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn a_section_cannot_be_set_by_a_variable() {
    let found = findings("", &[("NOCTURNE_LISTEN", "1")]);

    assert_eq!(found, ["NOCTURNE_LISTEN: is a section, name one of its keys"]);
}

#[test]
fn a_variable_below_a_plain_value_is_refused() {
    let found = findings("", &[("NOCTURNE_DEBUG__DEEP", "1")]);

    assert_eq!(found, ["NOCTURNE_DEBUG__DEEP: sets debug.deep, which does not exist"]);
}

#[test]
fn a_half_written_file_says_where_it_breaks() {
    let found = findings("listen:\n  port: [1, 2\n", &[]);

    assert!(found.len() == 1 && found[0].contains("line"), "{found:#?}");
}

#[test]
fn a_repeated_key_is_refused() {
    let found = findings("debug: true\ndebug: false\n", &[]);

    assert!(found.len() == 1 && found[0].contains("duplicate"), "{found:#?}");
}

#[test]
fn a_file_that_is_no_document_of_keys_is_refused() {
    let found = findings("- a\n- b\n", &[]);

    assert!(found.len() == 1 && found[0].contains("key: value"), "{found:#?}");
}

#[test]
fn a_missing_file_is_named() {
    let path = Path::new("/nonexistent/nocturne.yaml");

    let findings = load::<Raw, Raw>(Some(path), DEFAULTS, std::iter::empty(), "NOCTURNE", Ok)
        .expect_err("there is no such file");

    let text = findings.to_string();
    assert!(text.starts_with("/nonexistent/nocturne.yaml: could not open"), "{text}");
    assert!(text.contains("No such file"), "{text}");
}

#[test]
fn a_default_that_does_not_fit_its_type_ends_the_search() {
    let findings = load::<Raw, Raw>(None, "debug: 1\n", std::iter::empty(), "NOCTURNE", Ok)
        .expect_err("almost everything is missing");

    assert_eq!(findings.0.len(), 1, "{findings}");
}

fn layered(file: &str, env: &[(&str, &str)]) -> (Layered, Vec<String>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path: PathBuf = folder.path().join("config.yaml");
    std::fs::write(&path, file).expect("a writable folder");
    let env = env.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut found = Vec::new();
    let layered = layers(Some(&path), DEFAULTS, env, "NOCTURNE", &mut found).expect("a readable file");
    (layered, found.iter().map(ToString::to_string).collect())
}

#[test]
fn file_and_environment_are_told_apart_and_read_as_text() {
    let file = "listen: {address: '::1', port: 8443}\ndatabase: {password: null}\n";
    let env =
        [("NOCTURNE_LISTEN__PORT", "9000"), ("NOCTURNE_DATABASE__PASSWORD", ""), ("NOCTURNE_PROFILE", "x")];

    let (layered, found) = layered(file, &env);

    assert_eq!(found, Vec::<String>::new());
    assert_eq!(layered.file("listen.port"), Some("8443"));
    assert_eq!(layered.environment("listen.port"), Some(("NOCTURNE_LISTEN__PORT", "9000")));
    assert_eq!((layered.file("listen.address"), layered.environment("listen.address")), (Some("::1"), None));
    assert_eq!(layered.file("database.password"), Some(""));
    assert_eq!(layered.environment("database.password"), Some(("NOCTURNE_DATABASE__PASSWORD", "")));
    assert_eq!((layered.file("database.url"), layered.file("nowhere")), (None, None));
}

#[test]
fn what_has_no_place_or_is_no_value_is_found_in_both() {
    let (layered, found) =
        layered("listen: {prot: 1, address: {a: 1}}\n", &[("NOCTURNE_DATABASE__URI", "postgres://")]);

    assert_eq!(layered.file("listen.address"), None);
    for want in [
        "listen.prot: unknown key",
        "listen.address: must be one value",
        "database.uri, which does not exist",
    ] {
        assert!(found.iter().any(|found| found.contains(want)), "{want} in {found:?}");
    }
}
