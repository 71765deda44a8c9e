use nocturne_proto::api::v1::{
    Agent, HttpCheck, Sample, Series, TcpCheck, check::Spec, check_state::Status, check_verdict::Verdict,
};

use super::*;
use crate::table::Pairs;

fn at(second: i64) -> Option<prost_types::Timestamp> {
    Some(prost_types::Timestamp { seconds: second, nanos: 0 })
}

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn agent(id: &str, site: &str) -> Agent {
    let labels = [("agent", id), ("site", site)].map(|(name, value)| (name.to_owned(), value.to_owned()));
    Agent {
        agent_id: format!("id-{id}"),
        slug: id.to_owned(),
        site: site.to_owned(),
        labels: labels.into(),
        ..Agent::default()
    }
}

fn check(slug: &str, targets: &[&str]) -> Check {
    Check {
        check_id: format!("id-{slug}"),
        slug: slug.to_owned(),
        spec: Some(Spec::Tcp(TcpCheck { port: 22, read_number: false })),
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        ..Check::default()
    }
}

fn verdict(slug: &str, target: &str, verdict: Verdict) -> CheckVerdict {
    CheckVerdict {
        check_id: format!("id-{slug}"),
        target: target.to_owned(),
        verdict: verdict.into(),
        summary: "as the coordinator says".to_owned(),
        since_time: at(100),
        update_time: at(200),
        ..CheckVerdict::default()
    }
}

fn state(slug: &str, target: &str, agent: &str, status: Status, since: i64) -> CheckState {
    CheckState {
        check_id: format!("id-{slug}"),
        check: slug.to_owned(),
        target: target.to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        site: "ams".to_owned(),
        status: status.into(),
        reason: if status == Status::Down { "tcp.refused".to_owned() } else { String::new() },
        since_time: at(since),
        ..CheckState::default()
    }
}

fn event(slug: &str, target: &str, agent: &str, status: Status, second: i64) -> CheckEvent {
    CheckEvent {
        check_id: format!("id-{slug}"),
        target: target.to_owned(),
        agent_id: format!("id-{agent}"),
        agent: agent.to_owned(),
        to_status: status.into(),
        time: at(second),
        ..CheckEvent::default()
    }
}

fn statuses(row: &CheckRow) -> Vec<Option<StatusKind>> {
    row.sights.iter().map(Sight::status).collect()
}

#[test]
fn agents_stand_in_the_same_order_in_every_row() {
    let agents = [agent("lon-10", "lon"), agent("lon-9", "lon"), agent("ams-1", "ams")];
    let slots = agent_slots(&agents, &[]);
    let names: Vec<&str> = slots.all().iter().map(|slot| slot.name.as_str()).collect();
    assert_eq!(names, ["ams-1", "lon-9", "lon-10"]);

    let states = [state("a", "x", "lon-10", Status::Down, 5), state("b", "x", "ams-1", Status::Up, 5)];
    let checks = [check("a", &["x"]), Check { agent_selector: "site=ams".to_owned(), ..check("b", &["x"]) }];
    let known = Known { checks: &checks, states: &states, ..Known::default() };
    let rows = check_rows(known, &slots, &Overlay::default());

    let (silent, down, up) = (Some(StatusKind::Pending), Some(StatusKind::Down), Some(StatusKind::Up));
    assert_eq!(statuses(&rows[0]), [silent, silent, down]);
    assert_eq!(statuses(&rows[1]), [up, None, None]);
}

#[test]
fn without_the_right_to_list_agents_those_that_spoke_are_shown() {
    let states = [state("a", "x", "lon-1", Status::Up, 5)];
    let slots = agent_slots(&[], &states);
    let checks = [check("a", &["x"])];

    let rows = check_rows(
        Known { checks: &checks, states: &states, ..Known::default() },
        &slots,
        &Overlay::default(),
    );

    assert_eq!(statuses(&rows[0]), [Some(StatusKind::Up)]);
}

