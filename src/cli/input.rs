use std::path::{Path, PathBuf};

use super::{args::OrderArguments, failure::Failure, progress::Progress, say};
use crate::mine::{
    config::{Config, ConfigError, Settings},
    dataset::Dataset,
    import,
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
    Ok(settings)
}

fn load(file: &Path) -> Result<Settings, Failure> {
    let settings = Config::load(file).and_then(|config| config.check());
    settings.map_err(|error| match error {
        ConfigError::Read { .. } => Failure::told(error.to_string()),
        _ => Failure::told(format!("{}: {error}", file.display())),
    })
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
