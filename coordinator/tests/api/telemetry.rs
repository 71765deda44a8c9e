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
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check) });
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
