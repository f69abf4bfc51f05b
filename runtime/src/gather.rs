//! Sorted collections, filled one by one.

/// What `collect` does, for the maps and sets of `alloc::collections`: they sort first what they are collected from, and a sort is
/// compiled once more for each kind of iterator, which is 6 kB of a Worker each time.
pub(crate) fn gather<T, C: Default + Extend<T>>(items: impl IntoIterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}
