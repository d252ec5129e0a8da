//! `tandem verify DIR`.

use std::io::Write;

use super::{args::VerifyArguments, failure::Failure, folder, say};
use crate::compile::{Published, verify};

pub(super) fn run(arguments: &VerifyArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let dir = &arguments.dir;
    let faults = verify(dir);
    if faults.is_empty() {
        let published =
            Published::open(dir).map_err(|fault| Failure::told(folder::sentence(dir, &fault)))?;
        writeln!(
            out,
            "{}: {} rules for {} items in {} files, all as they were built",
            dir.display(),
            published.table.rule_count(),
            published.table.item_count(),
            published.manifest.files().count() + 1,
        )?;
        return Ok(());
    }
    if let [fault] = faults.as_slice() {
        return Err(Failure::told(folder::sentence(dir, fault)));
    }
    for fault in &faults {
        say(&folder::sentence(dir, fault));
    }
    Err(Failure::told(format!(
        "{}: {} faults, named above",
        dir.display(),
        faults.len()
    )))
}
