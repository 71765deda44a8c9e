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

    /// True when the row, given as ids of columns and texts of cells, is let through.
    #[must_use]
    pub fn matches<S: AsRef<str>>(&self, cells: &[(&str, S)]) -> bool {
        if self.terms.is_empty() {
            return true;
        }
        let lower: Vec<(&str, String)> =
            cells.iter().map(|(column, text)| (*column, text.as_ref().to_lowercase())).collect();
        self.terms.iter().all(|term| {
            let here = lower
                .iter()
                .filter(|(column, _)| term.column.as_deref().is_none_or(|wanted| wanted == *column))
                .any(|(_, text)| text.contains(&term.word));
            here != term.excluded
        })
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
        Filter::parse(text, &["name", "site", "target", "address"]).matches(&ROW)
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
            prop_assert!(Filter::parse(&word, &["name"]).matches(&[("name", &word)]));
        }
    }
}
