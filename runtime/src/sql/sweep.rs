//! What a delete takes with it: rows that go because they reference a row that goes, and rows that lose their reference.
//!
//! The log statement finds them and writes them down; the statements after it do what stands in the log. So the log is
//! right by construction, and nobody has to ask the database twice.
//!
//! Where the collection that one deletes from keeps its deleted rows, all that go with them hide too. Where it does not, all
//! are removed for good, those that hid already among them: nothing may be left that names a row that is gone.

use super::{row, rows};
use crate::schema::{Collection, Column, OnDelete, Schema};

/// Rows that a delete may take with it.
pub(crate) const MOST: usize = 1_000;

/// A reference: `child.column` names a row of `parent`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) child: &'static Collection,
    pub(super) column: &'static Column,
    pub(super) parent: &'static Collection,
}

/// All that a delete from one collection can touch.
#[derive(Debug)]
pub(crate) struct Sweep {
    /// Collections whose rows go with the deleted ones, or lose a reference to them.
    pub(crate) changed: Vec<&'static Collection>,
    /// Whose rows decide whether the delete is allowed, and what goes with it.
    pub(crate) watched: Vec<&'static Collection>,
    /// Whose references restrict it, one by one.
    pub(crate) restricting: Vec<&'static Collection>,
    /// What is done to the rows that the log names, children first. Only where something is changed.
    pub(crate) statements: Vec<SweepStatement>,
}

/// `?3` is the delete's mid.
#[derive(Debug)]
pub(crate) struct SweepStatement {
    pub(crate) collection: &'static Collection,
    pub(crate) sql: std::rc::Rc<str>,
    /// Whether it gives `(id, row)` of rows that lost a reference.
    pub(crate) gives_rows: bool,
}

impl Sweep {
    /// `None` where nothing references the collection.
    pub(super) fn new(schema: &Schema, root: usize) -> Option<Self> {
        let plan = Plan::new(schema, root);
        if plan.cascade.is_empty() && plan.set_null.is_empty() && plan.restrict.is_empty() {
            return None;
        }
        let mut changed: Vec<&'static Collection> = Vec::new();
        let mut watched = Vec::new();
        for edge in plan.cascade.iter().chain(&plan.set_null) {
            push(&mut changed, edge.child);
        }
        for edge in plan.cascade.iter().chain(&plan.set_null).chain(&plan.restrict) {
            push(&mut watched, edge.child);
        }
        let statements = if changed.is_empty() { Vec::new() } else { plan.statements() };
        Some(Self { changed, watched, restricting: plan.restrict.iter().map(|edge| edge.child).collect(), statements })
    }
}

fn push(list: &mut Vec<&'static Collection>, collection: &'static Collection) {
    if !list.iter().any(|known| known.name == collection.name) {
        list.push(collection);
    }
}

/// The references that restrict a delete from `root`, or from what goes with it.
pub(super) fn restricting(schema: &Schema, root: usize) -> Vec<Edge> {
    Plan::new(schema, root).restrict
}

/// Whether rows of `child` can go with rows of `root`, or are such rows.
pub(super) fn removes(schema: &Schema, root: usize, child: &Collection) -> bool {
    Plan::new(schema, root).removed.iter().any(|removed| removed.name == child.name)
}

/// The changes of a delete from `root`, as SQL over a member `_v(value)`: `{collection: [[id, scope before, null]..]}`,
/// and for a row that lost a reference `[id, scope, scope, 1]`. The deleted rows themselves are named by `present`.
pub(super) fn changes(schema: &Schema, root: usize, present: &str) -> String {
    Plan::new(schema, root).changes(present)
}

/// What goes and what loses a reference, in the order in which it is found.
struct Plan {
    removed: Vec<&'static Collection>,
    cascade: Vec<Edge>,
    set_null: Vec<Edge>,
    restrict: Vec<Edge>,
    hides: bool,
}

