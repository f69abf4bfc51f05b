//! What stands between the stages: [`RawSchema`] is what somebody wrote, [`Schema`] is what is known to be right.

mod checked;
mod raw;
mod rule;

pub(crate) use checked::{
    Access, Collection, Column, DefaultValue, DroppedTable, EnumType, Format, History, Index, Input, Names,
    NewtypeType, ObjectType, OnDelete, Order, Reference, Role, Schema, Tenancy, TypeItem, UnionType, UnionVariant,
    ValueField, Variant,
};
pub(crate) use raw::{
    RawCollection, RawColumn, RawDropped, RawEnum, RawField, RawFields, RawItem, RawNewtype, RawObject, RawSchema,
    RawVariant, Source,
};
pub(crate) use rule::{Bound, Function, Limits, Literal, Number, Rule, Rules, Spec};
