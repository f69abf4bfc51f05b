use darling::error::Accumulator;
use syn::{GenericArgument, PathArguments, Type};

use crate::attrs::error;
use crate::model::{RawEnum, RawItem, RawNewtype, RawSchema};

/// A type as far as its name tells, resolved against the types of the same file. Whether a type can be a column is
/// rustc's to say, through `ColumnType`; what needs more than that needs the type written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Plain(Scalar),
    /// An `enum` of the file whose variants have no data: a text.
    Enum(String),
    /// A nested `struct` of the file.
    Object(String),
    /// An `enum` of the file whose variants have data.
    Union(String),
    /// A struct of the file with one field that has no name, and what that field holds.
    Newtype(String, Box<Shape>),
    /// `Vec<T>`.
    List(Box<Shape>),
    /// `Json<T>`.
    Json,
    /// A path that says nothing to us.
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    Uuid,
    String,
    Bool,
    /// A whole number between the two, both included; `name` is the Rust type's.
    Int {
        min: i64,
        max: i64,
        name: &'static str,
    },
    F64,
    Timestamp,
}

/// The shape of a field, and whether an `Option` stands around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) shape: Shape,
    pub(crate) optional: bool,
}

/// What the file's own types are, by their names.
#[derive(Default)]
pub(crate) struct Types<'a> {
    known: Vec<(String, Known<'a>)>,
}

/// What a type of the file is.
#[derive(Clone, Copy)]
enum Known<'a> {
    Enum(&'a RawEnum),
    Object,
    Union,
    Newtype(&'a RawNewtype),
}

impl Shape {
    /// The shape below all names of newtypes.
    pub(crate) fn plain(&self) -> &Self {
        match self {
            Self::Newtype(_, inner) => inner.plain(),
            other => other,
        }
    }
}

impl Typed {
    /// Whether it is exactly this scalar, under its own name.
    pub(crate) fn is(&self, scalar: Scalar) -> bool {
        !self.optional && self.shape == Shape::Plain(scalar)
    }
}

impl<'a> Types<'a> {
    pub(crate) fn of(schema: &'a RawSchema) -> Self {
        let known = schema.items.iter().filter_map(|item| match item {
            RawItem::Enum(item) if item.has_data() => Some((&item.source.ident, Known::Union)),
            RawItem::Enum(item) => Some((&item.source.ident, Known::Enum(item))),
            RawItem::Object(item) => Some((&item.source.ident, Known::Object)),
            RawItem::Newtype(item) => Some((&item.source.ident, Known::Newtype(item))),
            RawItem::Collection(_) | RawItem::Dropped(_) | RawItem::Use(_) | RawItem::Refused(_) => None,
        });
        Self { known: known.map(|(ident, known)| (ident.to_string(), known)).collect() }
    }

    /// The enum of the file that is called so, if its values are texts.
    pub(super) fn texts(&self, name: &str) -> Option<&'a RawEnum> {
        self.known.iter().find_map(|(known, item)| match item {
            Known::Enum(item) if known == name => Some(*item),
            _ => None,
        })
    }

    /// The newtype of the file that is called so.
    pub(super) fn newtype(&self, name: &str) -> Option<&'a RawNewtype> {
        self.known.iter().find_map(|(known, item)| match item {
            Known::Newtype(item) if known == name => Some(*item),
            _ => None,
        })
    }

    /// What a field's type is.
    pub(crate) fn resolve(&self, ty: &Type) -> Typed {
        match optional(ty) {
            Some(inner) => Typed { shape: self.shape(inner, 0), optional: true },
            None => Typed { shape: self.shape(ty, 0), optional: false },
        }
    }

    fn shape(&self, ty: &Type, depth: usize) -> Shape {
        // Newtypes may go round in circles, which is told elsewhere: no file has more of them than types.
        if depth > self.known.len() {
            return Shape::Other;
        }
        if let Some(item) = argument(ty, "Vec") {
            return Shape::List(Box::new(self.shape(item, depth)));
        }
        if argument(ty, "Json").is_some() {
            return Shape::Json;
        }
        let Some((name, PathArguments::None)) = last_segment(ty) else {
            return Shape::Other;
        };
        match self.known.iter().find(|(known, _)| *known == name) {
            Some((_, Known::Enum(_))) => Shape::Enum(name),
            Some((_, Known::Object)) => Shape::Object(name),
            Some((_, Known::Union)) => Shape::Union(name),
            Some((_, Known::Newtype(item))) => Shape::Newtype(name, Box::new(self.shape(&item.ty, depth + 1))),
            None => Scalar::named(&name).map_or(Shape::Other, Shape::Plain),
        }
    }
}

/// The largest whole number that JavaScript holds exactly together with its neighbours: 2^53 − 1.
pub(crate) const MAX_SAFE: i64 = 9_007_199_254_740_991;

impl Scalar {
    pub(crate) const I64: Self = Self::Int { min: -MAX_SAFE, max: MAX_SAFE, name: "i64" };

    fn named(name: &str) -> Option<Self> {
        let int = |min: i64, max: i64, name| Some(Self::Int { min, max, name });
        match name {
            "Uuid" => Some(Self::Uuid),
            "String" => Some(Self::String),
            "bool" => Some(Self::Bool),
            "i8" => int(i8::MIN.into(), i8::MAX.into(), "i8"),
            "i16" => int(i16::MIN.into(), i16::MAX.into(), "i16"),
            "i32" => int(i32::MIN.into(), i32::MAX.into(), "i32"),
            "i64" => Some(Self::I64),
            "u8" => int(0, u8::MAX.into(), "u8"),
            "u16" => int(0, u16::MAX.into(), "u16"),
            "u32" => int(0, u32::MAX.into(), "u32"),
            "f64" => Some(Self::F64),
            "Timestamp" => Some(Self::Timestamp),
            _ => None,
        }
    }
}

/// The `T` of an `Option<T>`.
pub(crate) fn optional(ty: &Type) -> Option<&Type> {
    argument(ty, "Option")
}

/// The `T` of a `Name<T>`.
fn argument<'a>(ty: &'a Type, of: &str) -> Option<&'a Type> {
    let (name, arguments) = last_segment(ty)?;
    match arguments {
        PathArguments::AngleBracketed(arguments) if name == of => match arguments.args.first() {
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

/// Refuses types that no trait's error would describe well.
pub(super) fn check(ty: &Type, errors: &mut Accumulator) {
    let inner = optional(ty).unwrap_or(ty);
    let inner = argument(inner, "Vec").unwrap_or(inner);
    let Type::Path(path) = inner else {
        if !matches!(inner, Type::Group(_)) {
            errors.push(error(
                inner,
                "this cannot be stored in a column\ncolumns are `Uuid`, `String`, `bool`, `i8` to `i64`, `u8` to `u32`, `f64`, `Timestamp`, `Json<T>`, types of this file, `Vec` of these, or `Option` of one of these",
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
    }
}
