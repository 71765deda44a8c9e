//! Words for a POSIX shell.

/// A word as a shell reads it back; as it is when nothing in it means anything to one.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:/@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A text as the standard input of the command in front of it; the mark at its end stands in no line of it.
#[must_use]
pub fn here_document(text: &str, mark: &str) -> String {
    let mut mark = mark.to_owned();
    while text.lines().any(|line| line == mark) {
        mark.push('_');
    }
    format!("<<'{mark}'\n{}\n{mark}", text.trim_end_matches('\n'))
}

/// A command, on lines of its own when it is long.
#[derive(Debug, Clone)]
pub(super) struct Words {
    start: String,
    rest: Vec<String>,
}

/// Longest command in one line, characters.
const ONE_LINE: usize = 100;

impl Words {
    pub(super) fn new(start: impl Into<String>) -> Self {
        Self { start: start.into(), rest: Vec::new() }
    }

    /// Adds something that the shell shall look at.
    pub(super) fn bare(mut self, text: impl Into<String>) -> Self {
        self.rest.push(text.into());
        self
    }

    /// Adds an option with its value. A value with a minus in front is tied to it, or it would be an option itself.
    pub(super) fn option(self, name: &str, value: &str) -> Self {
        let tie = if value.starts_with('-') && name.starts_with("--") { "=" } else { " " };
        self.bare(format!("{name}{tie}{}", quoted(value)))
    }

    /// Adds an option once for each value.
    pub(super) fn options<S: AsRef<str>>(self, name: &str, values: &[S]) -> Self {
        values.iter().fold(self, |words, value| words.option(name, value.as_ref()))
    }

    /// Adds an option when there is a value.
    pub(super) fn given(self, name: &str, value: Option<String>) -> Self {
        match value {
            Some(value) => self.option(name, &value),
            None => self,
        }
    }

    /// Adds a switch when it is on.
    pub(super) fn switch(self, name: &str, on: bool) -> Self {
        if on { self.bare(name) } else { self }
    }

    /// In one line, whatever its length: a here document follows.
    pub(super) fn done_in_line(self) -> String {
        std::iter::once(self.start).chain(self.rest).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn done(self) -> String {
        let length = self.start.len() + self.rest.iter().map(|word| word.len() + 1).sum::<usize>();
        let gap = if length <= ONE_LINE { " " } else { " \\\n  " };
        std::iter::once(self.start).chain(self.rest).collect::<Vec<_>>().join(gap)
    }
}
