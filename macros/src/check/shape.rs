use darling::error::Accumulator;
use syn::{GenericArgument, PathArguments, Type};

use crate::attrs::error;

/// A column's type as far as its name tells. Whether a type can be a column is rustc's to say, through
/// `ColumnType`; what needs more than that needs the type written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Plain(Scalar),
    Optional(Scalar),
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Uuid,
    String,
    Bool,
    I64,
    F64,
    Timestamp,
}

impl Shape {
    pub(super) fn of(ty: &Type) -> Self {
        if let Some(scalar) = Scalar::of(ty) {
            return Self::Plain(scalar);
        }
        optional(ty).and_then(Scalar::of).map_or(Self::Other, Self::Optional)
    }

    /// The type without its `Option`.
    pub(super) fn scalar(self) -> Option<Scalar> {
        match self {
            Self::Plain(scalar) | Self::Optional(scalar) => Some(scalar),
            Self::Other => None,
        }
    }
}

impl Scalar {
    fn of(ty: &Type) -> Option<Self> {
        let (name, arguments) = last_segment(ty)?;
        if !arguments.is_none() {
            return None;
        }
        match name.as_str() {
            "Uuid" => Some(Self::Uuid),
            "String" => Some(Self::String),
            "bool" => Some(Self::Bool),
            "i64" => Some(Self::I64),
            "f64" => Some(Self::F64),
            "Timestamp" => Some(Self::Timestamp),
            _ => None,
        }
    }
}

/// The `T` of an `Option<T>`.
pub(super) fn optional(ty: &Type) -> Option<&Type> {
    let (name, arguments) = last_segment(ty)?;
    match arguments {
        PathArguments::AngleBracketed(arguments) if name == "Option" => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) if arguments.args.len() == 1 => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<(String, &PathArguments)> {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            path.path.segments.last().map(|segment| (segment.ident.to_string(), &segment.arguments))
        }
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

/// Refuses types that are still to come, and those that no trait's error would describe well.
pub(super) fn check(ty: &Type, errors: &mut Accumulator) {
    const LATER: [&str; 8] = ["Vec", "Json", "i8", "i16", "i32", "u8", "u16", "u32"];
    let inner = optional(ty).unwrap_or(ty);
    let Type::Path(path) = inner else {
        if !matches!(inner, Type::Group(_)) {
            errors.push(error(
                inner,
                "this cannot be stored in a column\ncolumns are `Uuid`, `String`, `bool`, `i64`, `f64`, `Timestamp`, or `Option` of one of these",
            ));
        }
        return;
    };
    if let Some(root) =
        path.path.segments.first().map(|segment| &segment.ident).filter(|root| *root == "crate" || *root == "super")
    {
        errors.push(error(
            root,
            format!(
                "`{root}` is another crate when the build script reads this file\nname a type that is in scope in both"
            ),
        ));
    } else if let Some((name, _)) = last_segment(inner).filter(|(name, _)| LATER.contains(&name.as_str())) {
        errors.push(error(inner, format!("`{name}` is not supported yet")));
    }
}
