use core::fmt;

/// What a mutation does. Its text is the wire's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Insert,
    Update,
    Delete,
    BulkInsert,
    BulkUpdate,
    BulkDelete,
}

impl Action {
    pub const ALL: [Self; 6] =
        [Self::Insert, Self::Update, Self::Delete, Self::BulkInsert, Self::BulkUpdate, Self::BulkDelete];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::BulkInsert => "bulk-insert",
            Self::BulkUpdate => "bulk-update",
            Self::BulkDelete => "bulk-delete",
        }
    }

    /// What it does to each row, whether to one or to many.
    pub fn verb(self) -> Verb {
        match self {
            Self::Insert | Self::BulkInsert => Verb::Insert,
            Self::Update | Self::BulkUpdate => Verb::Update,
            Self::Delete | Self::BulkDelete => Verb::Delete,
        }
    }

    pub fn is_bulk(self) -> bool {
        matches!(self, Self::BulkInsert | Self::BulkUpdate | Self::BulkDelete)
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens to one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Insert,
    Update,
    Delete,
}
