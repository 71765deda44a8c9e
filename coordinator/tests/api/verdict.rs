//! What all agents together say, and what of it is still believed.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use nocturne_coordinator::telemetry::{Committed, SeriesInfo};
use nocturne_core::block::{self, Sample};
use nocturne_proto::api::v1::{self as wire, check, check_verdict::Verdict};
use nocturne_runtime::clock;
use nocturne_shared::{id::AgentId, time};
use tonic::{Code, Status};

use crate::fixture::{Fixture, checks, systems, telemetries};

async fn check(fixture: &Fixture, slug: &str, selector: &str, targets: &[&str]) -> wire::Check {
    let check = wire::Check {
        slug: slug.to_owned(),
        spec: Some(check::Spec::Icmp(wire::IcmpCheck::default())),
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        agent_selector: selector.to_owned(),
        interval: Some(prost_types::Duration { seconds: 60, nanos: 0 }),
        ..wire::Check::default()
    };
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    checks(fixture).create_check(request).await.unwrap().into_inner()
}

/// A status that was written some seconds ago.
async fn state(fixture: &Fixture, check: &wire::Check, agent_id: AgentId, status: &str, seconds_ago: u32) {
    let (org_id, check_id, target) = (fixture.org_id(), &check.check_id, &check.targets[0]);
    fixture
        .sql(&format!(
            "INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, reason, since_at, updated_at)
             VALUES ('{org_id}', '{check_id}', '{target}', '{agent_id}', 1, '{status}',
                     CASE WHEN '{status}' = 'UP' THEN '' ELSE 'timeout' END, now() - interval '1 hour',
                     now() - interval '{seconds_ago} seconds')"
        ))
        .await;
}

async fn verdicts(fixture: &Fixture, check: &str) -> Result<Vec<wire::CheckVerdict>, Status> {
    let request = wire::ListCheckVerdictsRequest { check: check.to_owned(), ..Default::default() };
    let answer = telemetries(fixture).list_check_verdicts(fixture.admin(request)).await?;
    Ok(answer.into_inner().check_verdicts)
}

async fn states(fixture: &Fixture) -> Vec<wire::CheckState> {
    let request = fixture.admin(wire::ListCheckStatesRequest::default());
    telemetries(fixture).list_check_states(request).await.unwrap().into_inner().check_states
}

#[tokio::test]
async fn sites_decide_and_the_line_says_how() {
    let fixture = Fixture::new().await;
    let ping = check(&fixture, "ping", "", &["192.0.2.1"]).await;
    for (site, agent, status) in
        [("ams", "a1", "DOWN"), ("fra", "f1", "DOWN"), ("lon", "l1", "DOWN"), ("par", "p1", "UP")]
    {
        let agent_id = fixture.agent_at(site, agent, "{}").await;
        state(&fixture, &ping, agent_id, status, 5).await;
    }
    fixture.agent_at("osl", "o1", "{}").await;

    let found = verdicts(&fixture, "ping").await.unwrap();

    let [line] = found.as_slice() else { panic!("one line: {found:?}") };
    assert_eq!(line.verdict(), Verdict::Down);
    assert_eq!(line.summary, "down from 3 of 4 sites, no status yet from 1 agent");
    assert_eq!((line.up_agents, line.down_agents, line.stale_agents, line.conclusive_sites), (1, 3, 0, 4));
    assert_eq!(line.down_sites, ["ams", "fra", "lon"]);
    assert_eq!(
        (line.check.as_str(), line.target.as_str(), line.reason.as_str()),
        ("ping", "192.0.2.1", "timeout")
    );
    assert!(line.since_time.is_some() && line.update_time.is_some());
    assert_eq!(verdicts(&fixture, "nothing").await.unwrap_err().code(), Code::NotFound);
}

#[tokio::test]
async fn what_is_old_has_no_vote_and_is_marked() {
    let fixture = Fixture::new().await;
    let ping = check(&fixture, "ping", "", &["192.0.2.1"]).await;
    // Believed for three intervals of 60 s and the timeout of 5 s.
    for (agent, status, seconds_ago) in [("fresh", "UP", 170), ("old", "DOWN", 200)] {
        let agent_id = fixture.agent_at(agent, agent, "{}").await;
        state(&fixture, &ping, agent_id, status, seconds_ago).await;
    }

    let line = verdicts(&fixture, "").await.unwrap().remove(0);
    assert_eq!(
        (line.verdict(), line.summary.as_str()),
        (Verdict::Up, "up from 1 site, no fresh status from 1 agent")
    );
    assert_eq!((line.up_agents, line.down_agents, line.stale_agents), (1, 0, 1));
    let marked: Vec<(String, bool)> =
        states(&fixture).await.into_iter().map(|state| (state.agent, state.stale)).collect();
    assert_eq!(marked, [("fresh".to_owned(), false), ("old".to_owned(), true)]);

    fixture.sql("UPDATE check_state SET updated_at = now() - interval '1 hour'").await;
    let line = verdicts(&fixture, "").await.unwrap().remove(0);
    assert_eq!((line.verdict(), line.summary.as_str()), (Verdict::Unknown, "no fresh status from 2 agents"));
    assert_eq!(line.since_time, None);
}

