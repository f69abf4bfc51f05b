//! Texts that are ours and come back: cursors, and where a page goes on.

use std::fmt::Write;

use ferrosync::protocol::Cursor;
use serde_json::Value;

use super::{
    corpus,
    edit::{Maker, input},
    runs::{self, count},
    site::Site,
};

/// Each byte escaped, so that nothing of it is taken for the URL's own.
fn escaped(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "%{byte:02X}").unwrap();
        text
    })
}

fn attempt(site: &Site, text: &[u8]) {
    if let Ok(cursor) = Cursor::parse(&String::from_utf8_lossy(text)) {
        assert_eq!(cursor.to_string().as_bytes(), text, "one place has one text");
        count("cursor");
    }
    let text = escaped(text);
    for list in ["boards", "tasks", "shelves", "samples"] {
        for parameter in ["since", "after"] {
            site.attempt(format!("GET /api/p1/{list}?{parameter}={text}").as_bytes());
        }
    }
}

#[test]
fn h11_no_text_that_comes_back_breaks_a_room() {
    let site = Site::new();
    // Those that the room gives out are what is broken.
    let mut bases = corpus::read("valid-cursors");
    for list in ["boards", "tasks", "shelves", "samples"] {
        let page = site.http(format!("GET /api/p1/{list}?limit=1").as_bytes()).unwrap();
        for name in ["cursor", "next"] {
            bases.extend(page[name].as_str().map(|text| text.as_bytes().to_vec()));
        }
        assert!(matches!(page["next"], Value::String(_)), "{list} has a second page");
    }
    for text in corpus::read("cursors").iter().chain(&bases) {
        attempt(&site, text);
    }
    let maker = Maker::of(bases);
    runs::run("cursors", 3, input(), |input| attempt(&site, &maker.bytes(input)));
    site.close();
    runs::require(&["cursor", "done", "VALIDATION", "MALFORMED"]);
}
