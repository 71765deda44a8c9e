//! Commands of `nocturne-coordinator`.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::Context as _;

use clap::{Parser, Subcommand};
use nocturne_runtime::{
    exit::{EX_CONFIG, EX_FAILED, EX_USAGE},
    telemetry::{self, LogFormat},
    version,
};
use nocturne_store::{migrate::migrate, signing_key::Rotation};

use crate::{
    app::auth::{key_ring::MIN_KEY_AGE, keys::SigningKeys},
    config::{Config, DEFAULTS},
    dev::{self, DevOptions},
    http::console::Console,
    pki::Kek,
    start::start,
};

/// The coordinator of Nocturne: owns inventory, checks and measurements of a network, and directs its agents.
#[derive(Debug, Parser)]
#[command(
    name = "nocturne-coordinator",
    disable_version_flag = true,
    after_help = "Try it without any configuration: nocturne-coordinator dev --state ./state"
)]
struct Cli {
    /// Print the documented configuration file with every default, and exit.
    #[arg(long)]
    print_defaults: bool,
    /// Print version and source revision, and exit.
    #[arg(long, short = 'V')]
    version: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve agents and the API.
    Serve {
        /// Configuration file; see --print-defaults.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Run a whole coordinator without configuration, on loopback, with a private PostgreSQL.
    Dev {
        /// Folder for everything it keeps; made when it does not exist.
        #[arg(long, value_name = "DIR")]
        state: PathBuf,
        /// Write addresses and, at the first start, the password to this file (JSON, 0600) once everything answers.
        #[arg(long, value_name = "FILE")]
        announce: Option<PathBuf>,
        /// Serve the console from this folder, read at every request, instead of the one in the program.
        #[arg(long, value_name = "DIR")]
        console_dir: Option<PathBuf>,
        /// Which logs, in the form of the variable `RUST_LOG`.
        #[arg(long, default_value = "info", value_name = "FILTER")]
        log: String,
        /// Form of logs: human or json.
        #[arg(long, default_value = "human", value_name = "FORMAT")]
        log_format: LogFormat,
    },
    /// Bring the database schema up to date.
    Migrate {
        /// Configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Look at a configuration file and report everything that is wrong with it.
    CheckConfig {
        /// Configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Sign access tokens with another key from now on; done every 30 days by itself. Nobody is logged out.
    RotateSigningKey {
        /// Configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Accept no access token of the present keys any more, e.g. when they got known: within half a minute every
        /// client must refresh its session.
        #[arg(long)]
        revoke_old: bool,
    },
    /// Make the first organization and its administrator, whose password is shown once.
    Bootstrap {
        /// Configuration file.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

/// Runs the program, which carries `console`.
#[must_use]
pub fn main(console: Console) -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            error.print().ok();
            return if error.use_stderr() { ExitCode::from(EX_USAGE) } else { ExitCode::SUCCESS };
        }
    };
    if cli.version {
        say(&format!("nocturne-coordinator {} ({})\n", env!("CARGO_PKG_VERSION"), version::commit()));
        return ExitCode::SUCCESS;
    }
    if cli.print_defaults {
        say(DEFAULTS);
        return ExitCode::SUCCESS;
    }
    match cli.command {
        None => {
            complain("no command given; try: nocturne-coordinator --help");
            ExitCode::from(EX_USAGE)
        }
        Some(Command::CheckConfig { config }) => match load(&config) {
            Ok(_) => {
                say(&format!("{} is fine\n", config.display()));
                ExitCode::SUCCESS
            }
            Err(code) => code,
        },
        Some(Command::Serve { config }) => {
            with_config(&config, async |config| start(config, console).await?.run().await)
        }
        Some(Command::Migrate { config }) => with_config(&config, run_migrate),
        Some(Command::Bootstrap { config }) => with_config(&config, run_bootstrap),
        Some(Command::RotateSigningKey { config, revoke_old }) => {
            with_config(&config, async |config| run_rotate_signing_key(&config, revoke_old).await)
        }
        Some(Command::Dev { state, announce, console_dir, log, log_format }) => {
            if let Err(error) = telemetry::init(log_format, &log) {
                complain(&crate::config::chain(&error));
                return ExitCode::from(EX_USAGE);
            }
            let options = DevOptions { state, announce, console_dir, log_format, log_filter: log };
            block_on(dev::run(options, console))
        }
    }
}

async fn run_migrate(config: Config) -> anyhow::Result<()> {
    let steps =
        migrate(&config.owner).await.with_context(|| format!("could not use {}", config.owner.describe()))?;
    for step in &steps {
        say(&format!("{step}\n"));
    }
    say(if steps.is_empty() { "the schema was up to date\n" } else { "the schema is up to date\n" });
    Ok(())
}

async fn run_bootstrap(config: Config) -> anyhow::Result<()> {
    use secrecy::ExposeSecret as _;
    let (_, system) = nocturne_store::pool::connect(&config.store)?;
    let made = crate::app::auth::bootstrap::bootstrap_admin(&system, None).await;
    match made.with_context(|| format!("could not use {}", config.store.system.describe()))? {
        Some(admin) => say(&format!(
            "user      {}\npassword  {}   (shown once)\n",
            admin.username,
            admin.password.expose_secret()
        )),
        None => say("there is a user already; nothing was changed\n"),
    }
    Ok(())
}

async fn run_rotate_signing_key(config: &Config, revoke_old: bool) -> anyhow::Result<()> {
    let kek = Kek::load(&config.kek_file)
        .with_context(|| format!("could not load the key-encryption key {}", config.kek_file.display()))?;
    let (_, system) = nocturne_store::pool::connect(&config.store)?;
    let (min_age, n_kept) = if revoke_old { (Duration::ZERO, 0) } else { (MIN_KEY_AGE, 1) };
    let rotated = SigningKeys::rotate(&system, &kek, min_age, n_kept).await;
    match rotated.with_context(|| format!("could not use {}", config.store.system.describe()))? {
        Rotation::Done => say("another key signs access tokens from now on\n"),
        Rotation::Young { age } => anyhow::bail!(
            "the present key is {} s old, and tokens of the one before it may be in use; try again in {} s, or end \
             them at once with --revoke-old",
            age.as_secs(),
            min_age.saturating_sub(age).as_secs() + 1
        ),
    }
    Ok(())
}

fn load(path: &Path) -> Result<Config, ExitCode> {
    Config::load(Some(path), std::env::vars()).map_err(|findings| {
        complain(&format!("{} cannot be used:\n{findings}", path.display()));
        ExitCode::from(EX_CONFIG)
    })
}

fn with_config(path: &Path, run: impl AsyncFnOnce(Config) -> anyhow::Result<()>) -> ExitCode {
    let config = match load(path) {
        Ok(config) => config,
        Err(code) => return code,
    };
    if let Err(error) = telemetry::init(config.log_format, &config.log_filter) {
        complain(&format!("log.filter: {}", crate::config::chain(&error)));
        return ExitCode::from(EX_CONFIG);
    }
    block_on(run(config))
}

fn block_on(task: impl Future<Output = anyhow::Result<()>>) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            complain(&format!("could not start: {error}"));
            return ExitCode::from(EX_FAILED);
        }
    };
    let done = runtime.block_on(task);
    // A thread that waits for a hung program must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::from(EX_FAILED)
        }
    }
}

fn say(text: &str) {
    // A closed pipe (`| head`) is the reader's wish.
    std::io::stdout().write_all(text.as_bytes()).ok();
}

fn complain(text: &str) {
    writeln!(std::io::stderr(), "nocturne-coordinator: {text}").ok();
}
