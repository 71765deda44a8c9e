//! Checks, their revisions and how they stand.

use std::time::Duration;

use nocturne_shared::{
    check::{CheckSpec, RawCheckSpec, RawKind},
    id::OrgId,
    outcome::CheckStatus,
};
use nocturne_store::{
    OrgTx,
    agent::agent_roster,
    check::{
        CheckChange, CheckRow, NewCheck, check_count, check_create, check_delete, check_find, check_page,
        check_selectors, check_update,
    },
    check_revision::check_revision_page,
    check_state::{CheckStatePlace, check_state_count, check_state_of_targets, check_state_page},
};

use crate::fixture::{Fixture, fresh};

fn spec(port: u16) -> CheckSpec {
    let raw = RawCheckSpec {
        kind: Some(RawKind::Tcp { port: port.into(), read_number: false }),
        targets: vec!["192.0.2.1".to_owned(), "192.0.2.2".to_owned()],
        agent_selector: String::new(),
        interval: Some(Duration::from_secs(10)),
        timeout: None,
        status_policy: None,
    };
    raw.check().unwrap().0
}

fn new(slug: &str) -> NewCheck {
    NewCheck {
        check_id: fresh(),
        slug: slug.to_owned(),
        description: String::new(),
        agent_selector: "site=ams".to_owned(),
        enabled: true,
        spec: spec(443),
    }
}

fn change(row: &CheckRow, next_spec: Option<CheckSpec>) -> CheckChange {
    CheckChange {
        description: "changed".to_owned(),
        agent_selector: row.agent_selector.clone(),
        enabled: false,
        next_spec,
    }
}

async fn create(fixture: &Fixture, org_id: OrgId, check: &NewCheck) -> Option<CheckRow> {
    fixture.in_tx(org_id, async |tx| check_create(tx, check).await.unwrap()).await
}

async fn update(
    fixture: &Fixture,
    org_id: OrgId,
    current: &CheckRow,
    change: &CheckChange,
) -> Option<CheckRow> {
    fixture.in_tx(org_id, async |tx| check_update(tx, current, change).await.unwrap()).await
}

async fn delete(fixture: &Fixture, row: &CheckRow, version: i64) -> bool {
    let work = async |tx: &OrgTx| check_delete(tx, row.check_id, version).await.unwrap();
    fixture.in_tx(fixture.org_id, work).await
}

#[tokio::test]
async fn a_name_belongs_to_one_living_check_of_an_organization() {
    let fixture = Fixture::new().await;

    let made = create(&fixture, fixture.org_id, &new("web")).await.unwrap();
    assert_eq!((made.revision, made.version, made.spec.clone()), (1, 1, spec(443)));
    assert!(create(&fixture, fixture.org_id, &new("web")).await.is_none());
    assert!(create(&fixture, fixture.foreign, &new("web")).await.is_some());

    assert!(!delete(&fixture, &made, 7).await);
    assert!(delete(&fixture, &made, made.version).await);
    assert!(check_find(&fixture.org, fixture.org_id, "web").await.unwrap().is_none());
    assert!(create(&fixture, fixture.org_id, &new("web")).await.is_some());
    assert_eq!(check_count(&fixture.org, fixture.org_id).await.unwrap(), 1);
}

#[tokio::test]
async fn a_change_is_taken_only_on_the_version_that_was_read() {
    let fixture = Fixture::new().await;
    let made = create(&fixture, fixture.org_id, &new("web")).await.unwrap();

    let stopped = update(&fixture, fixture.org_id, &made, &change(&made, None)).await.unwrap();
    assert_eq!((stopped.revision, stopped.version, stopped.enabled), (1, 2, false));

    let stale = update(&fixture, fixture.org_id, &made, &change(&made, Some(spec(80)))).await;
    assert!(stale.is_none());

    let moved = update(&fixture, fixture.org_id, &stopped, &change(&stopped, Some(spec(80)))).await.unwrap();
    assert_eq!((moved.revision, moved.version, moved.spec.clone()), (2, 3, spec(80)));
    let foreign = update(&fixture, fixture.foreign, &moved, &change(&moved, None)).await;
    assert!(foreign.is_none());
}

