//! Files, and folders with all that is in them.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::Failure;

/// Copies a folder and all that is in it, but for files whose names begin with a dot.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    for file in list(from)? {
        if file.iter().any(|part| part.to_string_lossy().starts_with('.')) {
            continue;
        }
        let target = to.join(&file);
        create_parent(&target)?;
        fs::copy(from.join(&file), &target).map_err(|error| Failure::file("write", &target, &error))?;
    }
    Ok(())
}

/// The paths of all files below `folder`, relative to it and sorted.
pub(crate) fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let path = folder.join(&below);
        let entries = path.read_dir().map_err(|error| Failure::file("read", &path, &error))?;
        for entry in entries.flatten() {
            let name = below.join(entry.file_name());
            if entry.path().is_dir() { open.push(name) } else { found.push(name) }
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn create_parent(file: &Path) -> Result<(), Failure> {
    let Some(folder) = file.parent() else { return Ok(()) };
    fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))
}

/// Removes a file, or a folder and all that is in it, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), Failure> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Failure::file("remove", path, &error)),
        _ => Ok(()),
    }
}
