//! By what a cell is ordered.

use std::{cmp::Ordering, iter::Peekable, str::Chars};

use jiff::Timestamp;

/// Value of a cell for its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SortKey {
    /// Text, case aside, numbers in it by their value: `web-2` before `web-10`.
    Text(String),
    /// Number.
    Number(f64),
    /// Point in time.
    Time(Timestamp),
    /// Nothing: last in either direction.
    #[default]
    None,
}

impl SortKey {
    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A time; nothing when there is none.
    #[must_use]
    pub fn time(at: Option<Timestamp>) -> Self {
        at.map_or(Self::None, Self::Time)
    }

    /// A number; nothing when it is none.
    #[must_use]
    pub fn number(value: f64) -> Self {
        if value.is_nan() { Self::None } else { Self::Number(value) }
    }

    /// A count. Beyond 2^53 neighbours are equal.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an order of huge counts may be a little wrong")]
    pub fn count(n: u64) -> Self {
        Self::Number(n as f64)
    }

    /// Order in a column. What is nothing is last whatever the direction.
    #[must_use]
    pub fn compare(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::None, Self::None) => return Ordering::Equal,
            (Self::None, _) => return Ordering::Greater,
            (_, Self::None) => return Ordering::Less,
            (Self::Text(a), Self::Text(b)) => natural_compare(a, b),
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Time(a), Self::Time(b)) => a.cmp(b),
            // A column that mixes kinds keeps them together.
            (a, b) => a.kind().cmp(&b.kind()),
        };
        if descending { order.reverse() } else { order }
    }

    const fn kind(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Time(_) => 1,
            Self::Text(_) => 2,
            Self::None => 3,
        }
    }
}

/// Compares texts as people order names: case aside, runs of digits by their value. Texts that differ only in case or in
/// leading zeros are ordered by their bytes, so that the order is total.
#[must_use]
pub fn natural_compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        let order = match (left.peek().copied(), right.peek().copied()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let (x, y) = (digits(&mut left), digits(&mut right));
                x.len().cmp(&y.len()).then_with(|| x.cmp(&y))
            }
            (Some(x), Some(y)) => {
                left.next();
                right.next();
                x.to_lowercase().cmp(y.to_lowercase())
            }
        };
        if order.is_ne() {
            return order;
        }
    }
}

/// Takes a run of digits, without leading zeros.
fn digits(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut run = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if digit != '0' || !run.is_empty() {
            run.push(digit);
        }
    }
    run
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_in_names_count_by_their_value() {
        let mut names =
            ["web-10", "Web-2", "web-2", "web", "10.0.0.9", "10.0.0.10", "a", "B", "web-02", "Ämter"];

        names.sort_by(|a, b| natural_compare(a, b));

        assert_eq!(
            names,
            ["10.0.0.9", "10.0.0.10", "a", "B", "web", "Web-2", "web-02", "web-2", "web-10", "Ämter"]
        );
    }

    #[test]
    fn nothing_is_last_in_both_directions() {
        for descending in [false, true] {
            for key in [SortKey::text("a"), SortKey::Number(0.0), SortKey::Time(Timestamp::UNIX_EPOCH)] {
                assert_eq!(key.compare(&SortKey::None, descending), Ordering::Less);
                assert_eq!(SortKey::None.compare(&key, descending), Ordering::Greater);
            }
        }
        assert_eq!(SortKey::number(f64::NAN), SortKey::None);
        assert_eq!(SortKey::time(None), SortKey::None);
    }

    #[test]
    fn directions_are_opposite() {
        let (small, large) = (SortKey::count(1), SortKey::number(2.0));

        assert_eq!(small.compare(&large, false), Ordering::Less);
        assert_eq!(small.compare(&large, true), Ordering::Greater);
        assert_eq!(SortKey::text("a").compare(&small, false), Ordering::Greater);
    }

    proptest! {
        #[test]
        fn the_natural_order_is_total(a in "[a-cA-C0-2.]{0,6}", b in "[a-cA-C0-2.]{0,6}", c in "[a-cA-C0-2.]{0,6}") {
            prop_assert_eq!(natural_compare(&a, &b), natural_compare(&b, &a).reverse());
            prop_assert_eq!(natural_compare(&a, &b) == Ordering::Equal, a == b);
            if natural_compare(&a, &b).is_le() && natural_compare(&b, &c).is_le() {
                prop_assert!(natural_compare(&a, &c).is_le());
            }
        }
    }
}
