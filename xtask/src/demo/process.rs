//! Processes that outlive this one: started in a session of their own, recorded, and stopped without ever meeting a
//! stranger.
//!
//! A process id alone names whoever has it today. Together with the start time in `/proc/PID/stat` (field 22, proc(5))
//! and the boot it names one process for ever; the signal goes through a pidfd that was opened before both were compared.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};
use serde::{Deserialize, Serialize};

use super::{
    folder::{self, Folder},
    interrupt,
};

/// How long a process may take to stop by itself; the coordinator's own budget is 25 s.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a killed process may take to disappear.
const KILLED: Duration = Duration::from_secs(5);
/// What the database is recorded as.
pub const DATABASE: &str = "postgres";
/// Lines of a log that are shown when its process died.
const TAIL: usize = 20;

/// One process that was started here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// What it is, also the name of its log.
    pub name: String,
    /// Its process id.
    pub pid: i32,
    started_ticks: u64,
    boot_id: String,
    /// Processes of one stage are stopped together, higher stages first.
    stage: u8,
}

/// In which order things stop: what depends on others first.
#[derive(Debug, Clone, Copy)]
pub enum Stage {
    /// The database, which the coordinator stops itself: named in case it could not.
    Database = 0,
    /// Emulated targets.
    Lab = 1,
    /// The coordinator.
    Coordinator = 2,
    /// Agents.
    Agent = 3,
}

impl Process {
    fn of(name: &str, pid: i32, stage: Stage) -> Option<Self> {
        let (_, started_ticks) = stat(pid)?;
        Some(Self { name: name.to_owned(), pid, started_ticks, boot_id: boot_id(), stage: stage as u8 })
    }

    /// Whether it is still there and not merely waiting to be reaped.
    pub fn alive(&self) -> bool {
        self.boot_id == boot_id()
            && stat(self.pid)
                .is_some_and(|(state, ticks)| ticks == self.started_ticks && !matches!(state, 'Z' | 'X'))
    }

    /// Sends a signal to this process and no other; nothing happens when it is gone.
    fn signal(&self, signal: Signal) {
        let Some(pid) = Pid::from_raw(self.pid) else { return };
        let Ok(fd) = pidfd_open(pid, PidfdFlags::empty()) else { return };
        if self.alive() {
            pidfd_send_signal(fd, signal).ok();
        }
    }
}

/// Writes this process into the lock that it holds, so that another can ask it to end.
///
/// # Errors
///
/// The lock cannot be written.
pub fn sign(mut held: &File) -> anyhow::Result<()> {
    let me = i32::try_from(std::process::id()).ok().and_then(|pid| Process::of("demo", pid, Stage::Agent));
    held.set_len(0)?;
    held.write_all(&serde_json::to_vec(&me)?).context("could not write the lock")
}

/// Asks whoever holds a folder to end and waits until it has stopped everything.
///
/// # Errors
///
/// It does not end.
pub fn ask_holder(folder: &Folder) -> anyhow::Result<()> {
    let holder: Option<Process> = folder::read(&folder.lock())?;
    let holder = holder.context("somebody holds the folder and does not say who")?;
    holder.signal(Signal::TERM);
    // Every stage may take its time.
    if gone_within(&[&holder], PATIENCE * 4, || false) {
        return Ok(());
    }
    bail!("the demo in {} (process {}) does not end", folder.root().display(), holder.pid)
}

/// Everything that runs for one folder.
#[derive(Debug)]
pub struct Running {
    folder: Folder,
    processes: Vec<Process>,
}

impl Running {
    /// Nothing yet.
    pub fn new(folder: &Folder) -> Self {
        Self { folder: folder.clone(), processes: Vec::new() }
    }

    /// What an earlier start recorded and still runs.
    ///
    /// # Errors
    ///
    /// The record is damaged.
    pub fn recorded(folder: &Folder) -> anyhow::Result<Self> {
        let path = folder.processes();
        let mut processes: Vec<Process> = if path.exists() { folder::read(&path)? } else { Vec::new() };
        processes.retain(Process::alive);
        Ok(Self { folder: folder.clone(), processes })
    }

    /// Whether nothing runs.
    pub fn is_empty(&self) -> bool {
        self.processes.is_empty()
    }

