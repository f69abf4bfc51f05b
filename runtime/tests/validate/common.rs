use ferrosync::{
    schema::{Collection, Column, Direction, History, Order, Role, Tenancy, Type},
    validate::{self, Check, Issue, Rule, Segment},
};
use serde_json::{Map, Value, json};

/// Applies a rule: the value as it is afterwards, or the one thing that is wrong with it.
pub(crate) fn apply(rule: Rule, value: impl Into<Value>) -> Result<Value, (&'static str, String, Value)> {
    let mut value = value.into();
    match rule.apply(&mut value) {
        Ok(()) => Ok(value),
        Err(mut broken) => {
            assert_eq!(broken.len(), 1, "{broken:?}");
            let problem = broken.remove(0);
            assert_eq!(problem.path, []);
            Err((problem.code, problem.message, Value::Object(problem.params)))
        }
    }
}

pub(crate) fn holds(rule: Rule, value: impl Into<Value>) -> bool {
    apply(rule, value).is_ok()
}

pub(crate) const ID: Column = Column { role: Role::Id, ..Column::new("id", "id", Type::Uuid) };

/// A collection that is nothing but these columns.
pub(crate) const fn collection(columns: &'static [Column], checks: &'static [Check]) -> Collection {
    Collection {
        name: "things",
        table: "things",
        entity: "Thing",
        docs: "",
        tenancy: Tenancy::Single { room: "default" },
        columns,
        order: Order { column: 0, direction: Direction::Asc },
        indexes: &[],
        checks,
        history: History::NONE,
        types: ferrosync::__ts_types![],
    }
}

/// What a column that is called `it` makes of a value.
pub(crate) fn put(column: Column, value: &Value) -> Result<Value, Vec<Issue>> {
    let columns = Box::leak(Box::new([ID, column]));
    let stored = validate::check_insert(&collection(columns, &[]), &json!({ "it": value }));
    stored.map(|mut fields| fields.remove("it").unwrap())
}

/// A required column of this type that is called `it`.
pub(crate) const fn it(ty: Type) -> Column {
    Column::new("it", "it", ty)
}

/// Each issue as `path: code: message {params}`, in order.
pub(crate) fn words(issues: &[Issue]) -> Vec<String> {
    let mut words: Vec<_> = issues.iter().map(describe).collect();
    words.sort();
    words
}

fn describe(Issue { path, code, message, params }: &Issue) -> String {
    let path: Vec<_> = path.iter().map(Segment::to_string).collect();
    let params = if params.is_empty() { String::new() } else { format!(" {}", json!(params)) };
    format!("{}: {code}: {message}{params}", path.join("."))
}

/// What is wrong with a value of `column`, in words; empty where nothing is.
pub(crate) fn refusal(column: Column, value: &Value) -> Vec<String> {
    put(column, value).err().map_or_else(Vec::new, |issues| words(&issues))
}

pub(crate) fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}
