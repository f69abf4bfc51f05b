use std::path::Path;

/// Why a command ended early, and with which exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong, or names what does not exist yet: exit code 2.
    Usage(String),
    /// Something that the command needs or does went wrong: exit code 1.
    Broken(String),
    /// What failed has been printed already: exit code 1.
    Reported,
    /// Ctrl-C, SIGTERM or SIGHUP: exit code 130.
    Stopped,
}

impl Failure {
    pub(crate) fn broken(text: impl Into<String>) -> Self {
        Self::Broken(text.into())
    }

    /// A failure of the file system, with the path that it is about.
    pub(crate) fn file(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        Self::Broken(format!("cannot {doing} {}: {error}", path.display()))
    }

    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Usage(text) | Self::Broken(text) => Some(format!("error: {text}")),
            Self::Reported => None,
            Self::Stopped => Some("stopped".to_owned()),
        }
    }

    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Broken(_) | Self::Reported => 1,
            Self::Stopped => 130,
        }
    }
}
