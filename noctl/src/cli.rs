//! The command line as it is written.

use std::{ffi::OsString, path::PathBuf, sync::LazyLock, time::Duration};

use clap::{Args, Parser, Subcommand};

use crate::{
    commands::{
        agents, api_tokens, audit, checks, completions, gaps, man, own, profiles, results, roles, session,
        settings, states, tokens, users, verdicts, watch,
    },
    output::Format,
    span,
};

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let commit = option_env!("NOCTURNE_COMMIT").unwrap_or("commit unknown");
    format!("{} ({commit})", env!("CARGO_PKG_VERSION"))
});

const EXAMPLES: &str = "\
Examples:
  noctl login --api-url http://127.0.0.1:8080 --username admin
  noctl tokens create --site ams --label role=edge
  noctl checks create http web --target https://example.org/ --interval 10s
  noctl checks apply -f checks.yaml --dry-run
  noctl verdicts
  noctl watch
  noctl --profile lab status

Each command says more with --help. `noctl man --dir DIR` writes manual pages.
Exit codes: 0 done, 1 failed, 64 bad usage, 78 bad configuration.";

/// Operates a Nocturne network: agents, checks and what they measure.
#[derive(Debug, Parser)]
#[command(name = "noctl", version = VERSION.as_str(), after_help = EXAMPLES, max_term_width = 110)]
pub(crate) struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Global {
    /// Profile file (YAML, mode 0600) with address and credentials [default: `$XDG_CONFIG_HOME/nocturne/noctl.yaml`]
    #[arg(long, global = true, value_name = "FILE", env = "NOCTL_CONFIG")]
    pub config: Option<OsString>,
    /// Address of the coordinator's API, e.g. <https://nocturne.example.org:8443>; overrides the profile's.
    #[arg(long, global = true, value_name = "URL", env = "NOCTL_API_URL")]
    pub api_url: Option<String>,
    /// API token (`noc_pat_…`); wins over the profile. Other users can read command lines: prefer the variable.
    #[arg(long, global = true, value_name = "TOKEN", env = "NOCTL_API_TOKEN", hide_env_values = true)]
    pub api_token: Option<String>,
    /// Profile to use, of those in the profile file [default: the current one]
    #[arg(long, global = true, value_name = "NAME", env = "NOCTURNE_PROFILE")]
    pub profile: Option<String>,
    /// PEM file with the CA that signed the coordinator's certificate; overrides the profile's.
    #[arg(long, global = true, value_name = "FILE", env = "NOCTL_CA_FILE")]
    api_ca_file: Option<PathBuf>,
    /// Send credentials over plain http to a host other than this one.
    #[arg(long, global = true)]
    api_insecure: bool,
    /// The same as --api-ca-file; before the command only, where it is not the one of a check.
    #[arg(id = "top_ca_file", long = "ca-file", value_name = "FILE", hide = true)]
    ca_file: Option<PathBuf>,
    /// The same as --api-insecure; before the command only, where it is not the one of a check.
    #[arg(id = "top_insecure", long = "insecure", hide = true)]
    insecure: bool,
    /// How to print.
    #[arg(short, long, global = true, value_enum, default_value_t = Format::Table)]
    pub output: Format,
    /// How long one call may take, e.g. 30s.
    #[arg(long, global = true, value_name = "TIME", default_value = "30s", value_parser = span::parse_positive)]
    pub timeout: Duration,
    /// Folder of a person's configuration (XDG base directory specification).
    #[arg(long, global = true, hide = true, env = "XDG_CONFIG_HOME")]
    pub xdg_config_home: Option<OsString>,
    /// Home folder, where configuration is below `.config`.
    #[arg(long, global = true, hide = true, env = "HOME")]
    pub home: Option<OsString>,
    /// Any non-empty value switches colours off (see no-color.org).
    #[arg(long, global = true, hide = true, env = "NO_COLOR")]
    pub no_color: Option<OsString>,
}

impl Global {
    /// PEM file with the CA that signed the coordinator's certificate.
    pub(crate) fn api_ca_file(&self) -> Option<&PathBuf> {
        self.api_ca_file.as_ref().or(self.ca_file.as_ref())
    }

    /// Whether credentials may travel over plain http to another host.
    pub(crate) const fn api_insecure(&self) -> bool {
        self.api_insecure || self.insecure
    }

    /// Takes the same options from behind the command, unless they are given already.
    pub(crate) fn adopt(&mut self, ca_file: Option<PathBuf>, insecure: bool) {
        self.ca_file = self.ca_file.take().or(ca_file);
        self.insecure |= insecure;
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in with user name and password and keep the session in the profile.
    #[command(after_help = session::HELP)]
    Login(session::LoginArgs),
    /// End the session and forget it.
    Logout,
    /// Change your own password.
    Passwd(own::PasswdArgs),
    /// Have logins to your account ask for codes of an authenticator, or not.
    #[command(subcommand)]
    Totp(own::TotpCommand),
    /// List and end your own sessions.
    #[command(subcommand)]
    Sessions(own::SessionsCommand),
    /// List, choose, show and forget profiles.
    #[command(subcommand)]
    Profiles(profiles::ProfilesCommand),
    /// Say who the coordinator takes you for, and what you may do.
    Whoami,
    /// Say how the coordinator, its agents and its checks are.
    Status,
    /// Say whether the coordinator serves calls, without a login: exit code 0 if it does, 1 if not.
    Health,
    /// Look at and revoke agents.
    #[command(subcommand)]
    Agents(agents::AgentsCommand),
    /// Make and revoke the tokens that let agents join.
    #[command(subcommand)]
    Tokens(tokens::TokensCommand),
    /// Make and revoke the tokens of programs that use the API.
    #[command(subcommand)]
    ApiTokens(api_tokens::ApiTokensCommand),
    /// Make, change, disable and remove the people of your organization.
    #[command(subcommand)]
    Users(users::UsersCommand),
    /// Make roles of permissions, change and delete them.
    #[command(subcommand)]
    Roles(roles::RolesCommand),
    /// List every permission there is, and which you have.
    Permissions,
    /// Define what is measured.
    #[command(subcommand)]
    Checks(checks::ChecksCommand),
    /// Show the latest values, or the samples of one series with the gaps between them.
    #[command(after_help = results::HELP)]
    Results(results::ResultsArgs),
    /// Show the status of checks, agent by agent, with reason, evidence and age.
    States(states::StatesArgs),
    /// Show what all agents together say of each check at each target.
    #[command(after_help = verdicts::HELP)]
    Verdicts(verdicts::VerdictsArgs),
    /// Show times without data and why; those that are not over stand first.
    #[command(after_help = gaps::HELP)]
    Gaps(gaps::GapsArgs),
    /// Show statuses, values, agents and gaps as they change.
    #[command(after_help = watch::HELP)]
    Watch(watch::WatchArgs),
    /// Look at the record of changes and verify that nobody changed it.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// See and change the settings of the installation.
    #[command(subcommand, after_help = settings::HELP)]
    Settings(settings::SettingsCommand),
    /// Print the completion script of a shell.
    Completions(completions::CompletionsArgs),
    /// Print a manual page, or write all of them into a folder.
    Man(man::ManArgs),
}
