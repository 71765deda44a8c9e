//! From a token to live results, as a person does it with `noctl`.

use nocturne_tests::{Agent, Fleet, PATIENCE, eventually};
use serde_json::Value;

const CHECKS: &str = "\
- slug: api
  tcp: {port: PORT}
  targets: [127.0.0.1]
  agent_selector: site=ams,role=edge
  interval: 200ms
- slug: closed
  tcp: {port: 1}
  targets: [127.0.0.1]
  interval: 200ms
- slug: elsewhere
  tcp: {port: PORT}
  targets: [127.0.0.1]
  agent_selector: site=fra
";

#[tokio::test(flavor = "multi_thread")]
async fn a_token_becomes_an_agent_whose_results_are_seen() {
    let fleet = Fleet::start().await;
    fleet.noctl_login().await;

    let create =
        ["tokens", "create", "--site", "ams", "--label", "role=edge", "--name", "edge-1", "-o", "json"];
    let token = json(&fleet.noctl(&create).await.ok());
    let address = token["agent_address"].as_str().unwrap();
    let mut agent = Agent::new(fleet.folder(), "edge-1");
    let said = agent.enrol(address, token["secret"].as_str().unwrap()).await.ok();
    assert!(said.contains("enrolled as agent edge-1 at site ams"), "{said}");
    agent.start();
    let checks = CHECKS.replace("PORT", &fleet.coordinator.api.port().to_string());
    let said = fleet.noctl_with(&["checks", "apply", "-f", "-"], &checks).await.ok();
    assert!(["api", "closed", "elsewhere"].iter().all(|name| said.contains(name)), "{said}");

    let up = status_of(&fleet, "api", "UP").await;
    let down = status_of(&fleet, "closed", "DOWN").await;
    assert_eq!((up["agent"].as_str(), up["site"].as_str()), (Some("edge-1"), Some("ams")));
    assert_eq!(down["reason"].as_str(), Some("tcp.refused"));
    assert!(!down["evidence"].as_str().unwrap().is_empty(), "{down}");

    let results = fleet.noctl(&["results", "--metric", "probe_success", "-o", "csv"]).await.ok();
    assert!(results.lines().any(|line| line.contains("api") && line.contains("edge-1")), "{results}");
    assert!(!results.contains("elsewhere"), "{results}");
    let watched = fleet.noctl(&["watch", "--count", "1"]).await.ok();
    assert!(watched.contains("UP") && watched.contains("DOWN"), "{watched}");
    let agents = json(&fleet.noctl(&["agents", "list", "-o", "json"]).await.ok());
    assert_eq!(agents[0]["presence"].as_str(), Some("ONLINE"), "{agents}");
    let status = fleet.noctl(&["status"]).await.ok();
    assert!(status.contains("127.0.0.1"), "{status}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_applied_twice_changes_nothing() {
    let fleet = Fleet::start().await;
    fleet.noctl_login().await;
    let checks = CHECKS.replace("PORT", "9");

    drop(fleet.noctl_with(&["checks", "apply", "-f", "-"], &checks).await.ok());
    let before = json(&fleet.noctl(&["checks", "list", "-o", "json"]).await.ok());
    drop(fleet.noctl_with(&["checks", "apply", "-f", "-"], &checks).await.ok());

    let after = json(&fleet.noctl(&["checks", "list", "-o", "json"]).await.ok());
    assert_eq!(before, after);
    assert_eq!(after.as_array().unwrap().len(), 3);
}

/// Waits until a check has a status; the state as JSON.
async fn status_of(fleet: &Fleet, check: &str, status: &str) -> Value {
    eventually(&format!("{check} is {status}"), PATIENCE, async || {
        let states = json(&fleet.noctl(&["states", "--check", check, "-o", "json"]).await.ok());
        states.as_array()?.iter().find(|state| state["status"] == status).cloned()
    })
    .await
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
