use super::{MutationId, Page, Seq, answer::push_text};

/// What a client that comes back with a cursor is told of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// The difference, or its first piece.
    Delta(Delta),
    /// The cursor cannot be honoured: the list is to be loaded again.
    Reset(Reason),
}

/// What changed in a list between two places of the stream. It may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// The rows that were touched, as they are now, as one JSON array.
    pub rows: String,
    /// The ids of those that are not in the list any more, as one JSON array. Not all of them need have been in it.
    pub removed: String,
    /// Where the cursor stood.
    pub from: Seq,
    /// Where `cursor` stands. All that was touched up to there is in here.
    pub to: Seq,
    /// To go on with.
    pub cursor: String,
    /// Whether there is another piece.
    pub more: bool,
    /// How many rows there are.
    pub row_count: usize,
    /// How many ids.
    pub removed_count: usize,
}

/// Why a cursor leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The log does not reach back to it.
    TooOld,
    /// So much was touched that the list itself is less.
    Large,
    /// The room has another history than the cursor's: its database was restored, or the app has said that everyone is to
    /// load again.
    History,
    /// It is somebody else's, or their rights have changed.
    Access,
    /// Rows look different since.
    Schema,
}

impl Reason {
    /// The wire's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooOld => "too_old",
            Self::Large => "large",
            Self::History => "history",
            Self::Access => "access",
            Self::Schema => "schema",
        }
    }
}

impl Delta {
    /// The HTTP body: `{rows, removed, seq, cursor, more, committed}`.
    pub fn body(&self, committed: &[(MutationId, Seq)]) -> String {
        let mut body = String::with_capacity(self.rows.len() + self.removed.len() + 160);
        body.push_str("{\"rows\":");
        body.push_str(&self.rows);
        body.push_str(",\"removed\":");
        body.push_str(&self.removed);
        body.push_str(",\"seq\":");
        body.push_str(&self.to.to_string());
        push_text(&mut body, "cursor", &self.cursor);
        body.push_str(if self.more { ",\"more\":true" } else { ",\"more\":false" });
        push_committed(&mut body, committed);
        body.push('}');
        body
    }
}

impl Page {
    /// The HTTP body for whoever is to load again: `{reset: true, reason, committed, [collection]: rows, seq, cursor, next?}`.
    pub fn reset_body(&self, collection: &str, reason: Reason, committed: &[(MutationId, Seq)]) -> String {
        let mut body = String::from("{\"reset\":true");
        push_text(&mut body, "reason", reason.as_str());
        push_committed(&mut body, committed);
        let page = self.body(collection);
        body.reserve(page.len());
        body.push(',');
        body.push_str(page.strip_prefix('{').unwrap_or(&page));
        body
    }
}

/// `,"committed":[{"clientMutationId":..,"seq":..}..]`
fn push_committed(body: &mut String, committed: &[(MutationId, Seq)]) {
    body.push_str(",\"committed\":[");
    for (index, (mid, seq)) in committed.iter().enumerate() {
        body.push_str(if index > 0 { ",{\"seq\":" } else { "{\"seq\":" });
        body.push_str(&seq.to_string());
        push_text(body, "clientMutationId", mid.as_str());
        body.push('}');
    }
    body.push(']');
}
