use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;

use super::{
    cards::Shard,
    fallback, hash,
    manifest::{DataSpan, FileEntry, MANIFEST_FILE, MANIFEST_FORMAT, Manifest, ShardFile},
    sources::Sources,
};
use crate::{
    domain::ItemId,
    mine::config::Labels,
    score::{Fallback, RankOptions, rank},
    table::{Fault, OpenError, Table},
};

/// A shard unpacks to at most this: what the gzip header claims is not believed.
const MAX_SHARD_BYTES: u64 = 256 << 20;

/// What is wrong with a folder of artefacts.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArtefactFault {
    /// The folder is not there, or is no folder.
    #[error("there is no such folder")]
    NoFolder,
    /// It has no manifest.
    #[error("the folder holds no {MANIFEST_FILE}")]
    NoManifest,
    /// A file cannot be read.
    #[error("{file} cannot be read: {source}")]
    Unreadable {
        /// Its name.
        file: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The manifest is a web page: a host's error page, saved in its place.
    #[error("{MANIFEST_FILE} is a web page")]
    ManifestIsHtml,
    /// The manifest is not what it should be.
    #[error("{MANIFEST_FILE} line {line}, column {column}: {message}")]
    ManifestSyntax {
        /// From 1; 0 where the file is empty.
        line: usize,
        /// From 1.
        column: usize,
        /// What the parser met.
        message: String,
    },
    /// Written by a newer program.
    #[error("{MANIFEST_FILE} has format {found}, newer than {supported}")]
    ManifestNewer {
        /// Its format.
        found: u64,
        /// The newest that is known here.
        supported: u32,
    },
    /// The manifest names something outside its folder.
    #[error("{MANIFEST_FILE} names {name:?}, which is no plain file name")]
    Name {
        /// What it names.
        name: String,
    },
    /// A named file is not there.
    #[error("{file} is missing")]
    Missing {
        /// Its name.
        file: String,
    },
    /// A file was cut off, or replaced.
    #[error("{file} has {found} bytes where the manifest says {expected}")]
    Size {
        /// Its name.
        file: String,
        /// The manifest's size.
        expected: u64,
        /// The file's.
        found: u64,
    },
    /// A file's bytes were changed.
    #[error("{file} is not the file that was built: its SHA-256 differs from the manifest's")]
    Hash {
        /// Its name.
        file: String,
    },
    /// The table does not open.
    #[error("{file}: {fault}")]
    Table {
        /// Its name.
        file: String,
        /// Why not.
        fault: OpenError,
    },
    /// The table opens, but something in it is wrong.
    #[error("{file}: {fault}")]
    Record {
        /// Its name.
        file: String,
        /// What.
        fault: Fault,
    },
    /// Manifest and table tell different things.
    #[error("{file} holds {found} {what} where the manifest says {expected}")]
    Count {
        /// The file's name.
        file: String,
        /// Of what.
        what: &'static str,
        /// The manifest's number.
        expected: u32,
        /// The file's.
        found: u32,
    },
    /// The list of rules that do not come from orders alone does not parse.
    #[error("{file} is no list of sources: {message}")]
    Sources {
        /// Its name.
        file: String,
        /// What was met.
        message: String,
    },
    /// A catalogue shard does not unpack or parse.
    #[error("{file} is no catalogue: {message}")]
    Shard {
        /// Its name.
        file: String,
        /// What was met.
        message: String,
    },
}

/// A folder that a build wrote, opened for reading.
#[derive(Debug)]
pub struct Published {
    folder: PathBuf,
    /// Its manifest.
    pub manifest: Manifest,
    /// Its rule table.
    pub table: Table<Vec<u8>>,
}

impl Published {
    /// Opens manifest and table, checking sizes but no checksums: see [`verify`].
    ///
    /// # Errors
    /// The first fault that stands in the way.
    pub fn open(folder: &Path) -> Result<Self, ArtefactFault> {
        Self::open_for(folder, &Labels::default())
    }

