//! A working system on this machine: emulated targets, a coordinator with its database, three agents at three sites.
//!
//! Everything that was started is recorded in the state folder with its start time, so that stopping ends exactly that
//! and never a stranger that got the same process id later.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::Args;

mod checks;
mod coordinator;
mod fleet;
mod folder;
mod interrupt;
mod lab;
mod login;
mod noctl;
mod process;
mod progress;
mod reset;
mod results;
mod summary;

use folder::Folder;
use noctl::Noctl;
use process::Running;
use progress::Progress;
use results::Seen;
use summary::{Occasion, Ready};

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
    /// Begin anew: stop it, delete everything it kept, and start. Only with --yes.
    #[arg(long, conflicts_with = "stop")]
    reset: bool,
    /// Really delete.
    #[arg(long, requires = "reset")]
    yes: bool,
}

/// Starts or stops the demo.
///
/// # Errors
///
/// What did not start, with the end of its log; nothing that was started is left running then.
pub fn run(args: &DemoArgs) -> anyhow::Result<()> {
    let progress = Progress::new();
    if args.stop {
        return stop(&Folder::existing(&args.state)?, progress);
    }
    if args.reset && args.state.is_dir() {
        reset(&Folder::existing(&args.state)?, args.yes, progress)?;
    }
    interrupt::watch()?;
    let folder = Folder::create(&args.state)?;
    let Some(held) = folder.try_hold()? else {
        return already(&folder, progress);
    };
    process::sign(&held)?;
    if clean(&folder, progress)? {
        return already(&folder, progress);
    }

    let mut running = Running::new(&folder);
    let started = start(&folder, &mut running, progress);
    if started.is_ok() && args.detach {
        return Ok(());
    }
    let ended = started.and_then(|()| watch(&running, &folder));
    if interrupt::asked() {
        progress.new_line();
    }
    let stopped = end(&folder, &mut running, progress);
    match ended {
        Err(_) if interrupt::asked() => bail!("interrupted before it was ready"),
        ended => ended.and(stopped),
    }
}

fn stop(folder: &Folder, progress: Progress) -> anyhow::Result<()> {
    let held = folder.try_hold()?;
    let foreground = held.is_none();
    if foreground {
        progress.step("stopping the one in the foreground", || process::ask_holder(folder))?;
    }
    let _held = held.map_or_else(|| folder.hold(), Ok)?;
    let running = recorded(folder)?;
    if !running.is_empty() {
        progress.step("stopping", || running.stop())?;
    } else if !foreground {
        println!("demo: nothing of {} is running", folder.root().display());
        folder.remove_ready();
        return Ok(());
    }
    folder.remove_ready();
    println!("demo: stopped; {} keeps its state for the next start", folder.root().display());
    Ok(())
}

fn reset(folder: &Folder, sure: bool, progress: Progress) -> anyhow::Result<()> {
    reset::recognise(folder)?;
    if !sure {
        println!("--reset stops the demo in {} and deletes for ever:", folder.root().display());
        for victim in reset::victims(folder) {
            println!("  {}", victim.display());
        }
        bail!("to do that, say so: --reset --yes");
    }
    stop(folder, progress)?;
    let _held = folder.hold()?;
    progress.step("deleting what it kept", || reset::delete(folder))
}

/// What of an earlier start still runs. A coordinator that was killed leaves its database behind.
fn recorded(folder: &Folder) -> anyhow::Result<Running> {
    let mut running = Running::recorded(folder)?;
    coordinator::adopt_database(folder, &mut running)?;
    Ok(running)
}

/// True when everything runs; what is left of a start that did not end well is stopped.
fn clean(folder: &Folder, progress: Progress) -> anyhow::Result<bool> {
    let running = recorded(folder)?;
    if running.is_empty() {
        return Ok(false);
    }
    let ready = folder.read_ready();
    if ready.is_some_and(|ready| running.has_all(ready.pids.iter().map(|(name, pid)| (name.as_str(), *pid))))
    {
        return Ok(true);
    }
    progress.step("stopping what an earlier start left", || running.stop())?;
    Ok(false)
}

fn already(folder: &Folder, progress: Progress) -> anyhow::Result<()> {
    let Some(ready) = folder.read_ready() else {
        bail!("another scripts/demo is starting or stopping in {}; wait for it", folder.root().display());
    };
    print!("{}", summary::text(&ready, folder, Occasion::Running, progress));
    Ok(())
}

fn start(folder: &Folder, running: &mut Running, progress: Progress) -> anyhow::Result<()> {
    folder.remove_ready();
    let programs = programs()?;
    let noctl = Noctl::new(&programs, &folder.profile());
    login::rescue(folder)?;

    let lab = step(progress, "targets to measure", || lab::start(folder, &programs, running))?;
    let announced =
        step(progress, "coordinator and its database", || coordinator::start(folder, &programs, running))?;
    let login = step(progress, "administrator", || login::enter(folder, &noctl, &announced))?;
    folder.write_noctl(&programs)?;
    let before = Seen::now(&noctl)?;
    step(progress, "agents at ams, fra and lon", || {
        fleet::start_agents(folder, &programs, running, &noctl, &announced)
    })?;
    let n_checks = step(progress, "checks", || checks::apply(folder, &lab, &noctl))?;
    let silent = step(progress, "first results", || results::wait(running, &noctl, n_checks, &before))?;
    for agent in silent {
        println!("demo: the agent {agent} has not reported yet; see {}", folder.logs().display());
    }

    let ready = Ready::new(folder, &programs, announced, &lab, login, running)?;
    folder.write_ready(&ready)?;
    print!("{}", summary::text(&ready, folder, Occasion::Started, progress));
    Ok(())
}

/// Until somebody interrupts. Without coordinator or lab there is no demo; an agent that is gone is something to see.
fn watch(running: &Running, folder: &Folder) -> anyhow::Result<()> {
    println!("Ctrl-C stops everything.");
    let mut told = BTreeSet::new();
    while interrupt::pause(Duration::from_millis(250)).is_ok() {
        running.vital_alive()?;
        for agent in running.gone_agents() {
            if told.insert(agent.clone()) {
                println!("demo: {agent} ended; its log is in {}", folder.logs().display());
            }
        }
    }
    Ok(())
}

fn end(folder: &Folder, running: &mut Running, progress: Progress) -> anyhow::Result<()> {
    // The coordinator may have started the database again, as another process.
    coordinator::adopt_database(folder, running)?;
    let stopped = progress.step("stopping (Ctrl-C again does not wait)", || running.stop());
    folder.remove_ready();
    stopped
}

fn step<T>(progress: Progress, what: &str, run: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<T> {
    interrupt::check()?;
    progress.step(what, run).with_context(|| format!("{what}: failed"))
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
