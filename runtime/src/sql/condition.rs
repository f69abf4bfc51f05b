//! What must hold for a mutation to get into the log, each a small query of its own.
//!
//! What a condition looks at stands in the member's `p`, under the condition's tag: lists of `[blame, id, ..]`. The blame is the
//! room's number for what it will say; SQL knows no words.

use core::fmt;

use super::{
    row,
    sweep::{self, Edge},
};
use crate::schema::{Collection, Column, Index, Schema};

/// Numbers are collections by their place in the schema, and indexes by their place in the collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Condition {
    /// No row has these ids, deleted ones included.
    Absent(usize),
    /// Rows with these ids are there, and in the mutation's scope.
    Present(usize),
    /// Rows with these ids, where they are there, have this user in the collection's column: `[blame, id, user]`.
    Owned(usize, usize),
    /// Rows with these ids are there to be referenced.
    Parent(usize),
    /// No other row has these values: `[blame, id, value ..]`.
    Free(usize, usize),
    /// The same, but for rows that the same mutation takes them from: those that its `f` names under this condition.
    FreeBut(usize, usize),
    /// No other row has the values that the row will have: `[blame, id, {patch}]`.
    StillFree(usize, usize),
    /// A delete from this collection sweeps no more rows than a mutation may.
    Few(usize),
    /// No row that stays names, by this restricting reference, a row that a delete from this collection removes.
    Unreferenced(usize, usize),
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent(collection) => write!(f, "a{collection}"),
            Self::Present(collection) => write!(f, "b{collection}"),
            Self::Owned(collection, column) => write!(f, "o{collection}_{column}"),
            Self::Parent(collection) => write!(f, "p{collection}"),
            Self::Free(collection, index) => write!(f, "f{collection}_{index}"),
            Self::FreeBut(collection, index) => write!(f, "h{collection}_{index}"),
            Self::StillFree(collection, index) => write!(f, "g{collection}_{index}"),
            Self::Few(collection) => write!(f, "m{collection}"),
            Self::Unreferenced(collection, edge) => write!(f, "r{collection}_{edge}"),
        }
    }
}

/// A condition as SQL, over a member `m(key, value, changes)`.
#[derive(Debug, Clone)]
pub(super) struct ConditionSql {
    /// True where it does not hold.
    pub(super) broken: String,
    /// Which blames it gives, as texts with spaces between them, or NULL.
    pub(super) blames: String,
}

impl ConditionSql {
    pub(super) fn new(schema: &Schema, condition: Condition) -> Self {
        let at = |index: usize| schema.collections[index];
        let items = format!("json_each(m.value, '$.p.{condition}') i");
        match condition {
            Condition::Absent(index) => {
                let collection = at(index);
                Self::of_items(&format!(
                    "{items} CROSS JOIN {table} WHERE {id} = i.value->>1{of_room}",
                    table = row::quote(collection.table),
                    id = row::id(collection),
                    of_room = row::of_room(collection),
                ))
            }
            Condition::Present(index) => {
                let collection = at(index);
                let of_scope = collection.scope().map_or_else(String::new, |_| {
                    format!(" AND (m.value->>'s' IS NULL OR {} = m.value->>'s')", row::scope(collection))
                });
                Self::of_items(&format!("{items} WHERE NOT EXISTS ({}{of_scope})", there(collection)))
            }
            Condition::Owned(index, column) => {
                let collection = at(index);
                Self::of_items(&format!(
                    "{items} CROSS JOIN {table} WHERE {id} = i.value->>1{of_room}{is_live} AND {owner} IS NOT i.value->>2",
                    table = row::quote(collection.table),
                    id = row::id(collection),
                    of_room = row::of_room(collection),
                    is_live = row::is_live(collection),
                    owner = row::qualified(collection, &collection.columns[column]),
                ))
            }
            Condition::Parent(index) => Self::of_items(&format!("{items} WHERE NOT EXISTS ({})", there(at(index)))),
            Condition::Free(index, unique) => Self::of_items(&free(&items, at(index), &at(index).indexes[unique])),
            Condition::FreeBut(index, unique) => Self::of_items(&format!(
                "{free} AND {id} NOT IN (SELECT o.value FROM json_each(m.value, '$.f.{condition}') o)",
                free = free(&items, at(index), &at(index).indexes[unique]),
                id = row::id(at(index)),
            )),
            Condition::StillFree(index, unique) => {
                Self::of_items(&still_free(&items, at(index), &at(index).indexes[unique]))
            }
            Condition::Few(index) => Self::of_member(
                &format!(
                    "m.value->>'x' = {index} AND (SELECT sum(json_array_length(k.value)) FROM json_each(m.changes) k) \
                     - json_array_length(m.value, '$.p.{present}') > {most}",
                    present = Condition::Present(index),
                    most = sweep::MOST,
                ),
                &condition,
            ),
            Condition::Unreferenced(index, edge) => {
                let edges = sweep::restricting(schema, index);
                let broken = edges.get(edge).map_or_else(|| "0".to_owned(), |edge| referenced(schema, index, edge));
                Self::of_member(&broken, &condition)
            }
        }
    }

