use std::{os::unix::fs::OpenOptionsExt as _, time::Duration};

use nocturne_core::setting::Source;

use super::*;
use crate::settings::Settings;

fn file(dir: &Path, name: &str, text: &str) -> PathBuf {
    let path = dir.join(name);
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&path).unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    path
}

#[test]
fn everything_wrong_in_a_half_written_file_is_found_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let text = "api:\n  listen: 0.0.0.0:8080\nagents:\n  heartbeat_s: 0\n  listen: nowhere\n  unheard_of: 1\nlog:\n  format: xml\nretention:\n  samples_days: soon\n";
    let path = file(dir.path(), "half.yaml", text);

    let Err(Findings(found)) = Config::load(Some(&path), std::iter::empty()) else { panic!("it is wrong") };

    let keys: Vec<&str> = found.iter().map(|finding| finding.key.as_str()).collect();
    for want in [
        "api.listen",
        "agents.heartbeat_s",
        "agents.listen",
        "agents.unheard_of",
        "log.format",
        "keys.kek_file",
        "retention.samples_days",
    ] {
        assert!(keys.contains(&want), "{want} is missing in {keys:?}");
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let secret = file(dir.path(), "secret", "x");
    let set = |key: &str| (format!("NOCTURNE_{key}"), secret.display().to_string());
    let environment = [
        set("DATABASE__OWNER_PASSWORD_FILE"),
        set("DATABASE__APP_PASSWORD_FILE"),
        set("DATABASE__SYSTEM_PASSWORD_FILE"),
        set("KEYS__KEK_FILE"),
        ("NOCTURNE_AGENTS__HEARTBEAT_S".to_owned(), "9".to_owned()),
    ];
    let path = file(dir.path(), "file.yaml", "agents:\n  heartbeat_s: 7\n");

    let config = Config::load(Some(&path), environment.into_iter());

    let config = config.unwrap_or_else(|findings| panic!("{findings}"));
    let settings = Settings::new(config.settings, None);
    assert_eq!(settings.current().heartbeat, Duration::from_secs(9));
    let view = settings.view("agents.heartbeat_s", &[]).unwrap();
    let said: Vec<(Source, String, String)> =
        view.layers.iter().map(|said| (said.source, said.value.to_string(), said.place.clone())).collect();
    assert_eq!(
        said,
        [
            (Source::Default, "5".to_owned(), String::new()),
            (Source::File, "7".to_owned(), path.display().to_string()),
            (Source::Environment, "9".to_owned(), "NOCTURNE_AGENTS__HEARTBEAT_S".to_owned()),
        ]
    );
}

#[test]
fn a_value_that_a_variable_gets_wrong_names_the_variable() {
    let environment = [("NOCTURNE_API__CORS_ORIGINS".to_owned(), "*".to_owned())];

    let Err(Findings(found)) = Config::load(None, environment.into_iter()) else { panic!("it is wrong") };

    let finding = found.iter().find(|finding| finding.key == "api.cors_origins").unwrap();
    assert!(finding.reason.contains("would let every page in"), "{finding}");
    assert!(finding.reason.ends_with("(set by NOCTURNE_API__CORS_ORIGINS)"), "{finding}");
}
