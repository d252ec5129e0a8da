//! `tandem sign DIR --key FILE`.

use std::{io::Write, path::Path};

use super::{args::SignArguments, failure::Failure, folder};
use crate::compile::{SignatureFault, sign};

pub(super) fn run(arguments: &SignArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let dir = &arguments.dir;
    let signed = sign(dir, &arguments.key).map_err(|fault| told(dir, fault))?;
    writeln!(out, "wrote {}", signed.file.display())?;
    writeln!(out, "pages accept it by data-key=\"{}\"", signed.public_key)?;
    Ok(())
}

/// A fault as a sentence that says what to do.
pub(super) fn told(dir: &Path, fault: SignatureFault) -> Failure {
    Failure::told(match fault {
        SignatureFault::Artefact(fault) => folder::sentence(dir, &fault),
        SignatureFault::NoKey { .. } => {
            format!("{fault}: make one with `openssl genpkey -algorithm ed25519 -out tandem.key`")
        }
        SignatureFault::NotSigned => format!("{}: {fault}", dir.display()),
        fault => fault.to_string(),
    })
}
