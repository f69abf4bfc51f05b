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
        /// What follows the bracket too: `})`, `).nullable()`.
        close: String,
    },
}

impl Expr {
    pub(super) fn call(name: &str, arguments: Vec<Self>) -> Self {
        Self::Group { open: format!("{name}("), parts: arguments, close: ")".to_owned() }
    }

    pub(super) fn array(items: Vec<Self>) -> Self {
        Self::Group { open: "[".to_owned(), parts: items, close: "]".to_owned() }
    }

    pub(super) fn object(properties: Vec<Self>) -> Self {
        Self::Group { open: "{".to_owned(), parts: properties, close: "}".to_owned() }
    }

    /// A property of an object; `key` is quoted where it must be.
    pub(super) fn under(self, key: &str) -> Self {
        self.after(&format!("{key}: "))
    }

    /// The same with something behind it: `.nullable()`.
    pub(super) fn then(self, suffix: &str) -> Self {
        match self {
            Self::Atom(text) => Self::Atom(text + suffix),
            Self::Group { open, parts, close } => Self::Group { open, parts, close: close + suffix },
        }
    }

    /// The same with something before it: `export const a = `.
    pub(super) fn after(self, prefix: &str) -> Self {
        match self {
            Self::Atom(text) => Self::Atom(prefix.to_owned() + &text),
            Self::Group { open, parts, close } => Self::Group { open: prefix.to_owned() + &open, parts, close },
        }
    }

    /// The text, where its first line begins at `indent`.
    pub(super) fn print(&self, indent: usize) -> String {
        let line = self.line();
        if fits(&line, indent) { line } else { self.broken(indent) }
    }

    fn broken(&self, indent: usize) -> String {
        let Self::Group { open, parts, close } = self else { return self.line() };
        if let Some((last @ Self::Group { open: inner, .. }, before)) = parts.split_last()
            && !close.starts_with('}')
        {
            // The brackets of the last part are broken instead of ours, where all before it stay on the line.
            let before: String = before.iter().map(|part| part.line() + ", ").collect();
            if fits(&format!("{open}{before}{inner}"), indent) {
                return format!("{open}{before}{}{close}", last.broken(indent));
            }
        }
        let inner = " ".repeat(indent + 2);
        let lines = parts.iter().map(|part| [&inner, part.print(indent + 2).as_str(), ",\n"].concat());
        format!("{open}\n{}{}{close}", lines.collect::<String>(), " ".repeat(indent))
    }

    fn line(&self) -> String {
        match self {
            Self::Atom(text) => text.clone(),
            Self::Group { open, parts, close } => {
                let parts: Vec<_> = parts.iter().map(Self::line).collect();
                let space = if close.starts_with('}') && !parts.is_empty() { " " } else { "" };
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
        Expr::call(name, vec!["a".repeat(36).into(), "b".repeat(36).into()])
    }

    #[test]
    fn what_fits_is_one_line() {
        let options = Expr::object(vec![Expr::array(vec!["1".into()]).under("rules")]);
        assert_eq!(Expr::call("field", vec!["text".into(), options]).print(4), "field(text, { rules: [1] })");
        assert_eq!(Expr::object(vec![]).print(0), "{}");
    }

    #[test]
    fn what_does_not_is_broken_from_the_outside_in() {
        let (a, b) = ("a".repeat(36), "b".repeat(36));
        let alone = Expr::call("field", vec![wide("list")]).under("tags");
        assert_eq!(alone.print(2), format!("tags: field(list({a}, {b}))"));
        assert_eq!(
            alone.print(12),
            format!("tags: field(list(\n              {a},\n              {b},\n            ))")
        );
        let options = Expr::object(vec![Expr::array(vec![wide("range")]).under("rules")]);
        assert_eq!(
            Expr::call("field", vec!["text".into(), options]).print(0),
            format!("field(text, {{\n  rules: [range({a}, {b})],\n}})")
        );
        let object = Expr::object(vec![wide("x"), "y".into()]);
        assert_eq!(object.print(18), format!("{{\n{0}  x({a}, {b}),\n{0}  y,\n{0}}}", " ".repeat(18)));
    }
}
