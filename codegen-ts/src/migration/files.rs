//! The `.sql` files that there are.

use super::Stuck;
use crate::OutputFile;

/// A file of ours: one that ends by recording a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Own<'a> {
    pub(super) file: &'a str,
    pub(super) version: u32,
    pub(super) hash: &'a str,
}

/// The files that we wrote, by their numbers. All others are the app's own.
pub(super) fn own(files: &[OutputFile]) -> Result<Vec<Own<'_>>, Stuck> {
    let mut own: Vec<_> = files
        .iter()
        .filter_map(|file| {
            let (version, hash) = file.text.lines().rev().find_map(recorded)?;
            Some(Own { file: &file.path, version, hash })
        })
        .collect();
    own.sort_by_key(|own| own.version);
    if let Some([a, b]) =
        own.windows(2).find(|pair| pair[0].version == pair[1].version).and_then(|pair| pair.first_chunk())
    {
        return Err(Stuck::TwoOfOneNumber { number: a.version, files: [a.file.to_owned(), b.file.to_owned()] });
    }
    Ok(own)
}

/// The number of the next file: after all that are there, the app's own too, for they run in the order of their names.
pub(super) fn next_number(files: &[OutputFile]) -> u32 {
    let numbers = files.iter().filter_map(|file| file.path.split('_').next()?.parse::<u32>().ok());
    numbers.max().unwrap_or(0) + 1
}

/// The version and the hash of the statement that a migration of ours ends with.
fn recorded(line: &str) -> Option<(u32, &str)> {
    let values = line.trim_end().strip_prefix("INSERT INTO \"_sync_schema\" (version, hash) VALUES (")?;
    let (version, hash) = values.strip_suffix(");")?.split_once(", ")?;
    Some((version.parse().ok()?, hash.strip_prefix('\'')?.strip_suffix('\'')?))
}
