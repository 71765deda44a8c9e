//! Order, for a program that goes over the wire.
//!
//! The standard library compiles its sort anew for every type, some four kilobytes each time, and so does collecting
//! into a tree. What is sorted here are places, by a comparison that is called through a pointer, and then what stands in
//! them is moved.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// Sorts. What is equal stays in the order it came in.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let mut places = sorted_places(items.len(), &|a, b| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    put(&mut places, &mut |a, b| items.swap(a, b));
}

/// Sorts by a key. What is equal stays in the order it came in.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts.
pub fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// Collects into a map; the last of several values for a key counts.
pub fn map<K: Ord, V>(pairs: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in pairs {
        map.insert(key, value);
    }
    map
}

/// Collects into a set.
pub fn set<T: Ord>(items: impl IntoIterator<Item = T>) -> BTreeSet<T> {
    let mut set = BTreeSet::new();
    for item in items {
        set.insert(item);
    }
    set
}

/// Where each item goes.
fn sorted_places(n_items: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..n_items).collect();
    order.sort_by(|a, b| compare(*a, *b));
    let mut places = vec![0; n_items];
    for (place, item) in order.into_iter().enumerate() {
        if let Some(goes_to) = places.get_mut(item) {
            *goes_to = place;
        }
    }
    places
}

/// Brings everything to its place; each swap brings one there.
fn put(places: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for index in 0..places.len() {
        while let Some(place) = places.get(index).copied().filter(|place| *place != index) {
            swap(index, place);
            places.swap(index, place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_sorts_as_the_standard_library_does() {
        let mut random = 7_u32;
        for n_items in 0..60_u32 {
            let items: Vec<(u32, u32)> = (0..n_items)
                .map(|index| {
                    random = random.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                    ((random >> 16) % 9, index)
                })
                .collect();
            let (mut ours, mut theirs) = (items.clone(), items);

            sort_by(&mut ours, |a, b| a.0.cmp(&b.0));
            theirs.sort_by_key(|item| item.0);

            assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn what_comes_last_counts() {
        assert_eq!(map([("a", 1), ("b", 2), ("a", 3)]), BTreeMap::from([("a", 3), ("b", 2)]));
        assert_eq!(set([2, 1, 2]), BTreeSet::from([1, 2]));
    }
}
