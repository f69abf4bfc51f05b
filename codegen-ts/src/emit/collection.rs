use core::fmt::Write;

use ferrosync::schema::{Collection, Direction, Tenancy};

use super::{
    fields::{self, File},
    imports::{Source, from},
    names,
    text::{doc_comment, string},
};
use crate::Options;

/// A collection's file: what the client must know of it, as data and pure calls.
pub(super) fn file(collection: &'static Collection, options: &Options) -> String {
    let mut file = File::default();
    file.used.value("defineCollection");
    let mut fields = String::new();
    for column in names::public(collection) {
        let _ = writeln!(fields, "    {},", fields::column(column, &mut file).print(4));
    }
    let room = match collection.tenancy {
        Tenancy::Single { room } => string(room),
        Tenancy::Multi { .. } => "null".to_owned(),
    };
    let scope = collection.scope().map(|column| format!("  scope: {},\n", string(column.wire))).unwrap_or_default();
    let direction = match collection.order.direction {
        Direction::Asc => "asc",
        Direction::Desc => "desc",
    };

    let kinds = file.print_kinds();
    let mut text = from("import", file.used, &Source::Runtime("client"), options);
    text.push_str(&from("import type", names::types(collection), &Source::Emitted("types"), options));
    let _ = write!(
        text,
        "\n{kinds}{docs}export const {name} = /* @__PURE__ */ defineCollection<{wire}, {entity}, {insert}, {patch}>({{
  name: {wire},
  room: {room},
{scope}  orderBy: [{order}, '{direction}'],
  fields: {{
{fields}  }},
}})
",
        docs = doc_comment(collection.docs, ""),
        name = collection.name,
        wire = string(collection.name),
        entity = collection.entity,
        insert = names::insert_type(collection),
        patch = names::patch_type(collection),
        order = string(collection.order_column().wire),
    );
    text
}
