/// A parsed pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// One character of a set: of one for a letter that stands for itself.
    Set(Set),
    /// `^`
    Start,
    /// `$`
    End,
    /// `\b`, or `\B` where not.
    Boundary { is: bool },
    /// One after the other; of none: nothing, which is always there.
    Sequence(Vec<Node>),
    /// `a|b`
    Choice(Vec<Node>),
    /// `*`, `+`, `?`, `{n,m}`
    Repeat { node: Box<Node>, least: u32, most: Option<u32>, lazy: bool },
}

/// Characters: ranges, sorted, apart from each other, or all but those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set {
    pub(super) ranges: Vec<(char, char)>,
    pub(super) negated: bool,
}

/// `\d`
pub(super) const DIGITS: &[(char, char)] = &[('0', '9')];
/// `\w`
pub(super) const WORD: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')];
/// `\s`: what JavaScript's `trim()` takes off.
pub(super) const SPACE: &[(char, char)] = &[
    ('\t', '\r'),
    (' ', ' '),
    ('\u{A0}', '\u{A0}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{2000}', '\u{200A}'),
    ('\u{2028}', '\u{2029}'),
    ('\u{202F}', '\u{202F}'),
    ('\u{205F}', '\u{205F}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{FEFF}', '\u{FEFF}'),
];
/// What `.` leaves out: the ends of lines.
pub(super) const LINE_ENDS: &[(char, char)] = &[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')];

impl Node {
    pub(super) fn letter(letter: char) -> Self {
        Self::Set(Set::of(vec![(letter, letter)]))
    }

    /// How many steps an automaton for it has, repetitions written out.
    pub(super) fn weight(&self) -> u64 {
        match self {
            Self::Set(set) => 1 + set.ranges.len() as u64,
            Self::Start | Self::End | Self::Boundary { .. } => 1,
            Self::Sequence(nodes) | Self::Choice(nodes) => {
                nodes.iter().fold(1, |sum: u64, node| sum.saturating_add(node.weight()))
            }
            Self::Repeat { node, least, most, .. } => {
                let times = u64::from(most.unwrap_or(*least).max(1));
                (node.weight() + 1).saturating_mul(times)
            }
        }
    }
}

impl Set {
    /// The characters of some ranges, in any order.
    pub(super) fn of(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::with_capacity(ranges.len());
        for (first, last) in ranges {
            match merged.last_mut() {
                Some((_, end)) if next(*end).is_none_or(|next| first <= next) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        Self { ranges: merged, negated: false }
    }

    /// All characters but those of `ranges`, which are sorted and apart.
    pub(super) fn but(ranges: &[(char, char)]) -> Self {
        Self { ranges: ranges.to_vec(), negated: true }
    }

    /// The characters that are not among `ranges`, which are sorted and apart.
    pub(super) fn complement(ranges: &[(char, char)]) -> Vec<(char, char)> {
        let mut gaps = Vec::with_capacity(ranges.len() + 1);
        let mut from = Some('\0');
        for &(first, last) in ranges {
            if let (Some(from), Some(end)) = (from, before(first))
                && from <= end
            {
                gaps.push((from, end));
            }
            from = next(last);
        }
        gaps.extend(from.map(|from| (from, char::MAX)));
        gaps
    }

    /// Whether no character is in it.
    pub(super) fn is_empty(&self) -> bool {
        if self.negated { self.ranges == [('\0', char::MAX)] } else { self.ranges.is_empty() }
    }

    #[cfg(test)]
    pub(super) fn holds(&self, letter: char) -> bool {
        self.ranges.iter().any(|&(first, last)| (first..=last).contains(&letter)) != self.negated
    }
}

/// The character after another one; surrogates are none.
fn next(letter: char) -> Option<char> {
    (letter..=char::MAX).nth(1)
}

fn before(letter: char) -> Option<char> {
    ('\0'..letter).next_back()
}
