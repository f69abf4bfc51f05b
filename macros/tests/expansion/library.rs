//! With `crate = ..` nothing that is written names the library by its own name.

use syn::visit::{Visit, visit_lit_str, visit_macro};
use syn::{Ident, LitStr, Macro};

/// Finds the name in paths, in texts of attributes and in what stands between a macro's brackets.
#[derive(Default)]
struct Finder {
    own_name: usize,
    other_path: usize,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_ident(&mut self, ident: &'ast Ident) {
        self.own_name += usize::from(ident == "ferrosync");
        self.other_path += usize::from(ident == "library");
    }

    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.own_name += usize::from(text.value().contains("ferrosync"));
        visit_lit_str(self, text);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.own_name += usize::from(call.tokens.to_string().contains("ferrosync"));
        visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.own_name += usize::from(list.tokens.to_string().contains("ferrosync"));
        }
        syn::visit::visit_attribute(self, attribute);
    }
}

const EVERYTHING: &str = r#"
    #[collection(auto_timestamp(made, changed), soft_delete, order_by(title, asc), index(title), unique(title), dropped(old), check(fine) LIBRARY)]
    #[renamed(from = "tasks")]
    pub struct Todo {
        pub id: Uuid,
        #[sync_id]
        pub project_id: String,
        #[owner]
        pub by: String,
        #[scope]
        #[references(Todo, on_delete = set_null)]
        pub list: Option<Uuid>,
        #[validate(trim, length(min = 1), pattern("^a"), one_of("a", "ab"), custom(fine), custom(good, row))]
        pub title: String,
        #[validate(range(min = 0, below = 5), multiple_of(5))]
        #[default(0)]
        pub count: i32,
        #[validate(range(above = 0.5))]
        #[private]
        #[default(0.75)]
        pub weight: f64,
        #[readonly]
        #[validate(items(max = 3), each(email))]
        #[default([])]
        pub labels: Vec<String>,
        pub shape: Option<Shape>,
        pub address: Address,
        pub status: Status,
        pub name: Name,
        pub made: Timestamp,
        pub changed: Timestamp,
        pub deleted_at: Option<Timestamp>,
    }
    #[collection(existing, single_tenant)]
    pub struct Other { pub id: Uuid, #[column("x", iso)] pub due: Timestamp }
    #[collection(dropped)]
    pub struct Old;
    pub enum Status { #[default] Open }
    pub enum Shape { Round { #[validate(positive, custom(fine))] radius: f64 }, Flat }
    pub struct Address { #[validate(length(max = 9))] pub street: String }
    #[validate(lowercase, custom(fine))]
    pub struct Name(pub String);
"#;

fn found(schema: &str) -> Finder {
    let mut finder = Finder::default();
    finder.visit_file(&super::expansion(schema));
    finder
}

#[test]
fn every_path_begins_where_crate_says() {
    let elsewhere = found(&EVERYTHING.replace("LIBRARY", ", crate = kit::library"));
    assert_eq!(elsewhere.own_name, 0);
    assert!(elsewhere.other_path > 50, "only {} paths", elsewhere.other_path);
    // The finder finds it where it is.
    assert!(found(&EVERYTHING.replace("LIBRARY", "")).own_name > 50);
}

#[test]
fn errors_do_not_bring_the_own_name_back() {
    let wrong = EVERYTHING.replace("LIBRARY", ", crate = kit::library") + "pub struct Wrong { pub id: Uuid }";
    let (output, errors) = crate::run(wrong.parse().unwrap_or_default());
    assert!(errors.is_some());
    let mut finder = Finder::default();
    finder.visit_file(&syn::parse2(output).unwrap_or_else(|problem| panic!("the fallback is no file: {problem}")));
    assert_eq!(finder.own_name, 0);
    assert!(finder.other_path > 10, "only {} paths", finder.other_path);
}
