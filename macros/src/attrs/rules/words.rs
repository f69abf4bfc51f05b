//! The words of rules, and how other systems say them.

use proc_macro2::Ident;

use super::super::vocabulary::Vocabulary;

/// `#[validate(..)]`
pub(super) const RULES: Vocabulary = Vocabulary {
    place: "`#[validate(..)]`",
    words: &[
        "trim",
        "lowercase",
        "uppercase",
        "length",
        "non_empty",
        "email",
        "url",
        "uuid",
        "pattern",
        "starts_with",
        "ends_with",
        "contains",
        "one_of",
        "range",
        "positive",
        "negative",
        "non_negative",
        "non_positive",
        "multiple_of",
        "int",
        "items",
        "each",
        "custom",
    ],
    elsewhere: &[
        ("min", "`min` is a part of `length`, `range` or `items`: `length(min = 1)`"),
        ("max", "`max` is a part of `length`, `range` or `items`: `length(max = 200)`"),
        ("default", "`default` is an attribute of its own: `#[default(false)]`"),
        ("unique", "`unique` is an attribute of its own: `#[unique]`"),
        ("message", "a message stands in the brackets of its rule: `email(message = \"..\")`"),
        (
            "check",
            "`check` is about the row, and stands on the struct: `#[collection(check(f))]`\none column's function is `custom(f)`",
        ),
        // zod
        ("minLength", "`minLength` is written `length(min = 1)`"),
        ("min_length", "`min_length` is written `length(min = 1)`"),
        ("maxLength", "`maxLength` is written `length(max = 200)`"),
        ("max_length", "`max_length` is written `length(max = 200)`"),
        ("nonempty", "`nonempty` is written `non_empty`"),
        ("nonnegative", "`nonnegative` is written `non_negative`"),
        ("nonpositive", "`nonpositive` is written `non_positive`"),
        ("regex", "`regex` is written `pattern(\"^[a-z]+$\")`"),
        ("matches", "`matches` is written `pattern(\"^[a-z]+$\")`"),
        ("includes", "`includes` is written `contains(\"x\")`"),
        ("startswith", "`startswith` is written `starts_with(\"x\")`"),
        ("endswith", "`endswith` is written `ends_with(\"x\")`"),
        ("prefix", "`prefix` is written `starts_with(\"x\")`"),
        ("suffix", "`suffix` is written `ends_with(\"x\")`"),
        ("gt", "`gt` is written `range(above = 0)`"),
        ("gte", "`gte` is written `range(min = 0)`"),
        ("lt", "`lt` is written `range(below = 5)`"),
        ("lte", "`lte` is written `range(max = 5)`"),
        ("step", "`step` is written `multiple_of(5)`"),
        ("integer", "`integer` is written `int`"),
        ("finite", "numbers are always finite: leave `finite` out"),
        ("safe", "whole numbers are always those that JavaScript holds exactly: leave `safe` out"),
        ("toLowerCase", "`toLowerCase` is written `lowercase`"),
        ("to_lowercase", "`to_lowercase` is written `lowercase`"),
        ("lowercased", "`lowercased` is written `lowercase`"),
        ("toUpperCase", "`toUpperCase` is written `uppercase`"),
        ("to_uppercase", "`to_uppercase` is written `uppercase`"),
        ("enum", "`enum` is written `one_of(\"low\", \"high\")`, or an enum in the same schema"),
        ("oneof", "`oneof` is written `one_of(\"low\", \"high\")`"),
        ("refine", "`refine` is written `custom(path::to::function)`"),
        ("superRefine", "`superRefine` is written `custom(path::to::function)`"),
        ("transform", "transforms are `trim`, `lowercase` and `uppercase`"),
        ("optional", "`optional` is a type: `Option<String>`"),
        ("nullable", "`nullable` is a type: `Option<String>`"),
        ("nullish", "`nullish` is a type: `Option<String>`"),
        ("datetime", "a time is a type: `Timestamp`"),
        ("date", "a time is a type: `Timestamp`"),
        // validator and garde
        ("required", "every column that is not an `Option` and has no default is required: leave `required` out"),
        ("skip", "a column without `#[validate]` has no rules: leave `skip` out"),
        ("inner", "`inner` is written `each(length(min = 1))`"),
        ("elements", "`elements` is written `each(length(min = 1))`"),
        ("dive", "the rules of a nested value always hold: leave `dive` out"),
        ("nested", "the rules of a nested value always hold: leave `nested` out"),
        ("ascii", "`ascii` is written `pattern(\"^[\\\\x00-\\\\x7F]*$\")`"),
        ("alphanumeric", "`alphanumeric` is written `pattern(\"^[A-Za-z0-9]*$\")`"),
        ("non_control_character", "`non_control_character` is written `pattern(\"^[^\\\\x00-\\\\x1F\\\\x7F]*$\")`"),
        ("must_match", "`must_match` compares columns: `#[collection(check(path::to::function))]`"),
        ("function", "`function` is written `custom(path::to::function)`"),
        ("ip", "`ip` is written `custom(path::to::function)`"),
        ("phone_number", "`phone_number` is written `pattern(\"..\")`, or `custom(path::to::function)`"),
        ("credit_card", "`credit_card` is written `custom(path::to::function)`"),
    ],
    // The same one twice is told where it is known what they say.
    repeatable: &["pattern", "contains", "custom"],
};

/// Exact numbers, and other words for limits.
const LIMITS: &[(&str, &str)] = &[
    ("gt", "`gt` is written `above`"),
    ("gte", "`gte` is written `min`"),
    ("lt", "`lt` is written `below`"),
    ("lte", "`lte` is written `max`"),
    ("exclusive_min", "`exclusive_min` is written `above`"),
    ("exclusive_max", "`exclusive_max` is written `below`"),
    ("from", "`from` is written `min`"),
    ("to", "`to` is written `max`"),
];

/// `length(..)`
const LENGTH: Vocabulary = Vocabulary {
    place: "`length(..)`",
    words: &["min", "max", "message"],
    elsewhere: &[
        ("equal", "an exact length is written with both: `length(min = 3, max = 3)`"),
        ("exact", "an exact length is written with both: `length(min = 3, max = 3)`"),
    ],
    repeatable: &[],
};

/// `items(..)`
const ITEMS: Vocabulary = Vocabulary {
    place: "`items(..)`",
    words: &["min", "max", "message"],
    elsewhere: &[
        ("equal", "an exact number is written with both: `items(min = 3, max = 3)`"),
        ("exact", "an exact number is written with both: `items(min = 3, max = 3)`"),
    ],
    repeatable: &[],
};

/// `range(..)`
const RANGE: Vocabulary = Vocabulary {
    place: "`range(..)`",
    words: &["min", "max", "above", "below", "message"],
    elsewhere: LIMITS,
    repeatable: &[],
};

/// Rules that take a value, or nothing.
const MESSAGE: Vocabulary = Vocabulary { place: "this rule", words: &["message"], elsewhere: &[], repeatable: &[] };

/// `check(..)`
pub(super) const CHECK: Vocabulary = Vocabulary { place: "`check(..)`", ..MESSAGE };

/// What stands by name in a rule's brackets; none where nothing stands in them.
pub(super) fn arguments(rule: &Ident) -> Option<&'static Vocabulary> {
    match rule.to_string().as_str() {
        "trim" | "lowercase" | "uppercase" => None,
        "length" => Some(&LENGTH),
        "items" => Some(&ITEMS),
        "range" => Some(&RANGE),
        _ => Some(&MESSAGE),
    }
}
