//! What measures and what is measured.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use super::{
    coordinator::Announced,
    folder::{self, Folder},
    interrupt,
    noctl::Noctl,
    path_text,
    process::{Running, Stage},
};

/// How long the targets may take to listen.
const LAB_READY: Duration = Duration::from_secs(20);

/// Site and role of each agent.
const AGENTS: [(&str, &str); 3] = [("ams", "core"), ("fra", "edge"), ("lon", "edge")];

/// An agent refuses to probe loopback unless it is told otherwise, and the demo's targets are nowhere else.
const AGENT_CONFIG: &str = "egress:\n  allow: [127.0.0.0/8, \"::1/128\"]\n";

/// Where each emulated target listens, by its name.
pub type Targets = BTreeMap<String, SocketAddr>;

/// Starts the emulated targets.
///
/// # Errors
///
/// They do not listen in time: the end of their log.
pub fn start_lab(folder: &Folder, programs: &Path, running: &mut Running) -> anyhow::Result<Targets> {
    const NAME: &str = "lab";
    let announced = folder.lab();
    fs::remove_file(&announced).ok();
    let args = ["serve", "--announce", path_text(&announced)?];
    running.start(Stage::Lab, NAME, &programs.join("nocturne-lab"), &args)?;

    let begun = Instant::now();
    while !announced.exists() {
        running.all_alive()?;
        if begun.elapsed() > LAB_READY {
            bail!("the targets do not listen after {} s\n{}", LAB_READY.as_secs(), running.log_tail(NAME));
        }
        interrupt::pause(Duration::from_millis(20))?;
    }
    folder::read(&announced)
}

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
