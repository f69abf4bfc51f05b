use serde_json::{Map, Value, json};

/// One rule of a `#[validate(..)]`: a transform, or a condition that a value keeps.
///
/// What it does is a function pointer beside its parameters, so that a rule that no schema uses is not linked into the Worker.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub spec: Spec,
    /// `message = ".."`: said instead of the rule's own words.
    pub message: Option<&'static str>,
    apply: fn(&Spec, &mut Value) -> Result<(), Broken>,
}

/// A rule as data: what the TypeScript generator prints and the schema's hash covers.
#[derive(Debug, Clone, Copy)]
pub enum Spec {
    /// Takes JavaScript's white space off both ends.
    Trim,
    Lowercase,
    Uppercase,
    /// The number of Unicode code points.
    Length {
        min: Option<u32>,
        max: Option<u32>,
    },
    Email,
    Url,
    Uuid,
    /// A regular expression of the subset that Rust and JavaScript share, found anywhere in the text.
    Pattern {
        /// As the schema has it: what messages name.
        given: &'static str,
        /// The same for regex-lite ..
        rust: &'static str,
        /// .. and for JavaScript with the flag `u`.
        js: &'static str,
    },
    StartsWith(&'static str),
    EndsWith(&'static str),
    Contains(&'static str),
    /// Of a text or a whole number.
    OneOf(&'static [Literal]),
    /// Of a number.
    Range {
        min: Option<Bound>,
        max: Option<Bound>,
    },
    MultipleOf(Number),
    /// Of a double: that it has no fraction.
    Int,
    /// The number of an array's items.
    Items {
        min: Option<u32>,
        max: Option<u32>,
    },
    /// Of an array: what each item keeps.
    Each(&'static [Rule]),
    /// The app's own function: on the server only.
    Custom,
}

/// A limit of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    pub value: Number,
    /// Whether the limit itself is within the range.
    pub inclusive: bool,
}

/// A number of a rule, as the schema has it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    Int(i64),
    Real(f64),
}

/// A value of `one_of(..)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Literal {
    Int(i64),
    Text(&'static str),
}

/// How a value broke a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    pub code: &'static str,
    pub message: String,
    pub params: Map<String, Value>,
}

/// A rule over whole rows: `check(..)` of a collection, or a column's `custom(.., row)`.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// The column that it is about, by its name on the wire.
    pub column: Option<&'static str>,
    /// `message = ".."`: said instead of what the function says.
    pub message: Option<&'static str>,
    /// Looks at a row as it is about to be stored, an object by the names on the wire, private columns among them.
    pub run: fn(&Value) -> Result<(), Vec<super::Issue>>,
}

impl Rule {
    /// Transforms a value of the column's type, or checks it; `null` is never passed.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn apply(&self, value: &mut Value) -> Result<(), Broken> {
        (self.apply)(&self.spec, value).map_err(|broken| match self.message {
            Some(message) => Broken { message: message.to_owned(), ..broken },
            None => broken,
        })
    }

    /// The same rule, which says `message` where it is broken.
    #[must_use]
    pub const fn with_message(self, message: &'static str) -> Self {
        Self { message: Some(message), ..self }
    }
}

/// `length(min = .., max = ..)`: the number of code points of a string.
pub const fn length(min: Option<u32>, max: Option<u32>) -> Rule {
    Rule { spec: Spec::Length { min, max }, message: None, apply: check_length }
}

fn check_length(spec: &Spec, value: &mut Value) -> Result<(), Broken> {
    let (&Spec::Length { min, max }, Some(text)) = (spec, value.as_str()) else {
        return Ok(());
    };
    let count = text.chars().count();
    if let Some(min) = min.filter(|&min| count < min as usize) {
        return Err(Broken::new("too_short", format!("must have at least {}", characters(min)), "min", min));
    }
    if let Some(max) = max.filter(|&max| count > max as usize) {
        return Err(Broken::new("too_long", format!("must have at most {}", characters(max)), "max", max));
    }
    Ok(())
}

fn characters(count: u32) -> String {
    if count == 1 { "1 character".to_owned() } else { format!("{count} characters") }
}

impl Broken {
    fn new(code: &'static str, message: String, param: &str, value: u32) -> Self {
        Self { code, message, params: Map::from_iter([(param.to_owned(), json!(value))]) }
    }
}
