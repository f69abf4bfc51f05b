use std::{
    env,
    path::{Path, PathBuf},
    time::SystemTime,
};

use ferrosync::schema::Schema;

use crate::{
    ImportExtension, Options, OutputFile,
    cargo::{self, Directive},
    folder::{self, Difference},
    generate,
    migration::{self, Plan},
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
    pub fn emit(self) {
        let out = env::var_os(OUT_VARIABLE).map_or_else(|| self.out.clone(), PathBuf::from);
        for directive in self.run(&out, cargo::started()) {
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

    fn run(&self, out: &Path, time: Option<SystemTime>) -> Vec<Directive> {
        // The schema is watched as a source of the script. Without any line cargo would watch the whole package.
        let mut directives = vec![Directive::Watch("build.rs".into()), Directive::WatchVariable(OUT_VARIABLE)];
        let files = generate(&self.schema, &self.options);
        // Watched too, so that one that is deleted comes back.
        directives.extend(files.iter().map(|file| Directive::Watch(out.join(&file.path))));
        if let Err(error) = folder::write(out, &files, time) {
            directives.push(Directive::Error(error.to_string()));
        }
        if let Err(error) = self.migrate(&mut directives, time) {
            directives.push(Directive::Error(error.to_string()));
        }
        directives
    }

    fn migrate(&self, directives: &mut Vec<Directive>, time: Option<SystemTime>) -> Result<(), folder::Error> {
        let mut files = Vec::new();
        for name in folder::list(&self.migrations)?.into_iter().filter(|name| folder::has_extension(name, &["sql"])) {
            let path = self.migrations.join(&name);
            let bytes = folder::read(&path)?.unwrap_or_default();
            directives.push(Directive::Watch(path));
            // What is no UTF-8 is no statement of ours.
            files.push(OutputFile { path: name, text: String::from_utf8_lossy(&bytes).into_owned() });
        }
        match migration::plan(&self.schema, &files) {
            Plan::Current => {}
            Plan::Write(file) => {
                let path = self.migrations.join(&file.path);
                folder::replace(&path, &file.text, time)?;
                directives.push(Directive::Watch(path));
            }
            Plan::Drift(drift) => {
                directives.push(Directive::Warning(drift.to_string()));
                directives.push(Directive::Warning(migration::ADVICE.to_owned()));
            }
        }
        Ok(())
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
        bindings.run(&bindings.out, None)
    }

    #[test]
    fn everything_that_is_written_is_watched() {
        let folder = TempDir::new().unwrap();
        let bindings = in_folder(&folder, &tags::COLLECTIONS);
        for run in [run(&bindings), run(&bindings)] {
            assert!(run.contains(&Directive::Watch("build.rs".into())));
            for written in ["sync/tags.ts", "sync/index.ts", "sync/react.js", "migrations/0001_init.sql"] {
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

    #[test]
    fn drift_is_a_warning_with_what_to_do_and_the_file_stays() {
        let folder = TempDir::new().unwrap();
        run(&in_folder(&folder, &tags::COLLECTIONS));
        let first = fs::read(folder.path().join("migrations/0001_init.sql")).unwrap();
        let said = run(&in_folder(&folder, &notes::COLLECTIONS));
        let warnings: Vec<_> = said
            .iter()
            .filter_map(|said| match said {
                Directive::Warning(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(warnings.len(), 2, "{said:?}");
        assert!(warnings[0].contains("`notes` is new") && warnings[0].contains("`tags` is gone"), "{warnings:?}");
        assert!(warnings[1].contains("not supported yet") && warnings[1].contains(".wrangler"), "{warnings:?}");
        assert_eq!(fs::read(folder.path().join("migrations/0001_init.sql")).unwrap(), first);
        // The TypeScript goes on with the schema all the same.
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
