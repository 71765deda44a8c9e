//! What each command asks, one file per noun.

use std::str::FromStr as _;

use nocturne_shared::{
    label::{Labels, label_check},
    selector::Selector,
};

use crate::{
    cli::{Cli, Command},
    context::Context,
    error::Error,
};

pub(crate) mod agents;
pub(crate) mod api_tokens;
pub(crate) mod audit;
pub(crate) mod checks;
pub(crate) mod completions;
pub(crate) mod gaps;
mod health;
pub(crate) mod man;
pub(crate) mod own;
pub(crate) mod profiles;
pub(crate) mod results;
pub(crate) mod roles;
pub(crate) mod session;
pub(crate) mod settings;
pub(crate) mod states;
mod status;
pub(crate) mod tokens;
pub(crate) mod users;
pub(crate) mod verdicts;
pub(crate) mod watch;
mod whoami;

/// Does what the command line says.
///
/// # Errors
///
/// Why it was not done.
pub(crate) async fn run(mut cli: Cli) -> Result<(), Error> {
    // Needs neither profile nor coordinator.
    match &cli.command {
        Command::Completions(arguments) => return completions::run(arguments),
        Command::Man(arguments) => return man::run(arguments),
        _ => {}
    }
    if let Command::Login(arguments) = &mut cli.command {
        arguments.hand_over(&mut cli.global);
    }
    let context = Context::new(cli.global)?;
    match cli.command {
        Command::Profiles(command) => profiles::run(&context, command).await,
        Command::Health => health::run(&context).await,
        Command::Verdicts(arguments) => verdicts::run(&context, arguments).await,
        Command::Login(arguments) => session::login(&context, arguments).await,
        Command::Logout => session::logout(&context).await,
        Command::Whoami => whoami::run(&context).await,
        Command::Passwd(arguments) => own::passwd(&context, arguments).await,
        Command::Totp(command) => own::totp(&context, command).await,
        Command::Sessions(command) => own::sessions(&context, command).await,
        Command::Users(command) => users::run(&context, command).await,
        Command::Roles(command) => roles::run(&context, command).await,
        Command::Permissions => roles::permissions(&context).await,
        Command::Status => status::run(&context).await,
        Command::Agents(command) => agents::run(&context, command).await,
        Command::Tokens(command) => tokens::run(&context, command).await,
        Command::ApiTokens(command) => api_tokens::run(&context, command).await,
        Command::Audit(command) => audit::run(&context, command).await,
        Command::Checks(command) => checks::run(&context, command).await,
        Command::Settings(command) => settings::run(&context, command).await,
        Command::Results(arguments) => results::run(&context, arguments).await,
        Command::States(arguments) => states::run(&context, arguments).await,
        Command::Gaps(arguments) => gaps::run(&context, arguments).await,
        Command::Watch(arguments) => watch::run(&context, arguments).await,
        Command::Completions(_) | Command::Man(_) => Ok(()),
    }
}

/// Lists of things that can be long.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct ListArgs {
    /// Show at most so many.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// Reads a selector, for clap.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parse_selector(text: &str) -> Result<String, String> {
    Selector::from_str(text).map(|_selector| text.to_owned()).map_err(|error| error.to_string())
}

/// Reads `NAME=VALUE`, for clap.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parse_label(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| "write NAME=VALUE".to_owned())?;
    label_check(name, value)?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Labels by name.
///
/// # Errors
///
/// [`Error::Usage`] when one is given twice.
pub(crate) fn labels(pairs: Vec<(String, String)>) -> Result<Labels, Error> {
    let mut labels = Labels::new();
    for (name, value) in pairs {
        if labels.insert(name.clone(), value).is_some() {
            return Err(Error::Usage(format!("label {name} is given twice")));
        }
    }
    Ok(labels)
}

/// Reads an id that makes a repetition harmless, for clap.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn parse_request_id(text: &str) -> Result<String, String> {
    if (1..=128).contains(&text.len()) && text.bytes().all(|byte| (b'!'..=b'~').contains(&byte)) {
        Ok(text.to_owned())
    } else {
        Err("give 1 to 128 printable ASCII characters without blanks".to_owned())
    }
}
