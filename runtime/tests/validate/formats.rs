use ferrosync::validate::{email, url, uuid};
use serde_json::json;

use crate::common::{apply, holds};

fn label(length: usize) -> String {
    "a".repeat(length)
}

#[test]
fn an_email_is_what_the_definition_says() {
    let right = [
        "a@b.c".to_owned(),
        "mia.o'neil+tag@mail.example.co".to_owned(),
        "!#$%&'*+/=?^_`{|}~-@x-y.z".to_owned(),
        "1@1.1".to_owned(),
        "A@B.C".to_owned(),
        format!("{}@b.c", label(64)),
        format!("a@{}.c", label(63)),
        // 254 in all.
        format!("{}@{}.{}.{}", label(64), label(63), label(63), label(61)),
    ];
    for text in right {
        assert!(holds(email(), text.as_str()), "{text}");
    }
    let wrong = [
        String::new(),
        "@".to_owned(),
        "a".to_owned(),
        "@b.c".to_owned(),
        "a@".to_owned(),
        "a@b".to_owned(),
        "a@b.".to_owned(),
        "a@.c".to_owned(),
        "a@b..c".to_owned(),
        ".a@b.c".to_owned(),
        "a.@b.c".to_owned(),
        "a..b@c.d".to_owned(),
        "a@b@c.d".to_owned(),
        "a b@c.d".to_owned(),
        "\"a\"@b.c".to_owned(),
        "a@-b.c".to_owned(),
        "a@b-.c".to_owned(),
        "a@b_.c".to_owned(),
        "a@[127.0.0.1]".to_owned(),
        "ä@b.c".to_owned(),
        "a@ä.c".to_owned(),
        "a@b.c\n".to_owned(),
        " a@b.c".to_owned(),
        "a\0@b.c".to_owned(),
        format!("{}@b.c", label(65)),
        format!("a@{}.c", label(64)),
        format!("{}@{}.{}.{}", label(64), label(63), label(63), label(62)),
    ];
    for text in wrong {
        assert!(!holds(email(), text.as_str()), "{text:?}");
    }
    assert_eq!(apply(email(), "a").unwrap_err(), ("invalid_email", "must be an email address".to_owned(), json!({})));
}

#[test]
fn a_url_is_what_the_definition_says() {
    let right = [
        "http://a",
        "https://example.com",
        "HTTPS://Example.COM",
        "hTTp://a.b-c.d/",
        "http://127.0.0.1:8787/a?b=c#d",
        "http://[::1]",
        "http://[2001:db8::1.2.3.4]:65535/",
        "http://[.]",
        "http://a:1",
        "http://a?",
        "http://a#",
        "http://a/ä/😀/%zz/a@b:c/[]/'();,~!$&*+=",
        "http://999.999.999.999",
        "http://a/\u{85}\u{200b}",
    ];
    for text in right {
        assert!(holds(url(), text), "{text}");
    }
    let wrong = [
        "",
        "http",
        "http://",
        "http:///a",
        "//a",
        "ftp://a",
        "http:/a",
        "http:a",
        "httpſ://a",
        "http://a.",
        "http://.a",
        "http://a..b",
        "http://-a",
        "http://a-",
        "http://a_b",
        "http://ä",
        "http://user@a",
        "http://user:1@a",
        "http://a:",
        "http://a:0",
        "http://a:080",
        "http://a:65536",
        "http://a:99999999999999999999",
        "http://a:+1",
        "http://a:1a",
        "http://a:1:2",
        "http://[]",
        "http://[::1",
        "http://[::g]",
        "http://[::1]a",
        "http://[::1%25eth0]",
        "http://::1",
        "http://a b",
        "http://a/ ",
        " http://a",
        "http://a\n",
        "http://a/\u{a0}",
        "http://a/\u{feff}",
        "http://a/\0",
        "http://a/\u{7f}",
        "http://a/\"",
        "http://a/<",
        "http://a/>",
        "http://a/\\",
        "http://a\\b",
        "http://a/^",
        "http://a/`",
        "http://a/{",
        "http://a/|",
        "http://a/}",
    ];
    for text in wrong {
        assert!(!holds(url(), text), "{text:?}");
    }
    assert_eq!(
        apply(url(), "a").unwrap_err(),
        ("invalid_url", "must be a web address that starts with http:// or https://".to_owned(), json!({}))
    );
}

#[test]
fn h10_a_url_has_at_most_2048_code_points() {
    let of = |count: usize, filler: &str| format!("http://a/{}", filler.repeat(count - 9));
    assert!(holds(url(), of(2048, "a")) && holds(url(), of(2048, "😀")));
    assert!(!holds(url(), of(2049, "a")) && !holds(url(), of(2049, "😀")));
    assert!(holds(url(), format!("http://{}.a", label(63))) && !holds(url(), format!("http://{}.a", label(64))));
}

#[test]
fn a_uuid_is_in_its_canonical_form() {
    assert!(holds(uuid(), "01890a5d-ac96-774b-bcce-b302099a8057"));
    for text in [
        "",
        "01890A5D-AC96-774B-BCCE-B302099A8057",
        "01890a5dac96774bbcceb302099a8057",
        "g1890a5d-ac96-774b-bcce-b302099a8057",
    ] {
        assert!(!holds(uuid(), text), "{text}");
    }
    assert_eq!(
        apply(uuid(), "").unwrap_err(),
        ("invalid_uuid", "must be a UUID in lower case, with its hyphens".to_owned(), json!({}))
    );
}
