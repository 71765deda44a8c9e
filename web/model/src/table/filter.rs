//! Which rows a filter text lets through.
//!
//! Words must all be in the row, in any column, case aside. `column:word` looks in one column, when there is one of that
//! name; otherwise it is a word like any other, because addresses hold colons too. `"two words"` stay together, and a minus
//! in front excludes.

/// A filter text, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Term {
    column: Option<String>,
    /// Lower case.
    word: String,
    excluded: bool,
}

impl Filter {
    /// Takes a text apart; `columns` are the ids that `column:word` may name.
    #[must_use]
    pub fn parse(text: &str, columns: &[&str]) -> Self {
        let terms = words(text).into_iter().filter_map(|word| term(&word, columns)).collect();
        Self { terms }
    }

    /// True when it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// True when the row is let through, given as ids of columns and texts of cells, which are lower case already: a table
    /// of a thousand rows is looked through at every key.
    #[must_use]
    pub fn matches<S: AsRef<str>>(&self, cells: &[(&str, S)]) -> bool {
        self.terms.iter().all(|term| {
            let here = cells
                .iter()
                .filter(|(column, _)| term.column.as_deref().is_none_or(|wanted| wanted == *column))
                .any(|(_, text)| text.as_ref().contains(&term.word));
            here != term.excluded
        })
    }

    /// That `site:ams` names no column here, and which ones there are; `None` when every name is one. `https://…` and
    /// addresses name none.
    #[must_use]
    pub fn complaint(&self, columns: &[&str]) -> Option<String> {
        let unknown = self.terms.iter().filter(|term| term.column.is_none()).find_map(|term| {
            let (name, rest) = term.word.split_once(':')?;
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            let is_hex = name.len() <= 4 && name.chars().all(|c| c.is_ascii_hexdigit());
            let is_port = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit());
            (is_name && !is_hex && !is_port && !rest.starts_with("//")).then_some(name)
        })?;
        Some(format!("There is no column {unknown} here; columns are {}.", columns.join(", ")))
    }
}

fn term(word: &str, columns: &[&str]) -> Option<Term> {
    let (excluded, word) = match word.strip_prefix('-') {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, word),
    };
    let named = word.split_once(':').and_then(|(name, rest)| {
        let column = columns.iter().find(|column| column.eq_ignore_ascii_case(name))?;
        Some(((*column).to_owned(), rest))
    });
    let (column, word) = named.map_or((None, word), |(column, rest)| (Some(column), rest));
    let word = word.replace('"', "").to_lowercase();
    // `site:` while it is being typed excludes nothing.
    (!word.is_empty()).then_some(Term { column, word, excluded })
}

/// Splits at spaces outside of quotes; the quotes stay, because `a:"b c"` is one word.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        match words.last_mut() {
            Some(word) if !c.is_whitespace() || quoted => word.push(c),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ROW: [(&str, &str); 4] = [
        ("name", "Web-Front"),
        ("site", "ams"),
        ("target", "https://example.org/"),
        ("address", "2001:db8::1"),
    ];

    fn shown(text: &str) -> bool {
        let lower = ROW.map(|(column, text)| (column, text.to_lowercase()));
        Filter::parse(text, &["name", "site", "target", "address"]).matches(&lower)
    }

    #[test]
    fn all_words_must_be_there_in_any_column() {
        for yes in [
            "",
            "  ",
            "web",
            "FRONT ams",
            "example.org web",
            "2001:db8",
            "https://example",
            "-fra",
            "-",
            "\"",
        ] {
            assert!(shown(yes), "{yes:?}");
        }
        for no in ["web fra", "-web", "-AMS", "frontweb", "\"web ams\""] {
            assert!(!shown(no), "{no:?}");
        }
    }

    #[test]
    fn a_column_in_front_looks_there_only() {
        for yes in
            ["site:ams", "SITE:AMS name:web", "-site:fra", "name:\"web-fr\"", "address:db8::1", "site:"]
        {
            assert!(shown(yes), "{yes:?}");
        }
        for no in ["site:web", "-site:ams", "name:ams", "nowhere:ams"] {
            assert!(!shown(no), "{no:?}");
        }
    }

    #[test]
    fn a_column_that_is_not_there_is_named() {
        let complaint = |text: &str| Filter::parse(text, &["name", "target"]).complaint(&["name", "target"]);

        let want = "There is no column site here; columns are name, target.";
        assert_eq!(complaint("web site:ams").as_deref(), Some(want));
        assert_eq!(complaint("-Site:ams").as_deref(), Some(want));
        for none in
            ["", "web", "name:web", "https://x.org", "2001:db8::1", "fe80::1", "127.0.0.1:80", "db.test:5432"]
        {
            assert_eq!(complaint(none), None, "{none:?}");
        }
    }

    #[test]
    fn only_what_says_nothing_is_empty() {
        assert!(Filter::parse(" site: ", &["site"]).is_empty());
        assert!(!Filter::parse("site:", &[]).is_empty());
    }

    proptest! {
        #[test]
        fn any_text_parses_and_a_word_of_the_row_finds_it(text in ".{0,30}") {
            let filter = Filter::parse(&text, &["name"]);
            prop_assert!(!filter.is_empty() || filter.matches(&ROW));

            let word: String = text.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
            prop_assert!(Filter::parse(&word, &["name"]).matches(&[("name", word.to_lowercase())]));
        }
    }
}
