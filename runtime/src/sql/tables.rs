use std::{cell::RefCell, collections::HashMap, rc::Rc};

use super::{log, rows};
use crate::schema::{Collection, Column, Role, Schema};

/// Every statement of a schema, its text made once.
#[derive(Debug)]
pub struct Tables {
    schema: Schema,
    database_hash: String,
    wire_hash: String,
    pub(crate) log: LogSql,
    collections: Vec<CollectionSql>,
}

/// The statements on the log.
#[derive(Debug)]
pub(crate) struct LogSql {
    pub(crate) head: Rc<str>,
    pub(crate) last_at_wake: Rc<str>,
    pub(crate) last: Rc<str>,
    pub(crate) entries: Rc<str>,
    pub(crate) entry: Rc<str>,
    pub(crate) changes: Rc<str>,
    pub(crate) insert: Rc<str>,
}

/// The statements on one collection's rows.
#[derive(Debug)]
pub(crate) struct CollectionSql {
    pub(crate) collection: &'static Collection,
    pub(crate) insert: Rc<str>,
    pub(crate) delete: Rc<str>,
    pub(crate) one: Rc<str>,
    pub(crate) by_ids: Rc<str>,
    pub(crate) first_page: PageSql,
    pub(crate) next_page: PageSql,
    /// Columns of an index that a patch may name: usually none, or the one that lists are sorted by.
    indexed: Vec<&'static Column>,
    plain: Vec<&'static Column>,
    updates: RefCell<HashMap<Vec<&'static str>, Rc<str>>>,
}

impl Tables {
    /// Makes the statements of `schema`.
    pub fn new(schema: &Schema) -> Rc<Self> {
        Rc::new(Self {
            schema: *schema,
            database_hash: schema.database_hash(),
            wire_hash: schema.wire_hash(),
            log: LogSql {
                head: log::HEAD.into(),
                last_at_wake: log::LAST_AT_WAKE.into(),
                last: log::LAST.into(),
                entries: log::ENTRIES.into(),
                entry: log::ENTRY.into(),
                changes: log::CHANGES.into(),
                insert: log::insert(schema, rows::exists).into(),
            },
            collections: schema.collections.iter().map(|collection| CollectionSql::new(collection)).collect(),
        })
    }

    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// What `_sync_schema` must hold for this schema's statements to fit the tables.
    pub fn database_hash(&self) -> &str {
        &self.database_hash
    }

    /// What the bindings of this schema are stamped with.
    pub fn wire_hash(&self) -> &str {
        &self.wire_hash
    }

    /// The statements of a collection of this schema.
    pub(crate) fn of(&self, collection: &'static Collection) -> Option<&CollectionSql> {
        self.collections.iter().find(|sql| sql.collection.name == collection.name)
    }
}

/// The statements of a page.
#[derive(Debug)]
pub(crate) struct PageSql {
    pub(crate) plain: Rc<str>,
    pub(crate) sized: Rc<str>,
}

impl PageSql {
    fn new(collection: &Collection, start: rows::Start) -> Self {
        Self { plain: rows::list(collection, start).into(), sized: rows::sized_list(collection, start).into() }
    }
}

impl CollectionSql {
    fn new(collection: &'static Collection) -> Self {
        let is_indexed = |column: &&Column| column.name == collection.order_column().name;
        let patchable = || collection.columns.iter().filter(|column| column.role == Role::Data);
        Self {
            collection,
            insert: rows::insert(collection).into(),
            delete: rows::delete(collection).into(),
            one: rows::one(collection).into(),
            by_ids: rows::by_ids(collection).into(),
            first_page: PageSql::new(collection, rows::Start::First),
            next_page: PageSql::new(collection, rows::Start::After),
            indexed: patchable().filter(is_indexed).collect(),
            plain: patchable().filter(|column| !is_indexed(column)).collect(),
            updates: RefCell::default(),
        }
    }

    /// The statement for a patch that names these columns (by their names on the wire).
    pub(crate) fn update(&self, named: impl Fn(&str) -> bool) -> Rc<str> {
        let indexed: Vec<_> = self.indexed.iter().copied().filter(|column| named(column.wire)).collect();
        let key: Vec<_> = indexed.iter().map(|column| column.wire).collect();
        let mut updates = self.updates.borrow_mut();
        let text = updates.entry(key).or_insert_with(|| {
            let columns: Vec<_> = self.plain.iter().copied().chain(indexed).collect();
            rows::update(self.collection, &columns).into()
        });
        Rc::clone(text)
    }
}