#[test]
fn the_worst_target_speaks_for_a_check() {
    let checks = [check("a", &["x", "y", "z"]), check("b", &["x"]), check("c", &["x"])];
    let verdicts = [
        verdict("a", "x", Verdict::Up),
        verdict("a", "y", Verdict::Down),
        verdict("a", "z", Verdict::Up),
        CheckVerdict {
            down_sites: vec!["ams".to_owned()],
            conclusive_sites: 3,
            ..verdict("b", "x", Verdict::Partial)
        },
    ];

    let rows = check_rows(
        Known { checks: &checks, verdicts: &verdicts, ..Known::default() },
        &Slots::default(),
        &Overlay::default(),
    );

    let words: Vec<(StatusKind, &str)> = rows.iter().map(|row| (row.status, row.summary.as_str())).collect();
    assert_eq!(
        words,
        [
            (StatusKind::Down, "down at 1 of 3 targets"),
            (StatusKind::Partial, "as the coordinator says"),
            (StatusKind::Unknown, "not heard of yet"),
        ]
    );
    let extents: Vec<&str> = rows.iter().map(|row| row.extent.as_str()).collect();
    assert_eq!(extents, ["1/3 targets", "1/3", ""]);
    assert_eq!(rows[0].target_text(), "x:22 +2");
    assert_eq!(rows[1].since, Some(time(100)));
}

#[test]
fn what_is_not_run_has_no_status_and_stands_last() {
    let checks = [Check { enabled: Some(false), ..check("a", &["x"]) }, check("b", &["x"])];
    let verdicts = [verdict("b", "x", Verdict::Up)];
    let slots = agent_slots(&[agent("ams-1", "ams")], &[]);

    let rows = check_rows(
        Known { checks: &checks, verdicts: &verdicts, ..Known::default() },
        &slots,
        &Overlay::default(),
    );

    assert_eq!((rows[0].status_slug(), rows[0].sights.len()), (DISABLED, 0));
    assert!(rows[0].status_key().compare(&rows[1].status_key(), false).is_gt());
}

#[test]
fn an_event_is_seen_before_the_states_are_read_again_and_an_older_one_is_not() {
    let slots = agent_slots(&[agent("ams-1", "ams")], &[]);
    let checks = [check("a", &["x"])];
    let states = [state("a", "x", "ams-1", Status::Up, 50)];
    let known = Known { checks: &checks, states: &states, ..Known::default() };
    let seen = |events: &[CheckEvent]| {
        let overlay = Overlay::default().with(events);
        statuses(&check_rows(known, &slots, &overlay)[0])
    };

    let (down, up) = (event("a", "x", "ams-1", Status::Down, 60), event("a", "x", "ams-1", Status::Up, 40));
    assert_eq!(seen(std::slice::from_ref(&down)), [Some(StatusKind::Down)]);
    assert_eq!(seen(std::slice::from_ref(&up)), [Some(StatusKind::Up)]);
    assert_eq!(seen(&[down, up]), [Some(StatusKind::Down)]);
    assert_eq!(seen(&[event("a", "gone", "ams-1", Status::Down, 90)]), [Some(StatusKind::Up)]);
}

#[test]
fn states_are_told_as_they_are_by_now() {
    let states = [state("a", "x", "ams-1", Status::Up, 50), state("a", "x", "fra-1", Status::Up, 50)];
    let heard = [
        event("a", "x", "ams-1", Status::Down, 60),
        event("a", "x", "fra-1", Status::Down, 40),
        event("a", "x", "lon-1", Status::Down, 60),
        event("b", "x", "ams-1", Status::Degraded, 90),
    ];

    let now = Overlay::default().with(&heard).over(&heard[0].check_id, &states);

    let told: Vec<(&str, Status)> = now.iter().map(|state| (state.agent.as_str(), state.status())).collect();
    assert_eq!(told, [("ams-1", Status::Down), ("fra-1", Status::Up), ("lon-1", Status::Down)]);
}

