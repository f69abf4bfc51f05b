//! Lists that only the server has: the app's own functions are not there in its build script.

/// Rules that are the app's own functions: the list in the Worker and in tests, empty in a build script.
///
/// Without the feature the tokens are dropped unread, so that they may name what the build script does not compile.
#[doc(hidden)]
#[cfg(any(feature = "worker", feature = "testing"))]
#[macro_export]
macro_rules! __server_rules {
    ($($rule:expr),* $(,)?) => {
        &[$($rule),*]
    };
}

#[doc(hidden)]
#[cfg(not(any(feature = "worker", feature = "testing")))]
#[macro_export]
macro_rules! __server_rules {
    ($($rule:tt)*) => {
        &[]
    };
}

/// The same for rules over whole rows.
#[doc(hidden)]
#[cfg(any(feature = "worker", feature = "testing"))]
#[macro_export]
macro_rules! __server_checks {
    ($($check:expr),* $(,)?) => {
        &[$($check),*]
    };
}

#[doc(hidden)]
#[cfg(not(any(feature = "worker", feature = "testing")))]
#[macro_export]
macro_rules! __server_checks {
    ($($check:tt)*) => {
        &[]
    };
}
