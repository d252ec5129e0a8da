use crate::table::OpenError;

/// Why a file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::browser) struct LoadError {
    pub(super) fault: Fault,
    /// The file's name or address.
    pub(super) file: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub(super) enum Fault {
    /// No answer: offline, blocked by a policy, no CORS header.
    Unreachable,
    /// No whole answer in time.
    TimedOut,
    /// An answer that is not 2xx.
    Status(u16),
    /// More bytes than allowed.
    TooLarge,
    /// Other bytes than the manifest names.
    Changed,
    /// A manifest that the page's key has not signed.
    Unsigned,
    /// Not JSON: a web page, mostly.
    NotJson,
    /// JSON of another shape.
    Malformed,
    /// A manifest of a later format.
    Newer,
    /// The table cannot be opened.
    Table(OpenError),
}

impl Fault {
    /// The error about a file.
    pub(super) fn of(self, file: &str) -> LoadError {
        LoadError {
            fault: self,
            file: file.to_owned(),
        }
    }
}

impl LoadError {
    /// A stable name for events and the console.
    pub(in crate::browser) const fn code(&self) -> &'static str {
        match self.fault {
            Fault::Unreachable => "unreachable",
            Fault::TimedOut => "timeout",
            Fault::Status(_) => "status",
            Fault::TooLarge => "too-large",
            Fault::Changed => "changed",
            Fault::Unsigned => "unsigned",
            Fault::NotJson => "not-json",
            Fault::Malformed => "malformed",
            Fault::Newer => "newer-manifest",
            Fault::Table(error) => error.code(),
        }
    }

    /// What happened and what to do, for the developer of the page.
    pub(in crate::browser) fn sentence(&self) -> String {
        let number;
        let what = match self.fault {
            Fault::Unreachable => {
                " did not answer: check its address, the policy's connect-src, and that its host sends Access-Control-Allow-Origin"
            }
            Fault::TimedOut => " did not arrive in time",
            Fault::Status(status) => {
                number = status.to_string();
                return [
                    &self.file,
                    " answered ",
                    &number,
                    ": upload everything that the build wrote, the manifest last",
                ]
                .concat();
            }
            Fault::TooLarge | Fault::Changed => {
                " is not the file that the manifest names: upload everything that the build wrote, in binary, the manifest last"
            }
            Fault::Unsigned => {
                " is not signed by the tag's data-key, or the browser cannot tell: run `tandem sign` and upload what it wrote"
            }
            Fault::NotJson => {
                " is not JSON: check its address, the host may answer with a web page"
            }
            Fault::Malformed => " is not of the expected shape: build and upload it again",
            Fault::Newer => " is of a newer format: upload the widget that goes with it",
            Fault::Table(error) => {
                number = error.to_string();
                return [&self.file, ": ", &number].concat();
            }
        };
        [&self.file, what].concat()
    }
}
