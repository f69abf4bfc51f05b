//! What both validators are asked.

use core::fmt;

use ferrosync::schema::{Collection, Column, Role, Schema, Type};
use proptest::prelude::*;

use crate::CASES;
use crate::json::{alien, object, string};
use crate::values::{Slot, any_for, right, strata};

/// What a value is meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Insert,
    Patch,
    Id,
}

/// Questions about one thing: a column, or which fields there are.
pub(crate) struct Group {
    /// The folder of the emitted validators.
    pub(crate) schema: &'static str,
    pub(crate) shape: Shape,
    pub(crate) collection: &'static Collection,
    /// What differs within the group: a column's name on the wire, or words.
    pub(crate) about: &'static str,
    /// Whether a fair part of the answers must be yes, and of them no.
    pub(crate) is_balanced: bool,
    /// Codes of the column's own rules, each of which must be said of some value.
    pub(crate) codes: Vec<&'static str>,
    /// How many values there are to be.
    pub(crate) count: usize,
    /// What makes the values, as JSON text, in turn.
    pub(crate) texts: Vec<BoxedStrategy<String>>,
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.shape.name(), self.collection.name, self.about)
    }
}

type Members = Vec<(String, String)>;

impl Shape {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Patch => "patch",
            Self::Id => "id",
        }
    }

    fn takes(self, column: &Column) -> bool {
        match self {
            Self::Insert => column.in_insert(),
            Self::Patch => column.in_patch(),
            Self::Id => false,
        }
    }
}

/// One group for each column in each shape, and two for which fields there are.
pub(crate) fn groups(schema: &'static str, collections: Schema) -> Vec<Group> {
    let mut groups = Vec::new();
    for &collection in collections.collections {
        let mut add = |shape, about, is_balanced, codes, texts| {
            groups.push(Group { schema, shape, collection, about, is_balanced, codes, count: CASES, texts });
        };
        add(Shape::Id, "id", true, Vec::new(), turns(strata(&collection.id().into())));
        for shape in [Shape::Insert, Shape::Patch] {
            let columns: Vec<_> = collection.columns.iter().filter(|column| shape.takes(column)).collect();
            for column in &columns {
                add(shape, column.wire, true, Slot::from(*column).codes(), about_column(shape, collection, column));
            }
            // No patch is right where there is nothing to change.
            add(shape, "which fields", !columns.is_empty(), Vec::new(), vec![about_fields(shape, collection)]);
            add(shape, "all at once", false, Vec::new(), vec![about_all(collection)]);
        }
    }
    groups
}

/// A megabyte of each text, alone and with something wrong in the end.
pub(crate) fn megabytes(schema: &'static str, collections: Schema) -> Vec<Group> {
    const MEGABYTE: usize = 1_000_000;
    let texts = |column: &Column| matches!(column.ty.plain(), Type::Text) && column.role == Role::Data;
    let columns = collections.collections.iter().flat_map(|collection| {
        collection.columns.iter().filter(|column| texts(column)).map(move |column| (*collection, column.wire))
    });
    columns
        .flat_map(|(collection, about)| {
            ["", "!", " "].map(|end| {
                let text = object(&[(about.to_owned(), string(&("a".repeat(MEGABYTE) + end), false))], false);
                let (shape, codes) = (Shape::Patch, Vec::new());
                Group {
                    schema,
                    shape,
                    collection,
                    about,
                    is_balanced: false,
                    codes,
                    count: 1,
                    texts: vec![Just(text).boxed()],
                }
            })
        })
        .collect()
}

/// Each strategy as often as it weighs.
fn turns(strata: Vec<(u32, BoxedStrategy<String>)>) -> Vec<BoxedStrategy<String>> {
    strata.into_iter().flat_map(|(weight, texts)| (0..weight).map(move |_| texts.clone())).collect()
}

