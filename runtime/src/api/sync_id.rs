use crate::{
    protocol::{Error, SyncId},
    schema::{Collection, Schema, Tenancy},
};

/// Whether `collection` has rows in the room. Single-tenant collections live in their own room and nowhere else;
/// the others live everywhere but there.
pub(super) fn lives_in(schema: &Schema, collection: &Collection, sync_id: &SyncId) -> bool {
    match collection.tenancy {
        Tenancy::Single { room } => room == sync_id.as_str(),
        Tenancy::Multi { .. } => !schema.is_single_tenant_room(sync_id.as_str()),
    }
}

/// Whether anything can be in the room: a stranger's invented name must wake no object.
pub(super) fn opens(schema: &Schema, sync_id: &SyncId) -> bool {
    schema.collections.iter().any(|collection| lives_in(schema, collection, sync_id))
}

pub(super) fn parse(text: &str) -> Result<SyncId, Error> {
    SyncId::parse(text).map_err(|error| Error::invalid("syncId", "invalid_sync_id", error.to_string()))
}
