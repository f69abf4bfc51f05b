use super::situations;

situations! {
    references_to_no_collection => "
#[collection(single_tenant)]
pub struct List { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[references(Lsit)]
    pub a: Uuid,
    #[references(lists)]
    pub b: Uuid,
    #[references(list)]
    pub c: Uuid,
    #[references(Board)]
    pub d: Uuid,
    #[references(Address)]
    pub e: Uuid,
    #[references(Todos)]
    pub f: Uuid,
}
pub struct Address { pub street: String }";

    references_forms => "
#[collection(single_tenant)]
pub struct List { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[references]
    pub a: Uuid,
    #[references()]
    pub b: Uuid,
    #[references(\"list\")]
    pub c: Uuid,
    #[references = List]
    pub d: Uuid,
    #[references(schema::List)]
    pub e: Uuid,
    #[references(List, cascade)]
    pub f: Uuid,
    #[references(List, onDelete = cascade, on_update = cascade)]
    pub g: Uuid,
    #[references(on_delete = cascade)]
    pub h: Uuid,
}";

    on_delete_forms => "
#[collection(single_tenant)]
pub struct List { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[references(List, on_delete = \"cascade\")]
    pub a: Uuid,
    #[references(List, on_delete = \"set null\")]
    pub b: Option<Uuid>,
    #[references(List, on_delete = setNull)]
    pub c: Option<Uuid>,
    #[references(List, on_delete = cascad)]
    pub d: Uuid,
    #[references(List, on_delete = no_action)]
    pub e: Uuid,
    #[references(List, on_delete = explode)]
    pub f: Uuid,
    #[references(List, on_delete)]
    pub g: Uuid,
    #[references(List, on_delete = 1)]
    pub h: Uuid,
}";

    references_of_the_wrong_type => "
#[collection(single_tenant)]
pub struct List { pub id: Uuid }
#[collection(single_tenant)]
pub struct Board { pub id: String }
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[references(List)]
    pub a: String,
    #[references(Board)]
    pub b: Option<Uuid>,
    #[references(List)]
    pub c: Vec<Uuid>,
    #[references(List)]
    pub d: ListId,
}
pub struct ListId(pub Uuid);";

    references_between_rooms => "
#[collection(single_tenant)]
pub struct Tag { pub id: Uuid, #[references(Todo)] pub todo: Uuid, #[references(Product)] pub product: Uuid }
#[collection(single_tenant(room = \"catalog\"))]
pub struct Product { pub id: Uuid }
pub struct Todo { pub id: Uuid, #[sync_id] pub room: String, #[references(Tag)] pub tag: Uuid }";

    set_null_of_a_column_that_cannot_be_null => "
#[collection(single_tenant)]
pub struct List { pub id: Uuid }
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[references(List, on_delete = set_null)] pub list: Uuid }";

    cascade_from_hidden_rows_to_others => "
#[collection(single_tenant, soft_delete)]
pub struct List { pub id: Uuid, pub deleted_at: Option<Timestamp> }
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, #[references(List, on_delete = cascade)] pub list: Uuid }";

    cascade_to_itself => "
#[collection(single_tenant)]
pub struct Comment { pub id: Uuid, #[references(Comment, on_delete = cascade)] pub parent: Option<Uuid> }";

    cascades_in_a_circle => "
#[collection(single_tenant)]
pub struct A { pub id: Uuid, #[references(B, on_delete = cascade)] pub b: Option<Uuid> }
#[collection(single_tenant)]
pub struct B { pub id: Uuid, #[references(C, on_delete = cascade)] pub c: Option<Uuid>, #[references(A)] pub a: Option<Uuid> }
#[collection(single_tenant)]
pub struct C { pub id: Uuid, #[references(A, on_delete = cascade)] pub a: Option<Uuid>, #[references(B, on_delete = set_null)] pub b: Option<Uuid> }";

    references_on_columns_of_the_server => "
pub struct Todo {
    #[references(Todo)]
    pub id: String,
    #[sync_id]
    #[references(Todo)]
    pub room: String,
    #[owner]
    #[references(Todo)]
    pub by: String,
}";
}
