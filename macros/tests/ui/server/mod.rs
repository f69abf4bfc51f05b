//! The library with the app's functions switched on, as it is in the Worker: by the feature, which these tests go
//! without for the sake of what it builds.

pub use ferrosync::*;

macro_rules! on {
    ($($item:expr),* $(,)?) => { &[$($item),*] };
}

pub(crate) use on as __server_checks;
pub(crate) use on as __server_rules;
