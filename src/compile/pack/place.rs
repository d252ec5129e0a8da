//! Putting a pack into place, whole, where nothing else is.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{PackError, PackedFile, Platform};
use crate::compile::{hash::sha256_hex, staging::FileError};

/// What says that a folder is a pack, and which files are its own.
const MARK: &str = ".tandem-pack.json";

#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    generator: String,
    platform: String,
    /// SHA-256 by path.
    files: BTreeMap<String, String>,
}

/// What stands where a pack is to go.
pub(super) enum Owned {
    Nothing,
    /// An empty folder, or a pack that nobody changed.
    Replaceable,
}

/// Whether a pack may stand in `out`.
pub(super) fn check(out: &Path, platform: Platform) -> Result<Owned, PackError> {
    let foreign = |file: &Path| PackError::NotOurs {
        file: file.to_owned(),
        platform: platform.word(),
    };
    match fs::symlink_metadata(out) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Owned::Nothing),
        Err(error) => return Err(FileError::new("cannot read", out)(error).into()),
        Ok(data) if !data.is_dir() => return Err(foreign(out)),
        Ok(_) => {}
    }
    let files = files_under(out)?;
    let Some((first, _)) = files.iter().next() else {
        return Ok(Owned::Replaceable);
    };
    let mark = fs::read(out.join(MARK))
        .ok()
        .and_then(|text| serde_json::from_slice::<Mark>(&text).ok())
        .filter(|mark| mark.platform == platform.word());
    let Some(mark) = mark else {
        return Err(foreign(&out.join(first)));
    };
    for (name, path) in &files {
        if name == MARK {
            continue;
        }
        let bytes = fs::read(path).map_err(FileError::new("cannot read", path))?;
        if mark.files.get(name) != Some(&sha256_hex(&bytes)) {
            return Err(foreign(path));
        }
    }
    Ok(Owned::Replaceable)
}

/// Writes all files beside `out` and moves them there in one step.
pub(super) fn put(
    out: &Path,
    platform: Platform,
    files: &[PackedFile],
    owned: Owned,
) -> Result<(), PackError> {
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(FileError::new("cannot make the folder", parent))?;
    let beside = tempfile::Builder::new()
        .prefix(".tandem-pack-")
        .tempdir_in(parent)
        .map_err(FileError::new("cannot write into", parent))?;
    let staged = beside.path().join("new");
    let mark = Mark {
        generator: concat!("tandem ", env!("CARGO_PKG_VERSION")).to_owned(),
        platform: platform.word().to_owned(),
        files: files
            .iter()
            .map(|(name, bytes)| (name.clone(), sha256_hex(bytes)))
            .collect(),
    };
    // Texts and a list of them: nothing here can fail to serialise.
    let mark = serde_json::to_vec_pretty(&mark).unwrap_or_default();
    for (name, bytes) in files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes))
        .chain([(MARK, &mark)])
    {
        let path = staged.join(name);
        let folder = path.parent().unwrap_or(&staged);
        fs::create_dir_all(folder).map_err(FileError::new("cannot make the folder", folder))?;
        fs::write(&path, bytes).map_err(FileError::new("cannot write", &path))?;
    }
    let old = beside.path().join("old");
    if matches!(owned, Owned::Replaceable) {
        fs::rename(out, &old).map_err(FileError::new("cannot replace", out))?;
    }
    let moved = fs::rename(&staged, out).map_err(FileError::new("cannot write", out));
    if moved.is_err() && matches!(owned, Owned::Replaceable) {
        // Best effort: the error that stopped it is the one to tell.
        let _ = fs::rename(&old, out);
    }
    Ok(moved?)
}

/// Every file under a folder, by its path in it, parted by `/`.
fn files_under(folder: &Path) -> Result<BTreeMap<String, PathBuf>, FileError> {
    let mut files = BTreeMap::new();
    let mut open = vec![(String::new(), folder.to_owned())];
    while let Some((prefix, folder)) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(FileError::new("cannot read", &folder))?;
        for entry in entries {
            let entry = entry.map_err(FileError::new("cannot read", &folder))?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry
                .file_type()
                .map_err(FileError::new("cannot read", &folder))?;
            if kind.is_dir() {
                open.push((format!("{name}/"), entry.path()));
            } else {
                files.insert(name, entry.path());
            }
        }
    }
    Ok(files)
}
