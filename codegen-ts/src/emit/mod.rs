//! Model in, text out.

mod collection;
mod expr;
mod fields;
mod header;
mod imports;
mod index;
mod named;
mod names;
mod rules;
mod runtime;
mod text;
mod types;
mod zod;

use ferrosync::schema::Schema;

use crate::{Options, OutputFile};

pub(crate) use header::is_generated;

/// Everything that the folder holds, the names of the files in ascending order.
pub fn generate(schema: &Schema, options: &Options) -> Vec<OutputFile> {
    let hash = schema.wire_hash();
    let config = types::config();
    let named = named::NamedTypes::of(schema, &config);
    let mut files = runtime::files();
    let mut add = |path: String, text: &str| {
        files.push(OutputFile { path, text: header::of_schema(&hash) + text });
    };
    add("types.ts".to_owned(), &types::file(schema, &named, &config));
    add("index.ts".to_owned(), &index::file(schema, &named, &hash, options));
    if options.zod {
        add("zod.ts".to_owned(), &zod::file(schema, &named, &config, options));
    }
    for collection in schema.collections {
        add(format!("{}.ts", collection.name), &collection::file(collection, options));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
