//! What became of tables and columns.

use super::situations;

situations! {
    dropped_columns_that_are_there => "
#[collection(single_tenant, dropped(title, Due, colour, colour))]
pub struct Todo { pub id: Uuid, pub title: String, #[column(\"due\")] pub due_at: Timestamp }";

    dropped_forms => "
#[collection(single_tenant, dropped)]
pub struct A { pub id: Uuid }
#[collection(single_tenant, dropped(\"colour\"))]
pub struct B { pub id: Uuid }
#[collection(single_tenant, dropped = colour)]
pub struct C { pub id: Uuid }
#[collection(single_tenant, dropped())]
pub struct D { pub id: Uuid }";

    renamed_columns_that_are_there => "
#[collection(single_tenant, dropped(label))]
pub struct Todo {
    pub id: Uuid,
    pub title: String,
    #[renamed(from = \"title\")]
    pub name: String,
    #[renamed(from = \"same\")]
    pub same: String,
    #[renamed(from = \"old\")]
    pub a: String,
    #[renamed(from = \"Old\")]
    pub b: String,
    #[renamed(from = \"label\")]
    pub c: String,
}";

    renamed_forms => "
#[collection(single_tenant)]
#[renamed]
pub struct Todo {
    pub id: Uuid,
    #[renamed(\"a\")]
    pub a: String,
    #[renamed(from = b)]
    pub b: String,
    #[renamed = \"c\"]
    pub c: String,
    #[renamed(to = \"d\")]
    pub d: String,
    #[renamed()]
    pub e: String,
    #[renamed(from = \"old f\")]
    pub f: String,
}";

    renamed_tables => "
#[collection(single_tenant)]
#[renamed(from = \"todos\")]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant)]
#[renamed(from = \"todos\")]
pub struct Note { pub id: Uuid }
#[collection(single_tenant)]
#[renamed(from = \"labels\")]
pub struct Tag { pub id: Uuid }
#[collection(single_tenant)]
#[renamed(from = \"labels\")]
pub struct Mark { pub id: Uuid }
#[collection(single_tenant)]
#[renamed(from = \"old_things\")]
pub struct Thing { pub id: Uuid }
#[collection(dropped)]
pub struct OldThing;";

    dropped_tables => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }
#[collection(dropped, name = \"todos\")]
pub struct Note;
#[collection(dropped, table = \"labels\")]
pub struct Tag;
#[collection(dropped)]
pub struct Label;
#[collection(dropped, single_tenant, soft_delete, index(a))]
pub struct Mark;
#[collection(dropped(a))]
pub struct Thing;
#[collection(dropped, name = \"To Do\")]
pub struct Other;";

    existing_tables_are_not_changed => "
#[collection(single_tenant, existing, index(title), unique(title), dropped(colour))]
#[renamed(from = \"old\")]
pub struct Todo { pub id: Uuid, #[index] #[renamed(from = \"name\")] pub title: String, #[unique] pub slug: String }";
}
