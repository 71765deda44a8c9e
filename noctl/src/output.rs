//! Printing: one way for tables, JSON, YAML and CSV.
//!
//! Answers go to standard output, everything said about them to standard error, so that a pipe holds only data. A closed
//! pipe (`noctl … | head`) ends the program quietly.

use std::io::{self, IsTerminal as _, Write as _};

use nocturne_shared::time::Timestamp;
use serde::Serialize;

use crate::{
    error::Error,
    human,
    view::{Value, View},
};

mod csv_text;
mod table;

pub(crate) use table::{Cell, Tone};

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// Fields as in the API.
    Json,
    /// Fields as in the API.
    Yaml,
    /// One line for each thing, RFC 4180.
    Csv,
}

/// What the reader's screen can show.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// The moment ages are counted to.
    pub now: Timestamp,
    /// Statuses carry a shape.
    pub symbols: bool,
    /// Statuses carry a colour.
    pub colour: bool,
    /// Columns of the screen; `None` is no screen, where nothing is wrapped.
    pub width: Option<u16>,
    /// Lines of the screen.
    pub height: Option<u16>,
    /// Long lists and long words are cut.
    pub brief: bool,
}

impl Look {
    /// Looks at standard output. `no_color` is the wish of the person (no-color.org).
    pub(crate) fn of_stdout(no_color: bool) -> Self {
        let stdout = io::stdout();
        let is_screen = stdout.is_terminal();
        let size = if is_screen { rustix::termios::tcgetwinsize(&stdout).ok() } else { None };
        let size = size.filter(|size| size.ws_col > 0 && size.ws_row > 0);
        Self {
            now: Timestamp::now(),
            symbols: is_screen,
            colour: is_screen && !no_color,
            width: size.map(|size| size.ws_col),
            height: size.map(|size| size.ws_row),
            brief: is_screen,
        }
    }

    /// A status word, with its shape on a screen.
    pub(crate) fn status(&self, word: &str, tone: Tone) -> String {
        if self.symbols { format!("{} {word}", tone.symbol()) } else { word.to_owned() }
    }

    /// Text in the colour of its tone.
    pub(crate) fn paint(&self, text: &str, tone: Tone) -> String {
        match tone.escape() {
            Some(escape) if self.colour => format!("\u{1b}[{escape}m{text}\u{1b}[0m"),
            _ => text.to_owned(),
        }
    }
}

/// Where answers go.
#[derive(Debug)]
pub(crate) struct Output {
    /// How.
    pub format: Format,
    /// On what.
    pub look: Look,
}

impl Output {
    /// Prints things of one kind.
    ///
    /// # Errors
    ///
    /// [`Error::Output`] when they cannot be written.
    pub(crate) fn list<V: View>(&self, things: &[V]) -> Result<(), Error> {
        if things.is_empty() && self.format == Format::Table {
            note(V::EMPTY);
            return Ok(());
        }
        put(&render_list(self.format, &self.look, things)?)
    }

    /// Prints one thing with all its fields.
    ///
    /// # Errors
    ///
    /// As [`Output::list`].
    pub(crate) fn one<V: View>(&self, thing: &V) -> Result<(), Error> {
        let look = Look { brief: false, ..self.look.clone() };
        put(&render_one(self.format, &look, thing, || table::details(&look, thing))?)
    }

    /// Prints one thing; people get `text` for it.
    ///
    /// # Errors
    ///
    /// As [`Output::list`].
    pub(crate) fn told<V: View>(&self, thing: &V, text: impl FnOnce(&Look) -> String) -> Result<(), Error> {
        put(&render_one(self.format, &self.look, thing, || text(&self.look))?)
    }

    /// Says that something is done; programs get `fact`.
    ///
    /// # Errors
    ///
    /// As [`Output::list`].
    pub(crate) fn done(&self, fact: &impl Serialize, text: &str) -> Result<(), Error> {
        match self.format {
            Format::Table | Format::Csv => put(&format!("{}\n", human::clean(text))),
            Format::Json | Format::Yaml => put(&document(self.format, fact)?),
        }
    }

    /// Prints a document that is not a table; `None` when the format wants rows.
    ///
    /// # Errors
    ///
    /// As [`Output::list`].
    pub(crate) fn document(&self, fact: &impl Serialize) -> Result<Option<()>, Error> {
        match self.format {
            Format::Table | Format::Csv => Ok(None),
            Format::Json | Format::Yaml => put(&document(self.format, fact)?).map(Some),
        }
    }
}

/// Renders things of one kind.
///
/// # Errors
///
/// [`Error::Output`] when a value cannot be serialised.
pub(crate) fn render_list<V: View>(format: Format, look: &Look, things: &[V]) -> Result<String, Error> {
    match format {
        Format::Table => Ok(table::list(look, things)),
        Format::Csv => csv_text::list(things),
        Format::Json | Format::Yaml => document(format, &things),
    }
}

pub(crate) fn render_one<V: View>(
    format: Format,
    _look: &Look,
    thing: &V,
    text: impl FnOnce() -> String,
) -> Result<String, Error> {
    match format {
        Format::Table => Ok(text()),
        Format::Csv => csv_text::list(std::slice::from_ref(thing)),
        Format::Json | Format::Yaml => document(format, thing),
    }
}

/// Facts in two columns, for people.
pub(crate) fn facts(look: &Look, rows: &[(&str, Value)]) -> String {
    table::rows(&Look { brief: false, ..look.clone() }, rows)
}

/// Things with a mark at those that have just changed, one line each, for people.
pub(crate) fn marked<V: View>(look: &Look, things: &[(V, bool)]) -> String {
    table::marked(look, things)
}

/// One line of JSON, for streams.
///
/// # Errors
///
/// As [`render_list`].
pub(crate) fn json_line(fact: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(fact).map(|line| line + "\n").map_err(|error| Error::Output(error.into()))
}

fn document(format: Format, fact: &impl Serialize) -> Result<String, Error> {
    if format == Format::Yaml {
        return serde_norway::to_string(fact).map_err(|error| Error::Output(io::Error::other(error)));
    }
    serde_json::to_string_pretty(fact).map(|text| text + "\n").map_err(|error| Error::Output(error.into()))
}

/// Writes to standard output.
///
/// # Errors
///
/// [`Error::Output`] when it cannot be written.
pub(crate) fn put(text: &str) -> Result<(), Error> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()).map_err(Error::Output)
}

/// Says something beside the answer. There is nobody left to tell when that fails.
pub(crate) fn note(text: &str) {
    writeln!(io::stderr(), "{}", human::clean(text)).ok();
}

/// Says what went wrong. A reader that went away is not told.
pub(crate) fn complain(error: &Error) {
    if !error.is_closed_pipe() {
        writeln!(io::stderr(), "{}", error.report()).ok();
    }
}

#[cfg(test)]
mod tests;
