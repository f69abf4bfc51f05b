//! The types that stand in columns.

use darling::error::Accumulator;
use proc_macro2::Ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::shape::{self, Types};
use super::{broken, derives, names, rules};
use crate::attrs::{AnyCase, Case, error};
use crate::model::{
    EnumType, NewtypeType, ObjectType, RawEnum, RawField, RawFields, RawNewtype, RawObject, RawVariant, Rules, Source,
    TypeItem, UnionType, UnionVariant, ValueField, Variant,
};
use crate::naming::{is_upper_camel_case, snake_case, upper_camel_case};

/// The key that names a variant, where nothing else is said.
const TAG: &str = "type";

pub(super) fn check_enum(raw: &RawEnum, types: &Types, errors: &mut Accumulator) -> TypeItem {
    source(&raw.source, errors);
    broken::value(&raw.attr, errors);
    if raw.variants.is_empty() {
        errors.push(error(&raw.source.ident, "an enum without variants has no value: give it one"));
    }
    variants(raw, errors);
    if raw.has_data() {
        return TypeItem::Union(union(raw, types, errors));
    }
    if let Some(tag) = &raw.attr.tag {
        errors.push(error(&tag.word, "a tag is for variants with data; the values of this enum are plain texts"));
    }
    let mut defaults =
        raw.variants.iter().filter_map(|variant| Some((&variant.source.ident, variant.default.as_ref()?)));
    if let Some((first, _)) = defaults.next() {
        for (_, again) in defaults {
            errors.push(error(again, format!("an enum has one `#[default]`: `{first}` has it already")));
        }
    }
    let variants = raw.variants.iter().map(|variant| Variant {
        source: variant.source.clone(),
        wire: wire_of(raw, &variant.source.ident),
        is_default: variant.default.is_some(),
    });
    TypeItem::Enum(EnumType { source: raw.source.clone(), variants: variants.collect() })
}

/// What a variant is called on the wire.
pub(super) fn wire_of(raw: &RawEnum, variant: &Ident) -> String {
    let case = raw.attr.rename_all.as_ref().and_then(|said| said.sound()).map_or(Case::Camel, |any| any.case);
    case.apply(&snake_case(&variant.unraw().to_string()))
}

/// What holds of all variants, with data or without.
fn variants(raw: &RawEnum, errors: &mut Accumulator) {
    for (at, variant) in raw.variants.iter().enumerate() {
        let ident = &variant.source.ident;
        let name = ident.unraw().to_string();
        let wire = wire_of(raw, ident);
        let same = raw.variants[..at].iter().find(|other| wire_of(raw, &other.source.ident) == wire);
        if !is_upper_camel_case(&name) {
            let ours = upper_camel_case(&snake_case(&name));
            errors.push(error(
                ident,
                if is_upper_camel_case(&ours) {
                    format!("a variant's name is in `UpperCamelCase`: `{ours}`\non the wire it is `{wire}`")
                } else {
                    "a variant's name is in `UpperCamelCase`, of ASCII letters and digits".to_owned()
                },
            ));
        } else if let Some(other) = same {
            let other = &other.source.ident;
            errors.push(error(
                ident,
                if other == ident {
                    format!("there is a variant `{ident}` already")
                } else {
                    format!("`{other}` and `{ident}` are both `{wire}` on the wire")
                },
            ));
        }
    }
}

fn union(raw: &RawEnum, types: &Types, errors: &mut Accumulator) -> UnionType {
    let said = raw.attr.tag.as_ref().and_then(|said| said.sound());
    let tag = said.map_or(TAG, |tag| &tag.value);
    if let Some(said) = said.filter(|tag| !is_key(&tag.value)) {
        errors.push(error(&said.span, "a tag is a name of ASCII letters, digits and `_`: `#[value(tag = \"kind\")]`"));
    }
    for default in raw.variants.iter().filter_map(|variant| variant.default.as_ref()) {
        errors.push(error(default, "a default is a text or a number; an enum with data has none"));
    }
    let variants = raw.variants.iter().map(|variant| UnionVariant {
        source: variant.source.clone(),
        wire: wire_of(raw, &variant.source.ident),
        fields: union_fields(raw, variant, tag, types, errors),
    });
    UnionType { source: raw.source.clone(), variants: variants.collect(), tag: tag.to_owned() }
}

