//! Inputs that were picked by hand, one a line. `«[×100»` stands for a hundred brackets, `«FF»` for that byte.

use std::{fs, path::Path};

/// The inputs of `corpus/{name}.txt`.
pub(crate) fn read(name: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fuzz/corpus/{name}.txt"));
    let text = fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with("# ")).map(expand).collect()
}

/// The same where every input is a text.
pub(crate) fn texts(name: &str) -> Vec<String> {
    read(name).into_iter().map(|input| String::from_utf8(input).unwrap()).collect()
}

/// `METHOD /url body`, as a request has them.
pub(crate) fn split(request: &[u8]) -> (String, String, Vec<u8>) {
    let mut parts = request.splitn(3, |byte| *byte == b' ');
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (method, url) = (text(), text());
    (method, url, parts.next().unwrap_or_default().to_vec())
}

fn expand(line: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('«') {
        let (what, after) = after.split_once('»').unwrap();
        bytes.extend(before.bytes());
        match what.split_once('×') {
            Some((text, times)) => bytes.extend(text.repeat(times.parse().unwrap()).bytes()),
            None => bytes.push(u8::from_str_radix(what, 16).unwrap()),
        }
        rest = after;
    }
    bytes.extend(rest.bytes());
    bytes
}
