//! The built programs as processes.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::AsyncWriteExt as _;

/// Programs under test.
pub const COORDINATOR: &str = "nocturne-coordinator";
/// Programs under test.
pub const AGENT: &str = "nocturne-agent";
/// Programs under test.
pub const NOCTL: &str = "noctl";

/// A command that has not ended by then hangs.
const COMMAND_WITHIN: Duration = Duration::from_secs(60);
/// Lines of a log that are shown after a failure.
const TAIL: usize = 40;

/// The program of this name that was built beside this one.
///
/// # Panics
///
/// It is not there: cargo does not build programs of other crates for a test.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let this = std::env::current_exe().expect("a process knows its program");
    // Tests lie in `deps`, one below the programs.
    let found = this.ancestors().skip(1).take(2).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| {
        panic!("{name} is not built beside {}; run: cargo build --workspace", this.display())
    })
}

/// A command of this program; variables of this project that the caller happens to have do not reach it.
#[must_use]
pub fn command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    for (variable, _) in std::env::vars_os() {
        if ["NOCTURNE_", "NOCTL_", "XDG_"].iter().any(|prefix| variable.to_string_lossy().starts_with(prefix))
        {
            command.env_remove(variable);
        }
    }
    command.env("NO_COLOR", "1");
    command
}

/// A command that ended.
#[derive(Debug)]
pub struct Finished {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Finished {
    /// The output of a command that must succeed.
    ///
    /// # Panics
    ///
    /// It did not.
    #[must_use]
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Looks at exit code and standard error of a command that must fail.
    ///
    /// # Panics
    ///
    /// Another code, or one of the texts is missing.
    pub fn failed(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, code, "{}{}", self.stdout, self.stderr);
        for text in texts {
            assert!(self.stderr.contains(text), "{text:?} is not in: {}", self.stderr);
        }
    }
}

/// Runs a program to its end.
///
/// # Panics
///
/// It cannot be started or does not end.
pub async fn run<S: AsRef<std::ffi::OsStr>>(name: &str, args: &[S], input: &str) -> Finished {
    let mut command = tokio::process::Command::from(command(name));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().expect("a built program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A program that does not read it may have ended already.
    stdin.write_all(input.as_bytes()).await.ok();
    drop(stdin);
    let ended = tokio::time::timeout(COMMAND_WITHIN, child.wait_with_output()).await;
    let output = ended.unwrap_or_else(|_| panic!("{name} does not end")).expect("its output can be read");
    Finished {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A program that runs beside the test; killed when it is dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts it; what it prints is appended to `log`.
    ///
    /// # Panics
    ///
    /// It cannot be started.
    #[must_use]
    pub fn start<S: AsRef<std::ffi::OsStr>>(name: &str, args: &[S], log: &Path) -> Self {
        let out = File::options().create(true).append(true).open(log).expect("the log can be written");
        let err = out.try_clone().expect("a handle can be doubled");
        let child = command(name).args(args).stdin(Stdio::null()).stdout(out).stderr(err).spawn();
        Self { child: child.expect("a built program starts") }
    }

    /// How it ended, if it did.
    ///
    /// # Panics
    ///
    /// Never: it is our child.
    pub fn exited(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be asked")
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// SIGTERM; returns how it ended and how long that took.
    ///
    /// # Panics
    ///
    /// It does not end within `limit`.
    pub async fn terminate(&mut self, limit: Duration) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        kill_process(self.pid(), Signal::TERM).ok();
        let status = super::eventually("a program ends after SIGTERM", limit, async || self.exited()).await;
        (status, begun.elapsed())
    }

    /// SIGSTOP: it lives on and does not run.
    pub fn pause(&self) {
        kill_process(self.pid(), Signal::STOP).ok();
    }

    /// SIGCONT.
    pub fn resume(&self) {
        kill_process(self.pid(), Signal::CONT).ok();
    }

    /// Its id.
    ///
    /// # Panics
    ///
    /// Never: ids are positive.
    #[must_use]
    pub fn pid(&self) -> Pid {
        i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a child has an id")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The last lines of every log in a folder, for a test that fails.
#[must_use]
pub fn log_tails(folder: &Path) -> String {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    paths.sort();
    let mut text = String::new();
    for path in paths {
        let log = fs::read_to_string(&path).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines.iter().skip(lines.len().saturating_sub(TAIL));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        text.push_str(&format!("---- {name}\n"));
        text.extend(tail.flat_map(|line| [line, "\n"]));
    }
    text
}
