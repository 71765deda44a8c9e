#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

fn read(file: &str, env: &[(&str, &str)]) -> Result<Config, Findings> {
    let temp = tempfile::NamedTempFile::new().unwrap();
    nocturne_runtime::fs::replace(temp.path(), file.as_bytes(), 0o600).unwrap();
    let env = env.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Config::load(Some(temp.path()), env)
}

fn keys(findings: &Findings) -> Vec<&str> {
    findings.0.iter().map(|finding| finding.key.as_str()).collect()
}

#[test]
fn the_documented_defaults_are_legal_and_what_the_documentation_says() {
    let config = Config::defaults().unwrap();

    assert_eq!(config.coordinator, None);
    assert_eq!(config.health_listen, None);
    assert_eq!(config.spool.max_bytes, 1 << 30);
    assert_eq!(config.spool.max_age, Duration::from_hours(7 * 24));
    assert_eq!(config.runner.max_concurrency, 256);
    assert_eq!(
        config.link,
        LinkConfig { backoff_base: Duration::from_secs(1), backoff_max: Duration::from_mins(5) }
    );
    assert_eq!(config.log.format, LogFormat::Human);
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let error = read(
        "
coordinator: https://x
spool: {max_bytes: 1MiB, max_age: soon, min_free: '5', segment_bytes: 1GiB}
runner: {max_concurrency: 0}
egress: {allow: [10.0.0.0/8, everywhere]}
link: {backoff_base: 10m, backoff_max: 1m}
log: {filter: 'nocturne=loud'}
health: {listen: localhost}
",
        &[],
    )
    .unwrap_err();

    let want = [
        "coordinator",
        "spool.max_bytes",
        "spool.segment_bytes",
        "spool.max_age",
        "spool.min_free",
        "runner.max_concurrency",
        "egress.allow[1]",
        "link.backoff_max",
        "health.listen",
        "log.filter",
    ];
    for key in want {
        assert!(keys(&error).contains(&key), "{key} in {error}");
    }
}

#[test]
fn an_unknown_key_is_refused() {
    let error = read("spool: {max_byte: 1GiB}", &[]).unwrap_err();

    assert!(error.to_string().contains("max_byte"), "{error}");
}

#[test]
fn the_environment_lies_over_the_file() {
    let config = read(
        "link: {backoff_base: 100ms, backoff_max: 100ms}\nspool: {max_bytes: 64MiB}",
        &[("NOCTURNE_AGENT_SPOOL__MAX_BYTES", "128MiB"), ("NOCTURNE_AGENT_COORDINATOR", "localhost:1")],
    )
    .unwrap();

    assert_eq!(config.link.backoff_max, Duration::from_millis(100));
    assert_eq!(config.spool.max_bytes, 128 << 20);
    assert_eq!(config.coordinator, Some("localhost:1".parse().unwrap()));
}
