//! `tandem render DIR --item SKU`.

use std::io::Write;

use super::{args::RenderArguments, failure::Failure, folder::Folder, say};

pub(super) fn run(arguments: &RenderArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let folder = Folder::open(&arguments.dir)?;
    let item = folder.require(&arguments.item)?;
    let html = folder.fallback(item);
    if html.is_empty() {
        say(&format!("nothing goes with {}", arguments.item));
    } else {
        writeln!(out, "{html}")?;
    }
    Ok(())
}
