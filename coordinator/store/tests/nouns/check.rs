//! Checks, their revisions and how they stand.

use std::time::Duration;

use nocturne_shared::{
    check::{CheckKind, CheckSpec, RawCheckSpec, TcpSpec},
    outcome::CheckStatus,
};
use nocturne_store::check::{
    CheckChange, CheckRow, NewCheck, check_count, check_create, check_delete, check_find, check_page,
    check_update,
};
use nocturne_store::check_state::{CheckStatePlace, check_state_count, check_state_page};

use crate::fixture::{Fixture, fresh};

fn spec(port: u16) -> CheckSpec {
    let raw = RawCheckSpec {
        kind: Some(CheckKind::Tcp(TcpSpec { port, read_number: false })),
        port: port.into(),
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

#[tokio::test]
async fn a_name_belongs_to_one_living_check_of_an_organization() {
    let fixture = Fixture::new().await;

    let made = check_create(&fixture.org, fixture.org_id, &new("web")).await.unwrap().unwrap();
    assert_eq!((made.revision, made.version, made.spec.clone()), (1, 1, spec(443)));
    assert!(check_create(&fixture.org, fixture.org_id, &new("web")).await.unwrap().is_none());
    assert!(check_create(&fixture.org, fixture.foreign, &new("web")).await.unwrap().is_some());

    assert!(!check_delete(&fixture.org, fixture.org_id, made.check_id, 7).await.unwrap());
    assert!(check_delete(&fixture.org, fixture.org_id, made.check_id, made.version).await.unwrap());
    assert!(check_find(&fixture.org, fixture.org_id, "web").await.unwrap().is_none());
    assert!(check_create(&fixture.org, fixture.org_id, &new("web")).await.unwrap().is_some());
    assert_eq!(check_count(&fixture.org, fixture.org_id).await.unwrap(), 1);
}

#[tokio::test]
async fn a_change_is_taken_only_on_the_version_that_was_read() {
    let fixture = Fixture::new().await;
    let made = check_create(&fixture.org, fixture.org_id, &new("web")).await.unwrap().unwrap();

    let stopped =
        check_update(&fixture.org, fixture.org_id, &made, &change(&made, None)).await.unwrap().unwrap();
    assert_eq!((stopped.revision, stopped.version, stopped.enabled), (1, 2, false));

    let stale =
        check_update(&fixture.org, fixture.org_id, &made, &change(&made, Some(spec(80)))).await.unwrap();
    assert!(stale.is_none());

    let moved = check_update(&fixture.org, fixture.org_id, &stopped, &change(&stopped, Some(spec(80))))
        .await
        .unwrap()
        .unwrap();
    assert_eq!((moved.revision, moved.version, moved.spec.clone()), (2, 3, spec(80)));
    let foreign = check_update(&fixture.org, fixture.foreign, &moved, &change(&moved, None)).await.unwrap();
    assert!(foreign.is_none());
}

#[tokio::test]
async fn checks_are_listed_by_name() {
    let fixture = Fixture::new().await;
    for slug in ["b", "c", "a"] {
        check_create(&fixture.org, fixture.org_id, &new(slug)).await.unwrap().unwrap();
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
    let web = check_create(&fixture.org, fixture.org_id, &new("web")).await.unwrap().unwrap();
    let dns = check_create(&fixture.org, fixture.org_id, &new("dns")).await.unwrap().unwrap();
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
    assert_eq!(counts.iter().find(|(status, _)| *status == CheckStatus::Up).unwrap().1, 2);

    fixture.sql("UPDATE agent SET revoked_at = now() WHERE slug = 'b'").await;
    assert!(check_delete(&fixture.org, fixture.org_id, dns.check_id, dns.version).await.unwrap());
    assert_eq!(page(None, None, 10).await, all[1..2]);
}
