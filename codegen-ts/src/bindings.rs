use std::{
    env,
    path::{Path, PathBuf},
    time::SystemTime,
};

use ferrosync::schema::Schema;

use crate::{
    ImportExtension, Options,
    cargo::{self, Directive},
    embed,
    folder::{self, Difference},
    generate,
    migrations::{self, NAME_VARIABLE},
};

/// Names another folder for the TypeScript: for builds that may not write into the sources.
const OUT_VARIABLE: &str = "FERROSYNC_TS_OUT";

/// What a build script writes, and where.
///
/// ```no_run
/// # mod schema {
/// #     use ferrosync::schema::*;
/// #     sync_collections![#[collection(single_tenant)] pub struct Tag { pub id: Uuid }];
/// # }
/// use ferrosync_codegen::{Bindings, ImportExtension};
///
/// Bindings::new(&schema::COLLECTIONS).out("web/src/sync").import_extension(ImportExtension::Js).emit();
/// ```
#[derive(Debug, Clone)]
#[must_use = "`emit` writes the files"]
pub struct Bindings {
    schema: Schema,
    out: PathBuf,
    migrations: PathBuf,
    options: Options,
}

impl Bindings {
    /// TypeScript in `client/src/sync`, SQL in `migrations`.
    pub fn new(schema: &Schema) -> Self {
        Self {
            schema: *schema,
            out: PathBuf::from("client/src/sync"),
            migrations: PathBuf::from("migrations"),
            options: Options::default(),
        }
    }

    /// The folder of the TypeScript, relative to the package. Files in it that are not ours stay as they are.
    ///
    /// The environment variable `FERROSYNC_TS_OUT` goes before it.
    pub fn out(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out = folder.into();
        self
    }

    /// The folder of the SQL, relative to the package: `migrations_dir` of `wrangler.jsonc`.
    pub fn migrations(mut self, folder: impl Into<PathBuf>) -> Self {
        self.migrations = folder.into();
        self
    }

    /// What relative imports end in.
    pub fn import_extension(mut self, extension: ImportExtension) -> Self {
        self.options.import_extension = extension;
        self
    }

    /// Whether to write a `zod.ts` too: `zTodo`, `zTodoInsert` and `zTodoPatch` for each collection, with the same verdicts
    /// as the collection's own validators. The app brings zod 4.
    pub fn zod(mut self, wanted: bool) -> Self {
        self.options.zod = wanted;
        self
    }

    /// Writes what is not there yet or differs, and tells cargo what to watch. What is wrong becomes an error of the build.
    ///
    /// A migration is written only under the name that the environment variable `FERROSYNC_MIGRATION` gives it: editors build
    /// whenever a file is saved, and no edit on the way should become history.
    pub fn emit(self) {
        let out = env::var_os(OUT_VARIABLE).map_or_else(|| self.out.clone(), PathBuf::from);
        let name = env::var(NAME_VARIABLE).ok().filter(|name| !name.is_empty());
        let written = self.run(&out, name.as_deref(), cargo::started());
        // What was written just now is in the Worker of this build.
        let embedded = embed::run(Some(&self.schema), &self.migrations);
        for directive in written.iter().chain(&embedded) {
            directive.print();
        }
    }

    /// How the folder of the TypeScript differs from what [`emit`](Self::emit) would write; nothing is written.
    ///
    /// # Errors
    /// Where the folder cannot be read, or somebody else's file has the name of one of ours.
    pub fn check(&self) -> Result<Vec<Difference>, folder::Error> {
        folder::check(&self.out, &generate(&self.schema, &self.options))
    }

    fn run(&self, out: &Path, name: Option<&str>, time: Option<SystemTime>) -> Vec<Directive> {
        // The schema is watched as a source of the script. Without any line cargo would watch the whole package.
        let mut directives = vec![
            Directive::Watch("build.rs".into()),
            Directive::WatchVariable(OUT_VARIABLE),
            Directive::WatchVariable(NAME_VARIABLE),
        ];
        let files = generate(&self.schema, &self.options);
        // Watched too, so that one that is deleted comes back.
        directives.extend(files.iter().map(|file| Directive::Watch(out.join(&file.path))));
        if let Err(error) = folder::write(out, &files, time) {
            directives.push(Directive::Error(error.to_string()));
        }
        directives.extend(migrations::run(&self.schema, &self.migrations, name, time));
        directives
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::*;

    mod tags {
        use ferrosync::schema::*;
        sync_collections![
            #[collection(single_tenant)]
            pub struct Tag {
                pub id: Uuid,
            }
        ];
    }

    mod notes {
        use ferrosync::schema::*;
        sync_collections![
            #[collection(single_tenant)]
            pub struct Note {
                pub id: Uuid,
            }
        ];
    }

    fn in_folder(folder: &TempDir, schema: &Schema) -> Bindings {
        Bindings::new(schema).out(folder.path().join("sync")).migrations(folder.path().join("migrations"))
    }

    fn run(bindings: &Bindings) -> Vec<Directive> {
        bindings.run(&bindings.out, None, None)
    }

    #[test]
    fn everything_that_is_written_is_watched() {
        let folder = TempDir::new().unwrap();
        let bindings = in_folder(&folder, &tags::COLLECTIONS);
        for run in [run(&bindings), run(&bindings)] {
            assert!(run.contains(&Directive::Watch("build.rs".into())));
            for written in [
                "sync/tags.ts",
                "sync/index.ts",
                "sync/react.js",
                "migrations/0001_init.sql",
                "migrations/schema.lock.json",
            ] {
                let path = folder.path().join(written);
                assert!(path.is_file(), "{written}");
                assert!(run.contains(&Directive::Watch(path)), "{written}");
            }
            assert!(!run.iter().any(|said| matches!(said, Directive::Warning(_) | Directive::Error(_))), "{run:?}");
        }
        assert_eq!(bindings.check().unwrap(), []);
    }

    #[test]
    fn check_tells_and_writes_nothing() {
        let folder = TempDir::new().unwrap();
        let bindings = in_folder(&folder, &tags::COLLECTIONS);
        assert!(bindings.check().unwrap().contains(&Difference::Missing("tags.ts".into())));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// The TypeScript goes on with the schema, whatever the migrations say.
    #[test]
    fn a_schema_without_its_migration_has_its_bindings() {
        let folder = TempDir::new().unwrap();
        run(&in_folder(&folder, &tags::COLLECTIONS));
        let said = run(&in_folder(&folder, &notes::COLLECTIONS));
        assert!(said.iter().any(|said| matches!(said, Directive::Error(text) if text.contains("`tags`"))), "{said:?}");
        assert!(folder.path().join("sync/notes.ts").exists());
        assert!(!folder.path().join("sync/tags.ts").exists());
    }

    #[test]
    fn what_cannot_be_written_is_an_error_of_the_build() {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("sync")).unwrap();
        fs::write(folder.path().join("sync/index.ts"), "export const mine = 1\n").unwrap();
        let said = run(&in_folder(&folder, &tags::COLLECTIONS));
        assert!(
            said.iter().any(|said| matches!(said, Directive::Error(text) if text.contains("index.ts"))),
            "{said:?}"
        );
        assert_eq!(fs::read_to_string(folder.path().join("sync/index.ts")).unwrap(), "export const mine = 1\n");
    }
}
