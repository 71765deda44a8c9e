//! What a started demo says, to programs and to people.

use std::{collections::BTreeMap, path::Path};

use serde_json::{Value, json};

use super::{
    coordinator::Announced,
    folder::{Folder, Login},
    lab::Lab,
    path_text,
    process::Running,
};

/// The content of `demo.json`.
///
/// # Errors
///
/// A path that is not UTF-8.
pub fn ready(
    folder: &Folder,
    programs: &Path,
    announced: &Announced,
    lab: &Lab,
    login: &Login,
    api_token: &str,
    running: &Running,
) -> anyhow::Result<Value> {
    let pids: BTreeMap<&str, i32> =
        running.processes().iter().map(|process| (process.name.as_str(), process.pid)).collect();
    Ok(json!({
        "console_url": announced.console_url,
        "api_url": announced.api_url,
        "grpc_addr": announced.grpc_addr,
        "agent_addr": announced.agent_addr,
        "username": login.username,
        "password": login.password,
        "api_token": api_token,
        "noctl_config": path_text(&folder.profile())?,
        "bin_dir": path_text(programs)?,
        "database_url": announced.database_url,
        "lab_control_url": lab.control,
        "pids": pids,
    }))
}

/// The same for people.
pub fn text(folder: &Folder, programs: &Path, announced: &Announced, lab: &Lab, login: &Login) -> String {
    let lab = &lab.control;
    let noctl = format!("{} --config {}", programs.join("noctl").display(), folder.profile().display());
    format!(
        "
Nocturne is running: one coordinator, three agents (ams, fra, lon), some checks that fail on purpose.

  API        {}   gRPC {}   agents {}   metrics http://{}/metrics
  lab        {lab}
  login      {} / {}
  for scripts {}

Try next:
  {noctl} status
  {noctl} watch
  {noctl} results --metric probe_duration_seconds
  {noctl} verdicts
  {noctl} states -o json
  {noctl} tokens create --site home

Break a target of the lab, see its check fail, and heal it:
  curl -X PUT {lab}targets/web/fault -d '{{\"fail\": \"status:503\"}}'
  {noctl} states --check web
  curl -X DELETE {lab}targets/web/fault
",
        announced.api_url,
        announced.grpc_addr,
        announced.agent_addr,
        announced.health_addr,
        login.username,
        login.password,
        folder.root().join("demo.json").display(),
    )
}
