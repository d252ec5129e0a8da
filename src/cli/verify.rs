//! `tandem verify DIR [--key BASE64]`.

use std::io::Write;

use super::{args::VerifyArguments, failure::Failure, folder, say, sign};
use crate::compile::{Published, check_signature, verify};

pub(super) fn run(arguments: &VerifyArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let dir = &arguments.dir;
    let faults = verify(dir);
    if faults.is_empty() {
        if let Some(key) = &arguments.key {
            check_signature(dir, key).map_err(|fault| sign::told(dir, fault))?;
        }
        let published =
            Published::open(dir).map_err(|fault| Failure::told(folder::sentence(dir, &fault)))?;
        writeln!(
            out,
            "{}: {} rules for {} items in {} files, all as they were built{}",
            dir.display(),
            published.table.rule_count(),
            published.table.item_count(),
            published.manifest.files().count() + 1,
            if arguments.key.is_some() {
                ", signed by this key"
            } else {
                ""
            },
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
