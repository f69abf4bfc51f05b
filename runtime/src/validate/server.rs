//! Lists that only the server has: the app's own functions are not there in its build script.
//!
//! A build script is known by the feature `ts` without `worker`. `testing` alone does not tell the two apart: where this
//! crate's own tests are built beside an app, Cargo turns it on for build scripts too.

/// Rules that are the app's own functions: the list in the Worker and in tests, empty in a build script.
///
/// Without the feature the tokens are dropped unread, so that they may name what the build script does not compile.
#[doc(hidden)]
#[cfg(any(feature = "worker", all(feature = "testing", not(feature = "ts"))))]
#[macro_export]
macro_rules! __server_rules {
    ($($rule:expr),* $(,)?) => {
        &[$($rule),*]
    };
}

#[doc(hidden)]
#[cfg(not(any(feature = "worker", all(feature = "testing", not(feature = "ts")))))]
#[macro_export]
macro_rules! __server_rules {
    ($($rule:tt)*) => {
        &[]
    };
}

/// The same for rules over whole rows.
#[doc(hidden)]
#[cfg(any(feature = "worker", all(feature = "testing", not(feature = "ts"))))]
#[macro_export]
macro_rules! __server_checks {
    ($($check:expr),* $(,)?) => {
        &[$($check),*]
    };
}

#[doc(hidden)]
#[cfg(not(any(feature = "worker", all(feature = "testing", not(feature = "ts")))))]
#[macro_export]
macro_rules! __server_checks {
    ($($check:tt)*) => {
        &[]
    };
}
