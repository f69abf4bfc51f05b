//! Requests over HTTP, through a room.

use proptest::prelude::*;

use super::{
    corpus,
    edit::{Maker, input},
    runs,
    site::Site,
};

#[test]
fn h2_h11_no_request_breaks_a_room() {
    let site = Site::new();
    for request in corpus::read("requests").iter().chain(&corpus::read("valid-requests")) {
        site.attempt(request);
    }
    site.close();
    let maker = Maker::of(corpus::read("valid-requests"));
    runs::run_together("requests", 35, input(), |inputs| {
        let site = Site::new();
        for input in inputs {
            site.attempt(&maker.bytes(input));
        }
        site.close();
    });
    runs::require(&[
        "done",
        "MALFORMED",
        "VALIDATION",
        "UNKNOWN_FIELD",
        "NOT_FOUND",
        "CONFLICT",
        "ID_TAKEN",
        "MID_REUSED",
    ]);
}

/// Rows from values of every kind, most of which their columns take.
#[test]
fn h2_h11_no_value_breaks_a_row() {
    let field = (0..FIELDS.len(), prop::option::weighted(0.3, value()));
    let row = (0..ACTIONS.len(), prop::collection::vec(field, 1..6)).prop_map(|(action, fields)| {
        let field = |(field, value): (usize, Option<String>)| {
            let (name, good) = FIELDS[field];
            format!("\"{name}\":{}", value.as_deref().unwrap_or(good))
        };
        ACTIONS[action].replace('$', &fields.into_iter().map(field).collect::<Vec<_>>().join(","))
    });
    runs::run_together("values", 10, row, |requests| {
        let site = Site::new();
        for request in requests {
            site.attempt(request.as_bytes());
        }
        site.close();
    });
    runs::require(&["done", "VALIDATION"]);
}

/// The columns, and what each takes.
const FIELDS: [(&str, &str); 20] = [
    ("text", r#""\u0000é🚀""#),
    ("flag", "false"),
    ("real", "-0.0"),
    ("whole", "-9007199254740991"),
    ("small", "-128"),
    ("middle", "32767"),
    ("large", "-0"),
    ("byte", "255"),
    ("word", "0"),
    ("long", "4294967295"),
    ("at", "-62135596800000"),
    ("key", r#""0190A5B4-6C2E-7000-8000-00000000000F""#),
    ("mood", r#""veryGlad""#),
    ("shape", r#"{"type":"circle","radius":1e300,"label":null}"#),
    ("home", r#"{"street":" x ","floor":-1}"#),
    ("mail", r#"" Ada@Example.ORG ""#),
    ("tags", r#"["a"," b "]"#),
    ("grid", "[[1,-0.0],[],[5e-324]]"),
    ("shapes", r#"[{"type":"point"}]"#),
    ("any", r#"{"":[null,1.0,{"a":"\ud83d\ude80"}]}"#),
];

const ACTIONS: [&str; 4] = [
    r#"POST /api/p1/samples {"mood":"calm",$}"#,
    "PUT /api/p1/samples/s1 {$}",
    r#"PUT /api/p1/samples/bulk {"items":[{"id":"s1","data":{$}}]}"#,
    r#"POST /api/p1/samples/bulk {"items":[{$,"mood":"calm"},{"mood":"calm"}]}"#,
];

/// JSON as it may stand in a body.
fn value() -> impl Strategy<Value = String> {
    let text = prop_oneof![any::<String>(), "[a-z@. ]{0,12}", Just("calm".to_owned()), Just("circle".to_owned())];
    let leaf = prop_oneof![
        3 => text.prop_map(|text| serde_json::to_string(&text).unwrap()),
        2 => any::<i64>().prop_map(|number| number.to_string()),
        2 => (-200i64..70_000).prop_map(|number| number.to_string()),
        2 => prop::num::f64::ANY.prop_map(|number| format!("{number:?}")),
        1 => prop_oneof![Just("true"), Just("null"), Just("1e400"), Just("-0"), Just("-0.0"), Just("\"\\ud800\"")].prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name =
            prop_oneof![Just("type"), Just("radius"), Just("label"), Just("street"), Just("floor"), Just("__proto__")];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[{}]", items.join(","))),
            prop::collection::vec((name, inner), 0..4).prop_map(|fields| {
                let fields: Vec<String> =
                    fields.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                format!("{{{}}}", fields.join(","))
            }),
        ]
    })
}
