//! Statuses that changed: order, pages, and the way they are found.

use nocturne_shared::outcome::CheckStatus;
use nocturne_store::{
    bootstrap::connect_once,
    check_event::{check_event_latest, check_event_page},
};
use uuid::Uuid;

use crate::fixture::Fixture;

/// A check whose specification nobody reads.
async fn check(fixture: &Fixture, slug: &str) -> Uuid {
    let (org_id, check_id) = (fixture.org_id, Uuid::now_v7());
    fixture
        .sql(&format!(
            "INSERT INTO check_definition (org_id, check_id, slug, revision)
             VALUES ('{org_id}', '{check_id}', '{slug}', 1)"
        ))
        .await;
    check_id
}

#[tokio::test]
async fn events_come_newest_first_and_those_of_one_commit_in_reverse_order_of_writing() {
    let fixture = Fixture::new().await;
    let (web, dns) = (check(&fixture, "web").await, check(&fixture, "dns").await);
    let agent_id = fixture.agent("a").await;
    let org_id = fixture.org_id;
    // One statement is one time of arrival.
    fixture
        .sql(&format!(
            "INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, reason, at, received_at)
             VALUES ('{org_id}', '{web}', 't', '{agent_id}', '', 'UP', '', now(), now() - interval '1 day'),
                    ('{org_id}', '{web}', 't', '{agent_id}', 'UP', 'DOWN', 'timeout', now(), now()),
                    ('{org_id}', '{dns}', 't', '{agent_id}', '', 'DEGRADED', '', now(), now()),
                    ('{org_id}', '{web}', 't', '{agent_id}', 'DOWN', 'UP', '', now(), now())"
        ))
        .await;
    let page = async |check: Option<Uuid>, before, n_rows| {
        let check_id = check.map(nocturne_shared::id::CheckId::from_uuid);
        check_event_page(&fixture.org, fixture.org_id, check_id, before, n_rows).await.unwrap()
    };
    let told = |rows: &[nocturne_store::check_event::CheckEventRow]| -> Vec<String> {
        rows.iter().map(|row| format!("{} {}", row.check, row.status)).collect()
    };

    let all = page(None, None, 10).await;
    assert_eq!(told(&all), ["web UP", "dns DEGRADED", "web DOWN", "web UP"]);
    assert_eq!((all[2].before, all[2].reason.as_str()), (Some(CheckStatus::Up), "timeout"));
    assert_eq!((all[3].before, all[3].agent.as_str()), (None, "a"));

    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let rows = page(None, before, 1).await;
        let Some(last) = rows.last() else { break };
        before = Some((last.received_at, last.check_event_id));
        paged.extend(rows);
    }
    assert_eq!(paged, all);

    assert_eq!(told(&page(Some(web), None, 10).await), ["web UP", "web DOWN", "web UP"]);
    let place = Some((all[0].received_at, all[0].check_event_id));
    assert_eq!(told(&page(Some(web), place, 1).await), ["web DOWN"]);
    let foreign = check_event_page(&fixture.org, fixture.foreign, None, None, 10).await.unwrap();
    assert!(foreign.is_empty());
}

#[tokio::test]
async fn a_page_is_found_by_index_however_many_events_there_are() {
    let fixture = Fixture::new().await;
    let (web, dns) = (check(&fixture, "web").await, check(&fixture, "dns").await);
    let agent_id = fixture.agent("a").await;
    let org_id = fixture.org_id;
    fixture
        .sql(&format!(
            "INSERT INTO check_event (org_id, check_id, target, agent_id, status, at, received_at)
             SELECT '{org_id}', CASE WHEN n % 200 = 0 THEN '{web}' ELSE '{dns}' END::uuid, 't', '{agent_id}', 'UP',
                    now(), now() - n * interval '1 second'
             FROM generate_series(1, 20000) n;
             ANALYZE check_event"
        ))
        .await;
    let app = connect_once(&fixture.database.app()).await.unwrap();
    app.batch_execute(&format!("SET app.org_id = '{org_id}'")).await.unwrap();

    for (filter, index) in [
        (String::new(), "received_at_check_event_id"),
        (format!("AND check_id = '{web}'"), "check_id_received_at_check_even"),
    ] {
        let explain = format!(
            "EXPLAIN SELECT check_event_id FROM check_event
             WHERE org_id = '{org_id}' {filter} AND received_at <= now() AND (received_at, check_event_id) < (now(), 5)
             ORDER BY received_at DESC, check_event_id DESC LIMIT 101"
        );
        let rows = app.query(&explain, &[]).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get::<_, String>(0)).collect();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{plan}");
        // An empty day may be looked through as a whole.
        let reads_all = |line: &str| line.contains("Seq Scan") && !line.contains("rows=1 ");
        assert!(!plan.lines().any(reads_all), "{plan}");
    }
}

#[tokio::test]
async fn the_latest_changes_of_each_place_come_last_first_and_are_found_by_index() {
    let fixture = Fixture::new().await;
    let (web, dns) = (check(&fixture, "web").await, check(&fixture, "dns").await);
    let agent_id = fixture.agent("a").await;
    let org_id = fixture.org_id;
    fixture
        .sql(&format!(
            "INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, at, received_at)
             SELECT '{org_id}', '{web}', 't' || n % 100, '{agent_id}', CASE WHEN n = 20000 THEN '' ELSE 'UP' END,
                    'DOWN', 'epoch'::timestamptz + n * interval '1 second', now() - n * interval '1 second'
             FROM generate_series(1, 20000) n;
             ANALYZE check_event"
        ))
        .await;
    let [web, dns] = [web, dns].map(nocturne_shared::id::CheckId::from_uuid);
    let latest = async |places: &[(nocturne_shared::id::CheckId, &str)], n_each| {
        let rows = check_event_latest(&fixture.org, org_id, places, n_each).await.unwrap();
        rows.into_iter().map(|row| (row.target, row.at.as_second())).collect::<Vec<_>>()
    };

    let found = latest(&[(web, "t7"), (web, "t3"), (dns, "t3"), (web, "nothing")], 2).await;
    let want = [("t3", 3), ("t3", 103), ("t7", 7), ("t7", 107)];
    assert_eq!(found, want.map(|(target, at)| (target.to_owned(), at)));
    let all = check_event_latest(&fixture.org, org_id, &[(web, "t0")], 1_000).await.unwrap();
    assert_eq!((all.len(), all[0].before, all[199].before), (200, Some(CheckStatus::Up), None));
    assert!(check_event_latest(&fixture.org, fixture.foreign, &[(web, "t3")], 2).await.unwrap().is_empty());

    let app = connect_once(&fixture.database.app()).await.unwrap();
    app.batch_execute(&format!("SET app.org_id = '{org_id}'")).await.unwrap();
    let explain = format!(
        "EXPLAIN SELECT e.at FROM unnest(ARRAY['{web}']::uuid[], ARRAY['t3']) AS p (check_id, target)
         CROSS JOIN LATERAL (
             SELECT at, received_at, check_event_id FROM check_event
             WHERE org_id = '{org_id}' AND check_id = p.check_id AND target = p.target
             ORDER BY received_at DESC, check_event_id DESC LIMIT 50
         ) e"
    );
    let rows = app.query(&explain, &[]).await.unwrap();
    let plan: Vec<String> = rows.iter().map(|row| row.get::<_, String>(0)).collect();
    let plan = plan.join("\n");
    assert!(plan.contains("check_id_target_received_at"), "{plan}");
}
