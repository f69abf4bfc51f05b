use std::{
    cell::{OnceCell, RefCell},
    rc::Rc,
};

use super::{
    condition::{Condition, ConditionSql},
    delta::{self, DeltaKind},
    joined,
    list::{self, PageKind},
    log::{self, TraceSql},
    row::{self, View},
    rows,
    sweep::{self, Sweep},
};
use crate::{
    map::{Set, Sorted},
    schema::{Collection, Column, Role, Schema},
};

/// Every statement of a schema, its text made once: what a room always needs when it begins, the rest when it is asked for.
#[derive(Debug)]
pub struct Tables {
    schema: Schema,
    stamp: Stamp,
    pub(crate) log: LogSql,
    collections: Vec<CollectionSql>,
    conditions: RefCell<Sorted<Condition, Rc<ConditionSql>>>,
    traces: RefCell<Sorted<Trace, Rc<TraceSql>>>,
    groups: RefCell<Sorted<Needs, GroupSql>>,
}

/// The two names of a schema: of its tables, and of what clients see.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub database: String,
    pub wire: String,
}

impl Stamp {
    pub fn of(schema: &Schema) -> Self {
        Self { database: schema.database_hash(), wire: schema.wire_hash() }
    }
}

/// The statements on the log that are the same for every schema.
#[derive(Debug)]
pub(crate) struct LogSql {
    pub(crate) head: Rc<str>,
    pub(crate) last_at_wake: Rc<str>,
    pub(crate) last_in_scopes: Rc<str>,
    pub(crate) last: Rc<str>,
    pub(crate) entries: Rc<str>,
    pub(crate) entry: Rc<str>,
    pub(crate) changes: Rc<str>,
    pub(crate) committed: Rc<str>,
    pub(crate) prune: Rc<str>,
    pub(crate) oldest_at: Rc<str>,
}

/// How a member's changes are found, where it cannot say them itself. Numbers are collections by their place in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Trace {
    /// An update of rows whose scopes the member does not know.
    Updated(usize),
    /// The same for a delete.
    Deleted(usize),
    /// A delete that takes other rows with it.
    Swept(usize),
    /// Rows that somebody else may have changed.
    Touched(usize),
}

impl Trace {
    /// What such a member has as its `k`.
    pub(crate) fn tag(self) -> String {
        match self {
            Self::Updated(collection) => format!("u{collection}"),
            Self::Deleted(collection) => format!("d{collection}"),
            Self::Swept(collection) => format!("s{collection}"),
            Self::Touched(collection) => format!("t{collection}"),
        }
    }
}

/// What the log statement of a group must be able to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needs {
    pub(crate) conditions: Set<Condition>,
    pub(crate) traces: Set<Trace>,
    /// Whether all that stands in the statement's parameter is one mutation, in parts.
    pub(crate) is_joined: bool,
    /// Whether some of the members are rivals.
    pub(crate) has_rivals: bool,
}

impl Needs {
    pub(crate) fn extend(&mut self, more: &Self) {
        self.conditions.extend(more.conditions.iter().copied());
        self.traces.extend(more.traces.iter().copied());
        self.is_joined |= more.is_joined;
        self.has_rivals |= more.has_rivals;
    }

    pub(crate) fn is_within(&self, all: &Self) -> bool {
        self.conditions.is_subset(&all.conditions) && self.traces.is_subset(&all.traces)
    }
}

/// The log statement of a group, and the one that says why members were refused.
#[derive(Debug, Clone)]
pub(crate) struct GroupSql {
    pub(crate) insert: Rc<str>,
    pub(crate) blames: Rc<str>,
}

/// How many groups' texts are kept: groups of a busy room are mostly of a few kinds.
const KEPT_GROUPS: usize = 64;

impl Tables {
    /// Makes the statements of `schema`.
    pub fn new(schema: &Schema) -> Rc<Self> {
        Self::stamped(schema, Stamp::of(schema))
    }

