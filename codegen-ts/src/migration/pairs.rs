//! Which name was which before: of tables, and of a table's columns.

use std::collections::HashMap;

/// Where each new name comes from.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pairs<'a> {
    /// In the order of the new names: the old name, or `None` for what is new altogether.
    pub(super) sources: Vec<Option<&'a str>>,
    /// Renames, in an order in which none takes a name that is still in use.
    pub(super) renames: Vec<(&'a str, &'a str)>,
    /// Old names that nothing comes from.
    pub(super) gone: Vec<&'a str>,
}

/// Two new names that say they come from the same old one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Clash<'a> {
    pub(super) from: &'a str,
    pub(super) names: [&'a str; 2],
}

/// Finds the source of each new name, given with what its `renamed(from = ..)` says.
///
/// A name that is there already has been renamed before: what the words say then is history. Unless its own name has
/// gone on to another: of `a` → `b` → `c` the first step is new.
///
/// To SQLite, a name in other capitals is the same name: it goes from one to the other without a word.
pub(super) fn pair<'a>(old: &[&'a str], new: &[(&'a str, Option<&'a str>)]) -> Result<Pairs<'a>, Clash<'a>> {
    let in_other_capitals = |name: &str| old.iter().copied().find(|old| *old != name && old.eq_ignore_ascii_case(name));
    let new: Vec<_> = new
        .iter()
        .map(|&(name, from)| (name, if old.contains(&name) { from } else { in_other_capitals(name).or(from) }))
        .collect();
    let mut taken: HashMap<&str, &str> = HashMap::new();
    loop {
        let before = taken.len();
        for &(name, from) in &new {
            let has_moved_on = !old.contains(&name) || taken.contains_key(name);
            let Some(from) = from.filter(|from| has_moved_on && old.contains(from)) else { continue };
            match taken.get(from) {
                None => {
                    taken.insert(from, name);
                }
                Some(other) if *other != name => return Err(Clash { from, names: [*other, name] }),
                Some(_) => {}
            }
        }
        if taken.len() == before {
            break;
        }
    }
    let source = |name: &str, from: Option<&'a str>| {
        from.filter(|from| taken.get(from).is_some_and(|taker| *taker == name))
            .or_else(|| old.iter().copied().find(|old| *old == name && !taken.contains_key(old)))
    };
    let sources: Vec<_> = new.iter().map(|&(name, from)| source(name, from)).collect();
    let gone = old.iter().copied().filter(|old| !sources.contains(&Some(*old))).collect();
    let renames = new.iter().zip(&sources).filter_map(|(&(name, _), source)| source.map(|source| (source, name)));
    let renames = in_order(renames.filter(|(source, name)| source != name).collect());
    Ok(Pairs { sources, renames, gone })
}

/// Renames so that each goes to a free name. A chain ends at a name that nobody had, so there always is a next one.
fn in_order<'a>(mut left: Vec<(&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    let mut ordered = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let next = left.iter().position(|(_, to)| !left.iter().any(|(from, _)| from == to)).unwrap_or(0);
        ordered.push(left.remove(next));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources<'a>(old: &[&'a str], new: &[(&'a str, Option<&'a str>)]) -> Vec<Option<&'a str>> {
        pair(old, new).map_or_else(|clash| panic!("{clash:?}"), |pairs| pairs.sources)
    }

    #[test]
    fn a_name_comes_from_itself_or_from_what_it_says() {
        let pairs = pair(&["a", "b", "c"], &[("a", None), ("x", Some("b")), ("new", None)]);
        assert_eq!(
            pairs,
            Ok(Pairs { sources: vec![Some("a"), Some("b"), None], renames: vec![("b", "x")], gone: vec!["c"] })
        );
    }

    #[test]
    fn a_rename_that_was_done_is_harmless() {
        assert_eq!(sources(&["x"], &[("x", Some("b"))]), [Some("x")]);
        // Even when something new has the old name again, now or later.
        assert_eq!(sources(&["x"], &[("x", Some("b")), ("b", None)]), [Some("x"), None]);
        assert_eq!(sources(&["x", "b"], &[("x", Some("b")), ("b", None)]), [Some("x"), Some("b")]);
    }

    #[test]
    fn a_chain_moves_from_its_end() {
        let pairs = pair(&["a", "b"], &[("b", Some("a")), ("c", Some("b"))]);
        assert_eq!(
            pairs,
            Ok(Pairs { sources: vec![Some("a"), Some("b")], renames: vec![("b", "c"), ("a", "b")], gone: vec![] })
        );
        assert_eq!(sources(&["b", "c"], &[("b", Some("a")), ("c", Some("b"))]), [Some("b"), Some("c")]);
    }

    #[test]
    fn a_name_that_is_taken_over_at_once_is_new() {
        assert_eq!(sources(&["todos"], &[("todos", None), ("tasks", Some("todos"))]), [None, Some("todos")]);
    }

    #[test]
    fn capitals_make_no_other_name() {
        assert_eq!(sources(&["Title"], &[("title", None)]), [Some("Title")]);
        assert_eq!(sources(&["Title"], &[("title", Some("name"))]), [Some("Title")]);
    }

    #[test]
    fn two_heirs_are_one_too_many() {
        let clash = pair(&["a"], &[("x", Some("a")), ("y", Some("a"))]);
        assert_eq!(clash, Err(Clash { from: "a", names: ["x", "y"] }));
    }
}
