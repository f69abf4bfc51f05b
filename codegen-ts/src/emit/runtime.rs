use super::header;
use crate::OutputFile;

/// The built client, `codegen-ts/client/dist`. Its tests fail when it is not what its source builds.
const FILES: [(&str, &str); 8] = [
    ("client.d.ts", include_str!("../../client/dist/client.d.ts")),
    ("client.js", include_str!("../../client/dist/client.js")),
    ("devtools.d.ts", include_str!("../../client/dist/devtools.d.ts")),
    ("devtools.js", include_str!("../../client/dist/devtools.js")),
    ("react.d.ts", include_str!("../../client/dist/react.d.ts")),
    ("react.js", include_str!("../../client/dist/react.js")),
    ("testing.d.ts", include_str!("../../client/dist/testing.d.ts")),
    ("testing.js", include_str!("../../client/dist/testing.js")),
];

pub(super) fn files() -> Vec<OutputFile> {
    FILES
        .into_iter()
        .map(|(path, text)| OutputFile { path: path.to_owned(), text: header::of_runtime() + text })
        .collect()
}
