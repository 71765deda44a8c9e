//! The operator's command line, used as a person would.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};
use serde_json::Value;

use super::folder::{Folder, Login};

/// `noctl` with the demo's profile.
#[derive(Debug)]
pub struct Noctl {
    program: PathBuf,
    profile: PathBuf,
}

impl Noctl {
    /// `noctl` of a folder of programs.
    pub fn new(programs: &Path, profile: &Path) -> Self {
        Self { program: programs.join("noctl"), profile: profile.to_owned() }
    }

    /// Logs in; the profile keeps the session.
    ///
    /// # Errors
    ///
    /// The coordinator refuses.
    pub fn login(&self, api_url: &str, login: &Login) -> anyhow::Result<()> {
        let args = ["login", "--api-url", api_url, "--username", &login.username, "--password-stdin"];
        self.ask(&args, &login.password).map(drop)
    }

    /// The login with the token for programs: made once, remembered with the login.
    ///
    /// # Errors
    ///
    /// The coordinator refuses, or the token cannot be remembered.
    pub fn api_token(&self, folder: &Folder, login: Login) -> anyhow::Result<Login> {
        if login.api_token.is_some() {
            return Ok(login);
        }
        let token = self.secret(&["api-tokens", "create", "--name", "demo", "--role", "admin"])?;
        let login = Login { api_token: Some(token), ..login };
        folder.write_login(&login)?;
        Ok(login)
    }

    /// The secret that a command made.
    ///
    /// # Errors
    ///
    /// The command failed or made none.
    pub fn secret(&self, args: &[&str]) -> anyhow::Result<String> {
        let made = self.json(args)?;
        let secret = made.get("secret").and_then(Value::as_str);
        secret.map(str::to_owned).with_context(|| format!("noctl {} gave no secret", args.join(" ")))
    }

    /// What a command prints as JSON.
    ///
    /// # Errors
    ///
    /// The command failed or printed something else.
    pub fn json(&self, args: &[&str]) -> anyhow::Result<Value> {
        let printed = self.run(&[args, &["-o", "json"]].concat())?;
        serde_json::from_str(&printed).with_context(|| format!("noctl {} printed no JSON", args.join(" ")))
    }

    /// Runs a command and returns what it printed.
    ///
    /// # Errors
    ///
    /// What the command said.
    pub fn run(&self, args: &[&str]) -> anyhow::Result<String> {
        self.ask(args, "")
    }

    fn ask(&self, args: &[&str], input: &str) -> anyhow::Result<String> {
        let mut child = Command::new(&self.program)
            .arg("--config")
            .arg(&self.profile)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not run {}", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // A command that reads nothing may be gone by then: what it printed tells more than this would.
            writeln!(stdin, "{input}").ok();
        }
        let done = child.wait_with_output()?;
        if !done.status.success() {
            bail!("noctl {} failed: {}", args.join(" "), String::from_utf8_lossy(&done.stderr).trim());
        }
        String::from_utf8(done.stdout).context("noctl printed no UTF-8")
    }
}
