//! The app's own functions. They run on the server only; TypeScript's validators do not know them.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::validate::{Broken, IntoProblems, Issue, Problem, Rule, Spec};

/// A rule that is a function of the app's: what `custom(path)` becomes, round [`run_custom`].
pub const fn custom_rule(apply: fn(&Spec, &mut Value) -> Result<(), Broken>) -> Rule {
    Rule::new(Spec::Custom, apply)
}

/// Asks `f` about a value, which is read as its Rust type.
///
/// # Errors
/// What `f` refuses with.
///
/// # Examples
/// ```
/// use ferrosync::validate::{self, Rule};
///
/// fn even(number: &i64) -> Result<(), &'static str> {
///     if number % 2 == 0 { Ok(()) } else { Err("must be even") }
/// }
///
/// const EVEN: Rule = validate::custom_rule(|_, value| validate::run_custom::<i64, _>(value, |number| even(number)));
///
/// let broken = EVEN.apply(&mut 3.into()).unwrap_err();
/// assert_eq!((broken[0].code, broken[0].message.as_str()), ("custom", "must be even"));
/// ```
pub fn run_custom<T: DeserializeOwned, E: IntoProblems>(
    value: &Value,
    f: impl Fn(&T) -> Result<(), E>,
) -> Result<(), Broken> {
    refused(f(&read(value)?))
}

/// Asks `f` about a row: an object by the names on the wire, which is read as the collection's struct.
///
/// # Errors
/// What `f` refuses with; paths begin at the row.
///
/// # Examples
/// ```
/// use ferrosync::{schema::*, validate::{self, Problem}};
///
/// sync_collections![
///     #[collection(single_tenant, order_by(id, asc))]
///     pub struct Booking {
///         pub id: Uuid,
///         pub starts_at: Timestamp,
///         pub ends_at: Timestamp,
///     }
/// ];
///
/// fn ends_after_it_starts(booking: &Booking) -> Result<(), Problem> {
///     if booking.starts_at < booking.ends_at {
///         return Ok(());
///     }
///     Err(Problem::new("ends_too_early", "must be later than the start").at("endsAt"))
/// }
///
/// let row = serde_json::json!({ "id": Uuid::nil(), "startsAt": 2, "endsAt": 1 });
/// let issues = validate::run_check::<Booking, _>(&row, ends_after_it_starts).unwrap_err();
/// assert_eq!((issues[0].code, &issues[0].path[..]), ("ends_too_early", &["endsAt".into()][..]));
/// ```
pub fn run_check<Row: DeserializeOwned, E: IntoProblems>(
    row: &Value,
    f: impl Fn(&Row) -> Result<(), E>,
) -> Result<(), Vec<Issue>> {
    read(row).and_then(|row| refused(f(&row))).map_err(issues)
}

/// Asks `f` about one column of a row, by its name on the wire, with the row beside it. Not asked of `null`.
///
/// # Errors
/// What `f` refuses with; paths begin at the column's value.
pub fn run_custom_row<T: DeserializeOwned, Row: DeserializeOwned, E: IntoProblems>(
    row: &Value,
    wire: &str,
    f: impl Fn(&T, &Row) -> Result<(), E>,
) -> Result<(), Vec<Issue>> {
    let Some(value) = row.get(wire).filter(|value| !value.is_null()) else {
        return Ok(());
    };
    let both = read(value).and_then(|value| Ok((value, read(row)?)));
    both.and_then(|(value, row)| refused(f(&value, &row))).map_err(issues)
}

/// A value that has passed its column's type can be read; a row of an adopted table may hold what cannot.
fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Broken> {
    T::deserialize(value).map_err(|_| vec![Problem::new("unreadable", "does not have the expected form")])
}

/// A function that refuses with an empty list has nothing to say against the value.
fn refused<E: IntoProblems>(answer: Result<(), E>) -> Result<(), Broken> {
    match answer.map_err(IntoProblems::into_problems) {
        Err(problems) if !problems.is_empty() => Err(problems),
        _ => Ok(()),
    }
}

fn issues(problems: Vec<Problem>) -> Vec<Issue> {
    problems.into_iter().map(|problem| problem.into_issue(&[])).collect()
}