#[tokio::test]
async fn an_execution_confirms_a_status_by_the_coordinators_clock() {
    let fixture = Fixture::new().await;
    let ping = check(&fixture, "ping", "", &["192.0.2.1"]).await;
    let now = clock::now();
    // Both measured 10 s ago; the clock of one is an hour late.
    for (series_id, agent, late) in [(1, "right", 0_i64), (2, "late", 3_600)] {
        let agent_id = fixture.agent(agent, "{}").await;
        state(&fixture, &ping, agent_id, "UP", 1_000).await;
        let org_id = fixture.org_id();
        fixture
            .sql(&format!(
                "INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us)
                 VALUES ('{org_id}', '{agent_id}', now(), {})",
                -late * 1_000_000
            ))
            .await;
        let labels = [("check", "ping"), ("target", "192.0.2.1"), ("agent", agent)];
        let labels = labels.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let metric = "probe_duration_seconds".to_owned();
        fixture.telemetry.know(series_id, SeriesInfo { org_id, metric, labels });
        let measured_at = time::sub(now, Duration::from_secs(10 + u64::try_from(late).unwrap()));
        let mut samples = vec![Sample { series_id, at_us: measured_at.as_microsecond(), value: 1.0 }];
        let data: Arc<[u8]> = block::pack(&mut samples).data.into();
        fixture.telemetry.commit(Committed { org_id, agent_id, received_at: now, data }, &samples);
    }

    let line = verdicts(&fixture, "").await.unwrap().remove(0);
    let confirmed: BTreeSet<i64> =
        states(&fixture).await.iter().map(|state| state.update_time.unwrap().seconds).collect();

    assert_eq!((line.verdict(), line.up_agents), (Verdict::Up, 2));
    assert_eq!(confirmed, BTreeSet::from([now.as_second() - 10]));
}