#[test]
fn one_agent_says_its_worst_of_several_targets_and_the_fresh_before_the_stale() {
    let slots = agent_slots(&[agent("ams-1", "ams")], &[]);
    let checks = [check("a", &["x", "y", "z"])];
    let mut states = [
        state("a", "x", "ams-1", Status::Up, 5),
        state("a", "y", "ams-1", Status::Down, 40),
        state("a", "z", "ams-1", Status::Down, 30),
    ];
    let text = |states: &[CheckState]| {
        let known = Known { checks: &checks, states, ..Known::default() };
        let text = check_rows(known, &slots, &Overlay::default())[0].sights[0].text("ams-1", time(90));
        text.replace(format::UNIT_SPACE, " ")
    };

    assert_eq!(text(&states), "ams-1: down at 2 of 3 targets, Connection refused, 1 min");
    states[1].stale = true;
    states[2].stale = true;
    assert_eq!(text(&states), "ams-1: up at 1 of 3 targets, 1 min");
}

#[test]
fn many_agents_are_counted() {
    let says = |status| Sight::Says {
        status,
        reason: String::new(),
        since: None,
        stale: false,
        n_like: 1,
        n_targets: 1,
    };
    let sights = [says(StatusKind::Up), says(StatusKind::Down), Sight::NotAsked, says(StatusKind::Up)];

    assert_eq!(tally(&sights), [(StatusKind::Down, 1), (StatusKind::Up, 2)]);
}

#[test]
fn the_slowest_of_the_latest_executions_is_shown() {
    let checks = [check("a", &["x"]), check("b", &["x"])];
    let value = |check: &str, value: f64| LatestValue {
        series: Some(Series { labels: [("check".to_owned(), check.to_owned())].into(), ..Series::default() }),
        sample: Some(Sample { time: at(1), value }),
    };
    let latest = [value("a", 0.2), value("a", 0.5), value("a", f64::NAN)];

    let known = Known { checks: &checks, latest: &latest, ..Known::default() };
    let rows = check_rows(known, &Slots::default(), &Overlay::default());

    assert_eq!((rows[0].latency, rows[1].latency), (Some(0.5), None));
}

#[test]
fn chips_say_how_many_rows_they_would_show() {
    let http = Check { spec: Some(Spec::Http(HttpCheck::default())), ..check("b", &["x"]) };
    let checks = [check("a", &["x"]), http, Check { enabled: Some(false), ..check("c", &["x"]) }];
    let verdicts = [verdict("a", "x", Verdict::Down), verdict("b", "x", Verdict::Up)];
    let rows = check_rows(
        Known { checks: &checks, verdicts: &verdicts, ..Known::default() },
        &Slots::default(),
        &Overlay::default(),
    );
    let all = Facets::default();

    assert_eq!(count_by_status(&rows, &all), [("down", 1), ("up", 1), (DISABLED, 1)]);
    let tcp = all.clone().kind_toggled("tcp");
    assert_eq!(count_by_status(&rows, &tcp), [("down", 1), (DISABLED, 1)]);
    let down = all.status_toggled("down");
    assert_eq!(count_by_kind(&rows, &down), [(CheckKind::Tcp, 1)]);
    assert_eq!(rows.iter().filter(|row| down.keep(row)).count(), 1);
}

#[test]
fn chosen_chips_are_part_of_the_address() {
    let facets = Facets::default().status_toggled("down").status_toggled(DISABLED).kind_toggled("dns");
    let query: Pairs =
        facets.to_query().into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();

    assert_eq!(Facets::from_query(&query), facets);
    assert_eq!(facets.status_toggled("down").statuses.len(), 1);
    let wrong = vec![("verdict".to_owned(), "purple,,down".to_owned())];
    assert_eq!(Facets::from_query(&wrong), Facets::default().status_toggled("down"));
    assert!(Facets::from_query(&Pairs::new()).is_empty());
}