    /// The same where somebody has named the schema already.
    pub fn stamped(schema: &Schema, stamp: Stamp) -> Rc<Self> {
        let collections = schema.collections.iter().enumerate();
        Rc::new(Self {
            schema: *schema,
            stamp,
            log: LogSql {
                head: log::HEAD.into(),
                last_at_wake: log::LAST_AT_WAKE.into(),
                last_in_scopes: log::LAST_IN_SCOPES.into(),
                last: log::LAST.into(),
                entries: log::ENTRIES.into(),
                entry: log::ENTRY.into(),
                changes: log::CHANGES.into(),
                committed: log::COMMITTED.into(),
                prune: log::PRUNE.into(),
                oldest_at: log::OLDEST_AT.into(),
            },
            collections: collections
                .map(|(place, collection)| CollectionSql::new(collection, place, Sweep::new(schema, place)))
                .collect(),
            conditions: RefCell::default(),
            traces: RefCell::default(),
            groups: RefCell::default(),
        })
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What `_sync_schema` must hold for this schema's statements to fit the tables.
    pub fn database_hash(&self) -> &str {
        &self.stamp.database
    }

    /// What the bindings of this schema are stamped with.
    pub fn wire_hash(&self) -> &str {
        &self.stamp.wire
    }

    /// The statements of a collection of this schema.
    pub(crate) fn of(&self, collection: &'static Collection) -> Option<&CollectionSql> {
        self.collections.iter().find(|sql| sql.collection.name == collection.name)
    }

    /// The statements of the collection whose struct has this name.
    pub(crate) fn of_entity(&self, entity: &str) -> Option<&CollectionSql> {
        self.collections.iter().find(|sql| sql.collection.entity == entity)
    }

    /// The statements that a group with these needs begins with.
    pub(crate) fn group(&self, needs: &Needs) -> GroupSql {
        if let Some(known) = self.groups.borrow().get(needs) {
            return known.clone();
        }
        let conditions: Vec<_> = needs.conditions.iter().map(|&condition| self.condition(condition)).collect();
        let traces: Vec<_> = needs.traces.iter().map(|&trace| self.trace(trace).as_ref().clone()).collect();
        let broken: Vec<_> = conditions.iter().map(|sql| sql.broken.as_str()).collect();
        let blames: Vec<_> = conditions.iter().map(|sql| sql.blames.as_str()).collect();
        let (insert, blames) = if needs.is_joined {
            (joined::insert(&broken), joined::blames(&blames))
        } else {
            (log::insert(&broken, &traces, needs.has_rivals), log::blames(&blames, &traces))
        };
        let group = GroupSql { insert: insert.into(), blames: blames.into() };
        let mut groups = self.groups.borrow_mut();
        if groups.len() == KEPT_GROUPS {
            *groups = Sorted::new();
        }
        groups.insert(needs.clone(), group.clone());
        group
    }

    /// The statement that tells what the parts of a mutation change.
    pub(crate) fn changes(&self, needs: &Needs) -> Rc<str> {
        let traces: Vec<_> = needs.traces.iter().map(|&trace| self.trace(trace).as_ref().clone()).collect();
        joined::changes(&traces).into()
    }

    /// How many bytes of SQL these needs are: a statement has 100,000 on the platform.
    pub(crate) fn weight(&self, needs: &Needs) -> usize {
        let conditions =
            needs.conditions.iter().map(|&condition| self.condition(condition)).map(|sql| sql.blames.len() + 16);
        let traces = needs.traces.iter().map(|&trace| self.trace(trace).changes.len() + 16);
        conditions.chain(traces).sum()
    }

    fn condition(&self, condition: Condition) -> Rc<ConditionSql> {
        let mut conditions = self.conditions.borrow_mut();
        let sql = conditions.get_or_insert_with(condition, || ConditionSql::new(&self.schema, condition).into());
        Rc::clone(sql)
    }

    fn trace(&self, trace: Trace) -> Rc<TraceSql> {
        let changes = || match trace {
            Trace::Updated(place) => {
                let collection = self.schema.collections[place];
                rows::changes(collection, &Condition::Present(place).to_string(), &row::scope(collection))
            }
            Trace::Deleted(place) => {
                rows::changes(self.schema.collections[place], &Condition::Present(place).to_string(), "NULL")
            }
            Trace::Touched(place) => rows::touched(self.schema.collections[place]),
            Trace::Swept(place) => sweep::changes(&self.schema, place, &Condition::Present(place).to_string()),
        };
        let mut traces = self.traces.borrow_mut();
        Rc::clone(traces.get_or_insert_with(trace, || TraceSql { tag: trace.tag(), changes: changes() }.into()))
    }
}

/// The statements on one collection's rows.
#[derive(Debug)]
pub(crate) struct CollectionSql {
    pub(crate) collection: &'static Collection,
    /// Its place in the schema.
    pub(crate) place: usize,
    pub(crate) insert: Rc<str>,
    pub(crate) delete: Rc<str>,
    touch: OnceCell<Rc<str>>,
    /// What a delete touches beside its rows, where other rows may reference them.
    pub(crate) sweep: Option<Rc<Sweep>>,
    /// Columns of an index that a patch may name: usually none, or the one that lists are sorted by.
    indexed: Vec<&'static Column>,
    plain: Vec<&'static Column>,
    updates: RefCell<Sorted<Vec<&'static str>, Rc<str>>>,
    reads: RefCell<Sorted<Read, Rc<str>>>,
}

/// A statement that reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Read {
    /// One row by its id, in one scope or in any.
    One {
        view: View,
        is_scoped: bool,
    },
    /// Rows by their ids.
    ByIds(View),
    Page(PageKind),
    Delta(DeltaKind),
}

