//! Stopping in order, and starting again where it was.

use std::{fs, path::PathBuf, time::Duration};

use nocturne_database::cluster::Cluster;
use nocturne_tests::{
    Fleet, PATIENCE, eventually,
    process::{self, COORDINATOR, NOCTL, Process},
};
use serde_json::Value;
use tempfile::TempDir;

/// Under Kubernetes' 30 s.
const BUDGET: Duration = Duration::from_secs(25);

#[tokio::test(flavor = "multi_thread")]
async fn a_coordinator_with_live_agents_stops_inside_its_budget() {
    let mut fleet = Fleet::start().await;
    let mut agents = Vec::new();
    for name in ["a", "b", "c"] {
        agents.push(fleet.run_agent(name).await);
        fleet.number(name, &format!("of-{name}"), Duration::from_millis(100)).await;
    }
    for name in ["a", "b", "c"] {
        fleet.await_stored(&format!("of-{name}"), 3).await;
    }

    let (status, took) = fleet.coordinator.stop().await;

    assert!(status.success(), "{status}");
    assert!(took < BUDGET, "{took:?}");
    fleet.coordinator.start().await;
    fleet.settle(&["a", "b", "c"]).await.assert_whole();
    for agent in &mut agents {
        let (status, took) = agent.stop().await;
        assert!(status.success() && took < BUDGET, "{status} {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn dev_shows_the_password_once_and_comes_back_where_it_was() {
    let mut dev = Dev::new();

    let first = dev.start().await;
    let password = first["password"].as_str().expect("the first start has the password").to_owned();
    let profile = dev.folder.path().join("noctl.yaml").display().to_string();
    let url = first["api_url"].as_str().unwrap().to_owned();
    let noctl = ["--config", &profile, "--api-url", &url];
    let login = [&noctl[..], &["login", "--username", "admin", "--password-stdin"]].concat();
    drop(process::run(NOCTL, &login, &password).await.ok());
    let make = ["checks", "create", "--name", "kept", "--kind", "icmp", "--target", "127.0.0.1"];
    drop(process::run(NOCTL, &[&noctl[..], &make].concat(), "").await.ok());
    dev.stop().await;

    let second = dev.start().await;
    assert_eq!(second["password"], Value::Null);
    for key in ["api_url", "agent_addr", "health_addr"] {
        assert_eq!(first[key], second[key], "{key}");
    }
    let listed = process::run(NOCTL, &[&noctl[..], &["checks", "list"]].concat(), "").await.ok();
    assert!(listed.contains("kept"), "{listed}");
    let log = fs::read_to_string(dev.folder.path().join("dev.log")).unwrap();
    assert_eq!(log.matches(&password).count(), 1, "the password is shown once");
    dev.stop().await;
}

/// `dev` with everything it leaves behind on purpose.
struct Dev {
    folder: TempDir,
    process: Option<Process>,
}

impl Dev {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), process: None }
    }

    fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Returns what it announces.
    async fn start(&mut self) -> Value {
        let announce = self.folder.path().join("announce.json");
        fs::remove_file(&announce).ok();
        let (state, file) = (self.state().display().to_string(), announce.display().to_string());
        let args = ["dev", "--state", &state, "--announce", &file];
        self.process = Some(Process::start(COORDINATOR, &args, &self.folder.path().join("dev.log")));
        eventually("dev announces itself", PATIENCE, async || {
            let ended = self.process.as_mut()?.exited();
            assert_eq!(ended, None, "{}", process::log_tails(self.folder.path()));
            serde_json::from_slice(&fs::read(&announce).ok()?).ok()
        })
        .await
    }

    async fn stop(&mut self) {
        let (status, took) = self.process.take().unwrap().terminate(PATIENCE).await;
        assert!(status.success(), "{status} {}", process::log_tails(self.folder.path()));
        assert!(took < BUDGET, "{took:?}");
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        drop(self.process.take());
        // Its PostgreSQL outlives it by design, and lies elsewhere when the owner is root.
        if let Ok(cluster) = Cluster::open(&self.state().join("cluster.json")) {
            cluster.stop().ok();
            fs::remove_dir_all(cluster.superuser().host).ok();
        }
    }
}
