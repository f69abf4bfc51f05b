use ferrosync::validate::{Bound, Literal, Number, int, multiple_of, one_of, range};
use serde_json::{Value, json};

use crate::common::{apply, holds};

const fn inclusive(value: Number) -> Bound {
    Bound { value, inclusive: true }
}

const fn exclusive(value: Number) -> Bound {
    Bound { value, inclusive: false }
}

#[test]
fn a_range_has_its_ends_or_not() {
    use Number::{Int, Real};
    let closed = range(Some(inclusive(Int(-2))), Some(inclusive(Int(3))));
    let open = range(Some(exclusive(Real(-0.5))), Some(exclusive(Real(1.5))));
    assert_eq!([-3, -2, 3, 4].map(|value| holds(closed, value)), [false, true, true, false]);
    assert_eq!([-0.5, -0.4, 1.4, 1.5].map(|value| holds(open, value)), [false, true, true, false]);
    let said = [apply(closed, -3), apply(closed, 4), apply(open, -0.5), apply(open, 1.5)].map(Result::unwrap_err);
    assert_eq!(
        said,
        [
            ("too_small", "must be at least -2".to_owned(), json!({"min": -2})),
            ("too_large", "must be at most 3".to_owned(), json!({"max": 3})),
            ("too_small", "must be more than -0.5".to_owned(), json!({"above": -0.5})),
            ("too_large", "must be less than 1.5".to_owned(), json!({"below": 1.5})),
        ]
    );
    assert!(holds(range(None, None), 7));
}

#[test]
fn h11_whole_numbers_are_compared_exactly() {
    const LAST: i64 = 9_007_199_254_740_991;
    let below = range(None, Some(exclusive(Number::Int(LAST))));
    assert!(holds(below, LAST - 1) && !holds(below, LAST));
    let real = range(Some(inclusive(Number::Int(1))), None);
    assert!(holds(real, 1.0) && !holds(real, 0.999), "a whole bound of a double");
}

#[test]
fn h8_bounds_are_written_as_javascript_writes_numbers() {
    let least = |value| apply(range(Some(inclusive(Number::Real(value))), None), -1e300).unwrap_err();
    let written = [
        (1.0, "1", json!(1)),
        (-0.0, "0", json!(0)),
        (0.1, "0.1", json!(0.1)),
        (1e-6, "0.000001", json!(1e-6)),
        (123_456_789.25, "123456789.25", json!(123_456_789.25)),
        (1e20, "100000000000000000000", json!(1e20)),
    ];
    for (value, text, param) in written {
        let (_, message, params) = least(value);
        assert_eq!((message, params), (format!("must be at least {text}"), json!({ "min": param })));
    }
}

#[test]
fn a_multiple_is_exact_of_whole_numbers_and_near_of_doubles() {
    let five = multiple_of(Number::Int(5));
    assert_eq!([-10, 0, 5, 7].map(|value| holds(five, value)), [true, true, true, false]);
    let tenth = multiple_of(Number::Real(0.1));
    assert_eq!([0.3, 0.7, 1e9, 0.0, 0.25].map(|value| holds(tenth, value)), [true, true, true, true, false]);
    // As near as a billionth of the quotient, and of 1 where that is less.
    assert_eq!(
        [0.300_000_000_01, 0.300_000_01, 1e-12, 1e-8].map(|value| holds(tenth, value)),
        [true, false, true, false]
    );
    // The quotient is beyond every double: not to be told.
    assert!(!holds(multiple_of(Number::Real(1e-6)), 1e308));
    assert!(!holds(multiple_of(Number::Int(0)), 1));
    assert_eq!(
        apply(tenth, 0.25).unwrap_err(),
        ("not_multiple_of", "must be a multiple of 0.1".to_owned(), json!({"divisor": 0.1}))
    );
    assert_eq!(apply(five, 7).unwrap_err().1, "must be a multiple of 5");
}

#[test]
fn int_is_a_double_without_a_fraction() {
    assert_eq!([1.0, -0.0, 1e300, 1.5, 5e-324].map(|value| holds(int(), value)), [true, true, true, false, false]);
    assert_eq!(apply(int(), 0.5).unwrap_err(), ("not_integer", "must be an integer".to_owned(), json!({})));
}

#[test]
fn one_of_takes_texts_and_whole_numbers() {
    let texts = one_of(&[Literal::Text("a"), Literal::Text("b\"c")]);
    assert!(holds(texts, "a") && holds(texts, "b\"c") && !holds(texts, "A") && !holds(texts, ""));
    assert_eq!(
        apply(texts, "c").unwrap_err(),
        ("not_one_of", "must be one of \"a\", \"b\"c\"".to_owned(), json!({"values": ["a", "b\"c"]}))
    );
    let numbers = one_of(&[Literal::Int(1), Literal::Int(-2)]);
    assert!(holds(numbers, Value::from(-2)) && !holds(numbers, Value::from(2)));
    assert_eq!(
        apply(numbers, 0).unwrap_err(),
        ("not_one_of", "must be one of 1, -2".to_owned(), json!({"values": [1, -2]}))
    );
}
