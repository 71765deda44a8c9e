//! What measures: three agents at three sites.

use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use super::{
    coordinator::Announced,
    folder::Folder,
    noctl::Noctl,
    path_text,
    process::{Running, Stage},
};

/// Site and role of each agent.
const AGENTS: [(&str, &str); 3] = [("ams", "core"), ("fra", "edge"), ("lon", "edge")];

/// An agent refuses to probe loopback unless it is told otherwise, and the demo's targets are nowhere else.
const AGENT_CONFIG: &str = "egress:\n  allow: [127.0.0.0/8, \"::1/128\"]\n";

/// Enrols the agents that are new and starts all of them.
///
/// # Errors
///
/// A token, an enrolment or a start failed.
pub fn start_agents(
    folder: &Folder,
    programs: &Path,
    running: &mut Running,
    noctl: &Noctl,
    announced: &Announced,
) -> anyhow::Result<()> {
    let program = programs.join("nocturne-agent");
    let config = folder.agent_config();
    fs::write(&config, AGENT_CONFIG).with_context(|| format!("could not write {}", config.display()))?;
    let config = path_text(&config)?;
    for (site, role) in AGENTS {
        let state = folder.agent(site);
        let state = path_text(&state)?;
        if !folder.agent(site).join("identity/agent.pem").exists() {
            let label = format!("role={role}");
            let token =
                noctl.secret(&["tokens", "create", "--site", site, "--name", site, "--label", &label])?;
            let args =
                ["enrol", "--coordinator", &announced.agent_addr, "--token-file", "-", "--state", state];
            enrol(&program, &args, &token).with_context(|| format!("could not enrol the agent at {site}"))?;
        }
        // The port differs at every start: the address stored at enrolment is an old one.
        let args = ["run", "--state", state, "--config", config, "--coordinator", &announced.agent_addr];
        running.start(Stage::Agent, &format!("agent-{site}"), &program, &args)?;
    }
    Ok(())
}

/// Enrols; the token goes through standard input, where no list of processes shows it.
fn enrol(program: &Path, args: &[&str], token: &str) -> anyhow::Result<()> {
    let mut command = Command::new(program);
    let mut agent =
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut input) = agent.stdin.take() {
        input.write_all(token.as_bytes())?;
    }
    let done = agent.wait_with_output()?;
    if !done.status.success() {
        bail!("{}", String::from_utf8_lossy(&done.stderr).trim());
    }
    Ok(())
}
