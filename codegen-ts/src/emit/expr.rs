//! Expressions of TypeScript, broken into lines where one line would be too wide.

use super::imports::WIDTH;

/// A call, an object or an array, or what has no parts.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Atom(String),
    Group {
        /// Up to and with the bracket: `field(`, `{`, `min: [`.
        open: String,
        parts: Vec<Expr>,
        close: &'static str,
    },
}

impl Expr {
    pub(super) fn call(name: &str, arguments: Vec<Self>) -> Self {
        Self::Group { open: format!("{name}("), parts: arguments, close: ")" }
    }

    pub(super) fn array(items: Vec<Self>) -> Self {
        Self::Group { open: "[".to_owned(), parts: items, close: "]" }
    }

    pub(super) fn object(properties: Vec<Self>) -> Self {
        Self::Group { open: "{".to_owned(), parts: properties, close: "}" }
    }

    /// A property of an object; `key` is quoted where it must be.
    pub(super) fn under(self, key: &str) -> Self {
        match self {
            Self::Atom(text) => Self::Atom(format!("{key}: {text}")),
            Self::Group { open, parts, close } => Self::Group { open: format!("{key}: {open}"), parts, close },
        }
    }

    /// The text, where its first line begins at `indent`.
    pub(super) fn print(&self, indent: usize) -> String {
        let line = self.line();
        match self {
            Self::Group { open, parts, close } if !fits(&line, indent) => match parts.as_slice() {
                // What is alone in its brackets is broken inside of itself.
                [only @ Self::Group { .. }] if *close != "}" => format!("{open}{}{close}", only.print(indent)),
                parts => {
                    let inner = " ".repeat(indent + 2);
                    let lines = parts.iter().map(|part| [&inner, part.print(indent + 2).as_str(), ",\n"].concat());
                    format!("{open}\n{}{}{close}", lines.collect::<String>(), " ".repeat(indent))
                }
            },
            _ => line,
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Group { open, parts, close } => {
                let parts: Vec<_> = parts.iter().map(Self::line).collect();
                let space = if *close == "}" && !parts.is_empty() { " " } else { "" };
                format!("{open}{space}{}{space}{close}", parts.join(", "))
            }
        }
    }
}

impl From<&str> for Expr {
    fn from(text: &str) -> Self {
        Self::Atom(text.to_owned())
    }
}

impl From<String> for Expr {
    fn from(text: String) -> Self {
        Self::Atom(text)
    }
}

/// With the comma that follows.
fn fits(line: &str, indent: usize) -> bool {
    indent + line.chars().count() < WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(name: &str) -> Expr {
        Expr::call(name, vec!["a".repeat(40).into(), "b".repeat(40).into()])
    }

    #[test]
    fn what_fits_is_one_line() {
        let options = Expr::object(vec![Expr::array(vec!["1".into()]).under("rules")]);
        assert_eq!(Expr::call("field", vec!["text".into(), options]).print(4), "field(text, { rules: [1] })");
        assert_eq!(Expr::object(vec![]).print(0), "{}");
    }

    #[test]
    fn what_does_not_is_broken_from_the_outside_in() {
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let alone = Expr::call("field", vec![wide("list")]).under("tags");
        assert_eq!(alone.print(2), format!("tags: field(list({a}, {b}))"));
        assert_eq!(
            alone.print(12),
            format!("tags: field(list(\n              {a},\n              {b},\n            ))")
        );
        let object = Expr::object(vec![wide("x"), "y".into()]);
        assert_eq!(object.print(90).lines().next(), Some("{"));
        assert_eq!(object.print(10), format!("{{\n            x({a}, {b}),\n            y,\n          }}"));
    }
}
