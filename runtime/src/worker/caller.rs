use core::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::protocol::UserId;

/// Every header that begins so is ours, and none of them passes from outside.
pub(super) const INTERNAL: &str = "x-ferrosync-";
/// What the Worker tells the object about a request, beside the request itself.
pub(super) const HEADER: &str = "x-ferrosync-caller";

/// Who asks, and under which id: found out once, before an object is touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Caller {
    pub(super) request_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<String>,
}

impl Caller {
    /// Someone whom the app has not asked for a name.
    pub(super) fn anonymous(request_id: String) -> Self {
        Self { request_id, user_id: None }
    }

    pub(super) fn user(&self) -> Option<UserId> {
        self.user_id.as_deref().map(UserId::new)
    }

    /// As a header's value, which must be ASCII.
    pub(super) fn to_header(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        let mut header = String::with_capacity(json.len());
        for c in json.chars() {
            if c.is_ascii() {
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

    pub(super) fn from_header(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn any_name_passes_through_a_header() {
        let caller = Caller { request_id: "r".into(), user_id: Some("Zoë 🚀\r\nx: y".into()) };
        let header = caller.to_header();
        assert!(header.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{header}");
        assert_eq!(Caller::from_header(&header).unwrap(), caller);
        assert!(HEADER.starts_with(INTERNAL));
    }
}
