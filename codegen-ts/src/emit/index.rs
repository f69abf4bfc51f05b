use core::fmt::Write;

use ferrosync::schema::Schema;

use super::{
    imports::{Source, export, from},
    named::NamedTypes,
    names,
    text::string,
};
use crate::Options;

/// What the index passes on from `client.js` and `react.js`.
const CLIENT_VALUES: &[&str] =
    &["configureSync", "DEFAULT_SYNC_ID", "isSyncError", "SyncError", "toPatch", "uuidv7", "WsEventSchema"];
const CLIENT_TYPES: &[&str] = &[
    "ActionType",
    "CollectionKeys",
    "EntityMap",
    "InferEntity",
    "InferInsert",
    "InferUpdate",
    "InsertMap",
    "Issue",
    "MutationPayload",
    "PendingMutation",
    "PendingMutationInfo",
    "Scope",
    "SyncConfig",
    "SyncErrorKind",
    "UpdateMap",
    "WithId",
    "WsBroadcastEvent",
    "WsEvent",
    "WsSyncInitEvent",
];
const REACT_VALUES: &[&str] =
    &["ConnectionProvider", "useAccess", "useConnectionStatus", "usePendingMutations", "useSuspenseCollection"];
const REACT_TYPES: &[&str] = &[
    "ConnectionProviderProps",
    "ConnectionState",
    "ConnectionStatus",
    "LiveSyncOptions",
    "MutationCallbacks",
    "Saving",
    "SavingMany",
    "UseCollectionOptions",
    "UseCollectionResult",
];

/// `index.ts`: the hooks of this schema, and everything else by its name.
pub(super) fn file(schema: &Schema, named: &NamedTypes, hash: &str, options: &Options) -> String {
    let collections_types = schema.collections.iter().flat_map(|collection| names::types(collection));
    let types: Vec<_> = collections_types.chain(named.names().map(str::to_owned)).collect();
    let collections: Vec<_> = schema.collections.iter().map(|collection| collection.name).collect();
    // The user's names go first: an app with a struct `Issue` has ours in `./client` still.
    let free = |ours: &'static [&'static str]| {
        ours.iter().filter(|name| !types.iter().any(|taken| taken == *name)).copied().collect::<Vec<_>>()
    };

    let mut imports = vec![
        ("react", from("import", ["createSyncHooks as hooksOf"], &Source::Runtime("react"), options)),
        ("react", from("import type", ["CollectionsOf"], &Source::Runtime("react"), options)),
    ];
    for collection in schema.collections {
        let import = from("import", [collection.name], &Source::Emitted(collection.name), options);
        imports.push((collection.name, import));
    }
    imports.sort_by_key(|(stem, _)| *stem);

    let mut text = String::from("'use client'\n");
    text.extend(imports.into_iter().map(|(_, import)| import));
    text.push('\n');
    for (keyword, ours, stem) in [
        ("export", CLIENT_VALUES, "client"),
        ("export type", CLIENT_TYPES, "client"),
        ("export", REACT_VALUES, "react"),
        ("export type", REACT_TYPES, "react"),
    ] {
        text.push_str(&from(keyword, free(ours), &Source::Runtime(stem), options));
    }
    text.push_str(&from("export type", &types, &Source::Emitted("types"), options));
    text.push_str(&export(&collections));
    let _ = write!(
        text,
        "
/** The schema that these files were written from; a server with another one says so. */
export const schemaHash = {hash}

const syncHooks = hooksOf({{ {collections} }}, schemaHash)
export const {{ useCollection, useLiveSync, useUserCollection, useUserLiveSync }} = syncHooks

/** The same hooks, for code that makes its own. */
export const createSyncHooks = () => syncHooks
",
        hash = string(hash),
        collections = collections.join(", "),
    );
    for (name, docs, ty) in [
        ("Collections", "The collections by their names.", "CollectionsOf<typeof syncHooks>"),
        ("CollectionName", "The name of a collection.", "keyof CollectionsOf<typeof syncHooks>"),
    ] {
        if !types.iter().any(|taken| taken == name) {
            let _ = write!(text, "\n/** {docs} */\nexport type {name} = {ty}\n");
        }
    }
    text
}