impl Plan {
    fn new(schema: &Schema, root: usize) -> Self {
        let root = schema.collections[root];
        let mut removed = Vec::new();
        visit(schema, root, &mut Vec::new(), &mut removed);
        // Found children first; a child's rows are looked for when all its parents' are known.
        removed.reverse();
        let edges = |on_delete: OnDelete| {
            removed.iter().flat_map(|parent| edges_to(schema, parent, on_delete)).collect::<Vec<_>>()
        };
        let (cascade, set_null, restrict) =
            (edges(OnDelete::Cascade), edges(OnDelete::SetNull), edges(OnDelete::Restrict));
        Self { cascade, set_null, restrict, hides: root.deleted_at().is_some(), removed }
    }

    fn is_live(&self, collection: &Collection) -> String {
        if self.hides { row::is_live(collection) } else { String::new() }
    }

    /// One step a collection, each adding to the object `_o` of the step before. A step is asked once: SQLite copies a table
    /// expression to each place that names it, and of what such copies copy there would soon be too many.
    fn changes(&self, present: &str) -> String {
        let Some((root, children)) = self.removed.split_first() else {
            return "NULL".to_owned();
        };
        let mut steps = vec![format!(
            "SELECT json_object('{name}', json_group_array(json_array({id}, {scope}, NULL))) AS _o \
             FROM json_each(_v.value, '$.p.{present}') i CROSS JOIN {table} WHERE {id} = i.value->>1{of_room}{is_live}",
            name = root.name,
            id = row::id(root),
            scope = row::scope(root),
            table = row::quote(root.table),
            of_room = row::of_room(root),
            is_live = row::is_live(root),
        )];
        for collection in children {
            let gone = self.children(&self.cascade, collection);
            let list = format!("SELECT json_group_array(json_array(_id, _scope, NULL)) FROM ({gone})");
            steps.push(step(steps.len() - 1, collection, &list));
        }
        let mut losing = Vec::new();
        self.set_null.iter().for_each(|edge| push(&mut losing, edge.child));
        for collection in losing {
            let known = format!("json_each(_o, '$.{}')", collection.name);
            let list = format!(
                "SELECT json_group_array(json(_e)) FROM (SELECT value AS _e FROM {known} \
                 UNION ALL SELECT json_array(_id, _scope, _scope, 1) FROM ({losing}) \
                 WHERE _id NOT IN (SELECT value->>0 FROM {known}))",
                losing = self.children(&self.set_null, collection),
            );
            steps.push(step(steps.len() - 1, collection, &list));
        }
        let tables: Vec<_> =
            steps.iter().enumerate().map(|(n, step)| format!("_o{n} AS MATERIALIZED ({step})")).collect();
        format!(
            "WITH {tables} SELECT json_group_object(key, json(value)) FROM _o{last} CROSS JOIN json_each(_o) WHERE value <> '[]'",
            tables = tables.join(", "),
            last = steps.len() - 1,
        )
    }

    /// The rows of a collection that name, by one of these references, a row that goes.
    fn children(&self, edges: &[Edge], collection: &Collection) -> String {
        let of_parent = |edge: &Edge| {
            (edge.child.name == collection.name).then(|| {
                format!(
                    "SELECT {id} AS _id, {scope} AS _scope FROM json_each(_o, '$.{parent}') d CROSS JOIN {table} \
                     WHERE {column} = d.value->>0 AND d.value->>3 IS NULL{of_room}{is_live}",
                    id = row::id(collection),
                    scope = row::scope(collection),
                    parent = edge.parent.name,
                    table = row::quote(collection.table),
                    column = row::qualified(collection, edge.column),
                    of_room = row::of_room(collection),
                    is_live = self.is_live(collection),
                )
            })
        };
        // One more than may be, so that too many are seen and not all of them read.
        format!("SELECT _id, _scope FROM ({}) LIMIT {}", union(edges.iter().filter_map(of_parent).collect()), MOST + 1)
    }

    fn statements(&self) -> Vec<SweepStatement> {
        let mut statements = Vec::new();
        for edge in &self.set_null {
            statements.push(SweepStatement {
                collection: edge.child,
                sql: forget_reference(edge).into(),
                gives_rows: true,
            });
        }
        for collection in self.removed.iter().rev() {
            let sql = if self.hides { hide(collection) } else { remove(collection) };
            statements.push(SweepStatement { collection, sql: sql.into(), gives_rows: false });
        }
        statements
    }
}

