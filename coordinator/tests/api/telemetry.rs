//! Statuses, gaps, and refusals of measurements.

use nocturne_proto::api::v1::{self as wire, check, check_state::Status};
use prost_types::Timestamp;
use tonic::Code;
use tonic_types::StatusExt as _;

use crate::fixture::{Fixture, checks, telemetries};

async fn check(fixture: &Fixture, slug: &str) -> String {
    let check = wire::Check {
        slug: slug.to_owned(),
        spec: Some(check::Spec::Icmp(wire::IcmpCheck::default())),
        targets: vec!["192.0.2.1".to_owned()],
        ..wire::Check::default()
    };
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    checks(fixture).create_check(request).await.unwrap().into_inner().check_id
}

#[tokio::test]
async fn statuses_carry_names_and_are_filtered_by_check() {
    let fixture = Fixture::new().await;
    let (ping, other) = (check(&fixture, "ping").await, check(&fixture, "other").await);
    let agent_id = fixture.agent("edge-1", "{}").await;
    let org_id = fixture.org_id();
    for (check_id, status) in [(&ping, "DOWN"), (&other, "UP")] {
        fixture
            .sql(&format!(
                "INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, reason, since_at)
                 VALUES ('{org_id}', '{check_id}', '192.0.2.1', '{agent_id}', 1, '{status}', 'timeout', now())"
            ))
            .await;
    }
    let list = async |check: &str, page_token: &str| {
        let request = wire::ListCheckStatesRequest {
            check: check.to_owned(),
            page_size: 1,
            page_token: page_token.to_owned(),
        };
        telemetries(&fixture).list_check_states(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    let first = list("", "").await.unwrap();
    let second = list("", &first.next_page_token).await.unwrap();
    let filtered = list("ping", "").await.unwrap();

    assert_eq!((first.check_states[0].check.as_str(), second.next_page_token.as_str()), ("other", ""));
    assert_eq!(second.check_states, filtered.check_states);
    let state = &filtered.check_states[0];
    assert_eq!(
        (state.agent.as_str(), state.site.as_str(), state.reason.as_str()),
        ("edge-1", "ams", "timeout")
    );
    assert_eq!(state.status(), Status::Down);
    assert_eq!(list("nothing", "").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn gaps_are_listed_newest_first() {
    let fixture = Fixture::new().await;
    let agent_id = fixture.agent("edge-1", "{}").await;
    let org_id = fixture.org_id();
    fixture
        .sql(&format!(
            "INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records)
             SELECT '{org_id}', gen_random_uuid(), '{agent_id}', 'spool_full', now() - interval '9 hours',
                    now() - n * interval '1 hour', n
             FROM generate_series(1, 3) n"
        ))
        .await;
    let list = async |agent: &str, page_token: &str| {
        let request = wire::ListGapsRequest {
            agent: agent.to_owned(),
            page_size: 2,
            page_token: page_token.to_owned(),
            from_time: None,
        };
        telemetries(&fixture).list_gaps(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    let first = list("edge-1", "").await.unwrap();
    let rest = list("edge-1", &first.next_page_token).await.unwrap();

    let records: Vec<u64> = first.gaps.iter().chain(&rest.gaps).map(|gap| gap.records).collect();
    assert_eq!(records, [1, 2, 3]);
    assert_eq!((first.gaps[0].agent.as_str(), first.gaps[0].cause.as_str()), ("edge-1", "spool_full"));
    assert_eq!(list("nobody", "").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn agents_that_are_gone_are_gaps_that_last() {
    let fixture = Fixture::new().await;
    let org_id = fixture.org_id();
    for (slug, seconds_ago) in
        [("here", Some(5)), ("gone", Some(200)), ("long-gone", Some(7_300)), ("never", None)]
    {
        let agent_id = fixture.agent(slug, "{}").await;
        if let Some(seconds_ago) = seconds_ago {
            fixture
                .sql(&format!(
                    "INSERT INTO agent_presence (org_id, agent_id, last_seen_at)
                     VALUES ('{org_id}', '{agent_id}', now() - interval '{seconds_ago} seconds');
                     INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at)
                     VALUES ('{org_id}', gen_random_uuid(), '{agent_id}', 'restart', now() - interval '1 day', now())"
                ))
                .await;
        }
    }
    let list = async |agent: &str, page_token: &str| {
        let request = wire::ListGapsRequest {
            agent: agent.to_owned(),
            page_size: 2,
            page_token: page_token.to_owned(),
            from_time: None,
        };
        telemetries(&fixture).list_gaps(fixture.admin(request)).await.unwrap().into_inner()
    };

    let first = list("", "").await;
    let told: Vec<(&str, &str)> =
        first.ongoing.iter().map(|gap| (gap.agent.as_str(), gap.cause.as_str())).collect();
    assert_eq!(told, [("gone", "disconnected"), ("long-gone", "disconnected")]);
    let gone = &first.ongoing[0];
    assert!(gone.to_time.is_none() && gone.gap_id.is_empty() && gone.from_time.is_some());
    assert!(gone.detail.starts_with("not heard from for 3 min 2"), "{}", gone.detail);
    assert!(first.gaps.iter().all(|gap| gap.to_time.is_some()));

    assert!(list("", &first.next_page_token).await.ongoing.is_empty());
    assert_eq!(list("gone", "").await.ongoing.len(), 1);
    assert!(list("here", "").await.ongoing.is_empty() && list("never", "").await.ongoing.is_empty());
    fixture.sql("UPDATE agent SET revoked_at = now() WHERE slug = 'gone'").await;
    assert!(list("gone", "").await.ongoing.is_empty());
}

#[tokio::test]
async fn a_range_names_the_gaps_of_its_agent() {
    let fixture = Fixture::new().await;
    let (org_id, agent_id, other) =
        (fixture.org_id(), fixture.agent("edge-1", "{}").await, fixture.agent("edge-2", "{}").await);
    fixture
        .sql(&format!(
            "INSERT INTO series (org_id, metric, labels, fingerprint, agent_id)
             VALUES ('{org_id}', 'probe_success', '{{\"agent\": \"edge-1\"}}', 1, '{agent_id}');
             INSERT INTO gap (org_id, gap_id, agent_id, cause, from_at, to_at, records)
             SELECT '{org_id}', gen_random_uuid(), a, 'restart', to_timestamp(n * 100), to_timestamp(n * 100 + 50), n
             FROM generate_series(1, 9) n, unnest(ARRAY['{agent_id}', '{other}']::uuid[]) a;
             INSERT INTO agent_presence (org_id, agent_id, last_seen_at)
             VALUES ('{org_id}', '{agent_id}', to_timestamp(1000))"
        ))
        .await;
    let range = async |from: i64, to: i64| {
        let request = wire::GetSeriesRangeRequest {
            series_id: "1".to_owned(),
            from_time: Some(Timestamp { seconds: from, nanos: 0 }),
            to_time: Some(Timestamp { seconds: to, nanos: 0 }),
            limit: 0,
        };
        telemetries(&fixture).get_series_range(fixture.admin(request)).await.unwrap().into_inner().gaps
    };

    let records: Vec<u64> = range(325, 600).await.iter().map(|gap| gap.records).collect();
    assert_eq!(records, [3, 4, 5]);
    let to_the_end = range(900, 2_000).await;
    let causes: Vec<&str> = to_the_end.iter().map(|gap| gap.cause.as_str()).collect();
    assert_eq!(causes, ["restart", "disconnected"]);
    assert_eq!((to_the_end[1].from_time.unwrap().seconds, to_the_end[1].to_time), (1_000, None));
    assert!(range(955, 1_000).await.is_empty());
}

#[tokio::test]
async fn events_are_listed_newest_first_with_names() {
    let fixture = Fixture::new().await;
    let (ping, other) = (check(&fixture, "ping").await, check(&fixture, "other").await);
    let agent_id = fixture.agent("edge-1", "{}").await;
    let org_id = fixture.org_id();
    for (check_id, before, status) in [(&ping, "", "UP"), (&other, "", "UP"), (&ping, "UP", "DOWN")] {
        fixture
            .sql(&format!(
                "INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, reason, evidence, at)
                 VALUES ('{org_id}', '{check_id}', '192.0.2.1', '{agent_id}', '{before}', '{status}', 'timeout', 'e',
                         to_timestamp(5))"
            ))
            .await;
    }
    let list = async |check: &str, page_token: &str| {
        let request = wire::ListCheckEventsRequest {
            check: check.to_owned(),
            page_size: 2,
            page_token: page_token.to_owned(),
        };
        telemetries(&fixture).list_check_events(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    let first = list("", "").await.unwrap();
    let rest = list("", &first.next_page_token).await.unwrap();
    let names: Vec<&str> =
        first.check_events.iter().chain(&rest.check_events).map(|event| event.check.as_str()).collect();
    assert_eq!((names, rest.next_page_token.as_str()), (vec!["ping", "other", "ping"], ""));
    let newest = &first.check_events[0];
    assert_eq!((newest.from_status(), newest.to_status()), (Status::Up, Status::Down));
    assert_eq!(
        (newest.agent.as_str(), newest.reason.as_str(), newest.evidence.as_str()),
        ("edge-1", "timeout", "e")
    );
    assert_eq!((newest.time.unwrap().seconds, newest.receive_time.is_some()), (5, true));
    assert_eq!(rest.check_events[0].from_status(), Status::Unspecified);

    assert_eq!(list("ping", "").await.unwrap().check_events.len(), 2);
    assert_eq!(list("nothing", "").await.unwrap_err().code(), Code::NotFound);
    let request = fixture.admin(wire::DeleteCheckRequest { check: "other".to_owned(), etag: String::new() });
    checks(&fixture).delete_check(request).await.unwrap();
    assert_eq!(list("other", "").await.unwrap_err().code(), Code::NotFound);
    assert_eq!(list("", "").await.unwrap().check_events.len(), 2);
}

#[tokio::test]
async fn series_that_are_not_there_and_ranges_that_end_early_are_refused() {
    let fixture = Fixture::new().await;
    let range = async |series_id: &str, from: i64, to: i64, limit: i32| {
        let request = wire::GetSeriesRangeRequest {
            series_id: series_id.to_owned(),
            from_time: Some(Timestamp { seconds: from, nanos: 0 }),
            to_time: Some(Timestamp { seconds: to, nanos: 0 }),
            limit,
        };
        telemetries(&fixture).get_series_range(fixture.admin(request)).await.map(tonic::Response::into_inner)
    };

    assert_eq!(range("1", 1, 2, 0).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(range("x", 1, 2, 0).await.unwrap_err().code(), Code::NotFound);
    let status = range("1", 2, 1, -1).await.unwrap_err();
    let details = status.get_error_details();
    let found: Vec<&str> = details
        .bad_request()
        .unwrap()
        .field_violations
        .iter()
        .map(|finding| finding.field.as_str())
        .collect();
    assert_eq!(found, ["from_time", "limit"]);
}

#[tokio::test]
async fn latest_values_of_an_empty_coordinator_are_none() {
    let fixture = Fixture::new().await;

    let request = fixture.admin(wire::ListLatestValuesRequest::default());
    let answer = telemetries(&fixture).list_latest_values(request).await.unwrap().into_inner();

    assert!(answer.values.is_empty() && answer.next_page_token.is_empty());
    let bad = wire::ListLatestValuesRequest {
        selector: "a b".to_owned(),
        ..wire::ListLatestValuesRequest::default()
    };
    let status = telemetries(&fixture).list_latest_values(fixture.admin(bad)).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
}
