//! Watching: what comes, from where on, and to whom.

use std::{sync::Arc, time::Duration};

use nocturne_coordinator::{
    app::auth::secret,
    live::{
        LiveOptions,
        event::Event,
        log::{Bound, LogBounds, Position},
    },
    pki::identity::PeerAgent,
    telemetry::SeriesInfo,
};
use nocturne_core::block::Sample;
use nocturne_proto::api::v1::{
    self as wire, Topic, agent::Presence, check, live_service_client::LiveServiceClient,
    watch_response::Event as Kind,
};
use nocturne_shared::id::{CheckId, OrgId};
use tokio::sync::mpsc;
use tonic::{Code, Request, Status, Streaming};
use tonic_types::StatusExt as _;
use uuid::Uuid;

use crate::fixture::{Fixture, Served, agents, bearer, checks, lives};

#[path = "live/ending.rs"]
mod ending;

/// Far more than anything here takes: it only bounds how long a failure takes.
const PATIENCE: Duration = Duration::from_secs(30);

fn watch_of(topics: &[Topic]) -> wire::WatchRequest {
    let topics = topics.iter().map(|topic| i32::from(*topic)).collect();
    wire::WatchRequest { topics, ..wire::WatchRequest::default() }
}

struct Watch(Streaming<wire::WatchResponse>);

impl Watch {
    async fn begin(fixture: &Fixture, request: Request<wire::WatchRequest>) -> Result<Self, Status> {
        Ok(Self(lives(fixture).watch(request).await?.into_inner()))
    }

    /// Begins, and takes the first message.
    async fn opened(fixture: &Fixture, request: wire::WatchRequest) -> (Self, wire::WatchResponse, bool) {
        let mut watch = Self::begin(fixture, fixture.admin(request)).await.unwrap();
        let first = watch.next().await.unwrap().unwrap();
        let Some(Kind::Opened(wire::WatchOpened { resumed })) = first.event else { panic!("{first:?}") };
        (watch, first, resumed)
    }

    async fn next(&mut self) -> Result<Option<wire::WatchResponse>, Status> {
        tokio::time::timeout(PATIENCE, self.0.message()).await.expect("a message in time")
    }

    /// The next thing that happened.
    async fn event(&mut self) -> (wire::WatchResponse, Kind) {
        loop {
            let message = self.next().await.unwrap().expect("the stream goes on");
            match message.event.clone().expect("an event") {
                Kind::Alive(_) => (),
                event => return (message, event),
            }
        }
    }

    /// How it ends.
    async fn end(mut self) -> Status {
        loop {
            match self.next().await {
                Ok(Some(_)) => (),
                Ok(None) => return Status::ok("ended"),
                Err(status) => return status,
            }
        }
    }
}

async fn create(fixture: &Fixture, slug: &str) -> wire::Check {
    let check = wire::Check {
        slug: slug.to_owned(),
        spec: Some(check::Spec::Icmp(wire::IcmpCheck::default())),
        targets: vec!["192.0.2.1".to_owned()],
        ..wire::Check::default()
    };
    let request = fixture.admin(wire::CreateCheckRequest { check: Some(check), request_id: String::new() });
    checks(fixture).create_check(request).await.unwrap().into_inner()
}

async fn delete(fixture: &Fixture, slug: &str) {
    let message = wire::DeleteCheckRequest { check: slug.to_owned(), etag: String::new() };
    checks(fixture).delete_check(fixture.admin(message)).await.unwrap();
}

fn fields(status: &Status) -> Vec<String> {
    let details = status.get_error_details();
    let violations = details.bad_request().map(|bad| bad.field_violations.clone()).unwrap_or_default();
    violations.into_iter().map(|violation| violation.field).collect()
}

/// An event that needs no load: the deletion of a check.
fn deletion(n: u64) -> Event {
    Event::CheckDeleted(CheckId::from_parts(n, &[0; 10]))
}

