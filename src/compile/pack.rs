//! Laying out a built folder and the embed files as each shop system takes them.
//!
//! | platform | what is written |
//! |---|---|
//! | Shopify | `extensions/tandem-offers`, a theme app extension |
//! | WooCommerce | `tandem-together`, a WordPress plugin, and `tandem-together.zip` of it |
//! | Magento | `app/code/Tandem/Together`, a module |
//! | static | `embed`, `data` and what tells a web server of types, origins and caches |
//!
//! Every input is checked against its digest first. A pack is whole or not there, and replaces only
//! what a pack wrote and nobody changed since.

mod layout;
mod place;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha384};

use super::{
    hash,
    manifest::{FileEntry, MANIFEST_FILE, Manifest},
    published::{ArtefactFault, Published, is_plain_name, verify},
    staging::{FALLBACK_FOLDER, FileError},
};

/// What shoppers' pages load by a name that stays.
const LOADER: &str = "tandem.js";
/// SRI digests of the embed files, by name.
const INTEGRITY: &str = "integrity.json";

/// Whose layout is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// A theme app extension.
    Shopify,
    /// A WordPress plugin.
    WooCommerce,
    /// A Magento 2 module.
    Magento,
    /// A folder for any web server.
    Static,
}

impl Platform {
    /// The word on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::WooCommerce => "woocommerce",
            Self::Magento => "magento",
            Self::Static => "static",
        }
    }
}

/// Why there is no pack.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackError {
    /// The built folder is not as it was built.
    #[error("{0}")]
    Built(ArtefactFault),
    /// There are no embed files.
    #[error(
        "{folder}: there is no {INTEGRITY}: name the folder of the embed files with --embed; `cargo xtask dist` makes it in dist/embed",
        folder = folder.display()
    )]
    NoEmbed {
        /// Where they were looked for.
        folder: PathBuf,
    },
    /// An embed file is not the one that was built.
    #[error("{file}: {what}: copy the embed files again, all of them, or make them anew with `cargo xtask dist`", file = file.display())]
    Embed {
        /// Which.
        file: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The folder holds something else.
    #[error(
        "{file} is not of `tandem pack --for {platform}`, or was changed since: nothing was written. Move it away, or give another --out",
        file = file.display()
    )]
    NotOurs {
        /// The first thing that is not.
        file: PathBuf,
        /// What was asked for.
        platform: &'static str,
    },
    /// The platform does not take so much.
    #[error(
        "the pack has {bytes} bytes and Shopify takes {limit} at most: build with fewer rules_per_item, or put the files on a host of your own with --for static"
    )]
    TooLarge {
        /// Of all files.
        bytes: u64,
        /// Allowed.
        limit: u64,
    },
    /// A file system that would not do what was asked.
    #[error(transparent)]
    File(#[from] FileError),
    /// The archive could not be made.
    #[error("the archive cannot be made: {0}")]
    Zip(#[from] zip::result::ZipError),
}

/// A pack that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    /// Its files with their sizes, by name.
    pub files: Vec<(String, u64)>,
}

/// A file of a pack: its path, parted by `/`, and its bytes.
type PackedFile = (String, Vec<u8>);

/// What every layout is made of.
struct Parts {
    /// The embed files, without the list of their digests.
    embed: Vec<PackedFile>,
    /// What the manifest names for pages.
    data: Vec<(FileEntry, Vec<u8>)>,
    manifest: Manifest,
    /// Fragments for pages without script.
    fallbacks: Vec<PackedFile>,
}

/// Packs a built folder and the embed files for a platform, into `out`.
///
/// # Errors
/// Where an input is not what was built, where `out` holds anything that is not such a pack, where the
/// platform does not take it, and where files cannot be written. `out` is then as it was.
pub fn pack(
    built: &Path,
    embed: &Path,
    platform: Platform,
    out: &Path,
) -> Result<Packed, PackError> {
    let owned = place::check(out, platform)?;
    let parts = Parts::read(built, embed)?;
    let files = layout::of(platform, parts)?;
    place::put(out, platform, &files, owned)?;
    let sized = |(name, bytes): PackedFile| (name, bytes.len() as u64);
    Ok(Packed {
        files: files.into_iter().map(sized).collect(),
    })
}

impl Parts {
    fn read(built: &Path, embed: &Path) -> Result<Self, PackError> {
        if let Some(fault) = verify(built).into_iter().next() {
            return Err(PackError::Built(fault));
        }
        let mut manifest = Published::open(built).map_err(PackError::Built)?.manifest;
        // For the shop's own eyes.
        manifest.sources = None;
        for own in &mut manifest.labelled {
            own.sources = None;
        }
        let mut data = Vec::new();
        for entry in manifest.files() {
            let path = built.join(&entry.file);
            let bytes = fs::read(&path).map_err(FileError::new("cannot read", &path))?;
            if hash::sha256_hex(&bytes) != entry.sha256 {
                return Err(PackError::Built(ArtefactFault::Hash {
                    file: entry.file.clone(),
                }));
            }
            data.push((entry.clone(), bytes));
        }
        Ok(Self {
            embed: embed_files(embed)?,
            data,
            manifest,
            fallbacks: fallbacks(built)?,
        })
    }

    /// The loader's own short digest, for addresses that are to change with it.
    fn loader_digest(&self) -> String {
        let loader = self.embed.iter().find(|(name, _)| name == LOADER);
        let mut digest = hash::sha256_hex(loader.map_or(&[][..], |(_, bytes)| bytes));
        digest.truncate(8);
        digest
    }
}

fn embed_files(folder: &Path) -> Result<Vec<PackedFile>, PackError> {
    let list = folder.join(INTEGRITY);
    let fault = |file: &Path, what: &str| PackError::Embed {
        file: file.to_owned(),
        what: what.to_owned(),
    };
    let text = fs::read(&list).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => PackError::NoEmbed {
            folder: folder.to_owned(),
        },
        _ => fault(&list, &error.to_string()),
    })?;
    let digests: std::collections::BTreeMap<String, String> =
        serde_json::from_slice(&text).map_err(|error| fault(&list, &error.to_string()))?;
    if !digests.contains_key(LOADER) {
        return Err(fault(&list, "it does not name tandem.js"));
    }
    let mut files = Vec::new();
    for (name, integrity) in digests {
        let path = folder.join(&name);
        if !is_plain_name(&name) {
            return Err(fault(&list, "it names something outside its folder"));
        }
        let bytes = fs::read(&path).map_err(|error| fault(&path, &error.to_string()))?;
        if integrity != format!("sha384-{}", STANDARD.encode(Sha384::digest(&bytes))) {
            return Err(fault(&path, "its digest is not the one in integrity.json"));
        }
        files.push((name, bytes));
    }
    Ok(files)
}

fn fallbacks(built: &Path) -> Result<Vec<PackedFile>, PackError> {
    let folder = built.join(FALLBACK_FOLDER);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(FileError::new("cannot read", &folder)(error).into()),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry
            .map_err(FileError::new("cannot read", &folder))?
            .path();
        let name = path.file_name().and_then(|name| name.to_str());
        if let Some(name) = name.filter(|name| name.ends_with(".html")) {
            let bytes = fs::read(&path).map_err(FileError::new("cannot read", &path))?;
            files.push((format!("{FALLBACK_FOLDER}/{name}"), bytes));
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// The manifest as a file of a pack.
fn manifest_file(folder: &str, manifest: &Manifest) -> PackedFile {
    (format!("{folder}{MANIFEST_FILE}"), manifest.to_json())
}
