/// Whether somebody wants to see or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    Read,
    Write,
}

/// What somebody wants of a room: the question that [`authorize`](crate::access::SyncApp::authorize) answers.
///
/// `match` on it from the wide to the narrow; what it does not say, it asks for all of:
///
/// | | |
/// | --- | --- |
/// | `Read`, no collection | to open the room's socket; each of its collections is asked for too |
/// | `Read` or `Write`, a collection, no scope | rows of the collection, whatever their scope |
/// | the same, and a scope | rows of that scope only |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct What<'a> {
    pub access: Access,
    /// The collection's name on the wire.
    pub collection: Option<&'a str>,
    /// The scope that the request names. The room keeps the request to it.
    pub scope: Option<&'a str>,
}

impl What<'static> {
    /// To open a socket.
    pub const SOCKET: Self = Self { access: Access::Read, collection: None, scope: None };
}

impl What<'_> {
    pub fn is_write(&self) -> bool {
        self.access == Access::Write
    }
}
