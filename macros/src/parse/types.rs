use darling::error::Accumulator;
use syn::spanned::Spanned;
use syn::{Field, Fields, FieldsNamed, Item, ItemEnum, Variant};

use super::is_generic;
use crate::attrs::{self, FieldAttr, ValueAttr, error};
use crate::model::{RawEnum, RawField, RawFields, RawItem, RawVariant, Source};

pub(super) fn read_enum(item: ItemEnum, errors: &mut Accumulator) -> RawItem {
    if is_generic(&item.generics) {
        errors.push(error(&item.generics.span(), "an enum of the schema is one type: it cannot be generic"));
        return RawItem::Refused(Item::Enum(item));
    }
    let kept = attrs::ENUM.sort(&item.attrs, errors);
    let attr = ValueAttr::read(&kept.known, errors);
    let variants = item.variants.iter().map(|variant| read_variant(variant, errors)).collect();
    RawItem::Enum(RawEnum {
        attr,
        source: Source { docs: kept.docs, passed: kept.passed, vis: item.vis, ident: item.ident },
        variants,
    })
}

fn read_variant(variant: &Variant, errors: &mut Accumulator) -> RawVariant {
    let kept = attrs::VARIANT.sort(&variant.attrs, errors);
    let ident = &variant.ident;
    if let Some((_, number)) = &variant.discriminant {
        errors.push(error(number, format!("a variant is stored by its name: write `{ident}` alone")));
    }
    let default = kept.known.first().and_then(|attribute| match attribute {
        darling::ast::NestedMeta::Meta(syn::Meta::Path(path)) => path.get_ident().cloned(),
        other => {
            errors.push(error(other, "`#[default]` on a variant takes nothing: write the word alone"));
            None
        }
    });
    let fields = match &variant.fields {
        Fields::Unit => RawFields::None,
        Fields::Named(named) => RawFields::Named(fields(named, errors)),
        unnamed @ Fields::Unnamed(_) => {
            errors.push(error(unnamed, format!("the data of a variant has names: write `{}`", with_names(variant))));
            RawFields::Tuple(unnamed.clone())
        }
    };
    RawVariant {
        default,
        fields,
        source: Source {
            docs: kept.docs,
            passed: kept.passed,
            vis: syn::Visibility::Inherited,
            ident: variant.ident.clone(),
        },
    }
}

/// `Circle { value: f64 }` for `Circle(f64)`.
fn with_names(variant: &Variant) -> String {
    let types: Vec<String> =
        variant.fields.iter().map(|field| field.ty.span().source_text().unwrap_or_else(|| "..".to_owned())).collect();
    let names = ["value", "second", "third", "fourth"];
    let fields: Vec<_> = types.iter().zip(names).map(|(ty, name)| format!("{name}: {ty}")).collect();
    match fields.len() {
        0 => variant.ident.to_string(),
        _ => format!("{} {{ {} }}", variant.ident, fields.join(", ")),
    }
}

/// The fields of a nested value or of a variant.
pub(super) fn fields(fields: &FieldsNamed, errors: &mut Accumulator) -> Vec<RawField> {
    fields.named.iter().filter_map(|field| read_field(field, errors)).collect()
}

fn read_field(field: &Field, errors: &mut Accumulator) -> Option<RawField> {
    let kept = attrs::VALUE_FIELD.sort(&field.attrs, errors);
    Some(RawField {
        validate: FieldAttr::read(&kept.known, errors).validate,
        source: Source { docs: kept.docs, passed: kept.passed, vis: field.vis.clone(), ident: field.ident.clone()? },
        ty: field.ty.clone(),
    })
}
