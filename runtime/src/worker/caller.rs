use core::fmt::Write;

use serde::Serialize;

use crate::{access::Pass, protocol::Fields};

/// Every header that begins so is ours, and none of them passes from outside.
pub(super) const INTERNAL: &str = "x-ferrosync-";
/// Who asks, under which id, and what they were let in for: found out once, before an object is touched. The object is told
/// with what it is asked (`wire.js`).
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Caller {
    pub(super) request_id: String,
    pub(super) pass: Pass,
    /// The scope that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<String>,
    /// Where a request of nobody known comes from, if there is a rate to count it by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
    /// The room that the operator asks about, who has shown the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inspects: Option<String>,
}

impl Caller {
    /// Someone who was not asked about yet.
    pub(super) fn anonymous(request_id: String) -> Self {
        Self { request_id, pass: Pass::default(), scope: None, address: None, inspects: None }
    }

    /// The same, as the room wants it.
    pub(super) fn caller(&self) -> crate::room::Caller {
        crate::room::Caller { pass: self.pass.clone(), request_id: self.request_id.as_str().into(), head: None }
    }

    /// As a header's value, which must be ASCII.
    pub(super) fn to_header(&self) -> String {
        ascii(serde_json::to_string(self).unwrap_or_default())
    }

    pub(super) fn from_header(text: &str) -> Option<Self> {
        let mut fields = Fields::of(serde_json::from_str(text).ok()?)?;
        Some(Self {
            request_id: fields.text("requestId")?,
            pass: Pass::from_json(fields.take("pass"))?,
            scope: fields.maybe_text("scope").ok()?,
            address: fields.maybe_text("address").ok()?,
            inspects: fields.maybe_text("inspects").ok()?,
        })
    }
}

/// JSON in the same meaning, in characters that a header may have.
pub(super) fn ascii(json: String) -> String {
    if json.bytes().all(|byte| byte < 0x7f) {
        return json;
    }
    let mut header = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() && c != '\x7f' {
            header.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(header, "\\u{unit:04x}");
            }
        }
    }
    header
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::access::{Known, Reads};

    #[test]
    fn s1_headers_of_ours_begin_alike() {
        let wire = include_str!("wire.js");
        let named = wire.match_indices("'x-").filter(|(at, _)| wire[*at + 1..].starts_with(INTERNAL));
        // Three that the object reads, the same that the Worker takes away or sets, one of them both; and the one of a request that
        // has none of its own.
        assert_eq!(named.count(), 8);
    }

    #[test]
    fn any_name_passes_through_a_header() {
        let id = "Zoë 🚀\r\nx: y\x7f";
        let user = Some(Known { id: id.into(), identity: json!({ "id": id }) });
        let pass = Pass { user, access: json!({ "role": "ä" }), reads: Reads::Only(vec!["todos".into()]) };
        let caller = Caller { pass, scope: Some("scopé".into()), ..Caller::anonymous("r".into()) };
        let header = caller.to_header();
        assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header}");
        assert_eq!(Caller::from_header(&header).unwrap(), caller);
    }
}