/// Adds a collection's list to the object of step `before`.
fn step(before: usize, collection: &Collection, list: &str) -> String {
    format!("SELECT json_set(_o, '$.{}', json(({list}))) AS _o FROM _o{before}", collection.name)
}

/// Depth first, so that `found` has every collection after all that its rows take with them.
fn visit(
    schema: &Schema,
    collection: &'static Collection,
    open: &mut Vec<&'static str>,
    found: &mut Vec<&'static Collection>,
) {
    // The macro refuses cycles of cascades.
    if open.contains(&collection.name) || found.iter().any(|known| known.name == collection.name) {
        return;
    }
    open.push(collection.name);
    for edge in edges_to(schema, collection, OnDelete::Cascade) {
        visit(schema, edge.child, open, found);
    }
    open.pop();
    found.push(collection);
}

fn edges_to(schema: &Schema, parent: &'static Collection, on_delete: OnDelete) -> Vec<Edge> {
    let names = |column: &&'static Column| {
        column.reference.is_some_and(|reference| reference.entity == parent.entity && reference.on_delete == on_delete)
    };
    let edges = |child: &&'static Collection| {
        let child = *child;
        child.columns.iter().filter(names).map(move |column| Edge { child, column, parent })
    };
    schema.collections.iter().flat_map(edges).collect()
}

/// The distinct rows of all queries. A compound has at most five terms on the platform.
fn union(mut queries: Vec<String>) -> String {
    const TERMS: usize = 5;
    if let [one] = queries.as_mut_slice() {
        return std::mem::take(one).replacen("SELECT ", "SELECT DISTINCT ", 1);
    }
    while queries.len() > TERMS {
        queries = queries.chunks(TERMS).map(|some| format!("SELECT * FROM ({})", some.join(" UNION "))).collect();
    }
    queries.join(" UNION ")
}

/// The rows of a collection that the log names for this delete, as [`rows::key`] has them.
fn logged(collection: &Collection, condition: &str) -> String {
    format!(
        "{key} IN (SELECT {picked} {entries})",
        key = rows::key(collection),
        picked = rows::picked(collection, "c.value->>0"),
        entries = entries(collection, condition),
    )
}

/// The entries themselves, `c`.
fn entries(collection: &Collection, condition: &str) -> String {
    format!(
        "FROM _sync_log l CROSS JOIN json_each(l.changes, '$.{name}') c WHERE l.sync_id = ?1 \
         AND l.seq > CAST(?2 AS INTEGER) AND l.mid = ?3 AND c.value->>3 {condition}",
        name = collection.name,
    )
}

/// When the delete was.
const AT: &str = "(SELECT at FROM _sync_log WHERE sync_id = ?1 AND seq > CAST(?2 AS INTEGER) AND mid = ?3)";

fn remove(collection: &Collection) -> String {
    format!("DELETE FROM {} WHERE {}", row::quote(collection.table), logged(collection, "IS NULL"))
}

fn hide(collection: &Collection) -> String {
    format!(
        "UPDATE {table} SET {set} WHERE {logged}{is_live}",
        table = row::quote(collection.table),
        set = rows::hide(collection, AT),
        logged = logged(collection, "IS NULL"),
        is_live = row::is_live(collection),
    )
}

/// A row that hides loses its reference too, but is shown to nobody.
fn forget_reference(edge: &Edge) -> String {
    let Edge { child, column, parent } = edge;
    let set = [Some(format!("{} = NULL", row::quote(column.name))), row::touch(child, AT)];
    format!(
        "UPDATE {table} SET {set} WHERE {logged} AND +{column} IN (SELECT c.value->>0 {removed}) \
         RETURNING {id} AS _1, CASE WHEN 1{is_live} THEN {row} END AS _2",
        table = row::quote(child.table),
        set = set.into_iter().flatten().collect::<Vec<_>>().join(", "),
        logged = logged(child, "= 1"),
        column = row::qualified(child, column),
        removed = entries(parent, "IS NULL"),
        id = row::id(child),
        is_live = row::is_live(child),
        row = row::json(child, row::View::Public),
    )
}
