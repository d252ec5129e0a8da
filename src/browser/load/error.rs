use crate::table::OpenError;

/// Why the files cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub(in crate::browser) enum LoadError {
    /// No answer: offline, blocked by a policy, no CORS header.
    Unreachable { file: String },
    /// No whole answer in time.
    TimedOut { file: String },
    /// An answer that is not 2xx.
    Status { file: String, status: u16 },
    /// More bytes than allowed.
    TooLarge { file: String },
    /// Other bytes than the manifest names.
    Changed { file: String },
    /// Not JSON: a web page, mostly.
    NotJson { file: String },
    /// JSON of another shape.
    Malformed { file: String },
    /// A manifest of a later format.
    NewerManifest,
    /// The table cannot be opened.
    Table(OpenError),
}

impl LoadError {
    /// A stable name for events and the console.
    pub(in crate::browser) const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "unreachable",
            Self::TimedOut { .. } => "timeout",
            Self::Status { .. } => "status",
            Self::TooLarge { .. } => "too-large",
            Self::Changed { .. } => "changed",
            Self::NotJson { .. } => "not-json",
            Self::Malformed { .. } => "malformed",
            Self::NewerManifest => "newer-manifest",
            Self::Table(error) => error.code(),
        }
    }

    /// What happened and what to do, for the developer of the page.
    pub(in crate::browser) fn sentence(&self) -> String {
        let (file, what) = match self {
            Self::Unreachable { file } => (
                file,
                " did not answer. Check the address, the policy's connect-src, and that the host sends Access-Control-Allow-Origin.",
            ),
            Self::TimedOut { file } => (file, " did not arrive in time."),
            Self::Status { file, status } => {
                let status = status.to_string();
                return [
                    file,
                    " answered ",
                    &status,
                    ". Upload everything that the build wrote, the manifest last.",
                ]
                .concat();
            }
            Self::TooLarge { file } => (
                file,
                " is larger than it may be. Upload everything that the build wrote.",
            ),
            Self::Changed { file } => (
                file,
                " is not the file that the manifest names. Upload everything that the build wrote, in binary, the manifest last.",
            ),
            Self::NotJson { file } => (
                file,
                " is not JSON. Check data-manifest: the host may answer with a web page.",
            ),
            Self::Malformed { file } => (
                file,
                " is not of the expected shape. Build and upload it again.",
            ),
            Self::NewerManifest => {
                return "The manifest is of a newer format. Upload the widget that goes with it."
                    .to_owned();
            }
            Self::Table(error) => return error.to_string(),
        };
        [file, what].concat()
    }
}
