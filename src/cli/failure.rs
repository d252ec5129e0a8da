use std::{fmt, io};

/// Why a verb stopped.
#[derive(Debug)]
pub(super) enum Failure {
    /// Data or settings are wrong: one sentence with its remedy.
    Told(String),
    /// Whoever read the output has gone.
    ReaderGone,
}

impl Failure {
    /// A failure with its sentence.
    pub(super) fn told(sentence: impl Into<String>) -> Self {
        Self::Told(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Told(sentence) => f.write_str(sentence),
            Self::ReaderGone => Ok(()),
        }
    }
}

/// Only writing to standard output gives plain I/O errors: all others are told with their file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::ReaderGone
        } else {
            Self::told(format!("cannot write to standard output: {error}"))
        }
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}