    fn of_items(broken: &str) -> Self {
        Self {
            broken: format!("EXISTS (SELECT 1 FROM {broken})"),
            blames: format!("(SELECT group_concat(i.value->>0, ' ') FROM {broken})"),
        }
    }

    fn of_member(broken: &str, condition: &Condition) -> Self {
        Self { broken: broken.to_owned(), blames: format!("CASE WHEN {broken} THEN '{condition}' END") }
    }
}

/// The row whose id is `i.value->>1`, if it is there.
fn there(collection: &Collection) -> String {
    format!(
        "SELECT 1 FROM {table} WHERE {id} = i.value->>1{of_room}{is_live}",
        table = row::quote(collection.table),
        id = row::id(collection),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// The columns of a unique key but the sync id, which is the room's.
pub(crate) fn key_columns(collection: &Collection, index: &Index) -> Vec<&'static Column> {
    let sync_id = collection.sync_id().map(|column| column.name);
    let columns = index.columns.iter().filter_map(|&column| collection.columns.get(column));
    columns.filter(|column| Some(column.name) != sync_id).collect()
}

/// Other rows that have the values already. NULL equals nothing, so it is never taken.
fn free(items: &str, collection: &Collection, index: &Index) -> String {
    let value = |(index, column): (usize, &&Column)| {
        format!(" AND {} = i.value->>{}", row::qualified(collection, column), index + 2)
    };
    let values: String = key_columns(collection, index).iter().enumerate().map(value).collect();
    format!(
        "{items} CROSS JOIN {table} WHERE {id} <> i.value->>1{of_room}{values}{is_live}",
        table = row::quote(collection.table),
        id = row::id(collection),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// The same for a patch that names some of the key's columns: the others are the row's own, `_x`.
fn still_free(items: &str, collection: &Collection, index: &Index) -> String {
    let own = |column: &Column| format!("_x.{}", row::quote(column.name));
    let value = |column: &&Column| {
        let path = format!("'$[2].{}'", column.wire);
        format!(
            " AND {} = iif(json_type(i.value, {path}) IS NULL, {}, i.value->>{path})",
            row::qualified(collection, column),
            own(column)
        )
    };
    let values: String = key_columns(collection, index).iter().map(value).collect();
    let own_room = collection.sync_id().map_or_else(String::new, |column| format!(" AND {} = ?1", own(column)));
    format!(
        "{items} CROSS JOIN {table} _x CROSS JOIN {table} WHERE {own_id} = i.value->>1{own_room} \
         AND {id} <> {own_id}{of_room}{values}{is_live}",
        table = row::quote(collection.table),
        own_id = own(collection.id()),
        id = row::id(collection),
        of_room = row::of_room(collection),
        is_live = row::is_live(collection),
    )
}

/// Whether a row that stays references one that goes. Which ones go, the member's changes say.
fn referenced(schema: &Schema, root: usize, edge: &Edge) -> String {
    let (child, parent) = (edge.child, edge.parent);
    // A deleted row that only hides may still be named by rows that hide; one that is gone may not.
    let is_live = if schema.collections[root].deleted_at().is_some() { row::is_live(child) } else { String::new() };
    let stays = if sweep::removes(schema, root, child) {
        format!(
            " AND {} NOT IN (SELECT e.value->>0 FROM json_each(m.changes, '$.{}') e WHERE e.value->>3 IS NULL)",
            row::id(child),
            child.name
        )
    } else {
        String::new()
    };
    format!(
        "m.value->>'x' = {root} AND EXISTS (SELECT 1 FROM json_each(m.changes, '$.{parent}') d CROSS JOIN {table} \
         WHERE d.value->>3 IS NULL{of_room} AND {column} = d.value->>0{is_live}{stays})",
        parent = parent.name,
        table = row::quote(child.table),
        of_room = row::of_room(child),
        column = row::qualified(child, edge.column),
    )
}
