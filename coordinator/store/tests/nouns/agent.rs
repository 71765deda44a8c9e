//! Agents and gaps.

use nocturne_store::{
    agent::{agent_find, agent_page, agent_revoke, agent_signs},
    gap::{gap_of_agent_between, gap_page},
    system::system_database,
};
use uuid::Uuid;

use crate::fixture::Fixture;

#[tokio::test]
async fn agents_are_found_by_id_and_by_name_in_their_organization_only() {
    let fixture = Fixture::new().await;
    let agent_id = fixture.agent("edge-1").await;

    for name in [agent_id.to_string(), "edge-1".to_owned()] {
        let found = agent_find(&fixture.org, fixture.org_id, &name).await.unwrap().unwrap();
        assert_eq!((found.agent_id, found.site.as_str()), (agent_id, "site-edge-1"));
        assert!(agent_find(&fixture.org, fixture.foreign, &name).await.unwrap().is_none());
    }
    assert!(agent_find(&fixture.org, fixture.org_id, "edge").await.unwrap().is_none());
}

#[tokio::test]
async fn agents_are_listed_by_name_with_heartbeat_and_generations() {
    let fixture = Fixture::new().await;
    for slug in ["b", "a", "c"] {
        fixture.agent(slug).await;
    }
    let agent_id = agent_find(&fixture.org, fixture.org_id, "b").await.unwrap().unwrap().agent_id;
    let org_id = fixture.org_id;
    fixture
        .sql(&format!(
            "INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us, degraded)
             VALUES ('{org_id}', '{agent_id}', now(), -5, '{{disk}}');
             INSERT INTO desired_state (org_id, agent_id, generation, sha256, document, state, detail)
             VALUES ('{org_id}', '{agent_id}', 1, sha256('a'), '', 'applied', ''),
                    ('{org_id}', '{agent_id}', 2, sha256('b'), '', 'failed', 'no ping')"
        ))
        .await;

    let first = agent_page(&fixture.org, org_id, None, 2).await.unwrap();
    let rest = agent_page(&fixture.org, org_id, Some("b"), 2).await.unwrap();

    let names: Vec<&str> = first.iter().chain(&rest).map(|row| row.slug.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    let (never, seen) = (&first[0], &first[1]);
    assert_eq!((never.last_seen_at, never.desired_generation, never.clock_offset_us), (None, 0, None));
    assert_eq!((seen.desired_generation, seen.applied_generation), (2, 1));
    assert_eq!((seen.config_error.as_str(), seen.clock_offset_us), ("no ping", Some(-5)));
    assert_eq!(seen.degraded, ["disk"]);
    assert!(seen.last_seen_at.is_some_and(|at| at <= seen.database_now));
}

#[tokio::test]
async fn an_agent_is_revoked_once_and_by_its_organization_only() {
    let fixture = Fixture::new().await;
    let agent_id = fixture.agent("edge-1").await;

    for (org_id, revoked) in [(fixture.foreign, false), (fixture.org_id, true), (fixture.org_id, false)] {
        let found = fixture.in_tx(org_id, async |tx| agent_revoke(tx, agent_id).await.unwrap()).await;
        assert_eq!(found, revoked);
    }

    let signs = agent_signs(&fixture.org, fixture.org_id).await.unwrap();
    assert_eq!((signs.len(), signs[0].revoked), (1, true));
    assert!(agent_signs(&fixture.org, fixture.foreign).await.unwrap().is_empty());
}

#[tokio::test]
async fn gaps_are_listed_newest_first_by_agent_and_end() {
    let fixture = Fixture::new().await;
    let (a, b) = (fixture.agent("a").await, fixture.agent("b").await);
    for (agent_id, hour) in [(a, 1), (a, 2), (b, 3)] {
        let (org_id, gap_id) = (fixture.org_id, Uuid::now_v7());
        fixture
            .sql(&format!(
                "INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records)
                 VALUES ('{org_id}', '{gap_id}', '{agent_id}', 'restart',
                         '2025-01-01T00:00:00Z', '2025-01-01T0{hour}:00:00Z', {hour})"
            ))
            .await;
    }
    let page = async |agent_id, ends_after, before, n_rows| -> Vec<u64> {
        let rows =
            gap_page(&fixture.org, fixture.org_id, agent_id, ends_after, before, n_rows).await.unwrap();
        rows.iter().map(|row| row.records).collect()
    };

    let all = gap_page(&fixture.org, fixture.org_id, None, None, None, 10).await.unwrap();
    let place = Some((all[0].to_at, all[0].gap_id));
    let ends_after = "2025-01-01T01:00:00Z".parse().ok();

    assert_eq!(page(None, None, None, 10).await, [3, 2, 1]);
    assert_eq!(page(None, None, place, 1).await, [2]);
    assert_eq!(page(Some(a), None, None, 10).await, [2, 1]);
    assert_eq!(page(None, ends_after, None, 10).await, [3, 2]);
    assert!(gap_page(&fixture.org, fixture.foreign, None, None, None, 10).await.unwrap().is_empty());
}

#[tokio::test]
async fn gaps_of_an_agent_are_found_by_the_time_they_touch() {
    let fixture = Fixture::new().await;
    let (a, b) = (fixture.agent("a").await, fixture.agent("b").await);
    for (agent_id, from, to) in [(a, 1, 2), (a, 2, 4), (a, 5, 5), (b, 1, 9)] {
        let (org_id, gap_id) = (fixture.org_id, Uuid::now_v7());
        fixture
            .sql(&format!(
                "INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records)
                 VALUES ('{org_id}', '{gap_id}', '{agent_id}', 'restart', '2025-01-01T0{from}:00:00Z',
                         '2025-01-01T0{to}:00:00Z', {from})"
            ))
            .await;
    }
    let between = async |org_id, from: u8, to: u8, n_rows| -> Vec<u64> {
        let at = |hour: u8| format!("2025-01-01T0{hour}:00:00Z").parse().unwrap();
        let rows = gap_of_agent_between(&fixture.org, org_id, a, at(from), at(to), n_rows).await.unwrap();
        rows.iter().map(|row| row.records).collect()
    };

    assert_eq!(between(fixture.org_id, 0, 9, 10).await, [1, 2, 5]);
    assert_eq!(between(fixture.org_id, 0, 9, 2).await, [1, 2]);
    assert_eq!(between(fixture.org_id, 3, 5, 10).await, [2]);
    assert_eq!(between(fixture.org_id, 5, 6, 10).await, [5]);
    assert!(between(fixture.org_id, 6, 9, 10).await.is_empty());
    assert!(between(fixture.foreign, 0, 9, 10).await.is_empty());
}

#[tokio::test]
async fn the_database_says_what_it_is() {
    let fixture = Fixture::new().await;

    let database = system_database(&fixture.org, fixture.org_id).await.unwrap();

    assert!(database.server_version.starts_with(char::is_numeric), "{}", database.server_version);
}