#[tokio::test]
async fn only_what_is_still_asked_for_is_listed_counted_and_heard() {
    let fixture = Fixture::new().await;
    let ping = check(&fixture, "ping", "site=ams,role=edge", &["192.0.2.1", "192.0.2.2"]).await;
    let stays = fixture.agent("stays", r#"{"role": "edge"}"#).await;
    let left = fixture.agent("left", r#"{"role": "core"}"#).await;
    let revoked = fixture.agent("revoked", r#"{"role": "edge"}"#).await;
    for (agent_id, status) in [(stays, "UP"), (left, "DOWN"), (revoked, "DOWN")] {
        state(&fixture, &ping, agent_id, status, 1).await;
    }
    fixture.sql("UPDATE agent SET revoked_at = now() WHERE slug = 'revoked'").await;
    let counts = async || {
        let request = fixture.admin(wire::GetStatusRequest {});
        systems(&fixture).get_status(request).await.unwrap().into_inner().check_states.unwrap()
    };
    let summaries = async || -> Vec<String> {
        let found = verdicts(&fixture, "").await.unwrap();
        found.into_iter().map(|line| format!("{} {}", line.target, line.summary)).collect()
    };

    assert_eq!(
        states(&fixture).await.iter().map(|state| state.agent.as_str()).collect::<Vec<_>>(),
        ["stays"]
    );
    assert_eq!(counts().await, wire::CheckStateCounts { up: 1, ..Default::default() });
    assert_eq!(summaries().await, ["192.0.2.1 up from 1 site", "192.0.2.2 no status yet from 1 agent"]);

    let change = async |check: wire::Check| {
        let request = wire::UpdateCheckRequest { check: Some(check), update_mask: None };
        checks(&fixture).update_check(fixture.admin(request)).await.unwrap().into_inner()
    };
    let moved =
        change(wire::Check { agent_selector: "site=fra".to_owned(), etag: String::new(), ..ping }).await;
    assert!(states(&fixture).await.is_empty());
    assert_eq!(counts().await, wire::CheckStateCounts::default());
    assert_eq!(summaries().await, ["192.0.2.1 no agent runs it", "192.0.2.2 no agent runs it"]);

    let target = vec!["192.0.2.2".to_owned()];
    let one = change(wire::Check { agent_selector: String::new(), targets: target, ..moved }).await;
    assert!(states(&fixture).await.is_empty());
    assert_eq!(summaries().await, ["192.0.2.2 no status yet from 2 agents"]);

    change(wire::Check { enabled: Some(false), ..one }).await;
    assert!(summaries().await.is_empty());
    assert!(verdicts(&fixture, "ping").await.unwrap().is_empty());
}

#[tokio::test]
async fn verdicts_are_listed_in_pages_across_checks_and_targets() {
    let fixture = Fixture::new().await;
    check(&fixture, "a", "", &["192.0.2.3", "192.0.2.1", "192.0.2.2"]).await;
    check(&fixture, "b", "", &["192.0.2.9"]).await;
    check(&fixture, "c", "", &["192.0.2.1", "192.0.2.2"]).await;
    let want = ["a 192.0.2.1", "a 192.0.2.2", "a 192.0.2.3", "b 192.0.2.9", "c 192.0.2.1", "c 192.0.2.2"];

    for page_size in 1..=7 {
        let mut found = Vec::new();
        let mut page_token = String::new();
        loop {
            let request = wire::ListCheckVerdictsRequest { check: String::new(), page_size, page_token };
            let answer = telemetries(&fixture).list_check_verdicts(fixture.admin(request)).await.unwrap();
            let answer = answer.into_inner();
            assert!(answer.check_verdicts.len() <= usize::try_from(page_size).unwrap());
            found.extend(
                answer.check_verdicts.into_iter().map(|line| format!("{} {}", line.check, line.target)),
            );
            page_token = answer.next_page_token;
            if page_token.is_empty() {
                break;
            }
        }
        assert_eq!(found, want, "{page_size}");
    }
    let request =
        wire::ListCheckVerdictsRequest { check: "a".to_owned(), page_size: 2, ..Default::default() };
    let first = telemetries(&fixture).list_check_verdicts(fixture.admin(request)).await.unwrap().into_inner();
    let request = wire::ListCheckVerdictsRequest {
        check: "a".to_owned(),
        page_size: 2,
        page_token: first.next_page_token,
    };
    let rest = telemetries(&fixture).list_check_verdicts(fixture.admin(request)).await.unwrap().into_inner();
    assert_eq!((rest.check_verdicts.len(), rest.next_page_token.as_str()), (1, ""));
    assert_eq!(rest.check_verdicts[0].target, "192.0.2.3");
}

/// What one agent said, the last at the end, each with how many seconds ago.
async fn history(fixture: &Fixture, check: &wire::Check, site: &str, said: &[(&str, u32)]) {
    let agent_id = fixture.agent_at(site, site, "{}").await;
    let (org_id, check_id, target) = (fixture.org_id(), &check.check_id, &check.targets[0]);
    let mut before = "";
    for (status, seconds_ago) in said {
        let at = format!("now() - interval '{seconds_ago} seconds'");
        fixture
            .sql(&format!(
                "INSERT INTO check_event (org_id, check_id, target, agent_id, before, status, at)
                 VALUES ('{org_id}', '{check_id}', '{target}', '{agent_id}', '{before}', '{status}', {at});
                 INSERT INTO check_state (org_id, check_id, target, agent_id, revision, status, since_at)
                 VALUES ('{org_id}', '{check_id}', '{target}', '{agent_id}', 1, '{status}', {at})
                 ON CONFLICT (org_id, check_id, target, agent_id)
                 DO UPDATE SET status = excluded.status, since_at = excluded.since_at"
            ))
            .await;
        before = status;
    }
}

/// The verdict, and how many seconds ago it became what it is.
async fn verdict_age(fixture: &Fixture, check: &str) -> (Verdict, i64) {
    let line = verdicts(fixture, check).await.unwrap().remove(0);
    (line.verdict(), clock::now().as_second() - line.since_time.unwrap().seconds)
}

#[tokio::test]
async fn a_verdict_is_as_old_as_itself_and_not_as_the_oldest_status_that_speaks_for_it() {
    let fixture = Fixture::new().await;
    let healed = check(&fixture, "healed", "site=h1", &["192.0.2.1"]).await;
    history(&fixture, &healed, "h1", &[("UP", 1_200)]).await;
    assert_eq!(verdict_age(&fixture, "healed").await.0, Verdict::Up);

    let outage = check(&fixture, "outage", "site!=h1", &["192.0.2.1"]).await;
    history(&fixture, &outage, "o1", &[("UP", 1_200)]).await;
    history(&fixture, &outage, "o2", &[("UP", 1_200), ("DOWN", 900), ("UP", 61)]).await;
    history(&fixture, &outage, "o3", &[("UP", 1_200), ("DOWN", 900), ("UP", 120)]).await;

    let (verdict, age) = verdict_age(&fixture, "outage").await;
    assert_eq!(verdict, Verdict::Up);
    assert!((61..100).contains(&age), "{age}");
    let (_, age) = verdict_age(&fixture, "healed").await;
    assert!((1_200..1_240).contains(&age), "{age}");

    history(&fixture, &outage, "o4", &[("UP", 1_200), ("DOWN", 7)]).await;
    let (verdict, age) = verdict_age(&fixture, "outage").await;
    assert_eq!(verdict, Verdict::Partial);
    assert!((7..47).contains(&age), "{age}");
}

#[tokio::test]
async fn of_a_verdict_that_somebody_flaps_below_the_latest_changes_are_looked_at() {
    let fixture = Fixture::new().await;
    let ping = check(&fixture, "ping", "", &["192.0.2.1"]).await;
    history(&fixture, &ping, "calm", &[("UP", 10_000)]).await;
    let flaps: Vec<(&str, u32)> =
        (0..60).map(|n| (if n % 2 == 0 { "UP" } else { "INCONCLUSIVE" }, 1_000 - n * 10)).collect();
    history(&fixture, &ping, "flaps", &flaps).await;

    let (verdict, age) = verdict_age(&fixture, "ping").await;

    assert_eq!(verdict, Verdict::Up);
    assert!((900..940).contains(&age), "50 changes of 10 s each, the last 410 s ago: {age}");
}