#[tokio::test]
async fn checks_are_listed_by_name() {
    let fixture = Fixture::new().await;
    for slug in ["b", "c", "a"] {
        create(&fixture, fixture.org_id, &new(slug)).await.unwrap();
    }

    let first = check_page(&fixture.org, fixture.org_id, None, 2).await.unwrap();
    let rest = check_page(&fixture.org, fixture.org_id, Some("b"), 2).await.unwrap();

    let names: Vec<&str> = first.iter().chain(&rest).map(|row| row.slug.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert!(check_page(&fixture.org, fixture.foreign, None, 2).await.unwrap().is_empty());
}

#[tokio::test]
async fn statuses_of_what_is_no_longer_measured_are_left_out() {
    let fixture = Fixture::new().await;
    let web = create(&fixture, fixture.org_id, &new("web")).await.unwrap();
    let dns = create(&fixture, fixture.org_id, &new("dns")).await.unwrap();
    let (a, b) = (fixture.agent("a").await, fixture.agent("b").await);
    for (check, target, agent_id, status) in [
        (&web, "192.0.2.1", a, "UP"),
        (&web, "192.0.2.1", b, "DOWN"),
        (&web, "192.0.2.99", a, "DOWN"),
        (&dns, "192.0.2.2", a, "UP"),
    ] {
        let (org_id, check_id) = (fixture.org_id, check.check_id);
        fixture
            .sql(&format!(
                "INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, since_at)
                 VALUES ('{org_id}', '{check_id}', '{target}', '{agent_id}', 1, '{status}', now())"
            ))
            .await;
    }
    let page = async |check_id, after: Option<CheckStatePlace>, n_rows| -> Vec<String> {
        let rows =
            check_state_page(&fixture.org, fixture.org_id, check_id, after.as_ref(), n_rows).await.unwrap();
        rows.iter().map(|row| format!("{} {} {} {}", row.check, row.target, row.agent, row.status)).collect()
    };
    let all = ["dns 192.0.2.2 a UP", "web 192.0.2.1 a UP", "web 192.0.2.1 b DOWN"];
    let place = |check: &str, target: &str, agent: &str| {
        Some(CheckStatePlace { check: check.to_owned(), target: target.to_owned(), agent: agent.to_owned() })
    };

    assert_eq!(page(None, None, 10).await, all);
    assert_eq!(page(Some(web.check_id), None, 10).await, all[1..]);
    assert_eq!(page(None, place("web", "192.0.2.1", "a"), 10).await, all[2..]);
    let counts = check_state_count(&fixture.org, fixture.org_id).await.unwrap();
    let n_up: u64 =
        counts.iter().filter(|count| count.status == CheckStatus::Up).map(|count| count.n_states).sum();
    assert_eq!((counts.len(), n_up), (3, 2));
    let places = [(web.check_id, "192.0.2.1"), (dns.check_id, "192.0.2.1"), (dns.check_id, "192.0.2.2")];
    let sights = check_state_of_targets(&fixture.org, fixture.org_id, &places).await.unwrap();
    assert_eq!(sights.len(), 3);
    assert!(check_state_of_targets(&fixture.org, fixture.foreign, &places).await.unwrap().is_empty());

    fixture.sql("UPDATE agent SET revoked_at = now() WHERE slug = 'b'").await;
    assert!(delete(&fixture, &dns, dns.version).await);
    assert_eq!(page(None, None, 10).await, all[1..2]);

    let stopped = update(&fixture, fixture.org_id, &web, &change(&web, None)).await;
    assert!(!stopped.unwrap().enabled);
    assert!(page(None, None, 10).await.is_empty());
    assert!(check_state_count(&fixture.org, fixture.org_id).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_status_comes_with_what_says_whether_it_is_still_asked_for() {
    let fixture = Fixture::new().await;
    let anywhere = NewCheck { agent_selector: "role=edge,agent!=b".to_owned(), ..new("web") };
    let web = create(&fixture, fixture.org_id, &anywhere).await.unwrap();
    for slug in ["a", "b"] {
        let agent_id = fixture.agent(slug).await;
        let (org_id, check_id) = (fixture.org_id, web.check_id);
        fixture
            .sql(&format!(
                "INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, since_at)
                 VALUES ('{org_id}', '{check_id}', '192.0.2.1', '{agent_id}', 1, 'UP', now());
                 INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us)
                 VALUES ('{org_id}', '{agent_id}', now(), 250)"
            ))
            .await;
    }

    let rows = check_state_page(&fixture.org, fixture.org_id, None, None, 10).await.unwrap();
    let assigned: Vec<(&str, bool)> =
        rows.iter().map(|row| (row.agent.as_str(), row.is_assigned())).collect();
    assert_eq!(assigned, [("a", true), ("b", false)]);
    assert_eq!((rows[0].interval, rows[0].timeout), (web.spec.interval, web.spec.timeout));
    assert_eq!(rows[0].clock_offset_us, 250);

    let selectors = check_selectors(&fixture.org, fixture.org_id).await.unwrap();
    let roster = agent_roster(&fixture.org, fixture.org_id).await.unwrap();
    let matching = roster.iter().filter(|row| selectors[&web.check_id].matches(&row.labels));
    assert_eq!(matching.map(|row| row.slug.as_str()).collect::<Vec<_>>(), ["a"]);
    fixture.sql("UPDATE agent SET revoked_at = now()").await;
    assert!(agent_roster(&fixture.org, fixture.org_id).await.unwrap().is_empty());
}

#[tokio::test]
async fn revisions_are_listed_newest_first_until_the_check_is_deleted() {
    let fixture = Fixture::new().await;
    let mut web = create(&fixture, fixture.org_id, &new("web")).await.unwrap();
    for port in [80, 8_080] {
        let next = change(&web, Some(spec(port)));
        web = update(&fixture, fixture.org_id, &web, &next).await.unwrap();
    }
    let page = async |org_id, before, n_rows| -> Vec<u32> {
        let rows = check_revision_page(&fixture.org, org_id, web.check_id, before, n_rows).await.unwrap();
        rows.iter().map(|row| row.revision).collect()
    };

    assert_eq!(page(fixture.org_id, None, 2).await, [3, 2]);
    assert_eq!(page(fixture.org_id, Some(2), 2).await, [1]);
    assert!(page(fixture.foreign, None, 2).await.is_empty());
    let rows = check_revision_page(&fixture.org, fixture.org_id, web.check_id, None, 3).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.spec.clone()).collect::<Vec<_>>(),
        [spec(8_080), spec(80), spec(443)]
    );

    assert!(delete(&fixture, &web, web.version).await);
    assert!(page(fixture.org_id, None, 2).await.is_empty());
}