    /// Whether each of these runs. The database has another process id after the coordinator started it again.
    pub fn has_all<'a>(&self, mut pids: impl Iterator<Item = (&'a str, i32)>) -> bool {
        pids.all(|(name, pid)| {
            let same = |process: &&Process| process.name == name && process.pid == pid;
            name == DATABASE || self.processes.iter().find(same).is_some_and(Process::alive)
        })
    }

    /// Everything that was started, in order.
    pub fn processes(&self) -> &[Process] {
        &self.processes
    }

    /// Starts a program with its log in `logs/NAME.log`: what it prints for people is not kept, because it may show
    /// a password once.
    ///
    /// # Errors
    ///
    /// It cannot be started or recorded.
    pub fn start(&mut self, stage: Stage, name: &str, program: &Path, args: &[&str]) -> anyhow::Result<()> {
        let log = self.log(name);
        let out = File::create(&log).with_context(|| format!("could not write {}", log.display()))?;
        // A session of its own: neither Ctrl-C nor a closed terminal reaches it, so that it is stopped in order.
        let child = Command::new("setsid")
            .arg(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(out)
            .spawn()
            .with_context(|| {
                format!("could not start {} through setsid (package util-linux)", program.display())
            })?;
        let pid = i32::try_from(child.id()).context("a process id beyond all ranges")?;
        self.adopt(stage, name, pid)
    }

    /// Records a process that one of ours started.
    ///
    /// # Errors
    ///
    /// It is gone already, or cannot be recorded.
    pub fn adopt(&mut self, stage: Stage, name: &str, pid: i32) -> anyhow::Result<()> {
        let process = Process::of(name, pid, stage).with_context(|| format!("{name} is gone already"))?;
        self.processes.push(process);
        folder::write_secret(&self.folder.processes(), &self.processes)
    }

    /// # Errors
    ///
    /// The first process that ended, with the end of its log.
    pub fn all_alive(&self) -> anyhow::Result<()> {
        self.alive(|_| true)
    }

    /// The same for those without which there is nothing: the coordinator looks after its database itself, and agents
    /// may come and go.
    ///
    /// # Errors
    ///
    /// The first process that ended, with the end of its log.
    pub fn vital_alive(&self) -> anyhow::Result<()> {
        self.alive(|stage| stage == Stage::Coordinator as u8 || stage == Stage::Lab as u8)
    }

    fn alive(&self, of: impl Fn(u8) -> bool) -> anyhow::Result<()> {
        match self.processes.iter().find(|process| of(process.stage) && !process.alive()) {
            None => Ok(()),
            Some(dead) => bail!("{} ended by itself\n{}", dead.name, self.log_tail(&dead.name)),
        }
    }

    /// Agents that ended.
    pub fn gone_agents(&self) -> impl Iterator<Item = &String> {
        let gone = |process: &&Process| process.stage == Stage::Agent as u8 && !process.alive();
        self.processes.iter().filter(gone).map(|process| &process.name)
    }

    /// The last lines of a process's log, for people.
    pub fn log_tail(&self, name: &str) -> String {
        let path = self.log(name);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let from = lines.len().saturating_sub(TAIL);
        let last: String = lines.iter().skip(from).map(|line| format!("  | {line}\n")).collect();
        format!("  the end of {}:\n{last}", path.display())
    }

    /// Stops everything, stage by stage: asks, waits, and kills what does not listen. Somebody who insists is not kept
    /// waiting.
    ///
    /// # Errors
    ///
    /// Something could not even be killed.
    pub fn stop(&self) -> anyhow::Result<()> {
        for stage in [Stage::Agent, Stage::Coordinator, Stage::Lab, Stage::Database] {
            let these: Vec<&Process> =
                self.processes.iter().filter(|process| process.stage == stage as u8).collect();
            // SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for clients that are gone.
            let ask = if matches!(stage, Stage::Database) { Signal::INT } else { Signal::TERM };
            these.iter().for_each(|process| process.signal(ask));
            if gone_within(&these, PATIENCE, interrupt::insists) {
                continue;
            }
            for process in these.iter().filter(|process| process.alive()) {
                if !interrupt::insists() {
                    eprintln!("demo: {} does not stop by itself and is killed", process.name);
                }
                process.signal(Signal::KILL);
            }
            if !gone_within(&these, KILLED, || false) {
                bail!("could not stop every process; see {}", self.folder.processes().display());
            }
        }
        fs::remove_file(self.folder.processes()).ok();
        Ok(())
    }

    fn log(&self, name: &str) -> PathBuf {
        self.folder.logs().join(format!("{name}.log"))
    }
}

fn gone_within(processes: &[&Process], limit: Duration, give_up: fn() -> bool) -> bool {
    let begun = Instant::now();
    while processes.iter().any(|process| process.alive()) {
        if begun.elapsed() > limit || give_up() {
            return false;
        }
        thread::sleep(Duration::from_millis(25));
    }
    true
}

/// State letter and start time in clock ticks since boot. The name before them may hold anything, also brackets.
fn stat(pid: i32) -> Option<(char, u64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let state = fields.next()?.chars().next()?;
    // Field 22 of the line; the state is field 3.
    let ticks = fields.nth(18)?.parse().ok()?;
    Some((state, ticks))
}

fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests;
