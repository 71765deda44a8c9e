//! Secrets from a person or from standard input, never from the command line.

use std::io::{BufRead as _, IsTerminal as _};

use crate::error::Error;

/// The next line of standard input; empty at its end.
///
/// # Errors
///
/// [`Error::Read`].
pub(crate) fn line(what: &str) -> Result<String, Error> {
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|source| Error::Read { what: format!("{what} from standard input"), source })?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// Asks on the terminal, without showing what is typed.
///
/// # Errors
///
/// [`Error::Usage`] without a terminal.
pub(crate) fn secret(prompt: &str) -> Result<String, Error> {
    rpassword::prompt_password(prompt).map_err(|error| {
        Error::Usage(format!("there is no terminal to ask for it ({error}); use --password-stdin"))
    })
}

/// A code of a second factor: from the terminal, or the next line of standard input where that is none.
///
/// # Errors
///
/// [`Error::Read`]; [`Error::Usage`] when there is none.
pub(crate) fn code(prompt: &str) -> Result<String, Error> {
    let code =
        if std::io::stdin().is_terminal() { secret(prompt)? } else { line("the code of the second factor")? };
    filled(code, "the code of the second factor")
}

/// A secret that must be there.
///
/// # Errors
///
/// [`Error::Usage`].
pub(crate) fn filled(text: String, what: &str) -> Result<String, Error> {
    if text.is_empty() { Err(Error::Usage(format!("{what} is empty"))) } else { Ok(text) }
}
