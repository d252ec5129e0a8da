use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::manifest::{MANIFEST_FILE, Manifest};

/// The folder of fallback fragments. It belongs to the build: fragments of items that are gone are
/// removed from it.
pub const FALLBACK_FOLDER: &str = "fallback";

const STAGING_PREFIX: &str = ".tandem-build-";

/// Staging folders of builds that were killed are swept up after this long.
const ABANDONED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// A file system that would not do what was asked.
#[derive(Debug, thiserror::Error)]
#[error("{action} {path}: {source}", path = path.display())]
pub struct FileError {
    /// What was tried: `cannot write`.
    pub action: &'static str,
    /// With which file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

impl FileError {
    pub(super) fn new(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self {
            action,
            path: path.to_owned(),
            source,
        }
    }
}

/// Artefacts on their way to a folder.
///
/// Files are written beside their destination and moved into place by [`Self::publish`], the
/// manifest last: until then readers see the previous build, whole. If anything fails before that,
/// what was moved is taken back, and dropping the value removes the rest.
#[derive(Debug)]
pub(super) struct Staging {
    destination: PathBuf,
    folder: tempfile::TempDir,
    /// Names relative to the destination, in the order of writing.
    names: Vec<String>,
}

impl Staging {
    /// Makes the destination where it is missing, and a staging folder in it.
    ///
    /// # Errors
    /// Where the destination cannot be made or written to.
    pub(super) fn new(destination: &Path) -> Result<Self, FileError> {
        fs::create_dir_all(destination)
            .map_err(FileError::new("cannot make the folder", destination))?;
        sweep(destination);
        let folder = tempfile::Builder::new()
            .prefix(STAGING_PREFIX)
            .tempdir_in(destination)
            .map_err(FileError::new("cannot write into", destination))?;
        Ok(Self {
            destination: destination.to_owned(),
            folder,
            names: Vec::new(),
        })
    }

    /// Writes a file, not yet into place. `name` may have one folder before it.
    ///
    /// # Errors
    /// Where it cannot be written: a full disk, most often.
    pub(super) fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        let path = self.folder.path().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(FileError::new("cannot make the folder", parent))?;
        }
        fs::write(&path, bytes).map_err(FileError::new("cannot write", &path))?;
        self.names.push(name.to_owned());
        Ok(())
    }

    /// Moves everything into place, the manifest last, then removes what only the previous manifest
    /// named.
    ///
    /// # Errors
    /// Where a file cannot be moved into place. The previous manifest and all that it names are
    /// then as they were.
    pub(super) fn publish(self, manifest: &Manifest) -> Result<(), FileError> {
        let previous = previous_files(&self.destination);
        let staged_manifest = self.folder.path().join(MANIFEST_FILE);
        fs::write(&staged_manifest, manifest.to_json())
            .map_err(FileError::new("cannot write", &staged_manifest))?;

        let mut placed = Vec::new();
        let outcome = self
            .names
            .iter()
            .map(String::as_str)
            .chain([MANIFEST_FILE])
            .try_for_each(|name| {
                let target = self.destination.join(name);
                let is_new = !target.exists();
                move_into_place(&self.folder.path().join(name), &target)?;
                if is_new {
                    placed.push(target);
                }
                Ok(())
            });
        if outcome.is_err() {
            for path in placed {
                // Best effort: the error that stopped the build is the one to tell.
                let _ = fs::remove_file(path);
            }
            return outcome;
        }

        let current: BTreeSet<&str> = manifest.files().map(|entry| entry.file.as_str()).collect();
        for name in previous
            .iter()
            .filter(|name| !current.contains(name.as_str()))
        {
            let _ = fs::remove_file(self.destination.join(name));
        }
        self.remove_stale_fallbacks();
        Ok(())
    }

    fn remove_stale_fallbacks(&self) {
        let current: BTreeSet<&str> = self
            .names
            .iter()
            .filter_map(|name| name.strip_prefix(FALLBACK_FOLDER)?.strip_prefix('/'))
            .collect();
        let folder = self.destination.join(FALLBACK_FOLDER);
        let Ok(entries) = fs::read_dir(&folder) else {
            return;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let stale = name
                .to_str()
                .is_some_and(|name| name.ends_with(".html") && !current.contains(name));
            if stale {
                let _ = fs::remove_file(entry.path());
            }
        }
        // Only an empty folder goes.
        let _ = fs::remove_dir(folder);
    }
}

fn move_into_place(from: &Path, to: &Path) -> Result<(), FileError> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(FileError::new("cannot make the folder", parent))?;
    }
    fs::rename(from, to).map_err(FileError::new("cannot replace", to))
}

/// Plain names of the hash-named files of the manifest in place, if there is a readable one.
fn previous_files(destination: &Path) -> Vec<String> {
    fs::read(destination.join(MANIFEST_FILE))
        .ok()
        .and_then(|bytes| serde_json::from_slice::<Manifest>(&bytes).ok())
        .map(|manifest| {
            manifest
                .files()
                .map(|entry| entry.file.clone())
                .filter(|name| super::published::is_plain_name(name))
                .collect()
        })
        .unwrap_or_default()
}

/// Removes what killed builds left behind. A build that is under way is younger.
fn sweep(destination: &Path) {
    let Ok(entries) = fs::read_dir(destination) else {
        return;
    };
    for entry in entries.flatten() {
        let is_ours = entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with(STAGING_PREFIX));
        let age = entry
            .metadata()
            .and_then(|metadata| metadata.modified())
            .ok()
            .and_then(|modified| SystemTime::now().duration_since(modified).ok());
        if is_ours && age.is_some_and(|age| age > ABANDONED_AFTER) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
