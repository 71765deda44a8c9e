//! Which rows are chosen, by key: the choice stays when rows come, go or are ordered anew.

use std::collections::BTreeSet;

/// How much of what is visible is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Selected {
    /// Nothing.
    None,
    /// Something, not all.
    Some,
    /// Everything.
    All,
}

/// Chosen rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    keys: BTreeSet<String>,
    /// Row that was chosen last: the other end of a range.
    anchor: Option<String>,
}

impl Selection {
    /// True when a row is chosen.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// How many are chosen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// True when nothing is chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Keys that are chosen, in order.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }

    /// Chooses a row, or not any more.
    #[must_use]
    pub fn toggled(mut self, key: &str) -> Self {
        if !self.keys.remove(key) {
            self.keys.insert(key.to_owned());
        }
        self.anchor = Some(key.to_owned());
        self
    }

    /// Chooses everything between the row that was touched last and this one, both included; `visible` is the order on
    /// the screen.
    #[must_use]
    pub fn extended(mut self, visible: &[String], key: &str) -> Self {
        let place = |wanted: &str| visible.iter().position(|visible| visible == wanted);
        let (Some(from), Some(to)) = (self.anchor.as_deref().and_then(place), place(key)) else {
            return self.toggled(key);
        };
        let range = visible.get(from.min(to)..=from.max(to)).unwrap_or_default();
        self.keys.extend(range.iter().cloned());
        self
    }

    /// Chooses all that are visible, or none of them when all are chosen already. What is not visible stays.
    #[must_use]
    pub fn all_toggled(mut self, visible: &[String]) -> Self {
        if self.state(visible) == Selected::All {
            for key in visible {
                self.keys.remove(key);
            }
        } else {
            self.keys.extend(visible.iter().cloned());
        }
        self
    }

    /// Chooses nothing.
    #[must_use]
    pub fn cleared(self) -> Self {
        Self::default()
    }

    /// Forgets what no longer exists.
    #[must_use]
    pub fn kept(mut self, exists: impl Fn(&str) -> bool) -> Self {
        self.keys.retain(|key| exists(key));
        self.anchor = self.anchor.filter(|key| exists(key));
        self
    }

    /// How much of what is visible is chosen.
    #[must_use]
    pub fn state(&self, visible: &[String]) -> Selected {
        match visible.iter().filter(|key| self.keys.contains(*key)).count() {
            0 => Selected::None,
            n if n == visible.len() => Selected::All,
            _ => Selected::Some,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visible() -> Vec<String> {
        ["a", "b", "c", "d"].map(str::to_owned).to_vec()
    }

    fn keys(selection: &Selection) -> Vec<&str> {
        selection.keys().collect()
    }

    #[test]
    fn a_range_goes_either_way_from_the_row_touched_last() {
        let down = Selection::default().toggled("b").extended(&visible(), "d");
        let up = Selection::default().toggled("c").extended(&visible(), "a");
        let no_anchor = Selection::default().extended(&visible(), "c");

        assert_eq!(keys(&down), ["b", "c", "d"]);
        assert_eq!(keys(&up), ["a", "b", "c"]);
        assert_eq!(keys(&no_anchor), ["c"]);
    }

    #[test]
    fn all_chooses_what_is_visible_and_leaves_the_rest() {
        let hidden = Selection::default().toggled("z").toggled("a");
        assert_eq!(hidden.state(&visible()), Selected::Some);

        let all = hidden.all_toggled(&visible());
        assert_eq!((all.state(&visible()), all.len()), (Selected::All, 5));

        let none = all.all_toggled(&visible());
        assert_eq!((none.state(&visible()), keys(&none)), (Selected::None, vec!["z"]));
        assert!(none.cleared().is_empty());
    }

    #[test]
    fn nothing_visible_is_not_everything() {
        assert_eq!(Selection::default().state(&[]), Selected::None);
    }

    #[test]
    fn what_is_gone_is_not_chosen_any_more() {
        let kept = Selection::default().toggled("a").toggled("b").kept(|key| key == "a");

        assert_eq!(keys(&kept), ["a"]);
        assert_eq!(keys(&kept.extended(&visible(), "c")), ["a", "c"]);
    }
}