#[tokio::test]
async fn a_watch_is_opened_and_then_tells_what_becomes_of_checks() {
    let fixture = Fixture::new().await;
    create(&fixture, "before").await;

    let (mut watch, opened, resumed) = Watch::opened(&fixture, watch_of(&[Topic::Checks])).await;
    let made = create(&fixture, "web").await;
    let (first, event) = watch.event().await;

    assert!(resumed && opened.time.is_some() && !opened.resume_token.is_empty());
    assert_eq!(event, Kind::Check(made.clone()));
    assert!(opened.sequence < first.sequence && first.resume_token != opened.resume_token);
    let change = wire::UpdateCheckRequest {
        check: Some(wire::Check { description: "the shop".to_owned(), ..made.clone() }),
        update_mask: None,
    };
    let changed = checks(&fixture).update_check(fixture.admin(change)).await.unwrap().into_inner();
    assert_eq!(watch.event().await.1, Kind::Check(changed));
    delete(&fixture, "web").await;
    let (last, event) = watch.event().await;
    assert_eq!(event, Kind::DeletedCheckId(made.check_id));
    assert!(first.sequence < last.sequence);
}

#[tokio::test]
async fn whoever_comes_back_gets_what_was_missed_exactly_once() {
    let fixture = Fixture::new().await;
    let (mut watch, ..) = Watch::opened(&fixture, watch_of(&[Topic::Checks])).await;
    create(&fixture, "a").await;
    let (seen, _) = watch.event().await;
    drop(watch);
    let missed = create(&fixture, "b").await;

    let again = wire::WatchRequest { resume_token: seen.resume_token.clone(), ..watch_of(&[Topic::Checks]) };
    let (mut watch, opened, resumed) = Watch::opened(&fixture, again).await;
    let fresh = create(&fixture, "c").await;

    assert!(resumed);
    assert_eq!(opened.resume_token, seen.resume_token);
    let event = watch.event().await.1;
    assert_eq!(event, Kind::Check(missed));
    assert_eq!(watch.event().await.1, Kind::Check(fresh));
}

#[tokio::test]
async fn a_position_that_is_not_known_here_is_not_resumed() {
    let fixture = Fixture::new().await;
    let elsewhere = Position { source: Uuid::now_v7(), sequence: 3 };

    let request = wire::WatchRequest { resume_token: elsewhere.to_token(), ..watch_of(&[Topic::Checks]) };
    let (mut watch, _, resumed) = Watch::opened(&fixture, request).await;
    let made = create(&fixture, "a").await;

    assert!(!resumed);
    assert_eq!(watch.event().await.1, Kind::Check(made));
}

#[tokio::test]
async fn everything_wrong_with_a_watch_is_listed_at_once() {
    let fixture = Fixture::new().await;
    let refused = async |request: wire::WatchRequest| {
        let status = Watch::begin(&fixture, fixture.admin(request)).await.err().expect("it is refused");
        (status.code(), fields(&status))
    };

    let bad = wire::WatchRequest {
        topics: vec![0, 99],
        selector: "a b".to_owned(),
        resume_token: "nonsense".to_owned(),
    };
    let (code, found) = refused(bad).await;
    assert_eq!(code, Code::InvalidArgument);
    assert_eq!(found, ["topics[0]", "topics[1]", "selector", "selector", "resume_token"]);

    assert_eq!(refused(watch_of(&[])).await, (Code::InvalidArgument, vec!["topics".to_owned()]));
    let misplaced = wire::WatchRequest { selector: "check=web".to_owned(), ..watch_of(&[Topic::Gaps]) };
    assert_eq!(refused(misplaced).await.1, ["selector"]);
}

