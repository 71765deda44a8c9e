//! Rows as files.

use serde_json::{Map, Value};

/// RFC 4180 with a head, CRLF at the end of lines.
///
/// A text that a spreadsheet would take for a formula gets an apostrophe in front: what is exported was partly chosen by
/// strangers (host names, evidence of failures).
#[must_use]
pub fn csv<R, C>(heads: &[C], rows: R) -> String
where
    R: IntoIterator,
    R::Item: AsRef<[C]>,
    C: AsRef<str>,
{
    let mut out = line(heads);
    for row in rows {
        out.push_str(&line(row.as_ref()));
    }
    out
}

fn line<C: AsRef<str>>(cells: &[C]) -> String {
    let mut out = cells.iter().map(|cell| quoted(&harmless(cell.as_ref()))).collect::<Vec<_>>().join(",");
    out.push_str("\r\n");
    out
}

/// OWASP's list of beginnings; a number with a sign is none.
fn harmless(text: &str) -> String {
    let is_dangerous = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_dangerous && text.parse::<f64>().is_err() { format!("'{text}") } else { text.to_owned() }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\r', '\n', ';']) || text.starts_with(' ') || text.ends_with(' ') {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

/// A list of objects, one for each row, with the ids of columns as names.
#[must_use]
pub fn json<R, C>(ids: &[C], rows: R) -> String
where
    R: IntoIterator,
    R::Item: AsRef<[C]>,
    C: AsRef<str>,
{
    let object = |row: &[C]| {
        let cells = ids.iter().zip(row);
        let mut object = Map::new();
        object.extend(cells.map(|(id, cell)| (id.as_ref().to_owned(), Value::from(cell.as_ref()))));
        Value::Object(object)
    };
    let list: Vec<Value> = rows.into_iter().map(|row| object(row.as_ref())).collect();
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_else(|_| "[]".to_owned());
    text.push('\n');
    text
}

/// Name of an exported file: `agents-2025-01-31T080005Z.csv`.
#[must_use]
pub fn file_name(what: &str, at: jiff::Timestamp, extension: &str) -> String {
    let time = jiff::tz::Offset::UTC.to_datetime(at);
    let (date, hour, minute, second) = (time.date(), time.hour(), time.minute(), time.second());
    format!("{what}-{date}T{hour:02}{minute:02}{second:02}Z.{extension}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let rows = [vec!["plain", "a,b"], vec!["say \"hi\"", "two\nlines"], vec!["", " space"]];

        let text = csv(&["Name", "Odd; head"], rows);

        let want =
            "Name,\"Odd; head\"\r\nplain,\"a,b\"\r\n\"say \"\"hi\"\"\",\"two\nlines\"\r\n,\" space\"\r\n";
        assert_eq!(text, want);
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not() {
        let rows = [["=1+2"], ["+cmd|' /C calc'!A0"], ["@SUM(A1)"], ["-1.5"], ["+3"], ["-x"], ["\t=1"]];

        let text = csv(&["v"], rows);

        assert_eq!(text, "v\r\n'=1+2\r\n'+cmd|' /C calc'!A0\r\n'@SUM(A1)\r\n-1.5\r\n+3\r\n'-x\r\n'\t=1\r\n");
    }

    #[test]
    fn json_has_an_object_for_each_row() {
        assert_eq!(json(&["name"], [["a\"b"]]), "[\n  {\n    \"name\": \"a\\\"b\"\n  }\n]\n");
        assert_eq!(json::<[[&str; 1]; 0], &str>(&["name"], []), "[]\n");
    }

    #[test]
    fn file_names_hold_their_time_and_no_colon() {
        let at = "2025-01-31T08:00:05.9Z".parse().unwrap();

        assert_eq!(file_name("agents", at, "csv"), "agents-2025-01-31T080005Z.csv");
    }

    proptest! {
        #[test]
        fn no_cell_leaves_its_place(cells in proptest::collection::vec("[a-z\"', \r\n;=]{0,6}", 1..5)) {
            let heads: Vec<String> = cells.iter().map(|_| "h".to_owned()).collect();
            let text = csv(&heads, [cells.clone()]);

            let (mut quotes, mut fields, mut lines) = (0_usize, 1_usize, 0_usize);
            let body = text.split_once("\r\n").unwrap().1;
            for c in body.chars() {
                match c {
                    '"' => quotes += 1,
                    ',' if quotes % 2 == 0 => fields += 1,
                    '\n' if quotes % 2 == 0 => lines += 1,
                    _ => (),
                }
            }
            prop_assert_eq!((quotes % 2, fields, lines), (0, cells.len(), 1));
        }
    }
}
