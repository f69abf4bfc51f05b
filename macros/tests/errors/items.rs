use super::situations;

situations! {
    nothing => "";

    only_an_import => "use ferrosync::schema::*;";

    only_types => "
pub enum Status { Open }
pub struct Address { pub street: String }";

    structs_without_named_columns => "
#[collection(single_tenant)]
pub struct Todo(pub Uuid);
#[collection(single_tenant)]
pub struct Unit;
pub struct Pair(pub Uuid, pub String);
pub struct Nothing;";

    generic_items => "
#[collection(single_tenant)]
pub struct Todo<T> { pub id: Uuid, pub value: T }
pub enum Maybe<T> { One { value: T } }
pub struct Wrapper<T>(pub T) where T: Copy;";

    a_union => "pub union Todo { pub id: i64 }";

    a_function => "pub fn todo() {}";

    an_impl => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }
impl Todo { fn title(&self) {} }";

    a_module => "mod todos;";

    other_items => "
type Title = String;
const MAX: u32 = 1;
trait Named {}
macro_rules! m { () => {} }";

    an_import_of_the_crate => "
use crate::Title;
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }";

    a_syntax_error_leaves_the_other_structs => "
#[collection(single_tenant)]
pub struct Todo { pub id Uuid }
#[collection(single_tenant, soft_delete)]
pub struct Note { pub id: Uuid }";

    tokens_that_are_no_item => "
version = 3;
#[collection(single_tenant)]
pub struct Todo { pub id: i64 }";

    an_inner_attribute => "
#![allow(dead_code)]
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }";

    a_conditional_import => "
#[cfg(test)]
use ferrosync::schema::*;
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid }";

    a_struct_without_its_keyword => "
pub Todo { pub id: Uuid }
#[collection(single_tenant, soft_delete)]
pub struct Note { pub id: Uuid }";

    crate_paths_that_differ => "
#[collection(single_tenant, crate = kit::ferrosync)]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant, crate = kit::ferrosync)]
pub struct Note { pub id: Uuid }
#[collection(single_tenant, crate = other::ferrosync)]
pub struct Tag { pub id: Uuid }";

    crate_paths_that_are_none => "
#[collection(single_tenant, crate = \"kit\")]
pub struct Todo { pub id: Uuid }
#[collection(single_tenant, crate = crate::kit)]
pub struct Note { pub id: Uuid }
#[collection(single_tenant, crate)]
pub struct Tag { pub id: Uuid }";
}
