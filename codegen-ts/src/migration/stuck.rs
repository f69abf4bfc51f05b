//! When the folder of the migrations does not say what the tables are.

/// What is wrong with the folder, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    #[error(
        "`schema.lock.json` has a merge conflict: two branches wrote a migration each. Take the lock and the migration of the \
         one that is merged already, delete your own `.sql` file, and build again with `FERROSYNC_MIGRATION=..`: it \
         writes yours on top"
    )]
    Conflict,
    #[error(
        "`{}` and `{}` are both migration {number}: two branches wrote one each. Keep the one that is merged already, with \
         its `schema.lock.json`, delete the other, and build again with `FERROSYNC_MIGRATION=..`: it writes yours on top",
        files[0], files[1]
    )]
    TwoOfOneNumber { number: u32, files: [String; 2] },
    #[error(
        "`schema.lock.json` cannot be read ({0}): restore it from version control (`git checkout -- schema.lock.json` in its \
         folder)"
    )]
    Unreadable(String),
    #[error(
        "`schema.lock.json` is of format {0}, which this version of ferrosync does not know: build with the version that \
         wrote it, or a later one"
    )]
    Format(u32),
    #[error(
        "`schema.lock.json` does not have the hash of what it says: it was edited, or written by a version of ferrosync that \
         makes other tables. Restore it from version control"
    )]
    Edited,
    #[error(
        "`schema.lock.json` is missing, and migrations are there: it says what tables they make. Restore it from version \
         control, or build once with the schema that `{file}` was written for"
    )]
    NoLock { file: String },
    #[error(
        "`schema.lock.json` ends at migration {lock}, and the folder at `{file}`: the one was committed or merged without the \
         other. Take both from the commit that wrote `{file}`"
    )]
    LockIsOld { lock: u32, file: String },
    #[error(
        "`schema.lock.json` ends at migration {lock}, which is not in the folder: restore the `.sql` file from version \
         control; databases may have run it"
    )]
    FileIsMissing { lock: u32 },
    #[error(
        "`{file}` does not record the hash that `schema.lock.json` has: restore both from the commit that wrote them"
    )]
    OtherHash { file: String },
    #[error("`FERROSYNC_MIGRATION={0}` names no file: lower case letters, digits and `_`, as in `add_priority`")]
    Name(String),
}
