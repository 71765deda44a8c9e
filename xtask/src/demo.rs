//! A working system on this machine: emulated targets, a coordinator with its database, three agents at three sites.
//!
//! Everything that was started is recorded in the state folder with its start time, so that stopping ends exactly that
//! and never a stranger that got the same process id later.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use clap::Args;

mod checks;
mod coordinator;
mod fleet;
mod folder;
mod interrupt;
mod lab;
mod noctl;
mod process;
mod summary;

use coordinator::Announced;
use folder::{Folder, Login};
use noctl::Noctl;
use process::Running;

/// How long the first results may take. Enrolment, a first schedule and a commit are some seconds.
const FIRST_RESULTS: Duration = Duration::from_secs(90);

/// What `xtask demo` takes.
#[derive(Args)]
pub struct DemoArgs {
    /// Folder for everything the demo keeps; relative to the current one.
    #[arg(long, value_name = "DIR", default_value = ".state/demo")]
    state: PathBuf,
    /// Return when it works and leave it running.
    #[arg(long, conflicts_with = "stop")]
    detach: bool,
    /// Stop what a demo with this folder started.
    #[arg(long)]
    stop: bool,
}

/// Starts or stops the demo.
///
/// # Errors
///
/// What did not start, with the end of its log; nothing that was started is left running then.
pub fn run(args: &DemoArgs) -> anyhow::Result<()> {
    if args.stop {
        return stop(&Folder::existing(&args.state)?);
    }
    interrupt::watch()?;
    let folder = Folder::create(&args.state)?;
    let held = folder.hold()?;
    process::sign(&held)?;
    refuse_second(&folder)?;

    let mut running = Running::new(&folder);
    let started = start(&folder, &mut running);
    if started.is_err() || !args.detach {
        let ended = started.and_then(|()| watch(&running, &folder));
        eprintln!("demo: stopping");
        let stopped = running.stop();
        folder.remove_ready();
        return ended.and(stopped);
    }
    println!("Stop it with: scripts/demo --stop --state {}", folder.root().display());
    Ok(())
}

fn stop(folder: &Folder) -> anyhow::Result<()> {
    let held = folder.try_hold()?;
    if held.is_none() {
        process::ask_holder(folder)?;
        println!("demo: stopped the one that ran in the foreground");
    }
    let _held = held.map_or_else(|| folder.hold(), Ok)?;
    let running = recorded(folder)?;
    if running.is_empty() {
        println!("demo: nothing of {} is running", folder.root().display());
    } else {
        running.stop()?;
        println!("demo: stopped; {} keeps its state for the next start", folder.root().display());
    }
    folder.remove_ready();
    Ok(())
}

/// What of an earlier start still runs. A coordinator that was killed leaves its database behind.
fn recorded(folder: &Folder) -> anyhow::Result<Running> {
    let mut running = Running::recorded(folder)?;
    coordinator::adopt_database(folder, &mut running)?;
    Ok(running)
}

fn refuse_second(folder: &Folder) -> anyhow::Result<()> {
    if recorded(folder)?.is_empty() {
        return Ok(());
    }
    let address = folder.ready_address().unwrap_or_else(|| "an address it has not said yet".to_owned());
    bail!(
        "a demo runs in {} already, at {address}; stop it first (scripts/demo --stop --state {}) or choose another folder",
        folder.root().display(),
        folder.root().display()
    );
}

fn start(folder: &Folder, running: &mut Running) -> anyhow::Result<()> {
    folder.remove_ready();
    let programs = programs()?;

    let lab = step("emulated targets", || lab::start(folder, &programs, running))?;
    let announced = step("coordinator and its database", || coordinator::start(folder, &programs, running))?;
    let login = step("login", || remember_login(folder, &announced))?;
    let noctl = Noctl::new(&programs, &folder.profile());
    let token = step("API token", || {
        noctl.login(&announced.api_url, &login)?;
        noctl.api_token(folder, &login)
    })?;
    step("agents at ams, fra and lon", || {
        fleet::start_agents(folder, &programs, running, &noctl, &announced)
    })?;
    let n_checks = step("checks", || {
        let n_checks = checks::write(&folder.checks(), &lab)?;
        noctl.run(&["checks", "apply", "-f", path_text(&folder.checks())?])?;
        Ok(n_checks)
    })?;
    step("first results", || first_results(running, &noctl, n_checks))?;

    folder.write_ready(&summary::ready(folder, &programs, &announced, &lab, &login, &token, running)?)?;
    print!("{}", summary::text(folder, &programs, &announced, &lab, &login));
    Ok(())
}

/// The password is shown once by the coordinator; the folder remembers it.
fn remember_login(folder: &Folder, announced: &Announced) -> anyhow::Result<Login> {
    if let Some(password) = &announced.password {
        let login =
            Login { username: announced.username.clone(), password: password.clone(), api_token: None };
        folder.write_login(&login)?;
        return Ok(login);
    }
    folder.read_login().with_context(|| {
        format!(
            "the administrator's password was shown at the first start and is not in this folder; remove {} to begin \
             anew",
            folder.root().display()
        )
    })
}

fn first_results(running: &Running, noctl: &Noctl, n_checks: usize) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let n_seen = noctl.checks_with_state()?;
        if n_seen >= n_checks {
            return Ok(());
        }
        running.all_alive()?;
        if begun.elapsed() > FIRST_RESULTS {
            bail!("only {n_seen} of {n_checks} checks have results after {} s", FIRST_RESULTS.as_secs());
        }
        interrupt::pause(Duration::from_millis(250))?;
    }
}

/// Until somebody interrupts; a process that ends by itself is a failure.
fn watch(running: &Running, folder: &Folder) -> anyhow::Result<()> {
    println!("Ctrl-C stops everything. Logs are in {}.", folder.logs().display());
    while interrupt::pause(Duration::from_millis(250)).is_ok() {
        running.all_alive()?;
    }
    Ok(())
}

fn step<T>(what: &str, run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    interrupt::check()?;
    let begun = Instant::now();
    let done = run().with_context(|| format!("{what}: failed"))?;
    println!("demo: {what} ({:.1} s)", begun.elapsed().as_secs_f64());
    Ok(done)
}

/// The folder of the programs: the one this program was built into.
fn programs() -> anyhow::Result<PathBuf> {
    let me = std::env::current_exe().context("could not find the folder of the programs")?;
    let folder = me.parent().context("this program has no folder")?.to_owned();
    for name in ["nocturne-coordinator", "nocturne-agent", "noctl", "nocturne-lab"] {
        if !folder.join(name).is_file() {
            bail!("{name} is not built in {}; run scripts/demo, which builds it", folder.display());
        }
    }
    Ok(folder)
}

fn path_text(path: &Path) -> anyhow::Result<&str> {
    path.to_str().with_context(|| format!("{} is not UTF-8; choose another folder", path.display()))
}
