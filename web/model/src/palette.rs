//! What the palette offers for what was typed.

/// Something the palette leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it leads, unique among all entries.
    pub id: String,
    /// Heading it stands under.
    pub group: Group,
    /// Its name.
    pub title: String,
    /// More to find it by, shown quietly.
    pub detail: String,
    /// More to find it by, not shown.
    pub words: String,
}

/// Headings, in the order in which equals are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Pages.
    Page,
    /// Things to do.
    Action,
    /// Checks.
    Check,
    /// Agents.
    Agent,
    /// What is done at once, without a page.
    Command,
}

impl Group {
    /// Heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Page => "Pages",
            Self::Action => "Actions",
            Self::Check => "Checks",
            Self::Agent => "Agents",
            Self::Command => "Commands",
        }
    }
}

/// How well a text fits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Prefix,
    WordStart,
    Inside,
    Detail,
    Scattered,
}

/// Indexes of the entries that fit, best first, at most `at_most`. With nothing typed everything fits: what was used
/// lately (`recent`, latest first) comes before the rest.
#[must_use]
pub fn rank(entries: &[Entry], typed: &str, recent: &[String], at_most: usize) -> Vec<usize> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<_> = entries
        .iter()
        .enumerate()
        .filter_map(|(index, entry)| {
            let fit = words
                .iter()
                .map(|word| fit(entry, word))
                .try_fold(Fit::Whole, |worst, fit| Some(worst.max(fit?)))?;
            let used = recent.iter().position(|id| *id == entry.id).unwrap_or(usize::MAX);
            Some((fit, used, entry.group, entry.title.len(), index))
        })
        .collect();
    crate::order::sort(&mut found);
    found.into_iter().take(at_most).map(|(.., index)| index).collect()
}

fn fit(entry: &Entry, word: &str) -> Option<Fit> {
    let title = entry.title.to_lowercase();
    if title == word {
        return Some(Fit::Whole);
    }
    if title.starts_with(word) {
        return Some(Fit::Prefix);
    }
    if title.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word)) {
        return Some(Fit::WordStart);
    }
    if title.contains(word) {
        return Some(Fit::Inside);
    }
    if [&entry.detail, &entry.words].into_iter().any(|text| text.to_lowercase().contains(word)) {
        return Some(Fit::Detail);
    }
    scattered(&title, word).then_some(Fit::Scattered)
}

/// True when the letters of `word` stand in `title` in this order.
fn scattered(title: &str, word: &str) -> bool {
    let mut letters = title.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

/// What was used lately, after this was used: latest first, each once, at most `at_most`.
#[must_use]
pub fn used(recent: &[String], id: &str, at_most: usize) -> Vec<String> {
    let before = recent.iter().filter(|held| *held != id).cloned();
    std::iter::once(id.to_owned()).chain(before).take(at_most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(group: Group, title: &str, detail: &str) -> Entry {
        let words = if group == Group::Agent { "rack=7".to_owned() } else { String::new() };
        Entry { id: title.to_owned(), group, title: title.to_owned(), detail: detail.to_owned(), words }
    }

    fn offered(typed: &str, recent: &[&str]) -> Vec<String> {
        let entries = [
            entry(Group::Agent, "ams-edge", "site ams"),
            entry(Group::Check, "web", "https://www.lab.test/"),
            entry(Group::Check, "intranet-web", "http"),
            entry(Group::Page, "Checks", ""),
            entry(Group::Action, "Create a check", ""),
        ];
        let recent: Vec<String> = recent.iter().map(|id| (*id).to_owned()).collect();
        rank(&entries, typed, &recent, 10)
            .into_iter()
            .filter_map(|i| entries.get(i))
            .map(|e| e.title.clone())
            .collect()
    }

    #[test]
    fn a_better_fit_comes_first() {
        assert_eq!(offered("web", &[]), ["web", "intranet-web"]);
        assert_eq!(offered("check", &[]), ["Checks", "Create a check"]);
        assert_eq!(offered("lab.test", &[]), ["web"], "by its detail");
        assert_eq!(offered("rack=7", &[]), ["ams-edge"], "by what is not shown");
        assert_eq!(offered("itw", &[]), ["intranet-web"], "by letters in order");
        assert_eq!(offered("edge ams", &[]), ["ams-edge"], "every word must fit");
        assert_eq!(offered("edge web", &[]), Vec::<String>::new());
    }

    #[test]
    fn with_nothing_typed_the_latest_come_first() {
        assert_eq!(offered("", &["ams-edge", "web"])[..3], ["ams-edge", "web", "Checks"]);
    }

    #[test]
    fn what_was_used_is_kept_once() {
        let recent = used(&["a".to_owned(), "b".to_owned()], "b", 2);
        assert_eq!(recent, ["b", "a"]);
        assert_eq!(used(&recent, "c", 2), ["c", "b"]);
    }
}
