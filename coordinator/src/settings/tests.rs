use nocturne_core::setting::Source;
use nocturne_runtime::{clock, config};

use super::*;
use crate::config::{DEFAULTS, ENV_PREFIX};

fn org() -> OrgId {
    OrgId::from_parts(1, &[7; 10])
}

fn row(name: &str, value: &str) -> SettingRow {
    SettingRow {
        name: name.to_owned(),
        value: value.to_owned(),
        version: 1,
        updated_by: "admin".to_owned(),
        updated_at: clock::now(),
    }
}

fn layers(variables: &[(&str, &str)]) -> Layers {
    let variables = variables.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let mut found = Vec::new();
    let layered = config::layers(None, DEFAULTS, variables, ENV_PREFIX, &mut found).unwrap();
    let layers = Layers::read(&layered, None, &[], &mut found);
    assert!(found.is_empty(), "{found:?}");
    layers
}

#[test]
fn the_defaults_are_typed_as_the_registry_says_them() {
    let values = Settings::new(layers(&[]), None).current();

    assert!(!values.sign_up && values.cors_origins.is_empty());
    assert_eq!(values.hsts, Duration::from_hours(24 * 365));
    assert_eq!(values.principal_rate, Rate { per_second: 50, burst: 200 });
    assert_eq!(values.address_rate, Rate { per_second: 100, burst: 400 });
    assert_eq!((values.login_failures, values.max_connections), (5, 10_000));
    assert_eq!(values.certificate_life, Duration::from_hours(24));
    assert_eq!(values.heartbeat, Duration::from_secs(5));
    let ingest = IngestOptions { flush: Duration::from_millis(20), flush_samples: 30_000, n_writers: 2 };
    assert_eq!(values.ingest, ingest);
    assert_eq!(values.recent, RecentLimits { window: Duration::from_hours(2), max_bytes: 256 << 20 });
    assert_eq!(values.retention, Retention { samples_days: 30, events_days: 90 });
}

#[test]
fn what_is_stored_has_no_effect_while_the_environment_overrides_it() {
    let variables = [("NOCTURNE_RETENTION__SAMPLES_DAYS", "9"), ("NOCTURNE_API__SIGN_UP", "true")];
    let settings = Settings::new(layers(&variables), None);
    let rows = vec![row("retention.samples_days", "14"), row("retention.events_days", "15")];

    settings.install(Some((org(), rows.clone())));

    let values = settings.current();
    assert_eq!(values.retention, Retention { samples_days: 9, events_days: 15 });
    assert!(values.sign_up);
    let view = settings.view("retention.samples_days", &rows).unwrap();
    let said: Vec<(Source, String)> =
        view.layers.iter().map(|said| (said.source, said.value.to_string())).collect();
    assert_eq!(
        said,
        [(Source::Default, "30"), (Source::Database, "14"), (Source::Environment, "9")]
            .map(|(source, text)| (source, text.to_owned()))
    );
    assert_eq!(view.decides.place, "NOCTURNE_RETENTION__SAMPLES_DAYS");
    assert!(!view.pending_restart());
}

#[test]
fn stored_rows_that_this_program_cannot_use_are_left_alone() {
    let settings = Settings::new(layers(&[]), None);
    let rows = vec![
        row("retention.samples_days", "for ever"),
        row("retention.events_days", "99999"),
        row("api.listen", "0.0.0.0:80"),
        row("of.another.version", "1"),
    ];

    settings.install(Some((org(), rows.clone())));

    assert_eq!(settings.current().retention, Retention { samples_days: 30, events_days: 90 });
    for name in ["retention.samples_days", "api.listen"] {
        let view = settings.view(name, &rows).unwrap();
        assert_eq!((view.decides.source, view.stored), (Source::Default, None), "{name}");
    }
    assert!(settings.view("of.another.version", &rows).is_none());
}

#[test]
fn whoever_waits_is_told_of_changes_and_not_of_looks_that_find_the_same() {
    let settings = Settings::new(layers(&[]), None);
    let mut changes = settings.changes();
    let rows = vec![row("retention.samples_days", "14")];

    settings.install(Some((org(), Vec::new())));
    assert!(!changes.has_changed().unwrap());
    settings.install(Some((org(), rows.clone())));
    assert!(changes.has_changed().unwrap());
    changes.mark_unchanged();
    settings.install(Some((org(), rows)));
    assert!(!changes.has_changed().unwrap());
}
