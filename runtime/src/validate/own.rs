use crate::schema::{Collection, Field, Type};

/// Whether functions of the app's own look at a collection's values or rows: what they say may change.
pub(crate) fn asks_the_app(collection: &Collection) -> bool {
    let by_column = collection.columns.iter().any(|column| !column.custom.is_empty() || within(&column.ty));
    by_column || !collection.checks.is_empty()
}

fn within(ty: &Type) -> bool {
    let by_field = |fields: &[Field]| fields.iter().any(|field| !field.custom.is_empty() || within(&field.ty));
    match ty {
        Type::Newtype(newtype) => !newtype.custom.is_empty() || within(&newtype.ty),
        Type::Object(object) => by_field(object.fields),
        Type::Union(union) => union.variants.iter().any(|variant| by_field(variant.fields)),
        Type::List(item) => within(item),
        Type::Uuid
        | Type::Text
        | Type::Bool
        | Type::Int { .. }
        | Type::Real
        | Type::Timestamp
        | Type::Enum(_)
        | Type::Json(_) => false,
    }
}
