//! The command line as it is written.

use std::{ffi::OsString, path::PathBuf, sync::LazyLock, time::Duration};

use clap::{Args, Parser, Subcommand};

use crate::{
    commands::{agents, api_tokens, checks, completions, gaps, results, session, states, tokens, watch},
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
  noctl checks create --name web --kind tcp --target example.org --port 443 --interval 10s
  noctl checks apply -f checks.yaml
  noctl watch

Exit codes: 0 done, 1 failed, 64 bad usage, 78 bad profile.";

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
    /// PEM file with the CA that signed the coordinator's certificate; overrides the profile's.
    #[arg(long, global = true, value_name = "FILE", env = "NOCTL_CA_FILE")]
    pub ca_file: Option<PathBuf>,
    /// Send credentials over plain http to a host other than this one.
    #[arg(long, global = true)]
    pub insecure: bool,
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

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Log in with user name and password and keep the session in the profile.
    Login(session::LoginArgs),
    /// End the session and forget it.
    Logout,
    /// Say how the coordinator, its agents and its checks are.
    Status,
    /// Look at and revoke agents.
    #[command(subcommand)]
    Agents(agents::AgentsCommand),
    /// Make and revoke the tokens that let agents join.
    #[command(subcommand)]
    Tokens(tokens::TokensCommand),
    /// Make and revoke the tokens of programs that use the API.
    #[command(subcommand)]
    ApiTokens(api_tokens::ApiTokensCommand),
    /// Define what is measured.
    #[command(subcommand)]
    Checks(checks::ChecksCommand),
    /// Show the latest values, or the samples of one series.
    Results(results::ResultsArgs),
    /// Show the status of checks with reason, evidence and age.
    States(states::StatesArgs),
    /// Show times without data and why.
    Gaps(gaps::GapsArgs),
    /// Show the status of checks, again and again.
    Watch(watch::WatchArgs),
    /// Print the completion script of a shell.
    Completions(completions::CompletionsArgs),
}
