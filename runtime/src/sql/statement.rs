use std::rc::Rc;

/// A statement and its parameters, `?1` first.
///
/// Parameters are texts: a JavaScript number would arrive as REAL, a boolean as a text. What is no text travels
/// as JSON, where SQLite keeps its type, or is cast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub sql: Rc<str>,
    pub params: Vec<Rc<str>>,
}

impl Statement {
    pub fn new(sql: impl Into<Rc<str>>, params: impl IntoIterator<Item = Rc<str>>) -> Self {
        Self { sql: sql.into(), params: params.into_iter().collect() }
    }
}

/// What a statement gave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Results {
    /// Rows of text columns. Every statement of ours selects texts (or NULL), so that one conversion fits all.
    pub rows: Vec<Vec<Option<String>>>,
    /// As the platform bills it; 0 where the database does not say.
    pub rows_read: u64,
    /// As the platform bills it; 0 where the database does not say.
    pub rows_written: u64,
}
