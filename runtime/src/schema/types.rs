use super::{Kind, Timestamp, Uuid};

/// A Rust type that can be a column.
///
/// `Uuid`, `String`, `bool`, `i64`, `f64`, `Timestamp`, and `Option` of each. The trait is sealed by its hidden
/// parts: what a column's values look like must be known to SQL, to the validators and to TypeScript alike.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a column",
    label = "not a column type",
    note = "columns are `Uuid`, `String`, `bool`, `i64`, `f64`, `Timestamp`, or `Option` of one of these"
)]
pub trait ColumnType {
    /// The type that JSON carries, as ts-rs knows it.
    #[cfg(feature = "ts")]
    type Wire: ts_rs::TS;

    const KIND: Kind;
    const NULLABLE: bool = false;
}

/// Column types that an `Option` may wrap: every one but `Option` itself.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`Option<{Self}>` cannot be stored in a column",
    label = "not a column type",
    note = "columns are `Uuid`, `String`, `bool`, `i64`, `f64`, `Timestamp`, or `Option` of one of these"
)]
pub trait Plain: ColumnType {}

macro_rules! column_types {
    ($($rust:ty => $kind:ident, $wire:ty;)*) => {$(
        impl ColumnType for $rust {
            #[cfg(feature = "ts")]
            type Wire = $wire;
            const KIND: Kind = Kind::$kind;
        }
        impl Plain for $rust {}
    )*};
}

column_types! {
    Uuid => Uuid, String;
    String => Text, String;
    bool => Bool, bool;
    i64 => Int, f64;
    f64 => Real, f64;
    Timestamp => Timestamp, f64;
}

impl<T: Plain> ColumnType for Option<T> {
    #[cfg(feature = "ts")]
    type Wire = Option<T::Wire>;
    const KIND: Kind = T::KIND;
    const NULLABLE: bool = true;
}

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
