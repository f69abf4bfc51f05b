//! The answer to a list that is asked for over HTTP: a page of it, or what changed since the client was told of it.

use futures_util::future::try_join;

use super::{
    ListQuery, Room, committed,
    delta::{DeltaQuery, delta},
    effects::{Database, Host, Sockets},
    list,
};
use crate::{
    access::Pass,
    observe::Event,
    protocol::{Cursor, Delta, Error, MutationId, Page, Reason, Seq, Since},
    sql::Tables,
};

/// What a client that comes back holds of a list, and what it does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub cursor: Cursor,
    /// Mutations of its own whose answers did not come.
    pub mids: Vec<MutationId>,
}

/// How a list is answered. With a cursor's answer go those of the client's mutations that were committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listed {
    Page(Page),
    Delta(Delta, Vec<(MutationId, Seq)>),
    /// The cursor was not honoured: here is the first page.
    Reset(Reason, Page, Vec<(MutationId, Seq)>),
}

/// Answers a list to whoever was let in with this pass, for this list.
///
/// # Errors
/// As [`list`] and [`delta`].
pub async fn answer_list<D: Database>(
    database: &D,
    tables: &Tables,
    query: &ListQuery,
    held: Option<&Held>,
    pass: &Pass,
) -> Result<Listed, Error> {
    let reader = pass.reader();
    let Some(Held { cursor, mids }) = held else {
        return Ok(Listed::Page(list(database, tables, query, reader).await?));
    };
    let ListQuery { sync_id, collection, scope, limit, after: _ } = query.clone();
    let since = DeltaQuery { sync_id, collection, scope, cursor: *cursor, reader, limit };
    let user = pass.user_id();
    let committed = committed(database, tables, &query.sync_id, mids, user.as_ref());
    let (since, committed) = try_join(delta(database, tables, &since), committed).await?;
    Ok(match since {
        Since::Delta(delta) => Listed::Delta(delta, committed),
        Since::Reset(reason) => Listed::Reset(reason, list(database, tables, query, reader).await?, committed),
    })
}

impl Listed {
    /// The HTTP body.
    pub fn body(&self, collection: &str) -> String {
        match self {
            Self::Page(page) => page.body(collection),
            Self::Delta(delta, committed) => delta.body(committed),
            Self::Reset(reason, page, committed) => page.reset_body(collection, *reason, committed),
        }
    }

    /// What an observer is told of it.
    pub fn event<'a>(&self, collection: &'a str) -> Option<Event<'a>> {
        match self {
            Self::Page(_) => None,
            Self::Delta(delta, _) => Some(delta.event(collection)),
            Self::Reset(reason, ..) => Some(reason.event(collection)),
        }
    }
}

impl<D: Database + 'static, S: Sockets + 'static, H: Host + 'static> Room<D, S, H> {
    /// Answers a list, as [`answer_list`] does.
    ///
    /// # Errors
    /// As [`answer_list`].
    pub async fn answer_list(&self, query: &ListQuery, held: Option<&Held>, pass: &Pass) -> Result<Listed, Error> {
        let listed = answer_list(&self.0.database, &self.0.tables, query, held, pass).await?;
        if let Some(event) = listed.event(query.collection.name) {
            self.emit(|| event);
        }
        Ok(listed)
    }
}
