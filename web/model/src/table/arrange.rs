//! Which rows stand where.

use super::SortKey;

/// Indexes of the rows that are kept, in order. Rows that are equal stay in the order they came in, in either direction.
pub fn arrange(
    n_rows: usize,
    keep: impl Fn(usize) -> bool,
    key: Option<impl Fn(usize) -> SortKey>,
    descending: bool,
) -> Vec<usize> {
    let kept = (0..n_rows).filter(|index| keep(*index));
    let Some(key) = key else { return kept.collect() };
    let mut keyed: Vec<(usize, SortKey)> = kept.map(|index| (index, key(index))).collect();
    crate::order::sort_by(&mut keyed, |(_, a), (_, b)| a.compare(b, descending));
    keyed.into_iter().map(|(index, _)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_stay_as_they_came_in_both_directions() {
        let names = ["b", "a", "b", "", "a"];
        let key = |index: usize| match names[index] {
            "" => SortKey::None,
            name => SortKey::text(name),
        };

        assert_eq!(arrange(5, |_| true, Some(key), false), [1, 4, 0, 2, 3]);
        assert_eq!(arrange(5, |_| true, Some(key), true), [0, 2, 1, 4, 3]);
    }

    #[test]
    fn without_an_order_rows_stay_where_they_are() {
        assert_eq!(arrange(4, |index| index != 2, None::<fn(usize) -> SortKey>, true), [0, 1, 3]);
    }
}
