//! `tandem pack DIR --for PLATFORM --out DIR`.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};

use super::{failure::Failure, folder};
use crate::{
    compile::{PackError, Platform, pack},
    mine::import::grouped,
};

pub(super) const PACK_HELP: &str = "\
Examples:
  tandem pack public/ --for shopify --out pack/shopify
  tandem pack public/ --for woocommerce --embed dist/embed --out pack/wordpress

Shopify: a theme app extension. WooCommerce: a WordPress plugin, as a folder and as a zip to upload.
Magento: a module. Static: a folder for any web server, with its settings. docs/shops.md says where
each goes. Digests are checked on the way in. A folder that holds anything but an earlier pack for the
same platform, unchanged, is refused; what cannot be finished leaves it as it was.";

/// Lay out a built folder and the widget as a shop system takes them.
#[derive(Debug, Args)]
#[command(after_help = PACK_HELP)]
pub(super) struct PackArguments {
    /// The folder that `tandem build` wrote.
    pub(super) dir: PathBuf,
    /// The shop system.
    #[arg(long = "for", value_enum, value_name = "PLATFORM")]
    pub(super) platform: PlatformWord,
    /// The folder of the embed files, which `cargo xtask dist` makes.
    #[arg(long, value_name = "DIR", default_value = "dist/embed")]
    pub(super) embed: PathBuf,
    /// The folder to write.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
}

/// A platform on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PlatformWord {
    Shopify,
    #[value(name = "woocommerce")]
    WooCommerce,
    Magento,
    Static,
}

impl From<PlatformWord> for Platform {
    fn from(word: PlatformWord) -> Self {
        match word {
            PlatformWord::Shopify => Self::Shopify,
            PlatformWord::WooCommerce => Self::WooCommerce,
            PlatformWord::Magento => Self::Magento,
            PlatformWord::Static => Self::Static,
        }
    }
}

pub(super) fn run(arguments: &PackArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let platform = Platform::from(arguments.platform);
    let packed = pack(&arguments.dir, &arguments.embed, platform, &arguments.out)
        .map_err(|error| told(&arguments.dir, &error))?;
    writeln!(
        out,
        "packed for {}: {}",
        platform.word(),
        arguments.out.display()
    )?;
    let mut fragments = (0, 0);
    for (name, bytes) in &packed.files {
        if name.starts_with("fallback/") {
            fragments = (fragments.0 + 1, fragments.1 + bytes);
        } else {
            writeln!(out, "  {:>11}  {name}", grouped(*bytes))?;
        }
    }
    if let (count @ 1.., bytes) = fragments {
        let (count, bytes) = (grouped(count), grouped(bytes));
        writeln!(out, "  {bytes:>11}  fallback/: {count} fragments")?;
    }
    Ok(())
}

fn told(dir: &Path, error: &PackError) -> Failure {
    match error {
        PackError::Built(fault) => Failure::told(folder::sentence(dir, fault)),
        error => Failure::told(error.to_string()),
    }
}
