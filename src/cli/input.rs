use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{args::OrderArguments, clock, failure::Failure, progress::Progress, say};
use crate::domain::Currency;
use crate::mine::{
    config::{Config, ConfigError, Settings},
    dataset::Dataset,
    import::{self, Catalog},
};

/// Settings that are taken where none are named.
const SETTINGS_FILE: &str = "tandem.toml";

/// The settings named, those of `tandem.toml` here, or the defaults, with the flags on top.
pub(super) fn settings(arguments: &OrderArguments) -> Result<Settings, Failure> {
    let file = arguments.config.clone().or_else(|| {
        let here = PathBuf::from(SETTINGS_FILE);
        here.is_file().then(|| {
            say(&format!("settings from {SETTINGS_FILE}"));
            here
        })
    });
    let mut settings = match file {
        None => Settings::default(),
        Some(file) => load(&file)?,
    };
    settings.import.strict |= arguments.strict;
    settings.import.memory_bytes = arguments.memory;
    settings.import.latest_time = Some(clock::latest_order()?);
    Ok(settings)
}

fn load(file: &Path) -> Result<Settings, Failure> {
    let settings = Config::load(file).and_then(|config| config.check());
    settings.map_err(|error| match error {
        ConfigError::Read { .. } => Failure::told(error.to_string()),
        _ => Failure::told(format!("{}: {error}", file.display())),
    })
}

/// The catalogue, with a bar while it is read. Its prices are in the orders' currency where they
/// name none.
pub(super) fn catalog(
    files: &[PathBuf],
    settings: &Settings,
    currency: Option<Currency>,
    now: Timestamp,
    progress: &Progress,
) -> Result<Catalog, Failure> {
    let bar = progress.reading("reading the catalogue");
    let catalog = import::read_catalog(files, settings, currency, now.as_second(), &bar);
    progress.done();
    catalog.map_err(|error| Failure::told(error.to_string()))
}

/// The orders, with a bar while they are read.
pub(super) fn orders(
    arguments: &OrderArguments,
    settings: &Settings,
    progress: &Progress,
) -> Result<Dataset, Failure> {
    let bar = progress.reading("reading orders");
    let dataset = import::read(&arguments.orders, &settings.import, &bar);
    progress.done();
    dataset.map_err(|error| Failure::told(error.to_string()))
}
