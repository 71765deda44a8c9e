//! Database, coordinator and agents together.

use std::{path::Path, time::Duration};

use nocturne_proto::api::v1 as wire;
use tempfile::TempDir;

use crate::{
    agent::Agent,
    api::Api,
    coordinator::Coordinator,
    database::Database,
    eventually::{PATIENCE, eventually},
    process::{self, Finished, NOCTL, log_tails},
    tally::{Oracle, Tally, stored},
};

/// Longer than every interval and every pass of the coordinator that could still let a check run.
const QUIET: Duration = Duration::from_millis(1_500);

/// A whole system for one test. When the test fails, the ends of all logs are printed.
pub struct Fleet {
    /// The coordinator.
    pub coordinator: Coordinator,
    /// Its API.
    pub api: Api,
    /// What its targets handed out.
    pub oracle: Oracle,
    /// Its database.
    pub database: Database,
    /// Of the administrator.
    pub password: String,
    folder: TempDir,
}

impl Fleet {
    /// A coordinator that answers, on a database in the run's cluster.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        Self::on(folder, Database::shared().await).await
    }

    /// The same on a PostgreSQL of its own, which may be killed.
    pub async fn start_killable() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let database = Database::own(&folder.path().join("cluster")).await;
        Self::on(folder, database).await
    }

    async fn on(folder: TempDir, database: Database) -> Self {
        let mut coordinator = Coordinator::new(folder.path(), &database);
        let password = coordinator.bootstrap().await;
        coordinator.start().await;
        let api = Api::log_in(coordinator.api, &password).await;
        Self { coordinator, api, oracle: Oracle::default(), database, password, folder }
    }

    /// Files of this fleet.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs `noctl` with a profile of this fleet.
    pub async fn noctl(&self, args: &[&str]) -> Finished {
        self.noctl_with(args, "").await
    }

    /// The same with something on standard input.
    pub async fn noctl_with(&self, args: &[&str], input: &str) -> Finished {
        let (profile, url) = (
            self.folder().join("noctl.yaml").display().to_string(),
            format!("http://{}", self.coordinator.api),
        );
        let args: Vec<&str> = ["--config", &profile, "--api-url", &url].iter().chain(args).copied().collect();
        process::run(NOCTL, &args, input).await
    }

    /// Logs `noctl` in.
    pub async fn noctl_login(&self) {
        let login = ["login", "--username", "admin", "--password-stdin"];
        drop(self.noctl_with(&login, &self.password).await.ok());
    }

    /// Enrols an agent; it does not run.
    pub async fn enrol(&self, name: &str) -> Agent {
        let agent = Agent::new(self.folder(), name);
        let token = self.api.join_token(name, None).await;
        drop(agent.enrol(&self.coordinator.agents.to_string(), &token).await.ok());
        agent
    }

    /// Enrols an agent and starts it.
    pub async fn run_agent(&self, name: &str) -> Agent {
        let mut agent = self.enrol(name).await;
        agent.start();
        agent
    }

    /// Makes a numbered target and the check of it by one agent.
    pub async fn number(&mut self, agent: &str, check: &str, interval: Duration) -> wire::Check {
        let port = self.oracle.add(agent, check).await.port();
        let check = wire::Check {
            slug: check.to_owned(),
            targets: vec!["127.0.0.1".to_owned()],
            agent_selector: format!("agent={agent}"),
            interval: Some(to_wire(interval)),
            spec: Some(wire::check::Spec::Tcp(wire::TcpCheck { port: port.into(), read_number: true })),
            ..wire::Check::default()
        };
        self.api.define(check).await
    }

    /// What was handed out against what is stored.
    pub async fn tally(&self) -> Tally {
        // Numbers first: what is handed out after that and stored already is not held against anybody.
        let taken = self.oracle.taken();
        Tally::of(&taken, &stored(&self.database.look().await).await)
    }

    /// Waits until a check has so many numbers stored.
    pub async fn await_stored(&self, check: &str, n: usize) {
        eventually(&format!("{n} numbers of {check} are stored"), PATIENCE, async || {
            let found = stored(&self.database.look().await).await;
            (found.numbers.get(check).is_some_and(|numbers| n <= numbers.len())).then_some(())
        })
        .await;
    }

    /// Waits until so many numbers more than now were handed out for a check.
    pub async fn await_taken(&self, check: &str, n: usize) {
        let before = self.oracle.n_taken(check);
        eventually(&format!("{n} more numbers of {check} are handed out"), PATIENCE, async || {
            (before + n <= self.oracle.n_taken(check)).then_some(())
        })
        .await;
    }

    /// Stops every check, waits until the agents have nothing left to send, and compares.
    ///
    /// # Panics
    ///
    /// The agents do not get rid of what they have.
    pub async fn settle(&self, agents: &[&str]) -> Tally {
        self.disable_checks().await;
        for agent in agents {
            eventually(
                &format!("agent {agent} runs no checks and has nothing to send"),
                PATIENCE,
                async || {
                    let agent = self.api.agent(agent).await?;
                    let is_quiet = agent.applied_generation == agent.desired_generation
                        && agent.scheduled_checks == 0
                        && agent.spool_pending_records == 0;
                    is_quiet.then_some(())
                },
            )
            .await;
        }
        // A beat tells of schedule and spool as they were: quiet is when nothing was handed out for a while and
        // everything has arrived.
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        let mut last = self.tally().await;
        loop {
            tokio::time::sleep(QUIET).await;
            let tally = self.tally().await;
            let is_quiet = tally.produced == last.produced && tally.lost == 0;
            if is_quiet || deadline < tokio::time::Instant::now() {
                return tally;
            }
            last = tally;
        }
    }

    /// Prints the ends of all logs and keeps the folder.
    pub fn show(&mut self, why: &str) {
        use std::io::Write as _;
        self.folder.disable_cleanup(true);
        let text =
            format!("{why}\n{}everything is in {}\n", log_tails(self.folder()), self.folder().display());
        std::io::stderr().write_all(text.as_bytes()).ok();
    }

    async fn disable_checks(&self) {
        let checks = eventually("checks are listed", PATIENCE, async || {
            let message = wire::ListChecksRequest { page_size: 500, ..wire::ListChecksRequest::default() };
            Some(self.api.checks().list_checks(self.api.request(message)).await.ok()?.into_inner().checks)
        })
        .await;
        for check in checks {
            let off =
                wire::Check { check_id: check.check_id, enabled: Some(false), ..wire::Check::default() };
            let message = wire::UpdateCheckRequest {
                check: Some(off),
                update_mask: Some(prost_types::FieldMask { paths: vec!["enabled".to_owned()] }),
            };
            eventually("a check is switched off", PATIENCE, async || {
                self.api.checks().update_check(self.api.request(message.clone())).await.ok()
            })
            .await;
        }
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.show("the test failed");
        }
    }
}

/// A duration as it travels.
///
/// # Panics
///
/// It is longer than protobuf's.
#[must_use]
pub fn to_wire(span: Duration) -> prost_types::Duration {
    prost_types::Duration::try_from(span).expect("a test's durations are short")
}
