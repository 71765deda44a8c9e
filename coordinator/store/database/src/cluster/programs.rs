//! Running PostgreSQL's programs as a user that PostgreSQL accepts.

use std::{
    fs, io,
    os::unix::process::CommandExt as _,
    path::Path,
    process::{Command, Stdio},
};

use super::ClusterError;

pub(super) fn program(bin_dir: &Path, name: &str) -> Command {
    let mut command = Command::new(bin_dir.join(name));
    command.current_dir("/").stdin(Stdio::null()).env("LC_ALL", "C");
    if let Some((uid, gid)) = server_user() {
        command.uid(uid).gid(gid);
    }
    command
}

/// Runs a program to its end; what it printed is the error. Output goes through files: a postmaster that it leaves
/// behind would hold a pipe open.
pub(super) fn run(program: &'static str, mut command: Command) -> Result<(), ClusterError> {
    let failed = |output: String| ClusterError::Program { program, output };
    let mut output = tempfile_in_memory().map_err(|error| failed(error.to_string()))?;
    let handle = || output.try_clone().map(Stdio::from);
    command.stdout(handle().map_err(|error| failed(error.to_string()))?);
    command.stderr(handle().map_err(|error| failed(error.to_string()))?);
    let status = command.status().map_err(|error| failed(error.to_string()))?;
    if status.success() {
        return Ok(());
    }
    let mut text = String::new();
    io::Seek::rewind(&mut output).ok();
    io::Read::read_to_string(&mut output, &mut text).ok();
    Err(failed(text.trim().to_owned()))
}

fn tempfile_in_memory() -> io::Result<fs::File> {
    let memory = rustix::fs::memfd_create("output", rustix::fs::MemfdFlags::CLOEXEC)?;
    Ok(fs::File::from(memory))
}

pub(super) fn with_log(error: ClusterError, log: &Path) -> ClusterError {
    let tail = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = tail.lines().rev().take(5).collect();
    match error {
        ClusterError::Program { program, output } => {
            let lines = lines.into_iter().rev().collect::<Vec<_>>().join("\n");
            ClusterError::Program { program, output: format!("{output}\n{lines}") }
        }
        other => other,
    }
}

/// Who runs the server when this process is root: PostgreSQL refuses to.
pub(super) fn server_user() -> Option<(u32, u32)> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(ids("postgres").or_else(|| ids("nobody")).unwrap_or((65_534, 65_534)))
}