    /// The same, as a page with these labels has it.
    ///
    /// # Errors
    /// The first fault that stands in the way.
    pub fn open_for(folder: &Path, labels: &Labels) -> Result<Self, ArtefactFault> {
        let mut manifest = read_manifest(folder)?;
        if let Some(own) = manifest.labelled(labels).cloned() {
            manifest.rules = own.rules;
            manifest.catalog = own.catalog;
            manifest.sources = own.sources;
        }
        let entry = &manifest.rules.entry;
        let bytes = read_named(folder, entry)?;
        let table = Table::open(bytes).map_err(|fault| ArtefactFault::Table {
            file: entry.file.clone(),
            fault,
        })?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            table,
        })
    }

    /// The fragment that stands in for an item's box where no script runs, as the build writes it:
    /// empty where nothing goes with the item. `shards` are those of [`Self::shards`].
    #[must_use]
    pub fn fallback(&self, shards: &[Shard], item: ItemId) -> String {
        let offer = &self.manifest.offer;
        let options = RankOptions {
            limit: offer.max_items.into(),
            fallback: Fallback::None,
        };
        let card_of = |item| shards.iter().find_map(|shard| shard.card(item));
        let Some(anchor) = card_of(item) else {
            return String::new();
        };
        fallback::fragment(
            &rank(&self.table, &[item], &options),
            &anchor,
            card_of,
            self.manifest.catalog.currency(),
            &self.manifest,
        )
    }

    /// Which rules do not come from orders alone.
    ///
    /// # Errors
    /// Where the manifest names a file of them that is missing or damaged.
    pub fn sources(&self) -> Result<Sources, ArtefactFault> {
        match &self.manifest.sources {
            None => Ok(Sources::default()),
            Some(entry) => parse_sources(entry, &read_named(&self.folder, entry)?),
        }
    }

    /// What cards show. Reads all shards.
    ///
    /// # Errors
    /// The first shard that is missing or damaged.
    pub fn shards(&self) -> Result<Vec<Shard>, ArtefactFault> {
        self.manifest
            .catalog
            .shards
            .iter()
            .map(|shard| read_shard(&self.folder, shard))
            .collect()
    }
}

/// Checks everything in a folder: that each file the manifest names is there, whole and unchanged,
/// every record of the table, every shard. Empty where all is well.
#[must_use]
pub fn verify(folder: &Path) -> Vec<ArtefactFault> {
    let manifest = match read_manifest(folder) {
        Ok(manifest) => manifest,
        Err(fault) => return vec![fault],
    };
    let mut faults = Vec::new();
    check_files(folder, &manifest, &mut faults);
    for own in &manifest.labelled {
        let labelled = Manifest {
            rules: own.rules.clone(),
            catalog: own.catalog.clone(),
            sources: own.sources.clone(),
            // New items may have a row with some labels only.
            data: DataSpan {
                items: own.catalog.shards.iter().map(|shard| shard.count).sum(),
                ..manifest.data.clone()
            },
            ..manifest.clone()
        };
        check_files(folder, &labelled, &mut faults);
    }
    faults
}

fn check_files(folder: &Path, manifest: &Manifest, faults: &mut Vec<ArtefactFault>) {
    let rules = &manifest.rules;
    match read_named(folder, &rules.entry) {
        Err(fault) => faults.push(fault),
        Ok(bytes) => {
            check_hash(&rules.entry, &bytes, faults);
            check_table(manifest, bytes, faults);
        }
    }
    for shard in &manifest.catalog.shards {
        match read_named(folder, &shard.entry) {
            Err(fault) => faults.push(fault),
            Ok(bytes) => {
                check_hash(&shard.entry, &bytes, faults);
                faults.extend(parse_shard(shard, &bytes).err());
            }
        }
    }
    if let Some(entry) = &manifest.sources {
        match read_named(folder, entry) {
            Err(fault) => faults.push(fault),
            Ok(bytes) => {
                check_hash(entry, &bytes, faults);
                faults.extend(parse_sources(entry, &bytes).err());
            }
        }
    }
}

fn parse_sources(entry: &FileEntry, bytes: &[u8]) -> Result<Sources, ArtefactFault> {
    serde_json::from_slice(bytes).map_err(|error| ArtefactFault::Sources {
        file: entry.file.clone(),
        message: error.to_string(),
    })
}