#[tokio::test]
async fn a_slow_reader_is_cut_cleanly_and_goes_on_where_it_was() {
    let bound = |n_events| Bound { n_events, n_bytes: 1 << 20 };
    let bounds = LogBounds { events: bound(1_000), values: bound(1_000), waiting: bound(10) };
    let fixture = Fixture::with_live(LiveOptions { bounds, ..LiveOptions::default() }).await;
    let (mut slow, ..) = Watch::opened(&fixture, watch_of(&[Topic::Checks])).await;
    let (mut quick, ..) = Watch::opened(&fixture, watch_of(&[Topic::Checks])).await;

    for n in 1..=100 {
        fixture.live.publish(fixture.org_id(), [deletion(n)]);
        let (message, _) = quick.event().await;
        assert_eq!(message.sequence, n);
    }

    let (cut, event) = slow.event().await;
    assert_eq!(event, Kind::Lagged(wire::WatchLagged { waiting: 100 }));
    assert_eq!(slow.next().await.unwrap(), None, "the end is clean");
    let again = wire::WatchRequest { resume_token: cut.resume_token, ..watch_of(&[Topic::Checks]) };
    let (mut slow, _, resumed) = Watch::opened(&fixture, again).await;
    assert!(resumed);
    for n in 1..=100 {
        assert_eq!(slow.event().await.0.sequence, n);
    }
}

#[tokio::test]
async fn a_reader_that_stops_reading_on_a_real_connection_holds_up_nobody_and_misses_nothing() {
    const EVENTS: u64 = 40_000;
    let bound = |n_events| Bound { n_events, n_bytes: 1 << 30 };
    let bounds = LogBounds { events: bound(50_000), values: bound(10), waiting: bound(5_000) };
    let fixture = Fixture::with_live(LiveOptions { bounds, ..LiveOptions::default() }).await;
    let served = Served::start(&fixture).await;
    let begin = async |resume_token: String| {
        let request = wire::WatchRequest { resume_token, ..watch_of(&[Topic::Checks]) };
        let mut client = LiveServiceClient::new(served.channel().await);
        let mut watch = Watch(client.watch(fixture.admin(request)).await.unwrap().into_inner());
        let opened = watch.event().await.1;
        assert_eq!(opened, Kind::Opened(wire::WatchOpened { resumed: true }));
        watch
    };
    let (mut slow, mut quick) = (begin(String::new()).await, begin(String::new()).await);

    for n in 1..=EVENTS {
        fixture.live.publish(fixture.org_id(), [deletion(n)]);
        if n % 1_000 == 0 {
            while quick.event().await.0.sequence < n {}
        }
    }

    // What was on its way comes first, then the cut.
    let mut read = 0;
    let resume_token = loop {
        match slow.event().await {
            (message, Kind::DeletedCheckId(_)) => {
                read += 1;
                assert_eq!(message.sequence, read);
            }
            (cut, Kind::Lagged(_)) => break cut.resume_token,
            (_, other) => panic!("{other:?}"),
        }
    };
    assert_eq!(slow.next().await.unwrap(), None, "the end is clean");
    let mut slow = begin(resume_token).await;
    while read < EVENTS {
        read += 1;
        assert_eq!(slow.event().await.0.sequence, read);
    }
}

#[tokio::test]
async fn values_are_those_the_selector_asks_for() {
    let fixture = Fixture::new().await;
    let org_id = fixture.org_id();
    let request = wire::WatchRequest { selector: "check=web".to_owned(), ..watch_of(&[Topic::Values]) };
    let value = |series_id: i64, check: &str| {
        let labels = [("check".to_owned(), check.to_owned())].into();
        let info = SeriesInfo { org_id, metric: "probe_success".to_owned(), labels };
        (Sample { series_id, at_us: 1_500_000, value: 0.5 }, Arc::new(info))
    };

    assert!(!fixture.live.values_are_watched(org_id));
    let (mut watch, ..) = Watch::opened(&fixture, request).await;
    assert!(fixture.live.values_are_watched(org_id));
    fixture.live.publish(org_id, Event::values(vec![value(1, "dns")]));
    fixture.live.publish(org_id, Event::values(vec![value(1, "dns"), value(2, "web")]));

    let (message, event) = watch.event().await;
    let Kind::Values(wire::WatchValues { values }) = event else { panic!("{event:?}") };
    let [value] = values.as_slice() else { panic!("{values:?}") };
    assert_eq!(message.sequence, 2);
    let (series, sample) = (value.series.clone().unwrap(), value.sample.unwrap());
    assert_eq!((series.series_id.as_str(), series.metric.as_str()), ("2", "probe_success"));
    assert_eq!((series.labels["check"].as_str(), sample.value), ("web", 0.5));
    assert_eq!(sample.time.unwrap(), prost_types::Timestamp { seconds: 1, nanos: 500_000_000 });
}

