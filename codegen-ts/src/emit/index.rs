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
const CLIENT_VALUES: &[&str] = &["isSyncError", "SyncError", "uuidv7"];
const CLIENT_TYPES: &[&str] = &["Issue", "PendingMutation", "SyncErrorKind"];
const REACT_VALUES: &[&str] =
    &["ConnectionProvider", "useAccess", "useConnectionStatus", "usePendingMutations", "useSuspenseCollection"];
const REACT_TYPES: &[&str] = &[
    "CollectionResult",
    "ConnectionProviderProps",
    "ConnectionState",
    "ConnectionStatus",
    "LiveSyncOptions",
    "MutationCallbacks",
    "Saving",
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

    let mut imports = vec![("react", from("import", ["createSyncHooks"], &Source::Runtime("react"), options))];
    for collection in schema.collections {
        let import = from("import", [collection.name], &Source::Emitted(collection.name), options);
        imports.push((collection.name, import));
    }
    imports.sort();

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

export const {{ useCollection, useLiveSync }} = createSyncHooks({{ {collections} }}, schemaHash)
",
        hash = string(hash),
        collections = collections.join(", "),
    );
    text
}
