//! Somebody watches while real agents come, measure, die and come back.

use std::time::Duration;

use nocturne_proto::api::v1::{
    self as wire, Topic, agent::Presence, check_state::Status as CheckStatus, watch_response::Event,
};
use nocturne_tests::{Fleet, PATIENCE, api::micros};
use tonic::{Code, Status, Streaming};

const INTERVAL: Duration = Duration::from_millis(100);
/// Under Kubernetes' 30 s.
const BUDGET: Duration = Duration::from_secs(25);
const ALL: [Topic; 5] = [Topic::Agents, Topic::Checks, Topic::CheckEvents, Topic::Values, Topic::Gaps];

/// Everything a watch was told, in order.
struct Watch {
    stream: Streaming<wire::WatchResponse>,
    resume_token: String,
    sequence: u64,
    resumed: bool,
}

impl Watch {
    async fn begin(fleet: &Fleet, topics: &[Topic], selector: &str, resume_token: &str) -> Self {
        let request = wire::WatchRequest {
            topics: topics.iter().map(|topic| i32::from(*topic)).collect(),
            selector: selector.to_owned(),
            resume_token: resume_token.to_owned(),
        };
        let stream = fleet.api.live().watch(fleet.api.request(request)).await.unwrap().into_inner();
        let mut watch = Self { stream, resume_token: String::new(), sequence: 0, resumed: false };
        let Event::Opened(opened) = watch.next().await.unwrap() else { panic!("the first message opens") };
        watch.resumed = opened.resumed;
        watch
    }

    async fn next(&mut self) -> Result<Event, Status> {
        let message = tokio::time::timeout(PATIENCE, self.stream.message()).await.expect("something is told");
        let message = message?.expect("the stream goes on");
        assert!(self.sequence <= message.sequence, "numbers do not fall");
        assert!(message.time.is_some() && !message.resume_token.is_empty());
        (self.sequence, self.resume_token) = (message.sequence, message.resume_token);
        Ok(message.event.expect("a message says something"))
    }

    /// Waits for an event that is as wanted.
    async fn until<T>(&mut self, wanted: impl Fn(Event) -> Option<T>) -> T {
        loop {
            let event = self.next().await.unwrap();
            if let Some(found) = wanted(event) {
                return found;
            }
        }
    }

    /// Waits for an agent that is as wanted.
    async fn agent(&mut self, wanted: impl Fn(&wire::Agent) -> bool) -> wire::Agent {
        self.until(|event| match event {
            Event::Agent(agent) if wanted(&agent) => Some(agent),
            _ => None,
        })
        .await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_its_checks_its_values_and_its_gap_are_told_as_they_happen() {
    let mut fleet = Fleet::start().await;
    let mut watch = Watch::begin(&fleet, &ALL, "check=numbers", "").await;

    let mut agent = fleet.enrol("a").await;
    watch.agent(|agent| agent.slug == "a" && agent.presence() == Presence::Pending).await;
    agent.start();
    watch.agent(|agent| agent.slug == "a" && agent.presence() == Presence::Online).await;

    let made = fleet.number("a", "numbers", INTERVAL).await;
    let check = watch.until(|event| if let Event::Check(check) = event { Some(check) } else { None }).await;
    assert_eq!(check, made);
    let change =
        watch.until(|event| if let Event::CheckEvent(change) = event { Some(change) } else { None }).await;
    assert_eq!((change.check.as_str(), change.agent.as_str()), ("numbers", "a"));
    assert_eq!((change.to_status(), change.check_id), (CheckStatus::Up, made.check_id));
    assert!(0 < micros(change.time.as_ref()) && 0 < micros(change.receive_time.as_ref()));
    let values =
        watch.until(|event| if let Event::Values(values) = event { Some(values) } else { None }).await;
    for value in values.values {
        let series = value.series.unwrap();
        assert_eq!((series.labels["check"].as_str(), series.labels["agent"].as_str()), ("numbers", "a"));
        assert!(0 < micros(value.sample.unwrap().time.as_ref()));
    }

    agent.kill();
    agent.start();
    let gap = watch.until(|event| if let Event::Gap(gap) = event { Some(gap) } else { None }).await;
    assert_eq!((gap.agent.as_str(), gap.cause.as_str()), ("a", "unclean_stop"));
    let listed = fleet.api.gaps("a").await.unwrap();
    assert_eq!(listed, [gap]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmed_desired_state_a_revocation_and_a_deletion_are_told() {
    let mut fleet = Fleet::start().await;
    let _agent = fleet.run_agent("a").await;
    let mut watch = Watch::begin(&fleet, &[Topic::Agents, Topic::Checks], "", "").await;

    let check = fleet.number("a", "numbers", INTERVAL).await;
    let is_confirmed = |agent: &wire::Agent| {
        0 < agent.applied_generation && agent.applied_generation == agent.desired_generation
    };
    watch.agent(is_confirmed).await;
    let token = watch.resume_token.clone();
    drop(watch);

    let message = wire::DeleteCheckRequest { check: "numbers".to_owned(), etag: String::new() };
    fleet.api.checks().delete_check(fleet.api.request(message)).await.unwrap();
    let message = wire::RevokeAgentRequest { agent: "a".to_owned() };
    fleet.api.agents().revoke_agent(fleet.api.request(message)).await.unwrap();

    let mut watch = Watch::begin(&fleet, &[Topic::Agents, Topic::Checks], "", &token).await;
    assert!(watch.resumed);
    let deleted =
        watch.until(|event| if let Event::DeletedCheckId(id) = event { Some(id) } else { None }).await;
    assert_eq!(deleted, check.check_id);
    watch.agent(|agent| agent.presence() == Presence::Revoked).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_that_stops_says_so_to_those_who_watch_and_is_gone_in_time() {
    let mut fleet = Fleet::start().await;
    let mut watch = Watch::begin(&fleet, &ALL, "", "").await;

    let (status, took) = fleet.coordinator.stop().await;

    assert!(status.success() && took < BUDGET, "{status} {took:?}");
    let end = loop {
        match watch.next().await {
            Ok(_) => (),
            Err(status) => break status,
        }
    };
    assert_eq!(end.code(), Code::Unavailable, "{end:?}");
    assert!(end.message().contains("stopping"), "{end:?}");

    fleet.coordinator.start().await;
    let again = Watch::begin(&fleet, &ALL, "", &watch.resume_token).await;
    assert!(!again.resumed, "a coordinator that started anew knows no earlier positions");
}