fn union_fields(
    raw: &RawEnum,
    variant: &RawVariant,
    tag: &str,
    types: &Types,
    errors: &mut Accumulator,
) -> Option<Vec<ValueField>> {
    let RawFields::Named(fields) = &variant.fields else {
        return None;
    };
    let checked = self::fields(fields, Case::Camel, types, errors);
    for field in checked.iter().filter(|field| field.wire == tag) {
        errors.push(error(
            &field.source.ident,
            format!(
                "`{tag}` is the key that names the variant of `{}`: name the field otherwise, or the key: `#[value(tag = \"kind\")]`",
                raw.source.ident
            ),
        ));
    }
    Some(checked)
}

fn is_key(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

pub(super) fn check_object(raw: &RawObject, types: &Types, errors: &mut Accumulator) -> TypeItem {
    source(&raw.source, errors);
    broken::value(&raw.attr, errors);
    if let Some(tag) = &raw.attr.tag {
        errors.push(error(&tag.word, "a tag is for an enum with data; a struct has one shape"));
    }
    if raw.fields.is_empty() {
        errors.push(error(&raw.source.ident, "a value without fields says nothing: give it one"));
    }
    let case = raw.attr.rename_all.as_ref().and_then(|said| said.sound());
    let case = case.and_then(|any| errors.handle(AnyCase::of_fields(any))).unwrap_or(Case::Camel);
    let fields = fields(&raw.fields, case, types, errors);
    TypeItem::Object(ObjectType { source: raw.source.clone(), fields })
}

fn fields(raws: &[RawField], case: Case, types: &Types, errors: &mut Accumulator) -> Vec<ValueField> {
    let mut fields: Vec<ValueField> = Vec::new();
    for raw in raws {
        let ident = &raw.source.ident;
        let wire = case.apply(&ident.unraw().to_string());
        if let Some(other) = fields.iter().find(|other| other.wire == wire) {
            let other = &other.source.ident;
            errors.push(error(
                ident,
                if other == ident {
                    format!("there is a field `{ident}` already")
                } else {
                    format!("`{other}` and `{ident}` are both `{wire}` on the wire")
                },
            ));
        } else {
            names::field(ident, "a field's", errors);
        }
        shape::check(&raw.ty, errors);
        let rules = checked_rules(&raw.validate, &raw.ty, types, errors);
        fields.push(ValueField { source: raw.source.clone(), ty: raw.ty.clone(), wire, rules });
    }
    fields
}

pub(super) fn check_newtype(raw: &RawNewtype, types: &Types, errors: &mut Accumulator) -> TypeItem {
    source(&raw.source, errors);
    if shape::optional(&raw.ty).is_some() {
        errors.push(error(
            &raw.ty.span(),
            format!("a wrapped type is never `null`: write `Option<{}>` in the column", raw.source.ident),
        ));
    }
    shape::check(&raw.ty, errors);
    let rules = checked_rules(&raw.validate, &raw.ty, types, errors);
    TypeItem::Newtype(Box::new(NewtypeType {
        source: raw.source.clone(),
        inner: raw.inner.clone(),
        inner_vis: raw.inner_vis.clone(),
        ty: raw.ty.clone(),
        rules,
    }))
}

fn checked_rules(
    said: &[crate::attrs::Said<crate::attrs::Validate>],
    ty: &syn::Type,
    types: &Types,
    errors: &mut Accumulator,
) -> Rules {
    rules::check(said, &types.resolve(ty).shape, rules::Place::Value, errors)
}

/// What holds of every type's own name and attributes.
fn source(source: &Source, errors: &mut Accumulator) {
    names::type_name(&source.ident, "a type's", errors);
    derives::check(&source.passed, errors);
}
