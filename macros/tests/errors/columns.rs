use super::situations;

situations! {
    id_missing => "
#[collection(single_tenant)]
pub struct Todo { pub title: String }";

    id_that_is_a_number => "
#[collection(single_tenant)]
pub struct Todo { pub id: i64 }";

    id_that_is_an_option => "
#[collection(single_tenant)]
pub struct Todo { pub id: Option<Uuid> }";

    types_that_are_no_paths => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub title: &'static str, pub place: (f64, f64), pub bytes: [u8; 4], pub list: Vec<&'static str> }
pub struct Address { pub at: (f64, f64) }
pub enum Shape { Point { at: [f64; 2] } }
pub struct Pair(pub (f64, f64));";

    types_by_crate_paths => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub title: crate::Title }";

    column_names_of_the_protocol => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub data: String, pub items: String, pub ids: String, pub scope: String, pub _seq: i64 }";

    column_names_not_in_snake_case => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub dueDate: String, pub größe: String }";

    column_names_of_the_protocol_in_other_cases => "
#[collection(single_tenant, rename_all = \"PascalCase\")]
pub struct Todo { pub id: Uuid, pub data: String, #[scope] pub items: String }
#[collection(single_tenant)]
pub struct Note { pub id: Uuid, #[scope] pub scope: String, pub ids: String }";

    columns_of_one_name => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub title: String, pub title: String, pub due_at: String, pub due__at: String }";

    columns_of_one_name_in_sql => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub title: String, #[column(\"Title\")] pub name: String }";

    column_forms => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[column]
    pub a: String,
    #[column()]
    pub b: String,
    #[column = \"c\"]
    pub c: String,
    #[column(name = \"d\")]
    pub d: String,
    #[column(iso, \"e\")]
    pub e: Timestamp,
    #[column(\"f\", \"f\")]
    pub f: String,
}";

    column_names_that_sql_does_not_take => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[column(\"due date\")]
    pub a: String,
    #[column(\"\")]
    pub b: String,
    #[column(\"1st\")]
    pub c: String,
    #[column(\"_sync_id\")]
    pub d: String,
    #[column(\"sqlite_x\")]
    pub e: String,
}";

    iso_elsewhere => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[column(iso)] pub due: Timestamp }
#[collection(single_tenant, existing)]
pub struct Note { pub id: Uuid, #[column(iso)] pub title: String, #[column(iso)] pub due: Option<Timestamp> }";

    rename_all_of_columns => "
#[collection(single_tenant, rename_all = \"kebab-case\")]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant, rename_all = \"Camelcase\")]
pub struct Note { pub id: Uuid }
#[collection(single_tenant, rename_all(snake_case))]
pub struct Tag { pub id: Uuid }";

    a_hundred_and_one_columns => "
#[collection(single_tenant)]
pub struct Wide {
    pub id: Uuid,
    pub a0: i64, pub a1: i64, pub a2: i64, pub a3: i64, pub a4: i64, pub a5: i64, pub a6: i64, pub a7: i64, pub a8: i64, pub a9: i64,
    pub b0: i64, pub b1: i64, pub b2: i64, pub b3: i64, pub b4: i64, pub b5: i64, pub b6: i64, pub b7: i64, pub b8: i64, pub b9: i64,
    pub c0: i64, pub c1: i64, pub c2: i64, pub c3: i64, pub c4: i64, pub c5: i64, pub c6: i64, pub c7: i64, pub c8: i64, pub c9: i64,
    pub d0: i64, pub d1: i64, pub d2: i64, pub d3: i64, pub d4: i64, pub d5: i64, pub d6: i64, pub d7: i64, pub d8: i64, pub d9: i64,
    pub e0: i64, pub e1: i64, pub e2: i64, pub e3: i64, pub e4: i64, pub e5: i64, pub e6: i64, pub e7: i64, pub e8: i64, pub e9: i64,
    pub f0: i64, pub f1: i64, pub f2: i64, pub f3: i64, pub f4: i64, pub f5: i64, pub f6: i64, pub f7: i64, pub f8: i64, pub f9: i64,
    pub g0: i64, pub g1: i64, pub g2: i64, pub g3: i64, pub g4: i64, pub g5: i64, pub g6: i64, pub g7: i64, pub g8: i64, pub g9: i64,
    pub h0: i64, pub h1: i64, pub h2: i64, pub h3: i64, pub h4: i64, pub h5: i64, pub h6: i64, pub h7: i64, pub h8: i64, pub h9: i64,
    pub i0: i64, pub i1: i64, pub i2: i64, pub i3: i64, pub i4: i64, pub i5: i64, pub i6: i64, pub i7: i64, pub i8: i64, pub i9: i64,
    pub j0: i64, pub j1: i64, pub j2: i64, pub j3: i64, pub j4: i64, pub j5: i64, pub j6: i64, pub j7: i64, pub j8: i64, pub j9: i64,
}";
}