fn check_hash(entry: &FileEntry, bytes: &[u8], faults: &mut Vec<ArtefactFault>) {
    if hash::sha256_hex(bytes) != entry.sha256 {
        faults.push(ArtefactFault::Hash {
            file: entry.file.clone(),
        });
    }
}

fn check_table(manifest: &Manifest, bytes: Vec<u8>, faults: &mut Vec<ArtefactFault>) {
    let file = || manifest.rules.entry.file.clone();
    let table = match Table::open(bytes) {
        Ok(table) => table,
        Err(fault) => {
            faults.push(ArtefactFault::Table {
                file: file(),
                fault,
            });
            return;
        }
    };
    if let Err(found) = table.verify() {
        faults.extend(found.into_iter().map(|fault| ArtefactFault::Record {
            file: file(),
            fault,
        }));
    }
    let covered = manifest.catalog.shards.iter().map(|shard| shard.count);
    for (what, expected, found) in [
        ("rules", manifest.rules.count, table.rule_count()),
        ("items", manifest.data.items, table.item_count()),
        ("items", covered.sum(), table.item_count()),
    ] {
        if expected != found {
            faults.push(ArtefactFault::Count {
                file: file(),
                what,
                expected,
                found,
            });
        }
    }
}

fn read_manifest(folder: &Path) -> Result<Manifest, ArtefactFault> {
    if !folder.is_dir() {
        return Err(ArtefactFault::NoFolder);
    }
    let path = folder.join(MANIFEST_FILE);
    if !path.exists() {
        return Err(ArtefactFault::NoManifest);
    }
    let bytes = fs::read(&path).map_err(|source| ArtefactFault::Unreadable {
        file: MANIFEST_FILE.to_owned(),
        source,
    })?;
    if bytes.trim_ascii_start().starts_with(b"<") {
        return Err(ArtefactFault::ManifestIsHtml);
    }
    let syntax = |error: serde_json::Error| ArtefactFault::ManifestSyntax {
        line: error.line(),
        column: error.column(),
        message: error.to_string(),
    };
    // The format first: a newer manifest may lack what this program wants.
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(syntax)?;
    let format = value.get("format").and_then(serde_json::Value::as_u64);
    if let Some(found) = format
        && found > MANIFEST_FORMAT.into()
    {
        return Err(ArtefactFault::ManifestNewer {
            found,
            supported: MANIFEST_FORMAT,
        });
    }
    serde_json::from_slice(&bytes).map_err(syntax)
}

/// A name that stays in its folder, on every system.
pub(super) fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', ':', '\0'])
}

fn read_named(folder: &Path, entry: &FileEntry) -> Result<Vec<u8>, ArtefactFault> {
    let file = entry.file.clone();
    if !is_plain_name(&file) {
        return Err(ArtefactFault::Name { name: file });
    }
    let bytes = match fs::read(folder.join(&file)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(ArtefactFault::Missing { file });
        }
        Err(source) => return Err(ArtefactFault::Unreadable { file, source }),
    };
    if bytes.len() as u64 != entry.bytes {
        return Err(ArtefactFault::Size {
            file,
            expected: entry.bytes,
            found: bytes.len() as u64,
        });
    }
    Ok(bytes)
}

fn read_shard(folder: &Path, shard: &ShardFile) -> Result<Shard, ArtefactFault> {
    parse_shard(shard, &read_named(folder, &shard.entry)?)
}

fn parse_shard(entry: &ShardFile, bytes: &[u8]) -> Result<Shard, ArtefactFault> {
    let fault = |message: String| ArtefactFault::Shard {
        file: entry.entry.file.clone(),
        message,
    };
    let mut json = Vec::new();
    GzDecoder::new(bytes)
        .take(MAX_SHARD_BYTES)
        .read_to_end(&mut json)
        .map_err(|error| fault(format!("it does not unpack ({error})")))?;
    let shard: Shard = serde_json::from_slice(&json).map_err(|error| fault(error.to_string()))?;
    let covers_its_items = shard.is_rectangular()
        && shard.first == entry.first
        && shard.sku.len() as u64 == u64::from(entry.count);
    if covers_its_items {
        Ok(shard)
    } else {
        Err(fault(
            "it covers other items than the manifest says".to_owned(),
        ))
    }
}
