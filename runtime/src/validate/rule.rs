use serde_json::{Map, Value, json};

/// One `#[validate(..)]` rule of a column.
///
/// The check is a function pointer beside its parameters, so that a rule that no schema uses is not linked into the Worker.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub spec: Spec,
    check: fn(&Spec, &Value) -> Result<(), Broken>,
}

/// A rule as data: what the TypeScript generator prints and the schema's hash covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spec {
    /// The number of Unicode code points.
    Length { min: Option<u32>, max: Option<u32> },
}

/// How a value broke a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    pub code: &'static str,
    pub message: String,
    pub params: Map<String, Value>,
}

impl Rule {
    /// Checks a value of the column's kind; `null` is never passed.
    ///
    /// # Errors
    /// What is wrong with the value.
    pub fn check(&self, value: &Value) -> Result<(), Broken> {
        (self.check)(&self.spec, value)
    }
}

/// `length(min = .., max = ..)`: the number of code points of a string.
pub const fn length(min: Option<u32>, max: Option<u32>) -> Rule {
    Rule { spec: Spec::Length { min, max }, check: check_length }
}

fn check_length(spec: &Spec, value: &Value) -> Result<(), Broken> {
    let Spec::Length { min, max } = *spec;
    let Some(text) = value.as_str() else {
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
