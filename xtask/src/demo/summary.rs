//! What a demo that works says, to programs and to people.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{
    coordinator::Announced,
    folder::{Folder, Login},
    lab::Lab,
    process::Running,
    progress::Progress,
};
use crate::tree;
use anyhow::Context as _;

/// The content of `demo.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ready {
    /// The console; absent when the coordinator was built without.
    pub console_url: Option<String>,
    /// REST, and everything else that is HTTP.
    pub api_url: String,
    /// The same for gRPC, `HOST:PORT`.
    pub grpc_addr: String,
    /// Where agents connect, `HOST:PORT`.
    pub agent_addr: String,
    /// Health and metrics, `HOST:PORT`.
    pub health_addr: String,
    /// The administrator.
    pub username: String,
    /// Its password.
    pub password: String,
    /// The file that keeps the password, 0600.
    pub password_file: PathBuf,
    /// A token of an administrator, for programs.
    pub api_token: String,
    /// Runs noctl with the profile.
    pub noctl: PathBuf,
    /// The profile.
    pub noctl_config: PathBuf,
    /// Folder of the programs.
    pub bin_dir: PathBuf,
    /// The private database.
    pub database_url: Option<String>,
    /// Where faults are switched.
    pub lab_control_url: String,
    /// Process ids by name.
    pub pids: BTreeMap<String, i32>,
}

impl Ready {
    /// Of a demo that was started.
    pub fn new(
        folder: &Folder,
        programs: &Path,
        announced: Announced,
        lab: &Lab,
        login: Login,
        running: &Running,
    ) -> anyhow::Result<Self> {
        let pids = running.processes().iter().map(|process| (process.name.clone(), process.pid));
        Ok(Self {
            console_url: announced.console_url,
            api_url: announced.api_url,
            grpc_addr: announced.grpc_addr,
            agent_addr: announced.agent_addr,
            health_addr: announced.health_addr,
            username: login.username,
            password: login.password,
            password_file: folder.login(),
            api_token: login.api_token.context("there is no token for programs")?,
            noctl: folder.noctl(),
            noctl_config: folder.profile(),
            bin_dir: programs.to_owned(),
            database_url: announced.database_url,
            lab_control_url: lab.control.clone(),
            pids: pids.collect(),
        })
    }
}

/// What a summary is about besides what is in [`Ready`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// It was started.
    Started,
    /// It ran already.
    Running,
}

/// The same for people, in lines of at most 100 characters wherever the folder's name allows it.
pub fn text(ready: &Ready, folder: &Folder, occasion: Occasion, progress: Progress) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, ready, folder, occasion, progress);
    text
}

fn write(
    text: &mut String,
    ready: &Ready,
    folder: &Folder,
    occasion: Occasion,
    progress: Progress,
) -> std::fmt::Result {
    let short = |path: &Path| shortened(path, std::env::current_dir().ok().as_deref());
    let noctl = short(&folder.noctl());
    let runs = if occasion == Occasion::Running { "runs already" } else { "is running" };
    let password = progress.strong(&ready.password);
    let kept = progress.quiet(&format!("(kept in {})", short(&ready.password_file)));
    let console = match &ready.console_url {
        Some(url) => progress.strong(url),
        None => "not built into this coordinator; scripts/demo builds it".to_owned(),
    };
    let stop = stop_command(folder, std::env::current_dir().ok().as_deref());

    writeln!(
        text,
        "\n{}: a coordinator with its own PostgreSQL, agents at three sites",
        progress.strong(&format!("Nocturne {runs}"))
    )?;
    writeln!(text, "(ams, fra, lon), and a lab of targets for them. Some checks fail, on purpose.\n")?;
    writeln!(text, "  Console   {console}")?;
    writeln!(text, "  Log in    {}   {password}   {kept}", progress.strong(&ready.username))?;
    writeln!(text, "  API       {}/api/docs", ready.api_url)?;
    writeln!(text, "  Metrics   http://{}/metrics", ready.health_addr)?;
    writeln!(text, "  Scripts   {}\n", short(&folder.ready()))?;
    writeln!(text, "{}", progress.strong("Try next"))?;
    for (arguments, why) in NEXT {
        writeln!(text, "  {:52} {}", format!("{noctl} {arguments}"), progress.quiet(why))?;
    }
    writeln!(
        text,
        "\n{} measures the lab, which is on loopback, only when it may:",
        progress.strong("An agent of your own")
    )?;
    writeln!(text, "  nocturne-agent run --config {} --state ITS-FOLDER", short(&folder.agent_config()))?;
    faults(text, &ready.lab_control_url, progress)?;
    writeln!(
        text,
        "{}: {stop}   {}",
        progress.strong("Stop it"),
        progress.quiet("the next start finds all of it again")
    )
}