/// All fields are right but one, which may be.
fn about_column(shape: Shape, collection: &'static Collection, column: &'static Column) -> Vec<BoxedStrategy<String>> {
    let others = right_fields(shape, collection, Some(column)).boxed();
    let with = |(weight, values): (u32, BoxedStrategy<String>)| {
        let texts = (others.clone(), values).prop_map(|(mut members, value)| {
            members.push((column.wire.to_owned(), value));
            object(&members, false)
        });
        (weight, texts.boxed())
    };
    turns(strata(&column.into()).into_iter().map(with).collect())
}

/// Every field that is there is right; some are missing, twice there, or none of the client's business.
fn about_fields(shape: Shape, collection: &'static Collection) -> BoxedStrategy<String> {
    let strange = prop_oneof![
        prop::sample::select(&[
            "__proto__",
            "constructor",
            "prototype",
            "toString",
            "hasOwnProperty",
            "then",
            "length",
            "0",
            "",
            " ",
            "ID",
            "Type",
            "is_open",
            "project_id",
            "tÿpe",
            "😀",
            "\0",
            "type\u{301}",
            "\u{2028}",
        ])
        .prop_map(str::to_owned),
        (0..collection.columns.len()).prop_map(|index| collection.columns[index].wire.to_owned()),
    ];
    let fields = right_fields(shape, collection, None);
    prop_oneof![
        5 => (fields.clone(), any::<bool>()).prop_map(|(members, escaped)| object(&members, escaped)),
        // Twice the same key, and all of them right: the last counts.
        2 => (fields.clone(), fields.clone()).prop_map(|(first, second)| object(&[first, second].concat(), false)),
        2 => (fields.clone(), any::<prop::sample::Index>()).prop_map(|(mut members, index)| {
            if !members.is_empty() {
                members.remove(index.index(members.len()));
            }
            object(&members, false)
        }),
        9 => (fields.clone(), strange, right(&collection.id().into()), any::<bool>()).prop_map(
            |(mut members, name, value, first)| {
                members.insert(if first { 0 } else { members.len() }, (name, value));
                object(&members, false)
            }
        ),
        1 => (fields, any::<bool>()).prop_map(|(members, list)| {
            let object = object(&members, false);
            if list { format!("[{object}]") } else { format!(r#"{{"data": {object}}}"#) }
        }),
        1 => Just("{}".to_owned()),
        1 => Just("\u{feff}{}".to_owned()),
        1 => alien(),
    ]
    .boxed()
}

/// Anything in any column, the server's too, so that issues come in company.
fn about_all(collection: &'static Collection) -> BoxedStrategy<String> {
    let members: Vec<_> = collection
        .columns
        .iter()
        .map(|column| prop::option::of(any_for(&column.into()).prop_map(|value| (column.wire.to_owned(), value))))
        .collect();
    (members, any::<bool>())
        .prop_map(|(members, escaped)| object(&members.into_iter().flatten().collect::<Vec<_>>(), escaped))
        .boxed()
}

/// Right values for the columns that must be there and for some of the others, in any order.
fn right_fields(
    shape: Shape,
    collection: &'static Collection,
    without: Option<&Column>,
) -> impl Strategy<Value = Members> + Clone + use<> {
    // A few of many columns, so that the texts stay short.
    let columns = f64::from(u32::try_from(collection.columns.len()).unwrap_or(u32::MAX));
    let part = (6.0 / columns).min(0.85);
    let members: Vec<BoxedStrategy<Option<(String, String)>>> = collection
        .columns
        .iter()
        .filter(|column| shape.takes(column) && without.is_none_or(|without| without.wire != column.wire))
        .map(|column| {
            let needed =
                shape == Shape::Insert && column.role == Role::Data && column.default.is_none() && !column.nullable;
            let member = right(&Slot::from(column)).prop_map(|value| (column.wire.to_owned(), value));
            if needed { member.prop_map(Some).boxed() } else { prop::option::weighted(part, member).boxed() }
        })
        .collect();
    members.prop_map(|members| members.into_iter().flatten().collect::<Members>()).prop_shuffle()
}
