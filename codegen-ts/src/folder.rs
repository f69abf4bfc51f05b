//! The folder of emitted files: the only place that writes TypeScript to disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{OutputFile, emit::is_generated};

pub use crate::cargo::started;

/// How the folder differs from what belongs in it. Names of files inside the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    Missing(String),
    Changed(String),
    /// Carries our header and is written no more.
    Stale(String),
}

/// Why a folder cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{}`: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("`{}` was not written by ferrosync and stands where a generated file belongs: move it away", .0.display())]
    Foreign(PathBuf),
}

/// What [`write()`] would do, sorted by name. A folder that does not exist is empty.
///
/// # Errors
/// Where the folder cannot be read, or somebody else's file has the name of one of ours.
pub fn check(folder: &Path, files: &[OutputFile]) -> Result<Vec<Difference>, Error> {
    let mut differences = Vec::new();
    for file in files {
        match read(&folder.join(&file.path))? {
            None => differences.push(Difference::Missing(file.path.clone())),
            Some(bytes) if bytes == file.text.as_bytes() => {}
            Some(bytes) if bytes.is_empty() || is_generated(&bytes) => {
                differences.push(Difference::Changed(file.path.clone()));
            }
            Some(_) => return Err(Error::Foreign(folder.join(&file.path))),
        }
    }
    differences.extend(stale(folder, files)?.into_iter().map(Difference::Stale));
    differences.sort_by(|a, b| a.file().cmp(b.file()));
    Ok(differences)
}

/// Makes the folder hold `files`: writes what differs, removes what of ours is written no more, leaves all else alone.
/// Gives what it did.
///
/// A written file gets `time` as its time of change, where one is given. It is there as a whole or not at all, so that
/// a bundler that watches never reads half of it.
///
/// # Errors
/// Those of [`check`], before anything is written; and where a file cannot be written.
pub fn write(folder: &Path, files: &[OutputFile], time: Option<SystemTime>) -> Result<Vec<Difference>, Error> {
    let differences = check(folder, files)?;
    for difference in &differences {
        let path = folder.join(difference.file());
        match difference {
            Difference::Stale(_) => remove(&path)?,
            Difference::Missing(name) | Difference::Changed(name) => {
                if let Some(file) = files.iter().find(|file| file.path == *name) {
                    replace(&path, &file.text, time)?;
                }
            }
        }
    }
    Ok(differences)
}

impl Difference {
    /// The file's name inside the folder.
    pub fn file(&self) -> &str {
        let (Self::Missing(file) | Self::Changed(file) | Self::Stale(file)) = self;
        file
    }
}

/// Writes a file as a whole, and the folders above it.
pub(crate) fn replace(path: &Path, text: &str, time: Option<SystemTime>) -> Result<(), Error> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(at(folder))?;
    // Of this process alone: an editor's check and a build may run at once.
    let beside = path.with_extension(format!("{}.tmp", std::process::id()));
    let written =
        fs::write(&beside, text).and_then(|()| set_time(&beside, time)).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written.map_err(at(path))?;
    // The folder has changed with it, and may be watched itself. Where a folder cannot be opened, cargo builds once more.
    let _ = fs::File::open(folder).and_then(|folder| time.map_or(Ok(()), |time| folder.set_modified(time)));
    Ok(())
}

fn set_time(path: &Path, time: Option<SystemTime>) -> io::Result<()> {
    time.map_or(Ok(()), |time| fs::File::options().write(true).open(path)?.set_modified(time))
}

/// Files of ours, by their header, that are not in `files`.
fn stale(folder: &Path, files: &[OutputFile]) -> Result<Vec<String>, Error> {
    let mut stale = Vec::new();
    for name in list(folder)? {
        // Only what we ever emit: a file of the moment of another process is not ours to remove.
        if !has_extension(&name, &["ts", "js"]) || files.iter().any(|file| file.path == name) {
            continue;
        }
        if read(&folder.join(&name))?.is_some_and(|bytes| is_generated(&bytes)) {
            stale.push(name);
        }
    }
    Ok(stale)
}

pub(crate) fn has_extension(name: &str, extensions: &[&str]) -> bool {
    Path::new(name).extension().is_some_and(|found| extensions.iter().any(|extension| found == *extension))
}

/// The names of a folder's files, sorted; none where there is no folder. Names that are no UTF-8 are not ours.
pub(crate) fn list(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(at(folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(at(folder))?;
        if entry.path().is_file()
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// A file's bytes; `None` where there is no file.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path)(error)),
    }
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> Error {
    move |source| Error::Io { path: path.to_owned(), source }
}
