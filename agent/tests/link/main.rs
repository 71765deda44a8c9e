//! Enrolment and link against a coordinator in memory: real TLS, real gRPC, a real spool.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

use std::{sync::Arc, time::Duration};

use nocturne_agent::{
    address::Address,
    config::Config,
    connect::connect,
    enrol::{EnrolError, enrol},
    identity::{Identity, IdentityStore},
    link::session::{Ended, greet},
    start::{Agent, Setup, start},
    state_dir::StateDir,
};
use nocturne_proto::{
    agent::v1::{self as wire, Refusal, config_status},
    convert::agent::assignment_to_wire,
};
use nocturne_runtime::{
    clock,
    tls::{CoordinatorVerifier, client_config},
};
use nocturne_shared::{
    check::{CheckKind, CheckSpec, StatusPolicy, TcpSpec},
    id::CheckId,
    outcome::GapCause,
    time::add,
};
use tokio::{net::TcpListener, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::coordinator::{Coordinator, World};

mod coordinator;

/// Everything one test needs; what runs ends with it.
struct Rig {
    coordinator: Coordinator,
    state: tempfile::TempDir,
    _tasks: JoinSet<anyhow::Result<()>>,
}

struct Running {
    stop: CancellationToken,
    ended: JoinSet<anyhow::Result<()>>,
}

impl Rig {
    async fn new() -> Self {
        let mut tasks = JoinSet::new();
        let coordinator = Coordinator::start(&mut tasks).await;
        Self { coordinator, state: tempfile::tempdir().unwrap(), _tasks: tasks }
    }

    /// An enrolled agent that is told to watch a port which answers, ten times a second.
    async fn enrolled() -> Self {
        let mut rig = Self::new().await;
        rig.enrol().await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        rig._tasks.spawn(async move {
            loop {
                listener.accept().await?;
            }
        });
        let spec = CheckSpec {
            kind: CheckKind::Tcp(TcpSpec { port, read_number: false }),
            targets: vec!["127.0.0.1".parse().unwrap()],
            interval: Duration::from_millis(100),
            timeout: Duration::from_millis(100),
            status_policy: StatusPolicy::DEFAULT,
        };
        let check = assignment_to_wire(CheckId::from_bytes(&[1; 16]).unwrap(), 1, "port", &spec);
        rig.coordinator.world().desired = Some((3, wire::DesiredState { checks: vec![check] }));
        rig
    }

    async fn enrol(&self) -> Result<(), EnrolError> {
        let token = self.coordinator.token().parse().unwrap();
        enrol(&StateDir::new(self.state.path().to_owned()), &self.coordinator.address, &token).await.map(drop)
    }

    async fn run(&self) -> Running {
        let env = [
            ("NOCTURNE_AGENT_LINK__BACKOFF_BASE", "100ms"),
            ("NOCTURNE_AGENT_LINK__BACKOFF_MAX", "100ms"),
            ("NOCTURNE_AGENT_EGRESS__ALLOW", "[127.0.0.0/8]"),
        ];
        let env = env.map(|(key, value)| (key.to_owned(), value.to_owned()));
        let config = Config::load(None, env.into_iter()).unwrap();
        let setup = Setup { state: self.state.path().to_owned(), config, coordinator: None };
        let Agent { supervisor, .. } = start(setup).await.unwrap();
        let stop = CancellationToken::new();
        let token = stop.clone();
        let mut ended = JoinSet::new();
        ended.spawn(supervisor.run(token.cancelled_owned(), Duration::from_secs(25)));
        Running { stop, ended }
    }

    async fn eventually(&self, what: &str, condition: impl Fn(&World) -> bool) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
        while !condition(&self.coordinator.world()) {
            assert!(tokio::time::Instant::now() < deadline, "never: {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Running {
    async fn stop(mut self) {
        self.stop.cancel();
        self.ended.join_next().await.unwrap().unwrap().unwrap();
    }
}

fn n_rows(world: &World) -> usize {
    let results = world.payloads::<wire::Results>(1, wire::RecordKind::Results);
    results.iter().map(|record| record.check_index.len()).sum()
}

/// Sequence numbers of the telemetry lane as stored, across epochs.
fn sequence(world: &World) -> Vec<u64> {
    world.lanes[&1].records.iter().map(|(seq, _)| *seq).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_enrols_once_and_is_told_why_not_twice() {
    let rig = Rig::new().await;

    rig.enrol().await.unwrap();

    let again = rig.enrol().await.unwrap_err();
    assert!(matches!(again, EnrolError::Exists { .. }), "{again}");
    assert!(again.to_string().contains("rack-1"), "{again}");
    let other = tempfile::tempdir().unwrap();
    let other = StateDir::new(other.path().to_owned());
    let token = rig.coordinator.token().parse().unwrap();
    let used = enrol(&other, &rig.coordinator.address, &token).await.unwrap_err();
    assert!(matches!(used, EnrolError::Refused(Refusal::TokenUsed)), "{used}");
    let foreign = format!("noc1.x.y.{}", "ab".repeat(32)).parse().unwrap();
    let wrong_pin = enrol(&other, &rig.coordinator.address, &foreign).await.unwrap_err();
    assert!(wrong_pin.to_string().contains("not the one the token was made for"), "{wrong_pin}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desired_state_is_applied_and_its_results_arrive_in_an_unbroken_chain() {
    let rig = Rig::enrolled().await;
    let agent = rig.run().await;

    rig.eventually("ten results", |world| 10 <= n_rows(world)).await;
    rig.eventually("a heartbeat", |world| world.beats.iter().any(|beat| beat.scheduled_checks == 1)).await;
    agent.stop().await;

    let world = rig.coordinator.world();
    let applied = world.payloads::<wire::ConfigStatus>(0, wire::RecordKind::ConfigStatus);
    assert_eq!(applied.len(), 1);
    assert_eq!((applied[0].state(), applied[0].generation), (config_status::State::Applied, 3));
    let statuses = world.payloads::<wire::StatusChange>(1, wire::RecordKind::Status);
    assert_eq!(statuses[0].status(), wire::CheckStatus::Up);
    let sequence = sequence(&world);
    assert!(sequence.iter().zip(1..).all(|(seq, want)| *seq == want), "{sequence:?}");
    assert_eq!(world.violations, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cuts_between_commit_and_acknowledgement_lose_and_repeat_nothing() {
    let rig = Rig::enrolled().await;
    let agent = rig.run().await;
    for round in 1..=3 {
        let before = n_rows(&rig.coordinator.world());
        rig.coordinator.world().cut_after = Some(1);
        rig.eventually("the stream is cut", |world| world.cut_after.is_none()).await;
        rig.coordinator.world().busy = 2;
        rig.eventually("more results", |world| before + 5 <= n_rows(world) && round < world.hellos.len())
            .await;
    }
    agent.stop().await;

    let world = rig.coordinator.world();
    let sequence = sequence(&world);
    assert!(sequence.iter().zip(1..).all(|(seq, want)| *seq == want), "{sequence:?}");
    assert!(world.lanes[&1].holes.is_empty());
    let statuses = world.payloads::<wire::StatusChange>(1, wire::RecordKind::Status);
    assert!(statuses.iter().any(|status| status.repeated), "current statuses follow each Welcome");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_epoch_restamps_what_is_held() {
    let rig = Rig::enrolled().await;
    let agent = rig.run().await;
    rig.eventually("results of the first epoch", |world| 3 <= n_rows(world)).await;
    rig.coordinator.world().epoch = 9;

    rig.coordinator.kick();

    let restarted = |world: &World| world.hellos.last().is_some_and(|hello| hello.epoch == 9);
    let n_before = n_rows(&rig.coordinator.world());
    rig.eventually("results of the second", |world| n_before + 3 <= n_rows(world)).await;
    rig.coordinator.kick();
    rig.eventually("a session in the second", restarted).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checks_run_from_disk_after_a_restart_and_the_time_between_is_a_gap() {
    let rig = Rig::enrolled().await;
    let agent = rig.run().await;
    rig.eventually("results", |world| 3 <= n_rows(world)).await;
    agent.stop().await;
    let before = n_rows(&rig.coordinator.world());
    rig.coordinator.world().refuse = Some(Refusal::NotActive);

    let agent = rig.run().await;
    let spool = rig.state.path().join("spool");
    rig.eventually("results wait in the spool", |_| {
        nocturne_spool::stat_dir(&spool).is_ok_and(|stat| 3 < stat.telemetry.pending_records)
    })
    .await;
    rig.coordinator.world().refuse = None;

    rig.eventually("results of the time alone", |world| before + 5 <= n_rows(world)).await;
    agent.stop().await;
    let world = rig.coordinator.world();
    let gaps = world.payloads::<wire::Gap>(1, wire::RecordKind::Gap);
    assert_eq!(gaps.len(), 1);
    assert_eq!(gaps[0].cause, GapCause::Restart.code());
    assert_eq!(world.hellos.last().unwrap().generation, 3);
    assert_eq!(world.payloads::<wire::ConfigStatus>(0, wire::RecordKind::ConfigStatus).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn certificates_of_some_seconds_are_renewed_in_time() {
    let rig = Rig::enrolled().await;
    {
        // The first one is short too: enrol anew.
        std::fs::remove_dir_all(rig.state.path().join("identity")).unwrap();
        let mut world = rig.coordinator.world();
        world.certificate_life = Duration::from_secs(4);
        world.token_key = None;
    }
    rig.enrol().await.unwrap();

    let agent = rig.run().await;

    rig.eventually("three renewals", |world| 3 <= world.n_renewals).await;
    let before = n_rows(&rig.coordinator.world());
    rig.eventually("results with a renewed certificate", |world| before + 5 <= n_rows(world)).await;
    agent.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_certificate_is_named_as_such_though_tls_hides_it() {
    let rig = Rig::new().await;
    rig.coordinator.world().certificate_life = Duration::from_secs(1);
    rig.enrol().await.unwrap();
    let identity = IdentityStore::new(rig.state.path().join("identity")).load().unwrap().unwrap();
    // Certificates know whole seconds; the last one still counts.
    let over = add(identity.certificate().not_after, Duration::from_secs(1));
    rig.eventually("the certificate ends", |_| over < clock::now()).await;
    // TLS 1.3 says what it thinks of a client's certificate after the handshake, so the end of the connection can
    // overtake the reason; an agent tries again and hears it then.
    let mut said = String::new();
    for _attempt in 0..20 {
        said = refusal_of(&rig, &identity).await;
        if said == "Expired" || said.contains("CertificateExpired") {
            return;
        }
    }

    panic!("the reason is never told: {said}");
}

/// What an agent with this identity is told.
async fn refusal_of(rig: &Rig, identity: &Identity) -> String {
    let verifier = CoordinatorVerifier::with_roots(identity.roots().to_vec(), None).unwrap();
    let own = (identity.chain().to_vec(), identity.key());
    let tls = Arc::new(client_config(Arc::new(verifier), Some(own)).unwrap());
    match connect(&rig.coordinator.address, tls).await {
        Err(error) => error.to_string(),
        Ok(connection) => match greet(connection, wire::Hello::default()).await {
            Ended::Refused(refusal) => format!("{refusal:?}"),
            Ended::Lost(reason) => reason,
            _ => "welcome".to_owned(),
        },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_agent_in_the_directory_and_a_missing_identity_are_explained() {
    let rig = Rig::enrolled().await;
    let agent = rig.run().await;
    let config = Config::defaults().unwrap();
    let setup = |state: &std::path::Path| Setup {
        state: state.to_owned(),
        config: config.clone(),
        coordinator: Some("127.0.0.1:1".parse::<Address>().unwrap()),
    };

    let second = start(setup(rig.state.path())).await.err().unwrap();
    assert!(second.to_string().contains("another nocturne-agent works in"), "{second}");
    let empty = tempfile::tempdir().unwrap();
    let nobody = start(setup(empty.path())).await.err().unwrap();
    assert!(nobody.to_string().contains("enrol first"), "{nobody}");
    agent.stop().await;
}
