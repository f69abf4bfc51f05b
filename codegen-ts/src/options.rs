/// How the TypeScript is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    pub import_extension: ImportExtension,
    /// Whether there is a `zod.ts`, which needs zod 4.
    pub zod: bool,
}

/// What relative imports end in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ImportExtension {
    /// `./types`: what bundlers take.
    #[default]
    None,
    /// `./types.js`: what `"moduleResolution": "nodenext"` wants.
    Js,
    /// `./types.ts`: for `allowImportingTsExtensions`, Deno and Node's own type stripping.
    Ts,
}