fn faults(text: &mut String, lab: &str, progress: Progress) -> std::fmt::Result {
    writeln!(
        text,
        "\n{}, and see the check \"web\" turn red in about ten seconds:",
        progress.strong("Break something")
    )?;
    writeln!(text, "  curl -X PUT {lab}targets/web/fault -d '{{\"fail\":\"status:503\"}}'")?;
    writeln!(text, "{} again:", progress.strong("Heal it"))?;
    writeln!(text, "  curl -X DELETE {lab}targets/web/fault\n")
}

/// What is worth a look, with `noctl` in front.
const NEXT: [(&str, &str); 5] = [
    ("status", "how everything is"),
    ("verdicts", "each check, as all agents together see it"),
    ("states --check web", "one check, agent by agent, with its evidence"),
    ("watch", "what changes, as it changes"),
    ("tokens create --site home", "let an agent of your own join"),
];

/// How to stop the demo of this folder.
pub fn stop_command(folder: &Folder, here: Option<&Path>) -> String {
    if folder.root() == tree::root().join(".state/demo") {
        return "scripts/demo --stop".to_owned();
    }
    format!("scripts/demo --stop --state {}", shortened(folder.root(), here))
}

/// A path as one would type it here.
fn shortened(path: &Path, here: Option<&Path>) -> String {
    let relative =
        here.and_then(|here| path.strip_prefix(here).ok()).filter(|rest| rest.components().count() > 0);
    match relative {
        Some(rest) if rest.components().count() == 1 => format!("./{}", rest.display()),
        Some(rest) => rest.display().to_string(),
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_as_short_as_it_can_be_typed() {
        let here = Some(Path::new("/home/me/nocturne"));

        assert_eq!(shortened(Path::new("/home/me/nocturne/.state/demo/noctl"), here), ".state/demo/noctl");
        assert_eq!(shortened(Path::new("/home/me/nocturne/noctl"), here), "./noctl");
        assert_eq!(shortened(Path::new("/home/me/nocturne"), here), "/home/me/nocturne");
        assert_eq!(shortened(Path::new("/tmp/demo/noctl"), here), "/tmp/demo/noctl");
        assert_eq!(shortened(Path::new("/tmp/demo/noctl"), None), "/tmp/demo/noctl");
    }

    #[test]
    fn the_login_is_shown_at_every_start_and_where_it_is_kept() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(temp.path()).unwrap();
        let say = |occasion| text(&ready(&folder), &folder, occasion, Progress::plain());

        for occasion in [Occasion::Started, Occasion::Running] {
            let text = say(occasion);
            assert!(text.contains("admin   correct-horse   (kept in "), "{text}");
            assert!(text.contains("login.json)\n") && text.contains("http://127.0.0.1:1/\n"), "{text}");
        }
        assert!(say(Occasion::Running).contains("Nocturne runs already"));
    }

    #[test]
    fn lines_fit_a_terminal() {
        let temp = tempfile::tempdir().unwrap();
        let folder = Folder::create(temp.path()).unwrap();
        let text = text(&ready(&folder), &folder, Occasion::Started, Progress::plain());

        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(100), "{longest:?} in {text}");
    }

    fn ready(folder: &Folder) -> Ready {
        Ready {
            console_url: Some("http://127.0.0.1:1/".into()),
            api_url: "http://127.0.0.1:1".into(),
            grpc_addr: "127.0.0.1:1".into(),
            agent_addr: "127.0.0.1:2".into(),
            health_addr: "127.0.0.1:3".into(),
            username: "admin".into(),
            password: "correct-horse".into(),
            password_file: folder.login(),
            api_token: "token".into(),
            noctl: folder.noctl(),
            noctl_config: folder.profile(),
            bin_dir: "/bin".into(),
            database_url: None,
            lab_control_url: "http://127.0.0.1:4/".into(),
            pids: BTreeMap::new(),
        }
    }
}
