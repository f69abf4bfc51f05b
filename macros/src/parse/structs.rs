//! The four things that a struct can be: a collection, a table that is no more, a nested value, a newtype.

use darling::Error;
use darling::ast::NestedMeta;
use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::spanned::Spanned;
use syn::{Field, Fields, FieldsNamed, FieldsUnnamed, Item, ItemStruct};

use super::{is_generic, types};
use crate::attrs::{self, CollectionAttr, Dropped, FieldAttr, Kept, Renamed, Said, Validate, ValueAttr, error};
use crate::model::{RawCollection, RawColumn, RawDropped, RawItem, RawNewtype, RawObject, Source};

pub(super) fn read(item: ItemStruct, errors: &mut Accumulator) -> RawItem {
    if is_generic(&item.generics) {
        errors.push(error(&item.generics.span(), "a collection is one table, a value one type: neither is generic"));
        return RawItem::Refused(Item::Struct(item));
    }
    let kept = attrs::STRUCT.sort(&item.attrs, errors);
    let words = Words::of(&kept, errors);
    match &item.fields {
        Fields::Named(fields) if words.is_collection(fields) => collection(&item, fields, kept, words, errors),
        Fields::Named(fields) => object(&item, fields, kept, &words, errors),
        Fields::Unnamed(fields) => newtype(&item, fields, kept, words, errors),
        Fields::Unit => dropped(&item, &kept, &words, errors),
    }
}

/// The attributes of a struct that are ours, by their words.
struct Words {
    collection: Vec<NestedMeta>,
    value: Vec<NestedMeta>,
    renamed: Option<Said<Renamed>>,
    validate: Vec<Said<Validate>>,
}

impl Words {
    fn of(kept: &Kept, errors: &mut Accumulator) -> Self {
        let mut words = Self { collection: Vec::new(), value: Vec::new(), renamed: None, validate: Vec::new() };
        // The same reader as a column's, for the two words that stand on both.
        let mut shared = Vec::new();
        for attribute in &kept.known {
            match word(attribute).map(Ident::to_string).as_deref() {
                Some("collection") => words.collection.push(attribute.clone()),
                Some("value") => words.value.push(attribute.clone()),
                _ => shared.push(attribute.clone()),
            }
        }
        let shared = FieldAttr::read(&shared, errors);
        words.renamed = shared.renamed;
        words.validate = shared.validate;
        words
    }

    /// A struct with an id or a sync id is one, unless it says that it is a value.
    fn is_collection(&self, fields: &FieldsNamed) -> bool {
        let has_id = |field: &Field| field.ident.as_ref().is_some_and(|ident| ident == "id");
        let has_sync_id = |field: &Field| field.attrs.iter().any(|attribute| attribute.path().is_ident("sync_id"));
        let looks_so = || fields.named.iter().any(|field| has_id(field) || has_sync_id(field));
        !self.collection.is_empty() || (self.value.is_empty() && looks_so())
    }

    /// Refuses `collection` and `renamed` where they do not belong.
    fn not_a_collection(&self, what: &str, errors: &mut Accumulator) {
        let renamed = self.renamed.iter().map(|said| &said.word);
        for word in self.collection.iter().filter_map(word).chain(renamed) {
            errors.push(error(word, format!("`{word}` cannot stand here: {what}")));
        }
    }

    /// Refuses `validate` where there is no single value.
    fn no_rules(&self, instead: &str, errors: &mut Accumulator) {
        for said in &self.validate {
            errors.push(error(
                &said.word,
                format!(
                    "`validate` stands on a struct only where it wraps one type: `pub struct Email(pub String);`\n{instead}"
                ),
            ));
        }
    }
}

fn word(attribute: &NestedMeta) -> Option<&Ident> {
    match attribute {
        NestedMeta::Meta(meta) => meta.path().get_ident(),
        NestedMeta::Lit(_) | NestedMeta::NameValueInvalidExpr(_) => None,
    }
}

