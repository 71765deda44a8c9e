//! The command line.

use std::{
    ffi::OsString,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::LazyLock,
};

use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use nocturne_runtime::{
    exit::{EX_CONFIG, EX_FAILED, EX_USAGE},
    fs::read_limited,
    signals, telemetry,
    tls::install_crypto,
};

use crate::{
    address::Address,
    config::{Config, DEFAULTS},
    enrol::{enrol, version},
    spool::chain_of,
    start::{GRACE, Setup, start},
    state_dir::StateDir,
    token::JoinToken,
};

mod inspect;
mod probe;

static VERSION: LazyLock<String> = LazyLock::new(version);

/// Longest file with a token, bytes.
const MAX_TOKEN_FILE: u64 = 4 << 10;

/// Watches what stands at this site and reports to the coordinator.
///
/// Enrol once with a join token, then run. Measurements are kept on disk until the coordinator has them; the agent works
/// on while the coordinator is away, also over a restart.
#[derive(Parser)]
#[command(
    name = "nocturne-agent",
    arg_required_else_help = true,
    after_help = "\
First steps:
  noctl tokens create --site ams                  (on your desk; prints a token and the coordinator's address)
  nocturne-agent enrol --coordinator HOST:PORT --token-file token.txt --state /var/lib/nocturne-agent
  nocturne-agent run --state /var/lib/nocturne-agent

Exit codes: 0 done, 1 failed, 64 wrong usage, 78 wrong configuration."
)]
struct Cli {
    /// Print the documented configuration with every default, and end.
    #[arg(long)]
    print_defaults: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Join: turn a join token into this agent's identity.
    ///
    /// The private key is made here and never leaves this host. When a reply is lost, give the same command again: the
    /// token is bound to this host's key and the same agent comes out.
    #[command(alias = "enroll")]
    Enrol(EnrolArgs),
    /// Run the assigned checks and report, until SIGTERM.
    Run(RunArgs),
    /// Look at the measurements that wait on disk.
    Spool {
        #[command(subcommand)]
        what: SpoolCommand,
    },
    /// Run one check here and at once, and show what it measures.
    ///
    /// Needs no coordinator and no directory, and ignores the egress policy: whatever this host can reach is asked, also
    /// loopback and metadata addresses. ICMP needs root, the right to raw sockets, or ping sockets.
    #[command(
        after_help = "Exit codes: 0 the target is up, 1 it is not or could not be asked, 64 wrong usage."
    )]
    Probe {
        #[command(subcommand)]
        what: Box<probe::ProbeCommand>,
    },
    /// Look at a configuration file and report everything wrong with it at once.
    CheckConfig {
        /// The file (YAML). The variables of the environment lie over it, as when running.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

#[derive(Args)]
struct EnrolArgs {
    /// Agent port of the coordinator, as `noctl tokens create` prints it.
    #[arg(long, value_name = "HOST:PORT", env = "NOCTURNE_AGENT_COORDINATOR")]
    coordinator: String,
    #[command(flatten)]
    token: TokenArgs,
    #[command(flatten)]
    state: StateArgs,
}

#[derive(Args)]
struct TokenArgs {
    /// The join token. Others on this host can see it in the list of processes: use --token-file.
    #[arg(long, value_name = "TOKEN", hide = true)]
    token: Option<String>,
    /// File that holds the join token; - is standard input.
    #[arg(long, value_name = "FILE", required_unless_present = "token", conflicts_with = "token")]
    token_file: Option<PathBuf>,
}

#[derive(Args)]
struct StateArgs {
    /// Directory of this agent: identity, desired state, spool. One agent, one directory.
    #[arg(long = "state", value_name = "DIR", env = "NOCTURNE_AGENT_STATE")]
    dir: PathBuf,
}

#[derive(Args)]
struct RunArgs {
    #[command(flatten)]
    state: StateArgs,
    /// Configuration file (YAML); everything has a default, see --print-defaults.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Use this address and not the one given at enrolment.
    #[arg(long, value_name = "HOST:PORT")]
    coordinator: Option<String>,
}

#[derive(Subcommand)]
enum SpoolCommand {
    /// How much was produced, acknowledged, waits, and was given up. Works while the agent runs.
    Stat(SpoolArgs),
    /// Check every record: checksum, sequence, chain. Stop the agent first.
    Verify(SpoolArgs),
}

#[derive(Args)]
struct SpoolArgs {
    #[command(flatten)]
    state: StateArgs,
    /// How to print it.
    #[arg(short, long, value_enum, default_value_t = Output::Table)]
    output: Output,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// A command that did not succeed.
struct Failure {
    code: u8,
    /// Empty when everything is said.
    text: String,
}

impl Failure {
    fn usage(text: impl ToString) -> Self {
        Self { code: EX_USAGE, text: text.to_string() }
    }

    fn failed(error: &(dyn std::error::Error + 'static)) -> Self {
        Self { code: EX_FAILED, text: chain_of(error) }
    }
}

/// Does what the arguments say.
pub fn main(args: impl Iterator<Item = OsString>) -> ExitCode {
    install_crypto();
    let parsed = Cli::command()
        .version(VERSION.as_str())
        .try_get_matches_from(args)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => {
            error.print().ok();
            return if error.use_stderr() { ExitCode::from(EX_USAGE) } else { ExitCode::SUCCESS };
        }
    };
    match carry_out(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure { code, text }) => {
            if !text.is_empty() {
                writeln!(io::stderr(), "nocturne-agent: {text}").ok();
            }
            ExitCode::from(code)
        }
    }
}

fn carry_out(cli: Cli) -> Result<(), Failure> {
    if cli.print_defaults {
        return print(DEFAULTS);
    }
    match cli.command {
        None => Err(Failure::usage("say what to do; --help lists it")),
        Some(Command::Enrol(args)) => run_enrol(args),
        Some(Command::Run(args)) => run_agent(args),
        Some(Command::Spool { what: SpoolCommand::Stat(args) }) => inspect::stat(&args),
        Some(Command::Spool { what: SpoolCommand::Verify(args) }) => inspect::verify(&args),
        Some(Command::Probe { what }) => probe::run(&what),
        Some(Command::CheckConfig { config }) => {
            load_config(Some(&config))?;
            print(&format!("{} is in order\n", config.display()))
        }
    }
}

fn run_enrol(args: EnrolArgs) -> Result<(), Failure> {
    let coordinator: Address = args.coordinator.parse().map_err(Failure::usage)?;
    let token: JoinToken = read_token(&args.token)?.parse().map_err(Failure::usage)?;
    let state = StateDir::new(args.state.dir.clone());
    let enrolled =
        runtime()?.block_on(enrol(&state, &coordinator, &token)).map_err(|error| Failure::failed(&error))?;
    print(&format!(
        "enrolled as agent {} at site {} ({})\nstart it with: nocturne-agent run --state {}\n",
        enrolled.agent_slug,
        enrolled.site_slug,
        enrolled.agent_id,
        args.state.dir.display(),
    ))
}

fn read_token(args: &TokenArgs) -> Result<String, Failure> {
    let path = match (&args.token, &args.token_file) {
        (Some(token), _) => return Ok(token.clone()),
        (None, Some(path)) => path,
        (None, None) => return Err(Failure::usage("give --token-file; - is standard input")),
    };
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        let read = io::stdin().take(MAX_TOKEN_FILE).read_to_end(&mut bytes);
        read.map_err(|error| Failure::failed(&error))?;
        bytes
    } else {
        read_limited(path, MAX_TOKEN_FILE).map_err(|error| Failure::usage(chain_of(&error)))?
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn run_agent(args: RunArgs) -> Result<(), Failure> {
    let coordinator =
        args.coordinator.map(|text| text.parse::<Address>().map_err(Failure::usage)).transpose()?;
    let config = load_config(args.config.as_deref())?;
    telemetry::init(config.log.format, &config.log.filter).map_err(|error| Failure::failed(&error))?;
    if config.health_listen.is_some() {
        // Before anything counts.
        drop(telemetry::install_metrics());
    }
    let setup = Setup { state: args.state.dir, config, coordinator };
    let outcome = runtime()?.block_on(async {
        let terminate = signals::terminate();
        let agent = start(setup).await.map_err(|error| Failure::failed(&error))?;
        agent
            .supervisor
            .run(terminate, GRACE)
            .await
            .map_err(|error| Failure { code: EX_FAILED, text: format!("{error:#}") })
    });
    tracing::info!(ok = outcome.is_ok(), "the agent ends");
    outcome
}

fn load_config(path: Option<&Path>) -> Result<Config, Failure> {
    let env = std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)));
    Config::load(path, env).map_err(|findings| Failure {
        code: EX_CONFIG,
        text: format!("the configuration is wrong:\n{findings}"),
    })
}

fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    // Two threads: one may look at a large desired state while the other keeps the schedule.
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(&error))
}

/// A reader that went away (`| head`) is no failure.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(&error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn exactly_one_way_to_give_the_token_is_taken() {
        let base = ["nocturne-agent", "enrol", "--coordinator", "a:1", "--state", "/s"];
        let with = |more: &[&str]| Cli::try_parse_from(base.iter().chain(more)).is_ok();

        assert!(with(&["--token", "t"]));
        assert!(with(&["--token-file", "f"]));
        assert!(!with(&[]));
        assert!(!with(&["--token", "t", "--token-file", "f"]));
    }

    #[test]
    fn a_malformed_token_or_address_is_wrong_usage() {
        let args = |coordinator: &str, token: &str| EnrolArgs {
            coordinator: coordinator.to_owned(),
            token: TokenArgs { token: Some(token.to_owned()), token_file: None },
            state: StateArgs { dir: PathBuf::from("/nonexistent") },
        };

        assert_eq!(run_enrol(args("no-port", "t")).err().unwrap().code, EX_USAGE);
        assert_eq!(run_enrol(args("host:1", "noc1.x")).err().unwrap().code, EX_USAGE);
    }
}