impl CollectionSql {
    fn new(collection: &'static Collection, place: usize, sweep: Option<Sweep>) -> Self {
        let is_indexed = |column: &&Column| is_indexed(collection, column);
        let patchable = || collection.columns.iter().filter(|column| column.role == Role::Data);
        Self {
            collection,
            place,
            insert: rows::insert(collection).into(),
            delete: rows::delete(collection).into(),
            touch: OnceCell::new(),
            sweep: sweep.map(Rc::new),
            indexed: patchable().filter(is_indexed).collect(),
            plain: patchable().filter(|column| !is_indexed(column)).collect(),
            updates: RefCell::default(),
            reads: RefCell::default(),
        }
    }

    /// The statement for a patch that names these columns (by their names on the wire).
    pub(crate) fn update(&self, named: impl Fn(&str) -> bool) -> Rc<str> {
        let indexed: Vec<_> = self.indexed.iter().copied().filter(|column| named(column.wire)).collect();
        let key: Vec<_> = indexed.iter().map(|column| column.wire).collect();
        let mut updates = self.updates.borrow_mut();
        let text = updates.get_or_insert_with(key, || {
            let columns: Vec<_> = self.plain.iter().copied().chain(indexed).collect();
            rows::update(self.collection, &columns).into()
        });
        Rc::clone(text)
    }

    /// The statement that gives rows as they are, in their place among those that write.
    pub(crate) fn touch(&self) -> Rc<str> {
        Rc::clone(self.touch.get_or_init(|| rows::touch(self.collection).into()))
    }

    pub(crate) fn read(&self, read: Read) -> Rc<str> {
        let mut reads = self.reads.borrow_mut();
        let text = reads.get_or_insert_with(read, || {
            match read {
                Read::One { view, is_scoped } => rows::one(self.collection, view, is_scoped),
                Read::ByIds(view) => rows::by_ids(self.collection, view),
                Read::Page(kind) => list::page(self.collection, kind),
                Read::Delta(kind) => delta::delta(self.collection, kind),
            }
            .into()
        });
        Rc::clone(text)
    }
}

/// Whether an index of ours has the column: the list's, one of the schema's, or that of a reference.
fn is_indexed(collection: &Collection, column: &Column) -> bool {
    let declared = || collection.indexes.iter().flat_map(|index| index.columns);
    column.name == collection.order_column().name
        || column.reference.is_some()
        || declared().filter_map(|&index| collection.columns.get(index)).any(|indexed| indexed.name == column.name)
}
