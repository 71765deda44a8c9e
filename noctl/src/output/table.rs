//! Tables for people.

use comfy_table::{Attribute, Color, ContentArrangement, Table, presets};

use super::Look;
use crate::{
    human,
    view::{Value, View},
};

/// Longest word in a table on a screen: a URL must not push every other column away.
const WORD_SHOWN: usize = 48;

/// What a text means for the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Nothing special.
    Plain,
    /// As it should be.
    Good,
    /// Look at it.
    Warn,
    /// Act.
    Bad,
    /// Says nothing about health.
    Dim,
}

impl Tone {
    /// Shape, so that colour is never alone.
    pub(crate) const fn symbol(self) -> &'static str {
        match self {
            Self::Plain => " ",
            Self::Good => "●",
            Self::Warn => "▲",
            Self::Bad => "✖",
            Self::Dim => "○",
        }
    }

    /// Parameter of the SGR escape sequence (ECMA-48 §8.3.117).
    pub(crate) const fn escape(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Good => Some("32"),
            Self::Warn => Some("33"),
            Self::Bad => Some("31"),
            Self::Dim => Some("2"),
        }
    }
}

/// Text in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Safe for a terminal.
    pub text: String,
    /// What it means.
    pub tone: Tone,
}

/// Things, one in each row.
pub(crate) fn list<V: View>(look: &Look, things: &[V]) -> String {
    let shown: Vec<bool> = V::COLUMNS.iter().map(|column| column.listed).collect();
    let mut table = frame(look);
    table.set_header(
        V::COLUMNS.iter().filter(|column| column.listed).map(|column| comfy_table::Cell::new(column.title)),
    );
    for thing in things {
        let values = thing.values();
        let cells = values.iter().zip(&shown).filter(|(_, shown)| **shown);
        table.add_row(cells.map(|(value, _)| styled(look, brief(look, value))));
    }
    finish(&mut table)
}

/// Things, one in each row of one line; those that are marked stand out by a sign and, with colours, by weight.
pub(crate) fn marked<V: View>(look: &Look, things: &[(V, bool)]) -> String {
    let mut table = frame(look);
    let listed = V::COLUMNS.iter().filter(|column| column.listed);
    table.set_header([" "].into_iter().chain(listed.map(|column| column.title)));
    for (thing, is_marked) in things {
        let sign = comfy_table::Cell::new(if *is_marked { "»" } else { " " });
        let mut cells = vec![sign];
        let values = thing.values();
        let shown = values.iter().zip(V::COLUMNS).filter(|(_, column)| column.listed);
        cells.extend(shown.map(|(value, _)| styled(look, brief(look, value))));
        if *is_marked && look.colour {
            cells = cells.into_iter().map(|cell| cell.add_attribute(Attribute::Bold)).collect();
        }
        let mut row = comfy_table::Row::from(cells);
        row.max_height(1);
        table.add_row(row);
    }
    finish(&mut table)
}

/// One thing, a field in each row.
pub(crate) fn details<V: View>(look: &Look, thing: &V) -> String {
    let rows: Vec<(&str, Value)> = V::COLUMNS.iter().map(|column| column.title).zip(thing.values()).collect();
    self::rows(look, &rows)
}

/// Facts in two columns.
pub(crate) fn rows(look: &Look, rows: &[(&str, Value)]) -> String {
    let mut table = frame(look);
    for (title, value) in rows {
        table.add_row([comfy_table::Cell::new(title), styled(look, value.cell(look))]);
    }
    finish(&mut table)
}

fn frame(look: &Look) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).force_no_tty();
    if look.colour {
        table.enforce_styling();
    }
    match look.width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table
}

/// For a list, where each line is to be compared with the others.
fn brief(look: &Look, value: &Value) -> Cell {
    let cell = value.cell(look);
    if !look.brief {
        return cell;
    }
    Cell { text: human::shortened(&cell.text, WORD_SHOWN), ..cell }
}

fn styled(look: &Look, cell: Cell) -> comfy_table::Cell {
    let drawn = comfy_table::Cell::new(cell.text);
    match cell.tone {
        _ if !look.colour => drawn,
        Tone::Plain => drawn,
        Tone::Good => drawn.fg(Color::Green),
        Tone::Warn => drawn.fg(Color::Yellow),
        Tone::Bad => drawn.fg(Color::Red),
        Tone::Dim => drawn.add_attribute(Attribute::Dim),
    }
}

fn finish(table: &mut Table) -> String {
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.trim_fmt() + "\n"
}
