use serde_json::{Map, Value};

use super::{Issue, Segment};

/// What is wrong with a value, in the words of a rule or of the app's own function.
///
/// A function that `custom(..)` or `check(..)` names may refuse with a text alone, which is a problem with the code
/// `custom`, or say more:
///
/// ```
/// use ferrosync::validate::Problem;
///
/// fn in_stock(amount: &i64) -> Result<(), &'static str> {
///     if *amount <= 100 { Ok(()) } else { Err("must be at most what is in stock") }
/// }
///
/// fn not_reserved(name: &str) -> Result<(), Problem> {
///     if name != "admin" { Ok(()) } else { Err(Problem::new("reserved_name", "is reserved").with("name", name)) }
/// }
/// # assert!(in_stock(&100).is_ok() && not_reserved("mia").is_ok());
/// ```
///
/// An error type of the app's own does as well, once it is `Into<Problem>`.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Stable, in `snake_case`: what programs look at.
    pub code: &'static str,
    /// English, lower case, without the column's name: `must be at most what is in stock`.
    pub message: String,
    /// What the message speaks of, for texts in other languages.
    pub params: Map<String, Value>,
    /// Where, from what was checked: empty for the value or the row itself.
    pub path: Vec<Segment>,
}

impl Problem {
    /// A problem of the whole value, without parameters.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), params: Map::new(), path: Vec::new() }
    }

    /// The same with one parameter more.
    #[must_use]
    pub fn with(mut self, param: &str, value: impl Into<Value>) -> Self {
        self.params.insert(param.to_owned(), value.into());
        self
    }

    /// The same, one step further inside: a column or a field by its name on the wire, an item by its index.
    ///
    /// ```
    /// use ferrosync::validate::Problem;
    ///
    /// let problem = Problem::new("unknown_country", "is no country").at("address").at("country");
    /// assert_eq!(problem.path, ["address".into(), "country".into()]);
    /// ```
    #[must_use]
    pub fn at(mut self, step: impl Into<Segment>) -> Self {
        self.path.push(step.into());
        self
    }

    /// The same, seen from further outside.
    pub(super) fn under(mut self, step: impl Into<Segment>) -> Self {
        self.path.insert(0, step.into());
        self
    }

    /// The issue of an input in which what was checked stands at `base`.
    pub(super) fn into_issue(self, base: &[Segment]) -> Issue {
        let Self { code, message, params, path } = self;
        Issue { path: [base, &path].concat(), code, message, params }
    }
}

impl From<&'static str> for Problem {
    fn from(message: &'static str) -> Self {
        Self::new("custom", message)
    }
}

impl From<String> for Problem {
    fn from(message: String) -> Self {
        Self::new("custom", message)
    }
}

/// How a value broke a rule: one problem, or several of `each(..)` and of the app's functions.
pub type Broken = Vec<Problem>;

/// What the app's own functions refuse with: a [`Problem`], what becomes one, or a `Vec` of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say what is wrong with a value",
    label = "not the error of a rule",
    note = "the functions of `custom(..)` and `check(..)` give `Result<(), E>`, where E is `&'static str`, `String`, \
            `ferrosync::validate::Problem`, a type of yours that is `Into<Problem>`, or a `Vec` of one of these"
)]
pub trait IntoProblems {
    /// All of them, none where there is nothing to say.
    fn into_problems(self) -> Vec<Problem>;
}

impl<E: Into<Problem>> IntoProblems for E {
    fn into_problems(self) -> Vec<Problem> {
        vec![self.into()]
    }
}

impl<E: Into<Problem>> IntoProblems for Vec<E> {
    fn into_problems(self) -> Vec<Problem> {
        self.into_iter().map(Into::into).collect()
    }
}
