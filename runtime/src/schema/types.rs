use super::{Timestamp, Type, Uuid};

/// A Rust type that can be a column.
///
/// `Uuid`, `String`, `bool`, `i8` to `i64`, `u8` to `u32`, `f64`, `Timestamp`, `Json<T>`, the enums, structs and newtypes that
/// `sync_collections!` declares, `Vec` of these, and `Option` of all. What a column's values look like must be known to SQL, to the
/// validators and to TypeScript alike, so the macro implements it, and nobody else.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column type",
    note = "columns are `Uuid`, `String`, `bool`, `i8` to `i64`, `u8` to `u32`, `f64`, `Timestamp`, `Json<T>`, types declared in the \
            same `sync_collections!`, `Vec` of these, or `Option` of one of these"
)]
pub trait ColumnType {
    /// The type that JSON carries, as ts-rs knows it.
    #[cfg(feature = "ts")]
    type Wire: ts_rs::TS;

    const TYPE: Type;
    const NULLABLE: bool = false;
}

/// Column types that an `Option` or a `Vec` may wrap: every one but `Option` itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand inside an `Option` or a `Vec` of a column",
    label = "not a column type",
    note = "columns are `Uuid`, `String`, `bool`, `i8` to `i64`, `u8` to `u32`, `f64`, `Timestamp`, `Json<T>`, types declared in the \
            same `sync_collections!`, `Vec` of these, or `Option` of one of these"
)]
pub trait ValueType: ColumnType {}

macro_rules! column_types {
    ($($rust:ty => $ty:expr, $wire:ty;)*) => {$(
        impl ColumnType for $rust {
            #[cfg(feature = "ts")]
            type Wire = $wire;
            const TYPE: Type = $ty;
        }
        impl ValueType for $rust {}
    )*};
}

column_types! {
    Uuid => Type::Uuid, String;
    String => Type::Text, String;
    bool => Type::Bool, bool;
    i8 => Type::Int { min: i8::MIN as i64, max: i8::MAX as i64 }, f64;
    i16 => Type::Int { min: i16::MIN as i64, max: i16::MAX as i64 }, f64;
    i32 => Type::Int { min: i32::MIN as i64, max: i32::MAX as i64 }, f64;
    i64 => Type::INT, f64;
    u8 => Type::Int { min: 0, max: u8::MAX as i64 }, f64;
    u16 => Type::Int { min: 0, max: u16::MAX as i64 }, f64;
    u32 => Type::Int { min: 0, max: u32::MAX as i64 }, f64;
    f64 => Type::Real, f64;
    Timestamp => Type::Timestamp, f64;
}

impl<T: ValueType> ColumnType for Option<T> {
    #[cfg(feature = "ts")]
    type Wire = Option<T::Wire>;
    const TYPE: Type = T::TYPE;
    const NULLABLE: bool = true;
}

impl<T: ValueType> ColumnType for Vec<T> {
    #[cfg(feature = "ts")]
    type Wire = Vec<T::Wire>;
    const TYPE: Type = Type::List(&T::TYPE);
}

impl<T: ValueType> ValueType for Vec<T> {}

/// What TypeScript calls the types of a collection's columns, in their order.
///
/// A function under the feature `ts`, nothing without it, so that the macro writes the same text for the build
/// script and for the Worker.
#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct TsTypes {
    #[cfg(feature = "ts")]
    pub names: fn(&ts_rs::Config) -> Vec<String>,
}

#[cfg(feature = "ts")]
impl TsTypes {
    /// What TypeScript calls `T`. A function, so that rustc looks for a type that is no column under the type.
    pub fn name_of<T: ColumnType>(config: &ts_rs::Config) -> String {
        <T::Wire as ts_rs::TS>::name(config)
    }
}

impl core::fmt::Debug for TsTypes {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("TsTypes")
    }
}

/// Makes a [`TsTypes`] of the types of a collection's columns.
#[doc(hidden)]
#[cfg(feature = "ts")]
#[macro_export]
macro_rules! __ts_types {
    ($($column:ty),* $(,)?) => {
        $crate::schema::TsTypes {
            names: |config| ::std::vec![$(
                $crate::schema::TsTypes::name_of::<$column>(config)
            ),*],
        }
    };
}

#[doc(hidden)]
#[cfg(not(feature = "ts"))]
#[macro_export]
macro_rules! __ts_types {
    ($($column:ty),* $(,)?) => {
        $crate::schema::TsTypes {}
    };
}

/// The `Wire` of a type that `sync_collections!` declares: ts-rs knows it by its own derive.
#[doc(hidden)]
#[cfg(feature = "ts")]
#[macro_export]
macro_rules! __own_wire {
    () => {
        type Wire = Self;
    };
}

#[doc(hidden)]
#[cfg(not(feature = "ts"))]
#[macro_export]
macro_rules! __own_wire {
    () => {};
}
