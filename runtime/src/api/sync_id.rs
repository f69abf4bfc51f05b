use crate::protocol::{Error, SyncId};

pub(super) fn parse(text: &str) -> Result<SyncId, Error> {
    SyncId::parse(text).map_err(|error| Error::invalid("syncId", "invalid_sync_id", error.to_string()))
}
