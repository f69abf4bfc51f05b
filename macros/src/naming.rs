//! Names: from Rust's to SQL's and the wire's, and what somebody may have meant.

/// `TodoList` → `todo_list`; a run of capitals is one word (`HTTPLog` → `http_log`).
pub(crate) fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::with_capacity(name.len() + 4);
    for (at, &letter) in letters.iter().enumerate() {
        let after_word = at > 0 && !letters[at - 1].is_ascii_uppercase() && letters[at - 1] != '_';
        let ends_run =
            at > 0 && letters[at - 1].is_ascii_uppercase() && letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (after_word || ends_run) {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// `created_at` → `createdAt`.
pub(crate) fn camel_case(name: &str) -> String {
    let mut words = name.split('_').filter(|word| !word.is_empty());
    let mut camel = words.next().unwrap_or_default().to_owned();
    camel.extend(words.map(capitalized));
    camel
}

/// `todo_list` → `TodoList`.
pub(crate) fn upper_camel_case(name: &str) -> String {
    name.split('_').map(capitalized).collect()
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The word of `words` that `given` most likely stands for, if one is near enough to be meant.
pub(crate) fn nearest<'a>(given: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = snake_case(given);
    words
        .into_iter()
        .map(|word| (strsim::damerau_levenshtein(&given, word), word))
        // Two slips in a long word, one in a shorter one; more is another word.
        .filter(|&(slips, word)| slips <= if word.len().min(given.len()) < 6 { 1 } else { 2 })
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, word)| word)
}

/// Whether it is a name in `snake_case`, of ASCII letters and digits: `todo_lists`.
pub(crate) fn is_snake_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.split('_').all(|word| {
            !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
        })
}

/// Whether it is a name in `UpperCamelCase`, of ASCII letters and digits: `TodoList`.
pub(crate) fn is_upper_camel_case(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// "`a`, `b` and `c`".
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let quoted: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_splits_words_and_runs_of_capitals() {
        for (camel, snake) in [
            ("Todo", "todo"),
            ("TodoList", "todo_list"),
            ("HTTPLog", "http_log"),
            ("D1Migration", "d1_migration"),
            ("softDelete", "soft_delete"),
            ("created_at", "created_at"),
        ] {
            assert_eq!(snake_case(camel), snake);
        }
    }

    #[test]
    fn camel_case_is_serdes() {
        for (snake, camel) in [("id", "id"), ("created_at", "createdAt"), ("line_2", "line2"), ("type_", "type")] {
            assert_eq!(camel_case(snake), camel);
        }
    }

    #[test]
    fn nearest_forgives_slips_but_not_other_words() {
        let words = ["created_at", "id", "title"];
        assert_eq!(nearest("craeted_at", words), Some("created_at"));
        assert_eq!(nearest("createdAt", words), Some("created_at"));
        assert_eq!(nearest("titel", words), Some("title"));
        assert_eq!(nearest("colour", words), None);
    }

    #[test]
    fn listed_reads_like_a_sentence() {
        assert_eq!(listed(["a"]), "`a`");
        assert_eq!(listed(["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
