//! Types that stand in columns.

use super::situations;

situations! {
    variants_with_unnamed_data => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub shape: Shape }
pub enum Shape { Circle(f64), Line(Point, Option<Point>), Point {} , Nothing() }
pub struct Point { pub x: f64 }";

    an_enum_without_variants => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub state: State }
pub enum State {}";

    variants_of_one_name => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B, pub c: C }
pub enum A { Open, Open }
pub enum B { HTTPError, HttpError }
#[value(rename_all = \"snake_case\")]
pub enum C { Round { radius: f64 }, Round }";

    variants_not_in_upper_camel_case => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub enum A { open, IN_PROGRESS, Größe }";

    variants_with_numbers => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub enum A { Open = 1, Done = 2 }";

    two_defaults => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub enum A { #[default] Open, #[default] Done, #[default(1)] Gone }";

    a_field_named_like_the_tag => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B }
pub enum A { Round { r#type: String, radius: f64 } }
#[value(tag = \"kind\")]
pub enum B { Round { r#type: String, kind: f64 } }";

    tags_elsewhere => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B, pub c: C, pub d: D }
#[value(tag = \"kind\")]
pub enum A { Open }
#[value(tag = \"kind\")]
pub struct B { pub a: String }
#[value(tag = \"my kind\")]
pub enum C { Open { a: String } }
#[value(tag)]
pub enum D { Open { a: String } }";

    value_words => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B, pub c: C, pub d: D }
#[value(rename_all = \"lowercase\", content = \"data\", untagged)]
pub enum A { Open { a: String } }
#[value(rename_all = \"kebab-case\")]
pub struct B { pub due_at: String }
#[value(renameAll = \"snake_case\", discriminator = \"kind\")]
pub enum C { Open }
#[value = 1]
pub struct D { pub due_at: String }";

    words_of_columns_in_nested_values => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B }
pub struct A {
    #[default(1)]
    pub a: i64,
    #[private]
    pub b: String,
    #[references(Todo)]
    pub c: Uuid,
    #[owner]
    pub d: String,
    #[index]
    pub e: String,
    #[column(\"x\")]
    pub f: String,
    #[vaildate(email)]
    pub g: String,
}
pub enum B { One { #[unique] a: String, #[readonly] b: String } }";

    words_of_collections_on_values => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B, pub c: C, pub d: D }
#[renamed(from = \"x\")]
#[validate(length(min = 1))]
pub struct A { pub a: String }
#[collection(single_tenant)]
pub enum B { One }
#[value(rename_all = \"snake_case\")]
pub struct C(pub String);
pub struct D(#[validate(email)] pub String);
#[value]
#[collection(single_tenant)]
pub struct E { pub id: Uuid }
#[validate(email)]
#[collection(single_tenant)]
pub struct F { pub id: Uuid }";

    fields_of_one_name => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A, pub b: B }
pub struct A { pub due_at: String, pub due__at: String, pub b: String, pub b: String }
pub enum B { One { a_b: String, a__b: String } }";

    field_names => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub struct A { pub dueAt: String, pub _b: String, pub data: String, pub größe: String }";

    a_value_without_fields => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub struct A {}";

    a_newtype_of_an_option => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub struct A(pub Option<String>);";

    types_that_contain_themselves => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub tree: Tree, pub a: A, pub e: E, pub n: N, pub fine: Fine }
pub struct Tree { pub children: Vec<Tree> }
pub struct A { pub b: Option<B> }
pub enum B { One { c: Vec<Vec<C>> }, None }
pub struct C(pub A);
pub enum E { More { e: E } }
pub struct N(pub N);
pub struct Fine { pub child: Option<Json<Fine>>, pub tree: Option<Vec<Leaf>>, pub other: Leaf }
pub struct Leaf { pub name: String }";

    types_by_crate_paths_in_values => "
#[collection(single_tenant)]
pub struct Todo { pub id: Uuid, pub a: A }
pub struct A { pub title: crate::Title, pub list: Vec<super::Title> }";

    a_nested_struct_that_means_to_be_a_collection => "
#[colection(single_tenant)]
pub struct Todo { pub title: String }
#[collection(single_tenant)]
pub struct Note { pub id: Uuid }";
}