#[tokio::test]
async fn another_organization_sees_nothing() {
    let fixture = Fixture::new().await;
    let other = secret::fresh(secret::API_TOKEN).unwrap();
    let (org_id, token_id, sha256) = (Uuid::now_v7(), Uuid::now_v7(), other.sha256);
    let hash: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    fixture
        .sql(&format!(
            "INSERT INTO organization (org_id, slug, name) VALUES ('{org_id}', 'other', 'Other');
             INSERT INTO api_token (org_id, api_token_id, name, role, secret_sha256)
             VALUES ('{org_id}', '{token_id}', 'other', 'admin', '\\x{hash}')"
        ))
        .await;
    let all = watch_of(&[Topic::Agents, Topic::Checks, Topic::CheckEvents, Topic::Values, Topic::Gaps]);
    let (mut own, opened, _) = Watch::opened(&fixture, all.clone()).await;
    let with_their_token = wire::WatchRequest { resume_token: opened.resume_token, ..all };
    let request = bearer(&other.text, with_their_token);
    let mut theirs = Watch::begin(&fixture, request).await.unwrap();
    let first = theirs.next().await.unwrap().unwrap();

    let made = create(&fixture, "secret").await;
    assert_eq!(own.event().await.1, Kind::Check(made));
    fixture.live.publish(OrgId::from_uuid(org_id), [deletion(1)]);

    assert_eq!(first.event, Some(Kind::Opened(wire::WatchOpened { resumed: false })));
    let (message, event) = theirs.event().await;
    assert!(matches!(event, Kind::DeletedCheckId(_)), "{event:?}");
    assert_eq!(message.sequence, 1, "nothing else was in their log");
}

#[tokio::test]
async fn agents_are_told_as_they_come_fall_silent_and_are_revoked() {
    let fixture = Fixture::new().await;
    let agent_id = fixture.agent("edge-1", "{}").await;
    fixture
        .sql(
            "INSERT INTO agent_presence (org_id, agent_id, last_seen_at, clock_offset_us)
             SELECT org_id, agent_id, now() - interval '26 seconds', 0 FROM agent",
        )
        .await;
    let (mut watch, ..) = Watch::opened(&fixture, watch_of(&[Topic::Agents])).await;
    let mut told = async || match watch.event().await.1 {
        Kind::Agent(agent) => (agent.slug.clone(), agent.presence()),
        other => panic!("{other:?}"),
    };

    assert_eq!(told().await, ("edge-1".to_owned(), Presence::Offline));

    let peer = PeerAgent { org_id: fixture.org_id(), agent_id, serial: vec![1], not_after_us: i64::MAX };
    let (down, _queue) = mpsc::channel(4);
    fixture.hub.join(peer, 1, down, String::new());
    assert_eq!(told().await, ("edge-1".to_owned(), Presence::Online));

    let revoke = wire::RevokeAgentRequest { agent: "edge-1".to_owned() };
    agents(&fixture).revoke_agent(fixture.admin(revoke)).await.unwrap();
    assert_eq!(told().await, ("edge-1".to_owned(), Presence::Revoked));
}
