//! What a mutation does to a room, by the words of the schema alone: no SQL, no groups, one after the other.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use ferrosync::protocol::{MutationRequest, Verb};
use serde_json::{Map, Value, json};

/// A row by its data, its scope and its owner, and whether it hides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) fields: Map<String, Value>,
    pub(crate) hides: bool,
}

/// The rows of a room, by collection and id.
pub(crate) type Rows = BTreeMap<&'static str, BTreeMap<String, Rc<Row>>>;

/// What a mutation changed: by collection, each id, its scope, and whether the row only lost a reference.
pub(crate) type Changes = BTreeMap<&'static str, BTreeSet<(String, Option<String>, bool)>>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    IdTaken,
    NotFound,
    Conflict,
    Unauthenticated,
}

/// The schema's name for a collection.
pub(crate) fn name_of(name: &str) -> &'static str {
    ["boards", "tasks", "notes", "tags"].into_iter().find(|known| *known == name).unwrap()
}

/// Does a mutation, or says why not and changes nothing.
pub(crate) fn apply(rows: &mut Rows, request: &MutationRequest, user: Option<&str>) -> Result<Changes, Refusal> {
    let name = name_of(&request.collection);
    let verb = request.action.verb();
    let items = items(request);
    if verb == Verb::Insert && name == "notes" && user.is_none() {
        return Err(Refusal::Unauthenticated);
    }
    if verb != Verb::Delete && gives_one_slug_twice(&items) {
        return Err(Refusal::Conflict);
    }
    for (id, _) in &items {
        let row = rows.get(name).and_then(|rows| rows.get(id));
        let is_seen =
            row.is_some_and(|row| !row.hides && request.scope.as_ref().is_none_or(|scope| lane(row) == Some(scope)));
        match verb {
            Verb::Insert if row.is_some() => return Err(Refusal::IdTaken),
            Verb::Update | Verb::Delete if !is_seen => return Err(Refusal::NotFound),
            _ => {}
        }
    }
    if verb == Verb::Delete {
        return Ok(delete(rows, name, items.into_iter().map(|(id, _)| id)));
    }
    let mut after = rows.clone();
    for (id, fields) in &items {
        let of_collection = after.entry(name).or_default();
        let mut row =
            of_collection.get(id).map_or_else(|| new(name, id, request.scope.as_deref(), user), |row| Row::clone(row));
        row.fields.extend(fields.clone());
        of_collection.insert(id.clone(), Rc::new(row));
    }
    for (id, fields) in &items {
        if let Some(Value::String(board)) = fields.get("boardId")
            && !after.get("boards").is_some_and(|boards| boards.contains_key(board))
        {
            return Err(Refusal::Conflict);
        }
        // Others have it as they were, or as they become.
        if let Some(slug @ Value::String(_)) = fields.get("slug")
            && [&*rows, &after].into_iter().any(|rows| {
                rows.get("tasks")
                    .is_some_and(|tasks| tasks.iter().any(|(other, row)| other != id && row.fields["slug"] == *slug))
            })
        {
            return Err(Refusal::Conflict);
        }
    }
    let changed = items
        .into_iter()
        .map(|(id, _)| {
            let lane = lane(&after[name][&id]).cloned();
            (id, lane, false)
        })
        .collect();
    *rows = after;
    Ok(BTreeMap::from([(name, changed)]))
}

fn new(name: &str, id: &str, scope: Option<&str>, user: Option<&str>) -> Row {
    let fields = match name {
        "boards" => json!({ "id": id, "title": null }),
        "tasks" => json!({ "id": id, "lane": scope, "boardId": null, "slug": null, "title": null, "points": 0 }),
        "notes" => json!({ "id": id, "ownerId": user, "boardId": null, "text": null }),
        _ => json!({ "id": id, "name": null }),
    };
    Row { fields: fields.as_object().unwrap().clone(), hides: false }
}

fn delete(rows: &mut Rows, name: &'static str, ids: impl Iterator<Item = String>) -> Changes {
    let mut changes = Changes::new();
    let mut change = |name, id: &str, row: &Row, lost| {
        changes.entry(name).or_default().insert((id.to_owned(), lane(row).cloned(), lost));
    };
    for id in ids {
        let of_collection = rows.entry(name).or_default();
        let row = of_collection.remove(&id).unwrap();
        change(name, &id, &row, false);
        if name == "notes" {
            of_collection.insert(id.clone(), Rc::new(Row { hides: true, ..Row::clone(&row) }));
        }
        if name == "boards" {
            let stands_on = |row: &Row| row.fields["boardId"] == *id;
            rows.entry("tasks").or_default().retain(|task, row| {
                if stands_on(row) {
                    change("tasks", task, row, false);
                }
                !stands_on(row)
            });
            for (note, row) in rows.entry("notes").or_default() {
                if stands_on(row) {
                    change("notes", note, row, true);
                    Rc::make_mut(row).fields.insert("boardId".into(), Value::Null);
                }
            }
        }
    }
    changes
}

pub(crate) fn lane(row: &Row) -> Option<&String> {
    match row.fields.get("lane") {
        Some(Value::String(lane)) => Some(lane),
        _ => None,
    }
}

/// The ids and fields of a request's rows.
fn items(request: &MutationRequest) -> Vec<(String, Map<String, Value>)> {
    let payload = &request.payload;
    let items = match payload.get("items").or(payload.get("ids")) {
        Some(items) => items.as_array().unwrap().clone(),
        None => vec![payload.clone()],
    };
    let item = |item: Value| match &item {
        Value::String(id) => (id.clone(), Map::new()),
        item => {
            let id = item["id"].as_str().unwrap().to_owned();
            let fields = if request.action.verb() == Verb::Update { &item["data"] } else { item };
            (id, fields.as_object().unwrap().clone())
        }
    };
    items.into_iter().map(item).collect()
}

/// That is refused whatever else is wrong.
fn gives_one_slug_twice(items: &[(String, Map<String, Value>)]) -> bool {
    let slugs: Vec<_> =
        items.iter().filter_map(|(_, fields)| fields.get("slug").filter(|slug| !slug.is_null())).collect();
    slugs.iter().enumerate().any(|(place, slug)| slugs[..place].contains(slug))
}

/// The rows that a list has, by their ids.
pub(crate) fn listed(rows: &Rows, collection: &str, scope: Option<&str>) -> BTreeMap<String, Rc<Row>> {
    let rows = rows.get(collection).into_iter().flatten();
    let is_in = |row: &Row| !row.hides && scope.is_none_or(|scope| lane(row).is_some_and(|lane| lane == scope));
    rows.filter(|(_, row)| is_in(row)).map(|(id, row)| (id.clone(), Rc::clone(row))).collect()
}
