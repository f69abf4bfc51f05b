use super::situations;

situations! {
    pattern_with_look_around => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"ab(?=c)\"))] pub a: String,
    #[validate(pattern(\"(?<!a)b\"))] pub b: String,
}";

    pattern_with_references_and_names => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"(a)\\\\1\"))] pub a: String,
    #[validate(pattern(\"(?<year>a)\"))] pub b: String,
    #[validate(pattern(r\"\\k<a>\"))] pub c: String,
}";

    pattern_with_flags => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"(?i)abc\"))] pub a: String,
    #[validate(pattern(\"a(?s:.)b\"))] pub b: String,
}";

    pattern_of_unicode_classes => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(r\"^\\p{L}+$\"))] pub a: String,
    #[validate(pattern(\"[[:alpha:]]\"))] pub b: String,
    #[validate(pattern(\"[a-z&&b]\"))] pub c: String,
}";

    pattern_with_possessive_repetitions => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"a++\"))] pub a: String,
    #[validate(pattern(\"(?>a)\"))] pub b: String,
    #[validate(pattern(\"a{1,2000}\"))] pub c: String,
}";

    pattern_of_other_escapes => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(r\"\\A[a-z]\\z\"))] pub a: String,
    #[validate(pattern(r\"\\u0041\"))] pub b: String,
    #[validate(pattern(r\"\\0\"))] pub c: String,
}";

    pattern_that_is_none => "
#[collection(single_tenant)]
pub struct Todo {
    pub id: Uuid,
    #[validate(pattern(\"(a\"))] pub a: String,
    #[validate(pattern(\"a)\"))] pub b: String,
    #[validate(pattern(\"[a\"))] pub c: String,
    #[validate(pattern(\"*\"))] pub d: String,
    #[validate(pattern(\"\"))] pub e: String,
    #[validate(pattern(1))] pub f: String,
    #[validate(pattern(\"[z-a]\"))] pub g: String,
}";
}
