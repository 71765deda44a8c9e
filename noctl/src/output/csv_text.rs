//! CSV that a spreadsheet cannot be tricked with.

use std::io;

use crate::{error::Error, view::View};

/// Things with a header line, every column.
pub(crate) fn list<V: View>(things: &[V]) -> Result<String, Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write(&mut writer, V::COLUMNS.iter().map(|column| column.name.to_owned()))?;
    for thing in things {
        write(&mut writer, thing.values().iter().map(|value| neutral(value.plain())))?;
    }
    let bytes = writer.into_inner().map_err(|error| Error::Output(error.into_error()))?;
    String::from_utf8(bytes).map_err(|error| Error::Output(io::Error::other(error)))
}

fn write(writer: &mut csv::Writer<Vec<u8>>, cells: impl Iterator<Item = String>) -> Result<(), Error> {
    writer.write_record(cells).map_err(|error| Error::Output(error.into()))
}

/// A cell that a spreadsheet takes as text: whatever could begin a formula gets an apostrophe in front, except plain
/// numbers, which `-1` is.
///
/// Source: OWASP, "CSV Injection".
pub(crate) fn neutral(cell: String) -> String {
    let starts_formula =
        |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let first = cell.trim_start_matches(' ').chars().next();
    if first.is_some_and(starts_formula) && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for (cell, want) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("  =x", "'  =x"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("-0.5", "-0.5"),
            ("web", "web"),
            ("", ""),
        ] {
            assert_eq!(neutral(cell.to_owned()), want);
        }
    }
}
