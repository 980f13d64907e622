//! Sorting, compiled once. The standard library's sort is compiled anew for every kind of list and every way to compare,
//! 4 KB in the page each time; here what sorts are places, and the list is put in their order afterwards. That costs time
//! where long lists come in disorder: keys, entries and the rows of exports are sorted by the library's own.

use std::cmp::Ordering;

/// Sorts as a slice's own `sort` does: equal ones stay in their order.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// Sorts as a slice's own `sort_by_key` does: equal ones stay in their order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |one, other| key(one).cmp(&key(other)));
}

/// Sorts as a slice's own `sort_by` does: equal ones stay in their order.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if list.is_sorted_by(|one, other| compare(one, other).is_le()) {
        // Many lists have one entry, or come in order: they need no memory.
        return;
    }
    let mut order: Vec<usize> = (0..list.len()).collect();
    sort_places(&mut order, &|one, other| compare(&list[one], &list[other]));
    // Where each comes from; who is there already points to itself.
    for start in 0..list.len() {
        let mut at = start;
        while order[at] != start {
            let from = order[at];
            list.swap(at, from);
            order[at] = at;
            at = from;
        }
        order[at] = at;
    }
}

/// Sorts places in a list by what stands there: equal ones stay in their order.
#[inline(never)]
pub fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|one, other| compare(*one, *other));
}

#[cfg(test)]
mod tests {
    use super::{sort, sort_by, sort_by_key};

    /// Lists of numbers below `most`, so that there are equal ones.
    fn lists() -> impl Iterator<Item = Vec<(u32, usize)>> {
        (0..200_usize).map(|length| {
            let mut number = length as u32 + 1;
            let next = move |at| {
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (number >> 16 & 31, at)
            };
            (0..length).map(next).collect()
        })
    }

    #[test]
    fn lists_are_sorted_as_the_library_does() {
        for list in lists() {
            let mut expected = list.clone();
            expected.sort_by_key(|(number, _)| *number);
            let mut sorted = list.clone();
            sort_by_key(&mut sorted, |(number, _)| *number);
            assert_eq!(sorted, expected);
            expected.sort_by(|one, other| other.cmp(one));
            sort_by(&mut sorted, |one, other| other.cmp(one));
            assert_eq!(sorted, expected);
            expected.sort();
            sort(&mut sorted);
            assert_eq!(sorted, expected);
        }
    }
}
