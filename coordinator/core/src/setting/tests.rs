use std::collections::BTreeSet;

use super::{kind::TimeUnit, *};

fn said(source: Source, number: u64) -> Said {
    Said { source, value: Value::Number(number), place: String::new() }
}

#[test]
fn the_environment_wins_over_the_database_over_the_file_over_the_default() {
    let order = [Source::Default, Source::File, Source::Database, Source::Environment];
    for absent in 0..16_u8 {
        let mut layers: Vec<Said> = order
            .iter()
            .zip(0_u64..)
            .filter(|(_, place)| absent >> place & 1 == 0)
            .map(|(source, place)| said(*source, place))
            .collect();
        let last = layers.last().cloned();
        assert_eq!(in_force(&layers), last.as_ref());
        layers.reverse();
        assert_eq!(in_force(&layers), last.as_ref());
    }
}

#[test]
fn every_default_is_a_value_of_its_setting_in_its_one_spelling() {
    for definition in REGISTRY {
        let read = definition.kind.read(definition.default);
        assert_eq!(
            read.map(|value| value.to_string()).as_deref(),
            Ok(definition.default),
            "{}",
            definition.name
        );
    }
}

#[test]
fn names_are_unique_have_one_section_and_stand_together() {
    let names: BTreeSet<&str> = REGISTRY.iter().map(|definition| definition.name).collect();
    assert_eq!(names.len(), REGISTRY.len());
    let mut sections: Vec<&str> =
        REGISTRY.iter().map(|definition| definition.name.split_once('.').unwrap().0).collect();
    sections.dedup();
    let n_sections = sections.iter().collect::<BTreeSet<_>>().len();
    assert_eq!(sections.len(), n_sections, "{sections:?}");
    for definition in REGISTRY {
        assert_eq!(definition.name.matches('.').count(), 1, "{}", definition.name);
        assert!(definition.description.ends_with(['.', '2']), "{}", definition.name);
        assert!(!(definition.secret && definition.change.is_stored()), "{}", definition.name);
    }
    assert!(definition("retention.samples_days").is_some());
    assert!(definition("retention").is_none());
}

#[test]
fn values_are_read_in_the_spellings_people_use_and_kept_in_one() {
    let seconds = Kind::Duration { unit: TimeUnit::Seconds, least: 1, most: 86_400 };
    let days = Kind::Duration { unit: TimeUnit::Days, least: 1, most: 10 };
    let number = Kind::Integer { unit: "", least: 2, most: 200 };
    let cases: [(Kind, &str, Option<&str>); 26] = [
        (Kind::Boolean, "true", Some("true")),
        (Kind::Boolean, " false ", Some("false")),
        (Kind::Boolean, "yes", None),
        (number, "2", Some("2")),
        (number, "200", Some("200")),
        (number, "1", None),
        (number, "201", None),
        (number, "-3", None),
        (number, "2.5", None),
        (number, "99999999999999999999", None),
        (seconds, "30", Some("30")),
        (seconds, "30s", Some("30")),
        (seconds, "2 h", Some("7200")),
        (seconds, "1500ms", None),
        (seconds, "2000ms", Some("2")),
        (seconds, "18446744073709551615d", None),
        (seconds, "s", None),
        (seconds, "", None),
        (days, "48h", Some("2")),
        (days, "47h", None),
        (days, "11d", None),
        (Kind::Text { optional: true }, "", Some("")),
        (Kind::Text { optional: false }, " ", None),
        (Kind::Text { optional: false }, "a\u{7}", None),
        (Kind::Choice(&["off", "on"]), "on", Some("on")),
        (Kind::Choice(&["off", "on"]), "ON", None),
    ];
    for (kind, text, want) in cases {
        let read = kind.read(text);
        assert_eq!(
            read.as_ref().ok().map(ToString::to_string).as_deref(),
            want,
            "{kind:?} {text:?}: {read:?}"
        );
    }
    assert!(Kind::Text { optional: true }.read(&"x".repeat(5_000)).is_err());
}

#[test]
fn only_exact_origins_in_the_spelling_of_browsers_are_taken() {
    for right in [
        "https://tools.example.org",
        "http://localhost:3000",
        "http://127.0.0.1:8081",
        "https://[::1]",
        "https://[2001:db8::1]:8443",
        "https://xn--bcher-kva.example",
    ] {
        assert_eq!(origin_check(right), Ok(()), "{right}");
    }
    for wrong in [
        "*",
        "null",
        "tools.example.org",
        "ftp://tools.example.org",
        "https://*.example.org",
        "https://Tools.example.org",
        "https://tools.example.org/",
        "https://tools.example.org:443",
        "http://tools.example.org:80",
        "https://tools.example.org:",
        "https://tools.example.org:0",
        "https://tools.example.org:08443",
        "https://tools.example.org:99999",
        "https://user@tools.example.org",
        "https://",
        "https://:8080",
        "https://[::1]x",
        "https://[::g]",
        "https://[::1]:443",
    ] {
        assert!(origin_check(wrong).is_err(), "{wrong}");
    }
    let read = Kind::Origins.read(" https://b.example , https://a.example,https://b.example,").unwrap();
    assert_eq!(read.to_string(), "https://a.example,https://b.example");
}

#[test]
fn the_published_file_and_page_are_written_from_the_registry() {
    assert_eq!(include_str!("../../../defaults.yaml"), defaults_yaml());
    assert_eq!(include_str!("../../../../docs/operations/settings.md"), settings_markdown());
}
