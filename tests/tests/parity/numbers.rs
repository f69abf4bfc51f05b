//! Numbers as JSON text, in the ways that two parsers could read differently.

use proptest::prelude::*;

/// The largest integer that JavaScript holds exactly.
pub(crate) const MAX_INT: i64 = 9_007_199_254_740_991;

/// The last millisecond of JavaScript's dates.
pub(crate) const MAX_TIMESTAMP: i64 = 8_640_000_000_000_000;

const ODD: [&str; 28] = [
    "-0",
    "-0.0",
    "-0e0",
    "0e999",
    "1.0",
    "1e0",
    "1E+2",
    "100e-2",
    "1.5e1",
    "0.1",
    "0.1000000000000000055511151231257827021181583404541015625",
    "1.0000000000000000000000000000000000000001",
    "0.99999999999999999999999999999999",
    "123456789012345678901234567890",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "1e300",
    "-1e300",
    "1.7976931348623157e308",
    "2.2250738585072014e-308",
    "5e-324",
    "1e-400",
    // Beyond every double.
    "1e400",
    "-1e400",
    "1.7976931348623159e308",
];

/// An integer as one, or as a number without a fraction.
pub(crate) fn written(integer: i64) -> impl Strategy<Value = String> {
    prop::sample::select(&["", "", "", ".0", "e0", ".000", "E-0"]).prop_map(move |end| format!("{integer}{end}"))
}

/// A finite double.
pub(crate) fn double() -> impl Strategy<Value = f64> {
    use prop::num::f64::{NORMAL, SUBNORMAL, ZERO};
    NORMAL | SUBNORMAL | ZERO
}

/// A number at a limit, near one, or written in an odd way.
pub(crate) fn edge() -> BoxedStrategy<String> {
    const LIMITS: [i64; 6] = [0, MAX_INT, -MAX_INT, MAX_TIMESTAMP, -MAX_TIMESTAMP, i32::MAX as i64];
    const ENDS: [&str; 7] = ["", ".0", "e0", ".5", ".49999999999999999999", ".50000000000000000001", ".999999999999"];
    prop_oneof![
        (prop::sample::select(&LIMITS), -3..=3_i64, prop::sample::select(&ENDS))
            .prop_map(|(limit, away, end)| format!("{}{end}", limit + away)),
        prop::sample::select(&ODD).prop_map(str::to_owned),
        double().prop_map(|number| format!("{number:e}")),
        any::<i64>().prop_map(|integer| integer.to_string()),
        any::<u64>().prop_map(|integer| integer.to_string()),
        (-MAX_INT..=MAX_INT, any::<u64>()).prop_map(|(whole, fraction)| format!("{whole}.{fraction}")),
    ]
    .boxed()
}
