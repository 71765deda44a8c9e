//! What the console weighs.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use super::pack::Packed;

/// Bytes on the wire before the console is there, after brotli.
pub fn first_load(files: &BTreeMap<String, Packed>, first: &BTreeSet<String>) -> usize {
    first.iter().filter_map(|path| files.get(path)).map(Packed::on_the_wire).sum()
}

/// A line per file, heaviest first; a star marks the first load.
pub fn table(files: &BTreeMap<String, Packed>, first: &BTreeSet<String>) -> String {
    let mut rows: Vec<(&String, &Packed)> = files.iter().collect();
    rows.sort_by_key(|(path, file)| (std::cmp::Reverse(file.on_the_wire()), *path));
    let width = rows.iter().map(|(path, _)| path.len() + 2).max().unwrap_or_default();
    let mut text = format!("{:width$} {:>12} {:>12} {:>12}\n", "file", "raw", "gzip", "brotli");
    for (path, file) in rows {
        let mark = if first.contains(path) { " *" } else { "" };
        let size =
            |bytes: &Option<Vec<u8>>| bytes.as_ref().map_or("-".to_owned(), |bytes| grouped(bytes.len()));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:width$} {:>12} {:>12} {:>12}",
            format!("{path}{mark}"),
            grouped(file.raw.len()),
            size(&file.gzip),
            size(&file.brotli),
        );
    }
    text
}

/// The first load against its limits.
pub fn verdict(bytes: usize, budget: usize, goal: usize) -> String {
    let percent = bytes.saturating_mul(100) / budget.max(1);
    let word = match bytes {
        _ if bytes > budget => "ABOVE THE BUDGET",
        _ if bytes > goal => "within the budget",
        _ => "within the goal W1",
    };
    format!(
        "first load (*): {} bytes after brotli, {percent} % of {} (goal W1: {}): {word}",
        grouped(bytes),
        grouped(budget),
        grouped(goal),
    )
}

/// Digits in groups of three.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_page_names_counts() {
        let files =
            BTreeMap::from([file("index.html", 900, 300), file("a.js", 9000, 4000), file("b.txt", 5, 4)]);
        let first = BTreeSet::from(["index.html".to_owned(), "a.js".to_owned()]);

        assert_eq!(first_load(&files, &first), 4300);
        let table = table(&files, &first);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[1].starts_with("a.js *") && lines[1].ends_with(" 4 000"), "{table}");
        assert!(lines[3].starts_with("b.txt  "), "{table}");
    }

    #[test]
    fn a_verdict_says_where_the_limits_are() {
        assert!(
            verdict(1_200_001, 600_000, 300_000).contains("1 200 001 bytes after brotli, 200 % of 600 000")
        );
        assert!(verdict(600_001, 600_000, 300_000).ends_with("ABOVE THE BUDGET"));
        assert!(verdict(600_000, 600_000, 300_000).ends_with("within the budget"));
        assert!(verdict(300_000, 600_000, 300_000).ends_with("within the goal W1"));
    }

    fn file(path: &str, raw: usize, brotli: usize) -> (String, Packed) {
        let file =
            Packed { raw: vec![0; raw], brotli: Some(vec![0; brotli]), gzip: Some(vec![0; brotli + 1]) };
        (path.to_owned(), file)
    }
}
