use super::*;
use crate::fault::Share;

#[test]
fn the_built_in_scenario_is_a_scenario() {
    let scenario = Scenario::built_in().unwrap();

    let kinds: std::collections::BTreeSet<&str> =
        scenario.targets.values().map(|target| target.kind.name()).collect();
    assert_eq!(kinds.len(), 9, "one of each kind: {kinds:?}");
    assert!(!scenario.timeline.is_empty());
}

#[test]
fn targets_and_timeline_are_read() {
    let scenario = Scenario::parse(
        "
        targets:
          web: {kind: https, certificate: expired, listen: '127.0.0.2:8443'}
          late: {kind: slow, delay: 1m30s}
          one: {kind: http, fault: {fail: 'status:502', one_in: 3}}
        timeline:
          - {target: web, at: 2s, every: 1m, for: 500ms, fault: {delay_ms: 20, fail: reset}}
          - {target: web, fault: {fail: none}}
        ",
    )
    .unwrap();

    let web = &scenario.targets["web"];
    assert!(matches!(web.kind, Kind::Https { certificate: Certificate::Expired }));
    assert_eq!(web.listen, "127.0.0.2:8443".parse().unwrap());
    assert!(matches!(scenario.targets["late"].kind, Kind::Slow { delay } if delay.as_secs() == 90));
    let fault = scenario.targets["one"].fault.unwrap();
    assert_eq!((fault.fail, fault.share), (Some(Fail::Status(502)), Share::OneIn(3)));
    let change = scenario.timeline[0].change;
    assert_eq!(change.at, Duration::from_secs(2));
    assert_eq!(
        (change.every, change.lasts),
        (Some(Duration::from_secs(60)), Some(Duration::from_millis(500)))
    );
    assert_eq!(scenario.timeline[1].change.fault, None);
}

#[test]
fn everything_wrong_is_said_at_once() {
    let findings = Scenario::parse(
        "
        targets:
          Web: {kind: http}
          a: {kind: https, certificate: shiny, listen: nowhere, colour: red}
          b: {kind: teapot}
          c: {kind: dns, zones: {lab.test: ['www A 1.2.3', 'ok A 192.0.2.1', 'x Y z']}}
          d: {kind: echo, fault: {fail: servfail}}
          e: {kind: slow, delay: soon, fault: {fail: explode, probability: 2}}
          f: {kind: refusing, fault: {fail: reset}, delay: 3s}
        timeline:
          - {target: nobody, fault: {fail: refuse}}
          - {target: d, at: later, every: 5s, for: 6s, fault: {fail: refuse}}
          - {target: d}
        colours: []
        ",
    )
    .unwrap_err();

    let keys: Vec<&str> = findings.0.iter().map(|finding| finding.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "colours",
            "targets.Web",
            "targets.a.listen",
            "targets.a.certificate",
            "targets.a.colour",
            "targets.b.kind",
            "targets.c.zones.lab.test[0]",
            "targets.c.zones.lab.test[2]",
            "targets.d.fault",
            "targets.e.delay",
            "targets.e.fault.fail",
            "targets.e.fault.probability",
            "targets.f.delay",
            "targets.f.fault",
            "timeline[0].target",
            "timeline[1].at",
            "timeline[1].for",
            "timeline[2].fault",
        ],
        "{findings}"
    );
}

#[test]
fn a_document_that_is_none_is_refused() {
    for text in ["", "just words", "targets: {", "targets: {}", "targets: 3"] {
        assert!(Scenario::parse(text).is_err(), "{text:?}");
    }
}
