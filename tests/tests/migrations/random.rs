//! Pairs of schemas that nobody thought of.

use std::cell::Cell;

use ferrosync::{
    schema::{Collection, Column, DefaultValue, Role, Schema, Type},
    sql::ddl::{self, Model},
    validate::length,
};
use ferrosync_codegen::migration::{Error, Folder, Problem, plan};
use ferrosync_tests::tables::{ColumnWords, Words, collection, column, deleted_at, id, schema_without, sync_id};
use proptest::{prelude::*, test_runner::TestRunner};
use rusqlite::types::Value;

use crate::{
    database::{Rows, apply, dangling, empty, rows, shape},
    fill::fill,
    migrate,
};

/// Choices, one after the other.
struct Dice<'a>(std::slice::Iter<'a, u8>);

impl Dice<'_> {
    fn roll(&mut self, sides: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % sides)
    }

    fn chance(&mut self, percent: u8) -> bool {
        self.roll(100) < percent
    }
}

/// What a case is made of. What is made is told by the assertions.
#[derive(Clone)]
struct Bytes(Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

/// A column through two versions: what it is in each, if it is there.
#[derive(Debug)]
struct Life {
    names: [&'static str; 2],
    columns: [Option<Column>; 2],
}

/// A table through two versions.
#[derive(Debug)]
struct Table {
    names: [&'static str; 2],
    columns: Vec<Life>,
    collections: [Option<Collection>; 2],
}

const TABLES: [[&str; 2]; 3] = [["ants", "emus"], ["bees", "flies"], ["cows", "goats"]];
/// Names before and after a rename, and types of which each can become the next.
const COLUMNS: [([&str; 2], &[Type]); 4] = [
    (["size", "weight"], &[Type::Bool, Type::INT, Type::Real]),
    (["word", "text"], &[Type::Uuid, Type::Text]),
    (["date", "day"], &[Type::Timestamp, Type::INT, Type::Real]),
    (["data", "more"], &[Type::List(&Type::Bool), Type::Text]),
];
const REFERENCES: [[&str; 2]; 2] = [["parent", "owner"], ["friend", "buddy"]];

fn default_of(ty: &Type, dice: &mut Dice<'_>) -> DefaultValue {
    match ty {
        Type::Bool => DefaultValue::Bool(dice.chance(50)),
        Type::Int { .. } | Type::Timestamp => DefaultValue::Int(i64::from(dice.roll(9)) - 4),
        Type::Real => DefaultValue::Real(f64::from(dice.roll(9)) / 2.0),
        Type::List(_) => DefaultValue::EmptyList,
        _ => DefaultValue::Text(["", "it's", "a\n;\nb"][usize::from(dice.roll(3))]),
    }
}

/// Optional, or required, mostly with a default: what else is new would be refused.
fn maybe(column: Column, dice: &mut Dice<'_>) -> Column {
    let default = default_of(&column.ty, dice);
    match dice.roll(20) {
        0..10 => column.optional(),
        10 => column,
        11 => column.optional().or(default),
        _ => column.or(default),
    }
}

fn plain(names: [&'static str; 2], types: &[Type], dice: &mut Dice<'_>) -> Life {
    let names = [names[0], names[usize::from(dice.chance(25))]];
    let first = usize::from(dice.roll(u8::try_from(types.len()).unwrap()));
    let second = first + usize::from(dice.chance(10) && first + 1 < types.len());
    let rules = if dice.chance(90) { const { &[length(None, Some(50))] } } else { &[][..] };
    let old = maybe(Column { rules, ..column(names[0], types[first]) }, dice);
    let new = Column { name: names[1], wire: names[1], ..old };
    let new = if first == second && dice.chance(85) { new } else { maybe(column(names[1], types[second]), dice) };
    Life { names, columns: [dice.chance(80).then_some(old), dice.chance(80).then_some(new)] }
}

fn reference(names: [&'static str; 2], there: &[[bool; 2]], dice: &mut Dice<'_>) -> Life {
    let names = [names[0], names[usize::from(dice.chance(25))]];
    let parent = usize::from(dice.roll(3));
    let is_there = [0, 1].map(|version| dice.chance(70) && there[parent][version]);
    let was_reference = dice.chance(50);
    // What was no reference may name anything.
    let is_reference = [was_reference, was_reference != dice.chance(15) && (was_reference || !is_there[0])];
    let is_scope = [dice.chance(20), dice.chance(20)];
    let columns = [0, 1].map(|version| {
        let column = column(names[version], Type::Uuid).optional();
        // A collection is known by what it is in Rust, which no rename of a table changes.
        let column = if is_reference[version] { column.of(TABLES[parent][0]) } else { column };
        let column = if is_scope[version] { column.scope() } else { column };
        is_there[version].then_some(column)
    });
    Life { names, columns }
}

fn before(life: &Life, version: usize) -> Option<&'static str> {
    (version == 1 && life.names[0] != life.names[1]).then_some(life.names[0])
}

fn table(at: usize, rooms: [bool; 2], there: &[[bool; 2]], dice: &mut Dice<'_>) -> Table {
    let names = [TABLES[at][0], TABLES[at][usize::from(dice.chance(25))]];
    let mut lives: Vec<_> = COLUMNS.iter().map(|(names, types)| plain(*names, types, dice)).collect();
    lives.extend(REFERENCES.map(|names| reference(names, there, dice)));
    // Only one column is the scope.
    for version in [0, 1] {
        let scopes = lives.iter_mut().filter_map(|life| life.columns[version].as_mut());
        scopes.filter(|column| column.role == Role::Scope).skip(1).for_each(|column| column.role = Role::Data);
    }
    let is_made = dice.chance(60);
    let collections = [0, 1].map(|version| {
        let mut columns = vec![id()];
        columns.extend(rooms[version].then(|| sync_id("room")));
        for life in &lives {
            let renamed = life.columns[version].map(|column| Column { renamed_from: before(life, version), ..column });
            columns.extend(renamed);
        }
        let made = Column { role: Role::CreatedAt, ..column("created_at", Type::Timestamp) };
        columns.extend((is_made != dice.chance(5)).then_some(made));
        columns.extend(dice.chance(40).then(deleted_at));
        let order = columns[usize::from(dice.roll(u8::try_from(columns.len()).unwrap()))].name;
        let indexed = columns[usize::from(dice.roll(u8::try_from(columns.len()).unwrap()))].name;
        // With the id in it no row is in the way of another.
        let mut unique: Vec<_> = rooms[version].then_some("room").into_iter().chain([indexed, "id"]).collect();
        unique.dedup();
        if dice.chance(30) {
            columns.reverse();
        }
        let collection = Collection { entity: TABLES[at][0], ..collection(names[version], columns) }
            .ordered_by(order)
            .letting_go(&["room", "size", "word", "date", "data", "parent", "friend", "created_at", "deleted_at"]);
        let collection =
            if version == 1 && names[0] != names[1] { collection.renamed_from(names[0]) } else { collection };
        let made: &[(&[&str], bool)] = &[(&[indexed], false), (&unique, true)];
        let collection = collection.with_indexes(&made[usize::from(dice.roll(2))..usize::from(1 + dice.roll(2))]);
        there[at][version].then_some(collection)
    });
    Table { names, columns: lives, collections }
}

fn schemas(tables: &[Table]) -> [Schema; 2] {
    [0, 1].map(|version| {
        let collections = tables.iter().filter_map(|table| {
            let Collection { name, table, entity, docs, tenancy, columns, order, indexes, checks, history, types } =
                table.collections[version].as_ref()?;
            Some(Collection {
                name,
                table,
                entity,
                docs,
                tenancy: *tenancy,
                columns,
                order: *order,
                indexes,
                checks,
                history: *history,
                types: *types,
            })
        });
        schema_without(collections.collect(), &["ants", "bees", "cows"])
    })
}

/// What a new required column and a new key cannot be without; everything else has a way.
fn is_fair(problem: &Problem) -> bool {
    matches!(problem, Problem::NoValue { .. } | Problem::MayBeNull { .. })
}

#[test]
fn any_schema_becomes_any_other_and_no_row_is_lost() {
    let [migrated, refused, rebuilt, altered] = [const { Cell::new(0) }; 4];
    let config =
        ProptestConfig { cases: 400, failure_persistence: None, max_shrink_iters: 2_000, ..ProptestConfig::default() };
    let bytes = proptest::collection::vec(any::<u8>(), 300).prop_map(Bytes);
    let result = TestRunner::new(config).run(&bytes, |bytes| {
        let mut dice = Dice(bytes.0.iter());
        let multi = dice.chance(60);
        let rooms = [multi, multi && dice.chance(80)];
        let there: Vec<_> = (0..3).map(|_| [dice.chance(80), dice.chance(80)]).collect();
        let tables: Vec<_> = (0..3).map(|at| table(at, rooms, &there, &mut dice)).collect();
        let [old, new] = schemas(&tables);

        let connection = empty();
        let mut folder = Folder::default();
        let first = migrate(&mut folder, &old, "init");
        prop_assert_eq!(apply(&connection, &first.text), Ok(()));
        fill(&connection, &Model::of(&old), "old", 7);
        let before: Vec<_> = there
            .iter()
            .zip(&tables)
            .map(|(there, table)| if there[0] { rows(&connection, table.names[0]) } else { Rows::default() })
            .collect();

        match plan(&new, &folder, None) {
            Ok(_) => {}
            Err(Error::Problems(problems)) if problems.iter().all(is_fair) => {
                refused.set(refused.get() + 1);
                return Ok(());
            }
            Err(error) => return Err(TestCaseError::fail(format!("{error:?}"))),
        }
        if Model::of(&old).hash() != Model::of(&new).hash() {
            let file = migrate(&mut folder, &new, "next");
            prop_assert_eq!(apply(&connection, &file.text), Ok(()), "{}", file.text);
            rebuilt.set(rebuilt.get() + usize::from(file.text.contains("made anew")));
            altered.set(altered.get() + usize::from(file.text.contains("D COLUMN") || file.text.contains("P COLUMN")));
        }
        migrated.set(migrated.get() + 1);

        let fresh = empty();
        apply(&fresh, &ddl::create(&new)).map_err(TestCaseError::fail)?;
        prop_assert_eq!(shape(&connection), shape(&fresh));
        prop_assert_eq!(dangling(&connection), [""; 0]);
        for ((table, before), there) in tables.iter().zip(before).zip(&there) {
            if !(there[0] && there[1]) {
                continue;
            }
            let after = rows(&connection, table.names[1]);
            prop_assert!(after.keys().eq(before.keys()), "{} lost rows", table.names[1]);
            for (life, column) in table.columns.iter().filter_map(|life| Some((life, life.columns[0]?))) {
                let Some(new) = life.columns[1] else { continue };
                for (id, row) in &before {
                    let (old, new_value) = (&row[life.names[0]], &after[id][life.names[1]]);
                    let is_same = match (old, new_value) {
                        (Value::Null, value) => new.nullable == (*value == Value::Null),
                        (Value::Integer(old), Value::Real(new)) => old.to_string() == format!("{new:.0}"),
                        (old, new) => old == new,
                    };
                    prop_assert!(is_same, "{}: {:?} became {:?} ({:?})", column.name, old, new_value, new.ty);
                }
            }
        }
        fill(&connection, &Model::of(&new), "new", 4);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    let counts = [migrated.get(), refused.get(), rebuilt.get(), altered.get()];
    println!("migrated, refused, with tables made anew, with columns added or dropped: {counts:?}");
    assert!(counts[0] > 250 && counts[1] > 20 && counts[2] > 100 && counts[3] > 100, "{counts:?}");
}
