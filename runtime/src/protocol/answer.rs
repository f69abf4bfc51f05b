use super::Seq;

/// Rows, each as the JSON text of one object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data {
    /// A delete has none.
    None,
    /// One row; `None` where a replayed mutation's row is gone by now.
    Row(Option<String>),
    /// The rows of a bulk mutation, in the payload's order.
    Rows(Vec<String>),
}

impl Data {
    /// Appends it to an object as its member `data`, where there is any.
    pub(super) fn push_to(&self, body: &mut String) {
        match self {
            Self::None => {}
            Self::Row(row) => {
                body.push_str(r#","data":"#);
                body.push_str(row.as_deref().unwrap_or("null"));
            }
            Self::Rows(rows) => {
                body.push_str(r#","data":["#);
                body.push_str(&rows.join(","));
                body.push(']');
            }
        }
    }
}

/// What a committed mutation is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub seq: Seq,
    pub data: Data,
    /// Whether this mutation id was committed before, and nothing was done now.
    pub replayed: bool,
}

impl Answer {
    /// The HTTP body: `{success, data?, seq, replayed?}`.
    pub fn body(&self) -> String {
        let mut body = String::from(r#"{"success":true"#);
        self.data.push_to(&mut body);
        body.push_str(r#","seq":"#);
        body.push_str(&self.seq.to_string());
        if self.replayed {
            body.push_str(r#","replayed":true"#);
        }
        body.push('}');
        body
    }
}

/// A page of a list, read at one place in the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The rows as one JSON array.
    pub rows: String,
    pub seq: Seq,
    /// The place, for a later delta. Opaque to clients.
    pub cursor: String,
    /// Where the next page starts, if there is one. Opaque to clients.
    pub next: Option<String>,
}

impl Page {
    /// The HTTP body: `{[collection]: rows, seq, cursor, next?}`.
    pub fn body(&self, collection: &str) -> String {
        let mut body = String::with_capacity(self.rows.len() + 128);
        body.push_str("{\"");
        body.push_str(collection);
        body.push_str("\":");
        body.push_str(&self.rows);
        body.push_str(r#","seq":"#);
        body.push_str(&self.seq.to_string());
        push_text(&mut body, "cursor", &self.cursor);
        if let Some(next) = &self.next {
            push_text(&mut body, "next", next);
        }
        body.push('}');
        body
    }
}

pub(super) fn push_text(body: &mut String, key: &str, text: &str) {
    body.push_str(",\"");
    body.push_str(key);
    body.push_str("\":");
    body.push_str(&serde_json::Value::from(text).to_string());
}
