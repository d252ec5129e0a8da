//! The `tandem` command.

use std::process::ExitCode;

/// Runs the command on the process's own arguments.
#[must_use]
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}
