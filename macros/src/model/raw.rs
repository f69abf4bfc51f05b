use proc_macro2::Ident;
use syn::{Attribute, Fields, Item, ItemUse, Type, Visibility};

use crate::attrs::{CollectionAttr, FieldAttr, Renamed, Said, Validate, ValueAttr};

/// A file as it was parsed, in its order.
#[derive(Default)]
pub(crate) struct RawSchema {
    pub(crate) items: Vec<RawItem>,
}

pub(crate) enum RawItem {
    Collection(Box<RawCollection>),
    /// `#[collection(dropped)] pub struct Old;`
    Dropped(Box<RawDropped>),
    Enum(RawEnum),
    Object(RawObject),
    Newtype(Box<RawNewtype>),
    Use(ItemUse),
    /// What cannot stand in a schema: its error is already told. It is kept so that its name still resolves.
    Refused(Item),
}

/// A struct with named fields and no generics that has an id, a sync id or `#[collection]`.
pub(crate) struct RawCollection {
    pub(crate) attr: CollectionAttr,
    pub(crate) renamed: Option<Said<Renamed>>,
    /// Whether words of it could not be read, one of which may have said whose the rows are.
    pub(crate) doubtful: bool,
    pub(crate) source: Source,
    pub(crate) columns: Vec<RawColumn>,
}

pub(crate) struct RawColumn {
    pub(crate) attr: FieldAttr,
    pub(crate) source: Source,
    pub(crate) ty: Type,
}

/// A struct without fields, for a table that is no more.
pub(crate) struct RawDropped {
    pub(crate) attr: CollectionAttr,
    pub(crate) ident: Ident,
}

/// An `enum` without generics.
pub(crate) struct RawEnum {
    pub(crate) attr: ValueAttr,
    pub(crate) source: Source,
    pub(crate) variants: Vec<RawVariant>,
}

pub(crate) struct RawVariant {
    pub(crate) source: Source,
    /// The word, where the variant has it.
    pub(crate) default: Option<Ident>,
    pub(crate) fields: RawFields,
}

pub(crate) enum RawFields {
    None,
    Named(Vec<RawField>),
    /// Refused already.
    Tuple(Fields),
}

/// A struct with named fields and no generics that is no collection.
pub(crate) struct RawObject {
    pub(crate) attr: ValueAttr,
    pub(crate) source: Source,
    pub(crate) fields: Vec<RawField>,
}

/// A struct with one field that has no name.
pub(crate) struct RawNewtype {
    pub(crate) validate: Vec<Said<Validate>>,
    pub(crate) source: Source,
    /// What stands before the type inside: comments and other people's attributes ..
    pub(crate) inner: Vec<Attribute>,
    pub(crate) inner_vis: Visibility,
    pub(crate) ty: Type,
}

/// A field of a nested value.
pub(crate) struct RawField {
    pub(crate) validate: Vec<Said<Validate>>,
    pub(crate) source: Source,
    pub(crate) ty: Type,
}

/// What the user's own item or field keeps: comments, other people's attributes, visibility, name.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) docs: Vec<Attribute>,
    pub(crate) passed: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) ident: Ident,
}

impl RawEnum {
    /// Whether its values are objects: one variant with data is enough.
    pub(crate) fn has_data(&self) -> bool {
        self.variants.iter().any(|variant| !matches!(variant.fields, RawFields::None))
    }
}