fn collection(item: &ItemStruct, fields: &FieldsNamed, kept: Kept, words: Words, errors: &mut Accumulator) -> RawItem {
    for word in words.value.iter().filter_map(word) {
        errors.push(error(word, "a collection is a table, a value stands in one: `#[value]` excludes `#[collection]`"));
    }
    words.no_rules("rules over several columns: `#[collection(check(path::to::function))]`", errors);
    let mut doubtful = kept.doubtful;
    let attr = CollectionAttr::read(&words.collection, &mut doubtful, errors);
    let columns = fields.named.iter().filter_map(|field| column(field, &mut doubtful, errors)).collect();
    RawItem::Collection(Box::new(RawCollection {
        attr,
        renamed: words.renamed,
        doubtful,
        columns,
        source: Source { docs: kept.docs, passed: kept.passed, vis: item.vis.clone(), ident: item.ident.clone() },
    }))
}

fn column(field: &Field, doubtful: &mut bool, errors: &mut Accumulator) -> Option<RawColumn> {
    let kept = attrs::FIELD.sort(&field.attrs, errors);
    *doubtful |= kept.doubtful;
    Some(RawColumn {
        attr: FieldAttr::read(&kept.known, errors),
        source: Source { docs: kept.docs, passed: kept.passed, vis: field.vis.clone(), ident: field.ident.clone()? },
        ty: field.ty.clone(),
    })
}

fn object(item: &ItemStruct, fields: &FieldsNamed, kept: Kept, words: &Words, errors: &mut Accumulator) -> RawItem {
    words.not_a_collection(
        "without a column `id` or `#[collection]` this is a value that stands in a column of a collection",
        errors,
    );
    words.no_rules("rules of a field stand on the field", errors);
    RawItem::Object(RawObject {
        attr: ValueAttr::read(&words.value, errors),
        source: Source { docs: kept.docs, passed: kept.passed, vis: item.vis.clone(), ident: item.ident.clone() },
        fields: types::fields(fields, errors),
    })
}

fn newtype(item: &ItemStruct, fields: &FieldsUnnamed, kept: Kept, words: Words, errors: &mut Accumulator) -> RawItem {
    if !words.collection.is_empty() {
        errors.push(error(&item.ident, "a collection's columns have names: `pub struct Todo { pub id: Uuid, .. }`"));
        return RawItem::Refused(Item::Struct(item.clone()));
    }
    words.not_a_collection("a struct that wraps a type stands in columns", errors);
    let mut unnamed = fields.unnamed.iter();
    let (Some(inner), None) = (unnamed.next(), unnamed.next()) else {
        errors.push(error(
            &item.ident,
            "a struct of the schema has named fields, or wraps one type: `pub struct Email(pub String);`",
        ));
        return RawItem::Refused(Item::Struct(item.clone()));
    };
    for word in words.value.iter().filter_map(word) {
        errors.push(error(word, "a struct that wraps a type looks like that type on the wire: leave `value` out"));
    }
    let inner_kept = attrs::NEWTYPE_FIELD.sort(&inner.attrs, errors);
    RawItem::Newtype(Box::new(RawNewtype {
        validate: words.validate,
        inner: inner_kept.docs.into_iter().chain(inner_kept.passed).collect(),
        source: Source { docs: kept.docs, passed: kept.passed, vis: item.vis.clone(), ident: item.ident.clone() },
        inner_vis: inner.vis.clone(),
        ty: inner.ty.clone(),
    }))
}

/// A struct without columns: only to say that its table may go.
fn dropped(item: &ItemStruct, kept: &Kept, words: &Words, errors: &mut Accumulator) -> RawItem {
    let mut doubtful = kept.doubtful;
    let attr = CollectionAttr::read(&words.collection, &mut doubtful, errors);
    let is_dropped = matches!(attr.dropped.as_ref().map(|said| &said.value), Some(Ok(Dropped::Table)));
    if is_dropped {
        return RawItem::Dropped(Box::new(RawDropped { attr, ident: item.ident.clone() }));
    }
    let problem: Error = match attr.dropped {
        Some(Said { value: Ok(_), word }) => {
            error(&word, "the whole table is dropped by the word alone: `#[collection(dropped)]`")
        }
        Some(Said { value: Err(problem), .. }) => problem,
        None => error(
            &item.ident,
            "a collection has named columns: `pub struct Todo { pub id: Uuid, .. }`\na table that is no more: `#[collection(dropped)]`",
        ),
    };
    errors.push(problem);
    RawItem::Refused(Item::Struct(item.clone()))
}
